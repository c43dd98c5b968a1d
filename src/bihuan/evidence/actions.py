"""The act of handing in evidence."""

from datetime import datetime
from pathlib import PurePath

from django.conf import settings
from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.advance import advance, allow, lock, refuse_if
from bihuan.cases.models import Case
from bihuan.evidence.blobs import keep
from bihuan.evidence.models import Blob, Evidence, EvidenceKind
from bihuan.evidence.sniff import file_findings, sniff
from bihuan.kernel.canonical import sha256_hex
from bihuan.kernel.findings import Finding, block

PHOTOS = (EvidenceKind.PHOTO_BEFORE, EvidenceKind.PHOTO_AFTER)


@transaction.atomic
def add_evidence(
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    kind: str,
    name: str,
    content: bytes,
    measure: int | None = None,
    before: int | None = None,
    note: str = "",
) -> Evidence:
    """上传佐证材料. A photo after names the photo before it belongs to (``before`` is that evidence's id)."""
    case = lock(case_id)
    allow(by, Act.ADD_EVIDENCE, case)
    name = PurePath(name.replace("\\", "/")).name[-200:]
    refuse_if(
        file_findings(content, name, limit=settings.UPLOAD_LIMIT, photo=kind in PHOTOS)
        + _pair_findings(case, kind, before)
        + _known_findings(case, kind, sha256_hex(content), name)
    )
    file_type = sniff(content, name)
    assert file_type is not None  # file_findings has seen to it
    sha256 = keep(content)
    Blob.objects.get_or_create(
        sha256=sha256, defaults={"size": len(content), "media_type": file_type.media_type}
    )
    piece = Evidence.objects.create(
        case=case,
        round=case.round,
        kind=kind,
        blob_id=sha256,
        name=name,
        measure=measure,
        before_id=before if kind == EvidenceKind.PHOTO_AFTER else None,
        note=note,
        added_by_id=by.staff_id,
        added_at=now,
    )
    detail = f"{EvidenceKind(kind).label}“{name}”"
    advance(
        case, Act.ADD_EVIDENCE, by=by, now=now, detail=detail, data={"evidence": piece.pk, "sha256": sha256}
    )
    return piece


def _pair_findings(case: Case, kind: str, before: int | None) -> list[Finding]:
    if kind != EvidenceKind.PHOTO_AFTER:
        return []
    first = case.evidence.filter(pk=before or 0, kind=EvidenceKind.PHOTO_BEFORE, round=case.round).first()
    if first is None:
        return [block("pair-missing", "请为整改后图片选择对应的整改前图片。", clause="S18")]
    if Evidence.objects.filter(before=first).exists():
        return [block("pair-taken", "该整改前图片已有对应的整改后图片，请选择另一张。", clause="S18")]
    return []


def _known_findings(case: Case, kind: str, sha256: str, name: str) -> list[Finding]:
    if case.evidence.filter(round=case.round, kind=kind, blob_id=sha256).exists():
        return [block("evidence-known", f"“{name}”已经上传过，无需重复上传。", clause="S18")]
    return []
