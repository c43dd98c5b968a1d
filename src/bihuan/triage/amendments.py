"""清单变更: what later lists of the superior say otherwise of opinions, kept beside them until somebody has looked.

The opinion keeps its words, its case, its answers. What follows from an amendment is done with the acts there are; this
one says that it was looked at, and with which result.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects

from bihuan.access.actor import Actor, Role
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.cases.visibility import units_under
from bihuan.intake.models import Amendment, ImportedFile, Opinion
from bihuan.journal.bulk import insert_many
from bihuan.journal.record import record, record_many
from bihuan.kernel.errors import NotAllowed, refuse_if
from bihuan.kernel.findings import Finding
from bihuan.triage import rules
from bihuan.triage.list_diff import NUMBER, Change, Line, ListDiff
from bihuan.triage.list_status import News, news_in
from bihuan.triage.queries import visible_opinions

# What stands as the settlement of another number: it was ruled on in the preview of the import.
SEEN = "导入时已核对：编号变化，按原意见继续办理。"


@transaction.atomic
def settle_amendment(
    amendment_ids: Sequence[int], *, by: Actor, now: datetime, remark: str
) -> list[Amendment]:
    """处理清单变更: one or many were looked at, and ``remark`` says what follows. Nothing else changes."""
    amendments = list(
        Amendment.objects.select_for_update(of=("self",))
        .filter(pk__in=amendment_ids)
        .select_related("opinion__batch__coordinator")
        .order_by("opinion", "pk")
    )
    for amendment in amendments:
        _allow(by, amendment)
    refuse_if(
        rules.settle_gates(
            asked=len(set(amendment_ids)),
            found=[(row.opinion.number, row.settled_at is not None) for row in amendments],
            remark=remark,
        )
    )
    for opinion, group in groupby(amendments, key=lambda row: row.opinion):
        settled = list(group)
        for amendment in settled:
            amendment.settled_at, amendment.settled_by_id, amendment.remark = now, by.staff_id, remark
            amendment.save()
        what = "、".join(dict.fromkeys(told(amendment) for amendment in settled))
        record(
            Act.SETTLE_AMENDMENT,
            by=by,
            now=now,
            subject_kind="opinion",
            subject_id=opinion.pk,
            batch_id=opinion.batch_id,
            sentence=f"处理意见{opinion.number}的清单变更（{what}）：{remark}",
            data={"amendments": [amendment.pk for amendment in settled]},
        )
    return amendments


def _allow(by: Actor, amendment: Amendment) -> None:
    standing = Standing(coordinator=amendment.opinion.batch.coordinator.path)
    if finding := may(by, Act.SETTLE_AMENDMENT, standing):
        raise NotAllowed([finding])


def told(amendment: Amendment) -> str:
    """What an amendment is, in a few words: 内容变更：整改时限."""
    kind = str(amendment.get_kind_display())
    return f"{kind}：{amendment.field}" if amendment.field else kind


def outcome(amendment: Amendment) -> str:
    """What the list says now; what it did, where no column but the list as a whole says so."""
    if amendment.after or amendment.field:
        return amendment.after
    return News(amendment.kind).label


# ── of an import ──
def store_amendments(file: ImportedFile, diff: ListDiff, by: Actor, now: datetime) -> None:
    """The amendments of the opinions that were here, and of new ones that are listed as withdrawn.

    Another number was looked at when the file came in; the history of the opinion tells it.
    """
    record_many(
        Act.IMPORT_FILE,
        by=by,
        now=now,
        subject_kind="opinion",
        batch_id=file.batch_id,
        sentences=_told_apart(file, diff),
    )
    rows = (
        {
            "opinion_id": key,
            "file_id": file.pk,
            "kind": kind,
            "field": change.field,
            "before": change.before,
            "after": change.after,
            "place": where[-200:],
            "found_at": now,
            **(
                {"settled_at": now, "settled_by_id": by.user_id, "remark": SEEN}
                if change.field == NUMBER
                else {}
            ),
        }
        for key, kind, change, where in (*_of_known(diff), *_of_new(file, diff.new))
    )
    insert_many(Amendment, rows)


def _of_known(diff: ListDiff) -> Iterator[tuple[int, str, Change, str]]:
    for each in diff.differences:
        if each.news and each.told_by:
            yield each.stored.key, each.news.value, each.told_by, each.where
        for change in (*each.changes, *filter(None, [each.renamed])):
            yield each.stored.key, Amendment.Kind.CHANGED.value, change, each.where


def _told_apart(file: ImportedFile, diff: ListDiff) -> Iterator[tuple[int, str]]:
    for each in diff.renamed:
        assert each.renamed is not None
        yield (
            each.stored.key,
            f"意见{each.stored.number}在上级清单“{file.name}”中的编号改为{each.renamed.after}，原编号和办理情况保持不变",
        )
    others = {pair.line.own: pair.stored.number for pair in diff.renumbered if not pair.same}
    known_by = {line.own: line.number for line in diff.new if line.own != line.number}
    if not others and not known_by:
        return
    for key, number in Opinion.objects.filter(batch=file.batch_id).values_list("pk", "number"):
        if number in known_by:
            yield (
                key,
                f"意见{number}在上级清单“{file.name}”中的编号改为{known_by[number]}，原编号和办理情况保持不变",
            )
        if number in others:
            yield key, f"意见{number}与意见{others[number]}内容相同，导入时认定为新意见"


def _of_new(file: ImportedFile, new: Iterable[Line]) -> Iterator[tuple[int, str, Change, str]]:
    gone = {line.own: (line, said[1]) for line in new if (said := news_in(line.extra.items()))
            and said[0] is News.WITHDRAWN}  # fmt: skip
    renamed = {line.own: line for line in new if line.own != line.number}
    if not gone and not renamed:
        return
    for key, number in Opinion.objects.filter(batch=file.batch_id).values_list("pk", "number"):
        if number in renamed:
            line = renamed[number]
            yield key, Amendment.Kind.CHANGED.value, Change(NUMBER, number, line.number), line.where
        if number in gone:
            line, column = gone[number]
            yield key, News.WITHDRAWN.value, Change(column, "", line.extra[column]), line.where


# ── for whoever reads ──
def visible_amendments(actor: Actor) -> QuerySet[Amendment]:
    """The amendments of the opinions ``actor`` may see, those that wait first."""
    seen = Amendment.objects.filter(opinion__in=visible_opinions(actor).order_by().values("pk"))
    around = seen.select_related("opinion__batch__coordinator", "file", "settled_by")
    return around.order_by("opinion__batch_id", "opinion__number", "pk")


def called_now(opinion: Opinion) -> str:
    """The number by which the superior's newest list calls it; nothing where that is its own."""
    last = opinion.amendments.filter(field=NUMBER).order_by("pk").last()
    return last.after if last and last.after != opinion.number else ""


