"""Who could be asked to do what the reader may not: people whose posts allow it and whom independence does not bar."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import groupby
from operator import or_

from django.db.models import Q

from bihuan.access.actor import Actor, above, house_of
from bihuan.access.acts import Act
from bihuan.access.independence import Hands, Part, independence_findings
from bihuan.access.policy import POLICY, Grant, Place, holds
from bihuan.cases.models import Case
from bihuan.kernel.findings import Finding
from bihuan.people.models import Post, Unit, actor_with

MOST_NAMED = 3
# The findings that turn a person away, where another person might be let in.
PERSONAL = frozenset({"not-allowed", "belongs-to-handler", *(f"after-{part.value}" for part in Part)})


def who_could(case: Case, acts: Iterable[Act], hands: Hands) -> dict[Act, list[tuple[str, str]]]:
    """For each act (name, unit) of everybody with an active account who could do it, the nearest first.

    One statement, whatever the number of acts.
    """
    acts, standing = list(acts), case.standing()
    found = _around(case, {grant for act in acts for grant in POLICY[act]})
    return {
        act: [
            (actor.name, actor.unit_name)
            for actor in found
            if holds(actor, POLICY[act], standing) and not independence_findings(actor, act, hands)
        ]
        for act in acts
    }


def whom_to_ask(case: Case, acts: Iterable[Act], hands: Hands) -> dict[Act, str]:
    """In Chinese, for each act who could do it; where nobody could, which post is to be given, and by whom."""
    return {
        act: _named(could) or _to_appoint(case, act, hands)
        for act, could in who_could(case, acts, hands).items()
    }


def _named(could: Sequence[tuple[str, str]]) -> str:
    if not could:
        return ""
    names = "、".join(f"{name}（{unit}）" for name, unit in could[:MOST_NAMED])
    return f"可由{names}{f'等{len(could)}人' if len(could) > MOST_NAMED else ''}办理"


def turned_away(findings: Iterable[Finding]) -> bool:
    """Whether it is the person that is refused, so that another one could be asked."""
    return any(finding.code in PERSONAL for finding in findings)


def _around(case: Case, grants: Iterable[Grant]) -> list[Actor]:
    """Everybody with an active account who holds one of ``grants`` on the case, with all their posts."""
    standing = case.standing()
    wanted = [Q(role=grant.role, unit__path__in=above(standing.path(grant.place))) for grant in grants]
    if not wanted:
        return []
    holders = Post.objects.filter(reduce(or_, wanted), user__is_active=True).values("user")
    posts = Post.objects.filter(user__in=holders).select_related("user", "unit").order_by("user", "pk")
    actors = [actor_with(user, list(held)) for user, held in groupby(posts, key=lambda post: post.user)]
    return sorted(actors, key=lambda actor: -max(len(path) for path in actor.paths()))


def _to_appoint(case: Case, act: Act, hands: Hands) -> str:
    units = _units(case)
    wanted = [
        f"{grant.role.label}（{unit.name}{_where(grant, unit, hands)}）"
        for grant in POLICY[act]
        if (unit := units[grant.place]) is not None
    ]
    if not wanted:
        return "尚未指定核查单位，目前无人可以办理；请先由牵头单位指定"
    return f"目前无人可以办理，请系统管理员为没有参与本事项办理的人员设置岗位：{'、'.join(wanted)}"


def _where(grant: Grant, unit: Unit, hands: Hands) -> str:
    """A department that handles the case judges it nowhere: then only those above it will do."""
    judged = grant.place is not Place.LEAD and house_of(unit.path) in hands.houses()
    return "的上级单位" if judged else "或者其上级单位"


def _units(case: Case) -> dict[Place, Unit | None]:
    return {
        Place.COORDINATOR: case.batch.coordinator,
        Place.LEAD: case.lead,
        Place.VERIFYING: case.verifying,
        Place.SECOND: case.second_verifying,
    }
