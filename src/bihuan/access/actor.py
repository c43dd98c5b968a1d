"""Who acts: a person with posts. Frozen, so that a rule may look at it and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass

from bihuan.kernel.words import Labelled


class Role(Labelled):
    """What a post lets a person do (domain §5.2, as far as the loop needs them)."""

    COORDINATOR = "coordinator", "牵头单位管理员"
    SENIOR_LEADER = "senior_leader", "片区分管领导"
    VERIFIER = "verifier", "核查员"
    REVIEWER = "reviewer", "公开审查员"
    UNIT_LEADER = "unit_leader", "部门领导"
    LIAISON = "liaison", "部门联络员"
    VIEWER = "viewer", "查阅"
    SYSTEM_ADMIN = "system_admin", "系统管理员"


@dataclass(frozen=True, slots=True)
class Post:
    """One role held in one unit. ``unit_path`` is the unit's place in the tree, e.g. ``1/4.``."""

    role: Role
    unit_id: int
    unit_path: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts, or the public (``user_id`` None, no posts)."""

    user_id: int | None
    name: str
    unit_name: str = ""
    posts: tuple[Post, ...] = ()

    @property
    def staff_id(self) -> int:
        """The account of somebody with a post. The public has none, and policy lets it do no act that asks."""
        if self.user_id is None:
            raise ValueError("an account is needed for this act")
        return self.user_id

    def roles(self) -> frozenset[Role]:
        """Every role held anywhere."""
        return frozenset(post.role for post in self.posts)

    def paths(self, roles: Iterable[Role] | None = None) -> tuple[str, ...]:
        """The places in the tree where one of ``roles`` (any role when None) is held."""
        wanted = frozenset(Role) if roles is None else frozenset(roles)
        return tuple(dict.fromkeys(post.unit_path for post in self.posts if post.role in wanted))

    def unit_ids(self) -> frozenset[int]:
        """Every unit in which a post is held."""
        return frozenset(post.unit_id for post in self.posts)


PUBLIC = Actor(user_id=None, name="社会公众")
# Whoever can run commands on the server: no post gives or takes that.
OPERATOR = Actor(user_id=None, name="系统管理（命令行）")
# The timetable of ``bihuan work``: does what a rule and a day ask for, and nothing else.
CLOCK = Actor(user_id=None, name="系统（按规则）")


def within(path: str, ancestor: str) -> bool:
    """Whether the unit at ``path`` is the one at ``ancestor`` or below it. An empty path is nowhere."""
    return bool(path) and bool(ancestor) and path.startswith(ancestor)


def above(path: str) -> tuple[str, ...]:
    """The unit at ``path`` and every unit above it, from the top: ``1/``, ``1/2/``, ``1/2/7.`` of ``1/2/7.``."""
    return tuple(path[: at + 1] for at, character in enumerate(path) if character in "/.")


def house_of(path: str) -> str:
    """The department a unit belongs to: in ``1/2/7.9.`` areas end in ``/`` and departments in ``.``, so ``1/2/7.``."""
    head, dot, _ = path.partition(".")
    return head + dot


def area_of_path(path: str) -> str:
    """The area a unit stands in: ``1/2/`` of ``1/2/7.9.``; the department itself where there is none."""
    return path[: path.rfind("/") + 1] or house_of(path)


def same_house(one: str, other: str) -> bool:
    """Whether two units count as one for independence (T1): the same department, its offices included."""
    return bool(one) and house_of(one) == house_of(other)
