"""Reads a notice's text file and fills it in: head, role-tagged lines, conditions and repeated lines.

The grammar is that of gbt9704.md §11. The head is the small part of YAML that these files use: `key: value`,
`key: [a, b]`, `key: {a: [x, y]}` over indented lines; nothing else.
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
    r"(?:@(?P<name>[^\[\]=]+)=(?P<value>[^\[\]]+))?\](?:\[(?P<inner>[^\[\]]+)\])?\s?(?P<text>.*)"
)
PLACE = re.compile(r"\{\{([^{}]+)\}\}")
STOPS = "，。；"
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
            rules=tuple(_rule(line) for line in body.splitlines() if line.strip()),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Every field the text can use, in order of appearance."""
        found = [name for rule in self.rules for name in (*PLACE.findall(rule.text), rule.present, rule.name) if name]
        return tuple(dict.fromkeys(found))

    def missing(self, values: Values) -> list[str]:
        """Required fields without a value; those of printed lines count too unless the head calls them optional."""
        numbered = ("发文机关", "发文字号") if self.format in ("letter", "document") else ()
        wanted = [name for name in (*self.required, *numbered) if not values.get(name)]
        for (name, value), fields in self.conditional.items():
            if values.get(name) == value:
                wanted += [each for each in fields if not values.get(each)]
        for rule in self.rules:
            if not rule.items and rule.holds(values):
                wanted += [name for name in PLACE.findall(rule.text) if not values.get(name) and self._is_needed(name)]
        return list(dict.fromkeys(wanted))

    def _is_needed(self, name: str) -> bool:
        conditional = {each for fields in self.conditional.values() for each in fields}
        return name not in self.optional and name not in conditional and name != "抄送机关"

    def wrong(self, values: Values) -> list[str]:
        """Fields with a value that is not among their choices, as sentences."""
        return [
            f"“{name}”只能是{'、'.join(choices)}，现为“{values[name]}”"
            for name, choices in self.options.items()
            if values.get(name) and values[name] not in choices
        ]

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
                    paragraphs += _filled(rule, values)
                continue
            group = [rule]  # neighbouring lines of one list are printed item by item
            while rules and rules[0].items == rule.items:
                group.append(rules.pop(0))
            for number, item in enumerate(_items(values, rule.items), 1):
                scope: dict[str, Any] = {**values, **item, "序号": str(number), "中文序号": chinese(number)}
                for each in group:
                    if each.holds(scope):
                        paragraphs += _filled(each, scope)
        return paragraphs


class Incomplete(UserError):
    """A notice lacks what it must say; `missing` names the fields to ask for."""

    def __init__(self, title: str, missing: list[str], why: str) -> None:
        self.missing = missing
        super().__init__(f"《{title}》还不能打印", why, "请补填后再打印")


def chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十; to 99."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else CHINESE[tens] + "十") + (CHINESE[ones] if ones else "")


def _filled(rule: Rule, values: Values) -> list[Paragraph]:
    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name == "序号":
            before, after = match.string[: match.start()], match.string[match.end() :]
            if before.endswith("（") and after.startswith("）"):
                name = "中文序号"
        value = values.get(name, "")
        if not isinstance(value, str):
            return "、".join("".join(item.values()) for item in value)
        if match.string[match.end() :].startswith(tuple(STOPS)):  # a field that ends its own sentence, before a mark
            value = value.rstrip(STOPS)
        return value

    text = PLACE.sub(fill, rule.text)
    if not rule.text.strip() or text.strip() == "。":  # a line that had only an empty optional field
        return []
    return [Paragraph(rule.role, part) for part in text.split("\n") if part.strip()]


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
