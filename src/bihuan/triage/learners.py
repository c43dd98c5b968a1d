"""What each office has taught: one learner a question, kept in memory, caught up with the journal at every look.

An office is the unit that coordinates batches. It learns from the opinions of its own batches and from the duty list of
its area; what another office decided never reaches it. What was learned may lie on disk (``learned_files``), so that a
new process begins where the worker left off; what does not fit the journal is worked out again from the database.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db.models import Max

from bihuan.access.acts import Act
from bihuan.intake.models import Batch
from bihuan.journal.models import Entry
from bihuan.people.models import UnitDuty
from bihuan.sorting.learner import Learner
from bihuan.sorting.message import Message
from bihuan.sorting.task import Duty, Task
from bihuan.triage import learned_files
from bihuan.triage.examples import Example, decided_opinions, examples_of, opinions_of
from bihuan.triage.learned_files import Learned
from bihuan.triage.sorting_queries import UnitNames

PARTS = {"kind": Task.TYPE, "category": Task.CATEGORY, "route": Task.ROUTE, "unit": Task.DEPARTMENT}
# The acts after which an opinion may be something else than before, and those after which a unit may be.
TEACHING = (
    Act.SORT_OPINIONS, Act.IMPORT_FILE, Act.OPEN_CASE, Act.MERGE_OPINIONS, Act.UNMERGE_OPINION, Act.ANSWER_DIRECTLY,
    Act.EDIT_CASE, Act.ASSIGN_CASE, Act.RETURN_CASE, Act.REASSIGN_CASE,
)  # fmt: skip
OF_UNITS = (Act.IMPORT_DUTIES, Act.MANAGE_REFERENCE)
# An act takes its key before its transaction ends: so many keys are looked at again.
OVERLAP = 200
# The newest decisions that are learned from; how many at once while a reader waits, and for how long one by one.
MOST_EXAMPLES, MOST_AT_ONCE, BUDGET_SECONDS = 10_000, 1_000, 0.25
# So many more decisions at least before everything is tried anew.
FEWEST_AGAIN = 20
VERSION = 1


@dataclass(frozen=True, slots=True)
class Offer:
    """What is suggested for one part: values with their chances, the best first; the words that spoke for it.

    A unit is given by its key, as text.
    """

    ranked: tuple[tuple[str, float], ...]
    why: tuple[str, ...] = ()


class OfficeLearner:
    """The learners of one office. Used by several threads, one at a time."""

    def __init__(self, coordinator: int) -> None:
        self.coordinator, self.path = coordinator, ""
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._learners: dict[str, Learner] = {}
        # What was learned of which opinion, by part: the same decision does not count twice.
        self._taught: dict[str, dict[int, str]] = {part: {} for part in PARTS}
        # Opinions of which something new may be decided, the newest last.
        self._waiting: dict[int, None] = {}
        # How far the journal was read; which of its last entries were seen.
        self._place: tuple[int, str] = (0, "")
        self._seen: set[int] = set()
        # Of how many opinions everything was learned together, and how many were learned one by one since.
        self._fitted = self._since = 0

    @property
    def ready(self) -> bool:
        """Whether what the office decided is learned, but for what a moment will do."""
        return len(self._waiting) <= MOST_AT_ONCE

    def offers(self, path: str, rows: Sequence[tuple[int, str]]) -> dict[int, dict[str, Offer]]:
        """For each opinion (key, text) the parts about which the office is sure enough. ``path``: where it stands."""
        with self._lock:
            self._catch_up(path)
            self._learn_some(monotonic() + BUDGET_SECONDS)
            if self._known() <= MOST_AT_ONCE:
                self._fit_again(self._fitted // 2)
            messages = [Message("", text) for _, text in rows]
            found: dict[int, dict[str, Offer]] = {key: {} for key, _ in rows}
            for part, learner in self._learners.items():
                for (key, _), said in zip(rows, learner.suggest(messages), strict=True):
                    # What no word of the text speaks for is no suggestion, however sure it seems.
                    if not said.silent and said.why and (ranked := tuple(self._ranked(part, said.ranked))):
                        found[key][part] = Offer(ranked, said.why)
            return found

    def learn_all(self, path: str) -> bool:
        """Learn everything that waits, however long it takes, and keep it. Whether there was anything. The worker's."""
        with self._lock:
            before = self._place if self._learners else None
            self._catch_up(path)
            if self._place == before:
                return False
            if len(self._waiting) > MOST_AT_ONCE:
                self._fit(decided_opinions(self.coordinator, MOST_EXAMPLES))
            self._learn_some(float("inf"))
            self._fit_again(self._fitted // 10)
            learned_files.keep(self.coordinator, self._as_learned())
            return True

    # ── where in the journal it stands ──

    def _catch_up(self, path: str) -> None:
        if not self._learners or path != self.path or not _stands(self._place):
            self.path = path
            self._begin()
        elif not self.ready and (learned := learned_files.kept(self.coordinator)):
            self._take(learned)  # the worker has been quicker
        news = [entry for entry in _entries(self._place[0] - OVERLAP) if entry[0] not in self._seen]
        if any(act in OF_UNITS for _, act, _, _ in news):
            self._meet_units()
        of_opinions = {(kind, key) for _, act, kind, key in news if act not in OF_UNITS}
        for key in sorted(opinions_of(of_opinions)) if of_opinions else ():
            self._waiting.pop(key, None)  # the newest stands last, and is learned first
            self._waiting[key] = None
        self._place = _place()
        self._seen = {key for key in self._seen if key >= self._place[0] - OVERLAP} | {
            key for key, *_ in news
        }

    def _begin(self) -> None:
        self._forget()
        learned = learned_files.kept(self.coordinator)
        if learned is not None and self._take(learned):
            return
        self._place = _place()
        self._seen = {key for key, *_ in _entries(self._place[0] - OVERLAP)}
        keys = decided_opinions(self.coordinator, MOST_EXAMPLES)
        if len(keys) <= MOST_AT_ONCE:
            self._fit(keys)
        else:
            self._fit(())
            self._waiting = dict.fromkeys(keys)

    # ── learning ──

    def _fit(self, keys: Iterable[int]) -> None:
        """Begin anew with these opinions."""
        self._names = UnitNames(self.path)
        duties = _duties(self._names)
        examples = examples_of(self.coordinator, list(keys))
        self._waiting, self._fitted, self._since = {}, len(examples), 0
        for part, task in PARTS.items():
            taught = [(example, label) for example in examples if (label := self._label(part, example))]
            self._taught[part] = {example.opinion: label for example, label in taught}
            learner = Learner(task, duties if task is Task.DEPARTMENT else ())
            learner.fit([(Message("", example.text), label) for example, label in taught])
            self._learners[part] = learner

    def _fit_again(self, after: int) -> None:
        """How sure one may be is tried on all decisions together, once so many more were made."""
        if self._since >= max(FEWEST_AGAIN, after):
            self._fit(decided_opinions(self.coordinator, MOST_EXAMPLES))

    def _known(self) -> int:
        return max(len(of) for of in self._taught.values())

    def _meet_units(self) -> None:
        """Units or their duties are others now: what was decided stays as it is."""
        self._names = UnitNames(self.path)
        self._learners["unit"].duties = _duties(self._names)

    def _learn_some(self, until: float) -> None:
        while self._waiting:
            some = list(self._waiting)[-50:][::-1]
            for example in sorted(
                examples_of(self.coordinator, some), key=lambda each: some.index(each.opinion)
            ):
                self._learn(example)
                self._waiting.pop(example.opinion, None)
                if monotonic() > until:
                    return
            for key in some:  # those that are not the office's own
                self._waiting.pop(key, None)

    def _learn(self, example: Example) -> None:
        self._since += 1
        for part, learner in self._learners.items():
            label, known = self._label(part, example), self._taught[part].get(example.opinion, "")
            if label == known:
                continue
            message = Message("", example.text)
            if known:
                learner.forget(message, known)
            if label:
                learner.learn(message, label)
            self._taught[part][example.opinion] = label

    def _label(self, part: str, example: Example) -> str:
        return self._names.name(example.unit) if part == "unit" else str(getattr(example, part))

    def _ranked(self, part: str, ranked: Iterable[tuple[str, float]]) -> Iterator[tuple[str, float]]:
        for label, chance in ranked:
            if part != "unit":
                yield label, chance
            elif (key := self._names.key(label)) is not None:
                yield str(key), chance

    # ── on disk ──

    def _as_learned(self) -> Learned:
        about = {
            "version": VERSION,
            "place": self._place,
            "seen": sorted(self._seen),
            "taught": {part: list(of.items()) for part, of in self._taught.items()},
            "path": self.path,
            "fitted": self._fitted,
            "since": self._since,
        }
        return Learned(about, {part: learner.to_bytes() for part, learner in self._learners.items()})

    def _take(self, learned: Learned) -> bool:
        """Go on from there, when it is of this journal and not older than what is known already."""
        about: dict[str, Any] = learned.about
        if (
            about.get("version") != VERSION
            or about.get("path") != self.path
            or set(learned.learners) != set(PARTS)
        ):
            return False
        place = (int(about["place"][0]), str(about["place"][1]))
        if place[0] <= self._place[0] or not _stands(place):
            return False
        try:
            learners = {part: Learner.from_bytes(content) for part, content in learned.learners.items()}
        except ValueError:
            return False
        self._learners, self._place, self._seen = learners, place, set(about["seen"])
        self._taught = {part: {int(key): label for key, label in of} for part, of in about["taught"].items()}
        self._waiting, self._fitted, self._since = {}, int(about["fitted"]), int(about["since"])
        self._meet_units()
        return True


def _duties(names: UnitNames) -> tuple[Duty, ...]:
    """Every unit of the area, with the words of its duty list where it has one."""
    rows = {row.unit_id: row for row in UnitDuty.objects.filter(unit__in=[unit.pk for unit in names.units])}
    return tuple(
        Duty(
            names.name(unit.pk),
            tuple(row.keywords.splitlines()) if (row := rows.get(unit.pk)) else (),
            tuple(row.laws.splitlines()) if row else (),
        )
        for unit in names.units
    )


def _entries(after: int) -> list[tuple[int, str, str, int]]:
    entries = Entry.objects.filter(pk__gt=after, act__in=[act.value for act in (*TEACHING, *OF_UNITS)])
    return list(entries.order_by("pk").values_list("pk", "act", "subject_kind", "subject_id"))


def _place() -> tuple[int, str]:
    """The newest entry of the journal: its key, and what makes sure that it is that one."""
    newest = Entry.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return newest, _what(newest)


def _stands(place: tuple[int, str]) -> bool:
    """Whether the journal is still the one that was at ``place``: a restored or a new database begins anew."""
    return place[0] == 0 or _what(place[0]) == place[1]


def _what(key: int) -> str:
    row = Entry.objects.filter(pk=key).values_list("at", "subject_kind", "subject_id", "sentence").first()
    return f"{row[0].isoformat()} {row[1]} {row[2]} {row[3]}" if row else ""


_OFFICES: dict[int, OfficeLearner] = {}


def office_learner(coordinator: int) -> OfficeLearner:
    """The one of this process for an office."""
    return _OFFICES.setdefault(coordinator, OfficeLearner(coordinator))


def look_at_newest() -> None:
    """Take up what the office of the newest batch has taught, before anybody asks for it."""
    newest = Batch.objects.select_related("coordinator").order_by("-pk").first()
    if newest is not None:
        office_learner(newest.coordinator_id).offers(newest.coordinator.path, [(0, "路灯不亮")])
