"""Forms of verification."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.cases.models import Case
from bihuan.doubts.rules import Sight
from bihuan.evidence.models import Evidence
from bihuan.kernel.numbers import squeeze
from bihuan.verification import actions
from bihuan.verification.facts import acceptance_lines, indicator_facts
from bihuan.verification.models import Line
from bihuan.verification.rules import Check, printed
from bihuan.web.act_forms_base import ActForm, CaseForm, Day, Task, UnitChoice, Words, choose_units
from bihuan.web.doubt_rows import doubt_rows

MET = [("yes", "达到"), ("no", "未达到")]


class VerifierForm(CaseForm):
    """指定核查单位."""

    unit = UnitChoice("核查单位", help_text="不得是本事项的责任单位、配合单位及其内设机构。")

    def start(self, task: Task) -> dict[str, Any]:
        return {"unit": task.case.verifying_id}

    def build(self, task: Task) -> None:
        choose_units(self, "unit")


class SecondVerifierForm(CaseForm):
    """指定会同核查单位."""

    unit = UnitChoice(
        "会同核查单位",
        help_text="不得是本事项的责任单位、配合单位，也不得与核查单位属于同一部门。",
    )

    def start(self, task: Task) -> dict[str, Any]:
        return {"unit": task.case.second_verifying_id}

    def build(self, task: Task) -> None:
        choose_units(self, "unit")
        if task.case.verifying:
            self.fields["unit"].help_text += f"核查单位为{task.case.verifying.name}。"


class SelfCheckForm(CaseForm):
    """申请核查 with the unit's own check."""

    self_check = Words(
        "自查情况", rows=5, help_text="对照整改目标和措施逐条说明完成情况。提交即由部门领导签字负责。"
    )


class VerificationForm(CaseForm):
    """对标验收: one line for each thing that was said or promised, and two ways to end."""

    # The doubts stand above the form, each with whose answer is wanting.
    told: ClassVar = frozenset({"doubt-unanswered", "doubt-needs-second"})
    verifiers = Words("核查人员", rows=1, max_length=200, help_text="姓名之间用顿号分开，应当包括本人。")
    visited_on = Day("现场核查日期", required=False, help_text="未到现场的不填。")
    remark = Words("核查意见", must=False, help_text="不通过的，应当写明原因。")

    def start(self, task: Task) -> dict[str, Any]:
        return {"verifiers": task.actor.name}

    def build(self, task: Task) -> None:
        self.lines = acceptance_lines(task.case)
        self.keys = line_keys(self.lines)
        for row, ((subject, _), key) in enumerate(zip(self.lines, self.keys, strict=True), start=1):
            # The label says which row a mistake is in; the table's own heading is what the eye reads.
            of_row = f"第{row}行“{Line.Subject(subject).label}”"
            self.fields[f"met-{key}"] = forms.ChoiceField(
                label=f"{of_row}是否达到",
                choices=MET,
                widget=forms.RadioSelect,
                error_messages={"required": "请选择达到或者未达到。"},
            )
            self.fields[f"found-{key}"] = Words(f"{of_row}核查情况", rows=3)
        self.doubts = doubt_rows(task.case, task.actor, Sight.ALL)
        self.open_doubts = sum(bool(row.wants) for row in self.doubts)
        self.submission = task.case.submissions.select_related("signed_by").last()

    def checks(self) -> list[Check]:
        """What was found, line by line."""
        words = self.cleaned_data
        return [
            Check(subject, text, words[f"met-{key}"] == "yes", words[f"found-{key}"])
            for (subject, text), key in zip(self.lines, self.keys, strict=True)
        ]

    def names(self) -> list[str]:
        """The verifiers' names. A blank separates nobody: 白　舟 is one person, padded."""
        names = re.split(r"[、，,；;\n]", str(self.cleaned_data["verifiers"]))
        return [squeeze(name) for name in names if name.strip()]

    def rows(self) -> list[dict[str, Any]]:
        """Each line with what speaks for it and its two fields."""
        beside = iter(_beside(self.task.case))
        return [
            {
                "subject": Line.Subject(subject),
                "text": text,
                "beside": next(beside) if subject in (Line.Subject.MEASURE, Line.Subject.INDICATOR) else None,
                "met": self[f"met-{key}"],
                "found": self[f"found-{key}"],
            }
            for (subject, text), key in zip(self.lines, self.keys, strict=True)
        ]


