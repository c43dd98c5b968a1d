"""疑似反弹: which opinions look like a closed case come back, and nobody has ruled on them yet."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from operator import or_

from django.db.models import Q, QuerySet

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_batches, visible_cases
from bihuan.closure.models import CloseOut
from bihuan.evidence.known import by_parts
from bihuan.followup.facts import closed_on, said_on
from bihuan.followup.models import RelapseRuling
from bihuan.followup.relapse import Likeness, Profile, all_of, likeness, profile_of
from bihuan.intake.models import Opinion
from bihuan.journal.models import Entry
from bihuan.triage.models import Membership

# Of the closed cases that share a word with an opinion: how many (the newest) are read, how many of those (the nearest)
# compared, how many (the likeliest) shown.
MOST_READ, MOST_COMPARED, MOST_SHOWN = 400, 60, 5
# So many of an opinion's own words are looked for beside the names in it.
MOST_WORDS = 6
# The newest opinions that are looked at: of a list, and for the count in 待办.
MOST_OPINIONS, MOST_COUNTED = 2_000, 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """An opinion that looks like the relapse of a closed case, and why."""

    opinion: Opinion
    close_out: CloseOut
    texts: tuple[str, ...]
    likeness: Likeness

    @property
    def case(self) -> Case:
        """The case that may have come back."""
        return self.close_out.case


@dataclass(frozen=True, slots=True)
class Before:
    """A case that was closed before, in short: its number, and the day it was struck off."""

    number: str
    closed_on: date


def relapse_proposals(actor: Actor, opinion: Opinion) -> list[Proposal]:
    """The closed cases that ``opinion`` may show to have come back, the likeliest first.

    The database finds the cases that share a name or words with it; only those are compared.
    """
    new = profile_of(opinion.text)
    if not (words := _sought(new)):
        return []
    in_content = reduce(or_, (Q(content__contains=word) for word in words))
    in_opinions = reduce(or_, (Q(text__contains=word) for word in words))
    in_force = _in_force(actor)
    found = set(in_force.filter(case__in=Case.objects.filter(in_content)).values_list("pk", flat=True))
    spoken = Membership.objects.filter(opinion__in=Opinion.objects.filter(in_opinions)).values("case")
    found |= set(in_force.filter(case__in=spoken).values_list("pk", flat=True))
    texts = _texts_of(CloseOut.objects.filter(pk__in=sorted(found)[-MOST_READ:]))
    return _proposals({opinion: _alike(new, texts, _nearest(new, texts))}, texts)


def proposals_of(actor: Actor, opinions: QuerySet[Opinion]) -> list[Proposal]:
    """The same for many opinions at once, by the same few statements: every closed case is read once."""
    rows = list(opinions.select_related("batch").order_by("-pk")[:MOST_OPINIONS])
    if not rows:
        return []
    texts = _texts_of(_in_force(actor))
    index = _Index(texts)
    alike = {}
    for opinion in rows:
        new = profile_of(opinion.text)
        alike[opinion] = _alike(new, texts, index.nearest(new))
    return _proposals(alike, texts)


def proposal_count(actor: Actor) -> int:
    """Of the opinions nobody works on yet: how many wait for a ruling. Counted anew after an act that may change it."""
    return _counted(actor, _last_change())


def closed_before(actor: Actor, opinions: Collection[int]) -> dict[int, tuple[Before, ...]]:
    """By the key of an opinion: the closed cases it may show to have come back; those with none are left out.

    For lists: remembered until an act may change it.
    """
    known = _remembered(actor, _last_change())
    if missing := [key for key in opinions if key not in known]:
        fresh: dict[int, tuple[Before, ...]] = dict.fromkeys(missing, ())
        for each in proposals_of(actor, Opinion.objects.filter(pk__in=missing)):
            fresh[each.opinion.pk] += (Before(each.case.number, closed_on(each.close_out)),)
        known.update(fresh)
    return {key: known[key] for key in opinions if known[key]}


@lru_cache(maxsize=64)
def _remembered(actor: Actor, last: object) -> dict[int, tuple[Before, ...]]:
    return {}


def _last_change() -> object:
    changing = (Act.IMPORT_FILE, Act.CLOSE_CASE, Act.REOPEN_CASE, Act.DISMISS_RELAPSE)
    last = Entry.objects.filter(act__in=[act.value for act in changing]).order_by("-pk")
    return last.values_list("pk", "at", "sentence").first()


@lru_cache(maxsize=64)
def _counted(actor: Actor, last: object) -> int:
    return len({proposal.opinion.pk for proposal in proposals_of(actor, untouched_opinions(actor))})


def untouched_opinions(actor: Actor) -> QuerySet[Opinion]:
    """The newest opinions of the actor's batches that nobody works on yet."""
    untouched = Q(memberships=None, direct_answer=None) | Q(memberships__case__state=State.DRAFT)
    mine = Opinion.objects.filter(untouched, batch__in=visible_batches(actor).values("pk"))
    newest = mine.order_by("-pk").values_list("pk", flat=True)[:MOST_COUNTED]
    return Opinion.objects.filter(pk__in=list(newest))


