"""A learner for one question: what an office decided so far, and general knowledge until then. Pure.

What it suggests is a linear score of the features of a text, on top of what general knowledge and the duty list say;
how far those are to be believed is found by trying on decisions that were held back. The same decisions in the same
order always give the same suggestions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from bihuan.sorting.calibration import chances, fitted, justified, surprise, threshold
from bihuan.sorting.features import PLACES, Floats, Recipe, features
from bihuan.sorting.knowledge import Knowledge, usual_labels, usually_named
from bihuan.sorting.message import Message
from bihuan.sorting.reasons import few, telling_words
from bihuan.sorting.stored import pack, unpack
from bihuan.sorting.task import Duty, Task
from bihuan.sorting.weights import solved, telling, weighed

# How often suggestions that are spoken shall be right, and the least chance while that cannot be tried yet.
PRECISION = {Task.TYPE: 0.85, Task.CATEGORY: 0.9, Task.DEPARTMENT: 0.75, Task.ROUTE: 0.75}
FIRST_THRESHOLD, FIRST_SCALE = 0.5, 5.0
# General knowledge counts so much: what is tried, and what is taken before and after there is something to try.
TRUSTS, FIRST_TRUST, LATE_TRUST = (0.0, 0.5, 1.0), 1.0, 0.25
# Beside that, what general knowledge says is a feature like others, of this weight: what an office calls otherwise,
# or decides otherwise than usual, is learned from few decisions.
# With more decisions than can be tried one by one it only disturbs.
AS_FEATURE = 1.7
# With fewer decisions nothing is tried; up to so many the trust is tried; up to so many every one is held back once.
FEWEST_TO_TRY, MOST_TO_TRY, MOST_IN_FOLDS, FOLDS = 40, 3_000, 3_000, 4
# From so many decisions on, names nobody here has used are suggested only where most of those used are usual ones
# (a unit of the duty list always).
USUAL_UNTIL = 20
# The more was decided after that, the less likely is what was never decided.
FADING = 0.5
# So few decisions are learned anew with each one more.
AT_ONCE = 48
MOST_RANKED = 10
# Where the mean over all labels is kept beside what the features say for each.
_MEAN = -1
RECIPES = {
    Task.TYPE: Recipe(orders=(1, 2, 3), edges=True, ridge=3.0, sharpness=0.5),
    Task.CATEGORY: Recipe(),
    Task.DEPARTMENT: Recipe(),
    Task.ROUTE: Recipe(),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The likeliest labels with their chances, the best first; the words of the text that spoke for the best; whether
    it is not sure enough to be said."""

    ranked: tuple[tuple[str, float], ...]
    why: tuple[str, ...] = ()
    silent: bool = False


