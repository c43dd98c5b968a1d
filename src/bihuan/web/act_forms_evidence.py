"""The form of 上传佐证材料, and how many files at once become one act each."""

import hashlib
import mmap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from bihuan.access.acts import Act
from bihuan.cases.models import Case
from bihuan.evidence.actions import add_evidence
from bihuan.evidence.facts import shown_evidence, wanted_evidence
from bihuan.evidence.file_names import clean_name, partners, said_by
from bihuan.evidence.models import Evidence, EvidenceKind
from bihuan.evidence.sniff import TAKEN
from bihuan.kernel.errors import BihuanError, NotAllowed, Refused
from bihuan.kernel.findings import Finding, block
from bihuan.web.act_forms_base import ActForm, CaseForm, Task
from bihuan.web.uploads import MOST_FILES, content_of

BY_NAME = "by-name"
_MEGABYTE = 1024 * 1024
_NAMED_AT_MOST = 5


class PartlyRefused(Refused):
    """Some files were kept and some were not: what was finished stays finished."""

    def __init__(self, findings: Sequence[Finding], finished: Sequence[str]) -> None:
        super().__init__(findings)
        self.finished = finished


class ManyFiles(forms.ClearableFileInput):
    """The browser's file chooser, for any number of files."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files. What is wrong with one is said by the act, not by the form."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label=label, widget=ManyFiles(), allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        sent = data if isinstance(data, (list, tuple)) else [data]
        return [super(Files, self).clean(each, initial) for each in sent or [None]]


class EvidenceForm(CaseForm):
    """上传佐证材料: any number of files at once."""

    kind = forms.ChoiceField(label="材料类型")
    file = Files("文件")
    before = forms.TypedChoiceField(
        label="对应的整改前图片",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="单独上传一张整改后图片时选择。一次上传多张的，按文件名配对，如“整改前1”与“整改后1”。",
    )
    measure = forms.TypedChoiceField(label="对应的措施", coerce=int, empty_value=None, required=False)
    note = forms.CharField(
        label="说明", required=False, max_length=200, help_text="如拍摄地点、日期、数据口径。"
    )

    def start(self, task: Task) -> dict[str, Any]:
        return {"kind": BY_NAME}

    def build(self, task: Task) -> None:
        case = task.case
        limit, video_limit = settings.UPLOAD_LIMIT // _MEGABYTE, settings.VIDEO_LIMIT // _MEGABYTE
        self.limits = f"接收{TAKEN}；单个文件不超过{limit}MB，视频不超过{video_limit}MB。"
        self.fields["file"].help_text = f"可一次选择多个，不超过{MOST_FILES}个。{self.limits}"
        photos = [
            (row.pk, f"{row.name}{f'（{row.note}）' if row.note else ''}") for row in unpaired_photos(case)
        ]
        measures = [(row.position, f"{row.position}. {row.text[:30]}") for row in case.measures.all()]
        self.fields["kind"].choices = _kinds(case)  # type: ignore[attr-defined]
        self.fields["before"].choices = [("", "不对应"), *photos]  # type: ignore[attr-defined]
        self.fields["measure"].choices = [("", "不对应具体措施"), *measures]  # type: ignore[attr-defined]
        self.wanted = wanted_rows(case)
        self.kept = list(_kept(case))


def _kinds(case: Case) -> list[tuple[str, Any]]:
    """What the case must show stands first; what it need not show is never in front of anybody's eyes."""
    wanted = wanted_evidence(case)
    asked = [(kind.value, kind.label) for kind in EvidenceKind if kind in wanted]
    others = [(kind.value, kind.label) for kind in EvidenceKind if kind not in wanted]
    groups = [(name, kinds) for name, kinds in (("应有材料", asked), ("其他材料", others)) if kinds]
    return [(BY_NAME, "按文件名判断"), *groups]


def _kept(case: Case) -> Iterator[Evidence]:
    """What has arrived in this round, the newest first."""
    return iter(case.evidence.filter(round=case.round).select_related("blob", "added_by").order_by("-pk"))


def unpaired_photos(case: Case) -> Sequence[Evidence]:
    """The photos before of this round that wait for their photo after."""
    return list(case.evidence.filter(round=case.round, kind=EvidenceKind.PHOTO_BEFORE, after=None))


