"""Proposals of node monitoring (mechanism, task 13): make a case's nodes, follow its dates, urge what is late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.domain.nodes import NODES
from app.errors import UserError
from app.services import trial_nodes
from app.services.proposals.parts import Proposal, Rule, operation

if TYPE_CHECKING:
    from app.data.database import Database

BASIS = "府院联动机制任务13"


def _missing(record: str) -> Any:
    def missing(db: Database, id: int | None) -> Iterator[Proposal]:
        """Mechanism, task 13: a registered case has its nodes monitored; each node by its own article."""
        for one in trial_nodes.missing(db, record, id):
            names = "、".join(node.node for node in one.nodes)
            laws = "；".join(dict.fromkeys(node.basis for node in one.nodes))
            first = min((node.due_on for node in one.nodes if node.done_on is None), default=None)
            yield Proposal(
                f"nodes:{one.id}:{len(one.nodes)}",
                "生成流程节点",
                record,
                one.id,
                f"为{one.case_no}生成流程节点",
                f"还没有监控的节点：{names}",
                f"{BASIS}；{laws}",
                "在审判流程节点台账登记：" + "，".join(f"{node.node}应于{node.due_on}完成" for node in one.nodes),
                first,
            )

    return missing


def make(db: Database, proposal: Proposal) -> None:
    found = trial_nodes.missing(db, proposal.record, proposal.id)
    with operation(db, proposal) as op:
        trial_nodes.make(op, proposal.record, proposal.id, found[0])


def _moved(record: str) -> Any:
    def moved(db: Database, id: int | None) -> Iterator[Proposal]:
        """行诉解释第50条, 民事诉讼法第152条: an approved change of the time limit moves the node; dates of the case close it."""
        for one in trial_nodes.moved(db, record, id):
            said, marks = [], []
            for number, node, was in one.nodes:
                if node.done_on is not None:
                    said.append(f"{node.node}已于{node.done_on}完成")
                else:
                    said.append(f"{node.node}由{was}改为{node.due_on}")
                marks.append(f"{number}={node.done_on or node.due_on}")
            yield Proposal(
                f"follow:{one.id}:{','.join(marks)}",
                "更新流程节点",
                record,
                one.id,
                f"按案件更新{one.case_no}的流程节点",
                "，".join(said),
                f"{BASIS}；" + "；".join(dict.fromkeys(node.basis for _, node, _ in one.nodes)),
                "改写节点的应完成日或实际完成日，完成的转为“已完成”",
            )

    return moved


def follow(db: Database, proposal: Proposal) -> None:
    found = trial_nodes.moved(db, proposal.record, proposal.id)
    if not found:
        raise UserError("流程节点已经与案件一致", "", "请刷新后重试")
    with operation(db, proposal) as op:
        trial_nodes.bring_up_to_date(op, proposal.record, proposal.id, found[0])


def late(db: Database, id: int | None) -> Iterator[Proposal]:
    """Mechanism, task 13: a node past its day is urged; the warning form can be printed from it."""
    for one in trial_nodes.late(db, id):
        yield Proposal(
            f"urge:{one.id}:{one.urge_n}",
            "催办流程节点",
            "trial_node",
            one.id,
            f"催办{one.case_no}的{one.node}",
            f"应于{one.due_on}完成，已超期{(db.today - one.due_on).days}天"
            + (f"，承办人{one.judge}" if one.judge else ""),
            BASIS,
            "催办次数加1，记下今天为最近催办日期，状态改为“已催办”；预警通知可以从文书页打印",
            one.due_on,
        )


def urge(db: Database, proposal: Proposal) -> None:
    with operation(db, proposal) as op:
        trial_nodes.urge(op, proposal.id)


RULES = (
    *(Rule("nodes", record, _missing(record), make) for record in NODES),
    *(Rule("follow", record, _moved(record), follow) for record in NODES),
    Rule("urge", "trial_node", late, urge),
)