class Learner:
    """Learns one question. Used by one thread at a time."""

    def __init__(self, task: Task, duties: Sequence[Duty] = ()) -> None:
        self.task, self.recipe = task, RECIPES[task]
        self.learned = 0
        # The labels decided here, and how often each was.
        self._decided: list[str] = []
        self._often: list[int] = []
        self._few: list[tuple[Message, str]] | None = []
        self._weight = np.ones(PLACES, np.float32)
        self._trust, self._scale, self.threshold = FIRST_TRUST, FIRST_SCALE, FIRST_THRESHOLD
        self._base = np.zeros(0, np.float32)
        self._said = np.zeros((PLACES, 0), np.float32)
        self._through = np.zeros((0, 0), np.float32)
        self.duties = duties

    @property
    def duties(self) -> tuple[Duty, ...]:
        """The duty list. A new one counts from the next suggestion on."""
        return self._duties

    @duties.setter
    def duties(self, duties: Sequence[Duty]) -> None:
        self._duties = tuple(duties)
        self._know()

    # ── learning ──

    def fit(self, examples: Iterable[tuple[Message, str]]) -> None:
        """Begin anew with these decisions."""
        taught = list(examples)
        self.learned = len(taught)
        self._few = taught if len(taught) <= AT_ONCE else None
        self._decided = sorted({label for _, label in taught})
        self._often = [sum(label == each for _, each in taught) for label in self._decided]
        self._know()
        self._trust, self._scale, self.threshold = FIRST_TRUST, FIRST_SCALE, FIRST_THRESHOLD
        if not taught:
            self._weight = np.ones(PLACES, np.float32)
            self._base, self._said = np.zeros(0, np.float32), np.zeros((PLACES, 0), np.float32)
            self._through = np.zeros((0, 0), np.float32)
            return
        messages = [message for message, _ in taught]
        right = np.array([self._decided.index(label) for _, label in taught])
        counted, known = features(messages, self.recipe), self._known(messages)[:, : len(self._decided)]
        shift = self._try(counted, known, right) if len(taught) >= FEWEST_TO_TRY else np.float32(0)
        self._weight, (found,) = self._solve(counted, known, right, (self._trust,))
        self._base, self._said, self._through = found
        self._base = self._base + shift

    def learn(self, message: Message, label: str) -> None:
        """One more decision; it counts from the next suggestion on, also with a label that was never seen."""
        self.learned += 1
        if self._few is not None and len(self._few) < AT_ONCE:
            self.fit([*self._few, (message, label)])
            return
        self._few = None
        if label not in self._decided:
            self._decided.append(label)
            self._often.append(0)
            self._base = np.append(self._base, np.float32(0))
            self._said = np.pad(self._said, ((0, 0), (0, 1)))
            self._through = np.pad(self._through, ((0, 0), (0, 1)))
            self._know()
        self._often[self._decided.index(label)] += 1
        scores = self._scores([message])[0]
        wanted = np.eye(len(self._decided), dtype=np.float32)[self._decided.index(label)]
        # General knowledge may speak for labels that were never decided: the decision outweighs that as well.
        wanted[self._decided.index(label)] += max(scores[len(self._decided) :].max(initial=0.0), 0.0)
        self._move(message, wanted - scores[: len(self._decided)])

    def forget(self, message: Message, label: str) -> None:
        """A decision was withdrawn or changed: its text speaks for its label no more than any other does."""
        if label not in self._decided:
            return
        self.learned -= 1
        if self._few is not None:
            self.fit(_without(self._few, message, label))
            return
        at = self._decided.index(label)
        self._often[at] = max(self._often[at] - 1, 0)
        off = np.zeros(len(self._decided), np.float32)
        off[at] = self._base[at] - self._scores([message])[0, at]
        self._move(message, off)

    def _move(self, message: Message, off: Floats) -> None:
        """Change the scores of this text by ``off``, and those of others as far as they are like it."""
        row = weighed(features([message], self.recipe), self._weight)
        self._said[row.indices] += np.outer(row.data, off)

    def _try(self, counted: Any, known: Floats, right: NDArray[np.int64]) -> Floats:
        """Find on decisions held back how far general knowledge is to be trusted, what a score is worth, and what is
        to be added to the scores of each label."""
        trusts = TRUSTS if len(right) <= MOST_TO_TRY else (LATE_TRUST,)
        fold = _folds(right)
        used = range(FOLDS if len(right) <= MOST_IN_FOLDS else 1)
        held = np.flatnonzero(np.isin(fold, used))
        scores = np.zeros((len(trusts), len(right), known.shape[1]), np.float32)
        own = np.eye(known.shape[1], dtype=np.float32)
        for at in used:
            out, kept = np.flatnonzero(fold == at), np.flatnonzero(fold != at)
            weight, found = self._solve(counted[kept], known[kept], right[kept], trusts)
            rows = weighed(counted[out], weight)
            for number, (base, said, through) in enumerate(found):
                scores[number, out] = rows @ said + base + known[out] @ (through + trusts[number] * own)
        tried = [fitted(each[held], right[held], FIRST_SCALE) for each in scores]
        seen = [each[held] + shift for each, (_, shift) in zip(scores, tried, strict=True)]
        losses = [surprise(each, right[held], scale) for each, (scale, _) in zip(seen, tried, strict=True)]
        best = int(np.argmin(losses))
        self._trust, (self._scale, shift) = trusts[best], tried[best]
        given = justified(chances(seen[best], self._scale), np.array(self._often, np.float32))
        self.threshold = threshold(given.max(1), given.argmax(1) == right[held], PRECISION[self.task])
        return shift

    def _solve(
        self, counted: Any, known: Floats, right: NDArray[np.int64], trusts: Sequence[float]
    ) -> tuple[Floats, list[tuple[Floats, Floats, Floats]]]:
        """The weights of the features; for each trust the usual score of each label, what each feature says, and what
        general knowledge says as a feature."""
        kinds = known.shape[1]
        weight = telling(counted, right, kinds) ** self.recipe.sharpness
        much = AS_FEATURE if len(right) <= MOST_TO_TRY else 0.0
        rows = sp.hstack([weighed(counted, weight), sp.csr_matrix(much * known)], format="csr")
        wanted = np.eye(kinds, dtype=np.float32)[right]
        usual, expected = wanted.mean(0), known.mean(0)
        goal, besides = wanted - usual, known - expected
        if len(trusts) == 1:
            saids = [solved(rows, goal - trusts[0] * besides, self.recipe.ridge)]
        else:  # the solution is linear in what is wanted: one run serves every trust
            both = solved(rows, np.hstack([goal, besides]), self.recipe.ridge)
            saids = [both[:, :kinds] - trust * both[:, kinds:] for trust in trusts]
        found = [
            (usual - trust * expected, said[:PLACES], much * said[PLACES:])
            for trust, said in zip(trusts, saids, strict=True)
        ]
        return weight, found

    # ── suggesting ──

    def suggest(self, messages: Sequence[Message]) -> list[Suggestion]:
        """What each message seems to be."""
        if not messages or not self.labels:
            return [Suggestion((), silent=True) for _ in messages]
        often = np.pad(np.array(self._often, np.float32), (0, len(self.labels) - len(self._often)))
        given = justified(chances(self._scores(messages), self._scale), often)
        order = np.argsort(-given, axis=1, kind="stable")[:, :MOST_RANKED]
        told: dict[int, Floats] = {}
        found = []
        for message, row, best in zip(messages, given, order, strict=True):
            silent = not self._may_speak(message, int(best[0]), float(row[best[0]]))
            ranked = tuple((self.labels[at], float(row[at])) for at in best)
            found.append(Suggestion(ranked, () if silent else self._why(message, int(best[0]), told), silent))
        return found

    def _may_speak(self, message: Message, at: int, chance: float) -> bool:
        """Whether one is sure enough, or the duty list names this unit and no other."""
        if not (message.subject.strip() or message.body.strip()):
            return False
        return chance >= self.threshold or self._knowledge.named(message) == at

    def _scores(self, messages: Sequence[Message]) -> Floats:
        known = self._known(messages)
        scores = self._trust * known
        if not self._duties:
            faded = FADING * np.log(max(self.learned / USUAL_UNTIL, 1)) / self._scale
            scores[:, len(self._decided) :] -= faded
        if self._decided:
            scores[:, : len(self._decided)] += known[:, : len(self._through)] @ self._through
            rows = weighed(features(messages, self.recipe), self._weight)
            scores[:, : len(self._decided)] += rows @ self._said + self._base
        return np.asarray(scores, dtype=np.float32)

    def _why(self, message: Message, at: int, told: dict[int, Floats]) -> tuple[str, ...]:
        words = self._knowledge.heard(message, self.labels[at])
        if at < len(self._decided):
            if at not in told:
                if _MEAN not in told:
                    told[_MEAN] = self._said.mean(1)
                told[at] = self._weight * (self._said[:, at] - told[_MEAN])
            learned = telling_words(message, told[at], self.recipe)
            words = [*words[:1], *learned[:3], *words[1:]]
        return few(words)

    # ── what is known beforehand ──

    def _know(self) -> None:
        """The labels that may be suggested: those decided here, then those usual elsewhere while they may be."""
        usual: tuple[str, ...] = ()
        if (self.task is Task.DEPARTMENT and self._duties) or self._names_as_usual():
            usual = usual_labels(self.task, self._duties, self._decided)
        self.labels = (*self._decided, *(label for label in usual if label not in self._decided))
        self._knowledge = Knowledge(self.task, self.labels, self._duties)

    def _names_as_usual(self) -> bool:
        """Whether what was decided goes by usual names, or too little was decided to tell."""
        usual = sum(usually_named(self.task, label) for label in self._decided)
        return self.learned < USUAL_UNTIL or 2 * usual > len(self._decided)

    def _known(self, messages: Sequence[Message]) -> Floats:
        return self._knowledge.shares(messages)

    # ── on disk ──

    def to_bytes(self) -> bytes:
        """Everything learned, as numbers and words; no text of any message."""
        used = np.flatnonzero(self._said.any(axis=1))
        about = {
            "task": self.task.value,
            "learned": self.learned,
            "decided": self._decided,
            "often": self._often,
            "duties": [[duty.unit, list(duty.keywords), list(duty.laws)] for duty in self._duties],
            "trust": self._trust,
            "scale": self._scale,
            "threshold": self.threshold,
        }
        arrays: dict[str, NDArray[Any]] = {
            "weight": self._weight,
            "base": self._base,
            "through": self._through,
            "used": used.astype(np.int32),
            "said": self._said[used].astype(np.float16),
        }
        return pack(about, arrays)

    @classmethod
    def from_bytes(cls, content: bytes) -> "Learner":
        """The learner that ``to_bytes`` kept. Raises ValueError for anything else."""
        about, arrays = unpack(content)
        try:
            duties = [Duty(unit, tuple(words), tuple(laws)) for unit, words, laws in about["duties"]]
            learner = cls(Task(about["task"]))
            learner.learned, learner._decided = (
                int(about["learned"]),
                [str(label) for label in about["decided"]],
            )
            learner._often = [int(often) for often in about["often"]]
            learner._few = None if learner.learned else []
            learner._trust, learner._scale = float(about["trust"]), float(about["scale"])
            learner.threshold = float(about["threshold"])
            learner._weight, learner._base = arrays["weight"], arrays["base"]
            learner._through = arrays["through"]
            learner._said = np.zeros((PLACES, len(learner._decided)), np.float32)
            learner._said[arrays["used"]] = arrays["said"]
            if learner._weight.shape != (PLACES,) or not (
                len(learner._base) == len(learner._often) == len(learner._decided)
            ):
                raise ValueError("kept with other features")
            learner.duties = duties
        except (KeyError, TypeError, IndexError) as problem:
            raise ValueError("not what a learner keeps") from problem
        return learner


def _without(
    taught: Sequence[tuple[Message, str]], message: Message, label: str
) -> list[tuple[Message, str]]:
    left = list(taught)
    if (message, label) in left:
        left.remove((message, label))
    return left


def _folds(right: NDArray[np.int64]) -> NDArray[np.int64]:
    """A fold for each decision, so that every label is spread over all of them; the order of the office's own
    decisions, not chance, says which."""
    fold = np.zeros(len(right), np.int64)
    for label in np.unique(right):
        of = np.flatnonzero(right == label)
        fold[of] = (np.arange(len(of)) + label) % FOLDS
    return fold
