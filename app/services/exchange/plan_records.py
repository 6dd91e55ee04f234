"""Plans the rows of a ledger sheet: finds the record each is about, and what the row changes.

A record is found by the record id, then by 登记编号, then by its natural key. Rows are looked up in batches and compared
in the stored form, so that an unchanged row costs one dictionary look-up per cell.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from app.domain.fields import Field
from app.domain.records import RECORDS
from app.domain.values import mask
from app.services.exchange.cell_values import REFS, RefTexts, shown
from app.services.exchange.gathered_rows import GatheredRows
from app.services.exchange.likeness import LikenessFinder, veto
from app.services.exchange.match import MatchedSheet
from app.services.exchange.plan_rows import Change, PlanRow, RowKind
from app.services.exchange.questions import Questions
from app.services.exchange.readings import ERASE, Reading, as_written
from app.services.exchange.row_checks import check_rows
from app.services.exchange.sheet_rows import FieldColumn, Row, SheetRows
from app.services.progress import Progress

if TYPE_CHECKING:
    from app.data.database import Database
    from app.services.exchange.package import PackageRow
    from app.services.exchange.package_in import Incoming, Judge, KnownSender

LEAD = ("id", "uid", "reg_no", "version", "unmatched")
Stored = dict[str, Any]


class RecordPlanner:
    """Plans all sheets of one record type; remembers what it has seen, to find duplicates in the file."""

    def __init__(
        self,
        db: Database,
        record: str,
        questions: Questions | None = None,
        incoming: Incoming | None = None,
        judge: Judge | None = None,
    ) -> None:
        self._db = db
        self._incoming = incoming
        self._judge = judge
        self._sender: KnownSender | None = None
        self._questions = questions or Questions()
        self._record = record
        self._cls = RECORDS[record]
        self._names = [*LEAD, *(name for name in self._cls.fields() if name not in LEAD)]
        self._select = ", ".join(f'"{name}"' for name in self._names)
        self._refs = RefTexts(db)
        self._seen: dict[Any, tuple[str, int]] = {}
        self._key = [self._cls.fields()[name] for name in self._cls.about.natural_key]
        self._likeness = LikenessFinder(db, record, self._questions)

    def plan(self, sheet: MatchedSheet, progress: Progress, child_sheets: Container[str] = ()) -> list[PlanRow]:
        """`child_sheets`: the kinds of child rows that have a sheet of their own in this file."""
        rows = SheetRows(self._db, sheet, self._questions)
        self._gathered = GatheredRows(self._db, sheet, self._questions, child_sheets)
        if self._judge is not None and self._incoming is None:
            self._sender = self._judge.sender(sheet.facts.unit)
        total = len(sheet.data.rows)
        planned: list[PlanRow] = []
        for chunk in rows.chunks():
            progress.step(chunk[0][0], total, f"正在核对“{sheet.data.name}”")
            planned += self._chunk(rows, chunk)
        return planned

    @property
    def notes(self) -> list[str]:
        count = self._likeness.left_out
        label = self._cls.about.label
        return [f"“{label}”新增的行很多，其中 {count} 行没有逐行查找与已登记记录相像的"] if count else []

    def _chunk(self, rows: SheetRows, chunk: list[Row]) -> list[PlanRow]:
        made = [(self._new_row(rows, number, cells), cells) for number, cells in chunk]
        statements = [rows.statements(cells) for _, cells in made]
        found, by_key = self._find(made, statements)
        self._ask_likeness(made, rows, statements, found)
        self._prepare_refs(rows, found)
        self._arrive(made, found)
        if self._sender is not None:
            self._sender.prepare(self._record, [stored["id"] for stored in found if stored is not None])
        for i, ((row, cells), said, stored) in enumerate(zip(made, statements, found, strict=True)):
            self._identify(rows, row, cells, said, stored)
            rows.tell_faults(row.number, row)
            if row.arrival is not None:
                self._merge(row, said, rows, stored)
            else:
                for column, reading in said if stored is not None else _not_plain(row, said):
                    self._compare(row, column, reading, stored)
                self._gathered.gather(row, cells, stored)
            if i in by_key and stored is not None and row.values:
                veto(row, self._record, stored)
            if stored is not None and (row.values or row.unmatched or row.gathered):
                row.action = RowKind.CHANGED
            elif stored is None:
                row.action = RowKind.NEW
        planned = [row for row, _ in made]
        check_rows(self._db, self._record, planned, rows)
        return planned

    def _new_row(self, rows: SheetRows, number: int, cells: Sequence[Any]) -> PlanRow:
        row = PlanRow(rows.sheet.data.name, number, self._record)
        row.uid = rows.text(cells, rows.uid_column)
        row.number_in_sheet = rows.text(cells, rows.number_column)
        row.reg_no = rows.text(cells, rows.reg_no_column).upper()
        return row

    # Of an exchange workbook

    def _arrive(self, made: list[tuple[PlanRow, Sequence[Any]]], found: list[Stored | None]) -> None:
        """The rows that came with their versions get them."""
        if self._incoming is None:
            return
        arrived = []
        for (row, _), stored in zip(made, found, strict=True):
            if (entry := self._entry(row)) is not None:
                arrived.append((row, entry, None if stored is None else stored["id"]))
        self._incoming.arrive(self._record, arrived)

    def _entry(self, row: PlanRow) -> PackageRow | None:
        assert self._incoming is not None
        return self._incoming.entry(self._record, row.uid, row.reg_no)

    def _merge(
        self, row: PlanRow, said: list[tuple[FieldColumn, Reading]], rows: SheetRows, stored: Stored | None
    ) -> None:
        assert self._incoming is not None and row.arrival is not None
        unit = (stored or {}).get("registered_unit") or next(
            (reading.text for column, reading in said if column.field.name == "registered_unit"), ""
        )
        self._incoming.merge(row, said, rows.columns, stored, self._refs, unit)

    # Which record

    def _find(
        self, made: list[tuple[PlanRow, Sequence[Any]]], statements: list[Any]
    ) -> tuple[list[Stored | None], set[int]]:
        """What each row is about; and the places of those that only their natural key tells."""
        if self._incoming is not None:
            found = self._find_arrived([row for row, _ in made])
        else:
            by_uid = self._by("uid", {row.uid for row, _ in made if row.uid})
            # A number is of this office only: a row with another office's id is not looked up by it.
            numbers = {row.reg_no for row, _ in made if row.reg_no and not row.uid}
            by_number = self._by("reg_no", numbers)
            found = [by_uid.get(row.uid) if row.uid else by_number.get(row.reg_no) for row, _ in made]
        keys = {i: key for i, said in enumerate(statements) if found[i] is None and (key := self._natural_key(said))}
        by_key = self._by_natural_key(list(keys.values()))
        told_by_key: set[int] = set()
        for i, key in keys.items():
            same = by_key.get(key, [])
            if len(same) == 1:
                found[i] = same[0]
                told_by_key.add(i)
            elif len(same) > 1:
                row = made[i][0]
                row.refuse(
                    str(row.number),
                    "",
                    "、".join(self._texts(key)),
                    f"已登记的有 {len(same)} 条与这一行相同，分不清是哪一条",
                    f"请在“登记编号”栏填写其中一条的编号（{'、'.join(str(s['reg_no']) for s in same[:3])}）",
                )
        return found, told_by_key

    def _ask_likeness(
        self,
        made: list[tuple[PlanRow, Sequence[Any]]],
        rows: SheetRows,
        statements: list[list[tuple[FieldColumn, Reading]]],
        found: list[Stored | None],
    ) -> None:
        """Rows that nothing tells may be like registered records: a person says whether they are the same."""
        answers: dict[int, int] = {}
        for i, (row, _) in enumerate(made):
            if found[i] is None and not row.wrong:
                answer = self._likeness.answered(row, rows.sheet.key, statements[i])
                if answer is not None:
                    answers[i] = answer
        by_id = self._by("id", set(answers.values()))
        for i, answer in answers.items():
            found[i] = by_id.get(answer)

    def _find_arrived(self, rows: list[PlanRow]) -> list[Stored | None]:
        """By the names that offices have for a row; their numbers say nothing here."""
        assert self._incoming is not None
        known = self._incoming.known(self._record)
        for row in rows:
            if not row.uid and (entry := self._entry(row)) is not None:
                row.uid = entry.uid
        by_id = self._by("id", {known[row.uid] for row in rows if row.uid in known})
        by_uid = self._by("uid", {row.uid for row in rows if row.uid and row.uid not in known})
        return [by_id.get(known[row.uid]) if row.uid in known else by_uid.get(row.uid) for row in rows]

    def _by(self, column: str, values: set[Any]) -> dict[Any, Stored]:
        if not values:
            return {}
        marks = ",".join("?" * len(values))
        read = self._db.rows(
            f'SELECT {self._select} FROM "{self._record}" WHERE "{column}" IN ({marks})', sorted(values)
        )
        return {stored[column]: stored for stored in (dict(zip(self._names, row, strict=True)) for row in read)}

    def _natural_key(self, said: list[tuple[FieldColumn, Reading]]) -> tuple[Any, ...] | None:
        """The key as stored; None where its first part is not given or a part cannot be read."""
        given = {column.field.name: reading for column, reading in said}
        key = []
        for f in self._key:
            reading = given.get(f.name)
            if reading is not None and (reading.reason or reading.masked):
                return None
            key.append(None if reading is None else reading.stored)
        return tuple(key) if key[0] is not None else None

    def _by_natural_key(self, keys: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], list[Stored]]:
        found: dict[tuple[Any, ...], list[Stored]] = {}
        if not keys:
            return found
        firsts = sorted({key[0] for key in keys})
        marks = ",".join("?" * len(firsts))
        sql = f'SELECT {self._select} FROM "{self._record}" WHERE void = 0 AND "{self._key[0].name}" IN ({marks})'
        for row in self._db.rows(sql, firsts):
            stored = dict(zip(self._names, row, strict=True))
            found.setdefault(tuple(stored[f.name] for f in self._key), []).append(stored)
        return found

    def _texts(self, key: tuple[Any, ...]) -> list[str]:
        return [text for f, part in zip(self._key, key, strict=True) if (text := self._shown(f, part))]

    def _identify(
        self,
        rows: SheetRows,
        row: PlanRow,
        cells: Sequence[Any],
        said: list[tuple[FieldColumn, Reading]],
        stored: Stored | None,
    ) -> None:
        given_number = row.reg_no
        row.title = next((reading.text for column, reading in said if column.field.name == self._key[0].name), "")
        key: Any = self._natural_key(said)
        if stored is not None:
            row.id, row.version, row.reg_no = stored["id"], stored["version"], stored["reg_no"]
            if row.arrival is None and row.uid == stored["uid"] and self._out_of_step(given_number, said, stored):
                _refuse_out_of_step(row, given_number, stored["reg_no"])
            row.uid = stored["uid"]
            key = row.id
        elif given_number and not row.uid:
            row.doubt(str(row.number), "登记编号", given_number, "没有这个登记编号，将作为新记录另行编号", "")
        if row.arrival is not None and given_number not in ("", row.arrival.row.reg_no.upper()):
            if self._incoming is not None and self._incoming.entry(self._record, "", given_number) is not None:
                _refuse_out_of_step(row, given_number, row.arrival.row.reg_no)
        seen_keys = [k for k in ((row.uid or None), key) if k is not None]
        where = next((self._seen[k] for k in seen_keys if k in self._seen), None)
        if where is not None:
            row.refuse(
                str(row.number),
                "",
                row.title,
                f"与工作表“{where[0]}”第 {where[1]} 行是同一条记录",
                "请只保留其中一行",
            )
        for k in seen_keys:
            self._seen.setdefault(k, (row.sheet, row.number))

    def _out_of_step(self, number: str, said: list[tuple[FieldColumn, Reading]], stored: Stored) -> bool:
        """The locked column was left behind by a sort: number and natural key are those of another record.

        A number alone proves nothing: in a workbook from another office the numbers are that office's.
        """
        if not number or number == stored["reg_no"]:
            return False
        names = {f.name for f in self._key}
        key = [(column.field, reading) for column, reading in said if column.field.name in names]
        if key and all(same(f, reading, stored[f.name], stored, self._refs) for f, reading in key):
            return False
        return number in self._by("reg_no", {number})

    # What it changes

    def _prepare_refs(self, rows: SheetRows, found: list[Stored | None]) -> None:
        there = [stored for stored in found if stored is not None]
        for column in rows.columns:
            if column.field.kind in REFS:
                self._refs.prepare(column.field, (stored[column.field.name] for stored in there))

    def _compare(self, row: PlanRow, column: FieldColumn, reading: Reading, stored: Stored | None) -> None:
        f = column.field
        if stored is None:
            if take(row, column, reading):
                set_value(row, f, reading)
            return
        old = stored[f.name]
        if same(f, reading, old, stored, self._refs):
            return
        if self._sender is not None and not self._sender.takes(row, column, reading, stored, self._refs):
            return
        if not take(row, column, reading):
            return
        set_value(row, f, reading)
        old_text = self._shown(f, old) or (unmatched_text(stored, f) or "")
        row.changes.append(Change(f.label, old_text, self._new_text(f, reading)))
        if f.name == "status" and old in (s.value for s in self._cls.about.states):
            if reading.value not in self._cls.about.state(old).next:
                row.doubt(
                    column.cell(row.number), column.header, reading.text, f"状态不能从“{old}”直接转为它，请核对", ""
                )

    def _shown(self, f: Field, stored: Any) -> str:
        return shown(self._db, f, stored, self._refs)

    def _new_text(self, f: Field, reading: Reading) -> str:
        return reading.text if reading.unmatched else self._shown(f, reading.stored)


def _refuse_out_of_step(row: PlanRow, number: str, its_number: str) -> None:
    row.refuse(
        str(row.number),
        "登记编号",
        number,
        f"这一行的记录标识属于 {its_number}，与所填的登记编号不是同一条",
        "可能是排序时漏选了第一列；请撤销该排序，或者清空这一行的记录标识",
    )


def same(f: Field, reading: Reading, old: Any, stored: Stored, refs: RefTexts) -> bool:
    """Whether a cell says what is stored already."""
    if reading.stored == old:
        return True
    if old is None:
        return f.kind in REFS and bool(reading.text == as_written(unmatched_text(stored, f)))
    if f.mask and reading.masked:
        return reading.text == mask(f, str(old))
    if f.kind in REFS:
        return bool(reading.text == as_written(refs.text(f, old)))
    return isinstance(old, str) and bool(reading.text.strip() == as_written(old))


def _not_plain(row: PlanRow, said: list[tuple[FieldColumn, Reading]]) -> Iterator[tuple[FieldColumn, Reading]]:
    """Of a new row: takes what is plainly a value, which nearly all of it is, and gives the rest."""
    values = row.values
    for column, reading in said:
        if reading.reason or reading.original or reading.questions or reading.left_out or reading.value in (None, ()):
            yield column, reading
        else:
            values[column.field.name] = reading.value


def unmatched_text(stored: Stored, f: Field) -> str | None:
    kept = stored.get("unmatched")
    return json.loads(kept).get(f.name) if kept else None


def take(row: PlanRow, column: FieldColumn, reading: Reading) -> bool:
    """False for a cell that is not taken; the row says why."""
    if reading.original:
        row.originals[column.field.name] = reading.original
    for question in reading.questions:
        column.readings.around.questions.ask(question, f"{row.sheet}!{column.cell(row.number)}")
    if reading.text.strip() in ERASE and column.field.required:
        row.refuse(column.cell(row.number), column.header, reading.text, "这一栏必须填写，不能清空", "请填写内容")
        return False
    if not reading.reason:
        return not reading.left_out
    # What is asked can be answered yet; only a field that must be filled keeps the row out until then.
    asked = reading.asked and not column.field.required
    told: Callable[..., None] = row.doubt if reading.unmatched or asked else row.refuse
    remedy = reading.remedy or "可填对方的登记编号，或先登记对方记录"
    told(column.cell(row.number), column.header, reading.text, reading.reason, remedy)
    return reading.unmatched


def set_value(row: PlanRow, f: Field, reading: Reading) -> None:
    if reading.unmatched:
        row.unmatched[f.name] = reading.text
    else:
        row.values[f.name] = reading.value
