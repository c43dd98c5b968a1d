"""Forms of the public notice, the close-out, the filing, the disclosure, and what comes after."""

from typing import Any

from django import forms

from bihuan.access.acts import Act
from bihuan.cases.history import hands_of
from bihuan.closure import actions as closure
from bihuan.closure.facts import closing_facts, last_verification, pending_application, valid_close_out
from bihuan.closure.gates import closing_gates
from bihuan.closure.models import CloseOut
from bihuan.disclosure import actions as disclosure
from bihuan.disclosure.facts import current_statement
from bihuan.followup import actions as followup
from bihuan.intake.models import Opinion
from bihuan.kernel.clock import day_of
from bihuan.kernel.redact import private_details, redact
from bihuan.kernel.workdays import next_workday
from bihuan.kernel.workdays_explained import explain
from bihuan.notice import actions as notices
from bihuan.notice.models import Objection
from bihuan.people.calendar import office_calendar
from bihuan.triage.queries import visible_opinions
from bihuan.web.act_forms_base import ActForm, CaseForm, Day, NoFields, Task, Words
from bihuan.web.look_backs import next_look_back

HELD = [("yes", "成效保持"), ("no", "成效未保持")]


class NoticeForm(CaseForm):
    """发布公示: the summary starts as the redacted original; the last day is shown before it is posted."""

    public_text = Words(
        "问题公开摘要", help_text="已按规则遮盖个人信息，请核对；不得照录可以识别个人的内容。"
    )
    text = Words("公示内容", rows=5, help_text="写明整改措施、完成情况和核查结论。")
    how_to_object = Words("异议受理方式", rows=2, help_text="写明受理单位、电话和地址。")
    starts_on = Day(
        "公示开始日期", required=False, help_text="留空则自下一个工作日（当日为工作日的自当日）起。"
    )
    again = (("count-days", "重算结束日期"),)

    def start(self, task: Task) -> dict[str, Any]:
        case, unit = task.case, task.case.batch.coordinator
        ways = [
            unit.name,
            f"电话{unit.phone}" if unit.phone else "",
            f"地址{unit.address}" if unit.address else "",
        ]
        submission = case.submissions.last()
        return {
            "public_text": case.public_text or redact(case.content),
            "text": redact(submission.self_check) if submission else "",
            "how_to_object": "，".join(way for way in ways if way) + "。",
            "starts_on": next_workday(office_calendar(unit.path), task.today),
        }

    def period(self) -> dict[str, str]:
        """The period as it would be announced, in a sentence, and in another how it is reckoned."""
        batch = self.task.case.batch
        rules, calendar = batch.rulebook, office_calendar(batch.coordinator.path)
        typed = self.cleaned_data.get("starts_on") if self.is_bound and self.errors is not None else None
        start = typed or next_workday(calendar, self.task.today)
        made = explain(calendar, start, rules.notice_days, first_day_counts=rules.notice_first_day_counts)
        first = "首日计入" if rules.notice_first_day_counts else "首日不计"
        days = f"{start:%Y-%m-%d}至{made.end:%Y-%m-%d}，共{rules.notice_days}个工作日（{first}）"
        return {"says": f"公示期为{days}；期满次日起方可销号。", "why": made.sentence}


class ObjectionForm(CaseForm):
    """登记异议 that came by telephone or letter; the public page has its own form."""

    text = Words("异议内容", rows=4)
    contact_name = Words("姓名", rows=1, must=False, max_length=40, help_text="联系方式加密保存。")
    contact_phone = Words("电话", rows=1, must=False, max_length=40)


class RulingForm(CaseForm):
    """答复异议: which one, and the answer."""

    objection = forms.ModelChoiceField(Objection.objects.none(), label="异议", empty_label=None)
    answer = Words("答复", rows=4)

    def build(self, task: Task) -> None:
        waiting = Objection.objects.filter(notice__case=task.case, ruling=Objection.Ruling.OPEN)
        field: Any = self.fields["objection"]
        field.queryset = waiting
        field.label_from_instance = lambda row: f"{day_of(row.raised_at):%Y-%m-%d} {row.text}"
        field.widget = forms.RadioSelect(choices=field.choices)
        self.initial.setdefault("objection", waiting.values_list("pk", flat=True).first())
        self.reachable = [row for row in waiting if row.contactable]


