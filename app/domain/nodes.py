"""The nodes that a case passes through: 立案, 送达, 排期开庭, 裁判, 归档 (mechanism, task 13).

Each says by which legal period it is due, from which field of the case that is counted, and which field says that it is
done. A node that neither the law nor the county nor the case itself gives a day is not made.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """`due`: the case's own field for the day, which follows changes of the time limit; `setting`: days the county
    allows."""

    name: str  # of trial_node.node
    done: str
    rule: str = ""
    start: str = ""
    due: str = ""
    setting: str = ""
    basis: str = ""


JUDGMENT = ("裁判", "审限")  # the nodes that end with the time limit and move with 审限变更
ARCHIVE_RULE = "archive_court_3m"

# 送达 and 立案 by 行政诉讼法第67条 and 第51条, 裁判 by 第81、83、88条 (time limit of the case), 归档 by 人民法院诉讼文书立卷归档办法.
ADMIN = (
    Node("立案", "filed_on", rule="lit_filing_decision_7d", start="sued_on"),
    Node("送达", "notice_received_on", rule="lit_complaint_service_5d", start="filed_on"),
    Node("排期开庭", "hearing_on", start="filed_on", setting="hearing_days", basis="本县设定的排期天数"),
    Node("裁判", "closed_on", due="trial_limit_on", basis="行政诉讼法第81条、第83条、第88条"),
    Node("归档", "", rule=ARCHIVE_RULE, start="closed_on"),
)
# 执行通知 by 民诉法解释第480条, 执结 by 执行工作规定第63条.
ENFORCEMENT = (
    Node("送达", "notice_on", rule="enf_notice_10d", start="applied_on"),
    Node("审限", "closed_on", due="limit_on", basis="执行工作规定第63条"),
    Node("归档", "", rule=ARCHIVE_RULE, start="closed_on"),
)
NODES: dict[str, tuple[Node, ...]] = {"admin_case": ADMIN, "enforcement_case": ENFORCEMENT}
ARCHIVED = "已归档"
