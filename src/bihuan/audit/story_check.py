"""Does the journal tell a story that could have happened? Entries typed in by hand, even sealed since, often do not."""

from collections import defaultdict
from collections.abc import Iterator

from bihuan.access.acts import Act
from bihuan.access.independence import MATRIX, PART_OF, Part
from bihuan.audit.difference import Difference
from bihuan.audit.leaf_check import label_of
from bihuan.cases.history import ONLY_THE_LAST
from bihuan.cases.lifecycle import TRANSITIONS, State
from bihuan.cases.models import SUBJECT
from bihuan.journal.models import Entry

Hands = dict[Part, set[int]]


def story_differences() -> Iterator[Difference]:
    """Every entry of a case that its state or what the same person did before did not allow."""
    here: dict[int, str] = {}
    hands: dict[int, Hands] = defaultdict(lambda: defaultdict(set))
    for entry in Entry.objects.filter(subject_kind=SUBJECT).order_by("pk").iterator(chunk_size=2000):
        act = Act(entry.act) if entry.act in {each.value for each in Act} else None
        if act in TRANSITIONS and entry.from_state:
            yield from _step(entry, act, here.get(entry.subject_id, entry.from_state))
            here[entry.subject_id] = entry.to_state
        if act is not None and entry.by_user_id is not None:
            yield from _hand(entry, act, hands[entry.subject_id])
            _remember(hands[entry.subject_id], act, entry.by_user_id)


def _step(entry: Entry, act: Act, here: str) -> Iterator[Difference]:
    row = TRANSITIONS[act]
    fits = entry.from_state == here and here in row.sources and entry.to_state == (row.target or here)
    if not fits:
        steps = f"“{_state(entry.from_state)}”到“{_state(entry.to_state)}”"
        said = f"该条记载由{steps}，而办理前事项处于“{_state(here)}”，按办理流程不能办理“{act.label}”"
        yield _impossible(entry, said)


def _hand(entry: Entry, act: Act, hands: Hands) -> Iterator[Difference]:
    parts = [bar.part for bar in MATRIX if act in bar.acts and entry.by_user_id in hands[bar.part]]
    if parts:
        said = f"{entry.by_name}已在本事项中{parts[0].label}，不得办理“{act.label}”"
        yield _impossible(entry, said)


def _remember(hands: Hands, act: Act, user: int) -> None:
    if part := PART_OF.get(act):
        hands[part] = {user} if part in ONLY_THE_LAST else hands[part] | {user}


def _state(state: str) -> str:
    return State(state).label if state in {each.value for each in State} else state


def _impossible(entry: Entry, said: str) -> Difference:
    message = (
        f"{said}：不是经系统办理产生的（{entry.by_name}“{label_of(entry.act)}”，{entry.sentence[:40]}）。"
    )
    return Difference("entry-impossible", f"办理记录第{entry.pk}条", message, "entry", str(entry.pk))
