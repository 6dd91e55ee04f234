"""Pictures of every page and dialog, off-screen: for the manual, and for looking at one's own work."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.paths import Home

SIZES = ((1366, 768), (1920, 1080))
SETTLED = 400  # milliseconds; queries come back from their threads and the record pane follows the row
LEDGERS_PER_TAB = 2


def take(home: Home, folder: Path, sizes: tuple[tuple[int, int], ...] = SIZES) -> list[Path]:
    """What has been written, in the order of the program."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui import style
    from ui.main import make_application, open_database

    app = make_application()
    style.apply(app)
    folder.mkdir(parents=True, exist_ok=True)
    taken: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as scratch:
        for width, height in sizes:
            size = f"{width}x{height}"
            db = open_database(home)
            with _window(db, Path(scratch) / f"{size}.ini", width, height) as window:
                taken += _filled(window, folder, size)
                if (width, height) == sizes[0]:
                    taken += _dialogs(window, folder, Path(scratch))
            with _window(
                open_database(Home(Path(scratch) / "empty")), Path(scratch) / "e.ini", width, height
            ) as window:
                taken.append(_picture(window, folder / f"空白-{size}.png"))
    return taken


@contextmanager
def _window(db: Any, remembered: Path, width: int, height: int) -> Iterator[Any]:
    """A window that remembers nothing, so that pictures are alike from day to day."""
    from ui.jobs import Jobs
    from ui.remembered import Remembered
    from ui.window import Window

    jobs = Jobs(db.home)
    window = Window(db, jobs, Remembered(remembered))
    try:
        window.resize(width, height)
        window.show()
        window.begin()
        _wait()
        yield window
    finally:
        window.close()
        window.deleteLater()
        _wait(10)
        jobs.close()
        db.close()


def _filled(window: Any, folder: Path, size: str) -> Iterator[Path]:
    from app.domain.records import RECORDS
    from ui.modules import TABS, WORKBENCH

    for tab in TABS:
        window.show_module(tab.id)
        page = window.page
        if tab.id == WORKBENCH:
            yield from _workbench(window, folder, size)
            continue
        shown = [record for record in page.ledgers.records if record in window.counts and window.counts[record]]
        for record in (shown or list(page.ledgers.records))[:LEDGERS_PER_TAB]:
            page.ledgers.choose(record)
            _wait()
            page.ledger.table.selectRow(0)
            _wait()
            yield _picture(window, folder / f"{tab.title}-{RECORDS[record].about.label}-{size}.png")
    window.show_module(TABS[1].id)
    window.page.new_record()
    _wait()
    yield _picture(window, folder / f"新建-{size}.png")


def _workbench(window: Any, folder: Path, size: str) -> Iterator[Path]:
    """By month and by week; the record of the first item with its deadlines."""
    from app.services.workbench import Which

    page = window.page
    _wait()
    yield _picture(window, folder / f"工作台-{size}.png")
    page.choose(Which.OVERDUE)
    page.week_button.setChecked(True)
    _wait()
    yield _picture(window, folder / f"工作台-按周-{size}.png")
    if page.table.current is not None:
        page.open_item(page.table.current)
        _wait()
        yield _picture(window, folder / f"期限-{size}.png")


def _dialogs(window: Any, folder: Path, scratch: Path) -> Iterator[Path]:
    from app.errors import UserError
    from ui import messages
    from ui.columns import ColumnsDialog
    from ui.dialogs.backups import BackupsDialog
    from ui.dialogs.calculator import CalculatorDialog
    from ui.dialogs.exporting import PrintDialog, RowsDialog, run_on_rows
    from ui.dialogs.holidays import HolidaysDialog
    from ui.dialogs.packages import PackagesDialog
    from ui.dialogs.page_setup import PageSetupDialog
    from ui.dialogs.preview import Again, PdfPreview
    from ui.dialogs.reminding import RemindersDialog
    from ui.dialogs.rules import RuleDialog, RulesDialog
    from ui.dialogs.sending import SendDialog
    from ui.dialogs.settings import SettingsDialog
    from ui.dialogs.small import AboutDialog, KeysDialog, VoidDialog
    from ui.filter_bar import ConditionEditor
    from ui.finder import Finder

    window.page.pane.clear()
    page = window.page.ledger
    home = window.db.home
    editor = ConditionEditor(window.db, page.record, "", page)
    workbook, printed = scratch / "台账.xlsx", scratch / "台账.pdf"
    some = page.model.ids[:60]
    run_on_rows("export", "正在导出", home, page, some, workbook, ["--unmasked"])
    run_on_rows("print", "正在排版", home, page, some, printed, ["--columns", ",".join(page.columns.names)])
    finder = Finder(window.jobs, window)
    finder.find("土地")
    example = UserError("这份文件没有导入", "文件正被 Excel 打开", "请在 Excel 中关闭它，然后重试")
    made: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("筛选条件", lambda: editor),
        ("查找任何记录", lambda: finder),
        ("选择列", lambda: ColumnsDialog(page.record, page.columns.names, window)),
        ("导出", lambda: RowsDialog("导出到 Excel", "选择位置并导出", page, masking=True, parent=window)),
        ("打印", lambda: PrintDialog(window.db, page)),
        ("页面设置", lambda: PageSetupDialog(window.db, page.record, page.columns.names, window)),
        (
            "打印预览",
            lambda: PdfPreview(printed, "台账", window.remembered, window, Again("页面设置", lambda _: False)),
        ),
        ("发给其他单位", lambda: SendDialog(window.db, page)),
        ("往来登记", lambda: PackagesDialog(window.db, window.remembered, window)),
        ("期限计算", lambda: CalculatorDialog(window.db, window.remembered, window)),
        ("到期提醒单", lambda: RemindersDialog(window.db, window.remembered, window)),
        ("期限规则", lambda: RulesDialog(window.db, window.remembered, window)),
        ("新设期限规则", lambda: RuleDialog(window.db, None, window)),
        ("放假安排", lambda: HolidaysDialog(window.db, window.remembered, window)),
        ("备份与恢复", lambda: BackupsDialog(home, window)),
        ("作废", lambda: VoidDialog("这条记录", window)),
        ("设置", lambda: SettingsDialog(window.db, window)),
        ("快捷键", lambda: KeysDialog(window.named_actions, window)),
        ("关于", lambda: AboutDialog(window.about_facts, window)),
        ("出错", lambda: messages.error_box(example, window)),
    )
    for name, make in made:
        dialog = make()
        dialog.show()
        _wait(60)
        yield _picture(dialog, folder / f"对话框-{name}.png")
        dialog.close()
        dialog.deleteLater()
    yield from _import(window, folder, workbook)
    yield from _notice(window, folder, scratch)
    yield from _letters(window, folder)


