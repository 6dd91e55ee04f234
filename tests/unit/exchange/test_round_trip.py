"""Every ledger out and in again: nothing changes, whoever saved the workbook in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.data.database import Database
from app.data.queries import Query, ids, load
from app.domain.records import RECORDS
from app.errors import Cancelled
from app.paths import Home
from app.services import demo
from app.services.exchange.apply import apply
from app.services.exchange.export import export, template
from app.services.exchange.layout import layouts
from app.services.exchange.plan import Plan, make_plan
from app.services.progress import Progress


def only_same(plan: Plan) -> bool:
    return bool(plan.rows) and plan.counts["same"] == len(plan.rows) and not plan.notes


@pytest.mark.parametrize("record", RECORDS)
def test_export_then_import_changes_nothing(record: str, filled_once: Database, tmp_path: Path) -> None:
    for masked in (True, False):
        out = tmp_path / f"{masked}.xlsx"
        assert export(filled_once, Query(record), out, masked=masked) >= 3
        assert only_same(make_plan(filled_once, out, record=record))
        assert only_same(make_plan(filled_once, out))  # recognised without being told what it is


def test_nothing_changes_when_libreoffice_has_saved_the_workbooks(
    filled_once: Database, tmp_path: Path, resaved: Callable[..., Path]
) -> None:
    for record in RECORDS:
        export(filled_once, Query(record), tmp_path / f"{record}.xlsx")
    again = resaved(tmp_path)
    for record in RECORDS:
        plan = make_plan(filled_once, again / f"{record}.xlsx", record=record)
        assert only_same(plan), (record, [row.as_json() for row in plan.rows if row.kind != "same"][:3], plan.notes)


def test_nothing_changes_when_it_was_saved_as_xls(
    filled_once: Database, tmp_path: Path, resaved: Callable[..., Path]
) -> None:
    export(filled_once, Query("admin_case"), tmp_path / "admin_case.xlsx")
    again = resaved(tmp_path, kind="xls")
    assert only_same(make_plan(filled_once, again / "admin_case.xls", record="admin_case"))


def test_the_demonstration_county_goes_out_and_in_without_a_change(tmp_path: Path) -> None:
    with Database.open(Home(tmp_path / "home"), today=date(2026, 11, 24)) as db:
        demo.fill(db)
        for record in RECORDS:
            export(db, Query(record), tmp_path / f"{record}.xlsx")
            plan = make_plan(db, tmp_path / f"{record}.xlsx")
            assert only_same(plan), (record, plan.as_text())


def test_a_cancelled_export_leaves_no_file_and_no_remains(filled_once: Database, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        export(filled_once, Query("petition"), tmp_path / "out.xlsx", progress=Progress(cancelled=lambda: True))
    assert list(tmp_path.iterdir()) == []


def test_chosen_records_are_exported_in_their_order(filled_once: Database, tmp_path: Path) -> None:
    chosen = list(reversed(ids(filled_once, Query("petition"))))[:2]
    out = tmp_path / "out.xlsx"
    assert export(filled_once, ("petition", chosen), out) == 2
    sheet = openpyxl.load_workbook(out).worksheets[0]
    column = next(cell.column for cell in sheet[3] if cell.value == "登记编号")
    numbers = [load(filled_once, "petition", id).reg_no for id in chosen]
    assert [sheet.cell(row, column).value for row in (4, 5)] == numbers


def test_same_input_gives_the_same_bytes(filled_once: Database, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        export(filled_once, Query("wage_check"), tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.parametrize("record", RECORDS)
def test_another_office_takes_every_record_and_then_knows_it(
    record: str, filled_once: Database, db: Database, tmp_path: Path
) -> None:
    """All that can be entered reaches the other database, child rows included; importing twice adds nothing."""
    out = tmp_path / "out.xlsx"
    export(filled_once, Query(record), out, masked=False)
    plan = make_plan(db, out, record=record)
    assert not plan.counts["wrong"] and not plan.counts["changed"]
    apply(db, plan)
    again = make_plan(db, out, record=record)
    assert again.counts["same"] == len(again.rows), [row.as_json() for row in again.rows if row.kind != "same"][:3]
    theirs = tmp_path / "theirs.xlsx"
    export(db, Query(record), theirs, masked=False)
    # Seen from here their export says nothing new either, apart from their own numbers and ids.
    back = make_plan(filled_once, theirs, record=record)
    assert not back.counts["changed"] and not back.counts["wrong"]


@pytest.mark.parametrize("record", RECORDS)
def test_a_template_offers_every_field_a_person_may_fill(record: str, db: Database, tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    template(db, record, out)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[1] == "填表说明"
    cls = RECORDS[record]
    main = {cell.value for cell in book.worksheets[0][3]}
    editable = {f.header for f in cls.fields().values() if f.editable} - {"录入方式", "作废", "作废原因"}
    assert editable | {"登记编号", "状态", "备注"} <= main
    for layout in layouts(record):
        if layout.rows and not layout.rest:
            offered = {cell.value for cell in book[layout.name][3]}
            assert {f.header for f in layout.rows.fields().values() if f.computed is None} <= offered
    guide = {(row[0], row[1]) for row in book["填表说明"].iter_rows(min_row=2, values_only=True)}
    assert {(book.sheetnames[0], header) for header in main} <= guide


def test_an_empty_template_imports_as_nothing(db: Database, tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    template(db, "admin_case", out)
    assert make_plan(db, out).rows == []
