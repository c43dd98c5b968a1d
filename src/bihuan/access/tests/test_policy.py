import pytest

from bihuan.access.actor import CLOCK, PUBLIC, Actor, Post, Role, house_of, same_house, within
from bihuan.access.acts import Act
from bihuan.access.policy import (
    CLOCK_ACTS,
    LEADS_ZONE,
    POLICY,
    PUBLIC_ACTS,
    Place,
    Standing,
    holds,
    may,
    who_may,
)

ADMINISTERED = {
    Act.MANAGE_ACCOUNTS, Act.MANAGE_REFERENCE, Act.SET_UP_LEDGER, Act.IMPORT_CALENDAR, Act.MANAGE_CHANNEL,
    Act.ROTATE_LOG_KEY, Act.IMPORT_DUTIES,
}  # fmt: skip
CITY, ZONE, BUREAU, OFFICE, OTHER = "1/", "1/2/", "1/2/3.", "1/2/3.7.", "1/2/4."
AROUND = Standing(coordinator="1/2/5.", lead=BUREAU, verifying="1/2/6.", second="1/2/8.")


def actor(role: Role, path: str) -> Actor:
    return Actor(1, "孙三", "综合执法局", (Post(role, 3, path),))


def test_every_act_has_a_row_in_the_policy() -> None:
    assert set(POLICY) == set(Act)


def test_only_acts_of_the_public_and_of_the_clock_are_granted_to_nobody_in_particular() -> None:
    nobodys = {act for act, grants in POLICY.items() if not grants}
    assert nobodys == {Act.RAISE_OBJECTION, Act.SUPERVISE_BY_RULE} == PUBLIC_ACTS | CLOCK_ACTS
    assert may(CLOCK, Act.SUPERVISE_BY_RULE, AROUND) is None
    assert [act for act in Act if may(CLOCK, act, AROUND) is None] == [
        Act.RAISE_OBJECTION,
        Act.SUPERVISE_BY_RULE,
    ]
    assert who_may(Act.SUPERVISE_BY_RULE) == "系统（按规则）"


@pytest.mark.parametrize("act", Act)
def test_the_public_may_object_and_nothing_else(act: Act) -> None:
    assert (may(PUBLIC, act, AROUND) is None) == (act is Act.RAISE_OBJECTION)


@pytest.mark.parametrize("act", sorted(set(Act) - PUBLIC_ACTS))
def test_a_refusal_says_who_may_instead(act: Act) -> None:
    finding = may(actor(Role.VIEWER, CITY), act, AROUND)
    assert finding is not None
    assert finding.code == "not-allowed"
    assert act.label in finding.message
    assert who_may(act) in finding.message


@pytest.mark.parametrize("act", sorted(set(Act) - PUBLIC_ACTS))
@pytest.mark.parametrize("role", [Role.VIEWER, Role.SYSTEM_ADMIN])
def test_who_only_looks_on_or_keeps_the_reference_data_does_no_act(role: Role, act: Act) -> None:
    administers = role is Role.SYSTEM_ADMIN and act in ADMINISTERED
    assert (may(actor(role, CITY), act, AROUND) is None) is administers


@pytest.mark.parametrize(
    ("path", "allowed"),
    [(BUREAU, True), (ZONE, True), (CITY, True), (OFFICE, False), (OTHER, False), ("1/2/33.", False)],
)
def test_a_post_reaches_its_own_unit_and_those_below_it(path: str, allowed: bool) -> None:
    assert (may(actor(Role.LIAISON, path), Act.SUBMIT_PLAN, AROUND) is None) == allowed


@pytest.mark.parametrize("act", [Act.SUBMIT_FOR_VERIFICATION, Act.APPLY_CLOSE_OUT])
def test_what_is_signed_for_a_unit_is_for_its_leader_not_its_liaison(act: Act) -> None:
    assert may(actor(Role.UNIT_LEADER, BUREAU), act, AROUND) is None
    assert may(actor(Role.LIAISON, BUREAU), act, AROUND) is not None