def wanted_rows(case: Case) -> list[dict[str, Any]]:
    """Each kind the batch's rules ask for, and whether it is there; as {% five_haves %} takes them."""
    have = {piece.kind for piece in shown_evidence(case)}
    return [{"label": EvidenceKind(kind).label, "ok": kind in have} for kind in wanted_evidence(case)]


# ── one file, one act ───────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Piece:
    """One of the files that were sent, and what it is handed in as."""

    sent: UploadedFile
    name: str
    kind: str
    before: int | None = None


def hand_in(task: Task, piece: Piece, measure: int | None, note: str) -> Evidence:
    """Keep one file. Raises Refused or NotAllowed, with the file named in every finding."""
    try:
        if not piece.kind:
            message = "无法从文件名判断材料类型，请选择材料类型后再上传。"
            raise Refused([block("kind-unknown", message, clause="S18")])
        content = content_of(piece.sent)
        try:
            return add_evidence(
                task.case.pk, by=task.actor, now=task.now, kind=piece.kind, name=piece.name, content=content,
                measure=measure, before=piece.before, note=note,
            )  # fmt: skip
        finally:
            if isinstance(content, mmap.mmap):
                content.close()
    except BihuanError as refusal:
        raise type(refusal)([_placed(finding, piece.name) for finding in refusal.findings]) from refusal


def _placed(finding: Finding, name: str) -> Finding:
    return finding if finding.where else replace(finding, where=name)


def kept_already(case: Case, piece: Piece) -> Evidence | None:
    """The evidence of this round with the same bytes, handed in as the same kind."""
    content = content_of(piece.sent)
    sha256 = hashlib.sha256(content).hexdigest()
    return case.evidence.filter(round=case.round, kind=piece.kind, blob_id=sha256).first()


def _add_evidence(task: Task, form: EvidenceForm) -> str:
    """Every file in an act of its own: what is finished stays, and of each of the others it is said why not."""
    words = form.cleaned_data
    files: list[UploadedFile] = words["file"]
    if len(files) > MOST_FILES:
        message = f"一次最多上传{MOST_FILES}个文件，本次没有保存任何文件；请分次上传。"
        raise Refused([block("too-many-files", message, clause="S18")])
    pieces = [
        Piece(sent, name := clean_name(str(sent.name or "")), _kind(words["kind"], name)) for sent in files
    ]
    first = [piece for piece in pieces if piece.kind != EvidenceKind.PHOTO_AFTER]
    last = [piece for piece in pieces if piece.kind == EvidenceKind.PHOTO_AFTER]
    finished, findings = _all(task, first, words)
    more_finished, more_findings = _all(task, _paired(task.case, last, words["before"]), words)
    finished, findings = finished + more_finished, findings + more_findings
    if findings:
        raise PartlyRefused(findings, finished)
    named = "、".join(finished[:_NAMED_AT_MOST])
    return f"共{len(finished)}个文件：{named}{'等' if len(finished) > _NAMED_AT_MOST else ''}。"


def _all(task: Task, pieces: Sequence[Piece], words: dict[str, Any]) -> tuple[list[str], list[Finding]]:
    finished: list[str] = []
    findings: list[Finding] = []
    for piece in pieces:
        try:
            hand_in(task, piece, words["measure"], words["note"])
            finished.append(piece.name)
        except NotAllowed:
            if not finished and not findings:
                raise
            findings.append(block("stopped", "办理过程中事项环节已变化，该文件没有上传。", where=piece.name))
        except Refused as refusal:
            findings += refusal.findings
    return finished, findings


def _kind(chosen: str, name: str) -> str:
    return said_by(name).kind if chosen == BY_NAME else chosen


def _paired(case: Case, pieces: Sequence[Piece], chosen: int | None) -> list[Piece]:
    """Each photo after with its photo before: the chosen one, or the one whose name fits."""
    if len(pieces) == 1 and chosen is not None:
        return [replace(pieces[0], before=chosen)]
    befores = unpaired_photos(case)
    places = partners([row.name for row in befores], [piece.name for piece in pieces])
    return [
        replace(piece, before=befores[places[piece.name]].pk if piece.name in places else None)
        for piece in pieces
    ]


EVIDENCE: dict[Act, ActForm] = {
    Act.ADD_EVIDENCE: ActForm(
        EvidenceForm, _add_evidence, "材料按内容存证，上传后不能修改或者删除；请核对后上传。", "acts/evidence.html"
    ),
}  # fmt: skip
