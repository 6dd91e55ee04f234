"""What is entered of one period: the clock stopped, an extension, the date a document names, the day of posting."""

from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.data.database import Database
from app.domain.fields import Boolean, Choice, Date, Fields, Text, field
from app.domain.periods import Note, NoteKind
from app.services.deadlines import DueRow
from app.services.deadlines import notes as entered
from ui import messages, style
from ui.dialogs.buttons import accept_and_cancel
from ui.fields_form import FieldsForm


class StopEntry(Fields):
    reason: Choice = field("停表原因", entered.REASONS)
    first: Date = field("开始日", help="从这一天起不计入期限")
    last: Date | None = field("结束日", help="最后不计入的一天；还没有恢复的空着")
    doc_no: Text | None = field("文书", help="裁定、决定或公告的文号")
    every: Boolean | None = field("本记录各项期限都停")


class ExtensionEntry(Fields):
    on: Date = field("延长到")
    approver: Text = field("批准人", help="批准的人或单位")
    doc_no: Text | None = field("批准文书", help="文号")
    reason: Text | None = field("理由")


class DocumentEntry(Fields):
    on: Date = field("载明的到期日")
    doc_no: Text = field("文书", help="文号或案号")
    reason: Text | None = field("说明")


class PostedEntry(Fields):
    on: Date = field("交邮日", help="邮戳上的日期")
    reason: Text | None = field("说明", help="邮件号等")


ENTRIES: dict[NoteKind, tuple[type[Fields], str, str]] = {
    NoteKind.STOP: (StopEntry, "停表", "这些天不计入期限，到期日随之后移。"),
    NoteKind.EXTENSION: (ExtensionEntry, "延长期限", "经批准的到期日代替计算的到期日。"),
    NoteKind.DOCUMENT: (DocumentEntry, "文书载明日期", "文书写明的到期日代替计算的到期日。"),
    NoteKind.POSTED: (PostedEntry, "交邮日", "期间不包括在途时间，以交邮日判断是否按期。"),
}


class NoteDialog(QDialog):
    """Writes one operation."""

    def __init__(self, db: Database, owner: int, row: DueRow, kind: NoteKind, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._db, self._owner, self._row, self._kind = db, owner, row, kind
        declared, title, more = ENTRIES[kind]
        self.setWindowTitle(title)
        self.setMinimumWidth(style.em(32))
        head = QLabel(row.title)
        head.setProperty("role", "title")
        head.setWordWrap(True)
        day = f"{row.due_on:%Y-%m-%d}" if row.due_on else "待定"
        said = QLabel(f"现在的到期日：{day}。{more}")
        said.setProperty("role", "secondary")
        said.setWordWrap(True)
        self.form = FieldsForm(db, declared, self)
        if kind is NoteKind.STOP:
            self.form.set_values(every=False)
        buttons, _ = accept_and_cancel(self, "登记")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        for widget in (head, said, self.form, buttons):
            layout.addWidget(widget)
        next(iter(self.form.editors.values())).setFocus()

    # Overrides of Qt

    def accept(self) -> None:
        try:
            values = self.form.values()
            every = values.pop("every", False)
            values = {
                name: value or "" if name in ("reason", "approver", "doc_no") else value
                for name, value in values.items()
            }
            entered.add(self._db, self._owner, Note(self._kind, rule="" if every else self._row.rule, **values))
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)
            return
        super().accept()
