"""The fields of papers about one case that stay inside: each name, what stands there, and where it is found."""

import json
from collections.abc import Callable
from datetime import date, datetime

from bihuan.access.acts import Act
from bihuan.cases.deadlines import is_overdue, workdays_left
from bihuan.cases.lifecycle import CLOCK_RUNS, State
from bihuan.cases.models import CaseRequest, Measure
from bihuan.cases.routes import Route
from bihuan.closure.models import CloseOut
from bihuan.documents import numbers, target_table
from bihuan.documents.case_lives import CaseFile
from bihuan.documents.close_out_ledger import satisfaction
from bihuan.documents.speaking import Fields, day, days_in_words
from bihuan.evidence.models import EvidenceKind
from bihuan.kernel.clock import day_of
from bihuan.kernel.redact import redact
from bihuan.kernel.workdays import add_workdays
from bihuan.plans.models import Plan, ProgressReport
from bihuan.typesetting.table import padded

# Room for a hand, and below it what stands at the foot of a box of a form.
_SPACE = "\u3000"
_DAY = f"年{_SPACE * 2}月{_SPACE * 2}日"
SIGN_HERE = f"\n\n{_SPACE * 9}签字：{_SPACE * 6}{_DAY}"
SEAL_HERE = f"\n\n{_SPACE * 9}（盖章）{_SPACE * 5}{_DAY}"
# The same in half the breadth, where two boxes stand side by side.
_NARROW_DAY = f"年{_SPACE}月{_SPACE}日"
SIGN_BESIDE = f"\n\n签字：{_SPACE * 3}{_NARROW_DAY}"
SEAL_BESIDE = f"\n\n（盖章）{_SPACE * 2}{_NARROW_DAY}"
ANSWER_HERE = f"\n{SEAL_HERE}"


def moment(when: datetime | None) -> str:
    """The office's day of ``when``, as papers print it."""
    return day(day_of(when)) if when else ""


def _deciding(
    words: tuple[str, str], row: Plan | CaseRequest | CloseOut | None, before_day: str = _SPACE
) -> str:
    """What was decided, with the remark, by whom and when; empty while nobody has."""
    if row is None or row.approved is None or row.decided_by is None:
        return ""
    verdict = words[0] if row.approved else words[1]
    remark = row.remark.strip()
    if remark.rstrip("。") in (verdict, "同意"):
        remark = ""  # 同意销号。同意。 says it twice
    return f"{verdict}。{remark}\n{padded(row.decided_by.name)}{before_day}{moment(row.decided_at)}"


def _of_case(name: str) -> Callable[[CaseFile], str]:
    return lambda file: str(getattr(file.case, name))


def _person(name: str) -> Callable[[CaseFile], str]:
    """A person named on the case, padded: the names of a form stand one below the other (domain §3.4)."""
    return lambda file: padded(str(getattr(file.case, name)))


def _limit(file: CaseFile) -> str:
    """The limit as it stands in a sentence or a box: its parts divided by a comma."""
    return target_table.in_a_sentence(target_table.limit_text(file.case, None))


def _numbered(texts: list[str]) -> str:
    return target_table.measures_text(texts)


def _supporting(file: CaseFile) -> str:
    return target_table.supporting_text(file.case)


def _first_contact_due(file: CaseFile) -> date | None:
    if file.assignment is None:
        return None
    start = day_of(file.assignment.assigned_at)
    return add_workdays(file.calendar, start, file.scope.batch.rulebook.first_contact_days)


def _left(file: CaseFile) -> str:
    """How far the limit is off, in words; empty when no clock runs."""
    limit, today = file.case.limit_date, file.scope.today
    if limit is None or State(file.case.state) not in CLOCK_RUNS:
        return ""
    if is_overdue(limit, today, in_hand=True):
        return f"已超过整改时限{(today - limit).days}天"
    return f"距整改时限还有{workdays_left(file.calendar, limit, today)}个工作日"


def _limit_before(file: CaseFile) -> str:
    """The limit that the newest request asks to move: after its approval, the one before."""
    if file.extension is None or not file.extension.approved:
        return target_table.limit_text(file.case, None)
    moved = [entry for entry in file.entries if entry.act == Act.APPROVE_EXTENSION]
    before = json.loads(moved[-1].data).get("before") if moved else None
    return day(date.fromisoformat(before)) if before else target_table.limit_text(file.case, None)


