"""The command line: every service as a command, for scripts, administrators, tests and the window's own long jobs.

Exit status 0 done, 1 done in part (refused rows are listed), 2 refused with a sentence on standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.errors import Cancelled, UserError
from app.paths import Home

DONE, IN_PART, REFUSED = 0, 1, 2
READING = "read-workbook"  # how the packed program starts its reading process
LETTER = {
    "issue": "签发草稿",
    "serve": "登记送达",
    "reply": "登记答复",
    "assess": "评价答复",
    "remind": "催办",
    "close": "办结",
}
BULK = {"set": "field", "step": "to", "tag": "tag", "untag": "tag", "void": "reason"}  # deed → the option it needs


def main(argv: Sequence[str] | None = None) -> int:
    _utf8()
    arguments = _joined(sys.argv[1:] if argv is None else argv)
    if arguments == [READING]:
        from app.services.exchange.reading.worker import main as read

        return read()
    parser = _parser()
    parsed = parser.parse_args(arguments)
    if parsed.command is None:
        from ui.main import main as window

        return window(_home(parsed))
    try:
        return int(COMMANDS[parsed.command](parsed))
    except UserError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except Cancelled:
        print("已取消，没有改动数据。", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:  # the reader of our output has gone (fuyuan list … | head)
        return DONE
    except OSError as error:
        from app.whole_file import explained

        print(explained(error, Path(error.filename or "")), file=sys.stderr)
        return REFUSED


def _joined(words: Sequence[str]) -> list[str]:
    """`--sort -filed_on` as people write it; argparse would take the field for another option."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "--sort" and word.startswith("-") and not word.startswith("--"):
            joined[-1] = f"--sort={word}"
        else:
            joined.append(word)
    return joined


def _utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


class ChineseParser(argparse.ArgumentParser):
    """Says in Chinese what is wrong with the words of a command."""

    def error(self, message: str) -> Any:
        print(f"命令写法不对：{message}。用“{self.prog} --help”查看用法。", file=sys.stderr)
        raise SystemExit(REFUSED)


