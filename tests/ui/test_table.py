"""The ledger table: right rows at the right place, safe with a million, selection kept by id."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.data import queries
from app.data.database import Database
from app.data.queries import Query
from app.domain.records import RECORDS
from ui.columns import Columns, first_width
from ui.table import PAGE, PAGES, LedgerModel, LedgerTable


@pytest.fixture
def table(db: Database, qtbot: QtBot, styled: object) -> Iterator[LedgerTable]:
    model = LedgerModel(db, "unit")
    model.set_columns(RECORDS["unit"].about.list_fields)
    model.set_ids(queries.ids(db, Query("unit")))
    view = LedgerTable(model)
    model.setParent(view)
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    yield view


def test_the_model_keeps_the_rules_of_models(db: Database, qtbot: QtBot) -> None:
    model = LedgerModel(db, "unit")
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.set_columns(("name", "kind"))
    model.set_ids(queries.ids(db, Query("unit")))
    model.set_columns(("reg_no",))
    model.forget_rows()
    assert model.rowCount() > 20
    assert model.columnCount() == 1


def test_cells_are_what_the_data_layer_shows(db: Database, table: LedgerTable) -> None:
    names = RECORDS["unit"].about.list_fields
    ids = table.ledger.ids
    expected = queries.page(db, "unit", ids[:5], names)
    shown = [
        tuple(table.ledger.index(row, column).data() for column in range(len(names))) for row in range(len(expected))
    ]
    assert shown == expected


def test_only_a_bounded_number_of_pages_is_kept(db: Database, table: LedgerTable) -> None:
    model = table.ledger
    model.set_ids(array("q", list(model.ids) * (PAGE * (PAGES + 5) // len(model.ids) + 1)))
    for row in range(0, model.rowCount(), PAGE):
        model.row(row)
    assert len(model._pages) == PAGES


def test_selecting_a_million_rows_fetches_nothing(table: LedgerTable) -> None:
    model = table.ledger
    model.set_ids(array("q", [model.ids[0]]) * 1_000_000)
    model._pages.clear()
    table.selectAll()
    assert table.selected_count() == 1_000_000
    assert len(table.selected_ids()) == 1_000_000
    assert len(model._pages) <= 2


def test_headers_have_selection_models_of_their_own(table: LedgerTable) -> None:
    for header in (table.horizontalHeader(), table.verticalHeader()):
        assert header.selectionModel() is not table.selectionModel()


def test_another_list_keeps_selection_and_current_row_by_id(table: LedgerTable) -> None:
    ids = table.ledger.ids
    wanted = ids[3]
    table.go_to(wanted)
    table.show_ids(array("q", reversed(ids)))
    assert table.current_id() == wanted
    assert list(table.selected_ids()) == [wanted]


def test_a_list_without_the_current_record_says_so(table: LedgerTable, qtbot: QtBot) -> None:
    table.selectRow(3)
    with qtbot.waitSignal(table.current_changed, check_params_cb=lambda id: id is None):
        table.show_ids(table.ledger.ids[10:])
    assert table.selected_count() == 0


def test_the_same_list_reads_its_rows_again(db: Database, table: LedgerTable) -> None:
    id = table.ledger.ids[0]
    before = table.ledger.index(0, 0).data()
    with db.operation("改名") as op:
        unit = queries.load(db, "unit", id)
        unit.name = f"{before}新"
        op.save(unit)
    table.show_ids(array("q", table.ledger.ids))
    assert table.ledger.index(0, 0).data() == f"{before}新"


def test_the_row_that_is_current_when_the_table_gets_the_focus_is_chosen(table: LedgerTable) -> None:
    table.clearFocus()
    table.clearSelection()
    table.setFocus(Qt.FocusReason.TabFocusReason)
    assert table.current_id() is not None and table.selected_count() == 1


def test_enter_asks_for_the_record(table: LedgerTable, qtbot: QtBot) -> None:
    table.selectRow(2)
    with qtbot.waitSignal(table.opened, check_params_cb=lambda id: id == table.ledger.ids[2]):
        qtbot.keyClick(table, Qt.Key.Key_Return)


@pytest.mark.parametrize("record", RECORDS)
def test_every_ledger_has_columns_and_a_width_for_each(record: str, styled: object) -> None:
    columns = Columns.declared(record)
    fields = RECORDS[record].fields()
    assert columns.names
    assert all(30 < first_width(fields[name]) < 400 for name in columns.names)
    assert all(30 < first_width(f) < 600 for f in fields.values())
