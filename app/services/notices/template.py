"""Reads a notice's text file and fills it in: head, role-tagged lines, conditions and repeated lines.

The grammar is that of gbt9704.md §11, and three things more: `text_fields` in the head names fields that are sentences
(their last stop is set or taken away as the text around them needs), `{{法条·…}}` is a provision in the wording of the
notice's date (legal_references.py), and a list field named in `optional_fields` may stay empty. The head is the small
part of YAML that these files use: `key: value`, `key: [a, b]`, `key: {a: [x, y]}` over indented lines; nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.errors import UserError

# Fields that every notice has; the head does not name them.
COMMON = (
    "发文机关",
    "发文字号",
    "主送机关",
    "抄送机关",
    "成文日期",
    "联系人",
    "联系电话",
    "联动文件",
    "印发机关",
    "印发日期",
)

Item = Mapping[str, str]
Values = Mapping[str, str | Sequence[Item]]

LINE = re.compile(
    r"\[(?P<role>[^\[\]?@*]+)(?:\*(?P<items>[^\[\]?@]+))?(?:\?(?P<present>[^\[\]]+))?"
    r"(?:@(?P<name>[^\[\]=]+)=(?P<value>[^\[\]]+))?\](?:\s?\[(?P<inner>[^\[\]]+)\])?\s?(?P<text>.*)"
)
PLACE = re.compile(r"\{\{([^{}]+)\}\}")
STOPS = "，。；"
ENDS = "。！？；："  # a sentence that ends so needs no stop
NUMBERS = ("序号", "中文序号")
PROVISION = "法条·"
SHEET = ("表", "表头", "签")  # roles of a form's cells
CHINESE = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Rule:
    """One line of a template and when it is printed."""

    role: str
    text: str
    present: str = ""  # field that must not be empty
    name: str = ""  # field that must have `value`
    value: str = ""
    items: str = ""  # list that it is repeated for

    def holds(self, values: Values) -> bool:
        if self.present and not values.get(self.present):
            return False
        return not self.name or values.get(self.name) == self.value


class Paragraph(NamedTuple):
    """One filled-in line of a notice."""

    role: str
    text: str


@dataclass(frozen=True)
class Template:
    id: str
    title: str
    format: str
    genre: str
    seal: bool
    required: tuple[str, ...]
    optional: tuple[str, ...]
    conditional: Mapping[tuple[str, str], tuple[str, ...]]  # (field, value) → fields then required
    options: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, tuple[str, ...]]  # list → the fields of its items
    blank: tuple[str, ...]  # of a form, may be left for the pen
    sentences: tuple[str, ...]  # fields that are whole sentences
    direction: str
    module: str
    rules: tuple[Rule, ...] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Template:
        _before, head_text, body = text.split("---\n", 2)
        head = _head(head_text)
        return cls(
            id=head["notice_id"],
            title=head["title_zh"],
            format=head["format"],
            genre=head["genre_zh"],
            seal=head.get("seal") == "yes",
            required=tuple(head.get("required_fields", ())),
            optional=tuple(head.get("optional_fields", ())),
            conditional={
                (name, value): tuple(fields)
                for condition, fields in head.get("conditional_fields", {}).items()
                for name, _, value in [condition.partition("=")]
            },
            options={name: tuple(values) for name, values in head.get("options", {}).items()},
            lists={name: tuple(fields) for name, fields in head.get("list_fields", {}).items()},
            blank=tuple(head.get("blank_fields", ())),
            sentences=tuple(head.get("text_fields", ())),
            direction=head.get("direction_zh", ""),
            module=head.get("module", ""),
            rules=tuple(_rule(line) for line in body.splitlines() if line.strip()),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Every field and list the text can use, in order of appearance."""
        found = []
        for rule in self.rules:
            within = self.lists.get(rule.items, ())
            used = (rule.items, *PLACE.findall(rule.text), rule.present, rule.name)
            found += [name for name in used if name and name not in within and not _is_made(name)]
        return tuple(dict.fromkeys((*found, *self._behind_the_text)))

    @property
    def _behind_the_text(self) -> tuple[str, ...]:
        """Fields of the head that no line prints: what a condition asks, who signs a report to a superior."""
        return (*self.required, *(name for name, _ in self.conditional), *(["签发人"] if self.reports_up else []))

    @property
    def provisions(self) -> tuple[str, ...]:
        """Keys of the dated provisions that the text cites."""
        found = [name for rule in self.rules for name in PLACE.findall(rule.text)]
        return tuple(dict.fromkeys(name.removeprefix(PROVISION) for name in found if name.startswith(PROVISION)))

    @property
    def reports_up(self) -> bool:
        return self.direction == "上行"

    def missing(self, values: Values) -> list[str]:
        """Required fields without a value; those of printed lines count too unless the head calls them optional."""
        always = (["发文机关", "发文字号"] if self.format in ("letter", "document", "minutes") else []) + (
            ["签发人"] if self.reports_up else []
        )
        wanted = [name for name in (*self.required, *always) if not values.get(name)]
        for (name, value), fields in self.conditional.items():
            if values.get(name) == value:
                wanted += [each for each in fields if not values.get(each)]
        for rule in self.rules:
            if rule.items:
                wanted += [rule.items] if self._is_short(rule.items, values) else []
            elif rule.holds(values):
                wanted += [name for name in PLACE.findall(rule.text) if not values.get(name) and self._is_needed(name)]
        return list(dict.fromkeys(wanted))

    def _is_needed(self, name: str) -> bool:
        conditional = {each for fields in self.conditional.values() for each in fields}
        free = {*self.optional, *self.blank, *conditional, "抄送机关"}
        return name not in free and not _is_made(name)

    def _is_short(self, name: str, values: Values) -> bool:
        """A list without items, or with an item that lacks something."""
        items = _items(values, name)
        if not items:
            return name not in self.optional
        return any(not item.get(each) for item in items for each in self.lists[name] if each not in self.optional)

    @property
    def offers(self) -> tuple[str, ...]:
        """What may be said and need not be."""
        return tuple(dict.fromkeys(name for name in (*self.optional, *self.blank) if name in self.names))

    def wrong(self, values: Values) -> list[str]:
        """Fields with a value that is not among their choices, as sentences."""
        return [
            f"“{name}”只能是{'、'.join(choices)}，现为“{values[name]}”"
            for name, choices in self.options.items()
            if values.get(name) and not self.allows(name, values[name])
        ]

    def allows(self, name: str, value: str | Sequence[Item]) -> bool:
        """Whether a value is among the choices of a field; several may be joined by 、."""
        choices = self.options.get(name)
        return not choices or (isinstance(value, str) and all(part in choices for part in value.split("、")))

    def fill(self, values: Values) -> list[Paragraph]:
        """The notice's paragraphs. Raises UserError naming everything that is missing or not allowed."""
        missing, wrong = self.missing(values), self.wrong(values)
        if missing or wrong:
            reasons = ([f"还缺：{'、'.join(missing)}"] if missing else []) + wrong
            raise Incomplete(self.title, missing, "；".join(reasons))
        paragraphs = []
        rules = list(self.rules)
        while rules:
            rule = rules.pop(0)
            if not rule.items:
                if rule.holds(values):
                    paragraphs += self._filled(rule, values)
                continue
            group = [rule]  # neighbouring lines of one list are printed item by item
            while rules and rules[0].items == rule.items:
                group.append(rules.pop(0))
            for number, item in enumerate(_items(values, rule.items), 1):
                scope: dict[str, Any] = {**values, **item, "序号": str(number), "中文序号": chinese(number)}
                for each in group:
                    if each.holds(scope):
                        paragraphs += self._filled(each, scope)
        return paragraphs

    def _filled(self, rule: Rule, values: Values) -> list[Paragraph]:
        def fill(match: re.Match[str]) -> str:
            name = match[1]
            before, after = match.string[: match.start()], match.string[match.end() :]
            if name == "序号" and before.endswith("（") and after.startswith("）"):
                name = "中文序号"
            value = values.get(name, "")
            if not isinstance(value, str):
                return "、".join("".join(item.values()) for item in value)
            if after:  # paragraphs of its own only where nothing follows
                value = "".join(value.split("\n"))
            if after.startswith(tuple(STOPS)):  # a field that ends its own sentence, before a mark
                return value.rstrip(STOPS)
            if name in self.sentences and not after.startswith(tuple(ENDS)):
                return "\n".join(map(_ended, value.split("\n")))
            return value

        text = PLACE.sub(fill, rule.text)
        if any(name in (*self.optional, "抄送机关") and not values.get(name) for name in PLACE.findall(rule.text)):
            return []  # a line is not printed without what it may say
        if rule.role in SHEET:
            return [Paragraph(rule.role, "".join(text.split("\n")))]
        return [Paragraph(rule.role, part) for part in text.split("\n") if part.strip()]


