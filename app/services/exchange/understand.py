"""Understands the sheets of a workbook: which tables they hold, of which ledger, which column is which field.

Nothing is guessed: what is exactly a label or alias is taken, what is only like one is asked, and a table that may be of
two ledgers waits until a person has said which. Each decision carries its reason in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any

from app.domain.fields import Enumeration, Field, Kind
from app.domain.records import RECORDS
from app.domain.values import plain
from app.services.exchange.choices import Choices, TableChoice
from app.services.exchange.header_rows import Block, Grid, blocks, first_header
from app.services.exchange.headers import (
    MONEY_UNITS,
    Found,
    Path,
    choices_of,
    header_key,
    proposals,
    recognise,
    stated_unit,
)
from app.services.exchange.layout import GUIDE, PROBLEMS_TITLE, Role, SheetLayout, layouts
from app.services.exchange.learned import Learned, Lesson, signature
from app.services.exchange.package import sheet_tables
from app.services.exchange.questions import Option, Question
from app.services.exchange.reader import Book, SheetData
from app.services.exchange.row_kinds import RowJudge, Rows, unit_row
from app.services.exchange.sheet_writer import LISTS, letters
from app.services.exchange.tables import (
    How,
    MatchedColumn,
    OtherColumn,
    OtherLayout,
    Proposal,
    RowKind,
    Table,
    TitleFacts,
    cell,
    field_name,
    place_named,
)
from app.services.exchange.title_facts import read_facts

NO_LEDGERS = (GUIDE, LISTS)  # sheets of our own workbooks that hold no records
LEAST = 2  # recognised fields that make a ledger
CLEARLY_MORE = 2  # recognised columns by which one ledger beats the next without being named
NAMED = 5  # what a ledger's name in the title counts for, in columns
CANDIDATES = 3  # other ledgers that are shown
LOOKED_AT = 20  # cells of a column whose contents are compared with its kind
NO_FIELD = ""
ENDINGS = re.compile(
    r"(?:管理|情况|工作|信息)?(?:台账|清单|登记表|登记簿|统计表|明细表|明细|一览表|汇总表|通报表|名册|名录|目录|表)$"
)


def understand(
    book: Book, *, record: str | None = None, learned: Learned | None = None, choices: Choices | None = None
) -> list[Table]:
    """The tables of all sheets; those with `taken` are to be imported. A sheet without any is not among them."""
    choices, learned = choices or Choices(), learned or Learned()
    candidates = [layout for name in ((record,) if record else RECORDS) for layout in layouts(name)]
    sheets = [_Sheet(book, data, choices, learned) for data in book.sheets if not no_ledger(data)]
    if (told := sheet_tables(book)) is not None:  # an exchange workbook says itself which ledgers it holds
        return [table for sheet in sheets if sheet.name in told for table in _told(sheet, told[sheet.name])]
    tables = [table for sheet in sheets for table in sheet.tables(candidates, asked_for=record)]
    records = {table.layout.record for table in tables if table.layout.rows is None and table.taken}
    if record is None and records:
        # Child sheets of different ledgers look alike; those of the ledgers in this book come first.
        near = [layout for layout in candidates if layout.record in records]
        unsure = {table.data.name for table in tables if table.layout.rows is not None or not table.taken}
        unsure |= {sheet.name for sheet in sheets} - {table.data.name for table in tables}
        nearer = {sheet.name: sheet.tables(candidates, near=near) for sheet in sheets if sheet.name in unsure}
        tables = [
            table
            for sheet in sheets
            for table in (nearer.get(sheet.name) or [t for t in tables if t.data.name == sheet.name])
        ]
    return tables


def _told(sheet: _Sheet, table: str) -> list[Table]:
    record, _, child = table.partition("__")
    candidates = [layout for layout in layouts(record) if (layout.rows.child if layout.rows else "") == child]
    return sheet.tables(candidates, asked_for=record)


def no_ledger(data: SheetData) -> bool:
    """A sheet of our own workbooks that holds no records."""
    return data.name in NO_LEDGERS or bool(data.rows and data.rows[0] and data.rows[0][0] == PROBLEMS_TITLE)


@dataclass(frozen=True)
class _Candidate:
    """A ledger that a table may be."""

    layout: SheetLayout
    found: tuple[tuple[int, Found], ...]  # column → what it is
    filled: int
    named: str = ""  # where its name stands

    @property
    def fields(self) -> int:
        """Different fields that may be taken without asking."""
        return len({f.identity for _, f in self.found if f.sure and f.place.role is Role.FIELD})

    @property
    def recognised(self) -> int:
        return len({f.identity for _, f in self.found if f.sure})

    @property
    def rank(self) -> tuple[int, ...]:
        # A fuller header wins, then a ledger before its child rows, then the sheet that takes any child row.
        layout = self.layout
        score = self.recognised + (NAMED if self.named else 0)
        exact = sum(f.how is How.EXACT for _, f in self.found)
        return score, layout.rows is None, layout.rest, exact, -len(layout.places)

    def own(self, sheet: str) -> bool:
        """Whether this is a sheet that the program made, the locked column deleted perhaps."""
        exact = sum(f.how is How.EXACT for _, f in self.found)
        if any(f.place.role is Role.UID for _, f in self.found):
            return True
        return sheet == self.layout.name and exact == self.filled and exact * 2 >= len(self.layout.places)

    @property
    def why(self) -> str:
        named = f"{self.named}写着“{self.layout.title}”，" if self.named else ""
        return f"{named}{self.filled} 个栏目中有 {self.recognised} 个是“{self.layout.name}”的栏目"


class _Sheet:
    """One sheet; its tables are numbered from the top and the left."""

    def __init__(self, book: Book, data: SheetData, choices: Choices, learned: Learned) -> None:
        self.name = data.name
        self._file = book.path.stem
        self._data = data
        self._choices = choices
        self._learned = learned
        self._grid = Grid(data)

    def tables(
        self,
        candidates: Sequence[SheetLayout],
        *,
        near: Sequence[SheetLayout] = (),
        asked_for: str | None = None,
    ) -> list[Table]:
        self._candidates, self._near, self._asked_for = candidates, near, asked_for
        made: list[Table] = []
        start, end = 0, len(self._data.rows)
        header: list[int] | None = self._chosen_rows(1) or first_header(self._grid, 0, end)
        while header:
            parts = blocks(self._grid, header, end, self._differ)
            row_sets: list[tuple[Table, Rows]] = []
            for block in parts:
                key = f"{self.name}#{len(made) + len(row_sets) + 1}"
                if found := self._table(key, block, start, end, alone=len(parts) == 1):
                    row_sets.append(found)
            if not row_sets:
                # No ledger, but what comes after may be one.
                judged = RowJudge(self._grid, parts[0], -1, -1, "", set()).go(end) if parts else Rows()
                header, start = judged.next_header or None, judged.facts_from
                continue
            ends = min((rows for _, rows in row_sets), key=lambda rows: rows.last)
            for table, rows in row_sets:
                if rows.last > ends.last:
                    table = replace(
                        table, last_row=ends.last, no_data={r: k for r, k in table.no_data.items() if r <= ends.last}
                    )
                made.append(table)
            start = ends.facts_from
            header = self._chosen_rows(len(made) + 1) or ends.next_header or None
        return made

    def _chosen_rows(self, number: int) -> list[int] | None:
        choice = self._choices.tables.get(f"{self.name}#{number}")
        rows = [row for row in choice.header_rows if row < len(self._data.rows)] if choice else []
        return rows or None

    def _differ(self, left: Sequence[Path], right: Sequence[Path]) -> bool:
        apart = [self._best(dict(enumerate(part))) for part in (left, right)]
        together = self._best(dict(enumerate([*left, *right])))
        if any(best is None or best.fields < LEAST for best in apart) or together is None:
            return False
        return sum(best.recognised for best in apart if best) > together.recognised

    # One table

    def _table(self, key: str, block: Block, start: int, end: int, *, alone: bool) -> tuple[Table, Rows] | None:
        choice = self._choices.tables.get(key, TableChoice())
        above = [(row, self._data.rows[row]) for row in range(start, block.rows[0])]
        facts = read_facts(above if alone else _over(above, block), self.name, self._file)
        headers = signature(block.paths)
        lesson = self._learned.find(facts.unit, headers)
        paths = dict(block.filled())
        decided = self._decide(key, paths, facts, choice, lesson)
        if decided is None:
            return None
        best, others, why, question = decided
        layout = best.layout
        around = {plain(c) for _, row in above for c in row if isinstance(c, str) and c}
        number, uid = (next((i for i, f in best.found if f.place.role is role), -1) for role in (Role.NUMBER, Role.UID))
        rows = RowJudge(self._grid, block, number, uid, facts.title, around).go(end)
        columns, other, questions = _Columns(
            self._grid, key, block, rows, layout, best, choice, lesson, self._choices, facts
        ).made()
        taken = question is None and not choice.skip
        if choice.skip:
            why = [*why, "已选择不导入这张表"]
        elif question is not None:
            why, questions = [*why, question.text], [question]
        if choice.skip_hidden:
            for number in self._data.hidden_rows:
                if block.last < number - 1 <= rows.last:
                    rows.no_data.setdefault(number - 1, RowKind.HIDDEN)
        facts = replace(facts, year=choice.year or facts.year)
        if choice.money_unit:
            facts = replace(facts, money_unit=choice.money_unit)
        unknown = tuple(c.header for c in other if not c.how)
        table = Table(
            self._data,
            layout,
            block.last,
            tuple(columns),
            unknown,
            key=key,
            header_rows=block.rows,
            last_row=rows.last,
            span=block.span,
            signature=headers,
            others=tuple(other),
            facts=facts,
            why=tuple(why),
            other_layouts=tuple(others),
            questions=tuple(questions),
            taken=taken,
            no_data=rows.no_data,
            repeated=self._repeated(block, columns, rows),
        )
        return table, rows

    def _repeated(
        self, block: Block, columns: Sequence[MatchedColumn], rows: Rows
    ) -> dict[int, tuple[tuple[int, Any], ...]]:
        """What cells merged downwards say on each of their rows."""
        wanted = {i for c in columns for i in (c.index, *(i for i, _ in c.options))}
        found: dict[int, list[tuple[int, Any]]] = {}
        for top, left, bottom, right in self._data.merges:
            if bottom == top or not block.last < top - 1 <= rows.last:
                continue
            for column in range(left, right + 1):
                if column in wanted and (value := cell(self._data.rows[top - 1], left)) != "":
                    for row in range(top, min(bottom, rows.last + 1)):
                        found.setdefault(row, []).append((column, value))
        return {row: tuple(cells) for row, cells in found.items()}

    # Which ledger

    def _decide(
        self, key: str, paths: dict[int, Path], facts: TitleFacts, choice: TableChoice, lesson: Lesson | None
    ) -> tuple[_Candidate, list[OtherLayout], list[str], Question | None] | None:
        """The ledger, the other ones it may be, why, and the question if a person must say."""
        ranked = sorted(self._eligible(paths, facts), key=lambda c: c.rank, reverse=True)
        chosen = self._layout_said(key, choice, ranked)
        if chosen is not None:
            mine = next((c for c in ranked if c.layout is chosen), None) or self._candidate(chosen, paths, facts)
            return mine, _shown(c for c in ranked if c.layout is not chosen), ["由您选定"], None
        if lesson is not None and (layout := lesson.layout()) in self._candidates and layout is not None:
            mine = self._candidate(layout, paths, facts)
            said = f"上次导入{'“' + facts.unit + '”' if facts.unit else '同样表头'}的这种表格时这样选定"
            return mine, _shown(c for c in ranked if c.layout is not layout), [said], None
        if not ranked:
            return None
        best = ranked[0]
        rivals = [c for c in ranked[1:] if not _same_rows(c.layout, best.layout)]
        near = [c for c in ranked if c.layout in self._near]
        if near and best.layout.rows is not None and best.layout not in self._near:
            # A book with this ledger's records; its child rows are what a sheet in it holds.
            best, rivals = near[0], []
        elif near and best.layout.rows is not None:
            rivals = []
        others = _shown(rivals)
        if self._certain(best, rivals):
            return best, others, [best.why], None
        return best, others, [best.why], self._ask(key, [best, *rivals[:CANDIDATES]])

    def _layout_said(self, key: str, choice: TableChoice, ranked: Sequence[_Candidate]) -> SheetLayout | None:
        """The ledger that a person has chosen, in the wizard or as an answer."""
        name = (choice.record, choice.child) if choice.record else None
        if name is None and (answer := self._choices.answers.get(f"ledger:{key}")):
            record, _, child = answer.partition(".")
            name = (record, child)
        if name is None or name[0] not in RECORDS:
            return None
        of_it = [layout for layout in layouts(name[0]) if (layout.rows.child if layout.rows else "") == name[1]]
        # Of several sheets for one kind of child rows, the one that fits best.
        order = {candidate.layout: i for i, candidate in enumerate(ranked)}
        return min(of_it, key=lambda layout: order.get(layout, len(order)), default=None)

    def _eligible(self, paths: dict[int, Path], facts: TitleFacts) -> Iterable[_Candidate]:
        for layout in self._candidates:
            candidate = self._candidate(layout, paths, facts)
            enough = candidate.fields >= LEAST and candidate.recognised * 2 >= candidate.filled
            by_name = candidate.named and candidate.fields >= LEAST
            if enough or by_name:
                yield candidate

    def _best(self, paths: dict[int, Path]) -> _Candidate | None:
        return max(self._eligible(paths, TitleFacts()), key=lambda c: c.rank, default=None)

    def _candidate(self, layout: SheetLayout, paths: dict[int, Path], facts: TitleFacts) -> _Candidate:
        found = tuple((i, f) for i, path in paths.items() if (f := recognise(layout, path)))
        return _Candidate(layout, found, len(paths), self._named(layout, facts))

    def _named(self, layout: SheetLayout, facts: TitleFacts) -> str:
        """Where the ledger's name stands; a longer name of another ledger in the same place beats it."""
        places = (("标题", facts.title), ("工作表名", self.name), ("文件名", self._file))
        for place, text in places:
            if header_key(text) == header_key(layout.name):
                return place
        for place, text in places:
            if names := _names_in(header_key(text)):
                return place if layout in names else ""
        return ""

    def _certain(self, best: _Candidate, rivals: Sequence[_Candidate]) -> bool:
        if self.name == best.layout.name and best.own(self.name):
            return True
        second = max(rivals, key=lambda c: c.recognised, default=None)
        if best.named:
            return second is None or second.recognised <= best.recognised + CLEARLY_MORE
        if second is None:
            return True
        if self._asked_for and best.layout.rows is None:
            return True
        if any(rival.named for rival in rivals):
            return False
        return best.recognised >= second.recognised + CLEARLY_MORE

    def _ask(self, key: str, candidates: Sequence[_Candidate]) -> Question:
        options = tuple(
            Option(_ledger_name(c.layout), f"{c.layout.name}（{c.filled} 栏中认出 {c.recognised} 栏）")
            for c in candidates
        )
        names = "、".join(f"“{c.layout.name}”" for c in candidates)
        return Question(
            f"ledger:{key}",
            "column",
            f"分不清“{self.name}”中的这张表是哪一种台账：它的栏目与{names}都相符，标题中也没有写明",
            options,
            proposal=options[0].value,
            cells=(f"{self.name}!",),
            count=1,
        )


