"""The periods of the law as the county keeps them: changed, switched, added, brought in from a file.

A change of the law is a further version with the day from which it holds; a matter keeps the version of its own event.
Every change is one operation that stands in the history and can be undone; due dates follow in the same operation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.data.law import columns_of
from app.domain.conditions import Condition
from app.domain.fields import Kind
from app.domain.periods import Period, PeriodKind, Unit
from app.domain.records import RECORDS
from app.errors import UserError

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

LABELS = {
    "rule": "编号",
    "since": "生效日期",
    "until": "失效日期",
    "module": "模块",
    "record": "记录",
    "title": "期限",
    "event": "起算事由",
    "trigger_field": "起算字段",
    "duration": "长度",
    "unit": "单位",
    "direction": "方向",
    "roll": "末日顺延",
    "kind": "类型",
    "core": "核心",
    "responsible": "责任方",
    "extendable": "延长",
    "warn_days": "预警天数",
    "basis": "依据",
    "note": "注意",
    "confidence": "核对情况",
    "source": "来源",
    "done_field": "办结字段",
    "applies_when": "适用条件",
    "unit_field": "责任单位字段",
    "owner": "责任单位",
    "active": "启用",
    "own": "本县自定",
}
# Headers of the reference file, which a new edition of it still has.
REFERENCE = {
    "rule_id": "rule",
    "record_type": "record",
    "title_zh": "title",
    "trigger_event_zh": "event",
    "roll_holiday": "roll",
    "responsible_party_zh": "responsible",
    "extendable_zh": "extendable",
    "legal_basis_zh": "basis",
    "note_zh": "note",
    "effective_from": "since",
    "effective_to": "until",
}
KEPT = ("active", "owner", "own", "unit_field")  # the office's own, not a file's
CHANGEABLE = (
    *("title", "event", "duration", "unit", "roll", "kind", "responsible", "extendable", "warn_days"),
    *("basis", "note", "trigger_field", "done_field", "applies_when", "unit_field", "owner", "active"),
)
UNITS = {"日": "day", "天": "day", "工作日": "working_day", "个工作日": "working_day", "个月": "month", "月": "month"}
UNITS |= {"年": "year"} | {unit.value: unit.value for unit in Unit}
DIRECTIONS = {"之后": "after", "之前": "before", "after": "after", "before": "before"}
YES = frozenset({"yes", "是", "1", "true", "True"})


def change(db: Database, rule: str, values: Mapping[str, Any], *, since: date | None = None, reason: str = "") -> None:
    """Change the version in force now, or with `since` add one for events from that day on.

    `values` are attributes of `Period`. Raises UserError for what cannot be.
    """
    old = newest(db, rule)
    if unknown := values.keys() - set(CHANGEABLE):
        raise UserError("这项内容不能改", "、".join(LABELS.get(name, name) for name in unknown), "请另设一条本县的期限")
    new = replace(old, **values)
    _check(new)
    if new == old:
        return
    with db.operation(f"修改期限规则：{old.title}", reason=reason) as op:
        _write(op, db, old, new, since)


def switch(db: Database, rules: Sequence[str], on: bool) -> None:
    """Switch rules on or off, all in one operation."""
    named = [newest(db, rule) for rule in rules]
    what = named[0].title if len(named) == 1 else f"{len(named)} 项期限"
    with db.operation(f"{'启用' if on else '停用'}期限规则：{what}") as op:
        for period in named:
            for version in db.law.rules[period.id]:
                if version.active != on:
                    op.write_row("period", {"active": int(on)}, version.row)


def add(db: Database, period: Period, *, reason: str = "") -> str:
    """A rule of the county's own; its id."""
    id = period.id or _free_id(db)
    if id in db.law.rules:
        raise UserError(f"已有编号为“{id}”的期限", "编号不能重复", "请换一个编号，或修改原有的期限")
    new = replace(period, id=id, own=True, row=None)
    _check(new)
    with db.operation(f"新设期限规则：{new.title}", reason=reason) as op:
        op.write_row("period", columns_of(new))
    return id


def remove(db: Database, rule: str) -> None:
    """Only what the county made itself; a rule of the law is switched off."""
    if not newest(db, rule).own:
        raise UserError("这项期限来自法律，不能删除", "", "不用的可以停用")
    with db.operation(f"删除期限规则：{newest(db, rule).title}") as op:
        for version in db.law.rules[rule]:
            assert version.row is not None
            op.delete_row("period", version.row)


def blank() -> Period:
    """What the form of a new rule begins with."""
    return Period(
        *("", "", "", "", "", ""),
        duration=15,
        unit=Unit.DAY,
        direction="after",
        roll=True,
        kind=PeriodKind.LATEST,
        core=False,
        responsible="",
        extendable="",
        warn_days=(7, 3, 1),
        basis="",
        note="",
        confidence="",
        source="",
        done_field="",
        applies_when=None,
        own=True,
    )


