"""What the public reads: what is named in the projection, of cases that were shown, and nothing else."""

from dataclasses import fields
from datetime import date

import pytest

from bihuan.cases.actions import request_withdrawal
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.actions import approve_withdrawal
from bihuan.disclosure.projection import PublicCase, PublicCloseOut, PublicNotice
from bihuan.disclosure.queries import project, public_cases
from tests.support.cast import PEOPLE
from tests.support.paper import GREEN, PHONE
from tests.support.world import World

S = State


def seen(case: Case) -> PublicCase:
    return project(public_cases().get(pk=case.pk))


@pytest.mark.parametrize("state", [S.DRAFT, S.RECTIFYING, S.VERIFIED, S.WITHDRAWN, S.CARRIED_OVER])
def test_what_was_never_shown_is_not_public(world: World, state: State) -> None:
    world.case_in(state)
    assert not public_cases().exists()


@pytest.mark.parametrize("state", [S.NOTICING, S.CLOSED, S.FILED, S.DISCLOSED, S.REOPENED])
def test_from_its_notice_on_a_case_is_public_and_a_relapse_hides_nothing(world: World, state: State) -> None:
    case = world.case_in(state)
    assert (seen(case).state, seen(case).state_label) == (state.value, state.label)


def test_a_case_that_was_shown_and_then_withdrawn_says_so_and_counts_as_no_step_done(world: World) -> None:
    case = world.case_in(S.NOTICING)
    request_withdrawal(case.pk, by=world.sun, now=world.now, reason="路段已拆除。")
    world.answer_everybody(case)
    approve_withdrawal(case.pk, by=world.qian, now=world.now)
    shown = seen(case)
    assert (shown.state_label, shown.steps_done, shown.close_outs) == ("已撤销", (), ())
    assert shown.notice is not None
    assert not shown.notice.in_force


def test_a_case_that_was_shown_and_then_carried_over_says_so_and_not_where_the_work_stands(
    world: World,
) -> None:
    world.edit(world.case(), route="long_term")
    case = world.case_in(S.REOPENED)
    world.review_the_year(case)
    later = world.carry_over(case)
    shown = seen(case)
    assert (shown.state_label, shown.steps_done, shown.measures) == ("已转入下一批", (), ())
    (close_out,) = shown.close_outs
    assert close_out.revoked_on is not None
    assert not public_cases().filter(pk=later.pk).exists()


def test_no_name_of_citizen_or_staff_and_no_original_word_is_public(world: World) -> None:
    case = world.case_in(S.DISCLOSED)
    printed = str(seen(case).as_dict())
    assert world.opinion(1).text not in printed
    assert "陈先生" not in printed
    assert PHONE not in printed
    assert not [name for name, _, _ in PEOPLE.values() if name in printed]


def test_the_allow_list_is_what_it_is() -> None:
    """A new field here is a decision: does it name anybody, does it repeat original words?"""
    assert [[field.name for field in fields(kind)] for kind in (PublicCase, PublicNotice, PublicCloseOut)] == [
        [
            "id", "batch_number", "evaluation_year", "position", "number", "summary", "kind", "target", "measures",
            "limit", "unit", "verifying_unit", "state", "state_label", "round", "steps_done", "statement",
            "disclosed_on", "notice", "close_outs",
        ],
        [
            "text", "how_to_object", "starts_on", "ends_on", "in_force", "objections", "dismissed", "upheld",
        ],
        ["number", "code", "round", "status", "closed_on", "filing_number", "filing_body", "revoked_on"],
    ]  # fmt: skip


def test_private_details_in_target_and_measures_are_masked(world: World) -> None:
    case = world.case_in(S.NOTICING)
    case.measures.filter(position=1).update(text="联系13800001234排查。")
    Case.objects.filter(pk=case.pk).update(target="答复车主桂NA1234。")
    assert (seen(case).target, seen(case).measures[0]) == ("答复车主桂N*****。", "联系138****1234排查。")


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (S.NOTICING, "rectify verify"),
        (S.CLOSED, "rectify verify notice close"),
        (S.FILED, "rectify verify notice close file"),
        (S.DISCLOSED, "rectify verify notice close file disclose"),
        (S.REOPENED, ""),
    ],
)
def test_the_steps_done_are_told_in_their_order(world: World, state: State, steps: str) -> None:
    assert " ".join(seen(world.case_in(state)).steps_done) == steps


def test_the_statement_is_public_once_it_was_disclosed_and_not_before(world: World) -> None:
    case = world.case_in(S.FILED)
    world.draft(case)
    world.review(case)
    assert (seen(case).statement, seen(case).disclosed_on) == ("", None)
    world.walk(case, S.DISCLOSED)
    assert seen(case).statement == "望海路路灯已全部更换，夜间照明恢复。"
    assert seen(case).disclosed_on == world.today


def test_a_notice_is_in_force_until_it_is_broken_off(world: World) -> None:
    case = world.case_in(S.NOTICING)
    notice = seen(case).notice
    assert notice is not None
    assert notice.in_force
    world.walk(case, S.DISCLOSED)
    world.reopen(case)
    assert seen(case).notice is None


def test_a_revoked_close_out_stays_to_be_seen_with_the_day_it_was_revoked(world: World) -> None:
    case = world.case_in(S.REOPENED)
    (close_out,) = seen(case).close_outs
    assert (close_out.number, close_out.status, close_out.round) == ("销号〔2022〕1号", "已完成整改", 1)
    assert (close_out.filing_body, close_out.revoked_on) == ("滨海市绩效办", world.today)
    assert seen(case).statement == ""


def test_the_limit_is_told_in_the_words_of_the_notice_or_by_its_day(world: World) -> None:
    assert seen(world.case_in(S.NOTICING, GREEN)).limit == "立即整改 长期执行"
    case = world.case_in(S.NOTICING)
    assert seen(case).limit == "2022年12月31日"
    Case.objects.filter(pk=case.pk).update(limit_date=date(2023, 2, 28))
    assert seen(case).limit == "2023年2月28日"


def test_after_a_relapse_the_new_measures_are_shown_with_their_notice_and_not_before(world: World) -> None:
    case = world.case_in(S.REOPENED)
    for state in (S.REOPENED, S.PLANNED, S.RECTIFYING, S.VERIFIED):
        world.walk(case, state)
        assert seen(case).measures == (), state
    world.walk(case, S.NOTICING)
    assert seen(case).measures == tuple(case.measures.values_list("text", flat=True))