class ApplyForm(CaseForm):
    """申请销号."""

    status = forms.ChoiceField(label="整改结果", choices=CloseOut.Status.choices, widget=forms.RadioSelect)
    summary = Words("整改成效", rows=5, help_text="对照整改目标写明达到的成效。")

    def start(self, task: Task) -> dict[str, Any]:
        return {"status": CloseOut.Status.RECTIFIED}


class CloseForm(CaseForm):
    """审批销号: everything a leader looks at, on one telephone screen, then 同意 or 退回."""

    remark = Words("审批意见", must=False, rows=2, help_text="退回的，应当写明理由。")

    def build(self, task: Task) -> None:
        case = task.case
        self.gates = closing_gates(closing_facts(case, hands_of(case), task.today))
        self.application = pending_application(case)
        self.verification = last_verification(case)
        self.notice = case.notices.filter(round=case.round, ended_early_at=None).last()
        self.objections = list(self.notice.objections.all()) if self.notice else []


class FilingForm(CaseForm):
    """备案."""

    number = Words("备案号", rows=1, max_length=60)
    body = Words("备案机关", rows=1, max_length=100)
    filed_on = Day("备案日期")

    def start(self, task: Task) -> dict[str, Any]:
        return {"filed_on": task.today}


class StatementForm(CaseForm):
    """拟公开稿."""

    text = Words(
        "公开稿", rows=10, help_text="写明问题、整改措施、完成情况和成效；不得含有个人信息和涉密内容。"
    )

    def start(self, task: Task) -> dict[str, Any]:
        case, draft = task.case, current_statement(task.case)
        if draft is not None:
            return {"text": draft.text}
        close_out = valid_close_out(case)
        measures = "\n".join(f"{row.position}. {row.text}" for row in case.measures.all())
        parts = [
            f"一、问题\n{case.public_text}",
            f"二、整改目标\n{case.target}",
            f"三、整改措施\n{measures}",
            f"四、整改成效\n{close_out.summary if close_out else ''}",
        ]
        return {"text": redact("\n\n".join(parts))}


class ReviewForm(CaseForm):
    """公开审查."""

    secrecy_checked = forms.BooleanField(label="已进行保密审查，未发现涉密内容", required=False)
    privacy_checked = forms.BooleanField(label="已进行个人信息审查，未发现可以识别个人的内容", required=False)
    remark = Words("审查意见", must=False, help_text="退回的，应当写明需要修改的内容。")

    def build(self, task: Task) -> None:
        self.statement = current_statement(task.case)
        self.details = private_details(self.statement.text) if self.statement else []


class DiscloseForm(NoFields):
    """公开: the statement stands above the button."""

    def build(self, task: Task) -> None:
        self.statement = current_statement(task.case)


class LookBackForm(CaseForm):
    """回头看."""

    looked_on = Day("回头看日期")
    held = forms.ChoiceField(label="成效是否保持", choices=HELD, widget=forms.RadioSelect)
    found = Words("回头看情况", rows=4)

    def build(self, task: Task) -> None:
        self.due = next_look_back(task.case, task.today)

    def start(self, task: Task) -> dict[str, Any]:
        return {"looked_on": task.today}


class ReopenForm(CaseForm):
    """认定反弹."""

    reason = Words("认定反弹的理由")
    new_limit = Day("新的整改时限", required=False, help_text="限期整改的事项应当重新确定时限。")
    # The new opinion that shows the relapse, when the clerk came from one.
    opinion_id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def build(self, task: Task) -> None:
        asked = str(self["opinion_id"].value() or "")
        seen = visible_opinions(task.actor).filter(pk=asked) if asked.isdecimal() else Opinion.objects.none()
        self.opinion = seen.first()

    def clean_opinion_id(self) -> int | None:
        """None unless the reader may see it."""
        return self.opinion.pk if self.opinion else None


def _plainly(act: Any) -> Any:
    """The act takes the form's fields by their names and has nothing more to tell."""

    def run(task: Task, form: CaseForm) -> str:
        act(task.case.pk, by=task.actor, now=task.now, **form.cleaned_data)
        return ""

    return run


def _only_remark(act: Any) -> Any:
    def run(task: Task, form: CaseForm) -> str:
        act(task.case.pk, by=task.actor, now=task.now, remark=form.cleaned_data["remark"])
        return ""

    return run