def newest(db: Database, rule: str) -> Period:
    """The newest version as it stands in the database, without what the county's choices do to it."""
    from app.data.law import period_of
    from app.data.schema_names import PERIOD_COLUMNS

    rows = db.rows(
        f"SELECT id, {', '.join(PERIOD_COLUMNS)} FROM period WHERE rule = ? ORDER BY coalesce(since, '') DESC, id DESC",
        (rule,),
    )
    if not rows:
        raise UserError(f"没有编号为“{rule}”的期限", "它可能已被删除", "请刷新后重试")
    return period_of(dict(zip(PERIOD_COLUMNS, rows[0][1:], strict=True)), rows[0][0])


def _write(op: Operation, db: Database, old: Period, new: Period, since: date | None) -> None:
    if since is None:
        before, after = columns_of(old), columns_of(new)
        op.write_row("period", {name: after[name] for name in after if after[name] != before[name]}, old.row)
        return
    if old.since is not None and since <= old.since:
        raise UserError(
            f"“{old.title}”已有自{old.since}起的版本", "新版本的生效日期须在它之后", "请核对生效日期，或直接修改该版本"
        )
    op.write_row("period", {"until": (since - timedelta(1)).isoformat()}, old.row)
    op.write_row("period", columns_of(replace(new, since=since, until=None, row=None)))


def _free_id(db: Database) -> str:
    taken = [int(found[1]) for rule in db.law.rules if (found := re.fullmatch(r"own_(\d+)", rule))]
    return f"own_{max(taken, default=0) + 1}"


def _check(period: Period) -> None:
    if not period.title:
        raise UserError("没有填写期限的名称", "", "请写明是什么期限，如“报送出庭负责人名单”")
    if period.duration < 1:
        raise UserError(f"“{period.title}”的长度不对", "期限至少为1", "请填写大于0的数")
    if not period.record:
        return
    if period.record not in RECORDS:
        raise UserError(f"没有“{period.record}”这种记录", f"期限“{period.title}”的记录写错了", "请改正后重试")
    cls = RECORDS[period.record]
    for name, what in ((period.trigger_field, "起算字段"), (period.done_field, "办结字段")):
        if not name and what == "办结字段":
            continue
        if name not in cls.fields() or cls.fields()[name].kind not in (Kind.DATE, Kind.DATETIME):
            raise UserError(
                f"“{period.title}”的{what}不对", f"“{cls.about.label}”没有日期字段“{name}”", "请从字段中选择一个日期"
            )
    for name in period.applies_when.fields if period.applies_when else ():
        if name not in cls.fields():
            raise UserError(f"“{period.title}”的适用条件不对", f"“{cls.about.label}”没有字段“{name}”", "请核对适用条件")
    if period.unit_field and period.unit_field not in cls.fields():
        raise UserError(f"“{period.title}”的责任单位字段不对", f"没有字段“{period.unit_field}”", "请从字段中选择")


# Files


@dataclass(frozen=True)
class RuleChange:
    """What a file says of one rule, against what is in the database."""

    period: Period
    old: Period | None
    differences: tuple[tuple[str, str, str], ...]  # label, before, after

    @property
    def kind(self) -> str:
        return "新增" if self.old is None else "修改" if self.differences else "相同"


def read_file(db: Database, path: Path) -> list[RuleChange]:
    """A rule file, CSV or workbook, against the rules here; nothing is written yet."""
    from app.services.deadlines.table_file import read_table

    known = {label: name for name, label in LABELS.items()} | {name: name for name in LABELS} | REFERENCE
    found: list[RuleChange] = []
    for number, row in read_table(path, known, needed=("rule", "title", "duration", "unit")):
        try:
            found.append(_compared(db, row))
        except (ValueError, KeyError) as error:
            raise UserError(f"第{number}行看不懂", str(error), "请按导出的期限规则表改正") from error
        except UserError as error:
            raise UserError(f"第{number}行：{error.what}", error.why, error.what_to_do) from error
    return found


def _compared(db: Database, row: Mapping[str, str]) -> RuleChange:
    old = newest(db, row["rule"]) if row["rule"] in db.law.rules else None
    new = _period_of_row(row, old)
    _check(new)
    if old is None:
        return RuleChange(new, None, ())
    before, after = columns_of(old), columns_of(new)
    names = [name for name in LABELS if name in before and name not in ("since", "until")]
    changed = tuple(
        (LABELS[name], text_of(name, before[name]), text_of(name, after[name]))
        for name in names
        if before[name] != after[name]
    )
    return RuleChange(new, old, changed)


