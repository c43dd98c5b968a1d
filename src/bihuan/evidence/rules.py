"""Which evidence a case must show, and what of it is missing (S18). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.kernel.findings import Finding, block


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece of evidence of the present round."""

    kind: str
    sha256: str
    paired: bool


def wanted_kinds(always: Sequence[str], where_seen: Sequence[str], *, on_site: bool) -> tuple[str, ...]:
    """The kinds a case must show: photos only where there is a place to be seen (domain §4.8)."""
    return tuple(dict.fromkeys([*always, *(where_seen if on_site else ())]))


def evidence_gates(wanted: Sequence[str], labels: dict[str, str], shown: Sequence[Shown]) -> list[Finding]:
    """What is missing, kind by kind, and photos before without a photo after."""
    have = {piece.kind for piece in shown}
    findings = [
        block(
            f"no-{kind.replace('_', '-')}", f"缺少佐证材料“{labels.get(kind, kind)}”，请上传。", clause="S18"
        )
        for kind in wanted
        if kind not in have
    ]
    before = {piece.sha256 for piece in shown if piece.kind == "photo_before"}
    after = {piece.sha256 for piece in shown if piece.kind == "photo_after"}
    if before & after:
        findings.append(
            block(
                "after-is-before",
                "整改后图片与整改前图片是同一文件，请上传整改后实际拍摄的图片。",
                clause="S17",
            )
        )
    if any(piece.kind == "photo_before" and not piece.paired for piece in shown):
        findings.append(
            block("photo-unpaired", "有整改前图片没有对应的整改后图片，请逐一配对上传。", clause="S18")
        )
    return findings
