"""Plans the rows of a child sheet: whose they are, which of them are there already, what they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.data.stored import load
from app.domain import values
from app.domain.checks import Problem, problems
from app.domain.conditions import Condition
from app.domain.fields import Rows
from app.services.exchange.cell_values import RefTexts, shown
from app.services.exchange.layout import Role
from app.services.exchange.match import MatchedSheet
from app.services.exchange.plan_records import same, set_value, take
from app.services.exchange.plan_rows import Change, PlanRow, RowKind
from app.services.exchange.questions import Questions
from app.services.exchange.readings import Reading, readings_of
from app.services.exchange.sheet_rows import FieldColumn, SheetRows
from app.services.progress import Progress

if TYPE_CHECKING:
    from app.data.database import Database
    from app.services.exchange.package_in import Incoming

Stored = dict[str, Any]


def plan_children(
    db: Database,
    sheet: MatchedSheet,
    planned: list[PlanRow],
    progress: Progress,
    questions: Questions | None = None,
    incoming: Incoming | None = None,
) -> list[PlanRow]:
    """`planned` are the rows of all sheets so far; records new in this file may own child rows."""
    planner = _ChildPlanner(db, sheet, [row for row in planned if not row.child], questions, incoming)
    made: list[PlanRow] = []
    total = len(sheet.data.rows)
    for chunk in planner.rows.chunks():
        progress.step(chunk[0][0], total, f"正在核对“{sheet.data.name}”")
        made += planner.chunk(chunk)
    return made


class _ChildPlanner:
    def __init__(
        self,
        db: Database,
        sheet: MatchedSheet,
        owners: list[PlanRow],
        questions: Questions | None = None,
        incoming: Incoming | None = None,
    ) -> None:
        assert sheet.layout.rows is not None
        self._db = db
        self._incoming = incoming
        self._sheet = sheet
        self._of: type[Rows] = sheet.layout.rows
        self._record = sheet.layout.record.about.id
        self._when: Condition | None = sheet.layout.when
        self.rows = SheetRows(db, sheet, questions)
        self._refs = RefTexts(db)
        self._facts = db.facts()
        self._seen: dict[int, int] = {}  # id of a child row → number in the sheet
        self._claimed: set[int] = set()
        own = [row for row in owners if row.record == self._record]
        self._by_uid = {row.uid: row for row in own if row.uid}
        self._by_reg_no = {row.reg_no: row for row in own if row.reg_no}
        if incoming is not None:  # names and numbers in the file are those of its office
            self._by_reg_no = {row.arrival.row.reg_no.upper(): row for row in own if row.arrival}
            self._by_uid |= {row.arrival.row.uid: row for row in own if row.arrival}
        self._by_number = _unique([(row.number_in_sheet, row) for row in own])
        self._by_title = _unique([(row.title, row) for row in own])
        self._names = ["id", "owner_id", *self._of.fields()]
        self._select = ", ".join(f'"{name}"' for name in self._names)
        first_key = self._sheet.layout.record.about.natural_key[0]
        self._owner_key = next(
            (
                c
                for c in sheet.columns
                if c.place.role is Role.OWNER_FIELD and c.place.field and c.place.field.name == first_key
            ),
            None,
        )

    def chunk(self, chunk: list[tuple[int, Sequence[Any]]]) -> list[PlanRow]:
        made = []
        marks: list[str] = []
        for number, cells in chunk:
            row = PlanRow(self._sheet.data.name, number, self._record, self._of.child)
            mark = self.rows.text(cells, self._sheet.column(Role.UID))
            row.uid, _, name = mark.partition("/")
            row.row_id = self._row_named(name)
            self._find_owner(row, cells)
            made.append((row, cells))
            marks.append(name)
        there = self._stored([row for row, _ in made])
        self._arrive([row for row, _ in made], marks, there)
        for row, cells in made:
            self._plan(row, cells, there)
        return [row for row, _ in made]

    # Of an exchange workbook

    @property
    def _table(self) -> str:
        return f"{self._record}__{self._of.child}"

    def _row_named(self, name: str) -> int | None:
        """The child row that a mark names: by its id in this file, or by the name that all offices have for it."""
        if self._incoming is not None:
            return self._incoming.known(self._table).get(name)
        return int(name) if name.isdigit() else None

    def _arrive(self, rows: list[PlanRow], marks: list[str], there: dict[int, list[Stored]]) -> None:
        if self._incoming is None:
            return
        arrived = []
        for row, name in zip(rows, marks, strict=True):
            entry = self._incoming.entry(self._table, name) if name else None
            if entry is not None:
                known = {stored["id"] for stored in there.get(row.id, ())} if row.id is not None else set()
                arrived.append((row, entry, row.row_id if row.row_id in known else None))
        self._incoming.arrive(self._table, arrived)

    def _merge(self, row: PlanRow, said: list[tuple[FieldColumn, Reading]], stored: Stored | None) -> None:
        assert self._incoming is not None and row.arrival is not None
        if stored is not None and row.row_id is None:  # there under another name: what it says stands here already
            self._incoming.arrive(self._table, [(row, row.arrival.row, stored["id"])])
        self._incoming.merge(row, said, self.rows.columns, stored, self._refs)

    # Whose row it is

    def _find_owner(self, row: PlanRow, cells: Sequence[Any]) -> None:
        reg_no = self.rows.text(cells, self._sheet.column(Role.OWNER_REG_NO)).upper()
        number = self.rows.text(cells, self._sheet.column(Role.OWNER_NUMBER))
        key = self.rows.text(cells, self._owner_key)
        owner = (
            (row.uid and self._by_uid.get(row.uid))
            or (reg_no and self._by_reg_no.get(reg_no))
            or (not row.uid and not reg_no and number and self._by_number.get(number))
            or (not row.uid and not reg_no and not number and key and self._by_title.get(key))
            or None
        )
        if owner:
            row.owner, row.id, row.reg_no, row.title = owner, owner.id, owner.reg_no, owner.title
            row.version = owner.version
            if owner.wrong:
                row.refuse(
                    str(row.number),
                    "",
                    owner.title,
                    f"所属记录（“{owner.sheet}”第 {owner.number} 行）有错误",
                    "请先改正那一行",
                )
            return
        found = self._registered_owner(row.uid, reg_no, "" if number else key)
        if found is None:
            row.refuse(
                str(row.number),
                "所属登记编号",
                reg_no or number or key,
                "找不到这一行所属的记录",
                "请填写“所属登记编号”，所属记录也在本表新增的填“所属序号”",
            )
            return
        row.id, row.version, row.reg_no, row.title = found

    def _registered_owner(self, uid: str, reg_no: str, key: str) -> tuple[int, int, str, str] | None:
        first = self._sheet.layout.record.about.natural_key[0]
        names: list[tuple[str, Any]] = [("uid", uid), ("reg_no", reg_no)]
        if self._incoming is not None:
            entry = self._incoming.entry(self._record, uid, reg_no)
            there = self._incoming.known(self._record).get(entry.uid if entry is not None else uid)
            names = [("id", there)]
        for column, value in names:
            if value:
                found = self._db.rows(
                    f'SELECT id, version, reg_no, "{first}" FROM "{self._record}" WHERE "{column}" = ?', (value,)
                )
                return _owner(found)
        if not key or self._owner_key is None or self._owner_key.place.field is None:
            return None
        reading = readings_of(self._db, self._owner_key.place.field)[key]
        if reading.reason:
            return None
        return _owner(
            self._db.rows(
                f'SELECT id, version, reg_no, "{first}" FROM "{self._record}" WHERE void = 0 AND "{first}" = ?',
                (reading.stored,),
            )
        )

    # What it changes

    def _stored(self, rows: list[PlanRow]) -> dict[int, list[Stored]]:
        owners = sorted({row.id for row in rows if row.id is not None})
        there: dict[int, list[Stored]] = {owner: [] for owner in owners}
        if owners:
            marks = ",".join("?" * len(owners))
            table = f"{self._record}__{self._of.child}"
            for found in self._db.rows(
                f'SELECT {self._select} FROM "{table}" WHERE owner_id IN ({marks}) ORDER BY owner_id, position, id',
                owners,
            ):
                stored = dict(zip(self._names, found, strict=True))
                there[stored["owner_id"]].append(stored)
        return there

    def _plan(self, row: PlanRow, cells: Sequence[Any], there: dict[int, list[Stored]]) -> None:
        said = self.rows.statements(cells)
        self.rows.tell_faults(row.number, row)
        siblings = there.get(row.id, []) if row.id is not None else []
        stored = self._which(row, said, siblings)
        if row.arrival is not None and self._incoming is not None:
            self._plan_arrived(row, said, stored)
            return
        if stored is not None:
            if (first := self._seen.setdefault(stored["id"], row.number)) != row.number:
                row.refuse(
                    str(row.number), "", "", f"与第 {first} 行的记录标识相同", "请只保留一行，或者清空这一行的记录标识"
                )
            row.row_id = stored["id"]
            self._compare(row, said, stored)
            return
        row.row_id = None
        row.action = RowKind.NEW
        for column, reading in said:
            if take(row, column, reading):
                set_value(row, column.field, reading)
        self._fill_condition(row)
        self._check(row, None)

    def _plan_arrived(self, row: PlanRow, said: list[tuple[FieldColumn, Reading]], stored: Stored | None) -> None:
        assert self._incoming is not None and row.arrival is not None
        if self._incoming.again(row):  # it stands on several sheets
            return
        taken_out, new = self._incoming.taken_out(row.arrival.row) if stored is None else (False, True)
        if taken_out and not new:  # nothing is stated that was not known when it was taken out
            row.arrival = None
            return
        self._merge(row, said, stored)
        if taken_out:
            row.doubt(
                str(row.number), "", "", "这一行本机曾经有过、后来删去了，对方的工作簿里还有", "不需要的导入后再删去"
            )
        if stored is not None:
            row.row_id = stored["id"]
            row.action = RowKind.CHANGED if row.values else RowKind.SAME
        else:
            row.row_id = None
            row.action = RowKind.NEW
            self._fill_condition(row)
        if row.action is not RowKind.SAME:
            self._check(row, stored)

    def _which(self, row: PlanRow, said: list[tuple[FieldColumn, Reading]], siblings: list[Stored]) -> Stored | None:
        """By its mark; a row without one, or from another office, by saying nothing that is not there."""
        if row.row_id is not None:
            for stored in siblings:
                if stored["id"] == row.row_id:
                    return stored
        for stored in siblings:
            if (
                stored["id"] not in self._claimed
                and said
                and all(
                    same(column.field, reading, stored[column.field.name], stored, self._refs)
                    for column, reading in said
                )
            ):
                self._claimed.add(stored["id"])
                return stored
        return None

    def _compare(self, row: PlanRow, said: list[tuple[FieldColumn, Reading]], stored: Stored) -> None:
        for column, reading in said:
            f = column.field
            old = stored[f.name]
            if same(f, reading, old, stored, self._refs) or not take(row, column, reading):
                continue
            set_value(row, f, reading)
            row.action = RowKind.CHANGED
            row.changes.append(
                Change(f.label, shown(self._db, f, old, self._refs), shown(self._db, f, reading.stored, self._refs))
            )
        if row.changes:
            self._check(row, stored)

    def _fill_condition(self, row: PlanRow) -> None:
        """A row typed on the sheet 职工债权清单 is of a 职工, whether or not it says so."""
        if self._when is None:
            return
        for name, equal, accepted in self._when.terms:
            f = self._of.fields().get(name)
            if f is not None and equal and len(accepted) == 1 and name not in row.values:
                row.values[name] = values.parse(f, accepted[0], today=self._db.today)

    def _check(self, row: PlanRow, stored: Stored | None) -> None:
        """The checks of the form, on this row alone: what it states and is wrong is refused, what it lacks is doubtful."""
        before = [] if stored is None else self._problems(self._made(stored, {}))
        for problem in self._problems(self._made(stored, row.values)):
            if problem in before or problem.field in row.unmatched:
                continue
            column = next((c for c in self.rows.columns if c.field.name == problem.field), None)
            cell = column.cell(row.number) if column else str(row.number)
            stated = problem.field in row.values and not problem.doubt
            said = row.refuse if stated else row.doubt
            said(cell, column.header if column else "", "", problem.text, "请改正后重新导入" if stated else "")

    def _made(self, stored: Stored | None, said: dict[str, Any]) -> Rows:
        there = {f.name: load(f, stored[f.name]) for f in self._of.fields().values()} if stored else {}
        return self._of(**there | said)

    def _problems(self, under: Rows) -> list[Problem]:
        record = self._sheet.layout.record(**{self._of.child: [under]})
        return [problem for problem in problems(record, self._facts) if problem.row is not None]


def _owner(found: list[tuple[Any, ...]]) -> tuple[int, int, str, str] | None:
    if len(found) != 1:
        return None
    id, version, reg_no, title = found[0]
    return id, version, reg_no, str(title or "")


def _unique(named: list[tuple[str, PlanRow]]) -> dict[str, PlanRow]:
    """Without what stands there twice, or not at all."""
    count = Counter(name for name, _ in named)
    return {name: row for name, row in named if name and count[name] == 1}
