"""Exchange workbooks in: each cell as a statement of its office, merged with what this office and others have stated.

Planning writes nothing; `Incoming.received` keeps, inside the import's operation, what both sides know from now on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.data import queries, revisions
from app.data.database import SCHEMA_VERSION
from app.data.rows import load_many
from app.data.stored import NUMBERS, load, store
from app.domain.fields import MANY, Enumeration, Field, Fields, Kind
from app.domain.records import RECORDS
from app.domain.versions import Decision, RowState, Verdict, Version, by_age, by_owner, covers
from app.errors import UserError
from app.services.exchange import letters
from app.services.exchange.acknowledge import Answer
from app.services.exchange.cell_values import REFS, RefTexts, shown
from app.services.exchange.field_owners import NOBODY, REGISTERING, owner_of, replicas_of
from app.services.exchange.package import ANSWER, Package, PackageRow, Said, hash_of
from app.services.exchange.package_out import enter
from app.services.exchange.plan_records import same, set_value, take, unmatched_text
from app.services.exchange.plan_rows import Change, Conflict, PlanRow
from app.services.exchange.reader import Book
from app.services.exchange.readings import Reading
from app.services.exchange.sheet_rows import FieldColumn

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation
    from app.services.exchange.plan import Plan

RULES = ("owner", "newer", "ours", "theirs")
Stored = dict[str, Any]
REFUSED_TOLD = 2000  # rows in an acknowledgement, with their reasons


@dataclass
class Look:
    """A planned row as it is registered so far: how its values read, and whether they are what a cell says."""

    db: Database
    stored: Stored | None  # None where it is new
    refs: RefTexts
    registered_unit: str = ""

    def shown(self, f: Field) -> str:
        if self.stored is None:
            return ""
        return shown(self.db, f, self.stored[f.name], self.refs) or unmatched_text(self.stored, f) or ""

    def readable(self, f: Field, text: str) -> str:
        """A statement as people read it."""
        if not text or text.startswith(revisions.UNMATCHED):
            return text.removeprefix(revisions.UNMATCHED)
        if f.kind in REFS:
            uids = text.split(revisions.JOINT)
            known = revisions.rows_named(self.db.rows, self.db, f.to, uids)
            labels = queries.labels(self.db, f.to, sorted(set(known.values())))
            return revisions.JOINT.join(labels[known[uid]] if uid in known else "（本机没有的记录）" for uid in uids)
        return shown(self.db, f, int(text) if f.kind in NUMBERS else text, self.refs)

    def is_said(self, f: Field, reading: Reading) -> bool:
        return self.stored is not None and same(f, reading, self.stored[f.name], self.stored, self.refs)


class Judge:
    """Decides conflicts: by what a person answered, by a rule for all; else they stay open and ours stays."""

    def __init__(
        self, db: Database, answers: Mapping[str, str], rule: str = "", units: Mapping[str, str] | None = None
    ) -> None:
        self._db = db
        self.who = revisions.identity(db, db.rows)
        self._answers = answers
        self._rule = rule if rule in RULES else ""
        self._units = dict(db.rows("SELECT id, unit FROM replica")) | dict(units or {})
        if own := db.setting("own_unit"):
            self._units[self.who.replica] = own

    def decide(
        self,
        row: PlanRow,
        uid: str,
        column: FieldColumn,
        ours: Version,
        theirs: Version,
        base: str,
        look: Look,
    ) -> Decision:
        f = column.field
        owner = owner_of(row.record, f.name)
        if owner == NOBODY:
            return by_age(ours, theirs)
        registered = look.registered_unit
        by_rule = by_owner(ours, theirs, replicas_of(owner, registered, self._units))
        answer = self._answers.get(f"conflict:{uid}:{f.name}") or self._rule or None
        decision = {"owner": by_rule, "newer": by_age(ours, theirs)}.get(answer or "")
        if decision is None:
            decision = Decision(answer) if answer in ("ours", "theirs") else Decision.OPEN
        row.conflicts.append(
            Conflict(
                uid,
                f.name,
                f.label,
                look.readable(f, base),
                look.shown(f),
                look.readable(f, theirs.text),
                (registered or REGISTERING) if owner == REGISTERING else owner,
                by_rule.value.partition("_")[0],
                answer,
                None if decision is Decision.OPEN else decision.value.partition("_")[0],
                column.cell(row.number),
            )
        )
        return decision

    def sender(self, name: str) -> KnownSender | None:
        """The office that a ledger without versions is from, where records were exchanged with it before."""
        unit = queries.find_unit(self._db, name) if name else None
        if unit is None or unit == self._db.setting("own_unit"):
            return None
        if not self._db.rows("SELECT 1 FROM package WHERE unit = ? LIMIT 1", (unit,)):
            return None
        writer = next((replica for replica, whose in self._units.items() if whose == unit), "")
        return KnownSender(self._db, self, unit, writer)


class KnownSender:
    """A ledger from an office that we exchange with, its versions lost on the way: what both had last tells who changed."""

    def __init__(self, db: Database, judge: Judge, unit: str, writer: str) -> None:
        self._db = db
        self._judge = judge
        self._unit = unit
        self._writer = writer
        self._states: dict[int, RowState] = {}

    def prepare(self, record: str, ids: Sequence[int]) -> None:
        found = revisions.states(self._db.rows, ids)
        self._states = {id: state for id, state in found.items() if self._unit in state.peers}
        current = revisions.texts(self._db.rows, record, self._states)
        for id, state in self._states.items():
            state.catch_up(current.get(id, {}), self._judge.who.replica, self._judge.who.clock + 1)

    def takes(self, row: PlanRow, column: FieldColumn, reading: Reading, stored: Stored, refs: RefTexts) -> bool:
        """Whether what the cell says is to be taken over what stands here."""
        f = column.field
        state = self._states.get(stored["id"])
        base = state.last_with(self._unit, f.name) if state is not None else None
        if state is None or base is None or f.kind in REFS:
            return True
        texts = _texts(f, reading)
        if base.text in texts:
            return False  # unchanged there
        ours = state.fields[f.name]
        if ours.text == base.text:
            return True  # unchanged here
        theirs = Version(texts[0], {**base.vector, self._writer: 1 + base.vector.get(self._writer, 0)}, self._writer)
        look = Look(self._db, stored, refs, stored.get("registered_unit") or "")
        decision = self._judge.decide(row, stored["uid"], column, ours, theirs, base.text, look)
        return decision in (Decision.THEIRS, Decision.THEIRS_BY_RULE)


@dataclass
class Arrival:
    """A planned row that came with its versions, and its state after the import."""

    row: PackageRow
    state: RowState
    awaits: list[tuple[str, str]] = field(default_factory=list)  # (uid, field) of what is not here
    refs: dict[str, tuple[str, ...]] = field(default_factory=dict)  # field → uids, of what comes with this package


def open_package(book: Book) -> Package | None:
    """The package that a workbook is; None for a foreign ledger. Raises UserError for one that cannot be taken here."""
    package = Package.from_sheet(book.meta) if book.meta is not None else None
    if package is None:
        return None
    if package.schema > SCHEMA_VERSION:
        raise UserError(
            f"“{book.path.name}”没有导入",
            f"它由更新版本的程序发出（数据版本{package.schema}，本程序支持到{SCHEMA_VERSION}）",
            "请升级本程序后再导入，或者请对方改用普通台账",
        )
    return package


def arriving(db: Database, book: Book, answers: Mapping[str, str], rule: str = "") -> Incoming | Answer | None:
    """What an exchange workbook brings: records with their versions, or the answer to a package of ours."""
    package = open_package(book)
    if package is None:
        return None
    return Answer(db, package) if package.kind == ANSWER else Incoming(db, package, answers, rule)


class Incoming:
    """One package on its way in."""

    def __init__(self, db: Database, package: Package, answers: Mapping[str, str], rule: str = "") -> None:
        self.package = package
        self._db = db
        self._judge = Judge(db, answers, rule, package.units)
        self._who = self._judge.who
        self._clock = max(self._who.clock, package.clock)
        self._refs: dict[str, dict[str, int]] = {}  # record type → uid → record, of what refs name
        self._known: dict[str, dict[str, int]] = {}  # table → uid → row
        self._arrived: set[str] = set()

    # Which row

    def entry(self, table: str, mark: str, reg_no: str = "") -> PackageRow | None:
        return self.package.row_of(mark, reg_no, table)

    def known(self, table: str) -> dict[str, int]:
        """Rows that are here already, by the uids they have in the package."""
        if table not in self._known:
            entries = [row for row in self.package.rows.values() if row.table == table]
            names = {name: row.uid for row in entries for name in (row.uid, *row.also)}
            found = revisions.rows_named(self._db.rows, self._db, table, names)
            self._known[table] = {names[name]: id for name, id in found.items()}
        return self._known[table]

    def _named(self, record: str) -> dict[str, int]:
        """What is here of all that refs of the package to this type name."""
        if record not in self._refs:
            uids = {uid for row in self.package.rows.values() for said in row.said.values() for uid in said.refs}
            self._refs[record] = revisions.rows_named(self._db.rows, self._db, record, uids)
        return self._refs[record]

    def taken_out(self, entry: PackageRow) -> tuple[bool, bool]:
        """Of a child row: whether it was here and has been taken out since; whether it says anything new."""
        if entry.uid in self.known(entry.table):
            return False, True
        last = revisions.last_row(self._db.rows, entry.uid)
        state = revisions.states(self._db.rows, [last]).get(last) if last is not None else None
        if state is None:
            return False, True
        stated = [(name, said.vector) for name, said in entry.said.items() if said.vector is not None]
        new = any(name not in state.fields or not covers(state.fields[name].vector, v) for name, v in stated)
        return True, new

    def again(self, row: PlanRow) -> bool:
        """Whether this row of the package was planned already: child rows may stand on several sheets."""
        uid = _arrival(row).row.uid
        if uid in self._arrived:
            row.arrival = None
            return True
        self._arrived.add(uid)
        return False

    # What is stated

    def arrive(self, table: str, rows: Sequence[tuple[PlanRow, PackageRow, int | None]]) -> None:
        """Give the rows their state as of now: what was typed here since the last exchange is a statement, too."""
        ids = [id for _, _, id in rows if id is not None]
        states = revisions.states(self._db.rows, ids)
        current = revisions.texts(self._db.rows, table, ids)
        for row, entry, id in rows:
            state = RowState()
            if id is not None:
                state = states.get(id) or state
                state.catch_up(current.get(id, {}), self._who.replica, self._who.clock + 1)
            row.arrival = Arrival(entry, state)

    def merge(
        self,
        row: PlanRow,
        said: list[tuple[FieldColumn, Reading]],
        columns: Sequence[FieldColumn],
        stored: Stored | None,
        refs: RefTexts,
        registered_unit: str = "",
    ) -> None:
        """Take what the row states and this office did not know; tell conflicts, decided or not."""
        arrival = _arrival(row)
        cls = RECORDS[row.record]
        of: type[Fields] = cls.children()[row.child] if row.child else cls
        look = Look(self._db, stored, refs, registered_unit)
        fields = revisions.stated_fields(of)
        filled = {column.field.name for column, _ in said}
        for column, reading in said:
            if column.field.name in fields:
                theirs = self._statement(arrival, column.field, reading)
                if theirs is not None:
                    self._settle(row, column, reading, theirs, look)
        if row.record == letters.LETTER and not row.child and look.stored is None:
            row.values["direction"] = letters.seen_from_here(self._db, row.values.get("from_unit"))
        for column in columns:  # an empty cell states nothing, but what its office emptied on purpose
            name = column.field.name
            cell = arrival.row.said.get(name)
            if name not in filled and cell is not None and cell.erased and cell.vector is not None:
                self._settle(row, column, Reading(""), Version("", cell.vector, cell.writer), look)

    def _statement(self, arrival: Arrival, f: Field, reading: Reading) -> Version | None:
        cell = arrival.row.said.get(f.name)
        for text in _texts(f, reading):
            if cell is not None and hash_of(text) == cell.hash:
                if cell.vector is None:
                    return None  # worked out there, or masked
                return Version(_said_text(f, cell, text), cell.vector, cell.writer)
        if reading.masked or reading.left_out:
            return None
        text = next(iter(_texts(f, reading)))
        if f.kind in REFS:
            text = self._ref_text(f, reading)
        return self.package.edited(cell, text)

    def _ref_text(self, f: Field, reading: Reading) -> str:
        if reading.unmatched or reading.stored is None:
            return revisions.UNMATCHED + reading.text
        ids = reading.value if f.kind is Kind.REFS else (reading.value,)
        uids = revisions.uids(self._db.rows, f.to, ids)
        return revisions.JOINT.join(uids[id] for id in ids if id in uids)

    def _settle(self, row: PlanRow, column: FieldColumn, reading: Reading, theirs: Version, look: Look) -> None:
        arrival = _arrival(row)
        name = column.field.name
        ours = arrival.state.fields.get(name)
        found = arrival.state.verdict(name, theirs)
        decision = Decision.OPEN
        if found is Verdict.CONFLICT:
            assert ours is not None
            base = arrival.state.both_had(name, theirs)
            decision = self._judge.decide(row, arrival.row.uid, column, ours, theirs, base, look)
        takes = found is Verdict.TAKE or decision in (Decision.THEIRS, Decision.THEIRS_BY_RULE)
        if takes and not self._take(row, column, reading, theirs, look):
            return
        arrival.state.settle(name, theirs, decision, self._who.replica, self._clock + 1)

    def _take(self, row: PlanRow, column: FieldColumn, reading: Reading, theirs: Version, look: Look) -> bool:
        """Set the value; False where the cell cannot be taken, and then the row says why."""
        f = column.field
        if not theirs.text:
            row.values[f.name] = () if f.kind in MANY else None
        elif f.kind in REFS and not theirs.text.startswith(revisions.UNMATCHED):
            self._take_ref(row, column, reading, tuple(theirs.text.split(revisions.JOINT)), look)
        elif look.is_said(f, reading):
            return True
        elif reading.reason and theirs.writer and _is_named(f):
            row.values[f.name] = load(f, theirs.text)
            remedy = "已按对方的写法登记，请在本机的名录中补上"
            row.doubt(column.cell(row.number), column.header, reading.text, reading.reason, remedy)
        elif take(row, column, reading):
            set_value(row, f, reading)
        else:
            return False
        if look.stored is not None:
            before = look.shown(f)
            after = reading.text if f.kind in REFS else look.readable(f, theirs.text)
            if before != after and f.name in {**row.values, **row.unmatched}:
                row.changes.append(Change(f.label, before, after))
        return True

    def _take_ref(self, row: PlanRow, column: FieldColumn, reading: Reading, uids: tuple[str, ...], look: Look) -> None:
        """By the uids where the records are here; where they are still to come, by the label for the time being."""
        f = column.field
        known = self._named(f.to)
        if all(uid in known for uid in uids):
            ids = tuple(known[uid] for uid in uids)
            if look.stored is None or look.stored[f.name] != store(f, ids if f.kind is Kind.REFS else ids[0]):
                row.values[f.name] = ids if f.kind is Kind.REFS else ids[0]
            return
        arrival = _arrival(row)
        arrival.refs[f.name] = uids
        if all(uid in known or uid in self.package.rows for uid in uids):
            row.unmatched[f.name] = reading.text  # comes with this package: set when it is written
            return
        arrival.awaits += [(uid, f.name) for uid in uids if uid not in known]
        if take(row, column, reading):
            set_value(row, f, reading)

    # What was received

    @property
    def sender_facts(self) -> dict[str, Any]:
        """For the log of imports."""
        return {"sender": self.package.sender, "package": self.package.id, "sequence": self.package.sequence}

    def notes(self) -> list[str]:
        """Whether the package was expected: again, out of order, others missing, not for this office."""
        package = self.package
        said = [
            f"{package.sender}发来的第 {package.sequence} 包（{package.made_at}）"
            + (f"，用途：{package.purpose}" if package.purpose else "")
        ]
        own = self._db.setting("own_unit")
        if own and package.receiver != own:
            said.append(f"这个交换包是发给{package.receiver}的，不是发给本机单位的，请核对是否拿错")
            return said
        if package.replica == self._who.replica:
            said.append("这个交换包是本机发出的，现在又读了回来")
            return said
        received = received_from(self._db, package.replica)
        if package.id in received.values():
            at = self._db.value("SELECT at FROM package WHERE id = ? AND direction = 'received'", (package.id,))
            said.append(f"这个交换包已于 {at} 导入过；已经采纳的内容不会再改一遍")
        elif package.sequence in received:
            said.append(f"已经导入过另一个第 {package.sequence} 包，请向{package.sender}核实两个包是否都要用")
        if later := [number for number in received if number > package.sequence]:
            said.append(f"已经导入过较新的第 {max(later)} 包；其中改过的内容以较新的为准，不会退回去")
        missing = gaps({*received, package.sequence})
        if missing:
            numbers = "、".join(map(str, missing))
            said.append(f"第 {numbers} 包未收到，请向{package.sender}索取")
        return said

    def absent(self, planned: Iterable[PlanRow]) -> list[str]:
        """Rows of the package that somebody took out of the workbook: told, never deleted here."""
        there = {_arrival(row).row.uid for row in planned if row.arrival is not None}
        count = sum(1 for uid in self.package.rows if uid not in there)
        return [f"交换包发出时有 {count} 行，现在的工作簿里没有了；本机的内容不因此删除"] if count else []

    def received(self, op: Operation, plan: Plan) -> None:
        """Inside the import's operation, after its rows were written."""
        package = self.package
        rows = [row for row in plan.rows if row.arrival is not None and not row.wrong]
        self._name(op, rows)
        self._set_refs(op, rows)
        self._link(op, rows)
        new_letters = [row.id for row in rows if row.record == letters.LETTER and not row.child and row.id is not None]
        letters.close_clocks(op, new_letters)
        changed = bool(op.fetch("SELECT 1 FROM change WHERE operation = ? LIMIT 1", (op.id,)))
        self._keep_states(op, rows, op.id if changed else None)
        for replica, unit in package.units.items():
            op.execute(
                "INSERT INTO replica (id, unit) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET unit = excluded.unit",
                (replica, unit),
            )
        content = {"receiver": package.receiver, "records": _counted(package), "rows": len(package.rows)}
        operation = op.id if changed else None
        enter(op, package, "received", package.sender, plan.path, content, outcome(plan, package), operation)

    def _name(self, op: Operation, rows: Sequence[PlanRow]) -> None:
        """The names that other offices have for rows that are called otherwise here."""
        named = []
        for row in rows:
            entry = _arrival(row).row
            id = row.row_id if row.child else row.id
            if id is not None:
                own = {entry.uid, *entry.also} - ({row.uid} if not row.child else set())
                named += [(uid, id) for uid in sorted(own)]
        revisions.name_rows(op, named)

    def _set_refs(self, op: Operation, rows: Sequence[PlanRow]) -> None:
        """Refs to records that came with this package, and those that waited for what came now."""
        wanted: dict[str, dict[int, dict[str, tuple[str, ...]]]] = {}
        for row in rows:
            if _arrival(row).refs and not row.child and row.id is not None:
                wanted.setdefault(row.record, {})[row.id] = dict(_arrival(row).refs)
            if row.id is not None and not row.child:
                self._await(op, [(uid, row.id, name) for uid, name in _arrival(row).awaits])
        came = [uid for row in rows for uid in (_arrival(row).row.uid, *_arrival(row).row.also)]
        for chunk, marks in revisions.chunks(came):
            for uid, waiting, name in op.fetch(
                f"SELECT uid, row, field FROM awaited WHERE uid IN ({marks}) AND field <> ''", chunk
            ):
                state = revisions.states(op.fetch, [waiting]).get(waiting)
                version = state.fields.get(name) if state else None
                if version is not None and uid in version.text.split(revisions.JOINT):
                    record = op.db.table_of(waiting)
                    uids = tuple(version.text.split(revisions.JOINT))
                    wanted.setdefault(record, {}).setdefault(waiting, {}).setdefault(name, uids)
        for record, by_row in wanted.items():
            fields = RECORDS[record].fields()
            for found in load_many(op.fetch, record, sorted(by_row)):
                changed = False
                for name, uids in by_row[found.id].items():
                    f = fields[name]
                    known = revisions.rows_named(op.fetch, op.db, f.to, uids)
                    if name in found.unmatched and all(uid in known for uid in uids):
                        ids = tuple(known[uid] for uid in uids)
                        setattr(found, name, ids if f.kind is Kind.REFS else ids[0])
                        found.unmatched = {key: text for key, text in found.unmatched.items() if key != name}
                        changed = True
                    elif name in found.unmatched:  # its row was refused: it may come again, corrected
                        self._await(op, [(uid, found.id, name) for uid in uids if uid not in known])
                if changed:
                    op.save(found)

    def _await(self, op: Operation, missing: list[tuple[str, int, str]]) -> None:
        op.execute_many("INSERT INTO awaited (uid, row, field) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", missing)

    def _link(self, op: Operation, rows: Sequence[PlanRow]) -> None:
        wanted: list[tuple[int, str]] = [
            (row.id, uid) for row in rows if not row.child and row.id is not None for uid in _arrival(row).row.links
        ]
        came = {
            uid: row.id for row in rows if not row.child for uid in (_arrival(row).row.uid, *_arrival(row).row.also)
        }
        for chunk, marks in revisions.chunks(came):
            for uid, waiting in op.fetch(f"SELECT uid, row FROM awaited WHERE uid IN ({marks}) AND field = ''", chunk):
                wanted.append((waiting, uid))
        known: dict[str, int] = {}
        for record in RECORDS:
            if missing := [uid for _, uid in wanted if uid not in known]:
                known |= revisions.rows_named(op.fetch, op.db, record, missing)
        for id, uid in wanted:
            if uid in known and known[uid] != id:
                op.link(id, known[uid])
            elif uid not in known:
                self._await(op, [(uid, id, "")])

    def _keep_states(self, op: Operation, rows: Sequence[PlanRow], operation: int | None) -> None:
        by_table: dict[str, list[PlanRow]] = {}
        for row in rows:
            by_table.setdefault(_arrival(row).row.table, []).append(row)
        kept: dict[int, RowState] = {}
        clock = self._clock
        for table, several in by_table.items():
            ids = {id: row for row in several if (id := row.row_id if row.child else row.id) is not None}
            current = revisions.texts(op.fetch, table, ids)
            for id, row in ids.items():
                state = _arrival(row).state
                _stand_in(state, current.get(id, {}))
                state.seen_with(self.package.sender, [n for n, said in _arrival(row).row.said.items() if said.vector])
                kept[id] = state
                clock = max(clock, state.clock)
        revisions.write_states(op, kept, operation)
        revisions.remember_identity(op, revisions.Identity(self._who.replica, clock))


