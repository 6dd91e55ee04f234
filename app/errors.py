"""What can go wrong, as people should hear of it.

    Exception
    ├── UserError     expected: a wrong file, a missing value, a rule of the office; shown as sentences
    │   └── Locked    the database or a file is in use elsewhere; trying again may help
    └── Cancelled     the person stopped a job; nothing was changed

Everything else is a bug: logged with its traceback and shown in one dialog.
"""


class UserError(Exception):
    """Says what happened, why, and what to do; each a Chinese sentence without its full stop."""

    def __init__(self, what: str, why: str = "", what_to_do: str = "") -> None:
        self.what, self.why, self.what_to_do = what, why, what_to_do
        super().__init__("".join(f"{part}。" for part in (what, why, what_to_do) if part))


class Locked(UserError):
    """In use elsewhere: a workbook open in Excel, a database being written."""


class Cancelled(Exception):
    """The person asked a job to stop."""