def _import(window: Any, folder: Path, workbook: Path) -> Iterator[Path]:
    """Each step of the import wizard."""
    from ui.import_wizard.wizard import DONE, TITLES, ImportWizard

    wizard = ImportWizard(window.db.home, workbook, window)
    wizard.show()
    while wizard.is_working:
        _wait(50)
    for step in range(DONE):
        wizard.go_to(step)
        _wait(200)
        yield _picture(wizard, folder / f"导入-{step + 1}-{TITLES[step]}.png")
    wizard.close()
    wizard.deleteLater()


def _notice(window: Any, folder: Path, scratch: Path) -> Iterator[Path]:
    """Choosing a notice, its questions, its pages: of the first record that has one with questions."""
    from functools import partial

    from app.data import queries
    from app.services.notices.catalogue import catalogue
    from app.services.notices.notice import draft, make
    from ui.dialogs.noticing import ChooseNoticeDialog
    from ui.dialogs.preview import PdfPreview
    from ui.dialogs.questions import QuestionsDialog
    from ui.notice_list import offered
    from ui.pickers import Sources

    db = window.db
    for notice in catalogue():
        ids = queries.ids(db, queries.Query(notice.record))
        if not len(ids):
            continue
        record = queries.load(db, notice.record, ids[0])
        notices = offered(db, record)
        if any(one.refused for one in notices if one.notice is notice):
            continue
        asked = QuestionsDialog(notice.title, partial(draft, db, notice.id, record), Sources(db), window)
        for name, dialog in (
            ("选择文书", ChooseNoticeDialog(queries.title(db, record), notices, window)),
            ("文书", asked),
        ):
            dialog.show()
            _wait(60)
            yield _picture(dialog, folder / f"对话框-{name}.png")
            dialog.close()
        answers = asked.answers | {"发文字号": "某法〔2022〕1号"}
        for question in draft(db, notice.id, record, answers).questions:
            answers[question.name] = (question.options or question.suggestions or ("2022年9月6日",))[0]
        made = make(db, notice.id, record, scratch / "notice.pdf", answers)
        preview = PdfPreview(made.path, notice.title, window.remembered, window)
        preview.show()
        _wait(60)
        yield _picture(preview, folder / "对话框-文书预览.png")
        preview.close()
        return


def _letters(window: Any, folder: Path) -> Iterator[Path]:
    """What is done with letters, with the newest of the database; the texts of notices; document numbers."""
    from app.data import queries
    from app.services.notices.catalogue import catalogue
    from app.services.notices.letters import outbox
    from ui.dialogs.batch import BatchDialog
    from ui.dialogs.letters import AssessDialog, RemindDialog, ReplyDialog, ServeDialog
    from ui.dialogs.numbers import NumbersDialog, TakeDialog
    from ui.dialogs.templates import TemplatesDialog

    db = window.db
    some = catalogue()[0].record
    made: list[tuple[str, Callable[[], Any]]] = [
        ("文号", lambda: NumbersDialog(db, window)),
        ("占号", lambda: TakeDialog(db, "", window)),
        ("文书模板", lambda: TemplatesDialog(db, window.remembered, window)),
        (
            "批量生成文书",
            lambda: BatchDialog(
                db, window.jobs, window.remembered, some, list(queries.ids(db, queries.Query(some)))[:50], window
            ),
        ),
    ]
    if ids := list(queries.ids(db, outbox(db))):
        letter = queries.load(db, outbox(db).record, ids[0])
        made += [
            ("登记送达", lambda: ServeDialog(db, letter, window)),
            ("登记答复", lambda: ReplyDialog(db, letter, window)),
            ("评价答复", lambda: AssessDialog(db, letter, window)),
            ("催办", lambda: RemindDialog(db, ids[:20], window)),
        ]
    for name, make in made:
        dialog = make()
        dialog.show()
        _wait()
        yield _picture(dialog, folder / f"对话框-{name}.png")
        dialog.close()
        dialog.deleteLater()


def _picture(widget: Any, file: Path) -> Path:
    widget.grab().save(str(file))
    return file


def _wait(milliseconds: int = SETTLED) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
