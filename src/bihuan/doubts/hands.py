"""Work signed by people who cannot be independent of it (T1, S17). Pure.

Accounts are compared by their number, names typed freely by their characters with inner blanks taken out (T13).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from bihuan.access.actor import same_house
from bihuan.doubts.doubt import Doubt, Seen, Weight, plain, severe
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.kernel.numbers import squeeze
from bihuan.kernel.words import Labelled


class Part(Labelled):
    """What a person did for the case, as far as it excludes doing another."""

    HANDLER = "handler", "承办人"
    LEADER = "leader", "责任单位领导"
    ASSIGNEE = "assignee", "具体责任人"
    LIAISON = "liaison", "责任单位联络员"
    VERIFIER = "verifier", "核查人"
    SECOND_VERIFIER = "second_verifier", "复核人"
    CALLER = "caller", "回访人"
    APPROVER = "approver", "销号批准人"
    REVIEWER = "reviewer", "公开审查人"


# Those whose work it is that the others judge.
INSIDERS = frozenset({Part.HANDLER, Part.LEADER, Part.ASSIGNEE, Part.LIAISON})


@dataclass(frozen=True, slots=True)
class Hand:
    """One person in one part. ``user_id`` is None where only a name was typed; ``unit_path`` may be empty then."""

    part: Part
    name: str
    user_id: int | None = None
    unit_path: str = ""
    # When it was signed, for parts that sign.
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """One satisfaction rating. ``phone`` stands for the number (a keyed hash will do), ``person`` for who gave it."""

    phone: str
    item: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Hands:
    """Everyone who had a hand in one round of one case."""

    case_id: int | None = None
    hands: tuple[Hand, ...] = ()
    # Names of the verification sheet as typed: 核查人员.
    verifier_names: str = ""
    # Ratings of this case and of all others, the numbers of staff in the same form.
    ratings: tuple[Rating, ...] = ()
    staff_phones: frozenset[str] = frozenset()


_TITLES = re.compile(
    r"(?:副?(?:局长|主任|科长|处长|部长|队长|组长|站长|所长|经理|书记|镇长|乡长|县长|区长)|科员|干部|同志|工程师|专员|主管)$"
)
_BETWEEN_NAMES = re.compile(r"[、，,;；/\n|]+")
# 和 between two names, not the one inside 张和平.
_AND = re.compile(r"(?<=\S\S)[和与](?=\S\S)")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_AT_ONCE = timedelta(minutes=1)
_FEWEST_SIGNATURES = 3
# One citizen may well have spoken of a few items.
_MANY_ITEMS = 5


def hand_doubts(facts: Hands) -> list[Doubt]:
    """Every doubt about who signed, in a fixed order."""
    rules = (_two_parts, _typed_names, _second_verifier, _signed_at_once, _phones)
    found = {doubt.key: doubt for rule in rules for doubt in rule(facts)}
    return list(found.values())


def names_in(text: str) -> tuple[str, ...]:
    """The names of a line typed freely: 白  舟、林海（城建局） 王宁科长."""
    found: list[str] = []
    plain_text = _BRACKETS.sub("", unicodedata.normalize("NFKC", text))
    parts = [name for part in _BETWEEN_NAMES.split(plain_text) for name in _AND.split(part.strip())]
    for part in parts:
        tokens = part.split()
        # 白  舟 is one name spread out; 林海 王宁 are two.
        if all(len(token) == 1 for token in tokens):
            tokens = ["".join(tokens)]
        elif len(tokens) > 1 and any(len(token) == 1 for token in tokens):
            tokens = [*_gathered(tokens)]
        found += [name for token in tokens if len(name := _without_title(token)) > 1]
    return tuple(dict.fromkeys(found))


def _gathered(tokens: Iterable[str]) -> Iterator[str]:
    """Single characters behind each other belong together, one before two as well: 白 舟, 沈 知行."""
    single = ""
    for token in tokens:
        if len(token) == 1:
            single += token
        elif len(single) == 1 and len(token) == 2:
            yield single + token
            single = ""
        else:
            yield from filter(None, (single, token))
            single = ""
    if single:
        yield single


def _without_title(name: str) -> str:
    shorter = _TITLES.sub("", name)
    return shorter if len(shorter) > 1 else name


def _same(one: Hand, other: Hand) -> bool:
    """The same account; where one of them has none, the same name."""
    if one.user_id is not None and other.user_id is not None:
        return one.user_id == other.user_id
    return bool(squeeze(one.name)) and _plain_name(one.name) == _plain_name(other.name)


def _plain_name(name: str) -> str:
    return _without_title(squeeze(unicodedata.normalize("NFKC", name)))


def _seen(facts: Hands, hand: Hand) -> Seen:
    return Seen(hand.part.label, case_id=facts.case_id, text=squeeze(hand.name))


def _two_parts(facts: Hands) -> Iterator[Doubt]:
    """One person in two parts that exclude each other."""
    for one, other in combinations(facts.hands, 2):
        if one.part is other.part or {one.part, other.part} <= INSIDERS or not _same(one, other):
            continue
        yield _both(facts, one, other)


def _both(facts: Hands, one: Hand, other: Hand) -> Doubt:
    inside, judge = (one, other) if one.part in INSIDERS else (other, one)
    name = squeeze(one.name)
    sides = (_seen(facts, one), _seen(facts, other))
    if inside.part not in INSIDERS:
        message = f"{name}既是{one.part.label}又是{other.part.label}，两项工作应当由不同的人办理，请核实。"
        return Doubt("one-person-two-parts", Weight.PLAIN, message, sides)
    code = {
        Part.VERIFIER: "verifier-is-insider",
        Part.SECOND_VERIFIER: "verifier-is-insider",
        Part.CALLER: "caller-is-handler",
    }.get(judge.part, "one-person-two-parts")
    message = f"{name}是本事项的{inside.part.label}，不得同时是{judge.part.label}，请另由无关人员办理。"
    return Doubt(code, Weight.SEVERE, message, sides)


def _typed_names(facts: Hands) -> Iterator[Doubt]:
    """Names on the verification sheet that belong to the responsible unit."""
    accounts = {_plain_name(hand.name) for hand in facts.hands if hand.part is Part.VERIFIER}
    insiders = [hand for hand in facts.hands if hand.part in INSIDERS]
    for name in names_in(facts.verifier_names):
        # The account behind this name has been compared by its number: a namesake is no insider.
        if name in accounts:
            continue
        for hand in insiders:
            if _plain_name(hand.name) == name:
                yield _both(facts, hand, Hand(Part.VERIFIER, name))
                break


def _second_verifier(facts: Hands) -> Iterator[Doubt]:
    """The second answer to a severe doubt comes from another unit."""
    first = [hand for hand in facts.hands if hand.part is Part.VERIFIER]
    for second in (hand for hand in facts.hands if hand.part is Part.SECOND_VERIFIER):
        for hand in first:
            if same_house(hand.unit_path, second.unit_path) or _same(hand, second):
                names = f"复核人{squeeze(second.name)}与核查人{squeeze(hand.name)}"
                message = f"{names}同属一个单位，应由其他单位人员复核。"
                yield severe("second-verifier-same-unit", message, _seen(facts, hand), _seen(facts, second))


def _signed_at_once(facts: Hands) -> Iterator[Doubt]:
    """Several people sign within a minute: one of them may have signed for all."""
    signed = [hand for hand in facts.hands if hand.signed_at]
    moments = sorted(hand.signed_at for hand in signed if hand.signed_at)
    people = {hand.user_id or squeeze(hand.name) for hand in signed}
    if len(people) < _FEWEST_SIGNATURES or moments[-1] - moments[0] > _AT_ONCE:
        return
    sides = [
        Seen(hand.part.label, case_id=facts.case_id, text=f"{squeeze(hand.name)} {_clock(hand.signed_at)}")
        for hand in signed
        if hand.signed_at
    ]
    message = f"{len(people)}人的签字全部在一分钟之内完成，请核实是否由一人代签。"
    yield plain("signed-within-a-minute", message, *sides)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M:%S}"


def _phones(facts: Hands) -> Iterator[Doubt]:
    """Ratings given by staff, by one number under several names, or by one number for many items."""
    by_phone: dict[str, list[Rating]] = {}
    for rating in facts.ratings:
        if rating.phone:
            by_phone.setdefault(rating.phone, []).append(rating)
    for phone, given in sorted(by_phone.items()):
        items = sorted({rating.item for rating in given})
        people = {squeeze(rating.person) for rating in given} - {""}
        sides = [Seen("满意度评价", text=item) for item in items]
        if phone in facts.staff_phones:
            message = (
                f"满意度评价使用了工作人员的电话（涉及{'、'.join(items)}），请核实评价是否由群众本人作出。"
            )
            yield severe("rating-by-staff", message, *sides, clause="S26")
        elif len(people) > 1 or len(items) >= _MANY_ITEMS:
            message = f"同一电话以{max(len(people), 1)}个姓名评价了{len(items)}个事项，请核实评价是否由群众本人作出。"
            yield plain("one-phone-many-ratings", message, *sides, clause="S26")
