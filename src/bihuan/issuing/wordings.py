"""Reading the office's wordings: which one is in force where, and every version before it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from bihuan.access.actor import Actor, Role
from bihuan.cases.visibility import visible_batches, visible_cases
from bihuan.documents.compose import built_in, vocabulary_of
from bihuan.documents.kinds import KINDS, About, Kind
from bihuan.documents.list_fields import LIST_VOCABULARY
from bihuan.documents.lists import built_in_by_label
from bihuan.documents.lists_parse import check_list
from bihuan.documents.values import Vocabulary
from bihuan.documents.wording import check_wording
from bihuan.issuing.models import Wording
from bihuan.kernel.findings import Finding
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder

LIST_KIND = "list"


@dataclass(frozen=True, slots=True)
class OwnList:
    """台账样式: a list by what the office calls it. ``name`` is how addresses and commands do: list:审计整改清单."""

    label: str

    @property
    def name(self) -> str:
        """Where a kind of paper has its name."""
        return f"{LIST_KIND}:{self.label}"

    @property
    def about(self) -> About:
        """One list speaks of many cases."""
        return About.BATCH


# What a wording can be of.
Worded = Kind | OwnList


@dataclass(frozen=True, slots=True)
class InForce:
    """A wording that papers are set by. ``row`` is None for version 0, which comes with the program.

    A list that neither the program nor the office has yet is version 0 without a text.
    """

    kind: Worded
    version: int
    text: str
    row: Wording | None = None

    @property
    def is_new(self) -> bool:
        """Whether there is none yet."""
        return not self.text


def noun_of(kind: Worded) -> str:
    """What a text for ``kind`` is called: 范本, or 样式 for a list."""
    return "样式" if isinstance(kind, OwnList) else "范本"


def words_for(kind: Worded) -> Vocabulary:
    """What a text for ``kind`` may speak of."""
    return LIST_VOCABULARY if isinstance(kind, OwnList) else vocabulary_of(kind)


def check_text(kind: Worded, text: str) -> list[Finding]:
    """Everything that keeps ``text`` from being a wording of ``kind``, line by line."""
    return (check_list if isinstance(kind, OwnList) else check_wording)(text, words_for(kind))


def wording_in_force(unit_id: int, kind: Worded) -> InForce:
    """What the batches that ``unit_id`` coordinates are worded by: its newest version, or the built-in one."""
    return _shown(kind, wording_versions(unit_id, kind).last())


def wordings_in_force(unit_id: int) -> list[InForce]:
    """That of every kind, in the order of the kinds, in one statement."""
    rows = Wording.objects.filter(unit=unit_id, name="").select_related("saved_by").order_by("version")
    newest = {row.kind: row for row in rows}
    return [_shown(kind, newest.get(kind.name)) for kind in KINDS.values()]


def lists_in_force(unit_id: int) -> list[InForce]:
    """Every list of ``unit_id``: those of the program, changed or not, then its own by name, in one statement."""
    rows = Wording.objects.filter(unit=unit_id, kind=LIST_KIND).select_related("saved_by")
    newest = {row.name: row for row in rows.order_by("name", "version")}
    names = dict.fromkeys([*built_in_by_label(), *newest])
    return [_shown(OwnList(name), newest.get(name)) for name in names]


def own_lists(actor: Actor) -> Mapping[int, Wording]:
    """The newest version of each list that the units of ``wording_units`` have made, by its number, by name."""
    rows = Wording.objects.filter(unit__in=wording_units(actor).order_by(), kind=LIST_KIND)
    newest = {
        (row.name, row.unit_id): row
        for row in rows.select_related("unit").order_by("name", TreeOrder("unit__path"), "version")
    }
    return {row.pk: row for row in newest.values()}


def wording_versions(unit_id: int, kind: Worded) -> QuerySet[Wording]:
    """The versions that ``unit_id`` has saved of ``kind``, the oldest first."""
    kept = {"kind": LIST_KIND, "name": kind.label} if isinstance(kind, OwnList) else {"kind": kind.name}
    saved = Wording.objects.filter(unit=unit_id, **kept)
    return saved.select_related("saved_by").order_by("version")


def wording_version(unit_id: int, kind: Worded, version: int) -> InForce | None:
    """One version; 0 is the built-in one. None when there is no such version."""
    row = wording_versions(unit_id, kind).filter(version=version).first() if version else None
    return None if version and row is None else _shown(kind, row)


def wording_units(actor: Actor) -> QuerySet[Unit]:
    """The units whose wordings ``actor`` may read: those that coordinate what they see, and their own."""
    batches = visible_batches(actor).order_by().values("coordinator")
    cases = visible_cases(actor).order_by().values("batch__coordinator")
    own = [post.unit_id for post in actor.posts if post.role is Role.COORDINATOR]
    found = (
        Unit.objects.filter(pk__in=batches)
        | Unit.objects.filter(pk__in=cases)
        | Unit.objects.filter(pk__in=own)
    )
    return found.order_by(TreeOrder())


def _shown(kind: Worded, row: Wording | None) -> InForce:
    if row:
        return InForce(kind, row.version, row.text, row)
    text = built_in_by_label().get(kind.label, "") if isinstance(kind, OwnList) else built_in(kind)
    return InForce(kind, 0, text)
