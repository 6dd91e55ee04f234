"""How a ledger is printed: paper, which way, margins, size of the text, columns; kept for each ledger with the data."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from app.data.database import Database
from app.domain.records import RECORDS
from app.errors import UserError
from app.services.notices.measures import TABLE_BOTTOM, TABLE_LEFT, TABLE_RIGHT, TABLE_TOP

PAPERS = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}  # millimetres, standing
TEXT_SIZES = {"小四": 12.0, "五号": 10.5, "小五": 9.0, "六号": 7.5}  # points
EDGES = ("上", "下", "左", "右")
# The page number stands in the lower margin; printers do not reach the edge of the sheet.
LEAST_MARGINS = (5.0, 10.0, 5.0, 5.0)
WIDEST_MARGIN = 60.0
SMALLEST, LARGEST = 5.0, 22.0  # points


@dataclass(frozen=True)
class PageSetup:
    """Margins in millimetres: above, below, left, right. `size` in points, None for as large as fits. `columns`: None
    for those that the list shows. Raises UserError for what cannot be printed."""

    paper: str = "A4"
    portrait: bool = False
    margins: tuple[float, ...] = (TABLE_TOP, TABLE_BOTTOM, TABLE_LEFT, TABLE_RIGHT)
    size: float | None = None
    columns: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.paper not in PAPERS:
            raise UserError(f"不能用“{self.paper}”纸打印", f"可以用的有：{'、'.join(PAPERS)}", "请换一种纸张")
        if len(self.margins) != len(EDGES):
            raise UserError("页边距写得不对", "要有上、下、左、右四个数", "写成如 25,20,20,20，单位是毫米")
        for edge, margin, least in zip(EDGES, self.margins, LEAST_MARGINS, strict=True):
            if not least <= margin <= WIDEST_MARGIN:
                raise UserError(
                    f"{edge}边距不能是 {margin:g} 毫米", f"可以是 {least:g} 到 {WIDEST_MARGIN:g} 毫米", "请改正"
                )
        if self.size is not None and not SMALLEST <= self.size <= LARGEST:
            raise UserError(f"字号不能是 {self.size:g} 磅", f"可以是 {SMALLEST:g} 到 {LARGEST:g} 磅", "请改正")

    @property
    def width(self) -> float:
        return PAPERS[self.paper][0 if self.portrait else 1]

    @property
    def height(self) -> float:
        return PAPERS[self.paper][1 if self.portrait else 0]

    @property
    def said(self) -> str:
        """In words, for people."""
        names = {size: name for name, size in TEXT_SIZES.items()}
        size = "自动字号" if self.size is None else names.get(self.size, f"{self.size:g} 磅")
        columns = "列与列表相同" if self.columns is None else f"另选的 {len(self.columns)} 列"
        return f"{self.paper} {'纵向' if self.portrait else '横向'}，{size}，{columns}"


def kept(db: Database, record: str) -> PageSetup:
    """As it was last set for the ledger. What no longer holds (a field that has gone) is as if never set."""
    text = db.value("SELECT value FROM setting WHERE name = ?", (_name(record),))
    if not text:
        return PageSetup()
    found = json.loads(text)
    known = RECORDS[record].fields()
    columns = tuple(name for name in found["columns"] or () if name in known) or None
    try:
        return PageSetup(found["paper"], found["portrait"], tuple(found["margins"]), found["size"], columns)
    except UserError:
        return PageSetup()


def keep(db: Database, record: str, setup: PageSetup) -> None:
    with db.operation(f"页面设置：{RECORDS[record].about.label}") as op:
        op.execute(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (_name(record), json.dumps(asdict(setup), ensure_ascii=False)),
        )


def _name(record: str) -> str:
    return f"page_setup:{record}"
