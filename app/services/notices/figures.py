"""The figures of the bulletins, counted from the ledgers for a span of time (reference/indicators.csv)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.data.queries import Filter
from app.domain.periods import add_months, days_in_month
from app.errors import UserError
from app.services.notices.matter import Item, Matter, amount, in_words, plain

SPAN = re.compile(
    r"(?P<year>(?:19|20)\d{2})年(?:第?(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年"
    r"|(?P<month>1[0-2]|[1-9])月?(?:至|—|-|到)(?P<last>1[0-2]|[1-9])月(?:份)?|(?P<only>1[0-2]|[1-9])月(?:份)?|全年|度)?"
)
QUARTERS = "一二三四"
LEADERS = ("主要负责人出庭", "其他负责人出庭")
GRADES = {"评议好件数": "好", "评议较好件数": "较好", "评议一般件数": "一般", "评议差件数": "差"}


@dataclass(frozen=True)
class Span:
    """Months that a bulletin is about."""

    first: date
    last: date

    @classmethod
    def of(cls, text: str) -> Span:
        """2026年第三季度, 2026年上半年, 2026年1至9月, 2026年. Raises UserError."""
        found = SPAN.fullmatch(text.strip())
        if not found:
            raise UserError(
                f"看不懂统计期间“{text}”",
                "要据此统计数字",
                "请写成 2026年第三季度、2026年上半年、2026年1至9月或 2026年",
            )
        start, months = 1, 12
        if quarter := found["quarter"]:
            number = QUARTERS.index(quarter) if quarter in QUARTERS else int(quarter) - 1
            start, months = 3 * number + 1, 3
        elif found["half"]:
            start, months = (1 if found["half"] == "上" else 7), 6
        elif found["month"]:
            start, months = int(found["month"]), int(found["last"]) - int(found["month"]) + 1
        elif found["only"]:
            start, months = int(found["only"]), 1
        if months < 1:
            raise UserError(f"统计期间“{text}”的起止颠倒", "后一个月早于前一个月", "请改正")
        return cls._of(int(found["year"]), start, months)

    @classmethod
    def _of(cls, year: int, start: int, months: int) -> Span:
        last = start + months - 1
        return cls(date(year, start, 1), date(year, last, days_in_month(year, last)))

    @property
    def _months(self) -> int:
        return self.last.month - self.first.month + 1

    @property
    def year_before(self) -> Span:
        return self._of(self.first.year - 1, self.first.month, self._months)

    @property
    def before(self) -> Span:
        """The span of the same length just before."""
        first = add_months(self.first, -self._months)
        return Span(first, self.first - timedelta(1))

    def holds(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def within(self, field: str) -> Filter:
        return Filter(field, "between", (self.first, self.last))


def spans(matter: Matter) -> tuple[str, ...]:
    """The spans that a bulletin of that day is usually about, the likeliest first."""
    day = matter.dated
    quarter = (day.month - 1) // 3
    names = [f"{day.year}年第{QUARTERS[quarter - 1]}季度" if quarter else f"{day.year - 1}年第四季度"]
    names.append(f"{day.year}年上半年" if day.month > 6 else f"{day.year - 1}年下半年")
    names += [f"{day.year}年1至{day.month - 1}月"] if day.month > 2 else []
    return (*names, f"{day.year - 1}年")


def span(matter: Matter) -> Span:
    said = matter.said.get("统计期间")
    return Span.of(str(said)) if said else Span.of(spans(matter)[0])


def end_of_span(matter: Matter) -> str:
    return in_words(span(matter).last)


def percent(part: int, whole: int) -> str:
    return f"{plain((Decimal(part) * 100 / whole).quantize(Decimal('0.1')))}%" if whole else ""


def counted(name: str) -> Callable[[Matter], str]:
    """One of the figures below by its name in the notice."""
    return lambda matter: FIGURES[name](matter, span(matter))


# 负责人出庭应诉


def _groups(hearings: Iterable[Any]) -> set[tuple[Any, ...]]:
    """Hearings of one case, level and organ count once (att_rate)."""
    return {(h.case, h.trial_level, h.organ) for h in hearings}


def _hearings(matter: Matter, span: Span) -> list[Any]:
    return [h for h in matter.all("appearance", span.within("hearing_at")) if h.held == "已开庭"]


def _to_attend(matter: Matter, span: Span) -> set[tuple[Any, ...]]:
    return _groups(h for h in _hearings(matter, span) if h.should_attend)


def _attended(matter: Matter, span: Span, results: tuple[str, ...] = LEADERS) -> set[tuple[Any, ...]]:
    return _groups(h for h in _hearings(matter, span) if h.should_attend and h.result in results)


def _spoke(matter: Matter, span: Span) -> int:
    return len(
        _groups(h for h in _hearings(matter, span) if h.result in LEADERS and (h.spoke or h.spoke_on_resolution))
    )


def _withdrawn(matter: Matter, span: Span) -> int:
    return sum("撤诉" in (case.result or "") for case in matter.all("admin_case", span.within("closed_on")))


def _reviews(matter: Matter, span: Span) -> list[Any]:
    return [review for review in matter.all("appearance_review", span.within("reviewed_on")) if review.grade]


# 败诉案件


def _effective(matter: Matter, span: Span) -> list[Any]:
    cases = matter.all("admin_case", span.within("effective_on"))
    return [case for case in cases if case.trial_level in ("一审", "二审")]


def _lost(matter: Matter, span: Span) -> list[Any]:
    return [case for case in _effective(matter, span) if case.is_lost]


def _change(matter: Matter, span: Span) -> str:
    """The rate against the same span of the year before, in percentage points."""
    now, then = (_effective(matter, each) for each in (span, span.year_before))
    if not now or not then:
        return "上年同期没有审结案件" if now else ""
    rates = [Decimal(sum(bool(case.is_lost) for case in cases) * 100) / len(cases) for cases in (now, then)]
    points = (rates[0] - rates[1]).quantize(Decimal("0.1"))
    change = f"{'上升' if points > 0 else '下降'}{plain(abs(points))}个百分点" if points else "持平"
    return f"较上年同期{change}"


def _areas(matter: Matter, span: Span) -> str:
    areas = Counter(case.admin_area for case in _lost(matter, span) if case.admin_area)
    return "、".join(area for area, _ in areas.most_common(3))


def loss_causes(matter: Matter) -> list[Item]:
    """Each cause with its number of cases and what the analyses say of it; a case with two causes counts in both."""
    losses = matter.all("loss_case", span(matter).within("effective_on"))
    causes = Counter(cause for loss in losses for cause in loss.loss_causes)
    items: list[Item] = []
    for cause, number in causes.most_common():
        said = [loss.cause_detail for loss in losses if cause in loss.loss_causes and loss.cause_detail]
        items.append({"原因名称": cause, "件数": str(number), "原因分析": "".join(dict.fromkeys(said[:2]))})
    return items


def loss_examples(matter: Matter) -> Sequence[Item]:
    """Cases whose record says what they show; people are not named (notices.md §3.11)."""
    losses = matter.all("loss_case", span(matter).within("effective_on"))
    return [
        {
            "案件简称": f"{matter.unit(loss.duty_unit)}{loss.cause or loss.act_kind or '行政'}案",
            "裁判要旨": f"人民法院裁判结果为：{loss.result}。",
            "反映问题": loss.problems.rstrip("。"),
        }
        for loss in losses
        if loss.problems and loss.result
    ][:3]


# 涉党政机关执行案件


def _open_debts(matter: Matter, span: Span) -> list[Any]:
    debts = matter.all("gov_debt_case", Filter("filed_on", "between", (None, span.last)))
    return [debt for debt in debts if not debt.settled_on or debt.settled_on > span.last]


def _paid_in(matter: Matter, span: Span) -> int:
    debts = matter.all("gov_debt_case")
    return sum(row.paid_amt or 0 for debt in debts for row in debt.pay_plan if span.holds(row.paid_on))


def _against_before(matter: Matter, span: Span) -> str:
    now, then = _paid_in(matter, span), _paid_in(matter, span.before)
    return f"{'增加' if now > then else '减少'}{amount(abs(now - then))}元" if now != then else "持平"


def _has_plan(debt: Any) -> bool:
    return bool(debt.plan_on or debt.pay_plan or debt.plan_text)


def _is_behind(debt: Any, day: date) -> bool:
    return any(row.due_on and row.due_on <= day and not (row.paid_on and row.paid_on <= day) for row in debt.pay_plan)


FIGURES: dict[str, Callable[[Matter, Span], str]] = {
    "受理案件数": lambda m, s: str(len(m.all("admin_case", s.within("filed_on")))),
    "开庭案件数": lambda m, s: str(len({h.case for h in _hearings(m, s)})),
    "应出庭件数": lambda m, s: str(len(_to_attend(m, s))),
    "实际出庭件数": lambda m, s: str(len(_attended(m, s))),
    "出庭应诉率": lambda m, s: percent(len(_attended(m, s)), len(_to_attend(m, s))),
    "主要负责人出庭件数": lambda m, s: str(len(_attended(m, s, LEADERS[:1]))),
    "发表意见件数": lambda m, s: str(_spoke(m, s)),
    "协调撤诉件数": lambda m, s: str(_withdrawn(m, s)),
    "评议件数": lambda m, s: str(len(_reviews(m, s))),
    **{
        name: lambda m, s, grade=grade: str(sum(r.grade == grade for r in _reviews(m, s)))  # type: ignore[misc]
        for name, grade in GRADES.items()
    },
    "审结案件数": lambda m, s: str(len(_effective(m, s))),
    "败诉案件数": lambda m, s: str(len(_lost(m, s))),
    "败诉率": lambda m, s: percent(len(_lost(m, s)), len(_effective(m, s))),
    "同比变化": _change,
    "败诉涉及单位数": lambda m, s: str(len({unit for case in _lost(m, s) for unit in case.defendants})),
    "主要领域": _areas,
    "在办件数": lambda m, s: str(len(_open_debts(m, s))),
    "被执行单位数": lambda m, s: str(len({debt.debtor_unit for debt in _open_debts(m, s)})),
    "未履行金额合计": lambda m, s: f"{amount(sum(debt.unpaid_amt or 0 for debt in _open_debts(m, s)))}元",
    "执结件数": lambda m, s: str(len(m.all("gov_debt_case", s.within("settled_on")))),
    "履行金额": lambda m, s: f"{amount(_paid_in(m, s))}元",
    "环比变化": _against_before,
    "按计划履行件数": lambda m, s: str(sum(_has_plan(d) and not _is_behind(d, s.last) for d in _open_debts(m, s))),
    "计划逾期件数": lambda m, s: str(sum(_is_behind(d, s.last) for d in _open_debts(m, s))),
    "未提交计划件数": lambda m, s: str(sum(not _has_plan(d) for d in _open_debts(m, s))),
}
