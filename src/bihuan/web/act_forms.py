"""The form of every act on a case: what a house test holds against the lifecycle table."""

from bihuan.access.acts import Act
from bihuan.web.act_forms_base import ActForm
from bihuan.web.act_forms_closing import CLOSING
from bihuan.web.act_forms_doubts import DOUBTS
from bihuan.web.act_forms_evidence import EVIDENCE
from bihuan.web.act_forms_handover import HANDOVER
from bihuan.web.act_forms_lasting import LASTING
from bihuan.web.act_forms_plan import PLAN
from bihuan.web.act_forms_readings import READINGS
from bihuan.web.act_forms_supervision import SUPERVISION
from bihuan.web.act_forms_verification import VERIFICATION

ACT_FORMS: dict[Act, ActForm] = {
    **HANDOVER,
    **PLAN,
    **EVIDENCE,
    **VERIFICATION,
    **DOUBTS,
    **CLOSING,
    **LASTING,
    **READINGS,
    **SUPERVISION,
}

# What two opposite decisions are called together, where one button leads to both.
DECISIONS: dict[frozenset[Act], str] = {
    frozenset({Act.APPROVE_EXTENSION, Act.REFUSE_EXTENSION}): "审批延期申请",
    frozenset({Act.APPROVE_WITHDRAWAL, Act.REFUSE_WITHDRAWAL}): "审批撤销申请",
    frozenset({Act.APPROVE_PLAN, Act.SEND_BACK_PLAN}): "审批整改方案",
    frozenset({Act.PASS_VERIFICATION, Act.FAIL_VERIFICATION}): "对标验收",
    frozenset({Act.DISMISS_OBJECTION, Act.UPHOLD_OBJECTION}): "答复异议",
    frozenset({Act.CLOSE_CASE, Act.REFUSE_CLOSE_OUT}): "审批销号申请",
    frozenset({Act.REVIEW_STATEMENT, Act.SEND_BACK_STATEMENT}): "审查公开稿",
}


def group_of(act: Act) -> tuple[Act, ...]:
    """The acts decided on one page with ``act``: the one that undoes nothing first."""
    partner = ACT_FORMS[act].partner
    if partner is None:
        return (act,)
    return (act, partner) if ACT_FORMS[act].kind == "primary" else (partner, act)


def name_of(act: Act) -> str:
    """What the page is called on which ``act`` is done."""
    return DECISIONS.get(frozenset(group_of(act)), act.label)
