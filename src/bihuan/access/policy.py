"""The table of who may do what, and the one function that reads it.

A grant is a role and a place: the post must be held *in* the named unit of the case or *above* it in the tree,
so that a leader of the zone reaches every unit of the zone and a bureau reaches nobody else's cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bihuan.access.actor import CLOCK, Actor, Role, within
from bihuan.access.acts import Act
from bihuan.kernel.findings import Finding, block
from bihuan.kernel.words import Labelled


class Place(Labelled):
    """Where, seen from the case, the post must be held."""

    COORDINATOR = "coordinator", "牵头单位"
    LEAD = "lead", "责任单位"
    VERIFYING = "verifying", "核查单位"
    SECOND = "second", "会同核查单位"


@dataclass(frozen=True, slots=True)
class Standing:
    """The units around a case, as places in the tree; empty where none is set yet."""

    coordinator: str = ""
    lead: str = ""
    verifying: str = ""
    second: str = ""

    def path(self, place: Place) -> str:
        """The unit that stands at ``place``."""
        return {
            Place.COORDINATOR: self.coordinator,
            Place.LEAD: self.lead,
            Place.VERIFYING: self.verifying,
            Place.SECOND: self.second,
        }[place]


@dataclass(frozen=True, slots=True)
class Grant:
    """``role`` held in or above the unit at ``place``."""

    role: Role
    place: Place


def _grants(place: Place, *roles: Role) -> tuple[Grant, ...]:
    return tuple(Grant(role, place) for role in roles)


COORDINATES = _grants(Place.COORDINATOR, Role.COORDINATOR)
LEADS_ZONE = _grants(Place.COORDINATOR, Role.SENIOR_LEADER)
REVIEWS = _grants(Place.COORDINATOR, Role.REVIEWER)
HANDLES = _grants(Place.LEAD, Role.LIAISON, Role.UNIT_LEADER)
SIGNS_FOR_UNIT = _grants(Place.LEAD, Role.UNIT_LEADER)
VERIFIES = _grants(Place.VERIFYING, Role.VERIFIER)
# A severe doubt is answered by a verifier of a second unit as well.
VERIFIES_SECOND = _grants(Place.SECOND, Role.VERIFIER)
# Accounts belong to no case: any post as system administrator will do.
ADMINISTERS = _grants(Place.COORDINATOR, Role.SYSTEM_ADMIN)

POLICY: dict[Act, tuple[Grant, ...]] = {
    Act.IMPORT_FILE: COORDINATES,
    Act.ISSUE_BATCH: COORDINATES + LEADS_ZONE,
    Act.MERGE_OPINIONS: COORDINATES,
    Act.UNMERGE_OPINION: COORDINATES,
    Act.OPEN_CASE: COORDINATES,
    Act.ANSWER_DIRECTLY: COORDINATES,
    Act.SORT_OPINIONS: COORDINATES,
    Act.KEEP_APART: COORDINATES,
    Act.SETTLE_AMENDMENT: COORDINATES,
    Act.CORRECT_COLUMNS: COORDINATES,
    Act.REVEAL_CONTACT: COORDINATES + HANDLES,
    Act.LOG_CONTACT: COORDINATES + HANDLES,
    Act.REPLY_OPINION: COORDINATES + HANDLES,
    Act.RECORD_UNDERSTANDING: COORDINATES + HANDLES,
    # Who verified neither calls nor looks back: the second unit stands ready where the coordinator did the work.
    Act.RECORD_RETURN_VISIT: COORDINATES + VERIFIES + VERIFIES_SECOND,
    Act.EDIT_CASE: COORDINATES,
    Act.ASSIGN_CASE: COORDINATES,
    Act.ACKNOWLEDGE_CASE: HANDLES,
    Act.RETURN_CASE: HANDLES,
    Act.REASSIGN_CASE: COORDINATES,
    Act.REQUEST_EXTENSION: HANDLES,
    Act.APPROVE_EXTENSION: LEADS_ZONE,
    Act.REFUSE_EXTENSION: LEADS_ZONE,
    Act.REQUEST_WITHDRAWAL: COORDINATES + HANDLES,
    Act.APPROVE_WITHDRAWAL: LEADS_ZONE,
    Act.REFUSE_WITHDRAWAL: LEADS_ZONE,
    Act.SUBMIT_PLAN: HANDLES,
    Act.APPROVE_PLAN: COORDINATES + LEADS_ZONE,
    Act.SEND_BACK_PLAN: COORDINATES + LEADS_ZONE,
    Act.REPORT_PROGRESS: HANDLES,
    Act.ADD_EVIDENCE: HANDLES,
    Act.APPOINT_VERIFIER: COORDINATES + LEADS_ZONE,
    Act.APPOINT_SECOND_VERIFIER: COORDINATES + LEADS_ZONE,
    Act.SUBMIT_FOR_VERIFICATION: SIGNS_FOR_UNIT,
    Act.ANSWER_DOUBT: VERIFIES + VERIFIES_SECOND,
    Act.PASS_VERIFICATION: VERIFIES,
    Act.FAIL_VERIFICATION: VERIFIES,
    # A leader stands in for the coordinator (see ``STANDS_IN``).
    Act.POST_NOTICE: COORDINATES + LEADS_ZONE,
    Act.RAISE_OBJECTION: (),  # anybody: see PUBLIC_ACTS
    Act.DISMISS_OBJECTION: COORDINATES + LEADS_ZONE,
    Act.UPHOLD_OBJECTION: COORDINATES + LEADS_ZONE,
    Act.REVEAL_OBJECTOR: COORDINATES + LEADS_ZONE,
    Act.APPLY_CLOSE_OUT: SIGNS_FOR_UNIT,
    Act.CLOSE_CASE: LEADS_ZONE,
    Act.REFUSE_CLOSE_OUT: LEADS_ZONE,
    Act.FILE_CASE: COORDINATES,
    Act.DRAFT_STATEMENT: COORDINATES + HANDLES,
    Act.REVIEW_STATEMENT: REVIEWS,
    Act.SEND_BACK_STATEMENT: REVIEWS,
    Act.DISCLOSE_CASE: COORDINATES,
    Act.LOOK_BACK: COORDINATES + VERIFIES + VERIFIES_SECOND,
    Act.REOPEN_CASE: COORDINATES + LEADS_ZONE,
    Act.DISMISS_RELAPSE: COORDINATES + LEADS_ZONE,
    Act.ANNOUNCE_DRAW: COORDINATES + LEADS_ZONE,
    Act.CARRY_OUT_DRAW: COORDINATES + LEADS_ZONE,
    Act.ISSUE_SUPERVISION: COORDINATES + LEADS_ZONE,
    Act.SUPERVISE_BY_RULE: (),  # the timetable: see CLOCK_ACTS
    Act.REPLY_SUPERVISION: HANDLES,
    Act.SETTLE_SUPERVISION: COORDINATES + LEADS_ZONE,
    Act.WITHDRAW_SUPERVISION: COORDINATES + LEADS_ZONE,
    Act.RECORD_READING: COORDINATES + HANDLES,
    Act.SUBMIT_REPORT: SIGNS_FOR_UNIT,
    Act.SEND_BACK_REPORT: COORDINATES,
    Act.REGISTER_MECHANISM: COORDINATES + HANDLES,
    Act.UPDATE_MECHANISM: COORDINATES + HANDLES,
    Act.REVIEW_LONG_TERM: COORDINATES,
    Act.CARRY_OVER_CASE: LEADS_ZONE,
    Act.RECORD_INSPECTION: COORDINATES,
    Act.ANSWER_FINDING: COORDINATES + HANDLES,
    Act.SAVE_WORDING: COORDINATES,
    # Who may issue which paper is narrower: see ``documents.kinds``.
    Act.ISSUE_PAPER: COORDINATES + LEADS_ZONE + REVIEWS + HANDLES + VERIFIES,
    Act.SPOIL_PAPER: COORDINATES + HANDLES,
    Act.RECORD_SIGNATURE: COORDINATES,
    Act.REQUEST_PAPER_SET: COORDINATES + LEADS_ZONE + REVIEWS + HANDLES,
    Act.MANAGE_ACCOUNTS: ADMINISTERS,
    Act.MANAGE_REFERENCE: ADMINISTERS,
    Act.SET_UP_LEDGER: ADMINISTERS,
    Act.IMPORT_CALENDAR: ADMINISTERS + COORDINATES,
    Act.IMPORT_DUTIES: ADMINISTERS + COORDINATES,
    Act.MANAGE_CHANNEL: ADMINISTERS + COORDINATES,
    Act.ROTATE_LOG_KEY: ADMINISTERS,
}

# What a leader does only where the coordinator may not, because it did the work itself (see ``independence``).
STANDS_IN = frozenset({Act.POST_NOTICE, Act.DISMISS_OBJECTION, Act.UPHOLD_OBJECTION})

# Acts open to everybody, the public included: an objection needs no account.
PUBLIC_ACTS = frozenset({Act.RAISE_OBJECTION})

# Acts of the timetable: no post gives them, and nobody but the clock does them.
CLOCK_ACTS = frozenset({Act.SUPERVISE_BY_RULE})


def may(actor: Actor, act: Act, standing: Standing) -> Finding | None:
    """None when ``actor`` may do ``act`` on a case with ``standing``; else the finding that says who may."""
    if act in PUBLIC_ACTS or holds(actor, POLICY[act], standing):
        return None
    if act in CLOCK_ACTS and actor == CLOCK:
        return None
    return block("not-allowed", f"您的岗位不能办理“{act.label}”。可由{who_may(act)}办理。")


def holds(actor: Actor, grants: Iterable[Grant], standing: Standing) -> bool:
    """Whether one of ``grants`` is the actor's, on a case with ``standing``."""
    return any(
        within(standing.path(grant.place), path) for grant in grants for path in actor.paths((grant.role,))
    )


def who_may(act: Act) -> str:
    """In Chinese, who may do ``act``: for refusals, help and the generated page of permissions."""
    if act in PUBLIC_ACTS:
        return "任何人"
    if act in CLOCK_ACTS:
        return CLOCK.name
    return "、".join(
        grant.role.label if grant.place is Place.COORDINATOR else f"{grant.place.label}的{grant.role.label}"
        for grant in POLICY[act]
    )
