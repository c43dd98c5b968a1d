"""反弹: does a new opinion speak of what a closed case had dealt with? Pure. It proposes and says why; people decide.

Place and matter weigh more than phrasing. An opinion that names a place or a firm is held only against cases that name
it, too: two complaints about smoke at two estates are not one, however alike they are written. One that names nothing
has to be nearly the same in its words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from bihuan.intake.coverage import CONCERNS
from bihuan.language.names import names_in

# What each agreement is worth, of a hundred; what two different troubles take off; from where on it is proposed.
PLACE, PARTY, PLACE_AND_PARTY = 45, 40, 60
MATTER, PHRASING = 30, 40
OTHER_MATTER = -15
ENOUGH = 60
# So much alike in their words, two texts speak of one matter even if the table of matters does not know it.
SAME_WORDS = 0.5

_SAID_OF_ANYTHING = re.compile(
    r"希望|建议|请求|要求|有关部门|相关部门|政府|当地|一下|帮助|可以|能够|能否|进行|加强|改善|目前|存在|问题|情况|了解|解决|"
    r"整改|落实|尽快|严重|附近|以及|我们|再次|仍然|依然|居民|群众|市民|反映|投诉|"
    r"[我对的在和与及了把将被是有要并等地得所都很也又还请]"
)
# Troubles as people name them when they come back: wider than what the measures of a plan are held against.
_TROUBLES = {
    "烟和气味": r"[黑浓油]烟|烟尘|冒烟|废气|异味|[恶刺]臭|臭味|刺鼻|呛人",
    "声响": r"噪声|噪音|吵|扰民|音响|喇叭|轰鸣|睡不着",
    "照明": r"路灯|照明|太黑|不亮|漆黑",
    "路面": r"坑洼|坑坑洼洼|破损|松动|不平|塌陷|开裂|沉降",
    "积水": r"积水|内涝|堵塞|外溢|返水",
}
_MATTERS = {
    **{concern.wish: concern.asked for concern in CONCERNS},
    **{trouble: re.compile(words) for trouble, words in _TROUBLES.items()},
}
_NOT_CHINESE = re.compile(r"[^\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a text speaks of: where, of whom, which trouble (each as it is quoted).

    ``rest`` is the text without the names in it, ``pairs`` are its words two by two.
    """

    rest: str
    places: Mapping[str, str]
    parties: Mapping[str, str]
    matters: Mapping[str, str]
    pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much speaks for a relapse, of a hundred; why, in sentences; the words both texts share, to be marked."""

    score: int
    why: tuple[str, ...]
    shared: tuple[str, ...]


@lru_cache(maxsize=20_000)
def profile_of(text: str) -> Profile:
    """The profile of one text. Texts do not change, so that it is worked out once."""
    names = names_in(text)
    matters = {matter: match[0] for matter, asked in _MATTERS.items() if (match := asked.search(text))}
    return Profile(
        names.rest, names.places, names.parties, matters, frozenset(map(intern, _pairs(names.rest)))
    )


@lru_cache(maxsize=20_000)
def all_of(texts: tuple[str, ...]) -> Profile:
    """The profile of a case: what any of its texts speaks of."""
    if len(texts) == 1:
        return profile_of(texts[0])
    profiles = [profile_of(text) for text in texts]
    return Profile(
        "\n".join(profile.rest for profile in profiles),
        {key: name for profile in profiles for key, name in profile.places.items()},
        {key: name for profile in profiles for key, name in profile.parties.items()},
        {key: name for profile in profiles for key, name in profile.matters.items()},
        frozenset().union(*(profile.pairs for profile in profiles)),
    )


def likeness(new: Profile, texts: tuple[str, ...]) -> Likeness | None:
    """What speaks for ``new`` being a relapse of the case with these ``texts``; None when too little does."""
    old = all_of(texts)
    places, parties = new.places.keys() & old.places.keys(), _same_parties(new, old)
    if (new.places or new.parties) and not places and not parties:
        return None
    alike = max((_alike(new.pairs, profile_of(text).pairs) for text in texts), default=0.0)
    matters = new.matters.keys() & old.matters.keys()
    named = min(PLACE_AND_PARTY, PLACE * bool(places) + PARTY * bool(parties))
    score = named + round(PHRASING * alike)
    if matters or (alike >= SAME_WORDS and not (new.matters and old.matters)):
        score += MATTER
    elif new.matters and old.matters:
        score += OTHER_MATTER
    if score < ENOUGH:
        return None
    common = new.pairs & old.pairs
    words = tuple(dict.fromkeys(_runs(new.rest, common)))
    why = [*_same("地点", places, new.places, old.places), *_same("单位", parties, new.parties, old.parties)]
    why += _same("问题", matters, new.matters, old.matters)
    if words:
        why.append(f"共同用词（相近{round(100 * alike)}%）：{'、'.join(words[:6])}")
    quoted = [*_quotes(places, new.places, old.places), *_quotes(parties, new.parties, old.parties)]
    quoted += _quotes(matters, new.matters, old.matters)
    shared = dict.fromkeys((*quoted, *words, *_runs(old.rest, common)))
    return Likeness(min(100, score), tuple(why), tuple(shared))


def marked(text: str, shared: Iterable[str]) -> list[tuple[str, bool]]:
    """``text`` in pieces, each with whether it is one of the ``shared`` words."""
    words = sorted({word for word in shared if word}, key=len, reverse=True)
    if not words:
        return [(text, False)]
    pieces = re.split("(" + "|".join(map(re.escape, words)) + ")", text)
    return [(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece]


def _same_parties(new: Profile, old: Profile) -> set[str]:
    """A firm is often called by its name alone: 宏达 where the other says 宏达建材有限公司."""
    named = {key for key in new.parties if key in old.rest} | {key for key in old.parties if key in new.rest}
    return named | (new.parties.keys() & old.parties.keys())


def _same(what: str, keys: Iterable[str], new: Mapping[str, str], old: Mapping[str, str]) -> Iterator[str]:
    quotes = dict.fromkeys((new.get(key, key), old.get(key, key)) for key in sorted(keys))
    for here, there in quotes:
        yield f"同一{what}：“{here}”" if here == there else f"同一{what}：“{here}”与“{there}”"


def _quotes(keys: Iterable[str], new: Mapping[str, str], old: Mapping[str, str]) -> Iterator[str]:
    for key in keys:
        yield new.get(key, key)
        yield old.get(key, key)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """0 to 1: what they share, measured against the length of both."""
    return len(one & other) / (len(one) * len(other)) ** 0.5 if one and other else 0.0


def _pairs(text: str) -> Iterator[str]:
    for piece in _NOT_CHINESE.split(_SAID_OF_ANYTHING.sub(" ", text)):
        for at in range(len(piece) - 1):
            yield piece[at : at + 2]


def _runs(text: str, pairs: frozenset[str]) -> Iterator[str]:
    """The longest passages of ``text`` of which every two neighbouring characters are among ``pairs``."""
    start = at = 0
    while at < len(text):
        if text[at : at + 2] not in pairs:
            if at > start:
                yield text[start : at + 1]
            start = at + 1
        at += 1
