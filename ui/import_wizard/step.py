"""What the wizard's steps have in common: a heading, a sentence, and what the frame asks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import style

if TYPE_CHECKING:
    from ui.import_wizard.wizard import ImportWizard


class Step(QWidget):
    """`may_go_on` and `next_text` are for the wizard's button; `entered` is called when the step is shown."""

    next_text = "下一步"

    def __init__(self, wizard: ImportWizard, title: str, more: str) -> None:
        super().__init__()
        self.wizard = wizard
        self.area = QVBoxLayout(self)
        self.area.setContentsMargins(0, 0, 0, 0)
        self.area.setSpacing(style.em(0.5))
        head = QHBoxLayout()
        heading = QLabel(title)
        heading.setProperty("role", "title")
        self.said = QLabel(more)
        self.said.setProperty("role", "secondary")
        self.said.setWordWrap(True)
        head.addWidget(heading)
        head.addSpacing(style.em(0.8))
        head.addWidget(self.said, 1)
        self.area.addLayout(head)

    @property
    def may_go_on(self) -> bool:
        return True

    def entered(self) -> None:
        """Nothing to prepare, for most."""


def secondary(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "secondary")
    label.setWordWrap(True)
    return label