def _ledger_name(layout: SheetLayout) -> str:
    return layout.record.about.id + (f".{layout.rows.child}" if layout.rows else "")


def _shown(candidates: Iterable[_Candidate]) -> list[OtherLayout]:
    return [OtherLayout(c.layout, c.why) for c in islice(candidates, CANDIDATES)]


def _same_rows(one: SheetLayout, other: SheetLayout) -> bool:
    """Sheets of one kind of child rows: the rows say themselves which they are."""
    return one.record is other.record and one.rows is other.rows and (one.rest or other.rest or one is other)


def _over(rows: list[tuple[int, Sequence[Any]]], block: Block) -> list[tuple[int, Sequence[Any]]]:
    """What stands over one of several tables side by side; all of it where nothing does."""
    left, right = block.span
    own: list[tuple[int, Sequence[Any]]] = [
        (row, [c if left <= i <= right else "" for i, c in enumerate(cells)]) for row, cells in rows
    ]
    return own if any(c != "" for _, cells in own for c in cells) else rows


@lru_cache(maxsize=1)
def _ledger_names() -> tuple[tuple[str, SheetLayout], ...]:
    """Names of ledgers without 台账 and the like, longest first."""
    names = []
    for record in RECORDS:
        for layout in layouts(record):
            texts = [layout.name] if layout.rows else [layout.name, layout.record.about.label]
            for text in texts:
                stem = ENDINGS.sub("", header_key(text))
                if len(stem) >= 4:
                    names.append((stem, layout))
    return tuple(sorted(dict.fromkeys(names), key=lambda name: (-len(name[0]), name[0])))


