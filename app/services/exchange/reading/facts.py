"""What a sheet has besides values: damaged cells, merges, hidden rows and columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

META = "_meta"  # the hidden sheet by which two offices recognise each other's workbooks
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_HIDDEN = 200_000  # a longer run is the unused rest of a sheet, not hidden data


class Fault(StrEnum):
    ERROR = "error"
    NO_RESULT = "no_result"

    @property
    def reason(self) -> str:
        if self is Fault.ERROR:
            return "公式出错（如 #N/A、#REF!、#DIV/0!）"
        return "公式没有计算结果"

    @property
    def remedy(self) -> str:
        if self is Fault.ERROR:
            return "请改正公式，或者直接填写内容"
        return "请在 Excel 或 WPS 中打开该文件并保存一次，再导入"


@dataclass
class Facts:
    """Rows count from 1, columns from 0."""

    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)  # sentences about damage in the file

    def hide_rows(self, first: int, last: int) -> None:
        if last - first < MOST_HIDDEN:
            self.hidden_rows.update(range(first, last + 1))

    def hide_columns(self, first: int, last: int) -> None:
        self.hidden_columns.update(range(first, min(last + 1, LAST_COLUMN)))

    def merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Ranges of one cell or beyond the sheet are none."""
        if (last_row > row or last_column > column) and last_row <= LAST_ROW and last_column < LAST_COLUMN:
            self.merges.append((row, column, last_row, last_column))