def _ruling(act: Any) -> Any:
    def run(task: Task, form: RulingForm) -> str:
        words = form.cleaned_data
        act(task.case.pk, words["objection"].pk, by=task.actor, now=task.now, answer=words["answer"])
        return ""

    return run


def _post(task: Task, form: NoticeForm) -> str:
    notice = notices.post_notice(task.case.pk, by=task.actor, now=task.now, **form.cleaned_data)
    return f"公示期为{notice.starts_on:%Y-%m-%d}至{notice.ends_on:%Y-%m-%d}。"


def _close(task: Task, form: CloseForm) -> str:
    made = closure.close_case(task.case.pk, by=task.actor, now=task.now, remark=form.cleaned_data["remark"])
    return f"销号编号{made.number}。"


def _look_back(task: Task, form: LookBackForm) -> str:
    words = {**form.cleaned_data, "held": form.cleaned_data["held"] == "yes"}
    look = followup.look_back(task.case.pk, by=task.actor, now=task.now, **words)
    return "" if look.held else "成效未保持的，请由牵头单位或者片区分管领导认定是否反弹。"


_CLOSING = "同意即销号并给出销号编号；退回的，公示作废，责任单位继续整改后重新公示。"
_RULING = "不成立的，公示继续；成立的，公示终止，退回责任单位整改。异议应当逐件答复。"
_REVIEW = "公开前应当进行保密审查和个人信息审查，不得审查本人拟的公开稿。"
CLOSING: dict[Act, ActForm] = {
    Act.POST_NOTICE: ActForm(
        NoticeForm, _post, "公示期内任何人可以提出异议；公示期满且异议全部答复后方可销号。", "acts/notice.html"
    ),
    Act.RAISE_OBJECTION: ActForm(
        ObjectionForm, _plainly(notices.raise_objection), "登记公示期内来电、来信、来访提出的异议，答复前不得销号。"
    ),
    Act.DISMISS_OBJECTION: ActForm(
        RulingForm, _ruling(notices.dismiss_objection), _RULING, "acts/ruling.html", Act.UPHOLD_OBJECTION
    ),
    Act.UPHOLD_OBJECTION: ActForm(
        RulingForm, _ruling(notices.uphold_objection), _RULING, "acts/ruling.html", Act.DISMISS_OBJECTION, "danger"
    ),
    Act.APPLY_CLOSE_OUT: ActForm(
        ApplyForm, _plainly(closure.apply_close_out), "由部门领导提出，片区分管领导审批；公示期满方可批准。"
    ),
    Act.CLOSE_CASE: ActForm(CloseForm, _close, _CLOSING, "acts/closing.html", Act.REFUSE_CLOSE_OUT),
    Act.REFUSE_CLOSE_OUT: ActForm(
        CloseForm, _only_remark(closure.refuse_close_out), _CLOSING, "acts/closing.html", Act.CLOSE_CASE, "danger"
    ),
    Act.FILE_CASE: ActForm(FilingForm, _plainly(closure.file_case), "销号后报上级备案，登记备案号和备案机关。"),
    Act.DRAFT_STATEMENT: ActForm(
        StatementForm, _plainly(disclosure.draft_statement), "公开稿经公开审查后方可公开；每次修改须重新审查。"
    ),
    Act.REVIEW_STATEMENT: ActForm(
        ReviewForm, _plainly(disclosure.review_statement), _REVIEW, "acts/review.html", Act.SEND_BACK_STATEMENT
    ),
    Act.SEND_BACK_STATEMENT: ActForm(
        ReviewForm, _only_remark(disclosure.send_back_statement), _REVIEW, "acts/review.html",
        Act.REVIEW_STATEMENT, "danger",
    ),
    Act.DISCLOSE_CASE: ActForm(
        DiscloseForm, _plainly(disclosure.disclose_case), "公开后社会公众可以查阅，是最后一步。", "acts/disclose.html"
    ),
    Act.LOOK_BACK: ActForm(
        LookBackForm, _look_back, "销号后按期复查成效是否保持，由未办理过本事项的人员进行。", "acts/look_back.html"
    ),
    Act.REOPEN_CASE: ActForm(
        ReopenForm, _plainly(followup.reopen_case), "撤销原销号（记录保留），轮次加一，重新整改、核查、公示、销号。",
        "acts/reopen.html", kind="danger",
    ),
}  # fmt: skip