@pytest.mark.parametrize("act", [Act.CLOSE_CASE, Act.REFUSE_CLOSE_OUT, Act.APPROVE_EXTENSION])
def test_the_coordinator_does_not_decide_what_belongs_to_the_senior_leader(act: Act) -> None:
    assert may(actor(Role.COORDINATOR, AROUND.coordinator), act, AROUND) is not None
    assert may(actor(Role.SENIOR_LEADER, ZONE), act, AROUND) is None


def test_nobody_has_a_right_at_a_place_where_no_unit_stands_yet() -> None:
    nowhere = Standing(coordinator="1/2/5.")
    assert may(actor(Role.LIAISON, CITY), Act.SUBMIT_PLAN, nowhere) is not None
    assert may(actor(Role.VERIFIER, CITY), Act.PASS_VERIFICATION, nowhere) is not None


def test_a_right_held_at_one_place_is_none_at_another() -> None:
    assert holds(actor(Role.SENIOR_LEADER, ZONE), LEADS_ZONE, AROUND)
    assert not holds(actor(Role.SENIOR_LEADER, BUREAU), LEADS_ZONE, AROUND)


def test_a_standing_names_the_unit_at_each_place() -> None:
    assert [AROUND.path(place) for place in Place] == ["1/2/5.", BUREAU, "1/2/6.", "1/2/8."]


@pytest.mark.parametrize(
    ("act", "who"),
    [
        (Act.CLOSE_CASE, "片区分管领导"),
        (Act.SUBMIT_PLAN, "责任单位的部门联络员、责任单位的部门领导"),
        (Act.PASS_VERIFICATION, "核查单位的核查员"),
        (Act.RAISE_OBJECTION, "任何人"),
    ],
)
def test_who_may_is_told_in_chinese(act: Act, who: str) -> None:
    assert who_may(act) == who


@pytest.mark.parametrize(
    ("path", "house"), [(BUREAU, BUREAU), (OFFICE, BUREAU), (ZONE, ZONE), (CITY, CITY), ("", "")]
)
def test_an_office_belongs_to_the_house_of_its_department(path: str, house: str) -> None:
    assert house_of(path) == house


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (BUREAU, OFFICE, True),
        (OFFICE, "1/2/3.8.", True),
        (BUREAU, OTHER, False),
        (ZONE, BUREAU, False),
        (ZONE, ZONE, True),
        ("", "", False),
        (BUREAU, "", False),
    ],
)
def test_two_units_are_one_house_when_they_share_a_department(one: str, other: str, same: bool) -> None:
    assert same_house(one, other) is same_house(other, one) is same


@pytest.mark.parametrize(
    ("path", "ancestor", "inside"),
    [(OFFICE, ZONE, True), (ZONE, ZONE, True), (ZONE, OFFICE, False), ("", ZONE, False), (ZONE, "", False)],
)
def test_within_means_at_or_below(path: str, ancestor: str, inside: bool) -> None:
    assert within(path, ancestor) is inside


def test_an_actor_knows_its_roles_places_and_units() -> None:
    posts = (
        Post(Role.LIAISON, 3, BUREAU),
        Post(Role.UNIT_LEADER, 3, BUREAU),
        Post(Role.VERIFIER, 6, "1/2/6."),
    )
    someone = Actor(9, "李四", "综合执法局", posts)
    assert someone.roles() == {Role.LIAISON, Role.UNIT_LEADER, Role.VERIFIER}
    assert someone.paths() == (BUREAU, "1/2/6.")
    assert someone.paths((Role.VERIFIER,)) == ("1/2/6.",)
    assert someone.unit_ids() == {3, 6}
    assert someone.staff_id == 9


def test_the_public_has_no_account_to_sign_with() -> None:
    with pytest.raises(ValueError, match="account"):
        _ = PUBLIC.staff_id


def test_every_role_and_act_has_a_chinese_name_of_its_own() -> None:
    assert len({role.label for role in Role}) == len(Role)
    assert len({act.label for act in Act}) == len(Act)
    assert all(label.isprintable() and label for label in [*(a.label for a in Act), *(r.label for r in Role)])
