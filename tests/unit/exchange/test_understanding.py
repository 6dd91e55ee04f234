"""What is made of the ledgers that offices really keep: golden files of each layout, and generated ones in volume."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.data.database import Database
from app.domain.records import RECORDS
from app.errors import UserError
from app.services.exchange.choices import Choices, TableChoice
from app.services.exchange.export import template
from app.services.exchange.headers import header_key, known_headers, recognise
from app.services.exchange.layout import LEFT_OUT, layouts
from app.services.exchange.learned import Learned
from app.services.exchange.match import match_book
from app.services.exchange.plan import make_plan
from app.services.exchange.plan_rows import PlanRow
from app.services.exchange.reader import Book, SheetData, read
from app.services.exchange.sheet_rows import SheetRows
from app.services.exchange.sheet_writer import letters
from app.services.exchange.tables import Table, field_name
from app.services.exchange.title_facts import read_facts
from app.services.exchange.understand import understand

from .generated import DATE_FORMS, FAMILIES, Ledger, Maker, Truth

GOLDEN = Path(__file__).resolve().parents[2] / "files" / "layouts"
SEEDS = 2


def book_of(*sheets: SheetData, name: str = "台账.xlsx") -> Book:
    return Book(Path(name), sheets)


def sheet_of(drawing: str, name: str = "Sheet1") -> SheetData:
    """Rows of cells separated by |; numbers are numbers. No merged cells."""
    rows = [[_cell(text.strip()) for text in line.split("|")] for line in drawing.strip("\n").split("\n")]
    return SheetData(name, rows)


def _cell(text: str) -> Any:
    return float(text) if text.replace(".", "", 1).isdigit() else text


def fields_of(table: Table) -> dict[str, str]:
    """Letter → field."""
    found = {letters(c.index): field_name(c.place) for c in table.columns}
    return found | {letters(i): f"{field_name(c.place)}={value}" for c in table.columns for i, value in c.options}


def said_of(table: Table) -> dict[str, Any]:
    """What a golden file tells of a table."""
    return {
        "key": table.key,
        "ledger": table.layout.name,
        "taken": table.taken,
        "header_rows": [row + 1 for row in table.header_rows],
        "fields": fields_of(table),
        "others": {letters(c.index): [p.field for p in c.proposals] for c in table.others},
        "questions": [question.id for question in table.questions],
        "row_kinds": table.row_kinds,
        "repeated": {str(row + 1): len(cells) for row, cells in sorted(table.repeated.items())},
        "hidden_rows": table.hidden_rows,
        "title": table.facts.title,
        "unit": table.facts.unit,
        "date": table.facts.date,
        "year": table.facts.year,
        "money_unit": table.facts.money_unit,
    }


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.xlsx")))
def test_each_layout_is_understood_as_the_golden_file_says(name: str) -> None:
    tables = understand(read(GOLDEN / f"{name}.xlsx"))
    expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert [said_of(table) for table in tables] == expected


# Generated ledgers


def table_of(truth: Truth, tables: list[Table]) -> Table | None:
    return next(
        (
            t
            for t in tables
            if t.data.name == truth.sheet and list(t.header_rows) == truth.header_rows and t.span[0] in truth.columns
        ),
        None,
    )


def score(ledger: Ledger, tables: list[Table]) -> Counter[str]:
    found: Counter[str] = Counter()
    for truth in ledger.truths:
        found["tables"] += 1
        found["columns"] += len(truth.columns)
        table = table_of(truth, tables)
        if table is None:
            continue
        found["headers"] += 1
        of = (table.layout.record.about.id, table.layout.rows.child if table.layout.rows else "")
        found["wrong"] += table.taken and of != (truth.record, truth.child)
        found["rows"] += [i for i in table.data_rows if i not in table.no_data] == truth.data_rows
        taken = {i: field_name(c.place) for c in table.columns for i in (c.index, *dict(c.options))}
        asked = {c.index: [p.field for p in c.proposals] for c in table.others}
        for i, name in truth.columns.items():
            if name is None:
                found["right"] += i not in taken
                found["wrong"] += i in taken
            elif i in taken:
                found["right"] += taken[i] == name
                found["wrong"] += taken[i] != name.removeprefix("?") or name.startswith("?")
            else:
                # A misspelt header is rightly asked about; a known one is to be taken.
                found["right"] += name.startswith("?") and name[1:] in asked.get(i, [])
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_generated_ledgers_are_understood(family: str) -> None:
    found: Counter[str] = Counter()
    for dates in DATE_FORMS if family != "months" else DATE_FORMS[:2]:
        for seed in range(SEEDS):
            ledger = Maker(family, dates, seed).make()
            tables = understand(ledger.book())
            found += score(ledger, tables)
            for table in tables:
                assert sum(table.row_kinds.values()) == len(table.data_rows), "each row is data or has a reason"
    assert found["wrong"] == 0
    assert found["headers"] >= 0.97 * found["tables"], found
    assert found["columns"] * 0.98 <= found["right"], found
    assert found["rows"] == found["tables"], found


@pytest.mark.parametrize("family", FAMILIES)
def test_generated_ledgers_are_understood_as_real_files(family: str, tmp_path: Path) -> None:
    ledger = Maker(family, "han", 7).make()
    found = score(ledger, understand(read(ledger.save(tmp_path))))
    assert found["wrong"] == 0
    assert found["headers"] == found["tables"] == found["rows"]
    assert found["right"] == found["columns"]


@pytest.mark.parametrize("dates", DATE_FORMS)
def test_dates_and_money_of_generated_ledgers_are_right_or_asked(db: Database, dates: str) -> None:
    """Not one of them may come out as something else than it means."""
    counted: Counter[str] = Counter()
    for family in FAMILIES:
        if family == "months":
            continue
        ledger = Maker(family, dates, 3).make()
        tables = understand(ledger.book())
        for truth in ledger.truths:
            table = table_of(truth, tables)
            assert table is not None
            rows = SheetRows(db, table)
            for number, cells in (row for chunk in rows.chunks() for row in chunk):
                for column, reading in rows.statements(cells):
                    meant = truth.values.get((number - 1, column.field.name))
                    if meant is None:
                        continue
                    if reading.asked:
                        counted["asked"] += 1
                    else:
                        assert reading.value == meant, (family, number, column.header, reading)
                        counted["right"] += 1
    assert counted["right"] > 200 and counted["asked"] < counted["right"], counted


# What is taken, and what only asked about


def test_no_label_or_alias_of_a_ledger_means_two_of_its_fields() -> None:
    """Two would make one of them a wrong mapping that nobody is asked about."""
    for record in RECORDS:
        for layout in layouts(record):
            claims: dict[str, set[str]] = {}
            for f in layout.of.fields().values():
                if f.name not in LEFT_OUT:
                    for text in f.aliases:
                        claims.setdefault(header_key(text), set()).add(f.name)
            labels = {header_key(f.label) for f in layout.of.fields().values()}
            assert not [key for key, names in claims.items() if len(names) > 1 and key not in labels], layout.name


def test_every_own_header_is_recognised_as_itself() -> None:
    for record in RECORDS:
        for layout in layouts(record):
            for place in layout.places:
                found = recognise(layout, (place.header,))
                assert found is not None and found.sure
                assert (found.place.role, found.place.field) == (place.role, place.field)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (("出庭人", "姓名"), "attendee"),
        (("案件基本情况", "案号"), "case"),
        (("应诉单位",), "organ"),
        (("*应 诉\n单 位（必填）",), "organ"),
        (("法院联络员", "姓名"), None),
        (("原审法院", "案号"), None),
        (("二审", "审级"), None),
        (("职务（法院）",), None),
    ],
)
def test_a_word_under_the_heading_of_somebody_else_is_not_taken(path: tuple[str, ...], field: str | None) -> None:
    found = recognise(layouts("appearance")[0], path)
    assert (found.place.field.name if found and found.sure and found.place.field else None) == field


CASES = """
某某县2022年行政诉讼案件台账
案号 | 受理法院 | 立案时日期 | 案由
（2022）皖1622行初1号 | 县法院 | 2022.9.6 | 行政处罚
（2022）皖1622行初2号 | 县法院 | 2022.9.8 | 工伤认定
"""


def test_a_header_that_is_only_like_a_field_is_asked_with_a_score_and_taken_when_answered() -> None:
    book = book_of(sheet_of(CASES))
    (table,) = understand(book)
    assert "filed_on" not in fields_of(table).values()
    (question,) = table.questions
    assert question.id == "column:Sheet1#1:C" and question.proposal == "filed_on"
    assert "相似度" in question.text and "立案日期" in question.text
    assert {option.value for option in question.options} >= {"filed_on", ""}
    (answered,) = understand(book, choices=Choices(answers={question.id: "filed_on"}))
    assert fields_of(answered)["C"] == "filed_on"
    assert answered.questions[0].answer == "filed_on", "an answer can be changed"
    column = next(c for c in answered.columns if c.index == 2)
    assert column.how == "fuzzy" and column.score < 100
    (left,) = understand(book, choices=Choices(answers={question.id: ""}))
    assert "C" not in fields_of(left) and left.unknown == ()


def test_two_columns_that_claim_one_field_are_both_asked_about() -> None:
    (table,) = understand(
        book_of(
            sheet_of(
                "司法建议台账\n编号 | 文号 | 被建议单位 | 标题\nA1 | B号 | 县公安局 | 关于某事\nA2 | C号 | 县公安局 | 某"
            )
        )
    )
    assert "doc_no" not in fields_of(table).values()
    assert {question.id for question in table.questions} == {"column:Sheet1#1:A", "column:Sheet1#1:B"}


def test_an_alias_whose_column_holds_something_else_is_asked_about() -> None:
    rows = "\n".join(f"{i} | 县公安局 | 关于某事{i}" for i in range(1, 9))
    (table,) = understand(book_of(sheet_of(f"司法建议台账\n编号 | 被建议单位 | 标题\n{rows}")))
    assert "doc_no" not in fields_of(table).values()
    assert "内容却不像" in table.questions[0].text


def test_another_unit_of_measure_is_asked_about() -> None:
    (table,) = understand(
        book_of(
            sheet_of("非诉执行乱占耕地台账\n被执行人 | 申请机关 | 占地面积（平方米）\n张某 | 县自然资源和规划局 | 300")
        )
    )
    assert "C" not in fields_of(table) and "平方米" in table.questions[0].text


def test_a_table_of_which_the_ledger_is_unclear_waits_for_the_answer() -> None:
    book = read(GOLDEN / "没有写明台账.xlsx")
    (table,) = understand(book)
    assert not table.taken and table.questions[0].id == "ledger:Sheet1#1"
    with pytest.raises(UserError, match="没有导入"):
        match_book(book)
    answers = {table.questions[0].id: table.questions[0].options[1].value}
    (answered,) = match_book(book, choices=Choices(answers=answers))
    assert answered.layout.record.about.id == table.questions[0].options[1].value
    (chosen,) = match_book(book, choices=Choices({"Sheet1#1": TableChoice(record="gov_debt_case")}))
    assert chosen.layout.record.about.id == "gov_debt_case"
    assert match_book(book, "gov_debt_case")[0].layout.record.about.id == "gov_debt_case"


def test_choices_decide_header_columns_hidden_rows_and_leaving_out() -> None:
    sheet = replace(sheet_of(CASES), hidden_rows=frozenset({4}))
    said = {
        "tables": {
            "Sheet1#1": {
                "record": "admin_case",
                "child": None,
                "header_rows": [1],
                "columns": {"2": "closed_on", "3": ""},
                "year": 2021,
                "money_unit": "万元",
                "hidden_rows": "skip",
            }
        }
    }
    (table,) = understand(book_of(sheet), choices=Choices.of(said))
    assert fields_of(table) == {"A": "case_no", "B": "court", "C": "closed_on"}
    assert (table.facts.year, table.facts.money_unit) == (2021, "万元")
    assert table.row_kinds == {"data": 1, "hidden": 1}
    assert ("隐藏行（按选择不导入）", 1) in table.skipped()
    (left,) = understand(book_of(sheet), choices=Choices({"Sheet1#1": TableChoice(skip=True)}))
    assert not left.taken and left.skipped()[0][1] == 2
    (shown,) = understand(book_of(sheet))
    assert shown.hidden_rows == 1 and shown.row_kinds == {"data": 2}


def test_choices_of_another_shape_are_refused_with_a_sentence() -> None:
    with pytest.raises(UserError, match="用不了"):
        Choices.of({"tables": {"Sheet1#1": {"columns": {"第三列": "x"}}}})


DEBTS = """
涉党政机关执行案件台账
{unit}
执行案号 | 被执行单位 | 执行标的{header}
（2022）皖1622执1号 | 县财政局 | 12.5
（2022）皖1622执2号 | 县财政局 | 30
"""


@pytest.mark.parametrize(
    ("unit", "header", "cents"),
    [
        ("单位：万元", "", 12_500_000),
        ("（金额单位：元）", "", 1_250),
        ("", "（万元）", 12_500_000),
        ("", "/千元", 1_250_000),
        ("单位：件、万元", "(单位:万元)", 12_500_000),
    ],
)
def test_the_unit_of_money_is_that_of_title_or_header(db: Database, unit: str, header: str, cents: int) -> None:
    (table,) = understand(book_of(sheet_of(DEBTS.format(unit=unit, header=header))))
    assert not table.questions
    assert _amounts(db, table)[0] == cents


def test_units_of_money_that_disagree_are_asked_about_and_the_amounts_wait(db: Database, tmp_path: Path) -> None:
    book = book_of(sheet_of(DEBTS.format(unit="单位：元", header="（万元）")))
    (table,) = understand(book)
    (question,) = table.questions
    assert (question.id, question.kind) == ("unit:Sheet1#1:claim_amt", "unit")
    assert "表头写“万元”" in question.text and "写“元”" in question.text
    assert _amounts(db, table) == []
    row = PlanRow("Sheet1", 4, "gov_debt_case")
    SheetRows(db, table).tell_faults(4, row)
    assert row.problems[0].cell == "C4" and row.problems[0].value == "12.5"
    assert row.wrong, "执行标的 must be given"
    (answered,) = understand(book, choices=Choices(answers={question.id: "元"}))
    assert _amounts(db, answered) == [1_250, 3_000]


def test_a_unit_of_money_that_nothing_says_is_asked_once_and_remembered(db: Database) -> None:
    book = book_of(sheet_of(DEBTS.format(unit="填报单位：某某县法院", header="")))
    (table,) = understand(book)
    assert [question.id for question in table.questions] == ["unit:Sheet1#1"]
    (answered,) = understand(book, choices=Choices(answers={"unit:Sheet1#1": "万元"}))
    assert _amounts(db, answered) == [12_500_000, 30_000_000]
    learned = Learned()
    learned.remember(answered)
    (again,) = understand(book, learned=learned)
    assert _amounts(db, again) == [12_500_000, 30_000_000]
    (own,) = understand(
        book_of(sheet_of(DEBTS.format(unit="", header="").replace("12.5", "1万元").replace("30", "2万元")))
    )
    assert not own.questions, "each cell says its own"


def _amounts(db: Database, table: Table) -> list[Any]:
    rows = SheetRows(db, table)
    said = [rows.statements(cells) for chunk in rows.chunks() for _, cells in chunk]
    return [reading.value for row in said for column, reading in row if column.field.name == "claim_amt"]


# Remembered


def test_a_mapping_is_remembered_for_its_sender_and_layout_and_handed_on(tmp_path: Path) -> None:
    rows = CASES.replace("案号 |", "填报单位：某某县公安局\n案号 |", 1)
    book = book_of(sheet_of(rows))
    choices = Choices({"Sheet1#1": TableChoice(columns={2: "filed_on", 1: ""})})
    (table,) = understand(book, choices=choices)
    learned = Learned()
    learned.remember(table)
    learned.save(tmp_path / "home" / "learned.json")
    kept = Learned.load(tmp_path / "home" / "learned.json")
    (again,) = understand(book, learned=kept)
    assert fields_of(again) == {"A": "case_no", "C": "filed_on", "D": "cause"}
    assert not again.questions and "上次" in again.why[0]
    assert next(c for c in again.columns if c.index == 2).how == "learned"
    (other,) = understand(book_of(sheet_of(rows.replace("公安局", "财政局"))), learned=kept)
    assert other.questions, "another sender is asked"
    file = tmp_path / "栏目对应.json"
    kept.save(file)
    mine = Learned()
    assert mine.take(file) == 1 and mine.take(file) == 0
    assert fields_of(understand(book, learned=mine)[0]) == fields_of(again)
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(UserError, match="不是栏目对应文件"):
        mine.take(file)
    assert len(Learned.load(file)) == 0, "a damaged file of a home teaches nothing"


# Rows and facts


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("某某县2022年行政诉讼案件台账", 2022),
        ("二〇二二年行政诉讼案件台账", 2022),
        ("2022年度1-9月台账", 2022),
        ("2021年—2022年台账", None),
        ("按某政〔2022〕44号填报的台账", None),
        ("行政诉讼案件台账", None),
    ],
)
def test_the_year_is_that_of_the_title_and_of_no_document_number(title: str, year: int | None) -> None:
    assert read_facts([(0, [title])], "Sheet1", "台账").year == year


def test_the_sheet_or_the_file_names_the_year_where_the_title_does_not() -> None:
    assert read_facts([(0, ["台账"])], "2021年1月", "2020年台账").year == 2021
    facts = read_facts([(0, ["台账"])], "Sheet1", "2020年台账")
    assert facts.year == 2020 and "文件名" in facts.where["year"]


def test_a_row_with_a_number_or_a_record_id_is_data_whatever_it_says() -> None:
    (table,) = understand(
        book_of(
            sheet_of(
                "信访案件台账\n序号 | 姓名 | 问题属地 | 概况\n1 | 合计 | 城关镇 | 某事\n2 | 注：见附件 | 城关镇 | 某事\n"
                " | 合计 | | 2件\n合计 | | | 2件\n3 | | | "
            )
        )
    )
    assert [table.row_kind(i).value for i in table.data_rows] == ["data", "data", "total", "total", "blank"]


def test_the_ticks_of_a_block_are_read_and_two_of_them_refused(db: Database, tmp_path: Path) -> None:
    file = tmp_path / "是否.xlsx"
    book = openpyxl.load_workbook(GOLDEN / "是否分栏画勾.xlsx")
    book.worksheets[0].append([3, "（2022）皖1622行初3号", "行政处罚", "√", "√", None])
    book.worksheets[0].append([4, "（2022）皖1622行初4号", "行政处罚", None, "2件", None])
    book.save(file)
    plan = make_plan(db, file)
    assert [row.values.get("is_lost") for row in plan.rows] == [False, True, None, None]
    assert [row.wrong for row in plan.rows] == [False, False, True, True]
    assert "只能选一个" in plan.rows[2].problems[0].reason and plan.rows[3].problems[0].cell == "D7"


def test_cells_merged_downwards_say_their_value_on_each_row(db: Database) -> None:
    (table,) = understand(read(GOLDEN / "竖向合并.xlsx"))
    rows = [cells for chunk in SheetRows(db, table).chunks() for _, cells in chunk]
    assert [row[1] for row in rows] == ["2022.9.6", "2022.9.6", "2022.9.6", "2022.9.9"]
    assert [row[3] for row in rows] == ["城关镇", "城关镇", "乐土镇", "乐土镇"]
    plan = make_plan(db, GOLDEN / "竖向合并.xlsx")
    assert [row.values.get("petition_on") is not None for row in plan.rows] == [True] * 4


def test_a_template_is_its_own_and_asks_nothing(db: Database, tmp_path: Path) -> None:
    for record in ("gov_debt_case", "wage_check", "med_fee"):
        out = tmp_path / f"{record}.xlsx"
        template(db, record, out)
        tables = understand(read(out))
        assert [table.layout.name for table in tables] == [
            layout.name for layout in layouts(record) if any(t.data.name == layout.name for t in tables)
        ]
        assert all(table.taken and not table.questions and not table.others for table in tables)
        assert all(c.how == "exact" for table in tables for c in table.columns)


def test_known_headers_of_a_ledger_are_worked_out_once() -> None:
    layout = layouts("admin_case")[0]
    assert known_headers(layout) is known_headers(layout)


def test_csv_and_html_have_no_merges_and_are_understood_by_their_gaps(tmp_path: Path) -> None:
    (table,) = understand(
        book_of(
            sheet_of(
                "行政诉讼案件台账 | | | | | \n序号 | 案件基本情况 | | 是否败诉 | | 备注\n | 案号 | 案由 | 是 | 否 | \n"
                "1 | （2022）皖1622行初1号 | 行政处罚 | √ | | 无"
            ),
            name="案件.csv",
        )
    )
    assert [row + 1 for row in table.header_rows] == [2, 3]
    assert fields_of(table) == {
        "A": "#number",
        "B": "case_no",
        "C": "cause",
        "D": "is_lost=是",
        "E": "is_lost=否",
        "F": "remarks",
    }
