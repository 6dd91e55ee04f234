"""Every command on the demonstration county: what it prints, its exit status, and its sentence when it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from app.data.database import Database
from app.domain.records import RECORDS
from app.paths import Home
from tests.end2end.conftest import Fuyuan, command


def test_schema_lists_every_record_type(fuyuan: Fuyuan) -> None:
    assert [record["id"] for record in fuyuan("schema", "--json").json["records"]] == list(RECORDS)


@pytest.mark.parametrize("record", RECORDS)
def test_demonstration_fills_every_ledger(demo_home: Path, record: str) -> None:
    assert command(demo_home, "list", record, "--json").json["total"] > 0


def test_demonstration_is_the_same_every_time(demo_home: Path, tmp_path: Path) -> None:
    command(tmp_path, "demo")
    for record in ("admin_case", "bankruptcy_case", "petition", "letter", "enterprise"):
        here, there = (command(home, "list", record, "--json").json for home in (demo_home, tmp_path))
        assert here == there


def test_list_filters_searches_and_sorts(fuyuan: Fuyuan) -> None:
    every = fuyuan("list", "admin_case", "--json").json
    first = every["rows"][0]
    by_number = fuyuan("list", "admin_case", "--where", f"案号={first['case_no']}", "--json").json
    assert [row["reg_no"] for row in by_number["rows"]] == [first["reg_no"]]
    found = fuyuan("list", "admin_case", "--search", first["case_no"][1:9], "--json").json
    assert first["reg_no"] in {row["reg_no"] for row in found["rows"]}
    backwards = fuyuan("list", "admin_case", "--sort", "-case_no", "--json").json
    numbers = [row["case_no"] for row in backwards["rows"]]
    assert numbers == sorted(numbers, reverse=True)


def test_show_gives_fields_and_history(fuyuan: Fuyuan) -> None:
    number = fuyuan("list", "admin_case", "--json").json["rows"][0]["reg_no"]
    shown = fuyuan("show", number, "--json").json
    assert shown["fields"]["reg_no"] == number
    assert shown["history"]


def test_export_and_import_back_changes_nothing_and_one_change_is_seen(fuyuan: Fuyuan, tmp_path: Path) -> None:
    book = tmp_path / "台账.xlsx"
    assert fuyuan("export", "admin_case", book).status == 0
    again = fuyuan("import", book, "--dry-run", "--json").json
    assert again["counts"]["new"] == again["counts"]["changed"] == again["counts"]["wrong"] == 0
    assert again["counts"]["same"] > 0

    opened = openpyxl.load_workbook(book)
    sheet = next(
        sheet
        for sheet in opened.worksheets
        if any(cell.value == "案由" for row in sheet.iter_rows(max_row=6) for cell in row)
    )
    header = next(cell for row in sheet.iter_rows(max_row=6) for cell in row if cell.value == "案由")
    cell = sheet.cell(header.row + 1, header.column)
    cell.value = "改过的案由"
    opened.save(book)
    assert fuyuan("import", book, "--json").json["counts"]["changed"] == 1
    assert fuyuan("list", "admin_case", "--where", "案由=改过的案由", "--json").json["total"] == 1
    assert fuyuan("undo").status == 0
    assert fuyuan("list", "admin_case", "--where", "案由=改过的案由", "--json").json["total"] == 0


def test_dry_run_leaves_the_database_byte_for_byte(fuyuan: Fuyuan, home: Path, tmp_path: Path) -> None:
    book = tmp_path / "台账.xlsx"
    fuyuan("export", "petition", book)
    before = (home / "fuyuan.db").read_bytes()
    fuyuan("import", book, "--dry-run")
    assert (home / "fuyuan.db").read_bytes() == before


def test_notice_is_a_pdf_with_the_case_number(fuyuan: Fuyuan, tmp_path: Path) -> None:
    import pypdfium2

    number = next(
        row["reg_no"]
        for row in fuyuan("list", "appearance", "--json").json["rows"]
        if row.get("court_notice") in ("应当通知", "可以通知")
    )
    out = tmp_path / "提示函.pdf"
    made = fuyuan(
        "notice", "head_appearance_notice", "--record", number, "--out", out,
        "--set", "身份证明报送截止日=2026年12月1日", "--set", "发文字号=蒙法〔2026〕12号",
        "--set", "通知出庭理由=涉及社会公共利益", "--set", "开庭地点=第三审判庭",
        "--set", "联系人=王法官", "--set", "联系电话=0558-1234567",
    )  # fmt: skip
    assert made.status == 0, made.err
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(out))
    assert "蒙法〔2026〕12号" in text
    assert "{{" not in text


def test_ledger_prints_as_pdf(fuyuan: Fuyuan, tmp_path: Path) -> None:
    out = tmp_path / "台账.pdf"
    assert fuyuan("print", "admin_case", out).status == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_backup_and_restore(fuyuan: Fuyuan, tmp_path: Path) -> None:
    copy = tmp_path / "备份.db"
    assert fuyuan("backup", copy).status == 0
    assert fuyuan("restore", copy).status == 0
    assert fuyuan("check").status == 0


@pytest.mark.parametrize(
    "words, says",
    [
        (("list", "没有这种"), "没有“没有这种”这种记录"),
        (("list", "admin_case", "--where", "颜色=红"), "没有字段“颜色”"),
        (("list", "admin_case", "--where", "立案日期=二月三十"), "看不懂"),
        (("show", "XS-1999-0001"), "找不到登记编号"),
        (("undo", "99999"), "找不到第99999号操作"),
        (("import", "/nonexistent/a.xlsx"), "找不到"),
        (("notice", "head_appearance_notice", "--record", "XS-1999-0001", "--out", "x.pdf"), "找不到登记编号"),
        (("restore", "/nonexistent/b.db"), "找不到备份"),
        (("export", "admin_case", "/nonexistent/folder/a.xlsx"), ""),
        (("frobnicate",), "命令写法不对"),
    ],
)
def test_refusals_are_sentences_with_status_two(fuyuan: Fuyuan, words: tuple[str, ...], says: str) -> None:
    run = fuyuan(*words)
    assert run.status == 2
    assert says in run.err
    assert any("\u4e00" <= character <= "\u9fff" for character in run.err)


@pytest.mark.parametrize(
    "name, content",
    [
        ("空.xlsx", b""),
        ("不是工作簿.xlsx", b"hello, world\n" * 20),
        ("坏.xlsx", b"PK\x03\x04" + b"\x00" * 200),
    ],
)
def test_files_that_are_no_workbook_are_refused(
    fuyuan: Fuyuan, home: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    before = (home / "fuyuan.db").read_bytes()
    run = fuyuan("import", tmp_path / name)
    assert run.status == 2
    assert "。" in run.err
    assert (home / "fuyuan.db").read_bytes() == before


def test_damaged_database_is_refused_and_can_be_restored(fuyuan: Fuyuan, home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "备份.db"
    fuyuan("backup", copy)
    database = home / "fuyuan.db"
    for extra in ("-wal", "-shm"):
        database.with_name(database.name + extra).unlink(missing_ok=True)
    database.write_bytes(b"garbage" * 1000)
    refused = fuyuan("list", "admin_case")
    assert refused.status == 2 and "已损坏" in refused.err
    assert fuyuan("restore", copy).status == 0
    assert fuyuan("list", "admin_case", "--json").json["total"] > 0


def test_read_only_home_can_be_listed_from(home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(home, elsewhere)
    assert command(elsewhere, "list", "unit", "--json").json["total"] > 0


def test_a_package_goes_to_another_office_and_its_answer_comes_back(
    fuyuan: Fuyuan, tmp_path: Path, demo_home: Path
) -> None:
    number = fuyuan("list", "admin_case", "--json").json["rows"][0]["reg_no"]
    out, answer, book = tmp_path / "包.xlsx", tmp_path / "回执.xlsx", tmp_path / "登记簿.xlsx"
    words = ("--records", number, "--purpose", "协同办案", "--basis", "联席会议", "--with", "children,letters")
    refused = fuyuan("package", out, "--to", "没有的单位", *words)
    assert refused.status == 2 and "单位名录中没有" in refused.err and not out.exists()
    sent = fuyuan("package", out, "--to", "县法院", *words, "--json")
    assert sent.status == 0 and sent.json["sequence"] == 1
    elsewhere = tmp_path / "法院"
    shutil.copytree(demo_home, elsewhere)
    with Database.open(Home(elsewhere)) as db, db.operation("设置") as op:
        op.set_setting("own_unit", "蒙城县人民法院")
    taken = command(elsewhere, "import", out, "--json")
    assert taken.status == 0 and taken.json["counts"]["same"] == sent.json["rows"], taken.json
    assert "已采纳" in command(elsewhere, "acknowledge", out.name, answer).out
    assert "对方已采纳" in fuyuan("import", answer).out
    register = fuyuan("packages", "--json").json["sent"][0]
    assert register["purpose"] == "协同办案" and register["result"]["adopted"] == sent.json["rows"]
    assert "协同办案" in fuyuan("packages").out
    assert fuyuan("packages", "--out", book).status == 0
    assert openpyxl.load_workbook(book).sheetnames == ["对外提供登记簿"]


def test_due_counts_a_period_and_says_how(fuyuan: Fuyuan) -> None:
    """deadline_cases.csv, first row; 行诉解释第50条 for the days the clock stands still."""
    found = fuyuan("due", "lit_answer_evidence_15d", "2026-09-16", "--json").json
    assert (found["due_on"], found["nominal_on"]) == ("2026-10-08", "2026-10-01")
    assert found["counting"][-1] == "第15日为2026年10月1日（周四），国庆放假至10月7日，顺延到2026年10月8日（周四）"
    stopped = fuyuan("due", "lit_answer_evidence_15d", "2026-09-16", "--stop", "2026-09-20..2026-09-29", "--json").json
    assert (stopped["paused_days"], stopped["due_on"]) == (10, "2026-10-12")  # the 10th is a worked Saturday, 11th not
    assert "被告提交答辩状、证据和依据：2026-10-08" in fuyuan("due", "被告提交答辩状、证据和依据", "2026-09-16").out
    refused = fuyuan("due", "没有这项", "2026-09-16")
    assert (refused.status, "没有“没有这项”这项期限" in refused.err) == (2, True)
    assert fuyuan("due", "lit_answer_evidence_15d", "2026-09-16", "--stop", "昨天").status == 2


def test_deadlines_are_listed_until_a_day_and_by_unit(fuyuan: Fuyuan) -> None:
    every = fuyuan("deadlines", "--until", "2027-06-30", "--json").json["rows"]
    assert every and all(row["due_on"] <= "2027-06-30" or row["safe_on"] <= "2027-06-30" for row in every)
    assert [row["due_on"] for row in every] == sorted(row["due_on"] for row in every)
    unit = next(row["unit"] for row in every if row["unit"])
    of_unit = fuyuan("deadlines", "--until", "2027-06-30", "--unit", unit, "--json").json["rows"]
    assert of_unit == [row for row in every if row["unit"] == unit]
    assert every[0]["reg_no"] in fuyuan("deadlines", "--until", "2027-06-30").out


def test_periods_are_listed_switched_and_exchanged(fuyuan: Fuyuan, tmp_path: Path) -> None:
    listed = fuyuan("periods", "--json").json
    assert len(listed) == 167
    off = next(period["id"] for period in listed if not period["active"])
    assert fuyuan("periods", "on", off).status == 0
    assert next(period for period in fuyuan("periods", "--json").json if period["id"] == off)["active"]
    out = tmp_path / "期限规则.xlsx"
    assert fuyuan("periods", "export", out).status == 0
    assert fuyuan("periods", "import", out, "--json").json == {"written": 0, "same": 167, "changes": []}
    assert fuyuan("periods", "import").status == 2


def test_holidays_are_brought_in_and_undone(fuyuan: Fuyuan, tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_text("日期,类型,名称\n2027-01-01,放假,元旦\n2027-01-09,上班,\n", encoding="utf-8")
    assert fuyuan("holidays", "import", file, "--json").json == {"years": [2027]}
    assert fuyuan("holidays", "--json").json["years"][0] == {"year": 2027, "off": 1, "on": 1, "local": 0}
    assert "2027-01-09\t上班" in fuyuan("holidays", "--year", "2027").out
    assert fuyuan("undo").status == 0
    assert fuyuan("holidays", "--json").json["years"][0]["year"] == 2026
    assert fuyuan("holidays", "import").status == 2


def test_proposals_are_listed_confirmed_and_put_aside(fuyuan: Fuyuan) -> None:
    found = fuyuan("proposals", "--json").json
    advice = next(one for one in found if one["kind"] == "司法建议")
    assert advice["basis"] == "法释〔2020〕3号第12条"
    other = next(one for one in found if one["kind"] == "续控撤控")
    assert fuyuan("proposals", "--confirm", advice["key"]).status == 0
    assert fuyuan("proposals", "--dismiss", other["key"], "--reason", "已撤控").status == 0
    left = {one["key"] for one in fuyuan("proposals", "--json").json}
    assert {one["key"] for one in found} - left == {advice["key"], other["key"]}
    refused = fuyuan("proposals", "--confirm", advice["key"])
    assert (refused.status, "已经不存在" in refused.err) == (2, True)