def called(text: str) -> QuerySet[Amendment]:
    """Where a list gave an opinion a number with ``text`` in it."""
    return Amendment.objects.filter(field=NUMBER, after__contains=text)


def waiting_amendments(actor: Actor) -> QuerySet[Amendment]:
    """Those nobody has looked at, in the batches the actor coordinates."""
    own = units_under(actor.paths((Role.COORDINATOR,)))
    return Amendment.objects.filter(opinion__batch__coordinator__in=own.values("pk"), settled_at=None)


def amendments_of(opinions: Iterable[Opinion]) -> list[Amendment]:
    """All amendments of some opinions, by number."""
    rows = _of_each(opinions)
    prefetch_related_objects(rows, "opinion__batch__coordinator", "file", "settled_by")
    return rows


def unsettled(opinions: Iterable[Opinion]) -> list[Finding]:
    """Which amendments of these opinions nobody has looked at yet: what stands against a close-out."""
    waiting = [row for row in _of_each(opinions) if row.settled_at is None]
    return rules.unsettled_findings([(row.opinion.number, told(row)) for row in waiting])


def _of_each(opinions: Iterable[Opinion]) -> list[Amendment]:
    """Read once for the same opinions, whoever asks."""
    known = sorted(opinions, key=lambda opinion: opinion.number)
    prefetch_related_objects(known, "amendments")
    return [row for opinion in known for row in opinion.amendments.all()]
