"""Which words of the opinions of a group are to be marked: what they share, and the names that only one has. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bihuan.language.matters import matters_in
from bihuan.language.names import names_in

MOST_WORDS, SHORTEST = 6, 3


@dataclass(frozen=True, slots=True)
class Marks:
    """``shared``: words to be marked in every text. ``other``: of each text the names that no other text has."""

    shared: tuple[str, ...]
    other: tuple[tuple[str, ...], ...]


def marks_of(texts: Sequence[str]) -> Marks:
    """Side by side. A name is shared when at least two texts have it; where none is, runs of words that all have."""
    names = [names_in(text) for text in texts]
    shared = _shared([each.places for each in names]) | _shared([each.parties for each in names])
    matters = [matters_in(text) for text in texts]
    same_matter = next((name for name in matters[0] if all(name in each for each in matters)), "")
    matter_words = {word for each in matters for word in each.get(same_matter, ())}
    written = [name for each in shared.values() for name in each]
    words = written or _common_words(texts)
    return Marks(
        tuple(dict.fromkeys((*words, *sorted(matter_words)))),
        tuple(
            tuple(
                name
                for kind in (each.places, each.parties)
                for key, name in kind.items()
                if key not in shared
            )
            for each in names
        ),
    )


def _shared(found: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    counted: dict[str, list[str]] = {}
    for names in found:
        for key, written in names.items():
            counted.setdefault(key, []).append(written)
    return {key: written for key, written in counted.items() if len(written) > 1}


def _common_words(texts: Sequence[str]) -> list[str]:
    """The longest runs of the first text that every other text has, too."""
    first, found = texts[0], []
    at = 0
    while at < len(first) - SHORTEST:
        end = at + SHORTEST
        if not all(first[at:end] in text for text in texts[1:]):
            at += 1
            continue
        while end < len(first) and all(first[at : end + 1] in text for text in texts[1:]):
            end += 1
        found.append(first[at:end].strip("，。、；！？ \n"))
        at = end
    return sorted((word for word in dict.fromkeys(found) if len(word) >= SHORTEST), key=len, reverse=True)[
        :MOST_WORDS
    ]
