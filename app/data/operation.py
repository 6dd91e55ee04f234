"""One named operation: everything that may be written to records, and what follows from it."""

from __future__ import annotations

import itertools
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.data import derive, due_table, law, schema, search
from app.data.facts import StoredFacts, targets
from app.data.rows import filled_row, filled_values, load_many, stored_values
from app.data.stored import store
from app.domain.choices import CHOICES
from app.domain.fields import Record, once_per_class
from app.domain.records import RECORDS
from app.domain.records.registered import Registered
from app.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.data.database import Database

MANY_ROWS = 2000
WITHOUT_INDEXES = 5000  # new records in one go


class Operation:
    """Open inside `Database.operation`; its methods write, `finish` works out what the writes reach."""

    def __init__(
        self,
        db: Database,
        connection: Connection,
        title: str,
        by: str,
        via: str,
        reason: str,
        source: str,
        undoes: int | None = None,
    ) -> None:
        self.db = db
        self.by = by
        self.at = datetime.now()
        self.via = via
        self.touched: dict[str, set[int]] = defaultdict(set)
        self.recount: dict[str, set[int]] = defaultdict(set)  # records whose due dates are counted anew at the end
        self.law = db.law
        self.is_law_changed = False
        self._connection = connection
        self._dirty: dict[str, set[int]] = defaultdict(set)
        self._last_ids: dict[str, int] = {}
        self._series: dict[tuple[str, int], int] = {}
        self._unit: Any = None
        self._task_domains: dict[str, frozenset[str]] | None = None
        self.facts = StoredFacts(db, self.fetch)
        self._first_change = 1 + (self.fetch("SELECT max(id) FROM change", ())[0][0] or 0)
        self.id: int = connection.exec_driver_sql(
            'INSERT INTO operation (title, "by", "at", via, reason, source, first_change, last_change, undoes) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
            (title, by, self.at.isoformat(" ", "seconds"), via, reason, source, self._first_change, undoes),
        ).lastrowid
        connection.exec_driver_sql("INSERT INTO current_operation (one, id) VALUES (1, ?)", (self.id,))

    def rename(self, title: str) -> None:
        """What an operation did is sometimes known only at its end."""
        self.execute("UPDATE operation SET title = ? WHERE id = ?", (title, self.id))

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Read on the writing connection: what this operation wrote is seen."""
        # Past SQLAlchemy, whose description of a result of 75 columns costs more than SQLite's reading of the row.
        return self._connection.connection.driver_connection.execute(sql, params).fetchall()  # type: ignore[union-attr,no-any-return]

    def execute(self, sql: str, params: Sequence[Any] = ()) -> None:
        self._connection.exec_driver_sql(sql, tuple(params))

    def execute_many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            self._connection.exec_driver_sql(sql, rows)

    def finish(self) -> None:
        self.is_law_changed |= bool(self.touched.get("unit"))  # rules name the county's offices
        if self.is_law_changed:
            before, self.law = self.law, law.read_law(self.fetch)
            self.facts.law = self.law
            due_table.follow(self, before, self.law)
        derive.work_out_reached(self, dict(self._dirty))
        due_table.keep(self)
        for table, last in self._last_ids.items():
            self.execute("UPDATE table_number SET last = ? WHERE name = ?", (last, table))
        for (prefix, year), last in self._series.items():
            self.execute(
                "INSERT INTO number_series (prefix, year, last) VALUES (?, ?, ?) "
                "ON CONFLICT (prefix, year) DO UPDATE SET last = excluded.last",
                (prefix, year, last),
            )
        last_change = self.fetch("SELECT max(id) FROM change")[0][0] or 0
        if last_change < self._first_change:  # nothing was changed: leave no trace
            for table, column in (("row_source", "operation"), ("import_batch", "operation"), ("operation", "id")):
                self.execute(f'DELETE FROM "{table}" WHERE "{column}" = ?', (self.id,))
        else:
            self.execute("UPDATE operation SET last_change = ? WHERE id = ?", (last_change, self.id))
        self.execute("DELETE FROM current_operation")

    # Records

    def create(self, record: Registered) -> Registered:
        """Enter a new record; number, id and computed fields are filled in on the object."""
        self._prepare(record)
        self.facts.forget()
        derive.work_out(record, self.facts)
        self._insert(type(record), [record])
        return record

    def create_many(self, record: str, records: Iterable[Any], expected: int = 0) -> int:
        """Enter many records of one type; returns how many. Faster than `create`, with the same result.

        `expected`: about how many. More than there are already are entered without indexes, which are made afterwards.
        """
        with self._indexes_later(record, expected):
            return self._create_many(RECORDS[record], records)

    @contextmanager
    def _indexes_later(self, record: str, expected: int) -> Iterator[None]:
        """Leaves those that working out computed fields needs. Is taken back with the transaction like everything else."""
        laid: list[tuple[str, str]] = []
        if expected >= WITHOUT_INDEXES and expected > self.fetch(f'SELECT count(*) FROM "{record}"')[0][0]:
            names = sorted(schema.plain_indexes(record))
            laid = self.fetch(
                f"SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND name IN ({','.join('?' * len(names))})",
                names,
            )
        for name, _ in laid:
            self.execute(f'DROP INDEX "{name}"')
        yield
        for _, sql in laid:
            self.execute(sql)

    def _create_many(self, cls: type[Registered], records: Iterable[Any]) -> int:
        done = 0
        batch: list[Any] = []

        def flush() -> None:
            self.facts.forget()
            self.facts.prefetch(batch)
            for one in batch:
                id, one.id = one.id, None  # nothing can point to it yet, so rules need not ask
                derive.work_out(one, self.facts)
                one.id = id
            self._insert(cls, batch)
            batch.clear()

        for one in records:
            self._prepare(one)
            batch.append(one)
            done += 1
            if len(batch) >= MANY_ROWS:
                flush()
        if batch:
            flush()
        return done

    def save(self, record: Registered) -> bool:
        """Write what changed against the database; False when nothing did. Raises UserError when it has gone."""
        assert record.id is not None
        cls = type(record)
        name = cls.about.id
        found = load_many(self.fetch, name, [record.id])
        if not found:
            raise UserError("这条记录已经不在数据库中", "它可能已被撤销", "请刷新后重试")
        before = found[0]
        if record.status != before.status:
            record.status_changed_at = self.at.replace(second=0, microsecond=0)
        if record.domains != before.domains:
            record.provisions = self._with_domains(record)
        self.facts.forget()
        derive.work_out(record, self.facts)
        old, new = stored_values(before), stored_values(record)
        changed = {column: new[column] for column in new if new[column] != old[column] and column not in BOOKKEEPING}
        children_changed = self._save_children(record, before)
        if not changed and not children_changed:
            return False
        record.version = (before.version or 0) + 1
        record.updated_by, record.updated_at = self.by, self.at.replace(second=0, microsecond=0)
        changed |= {column: store(cls.fields()[column], getattr(record, column)) for column in BOOKKEEPING}
        for other, ids in derive.matching(self, name, [record.id]).items():  # those that agreed until now
            self._dirty[other] |= ids
        self.set_columns(name, record.id, changed)
        self._index(record)
        self._note(name, record.id)
        for ref in derive.gathering_refs(name):
            self._dirty[cls.fields()[ref].to] |= targets(before, ref) | targets(record, ref)
        for other, ids in derive.followers(self, name, [record.id]).items():
            self._dirty[other] |= ids
        return True

    def void(self, record: Registered, reason: str) -> None:
        """Mark as void; the number stays taken. Nothing registered is ever deleted."""
        if record.void:
            raise UserError("这条记录已经作废", f"作废原因：{record.void_reason or '未填'}", "如需恢复，请撤销作废操作")
        record.void, record.void_reason = True, reason
        self.save(record)

    def step(self, record: Registered, to: str, reason: str = "", **values: Any) -> None:
        """Move to another state, filling the given fields. Raises UserError for a step that is not open."""
        state = type(record).about.state(record.status or "")
        if to not in state.next:
            allowed = "、".join(state.next) or "（已是最后状态）"
            raise UserError(
                f"不能从“{record.status}”直接转为“{to}”", f"下一步可以是：{allowed}", "请按顺序办理，或在表单中更正状态"
            )
        for name, value in values.items():
            setattr(record, name, value)
        record.status = to
        if reason:
            self.execute("UPDATE operation SET reason = ? WHERE id = ?", (reason, self.id))
        self.save(record)

    def link(self, one: int, other: int, note: str = "") -> None:
        """Link two records; a link that is there already stays as it is."""
        if self.fetch(
            "SELECT 1 FROM link WHERE (from_id = ? AND to_id = ?) OR (from_id = ? AND to_id = ?)",
            (one, other, other, one),
        ):
            return
        self.execute(
            "INSERT INTO link (id, from_id, to_id, note) VALUES (?, ?, ?, ?)",
            (self.new_id("link"), one, other, note or None),
        )
        self._linked(one, other)

    def unlink(self, one: int, other: int) -> None:
        self.execute(
            "DELETE FROM link WHERE (from_id = ? AND to_id = ?) OR (from_id = ? AND to_id = ?)",
            (one, other, other, one),
        )
        self._linked(one, other)

    def attach(self, owner: int, file_name: str, kind: str, sha256: str, stored_path: str) -> int:
        """List a file, stored by the service of attachments, at a record; the id of the row."""
        id = self.new_id("attachment")
        self.execute(
            "INSERT INTO attachment (id, owner, kind, file_name, sha256, stored_path, added_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (id, owner, kind or None, file_name, sha256, stored_path, self.at.isoformat(" ", "seconds")),
        )
        self._note(self.db.table_of(owner), owner)
        return id

    def detach(self, owner: int, attachment: int) -> None:
        self.execute("DELETE FROM attachment WHERE id = ? AND owner = ?", (attachment, owner))
        self._note(self.db.table_of(owner), owner)

    def _linked(self, one: int, other: int) -> None:
        for id in (one, other):
            record = self.db.table_of(id)
            self._note(record, id)
            self._dirty[record].add(id)  # some rules count what is linked

    def set_setting(self, name: str, value: Any) -> None:
        """Settings are the office's, not a record's: they are kept outside undo."""
        from app.settings import Settings

        stored = store(Settings.fields()[name], value)
        self.execute(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, json.dumps(stored, ensure_ascii=False)),
        )
        self.db._settings = None
        self._unit = None
        self.is_law_changed |= name in CHOICES

    # Deadlines and proposals

    def write_row(self, table: str, values: dict[str, Any], id: int | None = None) -> int:
        """Enter a row of `period`, `holiday`, `deadline_note` or `dismissal`, or change the one named; its id."""
        if id is None:
            id = self.new_id(table)
            columns = ", ".join(f'"{column}"' for column in ("id", *values))
            marks = ",".join("?" * (len(values) + 1))
            self.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', (id, *values.values()))
        else:
            self.set_columns(table, id, values)
        self._row_written(table, id)
        return id

    def delete_row(self, table: str, id: int) -> None:
        self._row_written(table, id)
        self.execute(f'DELETE FROM "{table}" WHERE id = ?', (id,))

    def _row_written(self, table: str, id: int) -> None:
        if table not in ("deadline_note", "dismissal"):
            self.law_changed()
            return
        for (owner,) in self.fetch(f'SELECT owner FROM "{table}" WHERE id = ?', (id,)):
            record = self.db.table_of(owner)
            self._note(record, owner)
            self._dirty[record].add(owner)

    def law_changed(self) -> None:
        """A period, a holiday or a choice is no longer what it was: dates are counted anew at the end."""
        self.is_law_changed = True

    # Parts

    def new_id(self, table: str) -> int:
        if table not in self._last_ids:
            self._last_ids[table] = self.fetch("SELECT last FROM table_number WHERE name = ?", (table,))[0][0]
        self._last_ids[table] += 1
        return (self.db.numbers()[table] << 40) + self._last_ids[table]

    def _prepare(self, record: Registered) -> None:
        """Id, number and the fields that say who entered it, when and how."""
        about, held = type(record).about, record.__dict__
        now = self.at.replace(second=0, microsecond=0)
        status, sensitivity = _beginnings(type(record))
        record.id = self.new_id(about.id)
        record.uid = held.get("uid") or uuid.uuid4().hex
        for name, value in (
            ("registered_on", self.db.today),
            ("registered_by", self.by),
            ("registered_unit", self._own_unit()),
            ("status", status),
            ("sensitivity", sensitivity),
            ("source_kind", "Excel导入" if self.via == "导入" else "手工录入"),
            ("provisions", about.task[:1]),
            ("status_changed_at", now),
        ):
            if not held.get(name):
                held[name] = value
        if held.get("domains"):
            record.provisions = self._with_domains(record)
        record.void = bool(held.get("void"))
        held.update(version=1, updated_by=self.by, updated_at=now)
        record.reg_no = held.get("reg_no") or self._next_number(about.prefix, held["registered_on"].year)

    def _own_unit(self) -> Any:
        if self._unit is None:
            self._unit = self.db.setting("own_unit") or ""
        return self._unit or None

    def _next_number(self, prefix: str, year: int) -> str:
        key = (prefix, year)
        if key not in self._series:
            row = self.fetch("SELECT last FROM number_series WHERE prefix = ? AND year = ?", key)
            self._series[key] = row[0][0] if row else 0
        self._series[key] += 1
        return f"{prefix}-{year}-{self._series[key]:04d}"

    def _with_domains(self, record: Registered) -> tuple[str, ...]:
        """The record's provisions and those that its 涉及领域 hit."""
        if self._task_domains is None:
            self._task_domains = {
                id: frozenset(domains.split("、"))
                for id, domains in self.fetch("SELECT id, domains FROM provision")
                if domains
            }
        has, domains = record.provisions or (), frozenset(record.domains or ())
        hit = [id for id in type(record).about.task if self._task_domains.get(id, frozenset()) & domains]
        return (*has, *(id for id in hit if id not in has))

    def _insert(self, cls: type[Registered], records: list[Any]) -> None:
        name = cls.about.id
        rows = [filled_values(record) for record in records]
        # A column that is empty in all of them is left out: for the driver, binding nothing is dearer than a text.
        columns = list(dict.fromkeys(itertools.chain.from_iterable(rows)))
        self.execute_many(
            f'INSERT INTO "{name}" (id, {", ".join(f"{chr(34)}{c}{chr(34)}" for c in columns)}) '
            f"VALUES ({','.join('?' * (len(columns) + 1))})",
            [(record.id, *map(row.get, columns)) for record, row in zip(records, rows, strict=True)],
        )
        if children := cls.children():
            for record in records:
                for child in children:
                    for position, row in enumerate(getattr(record, child)):
                        self._insert_child(name, child, record.id, position, row)
        self.execute_many(
            "INSERT INTO search (rowid, grams) VALUES (?, ?)",
            [(r.id, search.text_of_stored(r, row, filled_row)) for r, row in zip(records, rows, strict=True)],
        )
        ids = [record.id for record in records]
        self.touched[name].update(ids)
        self.recount[name].update(ids)
        for ref in derive.gathering_refs(name):
            dirty = self._dirty[cls.fields()[ref].to]
            for record in records:
                dirty |= targets(record, ref)
        for other, found in derive.matching(self, name, ids).items():
            self._dirty[other] |= found

    def _insert_child(self, record: str, child: str, owner: int, position: int, row: Any) -> None:
        table = f"{record}__{child}"
        row.id = self.new_id(table)
        values = {name: store(f, getattr(row, name)) for name, f in type(row).fields().items()}
        columns = ", ".join(f'"{c}"' for c in values)
        self.execute(
            f'INSERT INTO "{table}" (id, owner_id, position, {columns}) VALUES ({",".join("?" * (len(values) + 3))})',
            (row.id, owner, position, *values.values()),
        )

    def _save_children(self, record: Registered, before: Registered) -> bool:
        """Insert, change and take away child rows so that the database agrees with the record."""
        changed = False
        assert record.id is not None
        name = type(record).about.id
        for child, rows in type(record).children().items():
            table = f"{name}__{child}"
            old = {row.id: (position, row) for position, row in enumerate(getattr(before, child))}
            for position, row in enumerate(getattr(record, child)):
                if row.id not in old:
                    self._insert_child(name, child, record.id, position, row)
                    changed = True
                    continue
                was_at, was = old.pop(row.id)
                new = {
                    f.name: store(f, getattr(row, f.name))
                    for f in rows.fields().values()
                    if getattr(row, f.name) != getattr(was, f.name)
                }
                if position != was_at:
                    new["position"] = position
                if new:
                    self.set_columns(table, row.id, new)
                    changed = True
            for gone in old:
                self.execute(f'DELETE FROM "{table}" WHERE id = ?', (gone,))
                changed = True
        return changed

    def set_columns(self, table: str, id: int, values: dict[str, Any]) -> None:
        assignments = ", ".join(f'"{column}" = ?' for column in values)
        self.execute(f'UPDATE "{table}" SET {assignments} WHERE id = ?', (*values.values(), id))

    def _index(self, record: Registered) -> None:
        self.execute("DELETE FROM search WHERE rowid = ?", (record.id,))
        self.execute("INSERT INTO search (rowid, grams) VALUES (?, ?)", (record.id, search.text_of(record)))

    def unindex(self, ids: Sequence[int]) -> None:
        self.execute_many("DELETE FROM search WHERE rowid = ?", [(id,) for id in ids])

    def reindex(self, record: str, ids: Sequence[int]) -> None:
        """Bring the search text of records up to date after their rows were changed directly (undo)."""
        for start in range(0, len(ids), 500):
            chunk = list(ids[start : start + 500])
            self.unindex(chunk)
            self.execute_many(
                "INSERT INTO search (rowid, grams) VALUES (?, ?)",
                [(found.id, search.text_of(found)) for found in load_many(self.fetch, record, chunk)],
            )

    def mark(self, record: str, ids: Iterable[int]) -> None:
        """These records changed otherwise than through this class: work out what follows."""
        ids = list(ids)
        self.touched[record].update(ids)
        self.recount[record].update(ids)
        self._dirty[record].update(ids)
        for other, found in derive.followers(self, record, ids).items():
            self._dirty[other] |= found
        for other, found in derive.gatherers(self, record, ids).items():
            self._dirty[other] |= found

    def _note(self, record: str, id: int | None) -> None:
        assert id is not None
        self.touched[record].add(id)
        self.recount[record].add(id)


@once_per_class
def _beginnings(of: type[Registered]) -> tuple[str, str]:
    """State and sensitivity of a new record."""
    return of.about.states[0].value, "敏感" if of.about.sensitive else "一般"


BOOKKEEPING = ("version", "updated_by", "updated_at")

__all__ = ["Operation", "Record"]
