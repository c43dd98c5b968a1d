"""Gathers a case's evidence into the frozen input of the rules."""

from bihuan.cases.models import Case
from bihuan.cases.queries import rows_of
from bihuan.evidence.models import Evidence, EvidenceKind
from bihuan.evidence.rules import Shown, evidence_gates, wanted_kinds
from bihuan.kernel.findings import Finding


def shown_evidence(case: Case) -> tuple[Shown, ...]:
    """The evidence of the present round."""
    pieces: list[Evidence] = rows_of(case, "evidence")
    # A photo after stands in the case of its photo before.
    befores = {piece.before_id for piece in pieces}
    return tuple(
        Shown(piece.kind, piece.blob_id, paired=piece.pk in befores or piece.before_id is not None)
        for piece in pieces
        if piece.round == case.round
    )


def wanted_evidence(case: Case) -> tuple[str, ...]:
    """The kinds the batch's rules ask of this case."""
    rules = case.batch.rulebook
    return wanted_kinds(rules.evidence_kinds, rules.site_evidence_kinds, on_site=case.on_site)


def missing_evidence(case: Case) -> list[Finding]:
    """What is missing before the case may be verified."""
    labels = {kind.value: str(kind.label) for kind in EvidenceKind}
    return evidence_gates(wanted_evidence(case), labels, shown_evidence(case))