@lru_cache(maxsize=1024)
def _names_in(text: str) -> tuple[SheetLayout, ...]:
    """The ledgers whose longest name stands in a title."""
    longest = next((name for name, _ in _ledger_names() if name in text), "")
    return tuple(layout for name, layout in _ledger_names() if name == longest) if longest else ()


# Which column is which field


class _Columns:
    """The columns of one table."""

    def __init__(
        self,
        grid: Grid,
        key: str,
        block: Block,
        rows: Rows,
        layout: SheetLayout,
        best: _Candidate,
        choice: TableChoice,
        lesson: Lesson | None,
        choices: Choices,
        facts: TitleFacts,
    ) -> None:
        self._grid, self._key, self._block, self._rows, self._layout = grid, key, block, rows, layout
        self._found = dict(best.found)
        self._own = best.own(grid.data.name)
        self._choice, self._lesson, self._answers = choice, lesson, choices.answers
        self._facts = facts
        self._units = unit_row(grid, block)
        self._questions: list[Question] = []
        self._taken: dict[str, MatchedColumn] = {}
        self._left: dict[int, OtherColumn] = {}

    def made(self) -> tuple[list[MatchedColumn], list[OtherColumn], list[Question]]:
        left, right = self._block.span
        said = {i: answer for i in range(left, right + 1) if (answer := self._said(i)) is not None}
        for column, (name, how) in said.items():
            self._take_said(column, name, how)
        clear = {i: f for i, f in self._found.items() if i not in said}
        self._take_options({i: f for i, f in clear.items() if f.option and f.sure})
        plain_ones = {i: f for i, f in clear.items() if not f.option}
        by_field: dict[tuple[Role, str], list[int]] = {}
        for i, f in plain_ones.items():
            if f.sure:
                by_field.setdefault(f.identity, []).append(i)
        doubted: dict[int, str] = {}
        for claims in by_field.values():
            self._take_clear(claims, plain_ones, doubted)
        for i in range(left, right + 1):
            if i not in said and not self._is_taken(i):
                self._leave(i, doubted.get(i, ""))
        columns = self._with_units(sorted(self._taken.values(), key=lambda c: c.index))
        return columns, sorted(self._left.values(), key=lambda c: c.index), self._questions

    def _is_taken(self, column: int) -> bool:
        return any(column == c.index or column in dict(c.options) for c in self._taken.values())

    def _header(self, column: int) -> str:
        path = self._block.path(column)
        return "/".join(" ".join(text.split()) for text in path) or f"第{letters(column)}列"

    def _said(self, column: int) -> tuple[str, How] | None:
        """What a person said of a column: now, or the last time."""
        if column in self._choice.columns:
            return self._choice.columns[column], How.CHOSEN
        answer = self._answers.get(f"column:{self._key}:{letters(column)}")
        if answer is not None:
            return answer, How.FUZZY
        path = self._block.path(column)
        if self._lesson is not None and path and (name := self._lesson.field(path)) is not None:
            return name, How.LEARNED
        return None

    def _take_said(self, column: int, name: str, how: How) -> None:
        place = place_named(self._layout, name) if name else None
        path, header = self._block.path(column), self._header(column)
        if how is How.FUZZY and (like := self._like(column, "")):
            self._ask(column, header, like, like[0].reason, answer=name)
        reason = {How.CHOSEN: "由您选定", How.FUZZY: "按您的回答", How.LEARNED: "上次这样选定"}[how]
        if place is None:
            self._left[column] = OtherColumn(column, header, path, reason=f"{reason}：不导入", how=how.value)
            return
        if name in self._taken:
            other = self._taken[name]
            if other.how is not How.LEARNED or how is How.LEARNED:
                why = f"“{place.header}”已由{letters(other.index)}列填写"
                self._left[column] = OtherColumn(column, header, path, reason=why)
                return
        score = 100
        if how is How.FUZZY:
            score = next((p.score for p in like if p.field == name), 100)
        found = self._found.get(column)
        options = ((column, found.option),) if found and found.option and field_name(found.place) == name else ()
        self._taken[name] = MatchedColumn(column, header, place, path, how, reason, score, options)

    def _take_options(self, found: dict[int, Found]) -> None:
        """是 | 否 under one heading are one column."""
        blocks: dict[str, list[int]] = {}
        for i, f in found.items():
            blocks.setdefault(field_name(f.place), []).append(i)
        for name, columns in blocks.items():
            values = [found[i].option for i in columns]
            if name in self._taken or len(set(values)) != len(values):
                continue
            first = found[columns[0]]
            reason = "、".join(f"{letters(i)}列画√表示“{found[i].option}”" for i in columns)
            self._taken[name] = MatchedColumn(
                columns[0],
                "/".join(self._block.path(columns[0])[:-1]),
                first.place,
                self._block.path(columns[0])[:-1],
                first.how,
                reason,
                options=tuple((i, found[i].option) for i in columns),
            )

    def _take_clear(self, columns: Sequence[int], found: dict[int, Found], doubted: dict[int, str]) -> None:
        """Columns whose header is exactly that of one field: one is taken; of two, the one with the very label."""
        name = field_name(found[columns[0]].place)
        if name in self._taken:
            for i in columns:
                doubted[i] = f"“{found[i].place.header}”已由{letters(self._taken[name].index)}列填写"
            return
        exact = [i for i in columns if found[i].how is How.EXACT]
        filled = [i for i in exact or columns if next(self._cells(i), None) is not None] or list(exact or columns)
        if len(filled) > 1 and found[filled[0]].place.field is not None:
            for i in columns:
                doubted[i] = f"有 {len(filled)} 列都像“{found[i].place.header}”"
            return
        column = filled[0]
        f = found[column]
        if (why := self._contents_say_no(column, f)) and not self._own:
            doubted[column] = why
            return
        self._taken[name] = MatchedColumn(
            column, self._header(column), f.place, self._block.path(column), f.how, f.reason
        )
        for i in columns:
            if i != column:
                doubted[i] = f"“{f.place.header}”已由{letters(column)}列填写"

    def _leave(self, column: int, doubt: str) -> None:
        """Not taken; asked about, where it is like a field or was one but for a doubt."""
        path = self._block.path(column)
        if next(self._cells(column), None) is None:
            return
        found = self._found.get(column)
        header = self._header(column)
        if not path:
            self._left[column] = OtherColumn(column, header, reason="这一列没有表头")
            return
        if found is not None and found.place.field is not None and not _may_be_chosen(found):
            why = "由程序计算，不从文件读入"
            self._left[column] = OtherColumn(column, header, path, reason=why, how="computed")
            return
        like = self._like(column, doubt)
        reason = doubt or (like[0].reason if like else "台账中没有对应的字段")
        self._left[column] = OtherColumn(column, header, path, tuple(like), reason)
        if like:
            self._ask(column, header, like, reason)

    def _like(self, column: int, doubt: str) -> list[Proposal]:
        """The fields that a column may be, the one that its header names first."""
        like = list(proposals(self._layout, self._block.path(column), self._taken))
        found = self._found.get(column)
        if found is not None and _may_be_chosen(found) and (name := field_name(found.place)) not in self._taken:
            first = Proposal(name, found.place.header, 95, doubt or found.reason)
            like = [first, *(p for p in like if p.field != name)]
        return like

    def _ask(
        self, column: int, header: str, like: Sequence[Proposal], reason: str, *, answer: str | None = None
    ) -> None:
        sheet = self._key.rpartition("#")[0]
        best = like[0]
        self._questions.append(
            Question(
                f"column:{self._key}:{letters(column)}",
                "column",
                f"工作表“{sheet}”{letters(column)}列“{header}”是不是“{best.label}”？{reason}（相似度 {best.score}）",
                (
                    *(Option(p.field, f"{p.label}（相似度 {p.score}）") for p in like),
                    Option(NO_FIELD, "不导入这一列"),
                ),
                proposal=best.field,
                cells=(f"{sheet}!{letters(column)}{self._block.last + 1}",),
                count=1,
                answer=answer,
            )
        )

    def _cells(self, column: int) -> Iterator[Any]:
        """The filled cells of a column in rows that are data."""
        rows, no_data = self._grid.data.rows, self._rows.no_data
        for row in range(self._block.last + 1, self._rows.last + 1):
            cells = rows[row]
            if column < len(cells) and (value := cells[column]) != "" and row not in no_data:
                yield value

    # What the contents say

    def _contents_say_no(self, column: int, found: Found) -> str:
        f = found.place.field
        if f is None or f.kind not in LOOKS:
            return ""
        cells = list(islice(self._cells(column), LOOKED_AT))
        fits = sum(LOOKS[f.kind](f, c) for c in cells)
        least = 5 if found.how is How.EXACT else 3
        if len(cells) < least or fits * 3 > len(cells) or (found.how is How.EXACT and fits):
            return ""
        return f"表头与“{found.place.header}”相符，内容却不像（如“{cells[0]}”）"

    # Units of money

    def _with_units(self, columns: list[MatchedColumn]) -> list[MatchedColumn]:
        made = []
        unstated: list[MatchedColumn] = []
        for column in columns:
            f = column.place.field
            if f is None or f.kind is not Kind.MONEY:
                made.append(column)
                continue
            said = stated_unit(column.path) or self._units.get(column.index, "")
            said = said if said in MONEY_UNITS else ""
            title = self._facts.money_unit
            chosen = self._choice.money_unit
            if said and title and said != title:
                made.append(self._disagreeing(column, said, title, chosen))
            elif unit := said or chosen or title:
                made.append(_in_unit(column, unit))
            elif self._own:
                made.append(_in_unit(column, f.unit or "元"))
            else:
                unstated.append(column)
        return sorted([*made, *self._unstated(unstated)], key=lambda c: c.index)

    def _disagreeing(self, column: MatchedColumn, said: str, title: str, chosen: str) -> MatchedColumn:
        assert column.place.field is not None
        id = f"unit:{self._key}:{column.place.field.name}"
        answer = self._answer(id) or chosen
        text = f"“{column.header}”的金额单位说法不一：表头写“{said}”，{self._facts.where.get('money_unit', '标题')} 写“{title}”"
        return self._in_asked_unit(id, text, [column], answer, said)[0]

    def _unstated(self, columns: list[MatchedColumn]) -> list[MatchedColumn]:
        """No header, title or cell says whether it is 元 or 万元."""
        bare = [c for c in columns if any(_bare_number(value) for value in self._cells(c.index))]
        made = [_in_unit(c, "元") for c in columns if c not in bare]  # each cell says its own
        if bare:
            names = "、".join(f"“{c.header}”" for c in bare)
            id = f"unit:{self._key}"
            text = f"{names}没有写明金额单位，是元还是万元？"
            answer = self._answer(id) or (self._lesson.money_unit if self._lesson else "")
            likely = "万元" if all(c.place.field and c.place.field.unit == "万元" for c in bare) else "元"
            made += self._in_asked_unit(id, text, bare, answer, likely)
        return made

    def _answer(self, id: str) -> str:
        answer = self._answers.get(id, "")
        return answer if answer in MONEY_UNITS else ""

    def _in_asked_unit(
        self, id: str, text: str, columns: Sequence[MatchedColumn], answer: str, proposal: str
    ) -> list[MatchedColumn]:
        sheet = self._key.rpartition("#")[0]
        cells = tuple(f"{sheet}!{letters(c.index)}{self._block.last + 1}" for c in columns)
        options = tuple(Option(unit, unit) for unit in MONEY_UNITS)
        self._questions.append(
            Question(id, "unit", text, options, proposal, cells[:5], len(cells), answer=answer or None)
        )
        if answer:
            return [_in_unit(column, answer) for column in columns]
        return [replace(column, waits_for=id) for column in columns]


