"""What printing costs beside ReportLab's Platypus and typst: the same letters and faces, CPU time, one run.

python tests/bench/bench_notices.py [letters]    (default 1,000; needs the package typst, which nothing else does)
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import PageBreak, SimpleDocTemplate, Spacer
from reportlab.platypus import Paragraph as Flowed

from app.services.notices.fonts import FOLDER, SHIPPED, Fonts, Role
from app.services.notices.paper import Paper
from app.services.notices.printing import print_many, print_notice
from app.services.notices.template import Template
from tests.bench.measure import line

RUNS = 3
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
UNITS = ("自然资源和规划局", "公安局", "人力资源和社会保障局", "市场监督管理局", "住房和城乡建设局")
CAUSES = ("不履行法定职责", "行政处罚", "政府信息公开", "行政征收补偿", "工伤认定")
COURT = "某某县人民法院"

TEXT = """---
notice_id: bench
title_zh: 提示函
module: litigation
format: letter
genre_zh: 函
direction_zh: 平行
seal: yes
required_fields: []
---
[标题] {{发文机关}}关于行政机关负责人出庭应诉的提示函
[主送] {{主送机关}}：
[正文] 本院审理的{{原告}}诉你单位{{案由}}一案（案号：{{案号}}），定于{{开庭日期}}{{开庭时间}}公开开庭审理。承办法官{{联系人}}。根据《中华人民共和国行政诉讼法》第三条第三款，现提示如下：
[一级] 一、出庭要求
[正文] 请你单位负责人准时出庭；确有正当理由不能出庭的，应当在开庭三日前提交加盖单位印章的情况说明。
[署名] {{发文机关}}
[日期] {{成文日期}}
[抄送] 某某县司法局。
"""


def papers(count: int, seed: int) -> list[Paper]:
    chance = random.Random(seed)
    template = Template.parse(TEXT)
    found = []
    for i in range(1, count + 1):
        name, judge = (chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2)) for _ in range(2))
        values = {
            "发文机关": COURT,
            "发文字号": f"某法〔2026〕{i}号",
            "主送机关": f"某某县{chance.choice(UNITS)}",
            "原告": name,
            "案由": chance.choice(CAUSES),
            "案号": f"（2026）皖1622行初{seed * 10_000 + i}号",
            "开庭日期": f"2026年{chance.randint(1, 12)}月{chance.randint(1, 28)}日",
            "开庭时间": f"{chance.randint(8, 16)}时30分",
            "成文日期": f"2026年{chance.randint(1, 12)}月{chance.randint(1, 28)}日",
            "联系人": judge,
        }
        found.append(Paper("letter", COURT, f"某法〔2026〕{i}号", template.fill(values), genre="函"))
    return found


# The baselines


def style(role: Role, size: float, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        role.name + str(more), fontName=role.name, fontSize=size, leading=28.95, wordWrap="CJK", **more
    )


def platypus_styles() -> dict[str, ParagraphStyle]:
    for role, file in SHIPPED.items():
        pdfmetrics.registerFont(TTFont(role.name, FOLDER / file))
    plain = style(Role.FANGSONG, 16)
    return {
        "标题": style(Role.BIAOSONG, 22, alignment=TA_CENTER, spaceAfter=16),
        "正文": style(Role.FANGSONG, 16, firstLineIndent=32),
        "一级": style(Role.HEITI, 16, firstLineIndent=32),
        "署名": style(Role.FANGSONG, 16, alignment=TA_RIGHT, rightIndent=64),
        "日期": style(Role.FANGSONG, 16, alignment=TA_RIGHT, rightIndent=64),
        "": plain,
    }


def platypus(letters: Sequence[Paper], out: Path, styles: dict[str, ParagraphStyle]) -> None:
    numbers = iter(letters)

    def head(canvas: Any, _document: Any) -> None:
        letter = next(numbers)
        canvas.setFillColorRGB(1, 0, 0)
        canvas.setFont(Role.BIAOSONG.name, 42)
        canvas.drawCentredString(105 * mm, 253 * mm, letter.issuer)
        for top, thick in ((248, 1.5), (247.3, 0.75), (20.3, 0.75), (19.7, 1.5)):
            canvas.rect(20 * mm, top * mm, 170 * mm, thick, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.setFont(Role.FANGSONG.name, 16)
        canvas.drawRightString(184 * mm, 238 * mm, letter.number)

    story: list[Any] = []
    for letter in letters:
        story.append(Spacer(1, 40))
        for role, text in letter.paragraphs:
            said = f"抄送：{text}" if role == "抄送" else text
            story.append(Flowed(said, styles.get(role, styles[""])))
        if letter is not letters[-1]:
            story.append(PageBreak())
    margins = {"leftMargin": 28 * mm, "rightMargin": 26 * mm, "topMargin": 52 * mm, "bottomMargin": 24 * mm}
    SimpleDocTemplate(str(out), pagesize=A4, **margins).build(story, onFirstPage=head, onLaterPages=head)


TYPST = """#set page(paper: "a4", margin: (left: 28mm, right: 26mm, top: 52mm, bottom: 24mm), background: {
  for (y, t) in ((49mm, 1.5pt), (50mm, .75pt), (276mm, .75pt), (277mm, 1.5pt)) {
    place(top + left, dx: 20mm, dy: y, line(length: 170mm, stroke: t + red)) } })
