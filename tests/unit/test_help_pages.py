"""The help says everything that is declared; its links lead somewhere."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest

from app.domain.records import MODULES, RECORDS
from app.domain.records.registered import Registered
from app.services import help_pages, help_text

KEYS = [("新建", "Ctrl+N"), ("查找任何记录", "Ctrl+K")]
PAGES = {page.id: page for page in help_pages.pages(KEYS)}
TEXTS = {id: help_pages.plain_text(page.html) for id, page in PAGES.items()}


@pytest.mark.parametrize("record", RECORDS)
def test_a_ledger_has_a_page_that_says_all_of_it(record: str) -> None:
    cls, text = RECORDS[record], TEXTS[help_pages.page_of(record)]
    said = [cls.about.label, cls.about.noun, cls.about.prefix, cls.about.ledger.sheet]
    said += [state.value for state in cls.about.states]
    for f in [*cls.own_fields().values(), *(f for rows in cls.children().values() for f in rows.fields().values())]:
        said += [f.header, f.help, *f.values, *f.aliases, *([f.computed.says] if f.computed else [])]
    said += [rows.label for rows in cls.children().values()]
    said = [" ".join(part.split()) for part in said]
    assert not [part for part in said if part not in text]


def test_fields_of_all_records_have_a_page() -> None:
    for f in Registered.fields().values():
        assert f.label in TEXTS[help_pages.COMMON]


@pytest.mark.parametrize("record", RECORDS)
def test_no_internal_names_are_shown(record: str) -> None:
    words = set(re.findall(r"[a-z]+_[a-z_]+", TEXTS[help_pages.page_of(record)]))
    assert not words


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_can_be_gone_to(record: str) -> None:
    html = PAGES[help_pages.page_of(record)].html
    for name in RECORDS[record].own_fields():
        assert f'<a name="field-{name}"></a>' in html


def test_every_legal_period_is_listed_with_its_basis() -> None:
    from app.data.periods_file import periods

    for period in periods().values():
        assert escape(period.title) in PAGES[help_pages.PERIODS].html
        assert escape(period.basis) in PAGES[help_pages.PERIODS].html


def test_every_module_lists_its_ledgers() -> None:
    for cls in RECORDS.values():
        assert cls.about.label in TEXTS[f"module:{cls.about.module}"]
    assert MODULES.keys() == {id.removeprefix("module:") for id in PAGES if id.startswith("module:")}


def test_every_key_given_is_on_the_page_of_keys() -> None:
    for said, key in KEYS:
        assert said in TEXTS[help_pages.KEYS] and key in TEXTS[help_pages.KEYS]


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_links_lead_to_pages(page: help_pages.Page) -> None:
    assert page.title and page.html
    assert not page.under or page.under in PAGES
    for target in re.findall(r'href="([^"]+)"', page.html):
        assert target in PAGES


def test_finding_needs_every_word_and_shows_where() -> None:
    found = help_pages.find(list(PAGES.values()), "快捷键")
    assert found[0].page.id == "快捷键"
    both = help_pages.find(list(PAGES.values()), "答辩截止日期 15日")
    assert "ledger:admin_case" in [one.page.id for one in both]
    assert "答辩截止日期" in both[0].excerpt
    assert not help_pages.find(list(PAGES.values()), "  ")
    assert not help_pages.find(list(PAGES.values()), "没有这个词语")


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("# 一\n正文\n续行", "<h1>一</h1>\n<p>正文续行</p>"),
        ("- 甲\n- 乙\n  续", "<ul><li>甲</li><li>乙续</li></ul>"),
        ("1. 甲\n2. **乙**", "<ol><li>甲</li><li><b>乙</b></li></ol>"),
        ("按 `Ctrl+N`，见[别处](别处)，1 < 2", '<p>按 <code>Ctrl+N</code>，见<a href="别处">别处</a>，1 &lt; 2</p>'),
        ("![没有的图](gone.png)", ""),
    ],
)
def test_written_text_becomes_html(written: str, html: str, tmp_path: Path) -> None:
    assert help_text.to_html(written, tmp_path) == html


def test_a_picture_that_is_there_is_shown_with_its_caption(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    made = help_text.to_html("![窗口](a.png)", tmp_path)
    assert '<img src="a.png"' in made and "窗口" in help_pages.plain_text(made)
