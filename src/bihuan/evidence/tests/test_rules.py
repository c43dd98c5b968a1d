import pytest

from bihuan.evidence.models import EvidenceKind
from bihuan.evidence.rules import Shown, evidence_gates, wanted_kinds
from bihuan.intake.rulebook import RuleBook

LABELS = {kind.value: str(kind.label) for kind in EvidenceKind}
PLAN = Shown("plan", "p" * 64, paired=False)
BEFORE = Shown("photo_before", "b" * 64, paired=True)
AFTER = Shown("photo_after", "a" * 64, paired=True)
ALONE = Shown("photo_before", "c" * 64, paired=False)
SAME = Shown("photo_after", BEFORE.sha256, paired=True)


def test_photos_are_wanted_only_where_there_is_a_place_to_be_seen() -> None:
    rules = RuleBook()
    always = wanted_kinds(rules.evidence_kinds, rules.site_evidence_kinds, on_site=False)
    on_site = wanted_kinds(rules.evidence_kinds, rules.site_evidence_kinds, on_site=True)
    assert always == ("plan", "meeting_minutes", "data")
    assert on_site == (*always, "photo_before", "photo_after")


def test_a_kind_named_twice_is_wanted_once() -> None:
    assert wanted_kinds(("plan", "data"), ("data",), on_site=True) == ("plan", "data")


def test_every_kind_the_default_rules_ask_for_can_be_handed_in() -> None:
    rules = RuleBook()
    assert {*rules.evidence_kinds, *rules.site_evidence_kinds} <= set(EvidenceKind.values)


@pytest.mark.parametrize(
    ("wanted", "shown", "findings"),
    [
        (("plan",), (PLAN,), []),
        ((), (), []),
        (("plan", "meeting_minutes"), (), [("no-plan", "S18"), ("no-meeting-minutes", "S18")]),
        (("photo_before", "photo_after"), (BEFORE, AFTER), []),
        (("photo_after",), (BEFORE,), [("no-photo-after", "S18")]),
        ((), (BEFORE, SAME), [("after-is-before", "S17")]),
        ((), (BEFORE, AFTER, ALONE), [("photo-unpaired", "S18")]),
        (("plan",), (ALONE,), [("no-plan", "S18"), ("photo-unpaired", "S18")]),
    ],
)
def test_what_is_missing_is_told_kind_by_kind(
    wanted: tuple[str, ...], shown: tuple[Shown, ...], findings: list[tuple[str, str]]
) -> None:
    found = evidence_gates(wanted, LABELS, shown)
    assert [(finding.code, finding.clause) for finding in found] == findings


def test_a_missing_kind_is_told_by_its_chinese_name() -> None:
    assert "“会议记录”" in evidence_gates(("meeting_minutes",), LABELS, ())[0].message
