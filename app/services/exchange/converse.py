"""The talk between the wizard and the child that imports: one JSON object per line asks, one answers, in turn.

What is asked of a session and what it answers stands here once; progress goes to standard error as for every command.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from app.data.import_log import Batch
from app.domain.records import RECORDS
from app.errors import UserError
from app.services.exchange.layout import layouts
from app.services.exchange.plan import Plan
from app.services.exchange.reader import Book, PasswordNeeded
from app.services.exchange.session import ImportSession, Written
from app.services.exchange.tables import ledger_fields, ledger_json
from app.services.progress import Progress

Answer = dict[str, Any]
SAMPLED_ROWS = 200


def converse(session: ImportSession, lines: Iterable[str], progress: Progress) -> Iterator[str]:
    """An answer line for each question line, until `quit` or the end of the questions."""
    for line in lines:
        if not line.strip():
            continue
        request = json.loads(line)
        if request["do"] == "quit":
            return
        yield json.dumps(answer(session, request, progress), ensure_ascii=False, default=str)


def answer(session: ImportSession, request: Answer, progress: Progress) -> Answer:
    try:
        if "choices" in request:
            session.choose(request["choices"] or {})
        return {"ok": True} | ANSWERS[request["do"]](session, request, progress)
    except UserError as error:
        told = {"what": error.what, "why": error.why, "what_to_do": error.what_to_do}
        return {"ok": False, "error": told, "password": isinstance(error, PasswordNeeded)}


def _read(session: ImportSession, request: Answer, progress: Progress) -> Answer:
    book = session.read(request.get("password"), progress)
    return {"book": _book(book), "seen": _seen(session.seen)}


def _cells(session: ImportSession, request: Answer, progress: Progress) -> Answer:
    return {"rows": session.cells(request["sheet"], request.get("from", 0), request.get("count", 60))}


def _tables(session: ImportSession, request: Answer, progress: Progress) -> Answer:
    return {"tables": [table.as_json() for table in session.tables()], "ledgers": ledgers()}


def _plan(session: ImportSession, request: Answer, progress: Progress) -> Answer:
    plan = session.plan(progress)
    why = session.brake()
    return plan_facts(plan) | {"store": str(session.store()), "brake": {"needed": bool(why), "why": why}}


def _row(session: ImportSession, request: Answer, progress: Progress) -> Answer:
    told = session.row_values(request["sheet"], request["number"])
    return {"values": [{"field": label, "new": text} for label, text in told]}


def _apply(session: ImportSession, request: Answer, progress: Progress) -> Answer:
    if not request.get("confirmed") and (why := session.brake()):
        return {
            "ok": False,
            "brake": {"needed": True, "why": why},
            "error": {"what": "没有导入", "why": why.rstrip("。"), "what_to_do": "请确认后再导入"},
        }
    doubtful = session.plan(progress).counts["doubtful"]
    return written_facts(session.apply(only_good_rows=request.get("mode") == "good", progress=progress)) | {
        "doubtful": doubtful
    }


def _errors(session: ImportSession, request: Answer, progress: Progress) -> Answer:
    return {"problems": session.write_errors(Path(request["out"]), progress), "out": request["out"]}


def _learn(session: ImportSession, request: Answer, progress: Progress) -> Answer:
    session.learn()
    return {}


ANSWERS: dict[str, Callable[[ImportSession, Answer, Progress], Answer]] = {
    "read": _read,
    "cells": _cells,
    "tables": _tables,
    "plan": _plan,
    "row": _row,
    "apply": _apply,
    "errors": _errors,
    "learn": _learn,
}


# Facts as JSON


def _book(book: Book) -> Answer:
    return {
        "name": book.path.name,
        "format": book.format,
        "sha256": book.sha256,
        "warnings": list(book.warnings),
        "sheets": [
            {
                "name": sheet.name,
                "visible": sheet.visible,
                "rows": len(sheet.rows),
                "columns": max((len(row) for row in sheet.rows[:SAMPLED_ROWS]), default=0),
                "hidden_rows": len(sheet.hidden_rows),
                "hidden_columns": len(sheet.hidden_columns),
            }
            for sheet in book.sheets
        ],
    }


def _seen(batch: Batch | None) -> Answer | None:
    if batch is None:
        return None
    return {"at": batch.at, "by": batch.by, "operation": batch.operation, "undone": batch.is_undone}


def plan_facts(plan: Plan) -> Answer:
    """A plan without its rows."""
    return {
        "counts": plan.counts | {"conflict": plan.conflicts},
        "read": plan.read,
        "skipped": [{"why": why, "count": count} for why, count in plan.skipped],
        "notes": plan.notes,
        "package": plan.package is not None,
        "questions": [question.as_json() for question in plan.questions],
    }


def written_facts(written: Written) -> Answer:
    return {
        "operation": written.operation,
        "written": written.written,
        "refused": written.refused,
        "backup": str(written.backup) if written.backup else None,
    }


def ledgers() -> list[Answer]:
    """Every ledger and every kind of child rows with the fields that a column may be."""
    return [
        {**ledger_json(layout), "fields": ledger_fields(layout)} for record in RECORDS for layout in layouts(record)
    ]
