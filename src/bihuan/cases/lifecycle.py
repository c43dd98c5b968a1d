"""The lifecycle of a case, as a table. Buttons, refusals, the docs page and the property tests come from it.

The six steps 整改→核查→公示→销号→备案→公开 (S16) stand in this order and cannot be reordered. Overdue, warned and
stalled are conditions computed from dates, never states.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bihuan.access.acts import Act
from bihuan.kernel.findings import Finding, block
from bihuan.kernel.words import Labelled


class State(Labelled):
    """Where a case stands."""

    DRAFT = "draft", "待交办"
    ASSIGNED = "assigned", "待签收"
    RETURNED = "returned", "已退回"
    ACKNOWLEDGED = "acknowledged", "待报方案"
    PLANNED = "planned", "方案待审"
    RECTIFYING = "rectifying", "整改中"
    REWORK = "rework", "退回整改"
    REOPENED = "reopened", "反弹重办"
    VERIFYING = "verifying", "待核查"
    VERIFIED = "verified", "待公示"
    NOTICING = "noticing", "公示中"
    CLOSED = "closed", "已销号"
    FILED = "filed", "已备案"
    DISCLOSED = "disclosed", "已公开"
    WITHDRAWN = "withdrawn", "已撤销"
    CARRIED_OVER = "carried_over", "已转入下一批"


S = State
BEFORE_WORK = frozenset({S.DRAFT, S.ASSIGNED, S.RETURNED, S.ACKNOWLEDGED, S.PLANNED})
WORKING = frozenset({S.RECTIFYING, S.REWORK})
STRUCK_OFF = frozenset({S.CLOSED, S.FILED, S.DISCLOSED})
# Left the batch without being struck off: neither counts as rectified.
LEFT = frozenset({S.WITHDRAWN, S.CARRIED_OVER})
ENDED = STRUCK_OFF | LEFT
OPEN = frozenset(State) - ENDED
# Handed to a unit and not yet struck off: the clock runs from assignment, not from sign-in.
IN_HAND = OPEN - {S.DRAFT, S.RETURNED}
# The limit binds from the first assignment until the case is struck off: a return does not stop the clock.
CLOCK_RUNS = IN_HAND | {S.RETURNED}
PLANNING = frozenset({S.ACKNOWLEDGED, S.REOPENED})
GATHERING = PLANNING | {S.PLANNED} | WORKING


class Step(Labelled):
    """The six steps of S16."""

    RECTIFY = "rectify", "整改"
    VERIFY = "verify", "核查"
    NOTICE = "notice", "公示"
    CLOSE = "close", "销号"
    FILE = "file", "备案"
    DISCLOSE = "disclose", "公开"


# The step that is under way in a state; None before the work has been handed over and after the last step.
STEP_OF: dict[State, Step | None] = {
    S.DRAFT: None,
    S.ASSIGNED: None,
    S.RETURNED: None,
    S.ACKNOWLEDGED: Step.RECTIFY,
    S.PLANNED: Step.RECTIFY,
    S.RECTIFYING: Step.RECTIFY,
    S.REWORK: Step.RECTIFY,
    S.REOPENED: Step.RECTIFY,
    S.VERIFYING: Step.VERIFY,
    S.VERIFIED: Step.NOTICE,
    S.NOTICING: Step.NOTICE,
    S.CLOSED: Step.FILE,
    S.FILED: Step.DISCLOSE,
    S.DISCLOSED: None,
    S.WITHDRAWN: None,
    S.CARRIED_OVER: None,
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: ``act`` leads from any of ``sources`` to ``target`` (None: the state stays).

    ``sentence`` is what the history says; ``clause`` is the basis in the notice.
    """

    act: Act
    sources: frozenset[State]
    target: State | None
    sentence: str
    clause: str


def _row(act: Act, sources: Iterable[State], target: State | None, sentence: str, clause: str) -> Transition:
    return Transition(act, frozenset(sources), target, sentence, clause)


