"""What a clerk does in a day, with the keys and clicks of a clerk."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl

from app.data.pinyin import first_letters
from tests.realuser.conftest import Person, wait

CASE = "（2026）皖1622行初9001号"


def register_case(person: Person) -> dict[str, str]:
    person.press("ctrl+n")
    person.type("(2026)皖1622行初9001号")
    person.enter(3)
    person.type("mcxrmfy")  # initials of the court: one Enter takes it, the next goes on
    person.enter(4)
    person.type("20261123")
    person.enter()
    person.type("治安处罚")
    person.enter()
    person.type("王小明")
    person.enter(4)
    person.type("xgaj")
    person.enter()
    person.press("ctrl+s")
    case = person.one("admin_case", f"case_no={CASE}")
    person.settle()
    return case


def open_by(person: Person, initials: str) -> None:
    person.press("ctrl+k")
    person.sees("查找任何记录")
    person.type(initials)
    person.enter()
    person.sees("演示数据")


def a_company(person: Person) -> dict[str, str]:
    """A case whose plaintiff is a company that no other record names."""
    rows = person.rows("admin_case")
    names = [row["plaintiff"] for row in rows]
    return next(row for row in rows if row["plaintiff"].endswith("公司") and names.count(row["plaintiff"]) == 1)


def test_a_case_and_its_hearing_are_registered_with_the_keyboard_alone(person: Person) -> None:
    case = register_case(person)
    assert (case["plaintiff"], case["defendants"], case["cause"]) == ("王小明", "县公安局", "治安处罚")
    open_by(person, "CT-2026")  # any hearing: the ledger of hearings is wanted
    person.press("ctrl+n")
    person.type("初9001")
    person.enter(2)
    person.type("xgaj")
    person.enter(3)
    person.type("20261221 9:30")
    person.press("ctrl+s")
    hearing = person.one("appearance", "hearing_at=2026-12-21 09:30")
    assert (hearing["case"], hearing["organ"]) == (CASE, "县公安局")
    assert person.one("admin_case", f"case_no={CASE}")["hearing_on"] == "2026-12-21"


def test_a_record_found_by_initials_is_corrected_undone_and_redone(person: Person) -> None:
    before = a_company(person)
    open_by(person, before["plaintiff"].translate(first_letters()))
    person.enter()  # from the row into the form
    person.enter(7)
    person.press("ctrl+a")
    person.type("责令改正")
    person.press("ctrl+s")
    person.one("admin_case", "cause=责令改正", f"reg_no={before['reg_no']}")
    person.settle()
    person.press("ctrl+z")  # the cursor is still in the field that was typed into
    assert person.one("admin_case", f"cause={before['cause']}", f"reg_no={before['reg_no']}") == before
    person.settle()
    person.press("ctrl+y")
    person.one("admin_case", "cause=责令改正", f"reg_no={before['reg_no']}")


def test_a_field_of_all_records_is_changed_with_the_keyboard_and_taken_back(person: Person) -> None:
    whole, before = person.rows("admin_case"), len(person.rows("admin_case", "cause=责令改正"))
    person.press("ctrl+a")
    person.press("ctrl+h")
    person.sees("批量修改字段")
    person.press("alt+f")
    person.type("ay")  # initials of the field
    person.press("Tab")
    person.type("责令改正")

    def changed() -> bool:
        person.enter()  # as soon as the preview is there
        return len(person.rows("admin_case", "cause=责令改正")) == len(whole)

    wait("the change", changed)
    person.sees("演示数据")
    person.press("ctrl+z")
    wait("the undoing", lambda: len(person.rows("admin_case", "cause=责令改正")) == before)
    assert person.rows("admin_case") == whole


def test_a_double_click_on_a_row_leads_into_its_form(person: Person) -> None:
    person.double_click(0.4, 0.5)
    person.settle()
    person.enter(7)
    person.press("ctrl+a")
    person.type("责令改正")
    person.press("ctrl+s")
    person.one("admin_case", "cause=责令改正")


def test_filtered_rows_go_out_as_a_workbook_and_come_back_changed(person: Person, tmp_path: Path) -> None:
    book = tmp_path / "cases.xlsx"
    whole = len(person.rows("admin_case"))
    register_case(person)
    person.press("ctrl+f")
    person.type("王小明")
    person.enter()
    person.settle()
    person.press("ctrl+e")
    person.sees("导出到 Excel")
    person.enter()
    person.sees("保存到")
    person.type(str(book))
    person.enter()
    wait("the workbook", book.exists)
    wait("the end of the export", lambda: "演示数据" not in person.title and "保存到" not in person.title)
    person.settle()
    person.enter()
    person.sees("演示数据")
    change_as_elsewhere(book, "治安处罚", "责令改正")
    person.press("ctrl+i")
    person.sees("选择要导入的台账")
    person.type(str(book))
    person.enter()
    person.sees("导入台账")
    take_in(person, lambda: bool(person.rows("admin_case", f"case_no={CASE}", "cause=责令改正")))
    case = person.one("admin_case", f"case_no={CASE}", "cause=责令改正")
    assert case["plaintiff"] == "王小明"
    assert len(person.rows("admin_case")) == whole + 1


def take_in(person: Person, there: Callable[[], bool]) -> None:
    """Enter presses what each step of the wizard offers: 下一步 or 导入, as soon as it may be pressed."""

    def taken() -> bool:
        person.enter()
        return there()

    wait("the import", taken)


def test_a_ledger_from_libreoffice_is_taken_in_as_it_is(person: Person, tmp_path: Path) -> None:
    """Title, who reports, unit of money, a header of two merged rows, three forms of dates, a total, who made it."""
    ledger = office_ledger(tmp_path)
    before = ledger.read_bytes()
    person.press("ctrl+i")
    person.sees("选择要导入的台账")
    person.type(str(ledger))
    person.enter()
    person.sees("导入台账")
    take_in(person, lambda: len(person.rows("gov_debt_case", "applicant~测试企业")) == 3)
    rows = {row["case_no"]: row for row in person.rows("gov_debt_case", "applicant~测试企业")}
    assert {number: row["claim_amt"] for number, row in rows.items()} == {
        "（2026）皖1622执9001号": "12.50",
        "（2026）皖1622执9002号": "0.35",
        "（2026）皖1622执9003号": "108.00",
    }
    for day in ("2026-09-06", "2026-09-07", "2026-10-08"):
        person.one("gov_debt_case", "applicant~测试企业", f"filed_on={day}")
    assert ledger.read_bytes() == before


def office_ledger(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2026年"
    for row in (
        ["涉党政机关执行案件台账"],
        ["填报单位：县法院", None, None, "填报日期：2026年11月20日", None, "单位：万元"],
        ["序号", "案件", None, "当事人", None, "执行标的", "立案日"],
        [None, "执行案号", "案由", "申请人", "被执行单位", None, None],
        [1, "(2026)皖1622执9001号", "建设工程施工合同", "测试企业甲", "县住建局", 12.5, "2026.9.6"],
        [2, "〔2026〕皖1622执9002号", "买卖合同", "测试企业乙", "县公安局", 0.35, "20260907"],
        [3, "（2026）皖 1622 执 9003 号", "租赁合同", "测试企业丙", "县住建局", 108, "2026年10月8日"],
        ["合计", None, None, None, None, 120.85],
        ["制表人：王小明", None, None, "审核人：李小华"],
    ):
        sheet.append(row)
    for merged in ("A1:G1", "A3:A4", "B3:C3", "D3:E3", "F3:F4", "G3:G4"):
        sheet.merge_cells(merged)
    made = folder / "debts.xlsx"
    book.save(made)
    if soffice := shutil.which("soffice"):
        out = folder / "out"
        profile = f"-env:UserInstallation=file://{folder}/profile"
        convert = [soffice, profile, "--headless", "--convert-to", "ods", "--outdir", str(out), str(made)]
        subprocess.run(convert, capture_output=True, timeout=60, check=True)
        return out / "debts.ods"
    return made


def change_as_elsewhere(book: Path, old: str, new: str) -> None:
    """Another office changes one cell; LibreOffice, where there is one, writes the file in its own manner."""
    opened = openpyxl.load_workbook(book)
    cells = [cell for row in opened.worksheets[0].iter_rows() for cell in row if cell.value == old]
    assert len(cells) == 1, "only the filtered row was to go out"
    cells[0].value = new
    opened.save(book)
    if soffice := shutil.which("soffice"):
        out = book.parent / "out"
        profile = f"-env:UserInstallation=file://{book.parent}/profile"
        convert = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(book)]
        subprocess.run(convert, capture_output=True, timeout=60, check=True)
        shutil.copy(out / book.name, book)


def test_a_ledger_is_printed_to_pdf(person: Person, tmp_path: Path) -> None:
    printed, company = tmp_path / "ledger.pdf", a_company(person)["plaintiff"]
    person.press("ctrl+p")
    person.sees("打印台账")
    person.enter()
    person.sees("预览")
    person.press("ctrl+s")
    person.sees("保存到")
    person.type(str(printed))
    person.enter()
    wait("the printed ledger", printed.exists)
    person.settle()
    assert printed.read_bytes().startswith(b"%PDF-")
    if reader := shutil.which("pdftotext"):
        text = subprocess.run([reader, str(printed), "-"], capture_output=True, text=True, timeout=60).stdout
        assert company in text.replace("\n", "")