def _parser() -> argparse.ArgumentParser:
    common = ChineseParser(add_help=False)
    common.add_argument("--home", type=Path, default=argparse.SUPPRESS, help="数据文件夹（默认为本用户的数据文件夹）")
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="以 JSON 输出")
    common.add_argument(
        "--progress", action="store_true", default=argparse.SUPPRESS, help="在标准错误输出进度（JSON 行）"
    )
    common.add_argument("--today", type=date.fromisoformat, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    parser = ChineseParser(prog="fuyuan", description="府院联动工作台", parents=[common])
    commands = parser.add_subparsers(dest="command", metavar="命令")

    def command(name: str, says: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=says, description=says, parents=[common])

    demo = command("demo", "在空的数据文件夹中建立演示县")
    demo.add_argument("--records", type=int, help="案件台账的总条数")
    demo.add_argument("--only", help="只扩充这一种记录，如 admin_case")
    demo.add_argument("--remove", action="store_true", help="清除演示数据（先备份），从空的台账开始")
    command("schema", "列出模块、记录种类、字段和状态")
    listing = command("list", "列出一种记录")
    _record_argument(listing)
    _selection(listing)
    listing.add_argument("--limit", type=int, default=200, help="最多列出多少条（默认 200）")
    show = command("show", "显示一条记录和它的修改记录")
    show.add_argument("reg_no", help="登记编号，如 XS-2022-0012；函件也可以写识别码")
    template = command("template", "写一份空白台账")
    _record_argument(template)
    template.add_argument("out", type=Path)
    export = command("export", "导出台账")
    _record_argument(export)
    export.add_argument("out", type=Path)
    _selection(export)
    export.add_argument("--ids", type=Path, help=argparse.SUPPRESS)  # a file of ids, from the window
    export.add_argument("--unmasked", action="store_true", help="不遮盖证件号和电话")
    importing = command("import", "导入台账")
    importing.add_argument("file", type=Path)
    importing.add_argument("--record", help="记录种类；不写则按表头判断")
    importing.add_argument("--dry-run", action="store_true", help="只看将会怎样，不写入")
    importing.add_argument("--only-good-rows", action="store_true", help="跳过有错的行")
    importing.add_argument("--errors", type=Path, metavar="OUT.xlsx", help="有问题时写出标明问题的工作簿")
    importing.add_argument("--confirmed", action="store_true", help="大批改动已有内容时也导入")
    importing.add_argument("--choices", type=Path, help="JSON 文件：栏目对应和对问题的回答")
    importing.add_argument("--password-stdin", action="store_true", help="从标准输入读打开密码")
    importing.add_argument("--converse", action="store_true", help=argparse.SUPPRESS)  # the wizard's child
    importing.add_argument(
        "--rule",
        choices=("owner", "newer", "ours", "theirs"),
        help="双方都改过的内容按什么取舍：归口单位、较新、本机、对方",
    )
    _package_arguments(command)
    bulk = command("bulk", "一次改动许多条记录：改字段、办理、加减标签、作废")
    bulk.add_argument("action", choices=BULK, help="set 改字段、step 办理、tag 加标签、untag 去标签、void 作废")
    _record_argument(bulk)
    _selection(bulk, void=False)
    bulk.add_argument("--ids", type=Path, help=argparse.SUPPRESS)
    bulk.add_argument("--field", help="set：要改的字段")
    bulk.add_argument("--value", default="", help="set：改成的内容；不写则清空")
    bulk.add_argument("--to", help="step：办理到的状态")
    bulk.add_argument("--set", action="append", default=[], metavar="字段=值", help="step：填入还空着的字段，可多次")
    bulk.add_argument("--stored", type=json.loads, default={}, help=argparse.SUPPRESS)  # {field: stored value}
    bulk.add_argument("--tag", help="tag、untag：标签")
    bulk.add_argument("--reason", default="", help="step、void：原因")
    bulk.add_argument("--dry-run", action="store_true", help="只看将会怎样，不写入")
    command("imports", "列出导入记录")
    proposing = command("proposals", "列出由事实推出、等人确认的建议；采纳或搁置一条")
    chosen = proposing.add_mutually_exclusive_group()
    chosen.add_argument("--confirm", metavar="KEY", help="采纳这条建议")
    chosen.add_argument("--dismiss", metavar="KEY", help="不需要这条建议")
    proposing.add_argument("--reason", default="", help="不需要的原因")
    proposing.add_argument("--record", help="只看一条记录的：登记编号")
    reminding = command("reminders", "按单位写出到期提醒单")
    reminding.add_argument("folder", type=Path)
    reminding.add_argument("--days", type=int, default=7, help="今后多少天到期的（默认 7）；逾期的总在内")
    reminding.add_argument("--unit", action="append", default=[], help="只写这个单位，可重复")
    reminding.add_argument("--kinds", default="pdf,xlsx", help="文件种类：pdf、xlsx（默认两种都写）")
    due_calendar = command("calendar", "把期限、会议和开庭写成日历文件（.ics）")
    due_calendar.add_argument("out", type=Path)
    due_calendar.add_argument("--days", type=int, default=90, help="今后多少天（默认 90）")
    due_calendar.add_argument("--unit", default="", help="只写这个单位的")
    undo = command("undo", "撤销一项操作（默认最近一项）")
    undo.add_argument("operation", type=int, nargs="?")
    command("redo", "重做刚撤销的操作")
    command("notices", "列出文书目录")
    _notice_arguments(command)
    printing = command("print", "把台账打印成 PDF")
    _record_argument(printing)
    printing.add_argument("out", type=Path)
    _selection(printing)
    printing.add_argument("--ids", type=Path, help=argparse.SUPPRESS)
    printing.add_argument("--columns", help="要印的字段，逗号分开")
    printing.add_argument("--paper", help="纸张：A4 或 A3；不写的各项都用这本台账上次的页面设置")
    direction = printing.add_mutually_exclusive_group()
    direction.add_argument("--portrait", action="store_true", default=None, help="纵向")
    direction.add_argument("--landscape", dest="portrait", action="store_false", help="横向")
    printing.add_argument("--margins", help="页边距：上,下,左,右，毫米")
    printing.add_argument("--font-size", help="字号：磅数，或 fit（排得下的最大字号）")
    printing.add_argument("--keep", action="store_true", help="把这次的页面设置记为这本台账的设置")
    _deadline_arguments(command)
    command("backup", "备份数据库和附件").add_argument("out", type=Path, nargs="?", help="文件或文件夹，如U盘")
    command("restore", "用备份恢复数据库和附件").add_argument("file", type=Path, help="备份文件，或存放备份的文件夹")
    command("check", "检查数据库和附件是否完好")
    command("screenshots", "把各页面截成图片").add_argument("folder", type=Path)
    return parser


def _deadline_arguments(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    due = command("due", "推算一项期限的到期日，并说明怎样算出")
    due.add_argument("rule", help="期限的编号或名称（用 fuyuan periods 查看）")
    due.add_argument("date", type=date.fromisoformat, help="起算事由发生之日，如 2026-09-16")
    due.add_argument("--stop", action="append", default=[], metavar="起日..止日", help="停表区间，可多次")
    deadlines = command("deadlines", "列出到某日为止的期限，逾期的在前")
    deadlines.add_argument("--until", type=date.fromisoformat, help="到哪一天（默认 15 天以内）")
    deadlines.add_argument("--unit", help="责任单位")
    deadlines.add_argument("--module", help="模块，如 litigation")
    deadlines.add_argument("--person", help="承办人")
    deadlines.add_argument("--limit", type=int, default=1000, help="最多列出多少项（默认 1000）")
    periods = command("periods", "列出法定期限；也可写成工作簿、从文件导入、启用或停用")
    periods.add_argument("action", nargs="?", choices=("list", "export", "import", "on", "off"), default="list")
    periods.add_argument("what", nargs="*", help="export、import：文件；on、off：编号")
    periods.add_argument("--since", type=date.fromisoformat, help="import：改动的期限自哪一天起适用")
    periods.add_argument("--reason", default="", help="import：依据")
    periods.add_argument("--dry-run", action="store_true", help="import：只看将会怎样，不写入")
    holidays = command("holidays", "列出放假安排；也可从文件导入")
    holidays.add_argument("action", nargs="?", choices=("list", "import"), default="list")
    holidays.add_argument("file", type=Path, nargs="?", help="日期、类型（放假、上班）、名称三栏")
    holidays.add_argument("--year", type=int, help="list：哪一年")


def _package_arguments(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    package = command("package", "发出交换包：把选出的记录写成给另一单位的工作簿，并登记对外提供")
    package.add_argument("out", type=Path)
    package.add_argument("--to", required=True, help="接收单位")
    package.add_argument("--record", help="记录种类；配合 --where、--search 选出记录")
    _selection(package)
    package.add_argument("--ids", type=Path, help=argparse.SUPPRESS)
    package.add_argument("--records", nargs="+", default=[], metavar="登记编号", help="按登记编号选，可以是几种记录")
    package.add_argument("--purpose", default="", help="用途")
    package.add_argument("--basis", default="", help="依据")
    package.add_argument("--fields", help="只给这些字段，逗号分开；子表字段写作 子表.字段")
    package.add_argument(
        "--with", dest="along", default="children", help="一并发出：children 子表、links 关联的记录、letters 相关函件"
    )
    package.add_argument("--unmasked", action="store_true", help="不遮盖证件号和电话（须写明用途和依据）")
    packages = command("packages", "交换包登记：发给谁、为什么、对方采纳多少，收到哪些、缺哪些")
    packages.add_argument("--out", type=Path, help="把对外提供登记簿写成工作簿")
    acknowledge = command("acknowledge", "给收到的交换包写回执，发回给对方")
    acknowledge.add_argument("package", help="交换包：文件名、包的标识，或 单位#第几包")
    acknowledge.add_argument("out", type=Path)


def _notice_arguments(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    notice = command("notice", "生成一份文书，或者给选出的许多记录各签发一份")
    notice.add_argument("id", help="文书，如 judicial_suggestion（用 fuyuan notices 查看）")
    notice.add_argument("--record", help="登记编号：只生成这一份，不登记发文；加 --issue 才编号登记")
    notice.add_argument("--issue", action="store_true", help="签发：取号、登记发文、回填记录")
    _selection(notice, void=False)
    notice.add_argument("--ids", type=Path, help=argparse.SUPPRESS)
    notice.add_argument("--out", type=Path, required=True, help="PDF 文件；每份一个文件时是文件夹")
    notice.add_argument("--set", action="append", default=[], metavar="字段=值")
    notice.add_argument("--values", type=Path, help=argparse.SUPPRESS)  # a file of JSON, from the window
    notice.add_argument("--each", action="store_true", help="每份一个文件")
    notice.add_argument("--pattern", help="文件名样式，如 {单位}-{案号}-{文种}.pdf")
    notice.add_argument("--envelopes", action="store_true", help="一并打印信封")
    notice.add_argument("--receipts", action="store_true", help="每份附送达回证")
    notice.add_argument("--dry-run", action="store_true", help="只看哪些不能签发，不打印")
    text = command("notice-text", "本县的文书模板：查看、导出、导入、核对、恢复")
    text.add_argument("id", nargs="?", help="文书；不写则列出改过的")
    text.add_argument("--export", type=Path, metavar="文件夹", help="导出；不写文书则导出所有改过的")
    text.add_argument("--import", dest="files", type=Path, nargs="+", metavar="FILE.md", help="导入（先核对）")
    text.add_argument("--check", type=Path, metavar="FILE.md", help="只核对，不保存")
    text.add_argument("--reset", action="store_true", help="恢复为随程序提供的模板")
    letters = command("letters", "列出函件：发出的、收到的、逾期未答复的")
    which = letters.add_mutually_exclusive_group()
    which.add_argument("--overdue", action="store_true", help="逾期未答复的，和下一步")
    which.add_argument("--inbox", action="store_true", help="收到的")
    which.add_argument("--outbox", action="store_true", help="发出的（默认）")
    which.add_argument("--box", help="其他：草稿、待送达、待答复、收文待复")
    which.add_argument("--numbers", type=int, nargs="?", const=0, metavar="年份", help="各个文号用到哪里、缺号、重号")
    which.add_argument("--take", metavar="文号", help="手工占用一个文号，须用 --note 写明用途")
    letters.add_argument("--note", default="", help="占号的用途")
    letters.add_argument("--register", type=Path, metavar="OUT.xlsx|OUT.pdf", help="写出（或打印）发文登记簿")
    letter = command("letter", "办理一份函件：登记送达、答复、评价，催办，办结")
    letter.add_argument("letter", help="识别码、登记编号或文号")
    letter.add_argument("action", choices=LETTER, help="、".join(f"{action} {says}" for action, says in LETTER.items()))
    letter.add_argument("--on", help="日期，默认当天")
    letter.add_argument("--mode", help="serve：送达方式")
    letter.add_argument("--receiver", help="serve：签收人")
    letter.add_argument("--no", default="", help="reply：答复文号")
    letter.add_argument("--text", default="", help="reply：答复摘要；assess、remind：说明")
    letter.add_argument("--result", help="reply：答复结论；assess：合格、补充答复、不合格退回")
    letter.add_argument(
        "--item", action="append", default=[], metavar="序号=采纳情况:措施或理由", help="reply：逐条采纳情况"
    )
    letter.add_argument("--due", help="assess：新的答复期限")
    letter.add_argument("--satisfaction", default="", help="assess：对司法建议落实情况的评价")
    letter.add_argument("--phone", action="store_true", help="remind：电话催办，不发函")
    letter.add_argument("--to-person", help="remind：对方联系人")
    letter.add_argument("--set", action="append", default=[], metavar="字段=值", help="issue、remind：文书中的内容")
    letter.add_argument("--file", type=Path, action="append", default=[], help="serve、reply：附上的文件")
    letter.add_argument("--out", type=Path, help="issue、remind：PDF 另存到哪里")


def _record_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", help="记录种类，如 admin_case（用 fuyuan schema 查看）")


def _selection(parser: argparse.ArgumentParser, *, void: bool = True) -> None:
    parser.add_argument("--where", action="append", default=[], metavar="字段=值", help="筛选条件，可多次")
    parser.add_argument("--search", default="", help="任意部分文字")
    parser.add_argument("--sort", default="", help="排序字段，逗号分开，前加 - 为倒序")
    if void:
        parser.add_argument("--void", action="store_true", help="包括作废的")


# What commands share


def _home(parsed: argparse.Namespace) -> Home:
    return Home(parsed.home.expanduser().resolve()) if hasattr(parsed, "home") else Home.default()


def _open(parsed: argparse.Namespace, *, read_only: bool = False) -> Any:
    from app.data.database import Database
    from app.services.exchange.interrupted import interrupted

    db = Database.open(_home(parsed), read_only=read_only, today=getattr(parsed, "today", None))
    if said := interrupted(db):
        print(said, file=sys.stderr)
    if not read_only:
        from app.services.first_start import fill

        fill(db)
    return db


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1, default=str)
    print()


def _wants_json(parsed: argparse.Namespace) -> bool:
    return getattr(parsed, "json", False)


def _progress(parsed: argparse.Namespace, *, listen: bool = True) -> Any:
    """`listen`: standard input is for nothing else, so that the window may ask there to stop."""
    from app.services.progress import Progress

    if not getattr(parsed, "progress", False):
        return Progress()

    def tell(done: int, total: int, text: str) -> None:
        print(json.dumps({"done": done, "total": total, "text": text}, ensure_ascii=False), file=sys.stderr, flush=True)

    return Progress(tell, _asked_to_stop() if listen else None)


def _asked_to_stop() -> Callable[[], bool]:
    """The window writes `cancel` on standard input; stopping by ourselves leaves no half-written file behind."""
    import os
    import threading

    stop = threading.Event()

    def listen() -> None:
        try:
            while not stop.is_set() and (said := os.read(0, 1024)):
                if b"cancel" in said:
                    stop.set()
        except OSError:  # started without standard input
            return

    if sys.stdin is not None and not sys.stdin.isatty():
        threading.Thread(target=listen, name="listen", daemon=True).start()
    return stop.is_set


def _record_type(name: str) -> Any:
    from app.domain.records import RECORDS

    if name in RECORDS:
        return RECORDS[name]
    for cls in RECORDS.values():
        if name in (cls.about.label, cls.about.noun):
            return cls
    raise UserError(f"没有“{name}”这种记录", "记录种类写错了", "用 fuyuan schema 查看有哪些")


def _query(parsed: argparse.Namespace, db: Any) -> Any:
    from app.data.queries import Query

    cls = _record_type(parsed.record)
    sort = tuple(part for part in parsed.sort.split(",") if part)
    for key in sort:
        _field(cls, key.removeprefix("-"))
    filters = tuple(_filter(db, cls, text) for text in parsed.where)
    return Query(cls.about.id, filters, parsed.search, sort, getattr(parsed, "void", False))


def _field(cls: Any, name: str) -> Any:
    name = name.strip()
    if name in cls.fields():
        return cls.fields()[name]
    for f in cls.fields().values():
        if f.label == name:
            return f
    raise UserError(f"“{cls.about.label}”没有字段“{name}”", "字段名写错了", "用 fuyuan schema 查看字段")


def _filter(db: Any, cls: Any, text: str) -> Any:
    from app.data import queries
    from app.domain.fields import Kind

    signs = {"!=": "is_not", "~": "contains", "=": "is"}
    sign = next((sign for sign in signs if sign in text), None)
    if sign is None:
        raise UserError(f"看不懂筛选条件“{text}”", "缺少等号", "写成 字段=值、字段!=值 或 字段~部分文字")
    name, _, value = text.partition(sign)
    operator = signs[sign]
    f = _field(cls, name)
    if operator == "contains":
        return queries.Filter(f.name, operator, value)
    if not value:
        return queries.Filter(f.name, "empty" if operator == "is" else "not_empty")
    read = _value(db, f, value)
    return queries.Filter(f.name, operator, read[0] if f.kind is Kind.REFS else read)


def _value(db: Any, f: Any, text: str) -> Any:
    """What a person wrote for a field, as its value."""
    from app.data import queries
    from app.domain.fields import MANY, Kind
    from app.domain.values import Unreadable, parse

    if f.kind in (Kind.REF, Kind.REFS, Kind.UNIT, Kind.UNITS) and not text:
        return () if f.kind in MANY else None
    if f.kind in (Kind.REF, Kind.REFS):
        ids = queries.match_ref(db, f.to, text)
        if not ids:
            raise UserError(f"找不到“{f.label}”为“{text}”的记录", "没有匹配的记录", "请核对编号或名称")
        return (ids[0],) if f.kind is Kind.REFS else ids[0]
    if f.kind in (Kind.UNIT, Kind.UNITS):
        unit = queries.find_unit(db, text) or text
        return (unit,) if f.kind is Kind.UNITS else unit
    try:
        return parse(f, text, today=db.today)
    except Unreadable as error:
        raise UserError(f"看不懂“{f.label}”的内容“{text}”", str(error), "请改正后重试") from error


# Commands


def demo(parsed: argparse.Namespace) -> int:
    if parsed.remove:
        from app.services.beginning import start_for_real

        kept = start_for_real(_home(parsed), _progress(parsed))
        _print_json({"backup": str(kept)}) if _wants_json(parsed) else print(f"演示数据已清除，备份在 {kept}")
        return DONE
    from app.services.demo import fill

    with _open(parsed) as db:
        fill(db, records=parsed.records, only=parsed.only, progress=_progress(parsed))
        from app.data import queries

        total = sum(queries.counts(db).values())
        _print_json({"records": total}) if _wants_json(parsed) else print(f"演示县已建立，共 {total} 条记录：{db.path}")
    return DONE


def schema(parsed: argparse.Namespace) -> int:
    from app.services.schema_facts import schema_facts

    facts = schema_facts()
    if _wants_json(parsed):
        _print_json(facts)
        return DONE
    for record in facts["records"]:
        print(f"{record['id']}\t{record['label']}\t{len(record['fields'])} 个字段")
    return DONE


def listing(parsed: argparse.Namespace) -> int:
    from app.data import queries

    with _open(parsed, read_only=True) as db:
        query = _query(parsed, db)
        cls = _record_type(parsed.record)
        names = (
            ["reg_no", *cls.about.list_fields] if "reg_no" not in cls.about.list_fields else list(cls.about.list_fields)
        )
        found = queries.ids(db, query)
        rows: list[tuple[str, ...]] = []
        shown = found[: parsed.limit]
        for start in range(0, len(shown), 200):
            rows += queries.page(db, query.record, shown[start : start + 200], names)
        if _wants_json(parsed):
            _print_json({"total": len(found), "rows": [dict(zip(names, row, strict=True)) for row in rows]})
            return DONE
        print("\t".join(cls.fields()[name].label for name in names))
        for row in rows:
            print("\t".join(text.replace("\n", " ") for text in row))
        print(f"共 {len(found)} 条，列出 {len(rows)} 条", file=sys.stderr)
    return DONE


def show(parsed: argparse.Namespace) -> int:
    from app.data import queries

    with _open(parsed, read_only=True) as db:
        record = queries.find(db, parsed.reg_no)
        cls = type(record)
        names = [f.name for f in cls.fields().values()]
        texts = dict(zip(names, queries.page(db, cls.about.id, [record.id], names)[0], strict=True))
        children = {
            child: [
                {
                    f.name: queries.text_of_stored(db, f, _stored(f, getattr(row, f.name)))
                    for f in rows.fields().values()
                }
                for row in getattr(record, child)
            ]
            for child, rows in cls.children().items()
        }
        history = queries.history(db, record.id)
        if _wants_json(parsed):
            _print_json(
                {
                    "record": cls.about.id,
                    "title": queries.title(db, record),
                    "fields": texts,
                    "children": children,
                    "history": [vars(entry) for entry in history],
                }
            )
            return DONE
        print(f"{cls.about.noun}：{queries.title(db, record)}")
        for f in cls.fields().values():
            if texts[f.name]:
                print(f"  {f.label}：{texts[f.name]}")
        for child, rows in cls.children().items():
            for number, row in enumerate(children[child], start=1):
                print(
                    f"  {rows.label} {number}："
                    + "；".join(f"{rows.fields()[n].label} {t}" for n, t in row.items() if t)
                )
        print("修改记录：")
        for entry in history:
            print(f"  {entry.at} {entry.by} {entry.title}（{entry.via}）")
            for label, old, new in entry.changes:
                print(f"    {label}：{old or '空'} → {new or '空'}")
            for label, cell, text in entry.cells:
                print(f"    {label} 来自 {cell}" + (f"，原文“{text}”" if text else ""))
    return DONE


def _stored(f: Any, value: Any) -> Any:
    from app.data.stored import store

    return store(f, value)


def template(parsed: argparse.Namespace) -> int:
    from app.services.exchange.export import template as write

    with _open(parsed) as db:
        write(db, _record_type(parsed.record).about.id, parsed.out)
    return _written(parsed, parsed.out)


def export(parsed: argparse.Namespace) -> int:
    from app.services.exchange.export import export as write

    with _open(parsed, read_only=True) as db:
        write(db, _ids_or_query(parsed, db), parsed.out, masked=not parsed.unmasked, progress=_progress(parsed))
    return _written(parsed, parsed.out)


def _ids_or_query(parsed: argparse.Namespace, db: Any) -> Any:
    """The query of the command, or the rows that the window had chosen (`--ids`: a file that it wrote with `jobs.ids_in`)."""
    query = _query(parsed, db)
    if parsed.ids is None:
        return query
    from array import array

    chosen = array("q", parsed.ids.read_bytes())
    return query.record, chosen


def _written(parsed: argparse.Namespace, out: Path) -> int:
    _print_json({"file": str(out)}) if _wants_json(parsed) else print(f"已写入 {out}")
    return DONE


def importing(parsed: argparse.Namespace) -> int:
    import gc

    from app.services.exchange.converse import converse, plan_facts, written_facts
    from app.services.exchange.session import ImportSession

    gc.set_threshold(100_000, 20, 20)  # millions of values without a cycle among them
    record = _record_type(parsed.record).about.id if parsed.record else None
    progress = _progress(parsed, listen=not (parsed.converse or parsed.password_stdin))
    # A home that is not there yet has to be made even to look at what would happen in it.
    read_only = parsed.dry_run and _home(parsed).database.exists()
    with _open(parsed, read_only=read_only) as db, ImportSession(db, parsed.file, record=record) as session:
        if parsed.converse:
            for line in converse(session, sys.stdin, progress):
                print(line, flush=True)
            return DONE
        session.read(sys.stdin.readline().rstrip("\n") if parsed.password_stdin else None, progress)
        choices = _choices(parsed.choices) if parsed.choices else {}
        session.choose(choices | ({"rule": parsed.rule} if parsed.rule else {}))
        plan = session.plan(progress)
        wrong = plan.counts["wrong"]
        written = None
        if not parsed.dry_run and (parsed.only_good_rows or not wrong):
            if not parsed.confirmed and (why := session.brake()):
                raise UserError("没有导入", why.rstrip("。"), "核对无误后加 --confirmed 再导入")
            written = session.apply(only_good_rows=parsed.only_good_rows, progress=progress)
        if parsed.errors and any(row.problems for row in plan.rows):
            session.write_errors(parsed.errors, progress)
        if _wants_json(parsed):
            rows = [row.as_json() for row in plan.rows]
            applied = {"applied": written is not None} | (written_facts(written) if written else {})
            _print_json(plan_facts(plan) | {"rows": rows} | applied)
        else:
            print(plan.as_text())
            if written is not None:
                print("已导入。可用 fuyuan undo 撤销。" if written.written else "没有需要写入的内容。")
        if not wrong:
            return DONE
        if written is None and not parsed.dry_run:
            print(
                UserError(
                    f"没有导入：有 {wrong} 行存在错误",
                    "整批导入要求每一行都正确",
                    "改正后重试，或加 --only-good-rows 只导入无误的行",
                ),
                file=sys.stderr,
            )
            return REFUSED
        return IN_PART


def _choices(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"读不出“{path}”", f"它不是 JSON 文件（{error}）", "请核对 --choices 的文件") from error


def package(parsed: argparse.Namespace) -> int:
    from app.services.exchange.package_out import Sending, send

    along = {part for part in parsed.along.split(",") if part}
    if unknown := along - {"children", "links", "letters"}:
        raise UserError(f"不认识 --with {','.join(sorted(unknown))}", "可以写 children、links、letters", "请改正后重试")
    with _open(parsed) as db:
        chosen = _chosen_records(parsed, db)
        fields = None
        if parsed.fields:
            fields = {name: _package_fields(_record_type(name), parsed.fields) for name in chosen}
        how = Sending(parsed.to, parsed.purpose, parsed.basis, fields, along, not parsed.unmasked)
        made = send(db, chosen, parsed.out, how, _progress(parsed))
    if _wants_json(parsed):
        _print_json({"file": str(parsed.out), "package": made.id, "sequence": made.sequence, "rows": len(made.rows)})
    else:
        print(
            f"已写入 {parsed.out}：发给{made.receiver}的第 {made.sequence} 包，共 {len(made.rows)} 行，已登记对外提供"
        )
    return DONE


def _chosen_records(parsed: argparse.Namespace, db: Any) -> dict[str, list[int]]:
    from app.data import queries

    if not parsed.record and not parsed.records:
        raise UserError("没有发出交换包", "没有说明发哪些记录", "用 --record 加 --where，或者用 --records 列出登记编号")
    chosen: dict[str, list[int]] = {}
    if parsed.record:
        found = _ids_or_query(parsed, db)
        record, ids = found if isinstance(found, tuple) else (found.record, queries.ids(db, found))
        chosen[record] = list(ids)
    for reg_no in parsed.records:
        record = queries.find(db, reg_no)
        chosen.setdefault(type(record).about.id, []).append(record.id)
    return chosen


def _package_fields(cls: Any, text: str) -> list[str]:
    """Fields of this record type among those named; names of another type in the same package are its own."""
    names = []
    for part in text.split(","):
        child, dot, name = part.strip().rpartition(".")
        rows = next((rows for rows in cls.children().values() if child in (rows.child, rows.label)), None)
        found = (rows or cls).fields().values() if rows or not dot else ()
        if not dot and part.strip() in (word for rows in cls.children().values() for word in (rows.child, rows.label)):
            names += [rows.child for rows in cls.children().values() if part.strip() in (rows.child, rows.label)]
        names += [f"{rows.child}.{f.name}" if rows else f.name for f in found if name in (f.name, f.label)]
    if not names:
        raise UserError(f"“{cls.about.label}”没有这些字段：{text}", "字段名写错了", "用 fuyuan schema 查看字段")
    return names


def packages(parsed: argparse.Namespace) -> int:
    from app.services.exchange import package_register

    with _open(parsed, read_only=True) as db:
        if parsed.out is not None:
            package_register.export(db, parsed.out)
            return _written(parsed, parsed.out)
        _print_json(package_register.as_json(db)) if _wants_json(parsed) else print(package_register.as_text(db))
    return DONE


def acknowledge(parsed: argparse.Namespace) -> int:
    from app.services.exchange.acknowledge import acknowledge as answer

    with _open(parsed) as db:
        says = answer(db, parsed.package, parsed.out)
    _print_json({"file": str(parsed.out), "says": says}) if _wants_json(parsed) else print(f"{says}：{parsed.out}")
    return DONE


def bulk(parsed: argparse.Namespace) -> int:
    from app.data import queries
    from app.services import bulk as many

    if parsed.ids is None and not parsed.where and not parsed.search:
        raise UserError("没有改动", "没有说明改哪些记录", "请用 --where 或 --search 选出要改的记录")
    wanted = BULK[parsed.action]
    if not getattr(parsed, wanted) and not (parsed.action == "set" and parsed.stored):
        raise UserError("没有改动", f"缺少 --{wanted}", "用 fuyuan bulk --help 查看用法")
    with _open(parsed, read_only=parsed.dry_run) as db:
        chosen = _ids_or_query(parsed, db)
        record, ids = chosen if isinstance(chosen, tuple) else (chosen.record, queries.ids(db, chosen))
        deed, progress = _deed(parsed, db, record), _progress(parsed)
        last = db.value("SELECT max(id) FROM operation")
        if parsed.dry_run:
            outcome = many.preview(db, record, ids, deed, progress)
        else:
            outcome = many.carry_out(db, record, ids, deed, progress)
        operation = db.value("SELECT max(id) FROM operation")
    if _wants_json(parsed):
        found: dict[str, Any] = {
            "chosen": len(ids),
            "changed": outcome.changed,
            "same": outcome.same,
            "refused": outcome.refused,
        }
        for name, counted in (("reasons", outcome.reasons), ("doubts", outcome.doubts)):
            found[name] = [{"text": text, "count": n} for text, n in counted.most_common()]
        shown = [{name: text for name, text in vars(change).items() if name != "id"} for change in outcome.shown]
        extra = {"shown": shown} if parsed.dry_run else {"operation": operation if operation != last else None}
        _print_json(found | extra)
    else:
        _say_outcome(parsed, len(ids), outcome)
    return IN_PART if outcome.refused else DONE


def _deed(parsed: argparse.Namespace, db: Any, record: str) -> Any:
    """What the words of the command ask for."""
    from app.data.stored import load
    from app.services import bulk as many

    cls = _record_type(record)
    values = {name: load(_field(cls, name), stored) for name, stored in parsed.stored.items()}
    if parsed.action == "set":
        if not values:
            f = _field(cls, parsed.field)
            values = {f.name: _value(db, f, parsed.value)}
        ((name, value),) = values.items()
        return many.setting(db, record, name, value)
    if parsed.action == "step":
        if parsed.to not in [state.value for state in cls.about.states]:
            states = "、".join(state.value for state in cls.about.states)
            raise UserError(f"没有“{parsed.to}”这个状态", f"{cls.about.noun}的状态有{states}", "请改正后重试")
        for text in parsed.set:
            name, sign, typed = text.partition("=")
            if not sign:
                raise UserError(f"看不懂“--set {text}”", "缺少等号", "写成 --set 字段=值")
            f = _field(cls, name)
            values[f.name] = _value(db, f, typed.strip())
        return many.stepping(db, record, parsed.to, values, parsed.reason)
    if parsed.action == "void":
        return many.voiding(db, record, parsed.reason)
    return many.tagging(db, record, parsed.tag, off=parsed.action == "untag")


def _say_outcome(parsed: argparse.Namespace, chosen: int, outcome: Any) -> None:
    for change in outcome.shown:
        new = change.said if change.refused else f"{change.new or '空'}　{change.said}".strip()
        print(f"{change.reg_no}\t{change.title}\t{change.old or '空'} → {new}")
    did = "将改动" if parsed.dry_run else "改动"
    print(f"共 {chosen} 条，{did} {outcome.changed} 条，原来就是 {outcome.same} 条，不能改 {outcome.refused} 条。")
    for why, n in outcome.reasons.most_common():
        print(f"  {n} 条不能改：{why}")
    for doubt, n in outcome.doubts.most_common():
        print(f"  {n} 条改后存疑：{doubt}")
    if outcome.changed and not parsed.dry_run:
        print("可用 fuyuan undo 撤销。")


def imports(parsed: argparse.Namespace) -> int:
    from app.data import import_log
    from app.services.exchange.plan_rows import RowKind

    with _open(parsed, read_only=True) as db:
        batches = import_log.batches(db)
    if _wants_json(parsed):
        _print_json([batch.as_json() for batch in batches])
        return DONE
    for batch in batches:
        counts = "，".join(f"{kind.label} {batch.counts[kind]}" for kind in RowKind if batch.counts.get(kind))
        print(
            f"第{batch.id}批 {batch.at} {batch.by} {batch.file_name}：{counts}（操作 {batch.operation}）{batch.state}"
        )
    print(f"共 {len(batches)} 次导入", file=sys.stderr)
    return DONE


def reminders(parsed: argparse.Namespace) -> int:
    from app.services import reminders

    kinds = [kind for kind in parsed.kinds.split(",") if kind]
    if not kinds or not set(kinds) <= {"pdf", "xlsx"}:
        raise UserError(f"不能写成“{parsed.kinds}”", "可以写的有 pdf 和 xlsx", "请用 --kinds pdf,xlsx")
    if not parsed.folder.is_dir():
        raise UserError(f"没有文件夹“{parsed.folder}”", "提醒单要写到已有的文件夹", "请先建立它")
    with _open(parsed, read_only=True) as db:
        chosen = reminders.sheets(db, parsed.days, parsed.unit)
        written = reminders.write(db, chosen, parsed.folder, kinds, _progress(parsed))
        says = [f"{sheet.unit}：{sheet.says}" for sheet in chosen]
    if _wants_json(parsed):
        _print_json({"files": [str(file) for file in written], "units": says})
    else:
        print("\n".join([*says, f"已写到 {parsed.folder}"]))
    return 0


def calendar(parsed: argparse.Namespace) -> int:
    from app.services import calendar_file
    from app.services.workbench import Narrowed

    with _open(parsed, read_only=True) as db:
        count = calendar_file.write(db, Narrowed(unit=parsed.unit), parsed.out, parsed.days)
    if _wants_json(parsed):
        _print_json({"written": count})
    else:
        print(f"已写出 {count} 项：{parsed.out}")
    return 0


def proposals(parsed: argparse.Namespace) -> int:
    from app.data import queries
    from app.services.proposals import confirm, dismiss, open_proposals

    if parsed.confirm or parsed.dismiss:
        with _open(parsed) as db:
            done = confirm(db, parsed.confirm) if parsed.confirm else dismiss(db, parsed.dismiss, parsed.reason)
        said = "confirmed" if parsed.confirm else "dismissed"
        if _wants_json(parsed):
            _print_json({said: done.facts()})
        else:
            print(f"{'已采纳' if parsed.confirm else '不再提出'}：{done.what}")
        return DONE
    with _open(parsed, read_only=True) as db:
        found = open_proposals(db, queries.find(db, parsed.record).id if parsed.record else None)
    if _wants_json(parsed):
        _print_json([one.facts() for one in found])
        return DONE
    for one in found:
        print(f"{one.key}\t{one.kind}\t{one.what}：{one.why}（{one.basis}）")
    print(f"共 {len(found)} 条待确认的建议", file=sys.stderr)
    return DONE


def undo(parsed: argparse.Namespace) -> int:
    with _open(parsed) as db:
        done = db.undo_told(parsed.operation)
    if _wants_json(parsed):
        stayed = {
            name: [{"reg_no": number, "title": title} for number, title in rows]
            for name, rows in (("kept_records", done.kept), ("failed_records", done.failed))
        }
        counts = {"taken_back": done.taken_back, "kept": len(done.kept), "failed": len(done.failed)}
        _print_json({"undone": done.told} | counts | stayed)
        return DONE
    print(f"已撤销：{done.told}")
    for why, rows in (("此后又被改动，保留现在的内容", done.kept), ("被其他记录引用，没有退回", done.failed)):
        for number, title in rows:
            print(f"  {number} {title}：{why}")
    return DONE


def redo(parsed: argparse.Namespace) -> int:
    with _open(parsed) as db:
        title = db.redo()
    _print_json({"redone": title}) if _wants_json(parsed) else print(f"已重做：{title}")
    return DONE


def notices(parsed: argparse.Namespace) -> int:
    from app.services.notices.catalogue import catalogue

    if _wants_json(parsed):
        _print_json(
            [
                {"id": n.id, "title": n.title, "record": n.record, "format": n.format, "sender": n.sender_says}
                | {"recipient": n.recipient_says, "reply": str(n.reply) if n.reply else None}
                for n in catalogue()
            ]
        )
        return DONE
    for n in catalogue():
        reply = f"\t答复：{n.reply}" if n.reply else ""
        print(f"{n.id}\t{n.title}\t{n.record}\t{n.format}\t{n.sender_says} → {n.recipient_says}{reply}")
    return DONE


def notice(parsed: argparse.Namespace) -> int:
    from app.data import queries
    from app.services.notices.letters import issue
    from app.services.notices.notice import make

    if parsed.record is None:
        return _notices_for_many(parsed)
    with _open(parsed) as db:
        record = queries.find(db, parsed.record)
        if not parsed.issue:
            made = make(db, parsed.id, record, parsed.out, _said(parsed))
            _say_glyphs(made.missing_glyphs)
            return _written(parsed, parsed.out)
        issued = issue(db, parsed.id, record, _said(parsed), out=parsed.out)
        _say_issued(parsed, db, issued)
    return DONE


def _said(parsed: argparse.Namespace) -> dict[str, Any]:
    """What `--set 字段=值` says, on top of the window's file of values."""
    file = getattr(parsed, "values", None)
    values: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file else {}
    for text in parsed.set:
        name, sign, value = text.partition("=")
        if not sign:
            raise UserError(f"看不懂“--set {text}”", "缺少等号", "写成 --set 字段=值")
        values[name.strip()] = value.strip()
    return values


def _say_glyphs(missing: Sequence[str]) -> None:
    if missing:
        print(f"以下字符没有字体可以显示：{''.join(missing)}", file=sys.stderr)


def _say_issued(parsed: argparse.Namespace, db: Any, issued: Any) -> None:
    from app.data import queries

    reg_no = queries.load(db, "letter", issued.letter_id).reg_no if issued.letter_id else ""
    _say_glyphs(issued.missing_glyphs)
    if _wants_json(parsed):
        found = {"file": str(issued.path), "doc_no": issued.doc_no, "code": issued.code, "reg_no": reg_no}
        _print_json(found | {"told": list(issued.told)})
        return
    if reg_no:
        print(f"已签发 {issued.doc_no}（{reg_no}，识别码 {issued.code}）：{issued.path}")
    else:
        print(f"已写入 {issued.path}，并附在记录上")
    for told in issued.told:
        print(told, file=sys.stderr)


def _notices_for_many(parsed: argparse.Namespace) -> int:
    from app.data import queries
    from app.services.notices import batch
    from app.services.notices.catalogue import notice_of

    declared = notice_of(parsed.id)
    if declared is None:
        raise UserError(f"没有文书“{parsed.id}”", "文书的名称写错了", "用 fuyuan notices 查看有哪些")
    if parsed.ids is None and not parsed.where and not parsed.search:
        raise UserError(
            "没有生成文书", "没有说明给哪些记录", "用 --record 写登记编号，或者用 --where、--search 选出许多条"
        )
    parsed.record = declared.record
    with _open(parsed) as db:
        chosen = _ids_or_query(parsed, db)
        ids = chosen[1] if isinstance(chosen, tuple) else queries.ids(db, chosen)
        if parsed.dry_run:
            done = batch.preview(db, parsed.id, ids, _said(parsed))
        else:
            done = batch.issue_many(
                db,
                parsed.id,
                ids,
                parsed.out,
                each=parsed.each,
                values=_said(parsed),
                pattern=parsed.pattern or batch.PATTERN,
                envelopes=parsed.envelopes,
                receipts=parsed.receipts,
                progress=_progress(parsed),
            )
    _say_glyphs(sorted({glyph for one in done.issued for glyph in one.missing_glyphs}))
    if _wants_json(parsed):
        _print_json(
            {
                "chosen": len(ids),
                "issued": [{"doc_no": one.doc_no, "code": one.code} for one in done.issued],
                "files": [str(file) for file in done.files],
                "failed": [vars(one) for one in done.failed],
            }
        )
    else:
        word = "可以签发" if parsed.dry_run else "已签发"
        print(f"共 {len(ids)} 条，{word} {len(done.issued)} 份，不能签发 {len(done.failed)} 条。")
        for file in done.files:
            print(f"已写入 {file}")
        for one in done.failed:
            print(f"  {one.reg_no} {one.title}：{one.why}")
    return IN_PART if done.failed else DONE


def notice_text(parsed: argparse.Namespace) -> int:
    from app.services.notices import template_store as store

    with _open(parsed) as db:
        if parsed.files:
            taken = store.import_files(db, parsed.files)
            _print_json(dict(taken)) if _wants_json(parsed) else print(f"已导入 {len(taken)} 份文书模板")
        elif parsed.export:
            written = store.export(db, parsed.export, [parsed.id] if parsed.id else [])
            _print_json([str(file) for file in written]) if _wants_json(parsed) else print(f"已导出 {len(written)} 份")
        elif parsed.id is None:
            edited = store.edited(db)
            _print_json(edited) if _wants_json(parsed) else print("\n".join(edited) or "没有改过的文书模板")
        elif parsed.check:
            wrong = store.check(db, parsed.id, parsed.check.read_text(encoding="utf-8-sig"))
            _print_json(wrong) if _wants_json(parsed) else print("\n".join(wrong) or "可以使用")
            return IN_PART if wrong else DONE
        elif parsed.reset:
            store.reset(db, parsed.id)
            print("已恢复为随程序提供的模板")
        elif _wants_json(parsed):
            _print_json([vars(one) for one in store.history(db, parsed.id)])
        else:
            for one in store.history(db, parsed.id):
                print(f"第{one.number}版 {one.at} {one.by} {one.note}")
            print(store.current(db, parsed.id))
    return DONE


def letters(parsed: argparse.Namespace) -> int:
    from app.services.notices import letters as service
    from app.services.notices import numbers

    with _open(parsed, read_only=parsed.take is None) as db:
        if parsed.take is not None:
            number = numbers.take(db, parsed.take, parsed.note)
            _print_json({"taken": str(number)}) if _wants_json(parsed) else print(f"已占用 {number}")
            return DONE
        if parsed.register is not None:
            return _write_register(parsed, db)
        if parsed.numbers is not None:
            found = numbers.series(db, parsed.numbers or None)
            if _wants_json(parsed):
                _print_json([vars(one) | {"next": one.next} for one in found])
            else:
                print("\n".join(one.told for one in found) or "还没有用过文号")
            return DONE
        if parsed.overdue:
            late = service.overdue(db)
            if _wants_json(parsed):
                _print_json([vars(one) for one in late])
                return DONE
            for one in late:
                step = one.step or "已提请督办" if one.ready or not one.step else f"{one.step}（{one.new_due}以后）"
                print(f"{one.reg_no}\t{one.doc_no}\t{one.title}\t{'、'.join(one.to_units)}\t逾期{one.days}天\t{step}")
            print(f"共 {len(late)} 份逾期未答复", file=sys.stderr)
            return DONE
        boxes = service.boxes(db)
        name = parsed.box or ("收件箱" if parsed.inbox else "发件箱")
        if name not in boxes:
            raise UserError(f"没有“{name}”", f"可以写{'、'.join(boxes)}", "请改正后重试")
        return _list_letters(parsed, db, boxes[name])


def _list_letters(parsed: argparse.Namespace, db: Any, query: Any) -> int:
    from app.data import queries
    from app.domain.records import RECORDS

    cls = RECORDS["letter"]
    names = ["reg_no", "code", *cls.about.list_fields]
    ids = queries.ids(db, query)
    rows = [row for at in range(0, len(ids), 200) for row in queries.page(db, "letter", ids[at : at + 200], names)]
    if _wants_json(parsed):
        _print_json({"total": len(ids), "rows": [dict(zip(names, row, strict=True)) for row in rows]})
        return DONE
    print("\t".join(cls.fields()[name].label for name in names))
    for row in rows:
        print("\t".join(text.replace("\n", " ") for text in row))
    print(f"共 {len(ids)} 份", file=sys.stderr)
    return DONE


def _write_register(parsed: argparse.Namespace, db: Any) -> int:
    from app.data import queries
    from app.services.notices.letters import inbox, outbox

    query = inbox(db) if parsed.inbox else outbox(db)
    if parsed.register.suffix.lower() == ".pdf":
        from app.services.notices.print_ledger import print_ledger_of

        print_ledger_of(db, query, parsed.register, progress=_progress(parsed))
    else:
        from app.services.exchange.export import export as write

        write(db, query, parsed.register)
    print(f"共 {queries.count(db, query)} 份", file=sys.stderr)
    return _written(parsed, parsed.register)


def letter(parsed: argparse.Namespace) -> int:
    from app.data import queries
    from app.services.notices import letters as service

    with _open(parsed) as db:
        found = service.find(db, parsed.letter)
        day = _day(db, parsed.on)
        match parsed.action:
            case "issue":
                _say_issued(parsed, db, service.issue_draft(db, found.id, _said(parsed), out=parsed.out))
                return DONE
            case "serve":
                service.serve(db, found.id, on=day, mode=parsed.mode, receiver=parsed.receiver, files=parsed.file)
            case "reply":
                service.register_reply(
                    db,
                    found.id,
                    on=day,
                    number=parsed.no,
                    text=parsed.text,
                    result=parsed.result,
                    adoptions=[_adoption(text) for text in parsed.item],
                    files=parsed.file,
                )
            case "assess":
                service.assess(
                    db,
                    found.id,
                    parsed.result or "合格",
                    satisfaction=parsed.satisfaction,
                    new_due=_day(db, parsed.due),
                    note=parsed.text,
                )
            case "remind":
                way = "电话" if parsed.phone else ""
                done = service.remind(
                    db, found.id, _said(parsed), way=way, to_person=parsed.to_person, note=parsed.text, out=parsed.out
                )
                if done.issued:
                    _say_issued(parsed, db, done.issued)
                    return DONE
            case "close":
                service.close(db, found.id, on=day)
        now = queries.load(db, "letter", found.id)
    if _wants_json(parsed):
        _print_json({"reg_no": now.reg_no, "status": now.status, "reply_due": now.reply_due})
    else:
        print(f"{now.reg_no} {now.doc_no or ''} {now.title}：{now.status}")
    return DONE


def _day(db: Any, text: str | None) -> Any:
    from app.domain.records import RECORDS

    return _value(db, RECORDS["letter"].fields()["served_on"], text) if text else None


def _adoption(text: str) -> Any:
    """`1=采纳:修订办法`, `2=不采纳:已有规定`."""
    from app.services.notices.letters import Adoption

    seq, sign, said = text.partition("=")
    adopted, _, more = said.replace("：", ":").partition(":")
    if not sign or not seq.strip().isdecimal() or adopted not in ("采纳", "部分采纳", "不采纳"):
        raise UserError(f"看不懂“--item {text}”", "应写明序号和采纳情况", "写成 1=采纳:措施，或者 2=不采纳:理由")
    is_refused = adopted == "不采纳"
    return Adoption(int(seq), adopted, action="" if is_refused else more, reason=more if is_refused else "")


def printing(parsed: argparse.Namespace) -> int:
    from dataclasses import replace

    from app.services.notices.page_setup import keep, kept
    from app.services.notices.print_ledger import print_ledger_of

    with _open(parsed, read_only=not parsed.keep) as db:
        cls = _record_type(parsed.record)
        columns = tuple(_field(cls, name).name for name in parsed.columns.split(",")) if parsed.columns else None
        changes: dict[str, Any] = {}
        if parsed.paper:
            changes["paper"] = parsed.paper.upper()
        if parsed.portrait is not None:
            changes["portrait"] = parsed.portrait
        if parsed.margins:
            changes["margins"] = tuple(_number(text) for text in parsed.margins.replace("，", ",").split(","))
        if parsed.font_size:
            changes["size"] = None if parsed.font_size == "fit" else _number(parsed.font_size)
        setup = replace(kept(db, cls.about.id), **changes)
        if parsed.keep:
            keep(db, cls.about.id, replace(setup, columns=columns or setup.columns))
        which = _ids_or_query(parsed, db)
        print_ledger_of(db, which, parsed.out, columns=columns, setup=setup, progress=_progress(parsed))
    return _written(parsed, parsed.out)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UserError(f"看不懂“{text}”", "这里要一个数", "请改正后重试") from None


def backup(parsed: argparse.Namespace) -> int:
    from app.data.backup import backup as copy

    with _open(parsed, read_only=True) as db:
        made = copy(db, to=parsed.out, step=_progress(parsed).step)
    if _wants_json(parsed):
        _print_json({"file": str(made.path), "attachments": made.files, "lacking": made.lacking})
    else:
        print(f"已写入 {made.path}，附件 {made.files} 个")
        _say_lacking(made.lacking)
    return IN_PART if made.lacking else DONE


def restore(parsed: argparse.Namespace) -> int:
    from app.data.backup import restore as put_back

    home = _home(parsed)
    done = put_back(home, parsed.file, _progress(parsed).step)
    kept = str(done.kept) if done.kept else None
    if _wants_json(parsed):
        _print_json({"file": str(home.database), "kept": kept, "attachments": done.files, "lacking": done.lacking})
    else:
        print(f"已恢复 {home.database}，附件 {done.files} 个" + (f"；恢复前的数据在 {kept}" if kept else ""))
        _say_lacking(done.lacking)
    return IN_PART if done.lacking else DONE


def _say_lacking(names: Sequence[str]) -> None:
    if names:
        print(f"以下附件的文件不见了或者已损坏：{'、'.join(names)}", file=sys.stderr)


def check(parsed: argparse.Namespace) -> int:
    from app.data.backup import check as examine
    from app.services.attachments import check as examine_files

    with _open(parsed, read_only=True) as db:
        progress = _progress(parsed)
        progress.step(0, 0, "正在检查数据库")
        found = examine(db) + examine_files(db, progress)
    if _wants_json(parsed):
        _print_json({"ok": not found, "problems": found})
    else:
        print("数据库和附件完好。" if not found else "\n".join(found))
    return DONE if not found else IN_PART


def due(parsed: argparse.Namespace) -> int:
    from app.services.deadlines import calculate
    from app.services.deadlines.calculator import stop

    with _open(parsed, read_only=True) as db:
        answer = calculate(db, parsed.rule, parsed.date, [stop(*_interval(text)) for text in parsed.stop])
    if _wants_json(parsed):
        _print_json(answer.facts())
        return DONE
    print(f"{answer.period.title}：{answer.due_on or '待定'}")
    print("\n".join(answer.counting))
    print(f"依据：{answer.period.basis}")
    print(answer.hint, file=sys.stderr)
    return DONE


def _interval(text: str) -> tuple[date, date | None]:
    first, _, last = text.partition("..")
    try:
        return date.fromisoformat(first), date.fromisoformat(last) if last else None
    except ValueError:
        raise UserError(
            f"看不懂停表区间“{text}”", "", "写成 2026-03-01..2026-03-20；尚未恢复的写 2026-03-01.."
        ) from None


def deadlines(parsed: argparse.Namespace) -> int:
    from datetime import timedelta

    from app.services.deadlines import due_list, named

    with _open(parsed, read_only=True) as db:
        until = parsed.until or db.today + timedelta(15)
        rows = due_list(db, until, unit=parsed.unit, module=parsed.module, person=parsed.person, limit=parsed.limit)
        names = named(db, [row.owner for row in rows])
        if _wants_json(parsed):
            records = [dict(zip(("reg_no", "of"), names.get(row.owner, ("", "")), strict=True)) for row in rows]
            _print_json(
                {"until": until, "rows": [record | row.facts() for record, row in zip(records, rows, strict=True)]}
            )
            return DONE
        for row in rows:
            number, title = names.get(row.owner, ("", ""))
            print("\t".join((str(row.due_on), row.says, row.title, row.unit or "", number, title)))
        print(f"到 {until} 为止共 {len(rows)} 项", file=sys.stderr)
    return DONE


def periods(parsed: argparse.Namespace) -> int:
    if parsed.action != "list" and not parsed.what:
        raise UserError(f"periods {parsed.action} 缺少内容", "没有写文件或编号", "用 fuyuan periods --help 查看用法")
    act = {"list": _list_periods, "export": _export_periods, "import": _import_periods}
    return act.get(parsed.action, _switch_periods)(parsed)


def _list_periods(parsed: argparse.Namespace) -> int:
    from app.services.deadlines import all_periods

    with _open(parsed, read_only=True) as db:
        shown = all_periods(db)
        if _wants_json(parsed):
            names = (
                "id",
                "title",
                "event",
                "length",
                "direction",
                "roll",
                "kind",
                "record",
                "responsible",
                "basis",
                "active",
            )
            _print_json([{name: getattr(period, name) for name in names} for period in shown])
            return DONE
        for period in shown:
            before = "前" if period.direction == "before" else ""
            print(
                "\t".join(
                    (period.id, period.title, before + period.length, "启用" if period.active else "停用", period.basis)
                )
            )
    return DONE


def _export_periods(parsed: argparse.Namespace) -> int:
    from app.services.deadlines import rules

    with _open(parsed, read_only=True) as db:
        rules.write_file(db, Path(parsed.what[0]))
    return _written(parsed, Path(parsed.what[0]))


def _import_periods(parsed: argparse.Namespace) -> int:
    from app.services.deadlines import rules

    with _open(parsed) as db:
        found = rules.read_file(db, Path(parsed.what[0]))
        written = 0 if parsed.dry_run else rules.take_over(db, found, since=parsed.since, reason=parsed.reason)
    changed = [change for change in found if change.kind != "相同"]
    if _wants_json(parsed):
        said = [{"rule": c.period.id, "kind": c.kind, "differences": c.differences} for c in changed]
        _print_json({"written": written, "same": len(found) - len(changed), "changes": said})
        return DONE
    for change in changed:
        differences = "；".join(f"{label}：{old}→{new}" for label, old, new in change.differences)
        print(f"{change.kind}\t{change.period.id}\t{change.period.title}\t{differences}")
    print(f"写入 {written} 项，相同 {len(found) - len(changed)} 项", file=sys.stderr)
    return DONE


def _switch_periods(parsed: argparse.Namespace) -> int:
    from app.services.deadlines import rules

    with _open(parsed) as db:
        rules.switch(db, parsed.what, parsed.action == "on")
    print(f"已{'启用' if parsed.action == 'on' else '停用'} {len(parsed.what)} 项", file=sys.stderr)
    return DONE


def holidays(parsed: argparse.Namespace) -> int:
    from app.services.deadlines import holidays as table

    if parsed.action == "import" and parsed.file is None:
        raise UserError("没有写明文件", "", "写成 fuyuan holidays import 文件")
    with _open(parsed, read_only=parsed.action == "list") as db:
        if parsed.action == "import":
            years = table.enter(db, table.read_file(parsed.file, db.today), source=parsed.file.name)
            _print_json({"years": years}) if _wants_json(parsed) else print(
                f"已写入 {'、'.join(map(str, years))} 年放假安排"
            )
            return DONE
        if parsed.year:
            days = table.days(db, parsed.year)
            if _wants_json(parsed):
                _print_json([day._asdict() for day in days])
            else:
                print("\n".join(f"{day.day}\t{day.says}\t{day.name}" for day in days))
            return DONE
        known = table.years(db)
        if _wants_json(parsed):
            _print_json({"years": [vars(year) for year in known], "missing": table.missing_years(db)})
            return DONE
        for year in known:
            print(f"{year.year}\t放假 {year.off} 天\t调休上班 {year.on} 天\t本地 {year.local} 天")
        for missing, waiting in table.missing_years(db).items():
            print(f"缺 {missing} 年放假安排，{waiting} 项期限待定", file=sys.stderr)
    return DONE


def screenshots(parsed: argparse.Namespace) -> int:
    from ui.screenshots import take

    take(_home(parsed), parsed.folder)
    return _written(parsed, parsed.folder)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "demo": demo,
    "schema": schema,
    "list": listing,
    "show": show,
    "template": template,
    "export": export,
    "import": importing,
    "imports": imports,
    "package": package,
    "packages": packages,
    "acknowledge": acknowledge,
    "bulk": bulk,
    "reminders": reminders,
    "calendar": calendar,
    "proposals": proposals,
    "undo": undo,
    "redo": redo,
    "notices": notices,
    "notice": notice,
    "notice-text": notice_text,
    "letters": letters,
    "letter": letter,
    "print": printing,
    "due": due,
    "deadlines": deadlines,
    "periods": periods,
    "holidays": holidays,
    "backup": backup,
    "restore": restore,
    "check": check,
    "screenshots": screenshots,
}

if __name__ == "__main__":
    sys.exit(main())
