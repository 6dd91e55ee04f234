"""Tables, indexes and triggers, all made from the declarations.

Ids carry the number of their table in the bits above ID_BITS, so an id alone tells what it is of: history, links and
search need one column each. Every change of a tracked row is written down by triggers; `change.operation` is NOT NULL
and read from `current_operation`, so that a write outside a named operation fails in the database itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from app.data.schema_names import (
    DISMISSAL_COLUMNS,
    DUE_COLUMNS,
    DUE_NUMBERS,
    HOLIDAY_COLUMNS,
    NOTE_COLUMNS,
    PERIOD_COLUMNS,
    PERIOD_NUMBERS,
)
from app.data.stored import NUMBERS, UNTRACKED
from app.domain.fields import Field, Fields, Kind
from app.domain.records import RECORDS
from app.domain.records.registered import Registered

ID_BITS = 40

SEARCH = """CREATE VIRTUAL TABLE search USING fts5(
    grams, content='', contentless_delete=1, detail=none, tokenize='ascii')"""


def child_table(record: str, child: str) -> str:
    return f"{record}__{child}"


def tracked_columns(fields: dict[str, Field]) -> list[str]:
    """Computed columns are a cache and not tracked; what a person put in their place is in `overrides`."""
    return [name for name, f in fields.items() if name not in UNTRACKED and not _is_cache(f)]


def _is_cache(f: Field) -> bool:
    return f.computed is not None and f.name not in Registered.fields()


def _columns(of: type[Fields]) -> list[Column[Any]]:
    columns = []
    # The common ones first: SQLite knows whether an index covers a query for the first 63 columns only, and `void` is
    # asked for in every list (a list of a million rows takes three times as long without).
    common = Registered.fields()
    for name, f in sorted(of.fields().items(), key=lambda item: item[0] not in common):
        target = [ForeignKey(f"{f.to}.id", deferrable=True, initially="DEFERRED")] if f.kind is Kind.REF else []
        columns.append(Column(name, Integer if f.kind in NUMBERS else Text, *target))
    return columns


@lru_cache(maxsize=1)
def metadata() -> MetaData:
    everything = MetaData()
    Table(
        "table_number",
        everything,
        Column("name", Text, primary_key=True),
        Column("number", Integer, nullable=False, unique=True),
        Column("last", Integer, nullable=False, server_default="0"),  # ids given so far; never goes back
    )
    Table(
        "number_series",
        everything,
        Column("prefix", Text),
        Column("year", Integer),
        Column("last", Integer, nullable=False),
        PrimaryKeyConstraint("prefix", "year"),
    )
    Table(
        "operation",
        everything,
        Column("id", Integer, primary_key=True),
        Column("title", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("via", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("source", Text, nullable=False),  # file, sheet …
        Column("first_change", Integer, nullable=False),
        Column("last_change", Integer, nullable=False),
        Column("undoes", Integer, ForeignKey("operation.id")),
        Column("undone_by", Integer, ForeignKey("operation.id")),
    )
    Table(
        "current_operation",
        everything,
        Column("one", Integer, primary_key=True),
        Column("id", Integer, nullable=False),
        CheckConstraint("one = 1"),
    )
    change = Table(
        "change",
        everything,
        Column("id", Integer, primary_key=True),
        Column("operation", Integer, nullable=False),
        Column("row", Integer, nullable=False),
        Column("owner", Integer, nullable=False),  # the record in whose history it stands
        Column("action", Text, nullable=False),  # i, u, d
        Column("old", Text),  # JSON of the columns that changed; of a deleted row, all
    )
    Index("ix_change_owner", change.c.owner)
    Table("setting", everything, Column("name", Text, primary_key=True), Column("value", Text))
    Table(
        "saved_filter",  # conditions of a ledger under a name; not tracked, as settings are not
        everything,
        Column("record", Text),
        Column("name", Text),
        Column("content", Text, nullable=False),  # JSON, see services/saved_filters.py
        PrimaryKeyConstraint("record", "name"),
    )
    Table(
        "choice",  # what the county added to, or retired from, an editable list
        everything,
        Column("enumeration", Text),
        Column("value", Text),
        Column("retired", Integer, nullable=False, server_default="0"),
        PrimaryKeyConstraint("enumeration", "value"),
    )
    Table(
        "provision",
        everything,
        Column("id", Text, primary_key=True),
        Column("position", Integer, nullable=False),
        Column("part", Text, nullable=False),
        Column("label", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("domains", Text, nullable=False),
    )
    Table(
        "reveal",  # who looked at a masked value, and when
        everything,
        Column("id", Integer, primary_key=True),
        Column("at", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("record", Integer, nullable=False),
        Column("field", Text, nullable=False),
    )
    link = Table(
        "link",
        everything,
        Column("id", Integer, primary_key=True),
        Column("from_id", Integer, nullable=False),
        Column("to_id", Integer, nullable=False),
        Column("note", Text),
    )
    Index("ix_link_from", link.c.from_id)
    Index("ix_link_to", link.c.to_id)
    attachment = Table(
        "attachment",
        everything,
        Column("id", Integer, primary_key=True),
        Column("owner", Integer, nullable=False),
        Column("kind", Text),
        Column("file_name", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("stored_path", Text, nullable=False),
        Column("added_at", Text, nullable=False),
    )
    Index("ix_attachment_owner", attachment.c.owner)
    _import_tables(everything)
    _deadline_tables(everything)
    _exchange_tables(everything)
    _notice_tables(everything)
    for record in RECORDS.values():
        _record_table(everything, record)
    return everything


def _deadline_tables(everything: MetaData) -> None:
    """The law's periods and the holidays, as the county has them; what people entered of a deadline; the due dates."""
    texts = (column for column in PERIOD_COLUMNS if column not in PERIOD_NUMBERS)
    period = Table(
        "period",  # one row per version of a rule
        everything,
        Column("id", Integer, primary_key=True),
        *(Column(name, Text) for name in texts),
        *(Column(name, Integer, nullable=False) for name in PERIOD_NUMBERS),
    )
    Index("ix_period_rule", period.c.rule)
    holiday = Table(
        "holiday",
        everything,
        Column("id", Integer, primary_key=True),
        Column("day", Text, nullable=False),
        Column("kind", Text, nullable=False),  # off, on
        Column("name", Text),
        Column("local", Integer, nullable=False),  # added by the county
    )
    Index("ux_holiday_day", holiday.c.day, unique=True)
    note = Table(
        "deadline_note",
        everything,
        Column("id", Integer, primary_key=True),
        Column("owner", Integer, nullable=False),
        *(Column(name, Text) for name in NOTE_COLUMNS[1:]),
    )
    Index("ix_deadline_note_owner", note.c.owner)
    dismissal = Table(
        "dismissal",  # a proposal that somebody does not need, and why
        everything,
        Column("id", Integer, primary_key=True),
        Column("owner", Integer, nullable=False),
        *(Column(name, Text) for name in DISMISSAL_COLUMNS[1:]),
    )
    Index("ix_dismissal_key", dismissal.c.key)
    due = Table(
        "due",  # a cache, counted from records, periods, holidays and notes
        everything,
        Column("owner", Integer),
        Column("rule", Text),
        *(Column(name, Integer if name in DUE_NUMBERS else Text) for name in DUE_COLUMNS[2:]),
        PrimaryKeyConstraint("owner", "rule"),
        sqlite_with_rowid=False,
    )
    Index("ix_due_open", due.c.due_on, sqlite_where=text("settled = 'open'"))
    Index("ix_due_rule", due.c.rule, due.c.due_on)


