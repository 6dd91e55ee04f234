"""Many ordinary cases, so that ledgers are as long as in life; a million rows in minutes.

A row costs little: values are drawn from pools made beforehand, and what all rows of a ledger have in common is
copied from one blank record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.data.search import fold
from app.data.units import unit_names
from app.domain.records import RECORDS
from app.services.demo.people import DEMO, People, rows_of
from app.services.demo.stories import work_day
from app.services.progress import Progress

if TYPE_CHECKING:
    from app.data.database import Database

# Of every hundred rows so many go to each ledger.
SHARES = {
    "admin_case": 40,
    "enforcement_case": 20,
    "mediation_case": 15,
    "petition": 10,
    "labor_case": 8,
    "screening": 7,
}
FIRST_NUMBER = 2001  # case numbers of the stories are below
POOL = 4000
CHUNK = 20_000
ROWS_PER_DAY = 60  # when there are many rows they reach back further, as in a county's archive
CLERKS = 12

Row = dict[str, Any]


def fill(db: Database, people: People, today: date, records: int, only: str | None, progress: Progress) -> None:
    have = queries.counts(db)
    wanted = {only: records} if only else _shared_out(records)
    lacking = {name: count - have[name] for name, count in wanted.items() if count > have[name]}
    total, done = sum(lacking.values()), 0
    for name, count in lacking.items():
        crowd = Crowd(db, people, today, count)
        rows = crowd.records(name)
        label = RECORDS[name].about.label
        while count > 0:
            size = min(count, CHUNK)
            with db.operation(f"导入{label}", by=crowd.clerks[0], via="导入", source=f"历年{label}.xlsx") as op:
                op.create_many(name, progress.of((next(rows) for _ in range(size)), size, f"正在建立{label}"))
            count -= size
            done += size
            progress.step(done, total, "正在建立演示县")


def _shared_out(records: int) -> dict[str, int]:
    shares = {name: records * share // 100 for name, share in SHARES.items()}
    shares["admin_case"] += records - sum(shares.values())
    return shares


class Crowd:
    """Makes the rows of one ledger after another, oldest first."""

    def __init__(self, db: Database, people: People, today: date, count: int) -> None:
        self.db, self.people, self.today, self.count = db, people, today, count
        self.chance = people.chance
        self.court_code, self.prefix = db.setting("court_code"), db.setting("doc_prefix")
        self.names = [people.name() for _ in range(POOL)]
        self.firms = [people.enterprise() for _ in range(POOL // 10)]
        self.phones = [people.phone() for _ in range(POOL)]
        self.cards = [people.id_card() for _ in range(POOL)]
        self.clerks = [people.name() for _ in range(CLERKS)]
        self.judges = [people.name() for _ in range(CLERKS)]
        units = unit_names(db)
        self.unit: Callable[[str], str] = lambda text: units[fold(text)]
        self.towns = [row[0] for row in db.rows("SELECT name FROM unit WHERE kind IN ('乡镇', '街道') ORDER BY id")]
        self.causes = rows_of(DEMO / "causes.csv")
        for cause in self.causes:
            cause["organ"] = self.unit(cause["organ"])
        disputes = rows_of(DEMO / "disputes.csv")
        self.disputes = [row for row in disputes if row["kind"] == "mediation"]
        self.debts = [row for row in disputes if row["kind"] == "enforcement"]
        self.grievances = rows_of(DEMO / "petitions.csv")
        for grievance in self.grievances:
            grievance["unit"] = self.unit(grievance["unit"])
        self._work_days: dict[date, date] = {}
        self._numbers: dict[tuple[str, int], int] = defaultdict(lambda: FIRST_NUMBER - 1)

    def records(self, name: str) -> Iterator[Any]:
        """Finished records in the order of their dates."""
        cls = RECORDS[name]
        blank = queries.blank(self.db, name)
        common = {key: value for key, value in blank.__dict__.items() if value not in (None, (), [])}
        make = getattr(self, name)
        span = max(400, self.count // ROWS_PER_DAY)
        common["source_kind"] = "Excel导入"
        for number in range(self.count):
            age = span - number * span // self.count
            day = self.work_day(self.today - timedelta(days=age))
            record = cls.__new__(cls)
            record.__dict__.update(common)
            for child in cls.children():
                setattr(record, child, [])
            record.registered_on = min(day + timedelta(days=3), self.today)
            record.registered_by = self.clerks[number % CLERKS]
            record.__dict__.update(make(day, age))
            record.uid = self.people.uid()
            yield record

    def number(self, kind: str, day: date) -> str:
        """The next case number of a kind in the year of the day."""
        self._numbers[kind, day.year] += 1
        return f"（{day.year}）{self.court_code}{kind}{self._numbers[kind, day.year]}号"

    def serial(self, word: str, day: date) -> str:
        self._numbers[word, day.year] += 1
        return f"{self.prefix}{word}〔{day.year}〕{self._numbers[word, day.year]}号"

    def after(self, day: date, low: int, high: int) -> date:
        """A working day so many days later, or a little less."""
        return max(day, self.work_day(day + timedelta(days=low + int(self.chance.random() * (high - low + 1)))))

    def work_day(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        if day not in self._work_days:
            self._work_days[day] = work_day(self.db, day)
        return self._work_days[day]

    def one(self, choices: list[Any]) -> Any:
        return choices[int(self.chance.random() * len(choices))]

    def likely(self, probability: float) -> bool:
        return self.chance.random() < probability

    # One method for each ledger, by its name

    def admin_case(self, day: date, age: int) -> Row:
        cause = self.one(self.causes)
        by_firm = cause["plaintiff"] == "企业" or (cause["plaintiff"] == "均可" and self.likely(0.3))
        several = not by_firm and self.likely(0.12)
        people = self.chance.randint(2, 9) if several else 1
        plaintiff = self.one(self.firms) if by_firm else self.one(self.names)
        row: Row = {
            "case_no": self.number("行初", day),
            "court": self.unit("县法院"),
            "filed_on": day,
            "sued_on": day - timedelta(days=4),
            "cause": cause["cause"],
            "plaintiff": f"{plaintiff}等{people}人" if several else plaintiff,
            "plaintiff_kind": "法人或其他组织" if by_firm else "公民",
            "plaintiff_count": people,
            "defendants": (cause["organ"],),
            "act_name": cause["act_name"],
            "act_made_on": day - timedelta(days=self.chance.randint(30, 160)),
            "admin_area": cause["admin_area"],
            "act_kind": cause["act_kind"],
            "domains": (cause["domain"],),
            "handler_unit": cause["organ"],
            "handler": self.one(self.names),
            "lose_risk": self.one(["高", "中", "中", "低", "低", "低", "未评"]),
            "status": "已立案",
        }
        if several and people >= 5:
            row["principal_grounds"] = ("可能引发群体性事件",)
        if age < 8:
            return row
        row["notice_received_on"] = self.after(day, 2, 6)
        row["status"] = "已签收"
        if age < 22 or (age < 60 and self.likely(0.04)):  # a few answer too late
            return row
        row["answered_on"] = row["evidence_on"] = self.after(row["notice_received_on"], 8, 15)
        row["status"] = "已答辩"
        if age < 50:
            return row
        # Hearings of old cases were not registered one by one: their day and attendance are given on the case itself.
        row["overrides"] = HEARING
        row["status"] = "待开庭"
        row["hearing_on"] = work_day(self.db, self.today + timedelta(days=self.chance.randint(2, 30)), 1)
        if age < 75:
            return row
        row["status"] = "已开庭"
        row["hearing_on"] = self.after(day, 45, 58)
        row["appearance_state"] = self.one(ATTENDANCE)
        if age < 120:
            return row
        row["closed_on"] = self.after(day, 60, 115)
        row["close_kind"], row["result"] = self.one(OUTCOMES)
        row["judgment_served_on"] = self.after(row["closed_on"], 2, 4)
        row["status"] = "已结案"
        if age < 150:
            return row
        row["appeal"] = "原告上诉" if self.likely(0.25) else "未上诉"
        if row["appeal"] == "未上诉":
            row["effective_on"] = row["judgment_served_on"] + timedelta(days=16)
        row["performance"] = "已履行" if row["result"] in PERFORMED else "无需履行"
        row["status"] = "已归档"
        return row

    def enforcement_case(self, day: date, age: int) -> Row:
        debt = self.one(self.debts)
        firm = self.likely(0.35)
        bank = debt["domain"] == "金融领域"
        amount = int(self.chance.lognormvariate(11.2, 1.1)) * 100
        row: Row = {
            "case_no": self.number("执", day),
            "basis_no": f"（{(day - timedelta(days=120)).year}）{self.court_code}民初{self.chance.randint(1, 3999)}号",
            "basis_unit": "县法院",
            "cause": debt["cause"],
            "applicant": "县农村商业银行股份有限公司" if bank else self.one(self.names),
            "applicant_kind": "金融机构" if bank else "自然人",
            "debtor": self.one(self.firms) if firm else self.one(self.names),
            "debtor_kind": "法人" if firm else "自然人",
            "debtor_id_no": None if firm else self.one(self.cards),
            "is_finance": bank,
            "is_livelihood": debt["domain"] in ("劳动人事", "婚姻家庭"),
            "applied_on": day - timedelta(days=3),
            "filed_on": day,
            "notice_on": min(self.after(day, 1, 8), self.today),
            "judge": self.one(self.judges),
            "claim_amt": amount,
            "domains": (debt["domain"],),
            "status": "执行中",
        }
        if age < 90 or (age < 240 and self.likely(0.25)):
            return row
        closed = self.after(day, 40, 85)
        if self.likely(0.45):
            row |= {"paid_amt": amount, "close_kind": "执行完毕", "closed_on": closed, "status": "已归档"}
        elif self.likely(0.7):
            row |= {
                "paid_amt": amount * self.chance.randint(0, 40) // 100,
                "close_kind": "终结本次执行程序",
                "terminated_on": closed,
                "closed_on": closed,
                "status": "终本",
            }
        else:
            row |= {"paid_amt": amount * self.chance.randint(10, 70) // 100, "status": "和解履行"}
        return row

    def mediation_case(self, day: date, age: int) -> Row:
        dispute = self.one(self.disputes)
        row: Row = {
            "court_no": self.number("诉前调", day),
            "source": "法院委派（立案前）" if self.likely(0.8) else "综治中心移交",
            "dispute_type": dispute["dispute_type"],
            "cause": dispute["cause"],
            "applicant": self.one(self.names),
            "phone": self.one(self.phones),
            "respondent": self.one(self.firms) if self.likely(0.4) else self.one(self.names),
            "people_n": 2,
            "amount": None
            if dispute["dispute_type"] == "婚姻家庭"
            else int(self.chance.lognormvariate(9.8, 1.0)) * 100,
            "town": self.one(self.towns),
            "assigned_on": day,
            "signed_on": min(self.after(day, 0, 2), self.today),
            "domains": (dispute["domain"],),
            "status": "已委派",
        }
        if age < 3:
            return row
        row["accepted_on"] = min(self.after(row["signed_on"], 0, 2), self.today)
        row["status"] = "调解中"
        if age < 20 or (age < 50 and self.likely(0.1)):
            return row
        row["closed_on"] = self.after(row["accepted_on"], 5, 16)
        if self.likely(0.62):
            row |= {
                "result": "调解成功",
                "agreement_on": row["closed_on"],
                "agreement_form": "书面协议",
                "agreed_amt": row["amount"] and row["amount"] * self.chance.randint(60, 100) // 100,
                "perform_way": self.one(["即时履行", "分期履行", "到期履行"]),
                "performed": "已履行",
                "confirm": "不申请",
                "status": "已办结",
            }
        else:
            row |= {"result": "调解不成", "returned_on": self.after(row["closed_on"], 0, 1), "status": "退回立案"}
        return row

    def petition(self, day: date, age: int) -> Row:
        grievance = self.one(self.grievances)
        town = self.one(self.towns)
        row: Row = {
            "petition_on": day,
            "name": self.one(self.names),
            "phone": self.one(self.phones),
            "id_no": self.one(self.cards),
            "address": self.one(self.people.villages),
            "locality": town,
            "people_n": 1 if self.likely(0.85) else self.chance.randint(2, 20),
            "category": grievance["category"],
            "channel": self.one(["网上", "网上", "来信", "来电"]),
            "survey": grievance["survey"],
            "is_litigation": grievance["category"] == "涉法涉诉",
            "status": "已登记",
        }
        if age < 5:
            return row
        row |= {"forwarded_on": self.after(day, 1, 4), "to_unit": grievance["unit"], "status": "已转送"}
        if age < 18:
            return row
        row["unit_received_on"] = self.after(row["forwarded_on"], 0, 1)
        row["informed_on"] = row["accepted_on"] = self.after(row["unit_received_on"], 3, 12)
        row["status"] = "办理中"
        if age < 50 or (age < 100 and self.likely(0.12)):
            return row
        row |= {
            "opinion": self.one(["支持", "部分支持", "解释说明", "解释说明", "不予支持"]),
            "opinion_no": self.serial("信", day),
            "replied_on": self.after(row["accepted_on"], 10, 30),
            "satisfaction": self.one(["满意", "满意", "基本满意", "未评价", "不满意"]),
            "status": "已办结",
        }
        row["opinion_served_on"] = row["replied_on"] + timedelta(days=1)
        return row

    def labor_case(self, day: date, age: int) -> Row:
        row: Row = {
            "arb_no": self.serial("劳人仲案", day),
            "applicant": self.one(self.names),
            "respondent": self.one(self.firms),
            "cause": self.one(["劳动报酬", "劳动报酬", "确认劳动关系", "工伤待遇", "社会保险", "经济补偿", "加班工资"]),
            "workers_n": 1,
            "applied_on": day - timedelta(days=3),
            "accepted_on": day,
            "domains": ("劳动人事",),
            "status": "仲裁中",
        }
        if age < 8:
            return row
        row["copy_served_on"] = self.after(day, 2, 5)
        if age < 48 or (age < 70 and self.likely(0.1)):
            return row
        row["hearing_told_on"] = self.after(day, 12, 16)
        row["hearing_on"] = self.after(day, 22, 28)
        row["award_on"] = self.after(day, 32, 44)
        if self.likely(0.3):
            row |= {"award": "仲裁调解", "amount": self._wages(), "sued": "未起诉", "status": "仲裁调解"}
            return row
        row |= {
            "award": self.one(["支持", "部分支持", "部分支持", "驳回"]),
            "is_final": self.likely(0.4),
            "amount": self._wages(),
            "served_on": self.after(row["award_on"], 1, 4),
            "status": "已裁决",
        }
        if age < 80:
            return row
        if self.likely(0.2):
            sued_on = self.after(row["served_on"], 5, 15)
            row |= {"sued": "劳动者起诉", "sued_on": sued_on, "court_no": self.number("民初", sued_on)}
            same = self.likely(0.8)
            row |= {"first_result": "维持裁决内容" if same else "部分改变", "diff": "一致" if same else "部分改变"}
            if not same:
                row["diff_reasons"] = (self.one(["事实认定", "证据采信", "法律适用"]),)
            row["status"] = "比对完成"
        else:
            row |= {"sued": "未起诉", "effective_on": self.after(row["served_on"], 16, 17), "status": "办结"}
        return row

    def _wages(self) -> int:
        return self.chance.randint(30, 900) * 10_000

    def screening(self, day: date, age: int) -> Row:
        dispute = self.one(self.disputes)
        town = self.one(self.towns)
        place = self.one(self.people.villages)
        one, other = self.one(self.names), self.one(self.names)
        row: Row = {
            "found_on": day,
            "found_unit": town,
            "town": town,
            "place": place,
            "dispute_type": dispute["dispute_type"],
            "matter": f"{place}{one}与{other}{dispute['cause']}，双方各执一词，需及时调处。",
            "parties": f"{one}、{other}",
            "people_n": 2,
            "level": self.one(["低", "低", "低", "中", "中", "高"]),
            "duty_unit": town,
            "duty_person": self.one(self.clerks),
            "due_on": day + timedelta(days=20),
            "status": "调处中",
        }
        if age > 18 and not (age < 60 and self.likely(0.08)):
            row |= {"result": "经调解，双方达成一致。", "resolved_on": self.after(day, 3, 18), "status": "已化解"}
        return row


HEARING = frozenset({"hearing_on", "appearance_state"})
ATTENDANCE = (
    ["主要负责人出庭"] * 5 + ["其他负责人出庭"] * 13 + ["仅工作人员出庭（有正当理由）", "仅工作人员出庭（无正当理由）"]
)
PERFORMED = frozenset({"履行法定职责", "行政协议履行", "判决赔偿"})
OUTCOMES = (
    [("判决", "驳回诉讼请求")] * 38
    + [("裁定", "准许原告主动撤诉")] * 24
    + [("裁定", "驳回起诉")] * 12
    + [("裁定", "准许原告因被告改变原行政行为撤诉")] * 5
    + [("判决", "全部撤销")] * 6
    + [("判决", "确认违法")] * 6
    + [("判决", "履行法定职责")] * 3
    + [("判决", "全部撤销并重作")] * 2
    + [("判决", "行政协议履行")]
    + [("判决", "判决赔偿")]
    + [("调解", "行政调解书")] * 2
)