def line_keys(lines: Iterable[tuple[str, str]]) -> list[str]:
    """A name for each line made of its own words: an opinion merged meanwhile moves nobody's answer elsewhere."""
    seen: Counter[str] = Counter()
    keys = []
    for subject, text in lines:
        digest = hashlib.sha256(f"{subject}:{text}".encode()).hexdigest()[:12]
        seen[digest] += 1
        keys.append(f"{digest}-{seen[digest]}")
    return keys


def _beside(case: Case) -> list[dict[str, Any]]:
    """What the unit says of each measure and indicator, in the order of the lines."""
    pieces = list(case.evidence.filter(round=case.round))
    measures = [
        {
            "state": row.get_progress_display(),
            "result": row.result,
            "files": [file_row(piece) for piece in pieces if piece.measure == row.position],
        }
        for row in case.measures.all()
    ]
    indicators = []
    for facts in indicator_facts(case):
        value = printed(facts)
        said = f"实际为{value}{facts.unit}" if value else "尚未填报"
        indicators.append({"state": said, "result": "", "files": []})
    return [*measures, *indicators]


def file_row(piece: Evidence) -> dict[str, Any]:
    """A piece of evidence as {% files %} takes it."""
    return {
        "name": piece.name,
        "url": reverse("evidence-file", args=[piece.pk]),
        "kind": piece.get_kind_display(),
    }


def _appoint(task: Task, form: VerifierForm) -> str:
    case = actions.appoint_verifier(task.case.pk, by=task.actor, now=task.now, unit=form.cleaned_data["unit"])
    return f"核查单位为{case.verifying}。"


def _appoint_second(task: Task, form: SecondVerifierForm) -> str:
    unit = form.cleaned_data["unit"]
    case = actions.appoint_second_verifier(task.case.pk, by=task.actor, now=task.now, unit=unit)
    return f"会同核查单位为{case.second_verifying}。"


def _submit(task: Task, form: SelfCheckForm) -> str:
    words = form.cleaned_data
    actions.submit_for_verification(task.case.pk, by=task.actor, now=task.now, self_check=words["self_check"])
    return "请配合核查。"


def _verify(act: Any) -> Any:
    def run(task: Task, form: VerificationForm) -> str:
        words = form.cleaned_data
        act(
            task.case.pk,
            by=task.actor,
            now=task.now,
            checks=form.checks(),
            verifiers=form.names(),
            remark=words["remark"],
            visited_on=words["visited_on"],
        )
        return ""

    return run


_HELP = "对照群众原话、整改目标、措施和指标逐项核查。全部达到的方可通过；有一项未达到的，退回责任单位整改。"
VERIFICATION: dict[Act, ActForm] = {
    Act.APPOINT_VERIFIER: ActForm(
        VerifierForm, _appoint, "由其他单位核查。牵头单位同时是责任单位的，由片区分管领导指定。"
    ),
    Act.APPOINT_SECOND_VERIFIER: ActForm(
        SecondVerifierForm, _appoint_second,
        "严重疑点由该单位的核查员会同说明；核查单位人员均已参与办理的，回访和回头看也可以由其办理。",
    ),
    Act.SUBMIT_FOR_VERIFICATION: ActForm(
        SelfCheckForm, _submit, "提交后由核查单位对标验收；措施、佐证材料和指标应当齐全。"
    ),
    Act.PASS_VERIFICATION: ActForm(
        VerificationForm, _verify(actions.pass_verification), _HELP, "acts/verification.html", Act.FAIL_VERIFICATION
    ),
    Act.FAIL_VERIFICATION: ActForm(
        VerificationForm, _verify(actions.fail_verification), _HELP, "acts/verification.html",
        Act.PASS_VERIFICATION, "danger",
    ),
}  # fmt: skip