def _period_of_row(row: Mapping[str, str], old: Period | None) -> Period:
    """What the file does not have stays as it is."""
    start = old or blank()
    values: dict[str, Any] = {name: text for name, text in row.items() if name in TEXTS and (text or name not in KEPT)}
    tags, _, note = row.get("note", "").partition("。")
    if tags.startswith("类型="):
        values["note"] = note
        values["kind"] = PeriodKind(tags.removeprefix("类型=").split(";")[0])
        values["core"] = "核心" in tags.split(";")
    if row.get("record") in LABELLED:
        values["record"] = LABELLED[row["record"]]
    if "duration" in row:
        values["duration"] = int(float(row["duration"]))
    if row.get("unit"):
        values["unit"] = Unit(UNITS[row["unit"]])
    if row.get("direction"):
        values["direction"] = DIRECTIONS[row["direction"]]
    if row.get("kind"):
        values["kind"] = PeriodKind(row["kind"])
    for name in ("roll", "core", "active"):
        if row.get(name):
            values[name] = row[name] in YES
    if "warn_days" in row:
        values["warn_days"] = tuple(int(float(days)) for days in re.split("[;；,，、]", row["warn_days"]) if days)
    if "applies_when" in row:
        values["applies_when"] = Condition.parse(row["applies_when"]) if row["applies_when"] else None
    if old is None:
        values["id"] = row["rule"]
        values.setdefault("active", values.get("core", False))
        values["own"] = False
    return replace(start, **values)


TEXTS = frozenset(LABELS) - {
    *("rule", "since", "until", "duration", "unit", "direction", "roll", "kind", "core", "warn_days"),
    *("applies_when", "active", "own"),
}
LABELLED = {cls.about.label: name for name, cls in RECORDS.items()}


def take_over(db: Database, changes: Sequence[RuleChange], *, since: date | None = None, reason: str = "") -> int:
    """Write what a file brings, in one operation; `since`: the changed rules hold from that day. Returns how many."""
    real = [change for change in changes if change.kind != "相同"]
    if not real:
        return 0
    with db.operation(f"导入期限规则 {len(real)} 项", via="导入", reason=reason) as op:
        for change in real:
            if change.old is None:
                op.write_row("period", columns_of(replace(change.period, since=since)))
            else:
                _write(op, db, change.old, change.period, since)
    return len(real)


def write_file(db: Database, out: Path) -> int:
    """All versions as a workbook that `read_file` takes back; how many."""
    from app.services.exchange.sheet_writer import Column, SheetShape, Workbook

    columns = tuple(
        Column(label, width=22 if name in ("title", "basis", "note") else 12) for name, label in LABELS.items()
    )
    rules = [version for versions in db.law.rules.values() for version in versions]
    with Workbook(out) as book:
        sheet = book.sheet(SheetShape("期限规则", columns))
        for period in rules:
            values = columns_of(period)
            sheet.append([text_of(name, values[name]) for name in LABELS])
    return len(rules)


def text_of(column: str, value: Any) -> str:
    """A column of a rule as people read it."""
    if value is None:
        return ""
    if column in ("roll", "core", "active", "own"):
        return "是" if value else "否"
    if column == "unit":
        return Unit(value).label
    if column == "direction":
        return "之前" if value == "before" else "之后"
    if column == "record":
        return RECORDS[value].about.label if value in RECORDS else str(value)
    return str(value)


# History


@dataclass(frozen=True)
class RuleEntry:
    """One change of a rule or of the holidays."""

    operation: int
    at: str
    by: str
    title: str
    reason: str
    undone: bool
    changes: tuple[tuple[str, str, str], ...]


def history(db: Database, rule: str) -> list[RuleEntry]:
    """Who changed a rule, when and why, from what to what; the newest first. Removed rules are not asked for."""
    ids = [id for (id,) in db.rows("SELECT id FROM period WHERE rule = ?", (rule,))]
    found: list[RuleEntry] = []
    for id in ids:
        names = list(LABELS)
        current = db.rows(f"SELECT {', '.join(names)} FROM period WHERE id = ?", (id,))[0]
        newer = dict(zip(names, current, strict=True))
        for operation, at, by, title, reason, undone, action, old_json in db.rows(
            'SELECT o.id, o."at", o."by", o.title, o.reason, o.undone_by IS NOT NULL, c.action, c.old FROM change c '
            "JOIN operation o ON o.id = c.operation WHERE c.owner = ? ORDER BY c.id DESC",
            (id,),
        ):
            old = json.loads(old_json or "{}")
            said = tuple(
                (LABELS[n], text_of(n, value), text_of(n, newer[n])) for n, value in old.items() if n in LABELS
            )
            if action == "i":
                said = (("版本", "", f"自{newer['since']}起" if newer["since"] else "新设"),)
            found.append(RuleEntry(operation, at, by, title, reason, bool(undone), said))
            newer |= old
    return sorted(found, key=lambda entry: -entry.operation)
