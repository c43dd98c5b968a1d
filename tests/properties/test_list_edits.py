"""Whatever a superior does to its list: exactly that is found, and applying it twice is applying it once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bihuan.intake.models import Amendment, Opinion, OpinionExtra
from bihuan.intake.reading import DocumentFacts, OpinionLine, Reading
from bihuan.triage.importing import ImportResult, import_reading
from bihuan.triage.list_diff import NOTHING_SAID, ListDiff, ListScope, Rulings
from bihuan.triage.list_facts import difference_of
from bihuan.triage.list_status import News
from tests.properties.moves import forgotten
from tests.support.world import World

PLACES = ("望海路", "滨江大道", "码头堆场", "体育公园", "港湾新村", "渔港市场")
MATTERS = ("路灯不亮", "夜间噪声大", "公交班次少", "垃圾清运不及时", "停车难", "没有公共厕所")
LIST = [
    OpinionLine(
        f"A{at:03}", f"{place}{matter}，请尽快解决。", "12340", date(2021, 11, 1) + timedelta(at), type="投诉",
        where=f"第{at}行", extra=(("所属网格", f"第{at % 5}网格"), ("办理状态", "办理中")),
    )
    for at, (place, matter) in enumerate((place, matter) for place in PLACES for matter in MATTERS)
]  # fmt: skip
EDITS = (
    "text",
    "type",
    "source",
    "received_on",
    "grid",
    "withdraw",
    "return",
    "drop",
    "renumber",
    "status",
    "blank",
)

edits = st.dictionaries(st.integers(0, len(LIST) - 1), st.sampled_from(EDITS), max_size=20)
added = st.integers(0, 4)
form = st.tuples(st.randoms(use_true_random=False), st.sampled_from(["", " ", "\n"]))


def edited(wanted: dict[int, str], new: int) -> list[OpinionLine]:
    """The list after the superior's edits."""
    lines = [_edit(line, wanted.get(at, "")) for at, line in enumerate(LIST) if wanted.get(at) != "drop"]
    return [
        *lines,
        *(OpinionLine(f"N{at}", f"新提出的第{at}件事，请研究。", where="新") for at in range(new)),
    ]


def _edit(line: OpinionLine, edit: str) -> OpinionLine:
    grid, status = line.extra
    changes: dict[str, dict[str, Any]] = {
        "text": {"text": line.text + "已反映多次。"},
        "type": {"type": "咨询"},
        "source": {"source": "网民留言"},
        "received_on": {"received_on": date(2022, 3, 1)},
        "grid": {"extra": (("所属网格", "新设网格"), status)},
        "withdraw": {"extra": (grid, ("办理状态", "已撤回"))},
        "return": {"extra": (grid, ("办理状态", "退回重办"))},
        "renumber": {"number": f"B{line.number}"},
        "status": {"extra": (grid, ("办理状态", "已办结"))},
        "blank": {"source": "", "type": "", "received_on": None, "extra": ()},
    }
    return replace(line, **changes.get(edit, {}))


def numbers(wanted: dict[int, str], *kinds: str) -> set[str]:
    return {LIST[at].number for at, edit in wanted.items() if edit in kinds}


def exactly(diff: ListDiff, wanted: dict[int, str], new: int) -> None:
    """The difference is made of these edits and of nothing else."""
    fields = {
        "text": "意见内容",
        "type": "意见建议类型",
        "source": "来源",
        "received_on": "收到日期",
        "grid": "所属网格",
    }
    changed = {each.stored.number: [change.field for change in each.changes] for each in diff.changed}
    assert changed == {LIST[at].number: [fields[edit]] for at, edit in wanted.items() if edit in fields}
    gone = {each.stored.number for each in diff.having(News.WITHDRAWN)}
    assert gone == numbers(wanted, "withdraw", "drop", "renumber")
    assert {each.stored.number for each in diff.having(News.RETURNED)} == numbers(wanted, "return")
    assert {each.stored.number for each in diff.renumbered} == numbers(wanted, "renumber")
    assert len(diff.new) == new + len(numbers(wanted, "renumber"))
    untouched = len(LIST) - len(wanted) + len(numbers(wanted, "blank", "status"))
    assert diff.counts()["unchanged"] == untouched


def in_another_form(lines: Sequence[OpinionLine], how: tuple[Any, str]) -> list[OpinionLine]:
    """The same list as another file says it: in another order, with other blanks."""
    random, blank = how
    spaced = [replace(line, text=line.text.replace("，", f"，{blank}"), where="") for line in lines]
    random.shuffle(spaced)
    return spaced


def bring(
    world: World, lines: Sequence[OpinionLine], sha256: str, rulings: Rulings = NOTHING_SAID
) -> ImportResult:
    return import_reading(
        Reading(DocumentFacts(), None, tuple(lines), ()), by=world.zhao, now=world.now, name="清单.xlsx",
        sha256=sha256 * 64, new_number="临港管办发〔2022〕31号", scope=ListScope.COMPLETE,
        rulings=rulings,
    )  # fmt: skip


def kept() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Opinion, OpinionExtra, Amendment)]


@settings(max_examples=25, phases=[Phase.generate, Phase.shrink])
@given(edits, added, form, st.booleans())
def test_exactly_the_edits_are_found_and_applying_them_twice_is_applying_them_once(
    world: World, wanted: dict[int, str], new: int, how: tuple[Any, str], same_ones: bool
) -> None:
    with forgotten():
        batch = bring(world, LIST, "a").batch
        lines = in_another_form(edited(wanted, new), how)
        read = Reading(DocumentFacts(), None, tuple(lines), ())
        exactly(difference_of(batch, read, ListScope.COMPLETE), wanted, new)
        bring(world, lines, "b", Rulings(others=same_ones))
        came = new if same_ones else new + len(numbers(wanted, "renumber"))
        assert Opinion.objects.filter(batch=batch).count() == len(LIST) + came
        once = kept()
        again = in_another_form(lines, how)
        same = difference_of(batch, replace(read, opinions=tuple(again)), ListScope.COMPLETE)
        assert (same.new, same.differences, same.renumbered) == ((), (), ())
        bring(world, again, "c")
        assert kept() == once