class Incomplete(UserError):
    """A notice lacks what it must say; `missing` names the fields to ask for."""

    def __init__(self, title: str, missing: list[str], why: str) -> None:
        self.missing = missing
        super().__init__(f"《{title}》还不能打印", why, "请补填后再打印")


def chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十; to 99."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else CHINESE[tens] + "十") + (CHINESE[ones] if ones else "")


def _ended(sentence: str) -> str:
    """With its stop, which may stand before a closing quote."""
    if not sentence or sentence.rstrip("”’").endswith(tuple(ENDS)):
        return sentence
    return sentence.rstrip(STOPS) + "。"


def _is_made(name: str) -> bool:
    """Numbers of items and provisions come from the program."""
    return name in NUMBERS or name.startswith(PROVISION)


def _items(values: Values, name: str) -> Sequence[Item]:
    items = values.get(name, ())
    return () if isinstance(items, str) else items


def _rule(line: str) -> Rule:
    match = LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"not a line of a notice: {line!r}")
    role, items = match["role"], match["items"] or ""
    if items:
        role = match["inner"] or "正文"
    return Rule(role, match["text"], match["present"] or "", match["name"] or "", match["value"] or "", items)


def _head(text: str) -> dict[str, Any]:
    head: dict[str, Any] = {}
    inner: dict[str, Any] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        key, _, value = (
            line.rpartition(": ") if line.startswith(" ") and line.strip()[0] == '"' else line.partition(":")
        )
        name, value = key.strip().strip('"'), value.strip()
        if line.startswith(" "):
            inner[name] = _value(value)
        elif value:
            head[name] = _value(value)
        else:
            head[name] = inner = {}
    return head


def _value(text: str) -> Any:
    if text.startswith("["):
        return [part.strip().strip('"') for part in text[1:-1].split(",") if part.strip()]
    return text.strip('"')
