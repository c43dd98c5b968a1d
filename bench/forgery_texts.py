"""Copied papers, results that repeat the plan, complaints left alone: how many are caught, how many honest ones blamed.

    python bench/forgery_texts.py

Every set is written at run time from invented fragments (``forgery_prose``), the same for the same seed. An honest set
is two cases of one office in its usual form; a forged set is the same with one trick played.
"""

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from forgery_matters import MATTERS  # noqa: E402
from forgery_prose import FORMS, PADDING, PEOPLE, PLACES, STYLES, SYNONYMS, UNITS  # noqa: E402

from bihuan.doubts.texts import Paper, copied_among, repeated_plan, unanswered  # noqa: E402

EACH = 60
HONEST = "诚实："


@dataclass(frozen=True, slots=True)
class Case:
    """What is written of one case."""

    complaint: str
    measures: str
    result: str
    report: str


@dataclass(frozen=True, slots=True)
class TextSet:
    """Two cases of one office. ``code`` is the doubt that should be raised; empty for an honest set."""

    label: str
    code: str
    cases: tuple[Case, ...]


class Writer:
    """Writes papers; every fragment gets facts of its own."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def filled(self, fragment: str, place: str) -> str:
        chance = self.chance
        day = f"{chance.randint(3, 11)}月{chance.randint(1, 28)}日"
        fill = {"p": place, "d": day, "w": chance.choice(PEOPLE), "u": chance.choice(UNITS)}
        return fragment.format(n=chance.randint(2, 380), m=chance.randint(2, 95), **fill)

    def parts(self, matter: str, half: int | None) -> dict[str, list[str]]:
        """Fragments on one matter; ``half`` takes one of two disjoint halves, so that two cases did different work."""
        parts = {}
        for part, pool in MATTERS[matter].items():
            taken = pool if half is None else pool[half::2]
            parts[part] = self.chance.sample(taken, len(taken))
        asked = MATTERS[matter]["complaint"].index(parts["complaint"][0])
        return parts | {"answer": [MATTERS[matter]["answer"][asked]]}

    def case(self, matter: str, style: dict[str, object], half: int | None = None, length: int = 3) -> Case:
        """One case: short (1) to long (4)."""
        place = self.chance.choice(PLACES)
        parts = {
            part: [self.filled(one, place) for one in pool] for part, pool in self.parts(matter, half).items()
        }
        works = [*parts["answer"], *parts["work"][: max(1, length)]]
        return Case(
            parts["complaint"][0],
            "".join(planned(work) for work in works),
            "".join(works[:2]) + parts["result"][0],
            self.report(parts, works, style, length, place, matter),
        )

    def formal_case(self, matter: str, form: str) -> Case:
        """A case whose report is one form with five or six sentences of its own."""
        case = self.case(matter, STYLES[0])
        place = self.chance.choice(PLACES)
        names = {"c": "complaint", "f": "found", "k": "cause", "r": "result", "a": "answer"}
        slots = {
            slot: self.filled(self.chance.choice(MATTERS[matter][part]), place)
            for slot, part in names.items()
        }
        own = slots | {"b": self.filled(self.chance.choice(MATTERS[matter]["work"]), place)}
        return replace(case, report=form.format(t=f"{place}{matter}问题", **own))

    def report(
        self,
        parts: dict[str, list[str]],
        works: list[str],
        style: dict[str, object],
        length: int,
        place: str,
        matter: str,
    ) -> str:
        heads = style["heads"]
        assert isinstance(heads, list)
        body = [
            parts["found"][: 1 + length // 2],
            parts["cause"][: 1 + length // 3],
            [*works, *parts["result"][: 1 + length // 2]],
        ]
        lines = [f"关于{place}{matter}问题整改情况的报告", self.filled(str(style["open"]), place)]
        for head, sentences in zip(heads, body, strict=False):
            lines += [head, "".join(sentences)]
        lines += [
            heads[3],
            str(style["close"]),
            f"{self.chance.choice(UNITS)}\n2022年{self.chance.randint(9, 12)}月{self.chance.randint(1, 28)}日",
        ]
        return "\n".join(line for line in lines if line)


def planned(work: str) -> str:
    """A measure in the words of a plan."""
    return "将" + work


# ── the tricks ──────────────────────────────────────────────────────────────────────────────────


def other_facts(text: str, chance: random.Random) -> str:
    """Another place, other people, numbers and days."""
    for pool in (PLACES, PEOPLE, UNITS):
        shuffled = chance.sample(pool, len(pool))
        marks = {name: f"\0{at}\0" for at, name in enumerate(pool)}
        for name in sorted(pool, key=len, reverse=True):
            text = text.replace(name, marks[name])
        for at, name in enumerate(shuffled):
            text = text.replace(f"\0{at}\0", name)
    return "".join(str(chance.randint(1, 9)) if sign.isdigit() else sign for sign in text)


def other_words(text: str, chance: random.Random) -> str:
    """Four in five words that have a synonym are swapped."""
    for word, synonym in SYNONYMS.items():
        if chance.random() < 0.8:
            text = text.replace(word, synonym)
    return text


def _sentences(text: str) -> list[str]:
    return [sentence + "。" for line in text.split("\n") for sentence in line.split("。") if sentence]


def other_order(text: str, chance: random.Random) -> str:
    sentences = _sentences(text)
    return "".join(chance.sample(sentences, len(sentences)))


def padded(text: str, chance: random.Random, share: float = 0.2) -> str:
    """A fifth more, of sentences that say nothing and of work on another matter."""
    extra = ""
    while len(extra) < share * len(text):
        foreign = chance.choice(MATTERS[chance.choice(list(MATTERS))]["work"])
        extra += chance.choice(
            (chance.choice(PADDING), Writer(chance).filled(foreign, chance.choice(PLACES)))
        )
    sentences = _sentences(text)
    for sentence in _sentences(extra):
        sentences.insert(chance.randrange(len(sentences) + 1), sentence)
    return "".join(sentences)


def cut(text: str, chance: random.Random, share: float = 0.2) -> str:
    sentences = _sentences(text)
    left_out = set(chance.sample(range(len(sentences)), max(1, round(share * len(sentences)))))
    return "".join(sentence for at, sentence in enumerate(sentences) if at not in left_out)


def merged(one: str, two: str, chance: random.Random) -> str:
    """The first half of one and the second of another, mixed."""
    first, second = _sentences(one), _sentences(two)
    both = first[: len(first) // 2 + 1] + second[len(second) // 2 :]
    return "".join(chance.sample(both, len(both)))


Trick = Callable[[str, random.Random], str]
TRICKS: dict[str, Sequence[Trick]] = {
    "一字不改": (),
    "换名称、数字、日期": (other_facts,),
    "换同义词": (other_facts, other_words),
    "调换语句次序": (other_facts, other_order),
    "加两成": (other_facts, padded),
    "删两成": (other_facts, cut),
    "数法并用": (other_facts, other_words, other_order, cut, padded),
}


def sets(seed: int = 4, each: int = EACH) -> list[TextSet]:
    """All sets, the same for the same seed."""
    writer = Writer(random.Random(seed))
    return [*_honest(writer, each), *_copied(writer, each), *_other_forgeries(writer, each)]


def _honest(writer: Writer, each: int) -> Iterator[TextSet]:
    chance = writer.chance
    for _ in range(each * 2):
        style = chance.choice(STYLES)
        one, two = chance.sample(list(MATTERS), 2)
        length = chance.randint(1, 4)
        yield TextSet(
            HONEST + "不同事项，同一格式",
            "",
            (writer.case(one, style, length=length), writer.case(two, style)),
        )
    for _ in range(each * 2):
        style, matter = chance.choice(STYLES), chance.choice(list(MATTERS))
        one, other = writer.case(matter, style, 0), writer.case(matter, style, 1, chance.randint(2, 4))
        yield TextSet(HONEST + "同类事项，各做各事", "", (one, other))
    for _ in range(each):
        matter = chance.choice(list(MATTERS))
        pair = (writer.case(matter, STYLES[3], 0), writer.case(matter, STYLES[3], 1))
        yield TextSet(HONEST + "同一班人的两次会议", "", pair)
    for at in range(each):
        form = FORMS[at % len(FORMS)]
        one, two = chance.sample(list(MATTERS), 2)
        yield TextSet(
            HONEST + "套话占大半", "", (writer.formal_case(one, form), writer.formal_case(two, form))
        )


def _copied(writer: Writer, each: int) -> Iterator[TextSet]:
    chance = writer.chance
    for at in range(each):
        form = FORMS[at % len(FORMS)]
        source, other = (writer.formal_case(matter, form) for matter in chance.sample(list(MATTERS), 2))
        copy = other_words(other_facts(source.report, chance), chance)
        yield TextSet("照抄：套话占大半的", "text-copied", (source, replace(other, report=copy)))
    for label, tricks in TRICKS.items():
        for _ in range(each):
            style, matters = chance.choice(STYLES), chance.sample(list(MATTERS), 2)
            source, other = (writer.case(matter, style, length=chance.randint(1, 4)) for matter in matters)
            text = source.report
            for trick in tricks:
                text = trick(text, chance)
            yield TextSet("照抄：" + label, "text-copied", (source, replace(other, report=text)))
    for _ in range(each):
        style, matters = chance.choice(STYLES), chance.sample(list(MATTERS), 3)
        one, two, three = (writer.case(matter, style) for matter in matters)
        text = other_facts(merged(one.report, two.report, chance), chance)
        yield TextSet("照抄：两篇拼接", "text-copied", (one, two, replace(three, report=text)))


def _other_forgeries(writer: Writer, each: int) -> Iterator[TextSet]:
    chance = writer.chance
    for _ in range(each):
        case = writer.case(chance.choice(list(MATTERS)), chance.choice(STYLES))
        result = case.measures.replace("将", chance.choice(("已", "已经", "目前已", "")))
        yield TextSet("结果重复措施", "result-repeats-plan", (replace(case, result=result),))
    asked = [matter for matter in MATTERS if matter not in ("绿化", "教育")]
    for _ in range(each):
        style, (one, two) = chance.choice(STYLES), chance.sample(asked, 2)
        case, wrong = writer.case(one, style), writer.case(two, style)
        yield TextSet("诉求无人回应", "complaint-unanswered", (replace(wrong, complaint=case.complaint),))


# ── measuring ───────────────────────────────────────────────────────────────────────────────────


def codes_of(one: TextSet) -> set[str]:
    """The codes of all doubts that the set raises."""
    reports = [Paper(number, f"第{number}项整改报告", case.report) for number, case in enumerate(one.cases)]
    doubts = [doubt for found in copied_among(reports) for doubt in found]
    for number, case in enumerate(one.cases):
        measures = Paper(number, "整改措施", case.measures)
        result = Paper(number, "整改结果", case.result)
        doubts += repeated_plan(result, [measures])
        doubts += unanswered(Paper(number, "群众意见", case.complaint), [measures, result, reports[number]])
    return {doubt.code for doubt in doubts}


def measure(sets: Sequence[TextSet]) -> list[tuple[str, int, int]]:
    """For each label: how many sets raised the doubt they should (an honest one: any at all), of how many."""
    table: dict[str, list[bool]] = {}
    for one in sets:
        codes = codes_of(one)
        table.setdefault(one.label, []).append(one.code in codes if one.code else bool(codes))
    return [(label, sum(caught), len(caught)) for label, caught in table.items()]


def main() -> None:
    """Print the table."""
    rows = measure(sets())
    for label, caught, of in rows:
        word = "误报" if label.startswith(HONEST) else "查出"
        print(f"{label}\t{word} {caught}/{of} = {caught / of:.1%}")
    honest = [(caught, of) for label, caught, of in rows if label.startswith(HONEST)]
    print(f"误报合计\t{sum(c for c, _ in honest)}/{sum(of for _, of in honest)}")


if __name__ == "__main__":
    main()
