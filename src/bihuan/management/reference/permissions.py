"""docs/permissions.md: who may do what."""

from bihuan.access.actor import Role
from bihuan.access.acts import Act
from bihuan.access.independence import MATRIX, PART_OF
from bihuan.access.policy import POLICY, PUBLIC_ACTS, Place, who_may
from bihuan.cases.lifecycle import TRANSITIONS
from bihuan.cases.visibility import OVER_BATCH, OVER_UNIT
from bihuan.management.reference.markdown import code, page, table

INTRO = """
A right is a role and a place (`bihuan/access/policy.py`): the post must be held *in* the named unit of the case or
*above* it in the tree. So a leader of the zone reaches every unit of the zone, and a bureau reaches nobody else's
cases. A right to act is not enough: the matrix of independence below closes acts to those who had a hand in the case,
and the gates of each act still ask what must be there.
"""
INDEPENDENCE = """
One matrix (`bihuan/access/independence.py`) says what having had a hand in a case forbids, in whatever round, whatever
the post and whatever the door. Who did an act on the left has that part; to them the acts on the right are closed.
*Department* closes them to everybody who holds a post in the responsible unit, in a supporting unit or in a unit that
took the case in hand before, the offices of these included. Only the draft that stands counts as drafted: one that
somebody else replaced does not. Acts that are named nowhere on the right are closed to nobody for what they did.
Closing a case judges once more, by the rows as they stand then, whether the verification on record was independent.
"""
SEEING = """
What somebody may *see* is a separate question with one answer, `cases.visibility.visible_cases`: the roles on the left
see every case of the batches their unit coordinates or stands above, those on the right the cases of their own subtree;
a verifier (核查员) sees what was given to their unit. The public sees what has reached its notice, in a redacted form.
"""


def whole() -> str:
    """The page."""
    return page(
        "Permissions",
        INTRO,
        "## Acts",
        _acts(),
        "## Roles and what they may do",
        _roles(),
        "## Independence",
        INDEPENDENCE,
        _independence(),
        "## Seeing",
        SEEING,
        _seeing(),
    )


def _acts() -> str:
    rows = (
        (code(act.value), act.label, who_may(act), TRANSITIONS[act].clause if act in TRANSITIONS else "")
        for act in Act
    )
    return table(("Act", "中文", "Who may", "Clause"), rows)


def _roles() -> str:
    rows = []
    for role in Role:
        for place in Place:
            acts = [act.label for act in Act if any(g.role is role and g.place is place for g in POLICY[act])]
            if acts:
                rows.append((code(role.value), role.label, f"{place.label}及其上级", "、".join(acts)))
        if not any(grant.role is role for grants in POLICY.values() for grant in grants):
            rows.append((code(role.value), role.label, "—", "不办理事项"))
    rows.append(("", "社会公众", "—", "、".join(act.label for act in Act if act in PUBLIC_ACTS)))
    return table(("Role", "中文", "Held in", "Acts"), rows)


def _independence() -> str:
    rows = []
    for bar in MATRIX:
        by = "、".join(act.label for act in Act if PART_OF.get(act) is bar.part)
        closed = "、".join(act.label for act in Act if act in bar.acts)
        rows.append((code(bar.part.value), by, "person and department" if bar.house else "person", closed))
    return table(("Part", "Had by doing", "Closed to the", "Acts"), rows)


def _seeing() -> str:
    cells = ("、".join(role.label for role in roles) for roles in (OVER_BATCH, OVER_UNIT))
    return table(("Whole batches", "Own subtree"), [tuple(cells)])