def _objected(file: CaseFile) -> str:
    if file.life.notice is None:
        return ""
    if not file.objections:
        return "公示期间未收到异议。" if file.life.notice.ends_on < file.scope.today else "目前未收到异议。"
    rulings = [row.get_ruling_display() for row in file.objections]
    told = "，".join(f"{ruling}{rulings.count(ruling)}件" for ruling in dict.fromkeys(rulings))
    return f"收到异议{len(rulings)}件，其中{told}。"


def _last_report(file: CaseFile) -> str:
    return f"{redact(file.reports[-1].text)}（{moment(file.reports[-1].at)}）" if file.reports else ""


def _report_when_asked(file: CaseFile) -> ProgressReport | None:
    """The last report of the present round before more time was asked for; what came later nobody knew then."""
    if file.extension is None:
        return None
    asked = file.extension.asked_at
    return next((row for row in reversed(file.reports) if row.at <= asked), None)


def _told_when_asked(file: CaseFile) -> str:
    report = _report_when_asked(file)
    return f"{redact(report.text)}（{moment(report.at)}）" if report else ""


def _percent_when_asked(file: CaseFile) -> str:
    report = _report_when_asked(file)
    return f"{report.percent}%" if report else ""


def measure_done(row: Measure) -> str:
    """已完成。更换36盏。 What only repeats the first word is not said twice."""
    word = row.get_progress_display()
    return f"{word}。" if row.result.strip("。") in ("", word) else f"{word}。{redact(row.result)}"


def _measures_done(file: CaseFile) -> str:
    return "\n".join(
        f"{row.position}. {row.text.rstrip('。')}：{measure_done(row)}" for row in file.case.measures.all()
    )


def _evidence_told(file: CaseFile) -> str:
    kinds = [str(EvidenceKind(row.kind).label) for row in file.evidence]
    told = [f"{kind}{kinds.count(kind)}份" for kind in dict.fromkeys(kinds)]
    return f"共{len(kinds)}份：{'、'.join(told)}。" if kinds else ""


def _demand(file: CaseFile) -> str:
    return Route(file.case.route).demand