def _import_tables(everything: MetaData) -> None:
    """What came in from which file. Not tracked: an import that is undone was still made."""
    batch = Table(
        "import_batch",
        everything,
        Column("id", Integer, primary_key=True),
        Column("operation", Integer, ForeignKey("operation.id"), nullable=False),
        Column("at", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("file_name", Text, nullable=False),
        Column("file_sha256", Text, nullable=False),
        Column("format", Text, nullable=False),
        Column("sender", Text),  # the office an exchange workbook is from
        Column("package", Text),
        Column("sequence", Integer),
        Column("choices", Text, nullable=False),  # JSON: the mapping, field → column letters, of each table; decisions
        Column("counts", Text, nullable=False),  # JSON: rows of each kind, and what was skipped
        Column("backup", Text),
        Column("undone", Text),  # JSON: the three buckets of an undo
    )
    Index("ix_import_batch_file", batch.c.file_sha256)
    Index("ix_import_batch_operation", batch.c.operation)
    Table(
        "row_source",  # a row of the database → the row of a sheet it came from
        everything,
        Column("row", Integer),
        Column("operation", Integer),
        Column("batch", Integer, nullable=False),
        Column("sheet", Integer, nullable=False),  # place among the tables in the batch's choices
        Column("number", Integer, nullable=False),  # of the row, as Excel counts
        Column("texts", Text),  # JSON {field: as written}, where that is not how the value is stored
        PrimaryKeyConstraint("row", "operation"),
        sqlite_with_rowid=False,
    )


def _exchange_tables(everything: MetaData) -> None:
    """What this office and others know of each other's records. Not tracked: what was sent cannot be unsent.

    `operation` is the import that brought a row, so that it counts no longer when that import is undone.
    """
    state = Table(
        "exchanged",  # what an exchanged row (a record or a child row) says; the newest that counts holds
        everything,
        Column("id", Integer, primary_key=True),
        Column("row", Integer, nullable=False),
        Column("operation", Integer),
        Column("state", Text, nullable=False),  # JSON, see domain/versions.py
    )
    Index("ix_exchanged_row", state.c.row)
    known = Table(
        "known_uid",  # by which other offices call a row: of child rows, and of records that two offices registered
        everything,
        Column("uid", Text, primary_key=True),
        Column("row", Integer, nullable=False),
    )
    Index("ix_known_uid_row", known.c.row)
    Table(
        "awaited",  # a ref or a link to a record that has not come yet
        everything,
        Column("uid", Text),
        Column("row", Integer),
        Column("field", Text),  # empty for a link
        PrimaryKeyConstraint("uid", "row", "field"),
    )
    Table(
        "replica",  # the files of other offices and whose they are
        everything,
        Column("id", Text, primary_key=True),
        Column("unit", Text, nullable=False),
    )
    package = Table(
        "package",  # exchange workbooks sent and received; of those sent, the register of what was given to whom and why
        everything,
        Column("id", Text),
        Column("direction", Text),  # sent, received
        Column("unit", Text, nullable=False),  # the other office
        Column("replica", Text, nullable=False),  # of the sender
        Column("sequence", Integer, nullable=False),
        Column("at", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("file_name", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("purpose", Text, nullable=False),
        Column("basis", Text, nullable=False),
        Column("content", Text, nullable=False),  # JSON: ledgers, number of records, fields, which of them masked
        Column("result", Text),  # JSON: what the receiver took, and what not and why
        Column("operation", Integer),
        PrimaryKeyConstraint("id", "direction"),
    )
    Index("ix_package_replica", package.c.direction, package.c.replica, package.c.sequence)


def _notice_tables(everything: MetaData) -> None:
    """What became of notices. Not tracked: a number once given is never given again, also when its letter is undone."""
    number = Table(
        "doc_number",
        everything,
        Column("code", Text),  # 机关代字
        Column("year", Integer),
        Column("number", Integer),
        Column("letter", Integer),  # None: taken by hand
        Column("at", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("note", Text, nullable=False),
        PrimaryKeyConstraint("code", "year", "number"),
    )
    Index("ix_doc_number_letter", number.c.letter)
    made = Table(
        "notice_made",  # from what a letter was made
        everything,
        Column("letter", Integer, primary_key=True),
        Column("notice", Text, nullable=False),
        Column("record", Integer, nullable=False),
        Column("said", Text, nullable=False),  # JSON: what a person said on top of the record
        Column("text_version", Integer, nullable=False),  # of the county's text; 0 is the shipped one
    )
    Index("ix_notice_made_record", made.c.record)
    Table(
        "notice_text",  # the county's own texts; the highest version holds
        everything,
        Column("notice", Text),
        Column("version", Integer),
        Column("text", Text),  # None: back to the shipped one
        Column("at", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("note", Text, nullable=False),
        PrimaryKeyConstraint("notice", "version"),
    )


@lru_cache(maxsize=1)
def _matched_columns() -> frozenset[tuple[str, str]]:
    """Both ends of what computed fields find by an equal value."""
    found = set()
    for name, record in RECORDS.items():
        for f in record.computed_fields():
            for pair in f.computed.matches if f.computed else ():
                theirs, _, own = pair.partition("=")
                if own:
                    other, _, equal = theirs.partition(".")
                    found |= {(other, equal), (name, own)}
    return frozenset(found)


def _record_table(everything: MetaData, record: type[Registered]) -> None:
    name = record.about.id
    table = Table(
        name,
        everything,
        Column("id", Integer, primary_key=True),
        *_columns(record),
        Column("unmatched", Text),
        Column("overrides", Text),
    )
    Index(f"ux_{name}_uid", table.c.uid, unique=True)
    Index(f"ux_{name}_reg_no", table.c.reg_no, unique=True)
    indexed = {record.about.natural_key[0]} | {
        f.name for f in record.fields().values() if f.kind in (Kind.REF, Kind.CASE_NO)
    }
    indexed |= {column for owner, column in _matched_columns() if owner == name}
    for column in sorted(indexed):
        Index(f"ix_{name}_{column}", table.c[column])
    order = [
        table.c[key.removeprefix("-")].desc() if key.startswith("-") else table.c[key]
        for key in record.about.default_sort
    ]
    # Without void rows, so that the list in default order is read from the index alone.
    Index(f"ix_{name}_order", *order, sqlite_where=text("void = 0"))
    for child, rows in record.children().items():
        under = Table(
            child_table(name, child),
            everything,
            Column("id", Integer, primary_key=True),
            Column(
                "owner_id", Integer, ForeignKey(f"{name}.id", deferrable=True, initially="DEFERRED"), nullable=False
            ),
            Column("position", Integer, nullable=False),
            *_columns(rows),
        )
        Index(f"ix_{name}__{child}_owner", under.c.owner_id)


def plain_indexes(record: str) -> set[str]:
    """Indexes of a record table by which people find records; nothing that is computed asks by them."""
    key = RECORDS[record].about.natural_key[0]
    found = {f"ux_{record}_uid", f"ux_{record}_reg_no", f"ix_{record}_order"}
    f = RECORDS[record].fields()[key]
    if f.kind is not Kind.REF and (record, key) not in _matched_columns():
        found.add(f"ix_{record}_{key}")
    return found


def tracked_tables() -> dict[str, tuple[str, list[str]]]:
    """Table → (column of the record it belongs to, columns that history keeps)."""
    tables: dict[str, tuple[str, list[str]]] = {
        "link": ("from_id", ["from_id", "to_id", "note"]),
        "attachment": ("owner", ["owner", "kind", "file_name", "sha256", "stored_path", "added_at"]),
    }
    for name, record in RECORDS.items():
        tables[name] = ("id", [*tracked_columns(record.fields()), "unmatched", "overrides"])
        for child, rows in record.children().items():
            tables[child_table(name, child)] = ("owner_id", ["owner_id", "position", *tracked_columns(rows.fields())])
    tables["period"] = ("id", list(PERIOD_COLUMNS))
    tables["holiday"] = ("id", list(HOLIDAY_COLUMNS))
    tables["deadline_note"] = ("owner", list(NOTE_COLUMNS))
    tables["dismissal"] = ("owner", list(DISMISSAL_COLUMNS))
    return tables


def triggers(table: str, owner: str, columns: list[str]) -> list[str]:
    """Three triggers that write each touched row's old content into `change`."""
    operation = "(SELECT id FROM current_operation)"
    # Written as short as can be: SQLite reads all of it whenever a connection is opened.
    changed = "||".join(f"""iif(OLD."{c}" IS NEW."{c}",'',',"{c}":'||json_quote(OLD."{c}"))""" for c in columns)
    whole = ",".join(f"""'{c}',OLD."{c}\"""" for c in columns)
    return [
        f"""CREATE TRIGGER "{table}_i" AFTER INSERT ON "{table}" BEGIN
            INSERT INTO change (operation, row, owner, action) VALUES ({operation}, NEW.id, NEW."{owner}", 'i'); END""",
        f"""CREATE TRIGGER "{table}_u" AFTER UPDATE ON "{table}" BEGIN
            INSERT INTO change (operation, row, owner, action, old)
            SELECT {operation}, NEW.id, NEW."{owner}", 'u', '{{'||substr(x, 2)||'}}' FROM (SELECT {changed} AS x)
            WHERE x <> ''; END""",
        f"""CREATE TRIGGER "{table}_d" AFTER DELETE ON "{table}" BEGIN
            INSERT INTO change (operation, row, owner, action, old)
            VALUES ({operation}, OLD.id, OLD."{owner}", 'd', json_object({whole})); END""",
    ]