#set text(font: "FandolFang R", size: 16pt, lang: "zh", region: "cn")
#set par(leading: 13pt, spacing: 13pt, justify: true)
#let biaosong(body, size, fill: black) = align(center, text(font: "Noto Serif SC", weight: 700, size: size, fill: fill, body))
#let indented(body) = par(first-line-indent: (amount: 2em, all: true), body)
"""


def typst_source(letters: Sequence[Paper]) -> str:
    parts = [TYPST]
    for i, letter in enumerate(letters):
        if i:
            parts.append("#pagebreak()")
        parts.append(f"#place(top, dy: -22mm, biaosong([{letter.issuer}], 42pt, fill: red))")
        parts.append(f"#align(right)[{letter.number}]\n#v(20pt)")
        for role, text in letter.paragraphs:
            if role == "标题":
                parts.append(f"#biaosong([{text}], 22pt)\n#v(10pt)")
            elif role == "一级":
                parts.append(f'#indented(text(font: "Noto Sans SC")[{text}])')
            elif role in ("署名", "日期"):
                parts.append(f"#align(right)[#pad(right: 4em)[{text}]]")
            elif role in ("正文", "附注"):
                parts.append(f"#indented[{text}]")
            else:
                parts.append(f"#par[{text}]")
    return "\n".join(parts)


# The figures


def cpu(act: Callable[[], Any]) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started


def median_of(count: int, acts: dict[str, Callable[[list[Paper]], Any]]) -> dict[str, float]:
    """Run in turn, so that a drift of the machine meets all, and on other letters each time: typst remembers."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    for run in range(RUNS):
        letters = papers(count, run)
        for name, act in acts.items():
            times[name].append(cpu(lambda act=act, letters=letters: act(letters)))
    return {name: statistics.median(each) for name, each in times.items()}


def main() -> None:
    import pypdfium2
    import typst

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    fonts = Fonts(shipped_only=True)
    styles = platypus_styles()
    with tempfile.TemporaryDirectory(prefix="fuyuan-bench-") as name:
        folder = Path(name)
        source = folder / "letters.typ"
        ours, platypus_out, typst_out = (folder / f"{each}.pdf" for each in ("ours", "platypus", "typst"))
        warm = papers(2, 99)
        compiler = typst.Compiler(root=str(folder), font_paths=[str(FOLDER)], ignore_system_fonts=True)

        def by_typst(letters: list[Paper]) -> None:
            source.write_text(typst_source(letters), encoding="utf-8")
            compiler.compile(source, output=typst_out)

        print_many(warm, ours, fonts)
        platypus(warm, platypus_out, styles)
        by_typst(warm)
        one = median_of(
            count,
            {
                "ours": lambda letters: print_many(letters, ours, fonts, mirror=False),
                "platypus": lambda letters: platypus(letters, platypus_out, styles),
                "typst": by_typst,
            },
        )
        for out in (ours, platypus_out, typst_out):
            pages = len(pypdfium2.PdfDocument(out))
            print(f"{out.stem}: {pages} pages, {out.stat().st_size / 1024:,.0f} KiB")
            assert pages == count, out
        each = 1000 / count
        print(line("one PDF, per letter, beside Platypus", one["ours"], one["platypus"], 0.40, scale=each))
        print(line("the same beside typst", one["ours"], one["typst"], 0.60, scale=each))
        names = [folder / f"{i}.pdf" for i in range(count)]
        apart = median_of(
            count,
            {
                "ours": lambda letters: [print_notice(*each, fonts) for each in zip(letters, names, strict=True)],
                "platypus": lambda letters: [
                    platypus([letter], out, styles) for letter, out in zip(letters, names, strict=True)
                ],
            },
        )
        print(line("a PDF each, per letter, beside Platypus", apart["ours"], apart["platypus"], 0.40, scale=each))
        started = time.perf_counter()
        for letter in papers(50, 77):
            print_notice(letter, ours, fonts)
            pypdfium2.PdfDocument(ours)[0].render(scale=1.5)
        print(
            f"one letter printed and its page rendered: {(time.perf_counter() - started) * 20:.1f} ms wall (reach < 150)"
        )


if __name__ == "__main__":
    main()