_BATCH: Fields = {
    "发文字号": ("整改方案的发文字号", lambda file: file.scope.batch.number),
    "批次标题": ("通知的标题", lambda file: file.scope.batch.title),
    "批次主题": ("批次名称，用作标题的开头", lambda file: target_table.subject(file.scope.batch)),
    "方案名称": ("整改方案的标题", lambda file: file.scope.batch.plan_title),
    "发文机关": ("印发方案的机关", lambda file: file.scope.batch.issuing_body),
    "评价年度": ("社会评价的年度", lambda file: str(file.scope.batch.evaluation_year or "")),
    "牵头单位": ("牵头单位全称", lambda file: file.scope.batch.coordinator.name),
    "牵头单位电话": ("牵头单位的联系电话", lambda file: file.scope.batch.coordinator.phone),
    "牵头单位地址": ("牵头单位的地址", lambda file: file.scope.batch.coordinator.address),
    "今日": ("文书所说的日期", lambda file: day(file.scope.today)),
    "签字处": ("留给领导手写意见、签字的空处", lambda _: SIGN_HERE),
    "盖章处": ("留给单位手写意见、盖章的空处", lambda _: SEAL_HERE),
    "窄签字处": ("两格并排时留给领导的签字处", lambda _: SIGN_BESIDE),
    "窄盖章处": ("两格并排时留给单位的盖章处", lambda _: SEAL_BESIDE),
    "回复处": ("留给单位手写回复、盖章的空处，比盖章处多一行", lambda _: ANSWER_HERE),
    "换行": ("在表格的同一格内另起一行", lambda _: "\n"),
}
_CASE: Fields = {
    "序号": ("事项在目标表中的序号", _of_case("position")),
    "问题编号": (
        "事项的问题编号；上级改号的，现编号在前，原编号在后",
        lambda file: numbers.in_a_sentence(file.case),
    ),
    "整改内容": ("整改内容，其中的个人信息已隐去", lambda file: redact(file.case.content)),
    "意见建议类型": ("意见建议类型", _of_case("kind")),
    "整改类型": ("立行立改、分步解决、长期推进", lambda file: Route(file.case.route).label),
    "整改类型要求": ("该类型事项的办理要求", _demand),
    "整改目标": ("整改目标", _of_case("target")),
    "整改措施": (
        "全部整改措施，逐条编号",
        lambda file: _numbered([m.text for m in file.case.measures.all()]),
    ),
    "整改时限": ("现行有效的整改时限", _limit),
    "责任单位": ("责任单位全称", lambda file: file.case.lead.name if file.case.lead else ""),
    "责任单位电话": ("责任单位的办公电话", lambda file: file.case.lead.phone if file.case.lead else ""),
    "配合单位": ("配合单位，以顿号分开", _supporting),
    "核查单位": ("核查单位全称", lambda file: file.case.verifying.name if file.case.verifying else ""),
    "负责人": ("目标表中的负责人", _person("person_in_charge")),
    "主要领导": ("责任单位主要领导", _person("principal_leader")),
    "分管领导": ("责任单位分管领导", _person("leader_in_charge")),
    "具体责任人": ("责任单位具体责任人", _person("assignee")),
    "环节": ("目前所处环节", lambda file: State(file.case.state).label),
    "轮次": ("第几轮整改", _of_case("round")),
    "进度": ("整改进度，百分比", lambda file: f"{file.case.progress}%"),
    "亮灯": ("正常、临近、预警、逾期、滞后或不计时", lambda file: file.life.lit.label),
    "亮灯说明": ("亮灯的理由，一句话", lambda file: days_in_words(file.life.lit.why)),
    "剩余时间": ("距整改时限的天数，或者超过的天数", _left),
    "最近进展": ("最近一次报告的进展和日期", _last_report),
    "意见件数": ("事项所含意见建议的条数", lambda file: str(len(file.opinions))),
}
_HANDED_OVER: Fields = {
    "交办单号": ("交办单的编号", lambda file: file.assignment.number if file.assignment else ""),
    "交办日期": ("交办日期", lambda file: moment(file.assignment.assigned_at) if file.assignment else ""),
    "签收期限": ("应当签收的日期", lambda file: day(file.assignment and file.assignment.acknowledge_due_on)),
    "签收日期": (
        "实际签收的日期",
        lambda file: moment(file.assignment.acknowledged_at) if file.assignment else "",
    ),
    "首次联系期限": ("应当首次联系意见人的日期", lambda file: day(_first_contact_due(file))),
}
_PLAN: Fields = {
    "问题根源": ("整改方案中的问题根源", lambda file: file.plan.root_cause if file.plan else ""),
    "推进路线图": ("整改方案中的推进路线图", lambda file: file.plan.roadmap if file.plan else ""),
    "方案报送人": ("报送方案的人", lambda file: padded(file.plan.submitted_by.name) if file.plan else ""),
    "方案报送日期": ("报送方案的日期", lambda file: moment(file.plan.submitted_at) if file.plan else ""),
    "方案审批结论": ("是否同意、意见、审批人、日期", lambda file: _deciding(("同意", "退回修改"), file.plan)),
    "特批理由": ("未具备“五个有”而获特批的理由", lambda file: file.plan.override_reason if file.plan else ""),
}
_EXTENSION: Fields = {
    "原定时限": ("申请延期之前的整改时限", _limit_before),
    "延至": ("申请延至的日期", lambda file: day(file.extension and file.extension.new_date)),
    "延期理由": ("申请延期的理由", lambda file: redact(file.extension.reason) if file.extension else ""),
    "延期申请人": (
        "申请延期的人",
        lambda file: padded(file.extension.asked_by.name) if file.extension else "",
    ),
    "申请时进度": ("申请延期时本轮最近一次报告的进度，百分比", _percent_when_asked),
    "申请时进展": ("申请延期时本轮最近一次报告的进展和日期", _told_when_asked),
    "延期申请日期": (
        "申请延期的日期",
        lambda file: moment(file.extension.asked_at) if file.extension else "",
    ),
    "延期审批结论": (
        "是否同意延期、意见、审批人、日期",
        lambda file: _deciding(("同意延期", "不同意延期"), file.extension),
    ),
}
_VERIFIED: Fields = {
    "自查情况": (
        "责任单位自查情况",
        lambda file: redact(file.life.submission.self_check) if file.life.submission else "",
    ),
    "自查签字人": (
        "自查签字的领导",
        lambda file: padded(file.life.submission.signed_by.name) if file.life.submission else "",
    ),
    "自查日期": (
        "自查签字的日期",
        lambda file: moment(file.life.submission.signed_at) if file.life.submission else "",
    ),
    "核查人员": (
        "核查人员，以顿号分开",
        lambda file: file.verification.verifiers if file.verification else "",
    ),
    "现场核查日期": ("到现场的日期", lambda file: day(file.verification and file.verification.visited_on)),
    "核查结论": (
        "通过或者不通过；尚未核查的为空",
        lambda file: ("通过" if file.verification.passed else "不通过") if file.verification else "",
    ),
    "核查意见": ("核查意见", lambda file: redact(file.verification.remark) if file.verification else ""),
    "核查日期": (
        "作出核查结论的日期",
        lambda file: moment(file.verification.at) if file.verification else "",
    ),
}
_NOTICED: Fields = {
    "公示内容": ("公示内容", lambda file: file.life.notice.text if file.life.notice else ""),
    "公示开始": ("公示的第一天", lambda file: day(file.life.notice and file.life.notice.starts_on)),
    "公示结束": ("公示的最后一天", lambda file: day(file.life.notice and file.life.notice.ends_on)),
    "异议情况": ("公示期间异议的件数和处理结果", _objected),
}
_SHOWN: Fields = {
    "措施完成情况": ("每条措施的进展和完成情况，逐条一行", _measures_done),
    "材料清单": ("本轮佐证材料的种类和份数，一句话", _evidence_told),
}
_CLOSED: Fields = {
    "整改结果": (
        "申请认定的结果：已完成整改，或者已完成整改并长期坚持",
        lambda file: file.application.get_status_display() if file.application else "",
    ),
    "整改成效": (
        "申请销号时填写的整改成效",
        lambda file: redact(file.application.summary) if file.application else "",
    ),
    "销号申请人": (
        "申请销号的人",
        lambda file: padded(file.application.applied_by.name) if file.application else "",
    ),
    "销号申请日期": (
        "申请销号的日期",
        lambda file: moment(file.application.applied_at) if file.application else "",
    ),
    "销号审批结论": (
        "是否同意销号、意见、审批人、日期",
        lambda file: _deciding(("同意销号", "退回"), file.application, "\n"),
    ),
    "销号编号": (
        "现行有效的销号编号",
        lambda file: file.life.close_out.number if file.life.close_out else "",
    ),
    "销号日期": (
        "同意销号的日期",
        lambda file: moment(file.life.close_out.decided_at) if file.life.close_out else "",
    ),
    "批准人": (
        "批准销号的领导",
        lambda file: (
            padded(file.life.close_out.decided_by.name)
            if file.life.close_out and file.life.close_out.decided_by
            else ""
        ),
    ),
    "备案号": ("备案号", lambda file: file.life.filing.number if file.life.filing else ""),
    "备案机关": ("备案机关", lambda file: file.life.filing.body if file.life.filing else ""),
    "备案日期": ("备案日期", lambda file: day(file.life.filing and file.life.filing.filed_on)),
    "备案经办人": (
        "办理备案的人",
        lambda file: padded(file.life.filing.filed_by.name) if file.life.filing else "",
    ),
    "公开日期": (
        "公开的日期",
        lambda file: moment(file.life.statement.disclosed_at) if file.life.statement else "",
    ),
    "满意度": ("回访满意度，各有几件", lambda file: satisfaction(file.life)),
}
FIELDS: Fields = {
    **_BATCH, **_CASE, **_HANDED_OVER, **_PLAN, **_EXTENSION, **_SHOWN, **_VERIFIED, **_NOTICED, **_CLOSED,
}  # fmt: skip
