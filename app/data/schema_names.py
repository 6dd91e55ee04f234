"""Columns of the tables of deadlines and of proposals that were put aside; apart from schema.py, which needs SQLAlchemy."""

PERIOD_NUMBERS = ("duration", "roll", "core", "active", "own")
PERIOD_COLUMNS = (
    "rule", "since", "until", "module", "record", "title", "event", "trigger_field", "duration", "unit", "direction",
    "roll", "kind", "core", "responsible", "extendable", "warn_days", "basis", "note", "confidence", "source",
    "done_field", "applies_when", "unit_field", "owner", "active", "own",
)  # fmt: skip
HOLIDAY_COLUMNS = ("day", "kind", "name", "local")
NOTE_COLUMNS = ("owner", "rule", "kind", "first_on", "last_on", "set_on", "reason", "approver", "doc_no")
DISMISSAL_COLUMNS = ("owner", "key", "reason")
DUE_NUMBERS = frozenset({"version", "pending_year", "paused", "owed"})
DUE_COLUMNS = (
    "owner",
    "rule",
    "version",  # row of `period`
    "record",
    "module",
    "kind",
    "start_on",
    "nominal_on",  # before moving over days of rest
    "counted_on",  # by the rule alone
    "due_on",  # what counts: of a document, an extension, the record, else as counted; none while it is not known
    "safe_on",  # an earlier day to be on the safe side
    "pending_year",  # whose arrangement of holidays is missing
    "paused",  # days the clock stood still
    "set_by",  # 延长, 文书指定, 记录; 停表 while the clock stands still
    "done_on",
    "posted_on",
    "settled",  # open, done, late, early, closed, shown
    "owed",  # somebody is late after that day
    "unit",
    "person",
)