def _in_force(actor: Actor) -> QuerySet[CloseOut]:
    """The valid close-outs of the cases the actor may see."""
    cases = visible_cases(actor).filter(state__in=STRUCK_OFF).order_by().values("pk")
    return CloseOut.objects.filter(case__in=cases, approved=True, revoked_at=None)


def _texts_of(close_outs: QuerySet[CloseOut]) -> dict[int, tuple[str, ...]]:
    """By close-out: what its case says, and what those said whose opinions stand in it."""
    chosen = close_outs.order_by().values("pk")
    of_case: dict[int, int] = {}
    texts: dict[int, tuple[str, ...]] = {}
    for key, case, content in CloseOut.objects.filter(pk__in=chosen).values_list(
        "pk", "case_id", "case__content"
    ):
        of_case[case], texts[key] = key, (content,)
    said = Membership.objects.filter(case__close_outs__in=chosen)
    for case, text in said.values_list("case_id", "opinion__text"):
        if text not in texts[of_case[case]]:
            texts[of_case[case]] += (text,)
    return texts


def _sought(new: Profile) -> list[str]:
    """What a case has to contain: a name the opinion uses; when it uses none, one of some words spread over it."""
    if names := [key[:2] for key in (*new.places, *new.parties)]:
        return names
    pairs = [new.rest[at : at + 2] for at in range(len(new.rest) - 1) if new.rest[at : at + 2] in new.pairs]
    step = max(1, len(pairs) // MOST_WORDS)
    return list(dict.fromkeys(pairs[::step]))


def _nearest(new: Profile, texts: Mapping[int, tuple[str, ...]]) -> list[int]:
    """The cases that share most words and names, before they are compared in earnest."""
    names = [key[:2] for key in (*new.places, *new.parties)]

    def shared(key: int) -> int:
        said = "".join(texts[key])
        return sum(word in said for word in new.pairs) + len(new.pairs) * sum(name in said for name in names)

    return sorted(texts, key=shared, reverse=True)[:MOST_COMPARED]


class _Index:
    """Which cases speak of a name or a word, for many opinions in a row."""

    def __init__(self, texts: Mapping[int, tuple[str, ...]]) -> None:
        self._of: dict[str, list[int]] = defaultdict(list)
        for key, said in texts.items():
            profile = all_of(said)
            for word in (*profile.places, *profile.parties, *profile.pairs):
                self._of[word].append(key)

    def nearest(self, new: Profile) -> list[int]:
        """The cases to compare: those that share a name; for an opinion without names, most of its words."""
        names = [name for name in (*new.places, *new.parties) if name in self._of]
        words = names if new.places or new.parties else [pair for pair in new.pairs if pair in self._of]
        counts = Counter(key for word in words for key in self._of[word])
        return [key for key, _ in counts.most_common(MOST_COMPARED)]


def _alike(new: Profile, texts: Mapping[int, tuple[str, ...]], keys: Iterable[int]) -> dict[int, Likeness]:
    return {key: found for key in keys if (found := likeness(new, texts[key]))}


def _proposals(
    alike: Mapping[Opinion, Mapping[int, Likeness]], texts: Mapping[int, tuple[str, ...]]
) -> list[Proposal]:
    """For each opinion the close-outs that came before it, that it is no part of, and that nobody has ruled on."""
    found = {opinion: likenesses for opinion, likenesses in alike.items() if likenesses}
    if not found:
        return []
    rulings = RelapseRuling.objects.filter(opinion__in=found).order_by()
    ruled = set(rulings.values_list("opinion_id", "close_out_id"))
    own = set(Membership.objects.filter(opinion__in=found).values_list("opinion_id", "case_id"))
    wanted = {key for likenesses in found.values() for key in likenesses}
    beside = CloseOut.objects.select_related("case__batch__coordinator", "case__lead")
    rows = {row.pk: row for part in by_parts(wanted) for row in beside.filter(pk__in=part)}
    days = _days(found)
    proposals = []
    for opinion, likenesses in found.items():
        fitting = [
            Proposal(opinion, rows[key], texts[key], like)
            for key, like in likenesses.items()
            if (opinion.pk, key) not in ruled
            and (opinion.pk, rows[key].case_id) not in own
            and closed_on(rows[key]) < days[opinion.pk]
        ]
        fitting.sort(key=lambda proposal: (-proposal.likeness.score, proposal.close_out.pk))
        proposals += fitting[:MOST_SHOWN]
    return proposals


def _days(opinions: Iterable[Opinion]) -> dict[int, date]:
    """When each was said. Those that do not say came with the lists of their batch: one statement a batch."""
    rows = list(opinions)
    undated = {opinion.batch_id: opinion for opinion in rows if opinion.received_on is None}
    of_batch = {batch: said_on(opinion) for batch, opinion in undated.items()}
    return {opinion.pk: opinion.received_on or of_batch[opinion.batch_id] for opinion in rows}
