"""The calculator's answer as a text to copy and as a sheet of paper."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from app.data.database import Database
from app.domain.fields import Kind
from app.domain.periods import Note, NoteKind
from app.services.deadlines import Answer
from app.services.notices import ledger_table
from app.services.notices.fonts import machine_fonts
from app.services.notices.page_setup import PageSetup
from app.services.progress import Progress


def lines(answer: Answer, notes: tuple[Note, ...] = ()) -> list[tuple[str, str]]:
    """What is asked and what comes out, in pairs of a heading and a text."""
    period = answer.period
    stops = "；".join(
        f"{note.first}至{note.last or '今'}{f'（{note.reason}）' if note.reason else ''}"
        for note in notes
        if note.kind is NoteKind.STOP
    )
    pairs = [
        ("期限", period.title),
        (
            "长度",
            ("提前" if period.direction == "before" else "") + period.length + ("" if period.roll else "，不顺延"),
        ),
        ("起算", f"{period.event}，{day_in_words(answer.start)}"),
        ("停表", stops),
        ("到期日", day_in_words(answer.due_on) if answer.due_on else "待定"),
        ("稳妥日期", day_in_words(answer.safe_on) if answer.safe_on and answer.safe_on != answer.due_on else ""),
        ("怎样计算", "。\n".join(answer.counting) + "。"),
        ("依据", period.basis),
        ("责任主体", period.responsible),
        ("可否延长", period.extendable),
        ("提示", period.note),
        ("说明", answer.hint),
    ]
    return [(head, text) for head, text in pairs if text]


def as_text(answer: Answer, notes: tuple[Note, ...] = ()) -> str:
    return "\n".join(f"{head}：{text}" for head, text in lines(answer, notes))


def print_answer(db: Database, answer: Answer, out: Path, notes: tuple[Note, ...] = ()) -> None:
    rows = lines(answer, notes)
    now = datetime.now()
    ledger_table.print_ledger(
        out,
        title="期限计算单",
        unit=db.setting("own_unit") or "",
        printed_by=db.user,
        printed_on=now,
        columns=[ledger_table.Column("项目", Kind.TEXT, 5), ledger_table.Column("内容", Kind.TEXT, 30)],
        rows=rows,
        total=len(rows),
        totals=None,
        progress=Progress(),
        fonts=machine_fonts(bool(db.setting("shipped_fonts_only"))),
        setup=PageSetup(portrait=True),
        notes=(f"单位：{db.setting('own_unit') or ''}", f"计算日期：{day_in_words(now.date())}"),
    )


def day_in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"
