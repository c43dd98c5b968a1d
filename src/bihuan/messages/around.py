"""What an entry of the journal is about, and the people around it: gathered for many entries at once."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.access.actor import Actor, Role, above
from bihuan.access.acts import Act
from bihuan.access.independence import Hands
from bihuan.access.policy import POLICY, Grant, Standing
from bihuan.cases.history import hands_of_all
from bihuan.cases.lifecycle import State
from bihuan.cases.models import SUBJECT, Case, CaseRequest
from bihuan.intake.models import Batch
from bihuan.issuing.models import SubmittedReport
from bihuan.journal.models import Entry, Trace
from bihuan.messages.rules import Subject
from bihuan.people.models import Post, actor_with
from bihuan.reports.worklist import beside_of, is_for, waiting_acts
from bihuan.supervision.models import Supervision

SUPERVISIONS = frozenset(
    {
        Act.ISSUE_SUPERVISION, Act.SUPERVISE_BY_RULE, Act.REPLY_SUPERVISION, Act.SETTLE_SUPERVISION,
        Act.WITHDRAW_SUPERVISION,
    }
)  # fmt: skip
REPORTS = frozenset({Act.SUBMIT_REPORT, Act.SEND_BACK_REPORT})
DECISIONS = frozenset(
    {Act.APPROVE_EXTENSION, Act.REFUSE_EXTENSION, Act.APPROVE_WITHDRAWAL, Act.REFUSE_WITHDRAWAL}
)
# Which rows such an entry wrote says what it is about: its traces name them.
_WROTE: Mapping[frozenset[Act], type[Any]] = {
    SUPERVISIONS: Supervision,
    REPORTS: SubmittedReport,
    DECISIONS: CaseRequest,
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What an entry is about: who stands around it, what it is called, and where it is looked at."""

    subject: Subject
    link: str
    standing: Standing
    case: Case | None = None
    # Who had asked for what the entry decides.
    asker: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, and the place of the post they are told for."""

    actor: Actor
    path: str


class Staff:
    """Everybody with an active account and a post, read once."""

    def __init__(self) -> None:
        posts: dict[int, list[Post]] = defaultdict(list)
        rows = Post.objects.filter(user__is_active=True).select_related("user", "unit")
        for post in rows.order_by("user_id", "pk"):
            posts[post.user_id].append(post)
        self._actors = {user: actor_with(held[0].user, held) for user, held in posts.items()}
        self._held: dict[tuple[Role, str], list[Actor]] = defaultdict(list)
        for actor in self._actors.values():
            for held_post in actor.posts:
                self._held[held_post.role, held_post.unit_path].append(actor)

    def holders(self, grants: Iterable[Grant], standing: Standing) -> list[Person]:
        """Everybody who holds one of ``grants``, each once, in the order of the grants."""
        found: dict[int, Person] = {}
        for grant in grants:
            for path in above(standing.path(grant.place)):
                for actor in self._held.get((grant.role, path), ()):
                    found.setdefault(actor.staff_id, Person(actor, path))
        return list(found.values())

    def whose_turn(self, act: Act, standing: Standing, hands: Hands) -> list[Person]:
        """Everybody for whom the act waits, as their own lists show it."""
        return [
            person
            for person in self.holders(POLICY[act], standing)
            if is_for(person.actor, act, standing, hands)
        ]

    def one(self, user: int) -> list[Person]:
        """This user, while the account is in use and holds a post."""
        actor = self._actors.get(user)
        return [Person(actor, actor.posts[0].unit_path)] if actor else []


class Surroundings:
    """What a run of entries is about, in a number of statements that does not grow with the run."""

    def __init__(self, entries: Sequence[Entry], today: date) -> None:
        self._wrote = _rows_written(entries)
        self._cases = _cases(_case_ids(entries, self._wrote))
        cases = list(self._cases.values())
        beside = beside_of(cases)
        self.hands = hands_of_all(cases)
        self._waits = {case.pk: waiting_acts(case, beside, today) for case in cases}
        ids = {entry.subject_id for entry in entries if entry.subject_kind == "batch"}
        self._batches = Batch.objects.select_related("coordinator").in_bulk(ids)

    def matters(self, entry: Entry) -> Iterator[Matter]:
        """What the entry is about: mostly one case."""
        rows = self._wrote.get(entry.pk, [])
        if Act(entry.act) in DECISIONS:
            yield from self._of_case(entry.subject_id, asker=rows[0].asked_by_id if rows else None)
        elif rows:
            for row in rows:
                yield from self._of_row(row)
        elif entry.subject_kind == SUBJECT:
            yield from self._of_case(entry.subject_id)
        elif entry.subject_kind == "batch" and (batch := self._batches.get(entry.subject_id)):
            yield Matter(Subject(batch.number), f"/batches/{batch.pk}", Standing(batch.coordinator.path))

    def awaited(self, entry: Entry, matter: Matter) -> tuple[Act, ...]:
        """What the case waits for now; nothing when it has moved on since the entry."""
        case = matter.case
        if case is None or State(case.state).value != entry.to_state:
            return ()
        return self._waits[case.pk]

    def _of_case(self, case_id: int, asker: int | None = None) -> Iterator[Matter]:
        if case := self._cases.get(case_id):
            yield Matter(_called(case), f"/cases/{case.pk}", case.standing(), case, asker)

    def _of_row(self, row: Any) -> Iterator[Matter]:
        around = Standing(coordinator=row.batch.coordinator.path, lead=row.unit.path)
        if isinstance(row, Supervision):
            case = self._cases.get(row.case_id or 0)
            yield Matter(
                _called(case) if case else Subject(row.batch.number), f"/supervisions/{row.pk}", around
            )
        else:
            yield Matter(Subject(row.batch.number), f"/batches/{row.batch_id}/reports/{row.unit_id}", around)


def _called(case: Case) -> Subject:
    return Subject(case.batch.number, case.position)


def _rows_written(entries: Sequence[Entry]) -> dict[int, list[Any]]:
    """The rows that certain entries wrote: those that say what the entry is about."""
    found: dict[int, list[Any]] = defaultdict(list)
    for acts, model in _WROTE.items():
        wanted = [entry.pk for entry in entries if entry.act in {act.value for act in acts}]
        if not wanted:
            continue
        keys: dict[int, list[int]] = {}
        for entry, rows in Trace.objects.filter(entry__in=wanted).order_by("pk").values_list("entry", "rows"):
            named = (int(key) for table, key, _ in json.loads(rows) if table == model._meta.model_name)
            keys.setdefault(entry, []).extend(named)
        related = [path for path in ("batch__coordinator", "unit") if hasattr(model, path.partition("__")[0])]
        rows_of = model.objects.select_related(*related).in_bulk(
            {key for each in keys.values() for key in each}
        )
        for entry, each in keys.items():
            found[entry] = [rows_of[key] for key in dict.fromkeys(each) if key in rows_of]
    return found


def _case_ids(entries: Iterable[Entry], wrote: Mapping[int, list[Any]]) -> set[int]:
    named = {entry.subject_id for entry in entries if entry.subject_kind == SUBJECT}
    return named | {
        row.case_id for rows in wrote.values() for row in rows if getattr(row, "case_id", None) is not None
    }


def _cases(ids: set[int]) -> dict[int, Case]:
    related = ("batch__coordinator", "lead", "verifying", "second_verifying")
    return Case.objects.select_related(*related).in_bulk(ids)