TABLE: tuple[Transition, ...] = (
    _row(Act.EDIT_CASE, {S.DRAFT, S.RETURNED}, None, "修改了事项要素", "S3"),
    _row(Act.ASSIGN_CASE, {S.DRAFT}, S.ASSIGNED, "交办给责任单位", "S5"),
    _row(Act.ACKNOWLEDGE_CASE, {S.ASSIGNED}, S.ACKNOWLEDGED, "签收", "S5"),
    _row(Act.RETURN_CASE, {S.ASSIGNED}, S.RETURNED, "退回交办", "S5"),
    _row(Act.REASSIGN_CASE, {S.RETURNED}, S.ASSIGNED, "改派", "S5"),
    _row(Act.SUBMIT_PLAN, PLANNING, S.PLANNED, "报送整改方案", "S6"),
    _row(Act.APPROVE_PLAN, {S.PLANNED}, S.RECTIFYING, "同意整改方案", "S8"),
    _row(Act.SEND_BACK_PLAN, {S.PLANNED}, S.ACKNOWLEDGED, "退回整改方案", "S8"),
    _row(Act.REPORT_PROGRESS, WORKING, None, "报告进展", "S15"),
    _row(Act.ADD_EVIDENCE, GATHERING, None, "上传佐证材料", "S18"),
    _row(Act.APPOINT_VERIFIER, IN_HAND - {S.NOTICING, S.VERIFIED}, None, "指定核查单位", "S15"),
    _row(Act.APPOINT_SECOND_VERIFIER, IN_HAND, None, "指定会同核查单位", "S17"),
    _row(Act.SUBMIT_FOR_VERIFICATION, WORKING, S.VERIFYING, "自查完成，申请核查", "S16"),
    _row(Act.ANSWER_DOUBT, {S.VERIFYING, S.VERIFIED, S.NOTICING}, None, "说明疑点", "S17"),
    _row(Act.PASS_VERIFICATION, {S.VERIFYING}, S.VERIFIED, "核查通过", "S15"),
    _row(Act.FAIL_VERIFICATION, {S.VERIFYING}, S.REWORK, "核查不通过，退回整改", "S17"),
    _row(Act.POST_NOTICE, {S.VERIFIED}, S.NOTICING, "发布公示", "S16"),
    _row(Act.RAISE_OBJECTION, {S.NOTICING}, None, "收到异议", "S16"),
    _row(Act.DISMISS_OBJECTION, {S.NOTICING}, None, "异议不成立，已答复", "S16"),
    _row(Act.UPHOLD_OBJECTION, {S.NOTICING}, S.REWORK, "异议成立，退回整改", "S17"),
    _row(Act.APPLY_CLOSE_OUT, {S.NOTICING}, None, "申请销号", "S16"),
    _row(Act.CLOSE_CASE, {S.NOTICING}, S.CLOSED, "同意销号", "S16"),
    _row(Act.REFUSE_CLOSE_OUT, {S.NOTICING}, S.REWORK, "退回销号申请", "S17"),
    _row(Act.FILE_CASE, {S.CLOSED}, S.FILED, "备案", "S16"),
    _row(Act.DRAFT_STATEMENT, {S.CLOSED, S.FILED}, None, "拟公开稿", "S19"),
    _row(Act.REVIEW_STATEMENT, {S.CLOSED, S.FILED}, None, "公开审查通过", "S21"),
    _row(Act.SEND_BACK_STATEMENT, {S.CLOSED, S.FILED}, None, "退回公开稿", "S21"),
    _row(Act.DISCLOSE_CASE, {S.FILED}, S.DISCLOSED, "公开", "S16"),
    _row(Act.LOOK_BACK, STRUCK_OFF, None, "回头看", "S14"),
    _row(Act.REOPEN_CASE, STRUCK_OFF, S.REOPENED, "认定反弹，撤销销号，重新整改", "S14"),
    _row(Act.REQUEST_EXTENSION, IN_HAND, None, "申请延期", "S23"),
    _row(Act.APPROVE_EXTENSION, IN_HAND, None, "同意延期", "S23"),
    _row(Act.REFUSE_EXTENSION, IN_HAND, None, "不同意延期", "S23"),
    _row(Act.REQUEST_WITHDRAWAL, OPEN, None, "申请撤销事项", "S17"),
    _row(Act.APPROVE_WITHDRAWAL, OPEN, S.WITHDRAWN, "同意撤销事项", "S17"),
    _row(Act.REFUSE_WITHDRAWAL, OPEN, None, "不同意撤销事项", "S17"),
    _row(Act.ISSUE_SUPERVISION, IN_HAND | {S.RETURNED}, None, "发出督促", "S15"),
    _row(Act.SUPERVISE_BY_RULE, IN_HAND | {S.RETURNED}, None, "按规则督促", "S15"),
    _row(Act.RECORD_READING, OPEN | STRUCK_OFF, None, "登记指标读数", "S15"),
    _row(Act.REVIEW_LONG_TERM, IN_HAND | STRUCK_OFF, None, "登记年度评估", "S11"),
    _row(Act.CARRY_OVER_CASE, GATHERING, S.CARRIED_OVER, "转入下一批继续办理", "S11"),
)

TRANSITIONS: dict[Act, Transition] = {row.act: row for row in TABLE}


def wrong_state(act: Act, state: State) -> Finding | None:
    """None when a case in ``state`` knows ``act``; else the finding that says which states do."""
    row = TRANSITIONS[act]
    if state in row.sources:
        return None
    known = "、".join(source.label for source in State if source in row.sources)
    return block(
        "wrong-state",
        f"事项现为“{state.label}”，不能办理“{act.label}”；该动作适用于：{known}。请刷新页面核对当前环节。",
        clause=row.clause,
    )


def acts_from(state: State) -> tuple[Act, ...]:
    """The acts a case in ``state`` knows, in the order of the work."""
    return tuple(row.act for row in TABLE if state in row.sources)


def steps_done(state: State) -> frozenset[Step]:
    """The steps that lie behind a case in ``state``."""
    steps = tuple(Step)
    if state is S.DISCLOSED:
        return frozenset(steps)
    current = STEP_OF[state]
    return frozenset() if current is None else frozenset(steps[: steps.index(current)])
