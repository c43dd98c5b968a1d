"""How much of one text stands in another, whatever was changed lightly on the way. Pure.

A text is cut into sentences. Of each, what the form of the paper and the moment explain is left out: dates, numbers,
names, words that every office uses (``text_words``). What remains is its *core*, the substance. A sentence is found in
the other text when most neighbouring pairs of characters of its core stand close together there; so the order of
sentences and of clauses, another cut into sentences, added and left-out sentences and a few other words do not hide it.
The share is counted in pairs of characters of substance, each once. Nothing depends on how frequent a sentence is among
other texts: a text that a whole batch repeats is as alike as one that two share.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bihuan.evidence.text_words import (
    FACTS,
    FORMULA,
    FRAME_HEADING,
    GENERIC,
    HEADING,
    LAW,
    NAMES,
    PROMISE,
)

# A longer text is compared by its beginning; no report of one matter is that long.
MOST_CHARACTERS = 30_000
# Where a pair stands more often than this, the first places will do: a text of one word must not take hours.
MOST_PLACES = 200
# Of a core shorter than this nothing can be said.
SHORTEST_CORE = 4
# The share of a core's pairs that must stand close together in the other text. Two swapped words in ten cost a third
# of the pairs; two independent sentences on one matter share about a fifth.
PAIRS_FOUND = 0.55
# What a sentence without number or day weighs: the phrases of an office's form have none, work done mostly has.
UNTOLD = 0.35
# The same of the plain words of a sentence without substance, which say little and must therefore be the same.
WORDS_FOUND = 0.75

_ENDS = re.compile(r"[。;!?！？；\n]+")
_BLANKS = re.compile(r"[^\S\n]+")
_NUMBERING = re.compile(r"^(?:[(（]?[0-9一二三四五六七八九十]{1,3}[)）、.．]|[一二三四五六七八九十]是)")
_LETTERS = re.compile(r"[^\u4e00-\u9fff]+")
_LIST_OF_NAMES = re.compile(r"^(?:[^、,，]{1,20}[:：])?[^、,，:：。]{2,8}(?:[、,， ][^、,，:：。]{2,8}){2,}$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: as it stands, without its number, and its substance.

    ``density`` is the share of the substance in its words; 0 where it belongs to the form of the paper. ``told`` is
    whether a number, an amount or a day stands in it.
    """

    text: str
    bare: str
    core: str
    density: float
    told: bool

    @property
    def formula(self) -> bool:
        """Whether it says nothing of the matter."""
        return not self.density or len(self.core) < SHORTEST_CORE

    def weight_of(self, pairs: int) -> float:
        """How much so many pairs of its core say.

        Diluted twice, for a phrase of the office's own is half official words; and less where no fact is told.
        """
        return pairs * self.density**2 * (1.0 if self.told else UNTOLD)


@dataclass(frozen=True, slots=True)
class Substance:
    """A text made ready to be compared."""

    sentences: tuple[Sentence, ...]

    @property
    def weight(self) -> int:
        """Characters of substance."""
        return len(self.core)

    @property
    def core(self) -> str:
        """The substance in one piece."""
        return "".join(sentence.core for sentence in self.sentences if not sentence.formula)


@dataclass(frozen=True, slots=True)
class Likeness:
    """``share`` of one text's substance stands in the other: ``copied``, weighed pairs of characters. ``own`` is what
    only it says, ``whole`` the share of all its words, formulae included, ``length`` their number. ``pairs`` are the
    sentences that are alike, most substance first."""

    share: float
    copied: float
    own: float
    whole: float
    length: int
    pairs: tuple[tuple[str, str], ...]


def substance_of(text: str, names: Iterable[str] = ()) -> Substance:
    """``text`` made ready. ``names`` are the people, units and places known of it, which do not count."""
    plain = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).lower()
    known = _any_of(names)
    sentences = []
    in_frame = False
    for line in plain.split("\n"):
        line = _BLANKS.sub("", line)
        if FRAME_HEADING.match(line):
            in_frame = True
        elif HEADING.match(line):
            in_frame = False
        for piece in _ENDS.split(line):
            bare = _NUMBERING.sub("", piece)
            if len(bare) < 2:
                continue
            sentences.append(_sentence(piece, bare, known, in_frame or _is_formula(bare, line)))
    return Substance(tuple(sentences))


def _is_formula(bare: str, line: str) -> bool:
    return bool(
        FORMULA.search(bare)
        or PROMISE.match(bare)
        or LAW.search(bare)
        or HEADING.match(line)
        or _LIST_OF_NAMES.match(bare)
    )


