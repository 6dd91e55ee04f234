"""How a record type is declared, once: kinds, `field()`, `Record` and its child rows (`Rows`).

A record class is a list of annotated fields. The annotation says the kind and whether a value is required
(`CaseNo` against `CaseNo | None`); `field()` says how people meet it. Table, form, ledger, search, history and
help all read the declaration; nothing else describes a field.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache, wraps
from typing import Annotated, Any, ClassVar, Self, TypeVar

from app.domain.conditions import Condition

T = TypeVar("T")


class Kind(StrEnum):
    """What a field holds; each surface (editor, cell, column, parser) has one entry per kind."""

    TEXT = "text"
    LONGTEXT = "longtext"
    INTEGER = "integer"
    DECIMAL = "decimal"  # two places
    MONEY = "money"  # integer cents (分)
    PERCENT = "percent"  # 0–100, two places
    DATE = "date"
    DATETIME = "datetime"  # local time, to the minute
    BOOLEAN = "boolean"
    ENUM = "enum"
    MULTI_ENUM = "multi_enum"
    UNIT = "unit"  # full name of a unit in the directory
    UNITS = "units"
    PERSON_NAME = "person_name"
    REF = "ref"  # id of another record
    REFS = "refs"
    CASE_NO = "case_no"
    DOC_NO = "doc_no"
    ID_CARD = "id_card"
    USCC = "uscc"  # 统一社会信用代码, GB 32100
    PHONE = "phone"
    YEAR = "year"


Text = Annotated[str, Kind.TEXT]
LongText = Annotated[str, Kind.LONGTEXT]
Integer = Annotated[int, Kind.INTEGER]
Decimal2 = Annotated[Decimal, Kind.DECIMAL]
Money = Annotated[int, Kind.MONEY]
Percent = Annotated[Decimal, Kind.PERCENT]
Date = Annotated[date, Kind.DATE]
DateTime = Annotated[datetime, Kind.DATETIME]
Boolean = Annotated[bool, Kind.BOOLEAN]
Choice = Annotated[str, Kind.ENUM]
Choices = Annotated[tuple[str, ...], Kind.MULTI_ENUM]
UnitName = Annotated[str, Kind.UNIT]
UnitNames = Annotated[tuple[str, ...], Kind.UNITS]
PersonName = Annotated[str, Kind.PERSON_NAME]
Ref = Annotated[int, Kind.REF]
Refs = Annotated[tuple[int, ...], Kind.REFS]
CaseNo = Annotated[str, Kind.CASE_NO]
DocNo = Annotated[str, Kind.DOC_NO]
IdCard = Annotated[str, Kind.ID_CARD]
Uscc = Annotated[str, Kind.USCC]
Phone = Annotated[str, Kind.PHONE]
Year = Annotated[int, Kind.YEAR]

MANY = frozenset({Kind.MULTI_ENUM, Kind.UNITS, Kind.REFS})  # the value is a tuple


@dataclass(frozen=True)
class Enumeration:
    """A list of choices that several fields share. `editable`: the county may add and retire values."""

    id: str
    label: str
    values: tuple[str, ...]
    editable: bool = False
    synonyms: tuple[tuple[str, str], ...] = ()  # (what old ledgers say, the value)


@dataclass(frozen=True)
class Computed:
    """A value that the program works out.

    `says` is the rule in words, as shown to people; `by` takes (record, facts) and returns the value.
    `follows` names ref fields of this record whose targets it reads; `gathers` names `record.field` pairs whose
    rows point here; `matches` names "record.field=own field" pairs for rows that belong by an equal value (a type
    alone: all its rows). They tell which other records to work out again after a change. `daily`: it also
    changes with the date.
    """

    says: str
    by: Callable[[Any, Any], Any]
    follows: tuple[str, ...] = ()
    gathers: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    daily: bool = False


@dataclass(frozen=True)
class Field:
    """One field as declared; `name`, `kind` and `required` are filled in from the class body."""

    label: str
    options: Enumeration | tuple[str, ...] = ()
    to: str = ""  # record type that a ref points to
    section: str = ""  # heading that starts at this field
    when: Condition | None = None  # shown only when it holds; a hidden value is kept
    default: Any = None  # as people would type it
    help: str = ""
    aliases: tuple[str, ...] = ()  # other headers an import recognises
    unit: str = ""  # unit of measure; "万元" on money concerns showing and typing only
    maximum: int | None = None
    mask: bool = False  # middle digits hidden unless revealed
    computed: Computed | None = None
    override: bool = False  # a computed value that people may replace
    due_of: tuple[str, ...] = ()  # this date is the due date of these legal periods
    done_by: str = ""  # a deadline of the office's own, met when that date field is filled
    import_as: str = ""  # "child.field" that takes the text when an old ledger keeps rows in one cell
    name: str = ""
    kind: Kind = Kind.TEXT
    required: bool = False

    def _finish(self, name: str, kind: Kind, required: bool) -> None:
        # In place, once, while the class is made: replacing 1,900 frozen fields took a third of the start-up's imports.
        self.__dict__.update(name=name, kind=kind, required=required)

    @property
    def values(self) -> tuple[str, ...]:
        """The declared choices (the county's own additions are in the database)."""
        return self.options.values if isinstance(self.options, Enumeration) else self.options

    @property
    def header(self) -> str:
        """Label with the unit of measure, as on a ledger: 执行标的（万元）."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label

    @property
    def editable(self) -> bool:
        return self.computed is None or self.override

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        # A value set on an instance hides this; the class attribute is the field itself.
        if instance is None:
            return self
        missing = self.__dict__.get("missing", self)  # asked so often that it is worked out once
        if missing is self:
            missing = self.__dict__["missing"] = () if self.kind in MANY else None
        return missing


def field(label: str, options: Enumeration | tuple[str, ...] = (), *, when: str = "", **says: Any) -> Any:
    """Declare a field; the words are the attributes of `Field`."""
    return Field(label, options, when=Condition.parse(when) if when else None, **says)


@dataclass(frozen=True)
class State:
    """A value of 状态: where one may go from it, and whether it ends the matter."""

    value: str
    next: tuple[str, ...] = ()
    terminal: bool = False


@dataclass(frozen=True)
class Ledger:
    """The office's own sheet: its name and columns. `when` limits the rows of a child sheet."""

    sheet: str
    columns: tuple[str, ...]
    when: Condition | None = None


def words(text: str) -> tuple[str, ...]:
    """Names or choices written in one string, separated by blanks: long lists stay readable."""
    return tuple(text.split())


def ledger(sheet: str, columns: str, when: str = "") -> Ledger:
    """`columns` are field names separated by blanks; `parent.` reads from the owner of a child row."""
    return Ledger(sheet, words(columns), Condition.parse(when) if when else None)


@dataclass(frozen=True)
class About:
    """What is said of a record type as a whole."""

    id: str  # also the name of its table
    module: str
    group: str
    label: str  # of the ledger
    noun: str  # of one record
    prefix: str  # of the registration number: XS-2022-0012
    title: str  # how one record is called; {field} in braces
    natural_key: tuple[str, ...]  # the same matter, where neither id nor registration number tells
    task: tuple[str, ...]  # provisions it usually serves; the first is the default
    states: tuple[State, ...]  # the first is the initial one
    links: tuple[str, ...]  # record types often linked while the matter is handled
    default_sort: tuple[str, ...]  # "-name" is descending
    list_fields: tuple[str, ...]  # columns shown at first
    ledger: Ledger
    sensitive: bool = False

    def state(self, value: str) -> State:
        return next(state for state in self.states if state.value == value)


class Fields:
    """Anything made of declared fields; keyword arguments set values, missing ones are None (or empty)."""

    _fields: ClassVar[dict[str, Field]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        inherited, cls._fields = cls._fields, {}
        for name, annotation in cls.__dict__.get("__annotations__", {}).items():
            declared = cls.__dict__.get(name)
            if isinstance(declared, Field):
                declared._finish(name, *_kind_of(annotation))
                cls._fields[name] = declared
        cls._fields.update(inherited)

    def __init__(self, **values: Any) -> None:
        for name, value in values.items():
            if name not in self._fields and not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no field {name!r}")
            setattr(self, name, value)

    @classmethod
    def fields(cls) -> dict[str, Field]:
        """Declared fields by name, in the order of the form."""
        return cls._fields

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._fields}


@lru_cache(maxsize=64)
def _kind_of(annotation: Any) -> tuple[Kind, bool]:
    required = True
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        annotation, _none = typing.get_args(annotation)
        required = False
    return annotation.__metadata__[0], required


def once_per_class(function: Callable[[type[Any]], T]) -> Callable[[type[Any]], T]:
    """Remember what a function says of a record class (declarations do not change while the program runs)."""
    said: dict[type[Any], T] = {}

    @wraps(function)
    def remembered(of: type[Any]) -> T:
        if of not in said:
            said[of] = function(of)
        return said[of]

    return remembered


class Rows(Fields):
    """Child rows of a record, edited inside its form (整改措施 of a lost case, 分期计划 of a debt)."""

    child: ClassVar[str] = ""
    label: ClassVar[str] = ""
    ledgers: ClassVar[tuple[Ledger, ...]] = ()

    id: int | None = None


class Record(Fields):
    """A row of a ledger. `Registered` adds what all record types carry; its subclasses declare one type each."""

    about: ClassVar[About]

    status: Any
    id: int | None = None
    unmatched: dict[str, str]  # ref field -> text that matched no record, kept to be checked
    overrides: frozenset[str]  # computed fields that a person has replaced

    _children: ClassVar[dict[str, type[Rows]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._children = {
            rows.child: rows for rows in cls.__dict__.values() if isinstance(rows, type) and issubclass(rows, Rows)
        }
        if "about" in cls.__dict__:
            values = tuple(state.value for state in cls.about.states)
            status = replace(cls._fields["status"], options=values, default=values[0])
            cls.status = cls._fields["status"] = status

    def __init__(self, **values: Any) -> None:
        self.unmatched = values.pop("unmatched", {})
        self.overrides = frozenset(values.pop("overrides", ()))
        self.id = values.pop("id", None)
        for child in self._children:
            setattr(self, child, values.pop(child, []))
        super().__init__(**values)

    @classmethod
    def children(cls) -> dict[str, type[Rows]]:
        """Child row types by id."""
        return cls._children

    @classmethod
    def own_fields(cls) -> dict[str, Field]:
        """The fields of this type without those that every record carries."""
        return {name: f for name, f in cls._fields.items() if name in cls.__annotations__}

    @classmethod
    def computed_fields(cls) -> Iterator[Field]:
        return (f for f in cls._fields.values() if f.computed)

    def copy(self) -> Self:
        """The same values in a new object; child rows are copied too."""
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        for child in self._children:
            rows = []
            for row in getattr(self, child):
                twin = row.__class__.__new__(row.__class__)
                twin.__dict__.update(row.__dict__)
                rows.append(twin)
            setattr(other, child, rows)
        return other