def _is_named(f: Field) -> bool:
    """A name from a list that each office extends by itself: the sender's list has it, ours may not yet."""
    if f.kind in (Kind.UNIT, Kind.UNITS):
        return True
    return f.kind in (Kind.ENUM, Kind.MULTI_ENUM) and isinstance(f.options, Enumeration) and f.options.editable


def _arrival(row: PlanRow) -> Arrival:
    assert row.arrival is not None
    return row.arrival


def received_from(db: Database, replica: str) -> dict[int, str]:
    """Sequence number → package, of those for this office that were imported and not undone."""
    return dict(
        db.rows(
            "SELECT p.sequence, p.id FROM package p LEFT JOIN operation o ON o.id = p.operation WHERE p.direction = "
            "'received' AND p.replica = ? AND o.undone_by IS NULL AND json_extract(p.content, '$.receiver') IS ?",
            (replica, db.setting("own_unit")),
        )
    )


def gaps(numbers: Iterable[int]) -> list[int]:
    """Numbers that are missing below the highest one."""
    there = set(numbers)
    return [number for number in range(1, max(there, default=0)) if number not in there]


def outcome(plan: Plan, package: Package) -> dict[str, Any]:
    """What was taken of a package, for the register and the acknowledgement."""
    rows = [row for row in plan.rows if row.arrival is not None]
    refused = [row for row in rows if row.wrong]
    conflicts = [(row, conflict) for row in rows for conflict in row.conflicts]
    return {
        "total": len(package.rows),
        "adopted": len(rows) - len(refused),
        "absent": len(package.rows) - len({_arrival(row).row.uid for row in rows}),
        "open": sum(1 for row, conflict in conflicts if conflict.chosen is None and not row.wrong),
        "refused": [
            {
                "uid": _arrival(row).row.uid,
                "sheet": row.sheet,
                "reg_no": _number_there(row, package),
                "title": row.title,
                "reason": "；".join(f"{p.header + '：' if p.header else ''}{p.reason}" for p in row.problems),
            }
            for row in refused[:REFUSED_TOLD]
        ],
        "kept": [
            {
                "reg_no": _number_there(row, package),
                "title": row.title,
                "field": conflict.label,
                "ours": conflict.ours,
                "theirs": conflict.theirs,
            }
            for row, conflict in conflicts[:REFUSED_TOLD]
            if conflict.chosen != "theirs" and not row.wrong
        ],
    }


