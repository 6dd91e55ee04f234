"""What people decided about the tables of a sender, to be done the same way the next time.

A lesson is kept per 填报单位 and header; a small JSON file, which offices may hand to each other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Any

from app.domain.records import RECORDS
from app.domain.values import plain
from app.errors import UserError
from app.services.exchange.headers import Path, path_key, stated_unit
from app.services.exchange.layout import SheetLayout, layouts
from app.services.exchange.tables import How, Table, field_name, place_named
from app.whole_file import whole_file

FORM = "fuyuan-learned-1"


def signature(paths: Iterable[Path]) -> str:
    """The same for the same headers in the same order, whatever their blanks and marks."""
    keys = [path_key(path) for path in paths if path]
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Lesson:
    """One kind of table of one sender. `columns`: header key → field as in `Choices`, '' for none."""

    sender: str
    headers: str  # signature
    sheet: str  # name of the ledger's sheet, which tells child sheets of one kind apart
    record: str
    columns: Mapping[str, str] = field(default_factory=dict)
    money_unit: str = ""  # where nothing in the table says it

    def layout(self) -> SheetLayout | None:
        """None where the ledger has been renamed since."""
        known = layouts(self.record) if self.record in RECORDS else ()
        return next((layout for layout in known if layout.name == self.sheet), None)

    def field(self, path: Path) -> str | None:
        name = self.columns.get(path_key(path))
        if name and (layout := self.layout()) and place_named(layout, name) is None:
            return None  # a field that is no more
        return name

    def as_json(self) -> dict[str, Any]:
        return {
            "sender": self.sender,
            "headers": self.headers,
            "sheet": self.sheet,
            "record": self.record,
            "columns": dict(self.columns),
            "money_unit": self.money_unit,
        }


class Learned:
    """All lessons; nothing is written before `save`."""

    def __init__(self, lessons: Iterable[Lesson] = ()) -> None:
        self._lessons = {(lesson.sender, lesson.headers): lesson for lesson in lessons}

    @classmethod
    def load(cls, path: File) -> Learned:
        """Of a home; a file that is missing or damaged teaches nothing."""
        try:
            return cls(_lessons(json.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def __len__(self) -> int:
        return len(self._lessons)

    def find(self, sender: str, headers: str) -> Lesson | None:
        return self._lessons.get((plain(sender), headers))

    def remember(self, table: Table) -> None:
        """How a table was taken, with everything that a person decided about it."""
        columns = {path_key(c.path): field_name(c.place) for c in table.columns if c.path and not c.options}
        columns |= {path_key(c.path): "" for c in table.others if c.path and c.how in tuple(How)}
        sender, headers = plain(table.facts.unit), table.signature
        units = {c.money_unit for c in table.columns if c.money_unit and not stated_unit(c.path)}
        unit = units.pop() if len(units) == 1 and not table.facts.money_unit else ""
        lesson = Lesson(sender, headers, table.layout.name, table.layout.record.about.id, columns, unit)
        self._lessons[(sender, headers)] = lesson

    def save(self, path: File) -> None:
        """Into a home, or as the small file for another office. Raises UserError when it cannot be written."""
        path.parent.mkdir(parents=True, exist_ok=True)
        said = {"form": FORM, "lessons": [self._lessons[key].as_json() for key in sorted(self._lessons)]}
        with whole_file(path) as file:
            file.write(json.dumps(said, ensure_ascii=False, indent=1).encode())

    def take(self, path: File) -> int:
        """The lessons of another office's file; one's own come first. Raises UserError when it is no such file."""
        try:
            lessons = list(_lessons(json.loads(path.read_text(encoding="utf-8"))))
        except OSError as error:
            raise UserError(f"打不开“{path.name}”", f"系统提示：{error.strerror}", "请检查文件后重试") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(
                f"“{path.name}”不是栏目对应文件", "内容不是本程序导出的栏目对应关系", "请向对方索取导出的 .json 文件"
            ) from error
        new = [lesson for lesson in lessons if (lesson.sender, lesson.headers) not in self._lessons]
        self._lessons |= {(lesson.sender, lesson.headers): lesson for lesson in new}
        return len(new)


def _lessons(said: Any) -> Sequence[Lesson]:
    if said["form"] != FORM:
        raise ValueError(said["form"])
    return [
        Lesson(
            str(lesson["sender"]),
            str(lesson["headers"]),
            str(lesson["sheet"]),
            str(lesson["record"]),
            {str(key): str(name) for key, name in lesson["columns"].items()},
            str(lesson["money_unit"]),
        )
        for lesson in said["lessons"]
    ]
