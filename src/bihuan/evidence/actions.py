"""The act of handing in evidence."""

import hashlib
import mmap
from datetime import datetime

from django.conf import settings
from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.advance import advance, allow, lock
from bihuan.cases.models import Case
from bihuan.evidence.blobs import keep
from bihuan.evidence.features import PictureFeatures, WritingFeatures, features_of
from bihuan.evidence.file_names import clean_name
from bihuan.evidence.models import Blob, Evidence, EvidenceKind, Picture, Writing
from bihuan.evidence.sniff import file_findings, sniff
from bihuan.kernel.errors import refuse_if
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
    content: bytes | mmap.mmap,
    measure: int | None = None,
    before: int | None = None,
    note: str = "",
) -> Evidence:
    """上传佐证材料. A photo after names the photo before it belongs to (``before`` is that evidence's id).

    ``content``: the bytes, or a map of the file on disk. What is needed to find copies is read of it now, once.
    """
    case = lock(case_id)
    allow(by, Act.ADD_EVIDENCE, case)
    name = clean_name(name)
    sha256 = hashlib.sha256(content).hexdigest()
    refuse_if(
        file_findings(
            content,
            name,
            limit=settings.UPLOAD_LIMIT,
            photo=kind in PHOTOS,
            video_limit=settings.VIDEO_LIMIT,
        )
        + _pair_findings(case, kind, before)
        + _known_findings(case, kind, sha256, name)
    )
    file_type = sniff(content, name)
    assert file_type is not None  # file_findings has seen to it
    features = None if _is_read(sha256) else features_of(content, file_type.media_type, name)
    keep(content)
    blob, _ = Blob.objects.get_or_create(
        sha256=sha256, defaults={"size": len(content), "media_type": file_type.media_type}
    )
    _keep_features(blob, features)
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


def _is_read(sha256: str) -> bool:
    """Whether this file's features are kept already. (A blob may also be a scan of a paper, which has none.)"""
    return any(kept.objects.filter(pk=sha256).exists() for kept in (Picture, Writing))


def _keep_features(blob: Blob, features: PictureFeatures | WritingFeatures | None) -> None:
    if isinstance(features, PictureFeatures):
        facts = features.facts
        told = {"fingerprint": features.fingerprint, "taken_at": facts.taken_at, "device": facts.device}
        place = {"latitude": facts.latitude, "longitude": facts.longitude}
        Picture.objects.get_or_create(blob=blob, defaults={**told, **place})
    elif features is not None:
        Writing.objects.get_or_create(blob=blob, defaults={"text": features.text, "sketch": features.sketch})


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
