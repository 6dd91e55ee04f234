"""Page set-up of ledgers: kept for each, refused in sentences, seen on the paper."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from app.data import queries
from app.data.database import Database
from app.data.queries import Query
from app.errors import UserError
from app.paths import Home
from app.services.first_start import fill
from app.services.notices.page_setup import PageSetup, keep, kept
from app.services.notices.print_ledger import print_ledger_of


@pytest.fixture
def db(tmp_path: Path):
    with Database.open(Home(tmp_path / "home")) as opened:
        fill(opened)
        yield opened


def page_of(file: Path, number: int = 0):
    return pypdfium2.PdfDocument(file.read_bytes())[number]


def letters(page) -> list[tuple[float, float, float]]:
    """Left, bottom and height of every character, in points."""
    text = page.get_textpage()
    boxes = [text.get_charbox(n, loose=True) for n in range(text.count_chars())]
    return [(left, bottom, top - bottom) for left, bottom, right, top in boxes if right > left]


def test_a_ledger_that_was_never_set_lies_on_a4(db: Database) -> None:
    assert kept(db, "unit") == PageSetup()
    assert (PageSetup().width, PageSetup().height) == (297, 210)


def test_what_was_set_is_kept_for_this_ledger_alone_and_after_a_restart(db: Database) -> None:
    setup = PageSetup("A3", True, (10, 12, 8, 9), 9.0, ("name", "phone"))
    keep(db, "unit", setup)
    keep(db, "unit", setup)
    with Database.open(db.home, read_only=True) as again:
        assert kept(again, "unit") == setup
        assert kept(again, "person") == PageSetup()
        assert again.setting("county")  # other settings are read as before


def test_a_column_that_has_gone_is_left_out(db: Database) -> None:
    keep(db, "unit", PageSetup(columns=("name", "gone_since")))
    assert kept(db, "unit").columns == ("name",)


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"paper": "B5"}, "不能用“B5”纸"),
        ({"margins": (25, 20, 20)}, "四个数"),
        ({"margins": (25, 5, 20, 20)}, "下边距不能是 5 毫米"),
        ({"margins": (25, 20, 61, 20)}, "左边距不能是 61 毫米"),
        ({"size": 3.0}, "字号不能是 3 磅"),
    ],
)
def test_what_cannot_be_printed_is_refused_in_a_sentence(wrong: dict, says: str) -> None:
    with pytest.raises(UserError, match=says):
        PageSetup(**wrong)


@pytest.mark.parametrize(
    "setup, size",
    [
        (PageSetup(), (842, 595)),
        (PageSetup(portrait=True), (595, 842)),
        (PageSetup("A3"), (1191, 842)),
        (PageSetup("A3", portrait=True), (842, 1191)),
    ],
)
def test_the_sheet_is_the_one_chosen_and_nothing_stands_beyond_its_margins(
    db: Database, tmp_path: Path, setup: PageSetup, size: tuple[int, int]
) -> None:
    keep(db, "unit", setup)
    print_ledger_of(db, Query("unit"), tmp_path / "out.pdf")
    page = page_of(tmp_path / "out.pdf")
    assert page.get_size() == pytest.approx(size, abs=1)
    top, below, left, right = (margin * 72 / 25.4 for margin in setup.margins)
    for x, bottom, height in letters(page):
        assert left - 1 <= x <= size[0] - right + 1
        assert bottom + height <= size[1] - top + 8


def test_margins_move_the_table_and_the_size_of_the_text_is_the_one_chosen(db: Database, tmp_path: Path) -> None:
    narrow = PageSetup(margins=(10, 12, 6, 6), size=7.5)
    print_ledger_of(db, Query("unit"), tmp_path / "out.pdf", setup=narrow)
    boxes = letters(page_of(tmp_path / "out.pdf"))
    assert min(x for x, *_ in boxes) < 6 * 72 / 25.4 + 12
    sizes = [round(height, 1) for _, _, height in boxes]
    print_ledger_of(db, Query("unit"), tmp_path / "large.pdf", setup=PageSetup(size=12.0))
    large = [round(height, 1) for _, _, height in letters(page_of(tmp_path / "large.pdf"))]
    assert max(set(large), key=large.count) / max(set(sizes), key=sizes.count) == pytest.approx(12 / 7.5, rel=0.05)


def test_chosen_columns_are_printed_instead_of_those_of_the_list(db: Database, tmp_path: Path) -> None:
    keep(db, "unit", PageSetup(columns=("name",)))
    print_ledger_of(db, Query("unit"), tmp_path / "out.pdf")
    text = page_of(tmp_path / "out.pdf").get_textpage().get_text_range()
    fields = type(queries.blank(db, "unit")).fields()
    assert fields["name"].header in text and fields["kind"].header not in text


@pytest.mark.parametrize("portrait", [True, False])
def test_page_number_and_time_of_printing_do_not_run_into_each_other(
    db: Database, tmp_path: Path, portrait: bool
) -> None:
    with db.operation("设置") as op:
        op.set_setting("user_name", "欧阳某某")
    setup = PageSetup(portrait=portrait, margins=(25, 20, 45, 45))
    print_ledger_of(db, Query("unit"), tmp_path / "out.pdf", setup=setup)
    text = page_of(tmp_path / "out.pdf").get_textpage()
    boxes = [text.get_charbox(n, loose=True) for n in range(text.count_chars())]
    foot = sorted(box for box in boxes if box[3] < 20 * 72 / 25.4 and box[2] > box[0])
    assert len(foot) > 20
    for one, other in zip(foot, foot[1:], strict=False):
        assert one[2] <= other[0] + 0.8