def _pairs_of(piece: str) -> set[str]:
    return {piece[at : at + 2] for at in range(len(piece) - 1)}


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    plain = {unicodedata.normalize("NFKC", name).replace(" ", "").lower() for name in names}
    longest_first = sorted((name for name in plain if len(name) > 1), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


def _sentence(text: str, bare: str, known: re.Pattern[str] | None, formula: bool) -> Sentence:
    nameless = bare
    for pattern in (known, FACTS, NAMES):
        if pattern is not None:
            nameless = pattern.sub(" ", nameless)
    words = len(_LETTERS.sub("", nameless))
    core = _LETTERS.sub("", GENERIC.sub(" ", nameless))
    density = 0.0 if formula or not words else len(core) / words
    return Sentence(text, bare, core, density, FACTS.search(bare) is not None)


def likeness(text: Substance, other: Substance, found: float = PAIRS_FOUND) -> Likeness:
    """How much of ``text`` stands in ``other``. Not the same the other way round."""
    target = _Target(other, found)
    copied = own = 0.0
    found_words = words = 0
    pairs: list[tuple[float, str, str]] = []
    said: set[str] = set()
    for sentence in text.sentences:
        words += len(sentence.text)
        at = target.find(sentence)
        if at is not None:
            found_words += len(sentence.text)
        if sentence.formula:
            continue
        # What is said twice counts once.
        fresh = sentence.weight_of(len(_pairs_of(sentence.core) - said))
        said |= _pairs_of(sentence.core)
        if at is None:
            own += fresh
        else:
            copied += fresh
            pairs.append((fresh, sentence.text, at))
    pairs.sort(key=lambda pair: -pair[0])
    return Likeness(
        share=copied / (copied + own) if copied else 0.0,
        copied=copied,
        own=own,
        whole=found_words / words if words else 0.0,
        length=words,
        pairs=tuple((here, there) for _, here, there in pairs),
    )


class _Target:
    """A text in which sentences are looked for, by their substance or, where they have none, by their words."""

    def __init__(self, other: Substance, found: float) -> None:
        self.found = found
        self.known: dict[str, str | None] = {}
        self.cores = _Places(
            other, ["" if sentence.formula else sentence.core for sentence in other.sentences]
        )
        self.words = _Places(other, [_LETTERS.sub("", sentence.text) for sentence in other.sentences])

    def find(self, sentence: Sentence) -> str | None:
        """The sentence of the other text in which ``sentence`` stands again, or None."""
        if sentence.text not in self.known:
            self.known[sentence.text] = self._found(sentence)
        return self.known[sentence.text]

    def _found(self, sentence: Sentence) -> str | None:
        if sentence.formula:
            return self.words.find(_LETTERS.sub("", sentence.text), WORDS_FOUND)
        return self.cores.find(sentence.core, self.found)


class _Places:
    """Where every pair of characters of a text stands, and in which sentence."""

    def __init__(self, other: Substance, pieces: list[str]) -> None:
        self.sentences = other.sentences
        self.owners = [number for number, piece in enumerate(pieces) for _ in piece]
        self.places: dict[str, list[int]] = {}
        whole = "".join(pieces)
        for at in range(len(whole) - 1):
            places = self.places.setdefault(whole[at : at + 2], [])
            if len(places) < MOST_PLACES:
                places.append(at)

    def find(self, piece: str, share: float) -> str | None:
        """The sentence where so many pairs of ``piece`` stand close together, or None."""
        wanted = _pairs_of(piece)
        hits = sorted((at, pair) for pair in wanted for at in self.places.get(pair, ()))
        count, middle = _densest(hits, int(len(piece) * 1.4) + 3)
        if not count or count < share * len(wanted):
            return None
        return self.sentences[self.owners[middle]].text


def _densest(hits: list[tuple[int, str]], width: int) -> tuple[int, int]:
    """The most different pairs within ``width`` characters, and where the middle one of them stands."""
    best = middle = start = 0
    inside: dict[str, int] = {}
    for end, (at, pair) in enumerate(hits):
        inside[pair] = inside.get(pair, 0) + 1
        while at - hits[start][0] > width:
            left = hits[start][1]
            inside[left] -= 1
            if not inside[left]:
                del inside[left]
            start += 1
        if len(inside) > best:
            best, middle = len(inside), hits[(start + end) // 2][0]
    return best, middle
