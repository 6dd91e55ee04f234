"""What holds for letters, documents and minutes alike, measured in the finished PDF; L numbers: gbt9704.md §9."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.services.notices.fonts import Fonts
from app.services.notices.layout import NO_END, NO_START, TOGETHER
from app.services.notices.paper import Attachment, Paper
from app.services.notices.printing import print_many
from app.services.notices.template import Paragraph
from tests.unit.notices.conftest import Pdf, said
from tests.unit.notices.test_document import EM, LINE, PT, SHORT, Print, near, top_of
from tests.unit.notices.test_letter import CASE_NO, DOC_NO, TEXT, body_lines

RUNNING = ("letter", "document", "minutes")
HEAD = SHORT[:2]
TAIL = (
    "[署名] 某某县人民法院",
    "[日期] 2022年9月6日",
    "[附注] （承办法官：李喆，联系电话：0558-7612345）",
    "[抄送] 某某县司法局。",
)
LONG = (*HEAD, f"[正文] {TEXT}", *[f"[正文] {'国' * 150}"] * 14, *TAIL)


@pytest.fixture(params=RUNNING)
def long(print_pdf: Print, request: Any) -> Any:
    return print_pdf(*LONG, format=request.param, number=DOC_NO, mirror=False)


def test_l01_l02_l03_l04_pages_and_their_lines(long: Any) -> None:
    for sheet in long.pages:
        assert (sheet.width, sheet.height) == (near(595.28, 0.5), near(841.89, 0.5))
    baselines = [line[0].baseline for line in body_lines(long.pages[1], last=264)]
    assert len(baselines) == 22
    assert (baselines[0], baselines[-1]) == (near(41.97, 0.3), near(261.32, 0.3))
    for upper, lower in zip(baselines, baselines[1:], strict=False):
        assert (lower - upper) / PT == near(29.609, 0.05)


def test_l05_l06_l07_lines_fill_the_width_and_paragraphs_are_indented(long: Any) -> None:
    lines = body_lines(long.pages[1], last=264)
    full = [line for line in lines if len(line) == 28]
    assert full
    for line in full:
        assert (line[0].left, line[-1].left + EM) == (near(28.0, 0.2), near(184.0, 0.2))
    assert any(line[0].left == near(39.14, 0.2) for line in lines)
    for sheet in long.pages:
        assert max(c.right for line in body_lines(sheet, first=130, last=264) for c in line) <= 184.3


def test_l11_l14_text_on_the_first_page_and_beside_the_signature(print_pdf: Print) -> None:
    for form in ("letter", "document"):
        for characters in range(0, 700, 56):
            text = "国" * (30 + characters)
            pdf = print_pdf(*HEAD, f"[正文] {text}", *TAIL, format=form)
            assert "国" in pdf.pages[0].text
            signed = [sheet for sheet in pdf.pages if any(said(line) == "2022年9月6日" for line in sheet.lines)]
            assert len(signed) == 1
            assert "国" in signed[0].text
            assert "".join(sheet.text for sheet in pdf.pages).count("国") == len(text)


def test_l12_l13_signature_over_date(print_pdf: Print) -> None:
    pdf = print_pdf(*HEAD, "[正文] 请办理。", *TAIL, format="document", mirror=False)
    sheet = next(sheet for sheet in pdf.pages if any(said(line) == "2022年9月6日" for line in sheet.lines))
    date = next(line for line in sheet.lines if said(line) == "2022年9月6日")
    signature = sheet.lines[sheet.lines.index(date) - 1]
    assert said(signature) == "某某县人民法院"
    assert date[-1].left + EM == near(161.73, 0.5)
    centres = [(line[0].left + line[-1].left + EM) / 2 for line in (signature, date)]
    assert centres[0] == near(centres[1], 0.3)
    assert signature[0].baseline - sheet.lines[sheet.lines.index(date) - 2][0].baseline == near(3 * LINE, 0.1)


@pytest.mark.parametrize("form", RUNNING)
def test_l27_l28_line_ends(print_pdf: Print, form: str) -> None:
    for shift in range(0, 28, 3):
        text = "国" * shift + TEXT
        pdf = print_pdf(*HEAD, f"[正文] {text}", *TAIL, format=form)
        every = [said(line) for sheet in pdf.pages for line in sheet.lines if not re.fullmatch(r"—\d+—", said(line))]
        first = next(i for i, line in enumerate(every) if line[:4] == text[:4])
        lines: list[str] = []
        while len("".join(lines)) < len(text):
            lines.append(every[first + len(lines)])
        assert "".join(lines) == text
        for before, after in zip(lines, lines[1:], strict=False):
            assert before[-1] not in NO_END and after[0] not in NO_START
        joined = "|".join(lines)
        assert all(match[0] in joined for match in TOGETHER.finditer(TEXT))


@pytest.mark.parametrize("form", RUNNING)
def test_l29_l30_l32_l33_fonts_and_text(print_pdf: Print, form: str) -> None:
    lines = (
        *HEAD,
        f"[正文] 案号：{CASE_NO}。原告张𬀩、李喆、王㛃、赵䶮。",
        "[一级] 一、要求",
        "[二级] （一）出庭",
        *TAIL,
    )
    pdf = print_pdf(*lines, format=form, number=DOC_NO)
    text = "".join(sheet.text for sheet in pdf.pages)
    for wanted in (CASE_NO, DOC_NO, "张𬀩、李喆、王㛃、赵䶮"):
        assert wanted in text.replace("\r\n", "")
    assert not any(mark in text for mark in ("{{", "××", "【待补】", "〓"))
    assert pdf.missing == set()
    names = set(re.findall(rb"/BaseFont /(\S+)", pdf.bytes))
    assert len(names) >= 4 and all(re.match(rb"[A-Z]{6}\+", name) for name in names)
    assert len(set(re.findall(rb"/FontFile2 (\d+)", pdf.bytes))) == len(names)
    assert len(pdf.bytes) < 400_000  # subsets: a whole face is 7 to 18 MiB


@pytest.mark.parametrize("form", RUNNING)
def test_l31_attachments(print_pdf: Print, form: str) -> None:
    attachment = Attachment("出庭负责人身份证明", [Paragraph("正文", "兹证明下列人员。")])
    pdf = print_pdf(*HEAD, "[正文] 如下。", "[附件] 出庭负责人身份证明", *TAIL, format=form, attachments=(attachment,))
    sheet = next(sheet for sheet in pdf.pages if said(sheet.lines[0]) == "附件")
    assert sheet.lines[0][0].baseline == near(41.97, 0.5)
    assert top_of(sheet.line("出庭负责人身份证明")[0], 22) == near(57.89, 0.5)
    assert "抄送" in pdf.pages[-1].text or "分送" in pdf.pages[-1].text


@pytest.mark.parametrize("form", (*RUNNING, "form"))
def test_the_file_is_sound_says_what_it_is_and_is_the_same_each_time(print_pdf: Print, form: str) -> None:
    pdf = print_pdf(*LONG, format=form, identity="FY-2022-000123")
    assert print_pdf(*LONG, format=form, identity="FY-2022-000123", fresh=True).bytes == pdf.bytes
    assert pdf.metadata["Title"] == HEAD[0].removeprefix("[标题] ")
    assert pdf.metadata["Author"] == "某某县人民法院"
    assert b"/Lang (zh-CN)" in pdf.bytes
    if qpdf := shutil.which("qpdf"):
        checked = subprocess.run([qpdf, "--check", str(pdf.path)], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_many_papers_in_one_file_begin_each_on_a_sheet_of_their_own(tmp_path: Path, shipped: Fonts) -> None:
    def paper(form: str, *lines: str) -> Paper:
        return Paper(form, "某某县人民法院", DOC_NO, [Paragraph(*line[1:].split("] ", 1)) for line in lines])

    short = (*HEAD, "[正文] 请办理。", "[署名] 某院", "[日期] 2022年9月6日")
    papers = [paper("letter", *short), paper("document", *LONG), paper("letter", *short)]
    print_many(papers, tmp_path / "both.pdf", shipped)
    pages = Pdf(tmp_path / "both.pdf").pages
    starts = [i for i, sheet in enumerate(pages) if DOC_NO in sheet.text and HEAD[0][5:12] in sheet.text]
    assert len(starts) == 3 and all(start % 2 == 0 for start in starts)
    assert pages[1].characters == []  # the back of the first letter
    print_many(papers, tmp_path / "single.pdf", shipped, mirror=False)
    assert all(sheet.characters for sheet in Pdf(tmp_path / "single.pdf").pages)
    assert re.search(r"—\s*1\s*—", pages[starts[1]].text)
