"""Exchange workbooks out: chosen records for another office, with the purpose, and entered in the register of what was given."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.data import queries, revisions
from app.data.database import SCHEMA_VERSION
from app.domain import values
from app.domain.fields import Field, Fields
from app.domain.records import RECORDS
from app.domain.versions import RowState
from app.errors import UserError
from app.services.exchange.cell_values import REFS, RefTexts
from app.services.exchange.export import LedgerSheets
from app.services.exchange.layout import LONGEST_NAME, Place, Role, SheetLayout, layouts
from app.services.exchange.letters import letters_about
from app.services.exchange.package import LEDGERS, Package, PackageRow, Said, hash_of
from app.services.exchange.sheet_writer import Workbook
from app.services.progress import Progress

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

CHILDREN, LINKS, LETTERS = "children", "links", "letters"
TITLE = "发出交换包"
Chosen = dict[str, list[int]]  # record type → ids, in their order


@dataclass(frozen=True)
class Sending:
    """What is sent to whom, and why. `fields`: of a record type, the ones to show; all where it says nothing."""

    to: str
    purpose: str = ""
    basis: str = ""
    fields: Mapping[str, Collection[str]] | None = None
    along: Collection[str] = (CHILDREN,)
    masked: bool = True


def send(
    db: Database, chosen: Mapping[str, Sequence[int]], out: Path, how: Sending, progress: Progress | None = None
) -> Package:
    """Write the workbook and enter it in the register. Raises UserError when it is not clear who sends what to whom."""
    progress = progress or Progress()
    receiver = _receiver(db, how)
    records = with_others(db, chosen, how.along)
    if not any(records.values()):
        raise UserError("没有发出交换包", "没有选中任何记录", "请先选中要发出的记录，或者放宽筛选条件")
    fields = dict(how.fields) if how.fields is not None else last_fields(db, receiver, how.purpose)
    with db.operation(TITLE, via="交换") as op:
        who = revisions.identity(db, op.fetch)
        package = Package(
            secrets.token_hex(16),
            LEDGERS,
            db.setting("own_unit"),
            who.replica,
            receiver,
            next_sequence(op, who.replica, receiver),
            op.at.isoformat(" ", "seconds"),
            SCHEMA_VERSION,
            how.purpose,
            how.basis,
        )
        writing = _Writing(db, op, package, who, how, fields)
        with Workbook(out) as book:
            for record, ids in records.items():
                progress.step(0, 1, f"正在写入“{RECORDS[record].about.label}”")
                writing.ledger(book, record, ids)
            package.units = known_units(op, package)
            package.write(book)
        writing.keep()
        _register(op, package, out, records, writing)
    return package


def _receiver(db: Database, how: Sending) -> str:
    own = db.setting("own_unit")
    if not own:
        raise UserError("没有发出交换包", "还没有填写本机单位，对方不知道是谁发来的", "请先在“设置”中填写本机单位")
    receiver = queries.find_unit(db, how.to)
    if receiver is None:
        raise UserError(
            f"没有发出交换包：单位名录中没有“{how.to}”", "收件单位要用名录中的名称", "请核对单位名称，或者先登记该单位"
        )
    if receiver == own:
        raise UserError("没有发出交换包", "收件单位就是本机单位", "请选择另一个单位")
    if not how.masked and not (how.purpose and how.basis):
        raise UserError(
            "没有发出交换包",
            "向外提供未遮盖的证件号和电话，要写明用途和依据",
            "请填写用途和依据，或者按遮盖后的内容发出",
        )
    return receiver


def next_sequence(op: Operation, replica: str, receiver: str) -> int:
    last = op.fetch(
        "SELECT max(sequence) FROM package WHERE direction = 'sent' AND replica = ? AND unit = ?", (replica, receiver)
    )[0][0]
    return int(last or 0) + 1


def known_units(op: Operation, package: Package) -> dict[str, str]:
    """Whose files the statements in it are from, as far as is known."""
    wrote = {said.writer for row in package.rows.values() for said in row.said.values()}
    known = {replica: unit for replica, unit in op.fetch("SELECT id, unit FROM replica") if replica in wrote}
    return known | {package.replica: package.sender}


def last_fields(db: Database, receiver: str, purpose: str) -> dict[str, list[str]]:
    """The fields chosen the last time for this receiver and purpose."""
    if not purpose:
        return {}
    found = db.rows(
        "SELECT content FROM package WHERE direction = 'sent' AND unit = ? AND purpose = ? ORDER BY at DESC, rowid DESC "
        "LIMIT 1",
        (receiver, purpose),
    )
    return dict(json.loads(found[0][0]).get("chosen", {})) if found else {}


def with_others(db: Database, chosen: Mapping[str, Sequence[int]], along: Collection[str]) -> Chosen:
    """The chosen records, and those that go along: what they are linked with, letters about them."""
    records: Chosen = {record: list(dict.fromkeys(ids)) for record, ids in chosen.items() if ids}
    there = {id for ids in records.values() for id in ids}
    for record, ids in list(records.items()):
        further: list[int] = []
        if LETTERS in along:
            further += letters_about(db, record, ids)
        if LINKS in along:
            further += _linked(db, record, ids)
        for id in further:
            if id not in there:
                there.add(id)
                records.setdefault(queries.type_of(db, id), []).append(id)
    return records


def _linked(db: Database, record: str, ids: Sequence[int]) -> list[int]:
    """Records linked by hand, and those that a field of ours names. One step: what these name in turn stays here."""
    found: list[int] = []
    refs = [f for f in RECORDS[record].fields().values() if f.kind in REFS]
    for chunk, marks in revisions.chunks(ids):
        for one, other in db.rows(
            f"SELECT from_id, to_id FROM link WHERE from_id IN ({marks}) OR to_id IN ({marks}) ORDER BY id",
            (*chunk, *chunk),
        ):
            found += [one, other]
        for f in refs:
            for (value,) in db.rows(
                f'SELECT "{f.name}" FROM "{record}" WHERE id IN ({marks}) AND "{f.name}" IS NOT NULL', chunk
            ):
                found += _targets(f, value)
    return [id for id in found if "__" not in db.table_of(id)]


def _targets(f: Field, stored: Any) -> tuple[int, ...]:
    from app.data.stored import load
    from app.domain.fields import Kind

    return tuple(load(f, stored)) if f.kind is Kind.REFS else (stored,)


class _Writing:
    """One package being written: sheets, and the versions behind their cells."""

    def __init__(
        self,
        db: Database,
        op: Operation,
        package: Package,
        who: revisions.Identity,
        how: Sending,
        fields: Mapping[str, Collection[str]],
    ) -> None:
        self._db = db
        self._op = op
        self._package = package
        self._who = who
        self._how = how
        self._fields = fields
        self._clock_used = False
        self._states: dict[int, RowState] = {}
        self._refs = RefTexts(db)
        self.shown: dict[str, list[str]] = {}  # table → fields that were written, for the register
        self.masked: list[str] = []

    def ledger(self, book: Workbook, record: str, ids: Sequence[int]) -> None:
        shown = self._layouts(record)
        children = {layout.rows.child for layout in shown if layout.rows}
        rows = {child: self._child_rows(f"{record}__{child}", ids) for child in children}
        for child, owned in rows.items():
            revisions.name_children(self._op, f"{record}__{child}", list(owned))
        records = self._rows(record, ids, shown)
        names: dict[int, str] = {}
        for child, owned in rows.items():
            names |= self._rows(f"{record}__{child}", list(owned), shown, {id: records[o] for id, o in owned.items()})
        before = len(book.sheets)
        sheets = LedgerSheets(self._db, book, record, self._how.masked, shown, names)
        for start in range(0, len(ids), revisions.CHUNK):
            sheets.write(ids[start : start + revisions.CHUNK])
        tables = {layout.name: _table(layout) for layout in shown}
        self._package.sheets |= {sheet.shape.name: tables[sheet.shape.name] for sheet in book.sheets[before:]}

    def _layouts(self, record: str) -> list[SheetLayout]:
        """The ledger's sheets, cut to the chosen fields, under names that are free in this workbook."""
        chosen = self._fields.get(record)
        cut = []
        for layout in layouts(record):
            if layout.rows is not None and CHILDREN not in self._how.along:
                continue
            places = tuple(place for place in layout.places if chosen is None or _is_shown(layout, place, chosen))
            name = layout.name
            if name in self._package.sheets:
                name = f"{RECORDS[record].about.noun}的{layout.name}"[:LONGEST_NAME]
            cut.append(replace(layout, name=name, places=places))
        return cut

    def _child_rows(self, table: str, owners: Sequence[int]) -> dict[int, int]:
        """Row → record it belongs to."""
        return {
            id: owner
            for chunk, marks in revisions.chunks(owners)
            for id, owner in self._op.fetch(
                f'SELECT id, owner_id FROM "{table}" WHERE owner_id IN ({marks}) ORDER BY owner_id, position, id', chunk
            )
        }

    def _rows(
        self, table: str, ids: Sequence[int], shown: Sequence[SheetLayout], owners: Mapping[int, str] | None = None
    ) -> dict[int, str]:
        """Bring the states of the rows up to date and note what their cells will say; row → uid."""
        fetch = self._op.fetch
        record, _, child = table.partition("__")
        of: type[Fields] = RECORDS[record].children()[child] if child else RECORDS[record]
        sheets = [layout for layout in shown if _table(layout) == table]
        fields = {
            p.field.name: p.field
            for layout in sheets
            for p in layout.places
            if p.role is Role.FIELD and p.field is not None and p.field.name in revisions.stated_fields(of)
        }
        self.shown[table] = [f.label for f in fields.values()]
        if self._how.masked:
            self.masked += [f"{record}.{f.name}" for f in fields.values() if f.mask]
            self._package.masked = tuple(self.masked)
        states = revisions.states(fetch, ids)
        current = revisions.texts(fetch, table, ids)
        uids, also = revisions.uids(fetch, table, ids), revisions.aliases(fetch, ids)
        cells = self._cells(table, fields, ids)
        heads = _heads(fetch, table, ids)
        links = {} if child else self._links(ids)
        for id in ids:
            if id not in uids:
                continue
            state = states.get(id) or RowState()
            self._clock_used |= state.catch_up(current.get(id, {}), self._who.replica, self._who.clock + 1)
            state.seen_with(self._package.receiver, [name for name in fields if self._is_said(fields[name])])
            self._states[id] = state
            reg_no, void = heads.get(id, ("", ""))
            row = PackageRow(
                uids[id],
                table,
                reg_no,
                owners[id] if owners else "",
                tuple(uid for uid in also.get(id, ()) if uid != uids[id]),
                void,
                links.get(id, ()),
            )
            row.said = {
                name: said
                for name, f in fields.items()
                if (said := self._said(f, state, cells.get(id, {}).get(name, ""))) is not None
            }
            self._package.rows[row.uid] = row
        return uids

    def _is_said(self, f: Field) -> bool:
        return not (f.mask and self._how.masked)

    def _said(self, f: Field, state: RowState, cell: str) -> Said | None:
        version = state.fields.get(f.name)
        if not cell and (version is None or version.text or not version.vector):
            return None
        if version is None or not self._is_said(f) or not version.vector:
            return Said(hash_of(cell))
        refs = () if f.kind not in REFS or version.text.startswith(revisions.UNMATCHED) else version.text.split("、")
        return Said(hash_of(cell), version.vector, version.writer, tuple(refs), not version.text)

    def _cells(self, table: str, fields: Mapping[str, Field], ids: Sequence[int]) -> dict[int, dict[str, str]]:
        """What the cells of each row will say, as a reader of the workbook finds it."""
        lead = "id, NULL" if "__" in table else "id, unmatched"
        columns = ", ".join((lead, *(f'"{name}"' for name in fields)))
        found: dict[int, dict[str, str]] = {}
        for chunk, marks in revisions.chunks(ids):
            read = self._op.fetch(f'SELECT {columns} FROM "{table}" WHERE id IN ({marks})', chunk)
            for i, f in enumerate(fields.values(), start=2):
                if f.kind in REFS:
                    self._refs.prepare(f, (row[i] for row in read))
            for row in read:
                unmatched = json.loads(row[1] or "{}")
                found[row[0]] = {
                    f.name: self._cell(f, value, unmatched) for f, value in zip(fields.values(), row[2:], strict=True)
                }
        return found

    def _cell(self, f: Field, stored: Any, unmatched: Mapping[str, str]) -> str:
        if f.kind in REFS:
            return revisions.text_of(f, self._refs.text(f, stored) or unmatched.get(f.name))
        if f.mask and self._how.masked and stored is not None:
            return values.mask(f, str(stored))
        return revisions.text_of(f, stored)

    def _links(self, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Record → uids of the records linked with it by hand."""
        pairs: dict[int, list[int]] = {}
        there = set(ids)
        for chunk, marks in revisions.chunks(ids):
            for one, other in self._op.fetch(
                f"SELECT from_id, to_id FROM link WHERE from_id IN ({marks}) OR to_id IN ({marks}) ORDER BY id",
                (*chunk, *chunk),
            ):
                for a, b in ((one, other), (other, one)):
                    if a in there and b not in pairs.setdefault(a, []):
                        pairs[a].append(b)
        by_table: dict[str, set[int]] = {}
        for id in {other for others in pairs.values() for other in others}:
            by_table.setdefault(self._db.table_of(id), set()).add(id)
        uids: dict[int, str] = {}
        for table, several in by_table.items():
            uids |= revisions.uids(self._op.fetch, table, sorted(several))
        return {id: tuple(uids[other] for other in others if other in uids) for id, others in pairs.items()}

    def keep(self) -> None:
        revisions.write_states(self._op, self._states, None)
        who = revisions.Identity(self._who.replica, self._who.clock + self._clock_used)
        revisions.remember_identity(self._op, who)

    @property
    def chosen(self) -> dict[str, list[str]]:
        return {record: sorted(names) for record, names in self._fields.items()}


def _table(layout: SheetLayout) -> str:
    record = layout.record.about.id
    return f"{record}__{layout.rows.child}" if layout.rows else record


def _is_shown(layout: SheetLayout, place: Place, chosen: Collection[str]) -> bool:
    """What identifies a row is always shown; of a ledger cut to some fields, nothing else but these."""
    if place.field is None or place.role is not Role.FIELD:
        return True
    if layout.rows is not None:
        return f"{layout.rows.child}.{place.field.name}" in chosen or layout.rows.child in chosen
    return place.field.name in chosen or place.field.name in (*layout.record.about.natural_key, "reg_no")


def _heads(fetch: revisions.Fetch, table: str, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Number, and the reason of being void, of each record."""
    if "__" in table:
        return {}
    return {
        id: (reg_no or "", (reason or "作废") if void else "")
        for chunk, marks in revisions.chunks(ids)
        for id, reg_no, void, reason in fetch(
            f'SELECT id, reg_no, void, void_reason FROM "{table}" WHERE id IN ({marks})', chunk
        )
    }


def _register(op: Operation, package: Package, out: Path, records: Chosen, writing: _Writing) -> None:
    content = {
        "records": {record: len(ids) for record, ids in records.items() if ids},
        "rows": len(package.rows),
        "fields": writing.shown,
        "chosen": writing.chosen,
        "masked": sorted(set(writing.masked)),
        "unmasked": not writing._how.masked,
    }
    enter(op, package, "sent", package.receiver, out, content)


def enter(
    op: Operation,
    package: Package,
    direction: str,
    unit: str,
    file: Path,
    content: Mapping[str, Any],
    result: Mapping[str, Any] | None = None,
    operation: int | None = None,
) -> None:
    """In the register of packages; one that comes again takes the place of what was entered before."""
    op.execute(
        "INSERT INTO package (id, direction, unit, replica, sequence, at, by, file_name, sha256, purpose, basis, content, "
        "result, operation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, direction) DO UPDATE SET "
        "at = excluded.at, by = excluded.by, file_name = excluded.file_name, sha256 = excluded.sha256, "
        "content = excluded.content, result = excluded.result, operation = excluded.operation",
        (
            package.id,
            direction,
            unit,
            package.replica,
            package.sequence,
            op.at.isoformat(" ", "seconds"),
            op.by,
            file.name,
            hashlib.sha256(file.read_bytes()).hexdigest(),
            package.purpose,
            package.basis,
            json.dumps(content, ensure_ascii=False),
            None if result is None else json.dumps(result, ensure_ascii=False),
            operation,
        ),
    )