def _in_unit(column: MatchedColumn, unit: str) -> MatchedColumn:
    return replace(column, money_unit=unit)


def _bare_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, (int, float)):
        return value != 0
    return isinstance(value, str) and bool(BARE.fullmatch(plain(value)))


BARE = re.compile(r"[(△▲−+-]?¥?[\d,]*\.?\d+\)?")
HAS_DIGIT = re.compile(r"[\d一二三四五六七八九十〇]")
LATELY = re.compile(r"号|[(〔\[]\d{4}")


def _may_be_chosen(found: Found) -> bool:
    return found.place.editable or found.place.role is Role.OWNER_FIELD


def _has_digit(f: Field, value: Any) -> bool:
    return not isinstance(value, bool) and (not isinstance(value, str) or bool(HAS_DIGIT.search(value)))


def _numbered(f: Field, value: Any) -> bool:
    return isinstance(value, str) and bool(LATELY.search(plain(value)))


def _many_digits(f: Field, value: Any) -> bool:
    text = value if isinstance(value, str) else f"{value:.0f}" if isinstance(value, (int, float)) else ""
    return sum(c.isdigit() or c == "*" for c in text) >= 5


def _an_option(f: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return True
    known = choices_of(f)
    text = plain(str(value)).casefold()
    if f.kind is Kind.BOOLEAN:
        return len(text) <= 3 and not re.search(r"\d{2}", text)
    if isinstance(f.options, Enumeration) and f.options.editable:
        return isinstance(value, str) and not text.isdigit()
    return any(text.startswith(key) or key in text for key in known)


def _a_name(f: Field, value: Any) -> bool:
    return isinstance(value, str) and not re.search(r"\d{3}", value)


LOOKS: dict[Kind, Callable[[Field, Any], bool]] = {
    Kind.DATE: _has_digit,
    Kind.DATETIME: _has_digit,
    Kind.MONEY: _has_digit,
    Kind.INTEGER: _has_digit,
    Kind.DECIMAL: _has_digit,
    Kind.PERCENT: _has_digit,
    Kind.YEAR: _has_digit,
    Kind.CASE_NO: _numbered,
    Kind.DOC_NO: _numbered,
    Kind.ID_CARD: _many_digits,
    Kind.USCC: _many_digits,
    Kind.PHONE: _many_digits,
    Kind.BOOLEAN: _an_option,
    Kind.ENUM: _an_option,
    Kind.UNIT: _a_name,
    Kind.UNITS: _a_name,
    Kind.PERSON_NAME: _a_name,
}
