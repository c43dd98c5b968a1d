from datetime import UTC, date, datetime

from bihuan.kernel.clock import OFFICE_ZONE, day_of, now
from bihuan.kernel.errors import BihuanError, NotAllowed, NotReadable, Refused
from bihuan.kernel.findings import Severity, block, note, warn


def test_a_finding_says_how_much_it_weighs() -> None:
    severities = [make("some-code", "请核对。").severity for make in (block, warn, note)]
    assert severities == [Severity.BLOCK, Severity.WARN, Severity.NOTE]


def test_a_finding_is_printed_with_its_place_and_clause() -> None:
    assert block("target-missing", "请填写整改目标。", clause="S3", where="第1行").as_dict() == {
        "code": "target-missing",
        "severity": "block",
        "where": "第1行",
        "message": "请填写整改目标。",
        "clause": "S3",
    }


def test_a_refusal_carries_all_its_findings_and_reads_as_one_sentence() -> None:
    refusal = Refused([block("a", "请填写整改目标。"), block("b", "请填写负责人。")])
    assert [finding.code for finding in refusal.findings] == ["a", "b"]
    assert str(refusal) == "请填写整改目标。；请填写负责人。"


def test_every_refusal_can_be_caught_as_one() -> None:
    assert all(issubclass(kind, BihuanError) for kind in (Refused, NotAllowed, NotReadable))


def test_the_day_of_a_moment_is_that_of_the_office_wherever_the_moment_was_taken() -> None:
    assert day_of(datetime(2022, 5, 20, 17, 0, tzinfo=UTC)) == date(2022, 5, 21)
    assert day_of(datetime(2022, 5, 20, 15, 59, tzinfo=UTC)) == date(2022, 5, 20)


def test_the_clock_knows_its_zone() -> None:
    assert now().tzinfo is OFFICE_ZONE
