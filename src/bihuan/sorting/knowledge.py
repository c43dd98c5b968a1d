"""What is known of the labels before anything was decided: which words speak for which. Pure."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from bihuan.sorting.features import Floats, plain
from bihuan.sorting.knowledge_words import CATEGORIES, ROUTES, TYPES, UNITS, Row
from bihuan.sorting.message import Message
from bihuan.sorting.task import Duty, Task

_TABLES: dict[Task, tuple[Row, ...]] = {
    Task.TYPE: TYPES, Task.CATEGORY: CATEGORIES, Task.DEPARTMENT: UNITS, Task.ROUTE: ROUTES,
}  # fmt: skip
# A word in the subject tells more than one in the body; the duty list more than general knowledge.
IN_SUBJECT, OF_DUTY_LIST = 3.0, 2.0
_LAW = re.compile(r"《([^》]+)》")


class Knowledge:
    """The words that speak for each of these labels."""

    def __init__(self, task: Task, labels: Sequence[str], duties: Sequence[Duty] = ()) -> None:
        self.labels = tuple(labels)
        own = {duty.unit: duty for duty in duties}
        self._listed = [
            [plain(word) for word in own[label].keywords if word.strip()] if label in own else []
            for label in labels
        ]
        said: list[dict[str, float]] = []
        for label in labels:
            words = dict.fromkeys(_general(task, label), 1.0)
            if duty := own.get(label):
                words |= dict.fromkeys((*duty.keywords, *_laws(duty.laws)), OF_DUTY_LIST)
            said.append({plain(word): weight for word, weight in words.items() if word.strip()})
        shared = Counter(word for words in said for word in words)
        self._words = [{word: weight / shared[word] for word, weight in words.items()} for words in said]

    def shares(self, messages: Sequence[Message]) -> Floats:
        """A row a message: how much of what was found speaks for each label; all of it together is less than one."""
        found = np.zeros((len(messages), len(self.labels)), np.float32)
        for row, message in enumerate(messages):
            subject, body = plain(message.subject), plain(message.body)
            for at, words in enumerate(self._words):
                found[row, at] = _heard(words, subject, body)
            if (named := self.named(message)) is not None:
                found[row] *= np.arange(len(self.labels)) == named
        return np.asarray(found / (found.sum(1, keepdims=True) + 1), dtype=np.float32)

    def named(self, message: Message) -> int | None:
        """The one label of whose duties a keyword stands in the text; none if there are several."""
        if not any(self._listed):
            return None
        text = f"{plain(message.subject)}\n{plain(message.body)}"
        of = [at for at, words in enumerate(self._listed) if any(word in text for word in words)]
        return of[0] if len(of) == 1 else None

    def heard(self, message: Message, label: str) -> list[str]:
        """The words of the text that speak for the label, those that tell most first."""
        text = f"{plain(message.subject)}\n{plain(message.body)}"
        words = self._words[self.labels.index(label)]
        return sorted(
            (word for word in words if word in text), key=lambda word: (-words[word] * len(word), word)
        )


def usual_labels(task: Task, duties: Iterable[Duty], decided: Sequence[str] = ()) -> tuple[str, ...]:
    """What may be suggested though nobody here decided it yet: the units of the duty list, or the usual names of what
    ``decided`` does not name otherwise."""
    if task is Task.DEPARTMENT and (units := tuple(duty.unit for duty in duties)):
        return units
    named = [row for label in decided for row in _rows_of(task, label)]
    return tuple(row[0][0] for row in _TABLES[task] if row not in named)


def usually_named(task: Task, label: str) -> bool:
    """Whether general knowledge knows this label."""
    return bool(_rows_of(task, label))


def _heard(words: dict[str, float], subject: str, body: str) -> float:
    return sum(
        weight * (IN_SUBJECT * (word in subject) + math.sqrt(min(body.count(word), 3)))
        for word, weight in words.items()
        if word in subject or word in body
    )


def _general(task: Task, label: str) -> tuple[str, ...]:
    """The words that usually speak for what goes by this name."""
    return next((words for _, words in _rows_of(task, label)), ())


def _rows_of(task: Task, label: str) -> list[Row]:
    """The rows whose name fits best: the label itself, else the longest name within it."""
    fits = [
        max(len(name) + 100 * (name == label) if name in label else 0 for name in names)
        for names, _ in _TABLES[task]
    ]
    best = max(fits)
    return [row for row, fit in zip(_TABLES[task], fits, strict=True) if fit == best > 0]


def _laws(laws: Iterable[str]) -> list[str]:
    return [name for law in laws for name in (_LAW.findall(law) or [law])]