def _number_there(row: PlanRow, package: Package) -> str:
    """The sender's number of the record; of a child row, of the record it belongs to."""
    entry = _arrival(row).row
    owner = package.rows.get(entry.owner)
    return entry.reg_no or (owner.reg_no if owner is not None else "")


def _counted(package: Package) -> dict[str, int]:
    return dict(Counter(row.table for row in package.rows.values() if "__" not in row.table))


def _texts(f: Field, reading: Reading) -> list[str]:
    """What a cell says, as its writer may have noted it: stored form first, then as it stands there."""
    shown = revisions.text_of(f, reading.text)
    if f.kind in REFS or reading.masked:
        return [shown]
    stored = revisions.text_of(f, reading.stored)
    return [stored, shown] if stored != shown else [stored]


def _said_text(f: Field, cell: Said, text: str) -> str:
    if f.kind not in REFS:
        return text
    return revisions.JOINT.join(cell.refs) if cell.refs else revisions.UNMATCHED + text


def _stand_in(state: RowState, current: Mapping[str, str]) -> None:
    """What stands in the file otherwise than it was stated, or was filled in by the program, is nobody's new statement."""
    for name in {*current, *state.fields}:
        text = current.get(name, "")
        version = state.fields.get(name)
        if version is None:
            state.fields[name] = Version(text, {})
        elif text != version.text:
            state.stand_ins[name] = text
        else:
            state.stand_ins.pop(name, None)
