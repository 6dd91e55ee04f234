"""Where the program keeps its files: one home folder per user (or per `--home`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


@dataclass(frozen=True)
class Home:
    """The folder with the database and everything that belongs to it."""

    root: Path

    @classmethod
    def default(cls) -> Home:
        import platformdirs

        return cls(Path(platformdirs.user_data_dir("fuyuan", appauthor=False)))

    @property
    def database(self) -> Path:
        return self.root / "fuyuan.db"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def attachments(self) -> Path:
        return self.root / "attachments"

    @property
    def drafts(self) -> Path:
        return self.root / "drafts"

    @property
    def words(self) -> Path:
        """What other offices' words were said to mean, for the next import."""
        return self.root / "exchange" / "words.json"

    @property
    def learned(self) -> Path:
        """How the tables of senders were taken, for the next time."""
        return self.root / "exchange" / "learned.json"

    @property
    def temp(self) -> Path:
        """What a job needs while it runs; may be lost at any time."""
        return self.root / "temp"

    @property
    def exchange(self) -> Path:
        """What belongs to the exchange of workbooks with other offices besides the database."""
        return self.root / "exchange"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def window(self) -> Path:
        """Sizes, columns and sort orders of the window."""
        return self.root / "window.ini"
