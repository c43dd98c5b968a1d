"""The demonstration is a story too: it shows every state, and a second run changes nothing."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from bihuan.cases.lifecycle import IN_HAND, State
from bihuan.cases.models import Assignment, CarryOver, Case
from bihuan.cases.routes import CASE_ROUTES
from bihuan.closure.models import CloseOut
from bihuan.disclosure.queries import project, public_cases
from bihuan.documents.kinds import KINDS, About
from bihuan.followup.models import Draw
from bihuan.followup.relapse_queries import proposals_of
from bihuan.inspection.models import InspectionFinding
from bihuan.intake.models import Amendment, Batch, Opinion
from bihuan.intake.reading import LimitKind
from bihuan.issuing.models import IssuedPaper, PaperSet, PaperSignature, Wording
from bihuan.issuing.report_queries import report_overview
from bihuan.journal.models import Entry
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.kernel.redact import private_details
from bihuan.lasting.models import Mechanism
from bihuan.management.demo.build import Built, build
from bihuan.management.demo.cast import PASSWORD
from bihuan.messages.models import Message, Told
from bihuan.notice.models import Objection
from bihuan.people.models import CalendarNotice, UnitDuty, User, actor_of
from bihuan.plans.models import IndicatorReading
from bihuan.supervision.facts import taken_of
from bihuan.supervision.ladder import Replied, Rung
from bihuan.supervision.models import Supervision
from bihuan.supervision.queries import proposals
from bihuan.triage.groups import work_out
from bihuan.triage.models import DirectAnswer, KeptApart, Membership, Sorting
from bihuan.triage.sorting_queries import waiting
from bihuan.verification.models import Verification
from tests.support.memory import go_on_from_the_last_entry
from tlog.draw import read_list

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _blobs_of_their_own(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.BLOB_DIR = tmp_path / "blobs"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _a_new_journal(db: None) -> None:
    go_on_from_the_last_entry()


def rows_of_every_table() -> Counter[str]:
    models = apps.get_app_config("bihuan").get_models(include_auto_created=True)
    return Counter({model.__name__: model._default_manager.count() for model in models})


@pytest.mark.long
def test_every_state_is_shown_and_what_the_tour_needs() -> None:
    built = build()
    by_state = built.cases_by_state()
    assert set(by_state) == set(State)
    assert [state for state, cases in by_state.items() if not cases] == []
    it_shows_every_route_and_kind_of_limit()
    it_shows_merges_splits_and_a_direct_answer(built)
    it_shows_what_goes_wrong()
    it_shows_what_the_public_may_read()
    it_shows_papers()
    it_shows_what_comes_after_a_close_out(built)
    it_shows_what_goes_on_for_years(built)
    it_shows_supervision(built)
    it_shows_what_is_sorted_and_what_waits()
    its_journal_reads_in_the_order_of_time_and_its_numbers_have_no_gap()


def it_shows_every_route_and_kind_of_limit() -> None:
    cases = Case.objects.all()
    assert {case.route for case in cases} == set(CASE_ROUTES)
    assert {case.limit_kind for case in cases} - {""} == {kind.value for kind in LimitKind}
    assert cases.filter(limit_kind=LimitKind.IMMEDIATE, limit_then=LimitKind.LONG_TERM).exists()


def it_shows_merges_splits_and_a_direct_answer(built: Built) -> None:
    # The two that came later by the hotline wait to be decided on: one looks like a closed item come back.
    assert built.batch.opinions.count() - 2 == built.batch.received_count == 16
    merged = Membership.objects.filter(founding=False)
    assert merged.count() == 2
    founded = Counter(Membership.objects.filter(founding=True).values_list("opinion__number", flat=True))
    assert sorted(founded.values())[-2:] == [2, 2]
    answer = DirectAnswer.objects.get()
    assert answer.understood
    assert answer.opinion.replies.exists()
    decided = set(Membership.objects.values_list("opinion", flat=True)) | {answer.opinion_id}
    assert len(decided) == 16


def it_shows_what_is_sorted_and_what_waits() -> None:
    assert Sorting.objects.count() == 19
    assert waiting(Opinion.objects.all()).exists()
    assert UnitDuty.objects.exists()
    assert KeptApart.objects.exists()
    assert {row.kind for row in Amendment.objects.filter(settled_at=None)} == {
        Amendment.Kind.CHANGED,
        Amendment.Kind.WITHDRAWN,
    }
    newest = Batch.objects.latest("pk")
    assert work_out(newest, datetime(2026, 11, 22, 9, tzinfo=OFFICE_ZONE)) > 0


def it_shows_what_goes_wrong() -> None:
    assert Assignment.objects.exclude(returned_at=None).count() >= 2
    disclosed = Case.objects.get(state=State.DISCLOSED)
    assert list(Verification.objects.filter(case=disclosed).values_list("passed", flat=True)) == [False, True]
    reopened = Case.objects.get(state=State.REOPENED)
    assert reopened.round == 2
    assert CloseOut.objects.get(case=reopened).revoked_at is not None
    assert Case.objects.filter(
        limit_date__lt=date(2026, 11, 22), state__in=IN_HAND - {State.REOPENED}
    ).exists()
    rulings = set(Objection.objects.values_list("ruling", flat=True))
    assert {Objection.Ruling.DISMISSED.value, Objection.Ruling.OPEN.value} <= rulings
    own = Case.objects.get(lead=Batch.objects.earliest("pk").coordinator)
    assert own.state == State.FILED
    assert own.verifying_id != own.lead_id


def it_shows_what_the_public_may_read() -> None:
    assert any(private_details(text) for text in Opinion.objects.values_list("text", flat=True))
    shown = [project(case) for case in public_cases()]
    assert len(shown) >= 5
    assert private_details("".join(str(case.as_dict()) for case in shown)) == []


def it_shows_papers() -> None:
    issued = IssuedPaper.objects.all()
    assert issued.count() >= 20
    assert {About.BATCH, About.UNIT, About.CASE} == {KINDS[paper.kind].about for paper in issued}
    spoiled = issued.get(spoiled_at__isnull=False)
    assert (spoiled.number, issued.filter(number="督办〔2026〕2号").count()) == ("督办〔2026〕1号", 1)
    signature = PaperSignature.objects.get()
    assert signature.code_read
    assert signature.paper.case == Case.objects.get(state=State.VERIFIED)
    plan = signature.paper.case.plans.get()
    assert plan.decided_by == signature.signed_by
    reminder = issued.get(kind="reminder-letter")
    assert reminder.wording_version == Wording.objects.get().version == 1
    certificates = set(issued.filter(kind="close-out-certificate").values_list("number", flat=True))
    assert certificates == set(CloseOut.objects.filter(approved=True).values_list("number", flat=True))
    assert PaperSet.objects.get().state == PaperSet.State.WAITING


def it_shows_what_comes_after_a_close_out(built: Built) -> None:
    coordinator = actor_of(User.objects.get(username="coordinator"))
    (found,) = proposals_of(coordinator, built.batch.opinions.all())
    assert (found.case.position, found.likeness.why[0]) == (1, "同一地点：“望潮大道”")
    draw = Draw.objects.get()
    assert draw.carried_out_at is None
    assert len(read_list(draw.weights)) == 3


def it_shows_what_goes_on_for_years(built: Built) -> None:
    assert set(Mechanism.objects.values_list("stage", flat=True)) == set(Mechanism.Stage)
    link = CarryOver.objects.get()
    assert link.earlier.batch == built.batch
    assert (link.later.batch.work_year, link.later.state) == (2027, State.DRAFT)
    assert link.earlier.reviews.get().year == 2026


def it_shows_supervision(built: Built) -> None:
    today = date(2026, 11, 22)
    rungs = Supervision.objects.all()
    assert {rung.value for rung in (Rung.REMINDER, Rung.URGING, Rung.ORDER)} <= {row.rung for row in rungs}
    stands = {taken_of(row).stands(today) for row in rungs}
    assert {Replied.WAITING, Replied.OVERDUE, Replied.IN_TIME, Replied.SETTLED, Replied.WITHDRAWN} <= stands
    leader = actor_of(User.objects.get(username="leader"))
    assert proposals(leader, datetime(2026, 11, 23, 9, tzinfo=OFFICE_ZONE))
    reports = report_overview(built.batch)
    assert sum(row.submitted.on is not None for row in reports) == 1
    assert any(row.rows and row.rows[-1].sent_back_at for row in reports)
    assert IndicatorReading.objects.get().indicator.case.position == 9
    answers = InspectionFinding.objects.exclude(answer_due_on=None).values_list("answered_at", flat=True)
    assert sorted(answer is None for answer in answers) == [False, True]
    assert CalendarNotice.objects.get().unit == built.batch.coordinator.parent
    assert Message.objects.filter(user=leader.staff_id, read_at=None).exists()
    assert Message.objects.filter(user=leader.staff_id).exclude(read_at=None).exists()
    assert Told.objects.get().index == Entry.objects.latest("pk").pk


def its_journal_reads_in_the_order_of_time_and_its_numbers_have_no_gap() -> None:
    moments = list(Entry.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    numbers = list(Assignment.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == [f"交办〔2026〕{serial}号" for serial in range(1, len(numbers) + 1)]


@pytest.mark.long
def test_a_second_run_changes_nothing_and_the_log_ins_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", "--no-serve")
    before, entries = rows_of_every_table(), Entry.objects.count()
    users = dict(User.objects.values_list("username", "password"))
    printed = capsys.readouterr().out
    assert "演示台账已建立" in printed
    assert all(f"  {username}  " in printed for username in users)
    assert PASSWORD in printed
    assert User.objects.get(username="coordinator").check_password(PASSWORD)
    call_command("demo", "--no-serve")
    assert "没有作任何改动" in capsys.readouterr().out
    assert (rows_of_every_table(), Entry.objects.count()) == (before, entries)
    assert dict(User.objects.values_list("username", "password")) == users


def test_a_ledger_that_somebody_has_begun_is_left_alone() -> None:
    User.objects.create_user("clerk", "a-long-password", "赵一")
    before = rows_of_every_table()
    with pytest.raises(CommandError, match="台账中已有数据") as refusal:
        call_command("demo", "--no-serve")
    assert refusal.value.returncode == 2
    assert rows_of_every_table() == before
