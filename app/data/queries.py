"""Reading records: id lists in order, pages of display text, single records, what refers to what.

Plain SQL over the reading connection, so that the first page of a ledger needs no import of SQLAlchemy. An order or a
filter gives an ordered list of ids; rows are read by id, a page at a time, which costs the same anywhere in a million.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.data import search
from app.data.database import ID_BITS
from app.data.history import Entry, history
from app.data.relative import resolved
from app.data.relative import term as relative_term
from app.data.rows import load_many as _load_many
from app.data.stored import load as load_value
from app.data.stored import store
from app.data.units import UnitEntry, find_unit, unit_names, units
from app.domain import values as domain_values
from app.domain.enums import ENUMERATIONS
from app.domain.fields import MANY, Enumeration, Field, Kind
from app.domain.letter_code import is_right, read_code
from app.domain.records import RECORDS
from app.domain.records.registered import Registered
from app.errors import UserError

if TYPE_CHECKING:
    from app.data.database import Database

# Kinds whose stored form is already in the order people expect; other texts sort by 拼音.
PLAIN_ORDER = frozenset(
    {
        Kind.INTEGER,
        Kind.DECIMAL,
        Kind.MONEY,
        Kind.PERCENT,
        Kind.DATE,
        Kind.DATETIME,
        Kind.BOOLEAN,
        Kind.YEAR,
        Kind.CASE_NO,
        Kind.DOC_NO,
        Kind.ID_CARD,
        Kind.USCC,
        Kind.PHONE,
    }
)


PART = 64_000  # characters of a list of ids read at a time


@dataclass(frozen=True)
class Filter:
    """One condition: is, is_not, contains, between (low and high, either may be None), empty, not_empty; and those of
    relative.py."""

    field: str
    operator: str
    value: Any = None


@dataclass(frozen=True)
class Query:
    """Which records of a type, in which order. `sort`: field names, "-" before a name is descending."""

    record: str
    filters: tuple[Filter, ...] = ()
    search: str = ""
    sort: tuple[str, ...] = ()
    void: bool = False  # also show void records


def ids(db: Database, query: Query) -> array[int]:
    """The ids of all records asked for, in order."""
    sql, params = select_ids(resolved(db, query))
    # As one text: a million rows fetched one by one take half as long again, and hold the interpreter all the while.
    text: str = db.value(f"SELECT group_concat(id) FROM ({sql})", params) or ""
    found: array[int] = array("q")
    start = 0
    while start < len(text):  # read a part at a time: the window would stand still while Python reads all of it
        end = text.find(",", start + PART)
        end = len(text) if end < 0 else end
        found.extend(json.loads(f"[{text[start:end]}]"))
        start = end + 1
    return found


def select_ids(query: Query) -> tuple[str, list[Any]]:
    where, params = _where(query)
    return f'SELECT t.id FROM "{query.record}" t{where} ORDER BY {_order(query)}', params


def count(db: Database, query: Query) -> int:
    where, params = _where(resolved(db, query))
    return int(db.value(f'SELECT count(*) FROM "{query.record}" t{where}', params))


def counted_by(db: Database, query: Query, field: str) -> list[tuple[Any, int]]:
    """Stored value of a column → how many rows of the query have it."""
    where, params = _where(resolved(db, query))
    return [
        (row[0], row[1])
        for row in db.rows(f'SELECT t."{field}", count(*) FROM "{query.record}" t{where} GROUP BY 1', params)
    ]


def _where(query: Query) -> tuple[str, list[Any]]:
    cls = RECORDS[query.record]
    terms: list[str] = [] if query.void else ["t.void = 0"]
    params: list[Any] = []
    for condition in query.filters:
        if condition.operator in ("overdue", "own_unit"):
            term, values = relative_term(cls, condition)
        else:
            term, values = _term(cls.fields()[condition.field], condition)
        terms.append(term)
        params += values
    if query.search.strip():
        term, values = _search_term(cls, query.search)
        terms.append(term)
        params += values
    return (" WHERE " + " AND ".join(terms) if terms else ""), params


def _term(f: Field, condition: Filter) -> tuple[str, list[Any]]:
    column = f't."{f.name}"'
    value = condition.value
    match condition.operator:
        case "empty":
            return f"{column} IS NULL", []
        case "not_empty":
            return f"{column} IS NOT NULL", []
        case "contains":
            return f"instr({column}, ?) > 0", [str(value)]
        case "between":
            low, high = value
            terms, params = [], []
            # A moment lies within its whole day.
            compared = f"substr({column}, 1, 10)" if f.kind is Kind.DATETIME else column
            for sign, bound in ((">=", low), ("<=", high)):
                if bound is not None:
                    terms.append(f"{compared} {sign} ?")
                    params.append(_bound(f, bound))
            return " AND ".join(terms) or "1", params
        case "is" | "is_not":
            negated = condition.operator == "is_not"
            if f.kind in MANY:
                single = value[0] if isinstance(value, tuple) else value
                comma = "," if f.kind is Kind.REFS else "、"
                found = f"instr('{comma}' || coalesce({column}, '') || '{comma}', ?) {'=' if negated else '>'} 0"
                return found, [f"{comma}{single}{comma}"]
            if f.kind is Kind.DATETIME and isinstance(value, date) and not isinstance(value, datetime):
                column = f"substr({column}, 1, 10)"
                return f"{column} IS {'NOT ' if negated else ''}?", [value.isoformat()]
            return f"{column} IS {'NOT ' if negated else ''}?", [store(f, value)]
    raise ValueError(condition.operator)


def _bound(f: Field, value: Any) -> Any:
    if f.kind is Kind.DATETIME:
        return value.isoformat()[:10]
    return store(f, value)


def _search_term(cls: type[Registered], text: str) -> tuple[str, list[Any]]:
    found = search.match(text)
    low, high = id_range_sql(cls.about.id)
    within = f"SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN {low} AND {high}"
    terms, params = [], []
    if found.certain:
        terms.append(within)
        params.append(found.certain)
    if found.likely:
        check, values = _holds(cls, text)
        terms.append(f'SELECT t.id FROM "{cls.about.id}" t WHERE t.id IN ({within}) AND ({check})')
        params += [found.likely, *values]
    # Nothing but punctuation was typed: nothing can be found by it.
    return (f"t.id IN ({' UNION '.join(terms)})", params) if terms else ("0", [])


def _holds(cls: type[Registered], text: str) -> tuple[str, list[Any]]:
    """Whether a record or its child rows have a text: as it was typed first, which costs little; then folded; by 拼音."""
    folded, raw = search.fold(text), text.strip()
    checks: list[str] = []
    params: list[Any] = []
    own = search.searched_fields(cls)
    for f in own:
        checks.append(f"t.\"{f.name}\" LIKE ? ESCAPE '\\'")  # without ESCAPE it would read % and _ as wildcards
        params.append(f"%{_escaped(raw)}%")
    checks.append(_checked("t", own))
    params += [folded, folded]
    for child, rows in cls.children().items():
        if inside := search.searched_fields(rows):
            table = f'"{cls.about.id}__{child}"'
            checks.append(f"EXISTS (SELECT 1 FROM {table} c WHERE c.owner_id = t.id AND ({_checked('c', inside)}))")
            params += [folded, folded]
    return " OR ".join(checks), params


def _checked(of: str, fields: list[Field]) -> str:
    texts = "".join(f', {of}."{f.name}"' for f in fields)
    names = "".join(f', {of}."{f.name}"' for f in fields if f.kind in search.NAMES)
    return f"folded_holds(?{texts}) OR name_reads(?{names})"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def id_range_sql(record: str) -> tuple[str, str]:
    """SQL for the lowest and the highest id of a table."""
    number = f"(SELECT number FROM table_number WHERE name = '{record}')"
    return f"({number} << {ID_BITS})", f"((({number} + 1) << {ID_BITS}) - 1)"


def _order(query: Query) -> str:
    cls = RECORDS[query.record]
    keys = query.sort or cls.about.default_sort
    terms = [_sort_term(cls.fields()[key.removeprefix("-")], key.startswith("-")) for key in keys]
    if not keys[0].startswith("-"):
        # What has no value stands at the end. Only on the first key, where SQLite still reads an index in order.
        terms[0] += " NULLS LAST"
    return ", ".join([*terms, "t.id"])


def _sort_term(f: Field, descending: bool) -> str:
    direction = " DESC" if descending else ""
    column = f't."{f.name}"'
    if f.kind is Kind.REF:
        target = RECORDS[f.to]
        first = target.fields()[target.about.natural_key[0]]
        key = '"reg_no"' if target.about.sensitive or first.kind is Kind.REF else f'pinyin_key("{first.name}")'
        return f'(SELECT {key} FROM "{f.to}" WHERE id = {column}){direction}'
    if f.kind in PLAIN_ORDER:
        return column + direction
    if f.name in ("reg_no", "uid", "import_batch"):
        return column + direction
    return f"pinyin_key({column}){direction}"


# Display text

Show = Callable[[Any], str]


@lru_cache(maxsize=4096)
def _shower(f: Field) -> Show:
    """Stored value → what a table cell says; masked where declared. The common kinds need no Python value."""
    if f.mask:
        return lambda value: "" if value is None else domain_values.mask(f, str(value))
    if f.name == "provisions" or f.kind in (Kind.MONEY, Kind.DECIMAL, Kind.PERCENT):
        show = domain_values.shower(f)
        return lambda value: "" if value is None else show(load_value(f, value))
    if f.kind is Kind.BOOLEAN:
        return lambda value: "" if value is None else ("是" if value else "否")
    if f.kind in (Kind.INTEGER, Kind.YEAR):
        return lambda value: "" if value is None else str(value)
    return lambda value: value or ""


def page(db: Database, record: str, ids: Sequence[int], fields: Sequence[str]) -> list[tuple[str, ...]]:
    """Display texts of the given records and fields, in the order of `ids` (at most a few hundred).

    Masked fields are masked, refs show their label, units their short name; a row that has gone is blank.
    """
    cls = RECORDS[record]
    declared = [cls.fields()[name] for name in fields]
    columns = ", ".join(f'"{name}"' for name in fields)
    refs = [(i, f) for i, f in enumerate(declared) if f.kind in (Kind.REF, Kind.REFS)]
    hidden = ", unmatched" if refs else ""
    marks = ",".join("?" * len(ids))
    rows = db.rows(f'SELECT id, {columns}{hidden} FROM "{record}" WHERE id IN ({marks})', ids)
    names = {i: _ref_texts(db, f, (row[i + 1] for row in rows)) for i, f in refs}
    short = _short_names(db) if any(f.kind in (Kind.UNIT, Kind.UNITS) for f in declared) else {}
    shows = [names[i].__getitem__ if i in names else _shower_with(f, short) for i, f in enumerate(declared)]
    found = {}
    for row in rows:
        texts = tuple([show(value) for show, value in zip(shows, row[1:], strict=False)])
        if refs and row[-1]:
            texts = _with_unmatched(texts, refs, row[-1])
        found[row[0]] = texts
    blank = ("",) * len(fields)
    return [found.get(id, blank) for id in ids]


def _short_names(db: Database) -> dict[str, str]:
    return dict(db.rows("SELECT name, short_name FROM unit WHERE short_name IS NOT NULL"))


def _shower_with(f: Field, short: dict[str, str]) -> Show:
    """As `_shower`; units by their short name, as lists are to show them (records.yaml, unit.short_name)."""
    if f.kind is Kind.UNIT:
        return lambda value: short.get(value, value) or ""
    if f.kind is Kind.UNITS:
        return lambda value: "、".join([short.get(name, name) for name in value.split("、")]) if value else ""
    return _shower(f)


def _with_unmatched(texts: tuple[str, ...], refs: list[tuple[int, Field]], unmatched: str) -> tuple[str, ...]:
    kept = json.loads(unmatched)
    changed = list(texts)
    for i, f in refs:
        if f.name in kept and not changed[i]:
            changed[i] = f"{kept[f.name]}（待核对）"
    return tuple(changed)


def _ref_texts(db: Database, f: Field, stored: Iterable[Any]) -> dict[Any, str]:
    """Stored ref value → the labels of what it points to."""
    values = set(stored)
    if f.kind is Kind.REF:
        wanted = [value for value in values if value is not None]
        return {None: "", **dict.fromkeys(wanted, ""), **labels(db, f.to, wanted)}
    split = {value: load_value(f, value) for value in values}
    known = labels(db, f.to, [id for several in split.values() for id in several])
    return {value: "、".join(known.get(id, "") for id in several) for value, several in split.items()}


def labels(db: Database, record: str, ids: Sequence[int]) -> dict[int, str]:
    """What a ref cell says of each record: its first natural key field, through refs down to a text.

    Of a sensitive record only the registration number is said (records.yaml, meta.title).
    """
    cls = RECORDS[record]
    first = cls.fields()[cls.about.natural_key[0]]
    column = "reg_no" if cls.about.sensitive else first.name
    rows: list[tuple[Any, ...]] = []
    ids = list(dict.fromkeys(ids))
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        rows += db.rows(
            f'SELECT id, "{column}", reg_no FROM "{record}" WHERE id IN ({",".join("?" * len(chunk))})', chunk
        )
    if first.kind is Kind.REF and not cls.about.sensitive:
        further = labels(db, first.to, [value for _, value, _ in rows if value is not None])
        return {id: further.get(value, "") or reg_no for id, value, reg_no in rows}
    show = _shower(cls.fields()[column])
    return {id: show(value) or reg_no for id, value, reg_no in rows}


def titles(db: Database, record: str, ids: Sequence[int]) -> dict[int, str]:
    """How each record is called in lists, links and messages."""
    return {found.id: title(db, found) for found in load_many(db, record, list(ids), children=False)}


def title(db: Database, record: Registered) -> str:
    """Unit fields by their short name, refs by their label; parts without a value are left out."""
    cls = type(record)
    short = _short_names(db) if _names_units(cls) else {}
    parts: dict[str, str] = {}
    for name, f in cls.fields().items():
        if f"{{{name}}}" not in cls.about.title:
            continue
        value = getattr(record, name)
        if f.kind is Kind.REF:
            parts[name] = labels(db, f.to, [value]).get(value, "") if value else record.unmatched.get(name, "")
        elif f.kind is Kind.UNIT:
            parts[name] = short.get(value, value or "")
        elif f.kind is Kind.UNITS:
            parts[name] = "、".join(short.get(unit, unit) for unit in value)
        else:
            parts[name] = domain_values.show(f, value)
    return cls.about.title.format(**parts).strip() or record.reg_no or cls.about.noun


def _names_units(cls: type[Registered]) -> bool:
    return any(f.kind in (Kind.UNIT, Kind.UNITS) and f"{{{f.name}}}" in cls.about.title for f in cls.fields().values())


def text_of_stored(db: Database, f: Field, value: Any) -> str:
    """A stored value as people read it (history)."""
    if f.kind in (Kind.REF, Kind.REFS):
        return _ref_texts(db, f, [value])[value]
    return _shower(f)(value)


# Single records


def load_many(db: Database, record: str, ids: Sequence[int], *, children: bool = True) -> list[Any]:
    return _load_many(db.rows, record, ids, children=children)


def load(db: Database, record: str, id: int) -> Any:
    """Raises UserError when there is no such record."""
    found = load_many(db, record, [id])
    if not found:
        raise UserError("找不到这条记录", "它可能已被撤销", "请刷新后重试")
    return found[0]


def find(db: Database, reg_no: str) -> Any:
    """The record with a registration number (XS-2022-0012), or the letter with a code (FY-7K3M-9QX2C). Raises UserError
    when there is none."""
    if code := read_code(reg_no):
        return _letter_with(db, code)
    reg_no = reg_no.strip().upper()
    prefix = reg_no.split("-")[0]
    for name, cls in RECORDS.items():
        if cls.about.prefix == prefix:
            rows = db.rows(f'SELECT id FROM "{name}" WHERE reg_no = ?', (reg_no,))
            if rows:
                return load(db, name, rows[0][0])
    raise UserError(f"找不到登记编号“{reg_no}”", "没有这条记录", "请核对登记编号，如 XS-2022-0012")


def _letter_with(db: Database, code: str) -> Any:
    if not is_right(code):
        raise UserError(
            f"识别码“{code}”不对", "校验位不符，多半是看错或者打错了一个字符", "请对照函件上的识别码重新录入"
        )
    rows = db.rows("SELECT id FROM letter WHERE code = ?", (code,))
    if not rows:
        raise UserError(
            f"本机没有识别码为“{code}”的函件",
            "这份函件不是在本机登记或者导入的",
            "请先导入对方的交换包，或者登记为收文",
        )
    return load(db, "letter", rows[0][0])


def blank(db: Database, record: str) -> Any:
    """A new record with its defaults filled in; not yet stored."""
    cls = RECORDS[record]
    new = cls()
    fill_defaults(db, new)
    return new


def fill_defaults(db: Database, record: Registered) -> None:
    """Declared defaults for the fields that have no value."""
    for name, value in _defaults(db, type(record)).items():
        if getattr(record, name) in (None, ()):
            setattr(record, name, value)


def _defaults(db: Database, cls: type[Registered]) -> dict[str, Any]:
    known = {
        "registered_unit": db.setting("own_unit"),
        "registered_by": db.user,
        "registered_on": db.today,
        "provisions": cls.about.task[:1],
        "sensitivity": "敏感" if cls.about.sensitive else "一般",
    }
    for name, f in cls.fields().items():
        if name in known or f.default is None:
            continue
        if f.kind is Kind.UNIT:
            known[name] = find_unit(db, f.default)
        elif f.kind is Kind.UNITS:
            known[name] = tuple(unit for part in f.default.split("、") if (unit := find_unit(db, part)))
        else:
            known[name] = domain_values.parse(f, str(f.default), today=db.today)
    return known


def same_matter(db: Database, record: Registered) -> list[int]:
    """Ids of other records with the same natural key; none when its first field is empty."""
    cls = type(record)
    key = cls.about.natural_key
    if getattr(record, key[0]) in (None, (), ""):
        return []
    terms = " AND ".join(f'"{name}" IS ?' for name in key)
    params = [store(cls.fields()[name], getattr(record, name)) for name in key]
    rows = db.rows(f'SELECT id FROM "{cls.about.id}" WHERE void = 0 AND {terms} AND id IS NOT ?', [*params, record.id])
    return [row[0] for row in rows]


def match_ref(db: Database, to: str, text: str) -> list[int]:
    """Records that a ref written as text may mean: by registration number, case or document number, first key field."""
    cls = RECORDS[to]
    text = text.strip()
    for name, written in _ref_keys(cls, text):
        rows = db.rows(f'SELECT id FROM "{to}" WHERE void = 0 AND "{name}" = ?', (written,))
        if rows:
            return [row[0] for row in rows]
    first = cls.fields()[cls.about.natural_key[0]]
    if first.kind is Kind.REF:
        return [
            row[0]
            for target in match_ref(db, first.to, text)
            for row in db.rows(f'SELECT id FROM "{to}" WHERE void = 0 AND "{first.name}" = ?', (target,))
        ]
    return []


def _ref_keys(cls: type[Registered], text: str) -> list[tuple[str, str]]:
    keys = [("reg_no", text.upper())]
    for name, f in cls.fields().items():
        if f.kind is Kind.CASE_NO:
            keys.append((name, domain_values.normalise_case_no(text)))
        elif f.kind is Kind.DOC_NO:
            keys.append((name, domain_values.normalise_doc_no(text)))
    first = cls.fields()[cls.about.natural_key[0]]
    if first.kind not in (Kind.REF, Kind.CASE_NO, Kind.DOC_NO):
        keys.append((first.name, text))
    return keys


# The whole


def counts(db: Database) -> dict[str, int]:
    """How many records, not void, each ledger has."""
    return {name: int(db.value(f'SELECT count(*) FROM "{name}" WHERE void = 0')) for name in RECORDS}


def options(db: Database, f: Field) -> tuple[str, ...]:
    """The choices of a field: declared, less those the county retired, and its own."""
    if f.name == "provisions":
        return tuple(row[0] for row in db.rows("SELECT id FROM provision ORDER BY position"))
    declared = f.values
    if not (isinstance(f.options, Enumeration) and ENUMERATIONS[f.options.id].editable):
        return declared
    own = db.rows("SELECT value, retired FROM choice WHERE enumeration = ? ORDER BY rowid", (f.options.id,))
    retired = {value for value, gone in own if gone}
    return (
        *(value for value in declared if value not in retired),
        *(value for value, gone in own if not gone and value not in declared),
    )


def type_of(db: Database, id: int) -> str:
    """The record type that an id belongs to."""
    return db.table_of(id).partition("__")[0]


@dataclass(frozen=True)
class Link:
    """Another record that this one is linked with; `how`: 关联 (by hand), 引用 (a field here), 被引用 (a field there)."""

    id: int
    record: str
    title: str
    note: str
    how: str


def linked(db: Database, record: Registered) -> list[Link]:
    assert record.id is not None
    found: list[tuple[int, str, str]] = []
    for from_id, to_id, note in db.rows(
        "SELECT from_id, to_id, note FROM link WHERE from_id = ? OR to_id = ?", (record.id, record.id)
    ):
        found.append((to_id if from_id == record.id else from_id, note or "", "关联"))
    for name, f in type(record).fields().items():
        value = getattr(record, name)
        if f.kind is Kind.REF and value:
            found.append((value, f.label, "引用"))
        elif f.kind is Kind.REFS:
            found += [(id, f.label, "引用") for id in value]
    for other, field_name, label in _pointing_at(type(record).about.id):
        for row in db.rows(f'SELECT id FROM "{other}" WHERE "{field_name}" = ? AND void = 0 LIMIT 200', (record.id,)):
            found.append((row[0], label, "被引用"))
    by_type: dict[str, list[int]] = {}
    for id, _, _ in found:
        by_type.setdefault(type_of(db, id), []).append(id)
    names = {id: text for kind, several in by_type.items() for id, text in titles(db, kind, several).items()}
    return [Link(id, type_of(db, id), names[id], note, how) for id, note, how in found if id in names]


@lru_cache(maxsize=128)
def _pointing_at(record: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (name, f.name, f.label)
        for name, cls in RECORDS.items()
        for f in cls.fields().values()
        if f.kind is Kind.REF and f.to == record
    )


__all__ = [
    "Entry",
    "Filter",
    "Link",
    "Query",
    "UnitEntry",
    "blank",
    "count",
    "counted_by",
    "counts",
    "fill_defaults",
    "find",
    "find_unit",
    "history",
    "ids",
    "labels",
    "linked",
    "load",
    "load_many",
    "match_ref",
    "options",
    "page",
    "same_matter",
    "select_ids",
    "text_of_stored",
    "title",
    "titles",
    "type_of",
    "unit_names",
    "units",
]
