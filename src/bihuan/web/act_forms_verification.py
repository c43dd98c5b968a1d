"""Forms of evidence and verification."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.cases.models import Case
from bihuan.evidence.actions import add_evidence
from bihuan.evidence.facts import shown_evidence, wanted_evidence
from bihuan.evidence.models import Evidence, EvidenceKind
from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import Finding
from bihuan.kernel.numbers import squeeze
from bihuan.verification import actions
from bihuan.verification.facts import acceptance_lines, indicator_facts
from bihuan.verification.models import Line
from bihuan.verification.rules import Check, printed
from bihuan.web.act_forms_base import ActForm, CaseForm, Day, Task, UnitChoice, Words, choose_units

MET = [("yes", "达到"), ("no", "未达到")]
UPLOAD_TYPES = "图片（JPEG、PNG、WebP）、PDF、Word、Excel、文本"


class PartlyRefused(Refused):
    """Some files were kept and some were not: what was finished stays finished."""

    def __init__(self, findings: list[Finding], finished: list[str]) -> None:
        super().__init__(findings)
        self.finished = finished


class ManyFiles(forms.ClearableFileInput):
    """The browser's file chooser, for any number of files."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files of one kind."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label=label, widget=ManyFiles(), allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        sent = data if isinstance(data, (list, tuple)) else [data]
        return [super(Files, self).clean(each, initial) for each in sent or [None]]


class EvidenceForm(CaseForm):
    """上传佐证材料: files of one kind, at once."""

    kind = forms.ChoiceField(label="材料类型", choices=[("", "请选择"), *EvidenceKind.choices])
    file = Files("文件")
    before = forms.TypedChoiceField(
        label="对应的整改前图片",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="上传整改后图片时选择，一张对应一张。",
    )
    measure = forms.TypedChoiceField(label="对应的措施", coerce=int, empty_value=None, required=False)
    note = forms.CharField(
        label="说明", required=False, max_length=200, help_text="如拍摄地点、日期、数据口径。"
    )

    def build(self, task: Task) -> None:
        case = task.case
        self.fields[
            "file"
        ].help_text = (
            f"可一次选择多个；接收{UPLOAD_TYPES}，单个文件不超过{settings.UPLOAD_LIMIT // 1048576}MB。"
        )
        unpaired = case.evidence.filter(round=case.round, kind=EvidenceKind.PHOTO_BEFORE, after=None)
        measures = [(row.position, f"{row.position}. {row.text[:30]}") for row in case.measures.all()]
        photos = [(row.pk, f"{row.name}{f'（{row.note}）' if row.note else ''}") for row in unpaired]
        self.fields["before"].choices = [("", "不对应"), *photos]  # type: ignore[attr-defined]
        self.fields["measure"].choices = [("", "不对应具体措施"), *measures]  # type: ignore[attr-defined]
        self.wanted = wanted_rows(case)


def wanted_rows(case: Case) -> list[dict[str, Any]]:
    """Each kind the batch's rules ask for, and whether it is there; as {% five_haves %} takes them."""
    have = {piece.kind for piece in shown_evidence(case)}
    return [{"label": EvidenceKind(kind).label, "ok": kind in have} for kind in wanted_evidence(case)]


class VerifierForm(CaseForm):
    """指定核查单位."""

    unit = UnitChoice("核查单位", help_text="不得是本事项的责任单位、配合单位及其内设机构。")

    def start(self, task: Task) -> dict[str, Any]:
        return {"unit": task.case.verifying_id}

    def build(self, task: Task) -> None:
        choose_units(self, "unit")


class SelfCheckForm(CaseForm):
    """申请核查 with the unit's own check."""

    self_check = Words(
        "自查情况", rows=5, help_text="对照整改目标和措施逐条说明完成情况。提交即由部门领导签字负责。"
    )


class VerificationForm(CaseForm):
    """对标验收: one line for each thing that was said or promised, and two ways to end."""

    verifiers = Words("核查人员", rows=1, max_length=200, help_text="姓名之间用顿号分开，应当包括本人。")
    visited_on = Day("现场核查日期", required=False, help_text="未到现场的不填。")
    remark = Words("核查意见", must=False, help_text="不通过的，应当写明原因。")

    def start(self, task: Task) -> dict[str, Any]:
        return {"verifiers": task.actor.name}

    def build(self, task: Task) -> None:
        self.lines = acceptance_lines(task.case)
        self.keys = line_keys(self.lines)
        for key in self.keys:
            self.fields[f"met-{key}"] = forms.ChoiceField(
                label="是否达到", choices=MET, widget=forms.RadioSelect
            )
            self.fields[f"found-{key}"] = Words("核查情况", rows=3)
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


def _add_evidence(task: Task, form: EvidenceForm) -> str:
    words = dict(form.cleaned_data)
    finished: list[str] = []
    findings: list[Finding] = []
    for sent in words.pop("file"):
        name = str(sent.name or "")
        try:
            # One byte more than may be sent is enough to be refused; a huge file need not be read whole.
            content = sent.read(settings.UPLOAD_LIMIT + 1)
            add_evidence(task.case.pk, by=task.actor, now=task.now, name=name, content=content, **words)
            finished.append(name)
        except Refused as refusal:
            findings += refusal.findings
    if findings:
        raise PartlyRefused(findings, finished)
    return f"共{len(finished)}个文件：{'、'.join(finished)}。"


def _appoint(task: Task, form: VerifierForm) -> str:
    case = actions.appoint_verifier(task.case.pk, by=task.actor, now=task.now, unit=form.cleaned_data["unit"])
    return f"核查单位为{case.verifying}。"


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
    Act.ADD_EVIDENCE: ActForm(
        EvidenceForm, _add_evidence, "材料按内容存证，上传后不能修改或者删除；请核对后上传。", "acts/evidence.html"
    ),
    Act.APPOINT_VERIFIER: ActForm(
        VerifierForm, _appoint, "由其他单位核查。牵头单位同时是责任单位的，由片区分管领导指定。"
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
