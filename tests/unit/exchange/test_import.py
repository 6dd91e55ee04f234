"""What an import tells apart, refuses and writes; on real workbooks changed with openpyxl as a person would in Excel."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.data import queries
from app.data.database import Database
from app.data.queries import Query
from app.domain.records import Unit
from app.domain.values import mask
from app.errors import Cancelled, Locked, UserError
from app.services.exchange.apply import apply
from app.services.exchange.export import export, template
from app.services.exchange.plan import Plan, RowKind, make_plan
from app.services.progress import Progress

HEADER_ROW = 3

Change = Callable[[Worksheet, dict[str, int]], None]


def edited(path: Path, change: Change, sheet: int | str = 0) -> Path:
    """The workbook after a person changed it; `change` gets the sheet and its columns by header."""
    book = openpyxl.load_workbook(path)
    chosen = book.worksheets[sheet] if isinstance(sheet, int) else book[sheet]
    columns = {cell.value: cell.column for cell in chosen[HEADER_ROW]}
    change(chosen, columns)
    book.save(path)
    return path


def fill_row(sheet: Worksheet, columns: dict[str, int], row: int, **values: object) -> None:
    for header, value in values.items():
        sheet.cell(row, columns[header]).value = value


CASE = {
    "案号": "(2026)皖1622行初 77 号",
    "审级": "一审",
    "受理法院": "县法院",
    "立案日期": "2026.3.2",
    "案由": "行政处罚",
    "原告": "张三",
    "被告": "县公安局、县财政局",
}


@pytest.fixture
def cases(filled: Database, tmp_path: Path) -> Path:
    out = tmp_path / "案件.xlsx"
    export(filled, Query("admin_case"), out)
    return out


@pytest.fixture
def blank(db: Database, tmp_path: Path) -> Path:
    out = tmp_path / "模板.xlsx"
    template(db, "admin_case", out)
    return out


def row_at(plan: Plan, number: int, sheet: str | None = None):
    return next(row for row in plan.rows if row.number == number and sheet in (None, row.sheet))


def test_new_changed_and_same_are_told_apart_and_undone_in_one_go(filled: Database, cases: Path) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        fill_row(sheet, columns, 4, 案由="工伤认定")
        fill_row(sheet, columns, 7, **CASE)

    plan = make_plan(filled, edited(cases, change))
    assert plan.counts == {"new": 1, "changed": 1, "same": 2, "doubtful": 0, "wrong": 0}
    changed = row_at(plan, 4)
    assert [(c.label, c.new) for c in changed.changes] == [("案由", "工伤认定")]
    before = filled.data_version
    assert apply(filled, plan) == 2
    assert filled.data_version != before
    new = queries.load(filled, "admin_case", queries.match_ref(filled, "admin_case", "（2026）皖1622行初77号")[0])
    assert new.defendants == ("蒙城县公安局", "蒙城县财政局")
    assert new.filed_on == date(2026, 3, 2)
    assert new.source_kind == "Excel导入"
    assert queries.history(filled, changed.id)[0].changes == [("案由", changed.changes[0].old, "工伤认定")]
    assert make_plan(filled, cases).counts["same"] == 4  # the same file again says nothing new
    filled.undo()
    assert queries.match_ref(filled, "admin_case", "（2026）皖1622行初77号") == []
    assert make_plan(filled, cases).counts["changed"] == 1


@pytest.mark.parametrize(
    ("header", "value", "reason"),
    [
        ("立案日期", "2026.2.30", "没有30日"),
        ("审级", "三审", "不在选项中"),
        ("受理法院", "不存在法院", "单位名录中没有"),
        ("原告人数（人）", "很多", "不是数字"),
        ("案号", 3416221990010112345, "超过15位"),
    ],
)
def test_a_wrong_cell_is_refused_by_sheet_cell_and_reason(
    db: Database, blank: Path, header: str, value: object, reason: str
) -> None:
    plan = make_plan(db, edited(blank, lambda s, c: fill_row(s, c, 4, **CASE | {header: value})))
    assert plan.counts["wrong"] == 1
    row = plan.rows[0]
    problem = row.problems[0]
    assert row.sheet == "行政诉讼案件台账"
    assert problem.header == header and problem.cell.endswith("4") and problem.cell[:-1].isalpha()
    assert reason in problem.reason and problem.remedy
    with pytest.raises(UserError, match="没有导入"):
        apply(db, plan)
    assert queries.counts(db)["admin_case"] == 0
    assert "第 4 行" in plan.as_text() and reason in plan.as_text()


def test_only_good_rows_are_taken_when_asked_for(db: Database, blank: Path) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        fill_row(sheet, columns, 4, **CASE)
        fill_row(sheet, columns, 5, **CASE | {"案号": "（2026）皖1622行初78号", "立案日期": "昨年"})

    plan = make_plan(db, edited(blank, change))
    assert apply(db, plan, only_good_rows=True) == 1
    assert queries.counts(db)["admin_case"] == 1


def test_a_missing_required_value_and_an_unknown_ref_are_doubtful_but_taken(db: Database, blank: Path) -> None:
    case = {header: value for header, value in CASE.items() if header != "案由"} | {"前审案件": "（2020）皖1622行初1号"}
    plan = make_plan(db, edited(blank, lambda s, c: fill_row(s, c, 4, **case)))
    assert plan.counts["doubtful"] == 1
    assert {p.header for p in plan.rows[0].problems} == {"案由", "前审案件"}
    apply(db, plan)
    record = queries.load(db, "admin_case", queries.ids(db, Query("admin_case"))[0])
    assert record.cause is None
    assert record.unmatched == {"prev_case": "（2020）皖1622行初1号"}
    assert make_plan(db, blank).counts["same"] == 1


def test_the_same_case_twice_in_a_file_is_refused(db: Database, blank: Path) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        fill_row(sheet, columns, 4, **CASE)
        fill_row(sheet, columns, 6, **CASE | {"案号": "〔2026〕皖1622行初00077号"})

    plan = make_plan(db, edited(blank, change))
    assert [row.kind for row in plan.rows] == [RowKind.NEW, RowKind.WRONG]
    assert "第 4 行" in plan.rows[1].problems[0].reason


def test_a_copied_row_with_its_record_id_is_refused(filled: Database, cases: Path) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        for cell in sheet[4]:
            sheet.cell(7, cell.column).value = cell.value

    plan = make_plan(filled, edited(cases, change))
    assert row_at(plan, 7).kind is RowKind.WRONG


def test_a_sort_that_left_the_record_ids_behind_is_noticed(filled: Database, cases: Path) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        uids = [sheet.cell(row, 1).value for row in (4, 5)]
        sheet.cell(4, 1).value, sheet.cell(5, 1).value = reversed(uids)

    plan = make_plan(filled, edited(cases, change))
    assert row_at(plan, 4).kind is RowKind.WRONG and row_at(plan, 5).kind is RowKind.WRONG
    assert "排序" in row_at(plan, 4).problems[0].remedy


@pytest.mark.parametrize("gone", [["记录标识"], ["记录标识", "登记编号"]])
def test_without_record_ids_rows_are_known_by_number_or_natural_key(
    filled: Database, cases: Path, gone: list[str]
) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        for header in sorted(gone, key=columns.__getitem__, reverse=True):
            sheet.delete_cols(columns[header])

    assert make_plan(filled, edited(cases, change)).counts["same"] == 3


def test_an_empty_cell_is_no_statement_and_a_missing_row_no_deletion(filled: Database, cases: Path) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        sheet.cell(4, columns["案由"]).value = None
        sheet.delete_rows(6)

    assert make_plan(filled, edited(cases, change)).counts == {
        "new": 0,
        "changed": 0,
        "same": 2,
        "doubtful": 0,
        "wrong": 0,
    }


def test_a_blank_row_in_the_middle_ends_nothing_and_a_total_is_no_record(filled: Database, cases: Path) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        fill_row(sheet, columns, 9, **CASE)
        sheet.cell(10, 2).value = "合计"

    plan = make_plan(filled, edited(cases, change))
    assert row_at(plan, 9).kind is RowKind.NEW
    assert len(plan.rows) == 4


def test_a_masked_number_is_the_same_and_another_masked_one_is_refused(filled: Database, tmp_path: Path) -> None:
    out = tmp_path / "信访.xlsx"
    export(filled, Query("petition"), out)
    record = queries.load(filled, "petition", queries.ids(filled, Query("petition"))[0])
    header = type(record).id_no.header
    shown: list[object] = []

    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        shown.extend(sheet.cell(row, columns[header]).value for row in (4, 5, 6))
        sheet.cell(5, columns[header]).value = "341622********9999"

    plan = make_plan(filled, edited(out, change))
    assert mask(type(record).id_no, record.id_no) in shown
    assert row_at(plan, 4).kind is RowKind.SAME
    assert row_at(plan, 5).kind is RowKind.WRONG


def test_a_computed_value_that_a_person_types_stays_theirs(filled: Database, cases: Path) -> None:
    plan = make_plan(filled, edited(cases, lambda s, c: fill_row(s, c, 4, 答辩截止日期=date(2030, 1, 7))))
    apply(filled, plan)
    record = queries.load(filled, "admin_case", row_at(plan, 4).id)
    assert record.answer_due == date(2030, 1, 7)
    assert "answer_due" in record.overrides


def test_money_is_read_in_the_unit_of_its_header(filled: Database, tmp_path: Path) -> None:
    out = tmp_path / "执行.xlsx"
    export(filled, Query("gov_debt_case"), out)
    book = openpyxl.load_workbook(out)
    header = next(cell for cell in book.worksheets[0][HEADER_ROW] if str(cell.value).endswith("（万元）"))
    wan = float(book.worksheets[0].cell(4, header.column).value)
    header.value = str(header.value).replace("万元", "元")
    for row in (4, 5, 6):
        cell = book.worksheets[0].cell(row, header.column)
        cell.value = None if cell.value is None else round(float(cell.value) * 10_000, 2)
    assert wan
    book.save(out)
    assert make_plan(filled, out).counts["same"] == len(make_plan(filled, out).rows)


# Child rows


def test_child_rows_of_a_new_record_are_found_by_its_number_in_the_sheet(db: Database, tmp_path: Path) -> None:
    out = tmp_path / "工资.xlsx"
    template(db, "wage_check", out)

    def main(sheet: Worksheet, columns: dict[str, int]) -> None:
        fill_row(
            sheet, columns, 4, 序号=1, 案号="（2026）皖1622破1号", 企业="某厂", 角色="破产企业", 案件类型="企业破产案件"
        )

    def workers(sheet: Worksheet, columns: dict[str, int]) -> None:
        fill_row(sheet, columns, 4, 姓名="王五", 欠付工资="3,500.50", 所属序号=1)
        fill_row(sheet, columns, 5, 姓名="赵六", 欠付工资="0.35万", 所属序号=9)

    edited(out, main)
    plan = make_plan(db, edited(out, workers, "职工债权清单"))
    assert row_at(plan, 4, "职工债权清单").kind is RowKind.NEW
    assert "找不到" in row_at(plan, 5, "职工债权清单").problems[0].reason
    apply(db, plan, only_good_rows=True)
    record = queries.load(db, "wage_check", queries.ids(db, Query("wage_check"))[0])
    assert [(row.name, row.worker_kind, row.owed) for row in record.workers] == [("王五", "职工", 350_050)]


def test_child_rows_change_and_come_but_never_go(filled: Database, tmp_path: Path) -> None:
    out = tmp_path / "败诉.xlsx"
    export(filled, Query("loss_case"), out)

    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        sheet.cell(4, columns["整改措施"] if "整改措施" in columns else columns["措施"]).value = "改好了"
        owner = sheet.cell(5, columns["所属登记编号"]).value
        for column in range(1, sheet.max_column + 1):
            sheet.cell(5, column).value = None
        row = sheet.max_row + 1
        sheet.cell(row, columns["所属登记编号"]).value = owner
        sheet.cell(row, columns["整改措施"] if "整改措施" in columns else columns["措施"]).value = "又一条"

    plan = make_plan(filled, edited(out, change, "整改措施"))
    assert plan.counts["wrong"] == 0
    changed = row_at(plan, 4, "整改措施")
    apply(filled, plan)
    record = queries.load(filled, "loss_case", changed.id)
    assert [row.measure for row in record.measures][0] == "改好了"
    assert "又一条" in [row.measure for row in record.measures]
    assert len(record.measures) == 3
    assert make_plan(filled, out).counts["same"] == len(make_plan(filled, out).rows)


# Files that cannot be taken


def test_error_cells_and_formulas_without_a_result_are_refused(db: Database, blank: Path) -> None:
    plan = make_plan(db, edited(blank, lambda s, c: fill_row(s, c, 4, **CASE | {"原告": "=A1&B1", "第三人": "#N/A"})))
    reasons = {p.header: p.reason for p in plan.rows[0].problems}
    assert "没有计算结果" in reasons["原告"]
    assert "公式出错" in reasons["第三人"]
    assert plan.counts["wrong"] == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空文件"),
        (b"<html><table></table></html>", "不是能导入的表格"),
        (b"PK\x03\x04 damaged", "读不出"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "读不出"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(
    db: Database, tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "文件.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError) as refused:
        make_plan(db, path)
    assert says in str(refused.value)
    assert refused.value.why and refused.value.what_to_do


def test_a_workbook_without_a_known_header_or_without_contents_is_refused(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "别的.xlsx"
    book = openpyxl.Workbook()
    book.save(path)
    with pytest.raises(UserError, match="是空的"):
        make_plan(db, path)
    book.active.append(["品名", "数量", "单价"])
    book.active.append(["纸", 3, 25])
    book.save(path)
    with pytest.raises(UserError, match="没有认出"):
        make_plan(db, path)
    with pytest.raises(UserError, match="找不到文件"):
        make_plan(db, tmp_path / "没有.xlsx")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_locked(db: Database, blank: Path) -> None:
    blank.chmod(0)
    with pytest.raises(Locked):
        make_plan(db, blank)


def test_columns_that_are_no_fields_are_reported(filled: Database, cases: Path) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        column = sheet.max_column + 1
        sheet.cell(HEADER_ROW, column).value = "领导批示情况汇总"
        sheet.cell(4, column).value = "已阅"

    plan = make_plan(filled, edited(cases, change))
    assert any("领导批示情况汇总" in note for note in plan.notes)


def test_a_plan_that_became_stale_is_not_written(filled: Database, cases: Path) -> None:
    plan = make_plan(filled, edited(cases, lambda s, c: fill_row(s, c, 4, 案由="工伤认定")))
    record = queries.load(filled, "admin_case", row_at(plan, 4).id)
    record.plaintiff = "别人"
    with filled.operation("修改") as op:
        op.save(record)
    with pytest.raises(UserError, match="又被改动过"):
        apply(filled, plan)
    assert queries.load(filled, "admin_case", record.id).cause != "工伤认定"


def test_a_cancelled_import_leaves_everything_as_it_was(filled: Database, cases: Path) -> None:
    plan = make_plan(filled, edited(cases, lambda s, c: fill_row(s, c, 7, **CASE)))
    before = queries.counts(filled)
    with pytest.raises(Cancelled):
        apply(filled, plan, progress=Progress(cancelled=lambda: True))
    assert queries.counts(filled) == before


def test_a_dry_run_writes_nothing(filled: Database, cases: Path) -> None:
    edited(cases, lambda s, c: fill_row(s, c, 7, **CASE))
    before = filled.data_version
    as_json = make_plan(filled, cases).as_json()
    assert filled.data_version == before
    assert as_json["counts"]["new"] == 1
    assert [row["kind"] for row in as_json["rows"]].count("new") == 1


def test_a_row_like_a_registered_record_is_asked_about_and_never_merged_unasked(db: Database, blank: Path) -> None:
    apply(db, make_plan(db, edited(blank, lambda s, c: fill_row(s, c, 4, **CASE))))
    without = {header: value for header, value in CASE.items() if header != "案号"}
    path = edited(blank, lambda s, c: fill_row(s, c, 4, **without | {"案号": None, "承办人": "李四"}))
    plan = make_plan(db, path)
    row = plan.rows[0]
    assert row.action is RowKind.NEW and len(row.likeness) == 1
    assert row.likeness[0].score >= 60 and any("原告相同" in reason for reason in row.likeness[0].reasons)
    (question,) = [q for q in plan.questions if q.kind == "identity"]
    assert [option.value for option in question.options] == [str(row.likeness[0].id), "new"]
    same = make_plan(db, path, answers={question.id: question.options[0].value}).rows[0]
    assert same.id == row.likeness[0].id and [c.label for c in same.changes] == ["承办人"]
    other = make_plan(db, path, answers={question.id: "new"}).rows[0]
    assert other.action is RowKind.NEW and not any("相像" in problem.reason for problem in other.problems)


def test_a_contradiction_forbids_likeness_and_identity_by_natural_key(db: Database, blank: Path) -> None:
    apply(db, make_plan(db, edited(blank, lambda s, c: fill_row(s, c, 4, **CASE))))
    path = edited(blank, lambda s, c: fill_row(s, c, 4, **CASE | {"案号": "(2026)皖1622行初78号"}))
    assert not make_plan(db, path).rows[0].likeness  # another case number
    with db.operation("另一法院") as op:
        op.create(Unit(name="某某市人民法院", kind="法院"))
    path = edited(blank, lambda s, c: fill_row(s, c, 4, **CASE | {"受理法院": "某某市人民法院"}))
    row = make_plan(db, path).rows[0]
    assert row.wrong and "受理法院不同" in row.problems[0].reason and "XS-2026-0001" in row.problems[0].remedy


def test_an_empty_cell_says_nothing_and_the_erasing_word_empties(filled: Database, cases: Path) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        fill_row(sheet, columns, 4, 案由=None, 第三人="（清空）")
        fill_row(sheet, columns, 5, 案由="（清空）")

    with filled.operation("填写") as op:
        id = queries.ids(filled, Query("admin_case"))[0]
        record = queries.load(filled, "admin_case", id)
        record.third_party = "某某公司"
        op.save(record)
    export(filled, Query("admin_case"), cases)
    plan = make_plan(filled, edited(cases, change))
    row = next(row for row in plan.rows if row.number == 4)
    assert [(c.label, c.old, c.new) for c in row.changes] == [("第三人", "某某公司", "")]
    assert next(row for row in plan.rows if row.number == 5).wrong  # a field that must be filled
    apply(filled, plan, only_good_rows=True)
    assert queries.load(filled, "admin_case", id).third_party is None
