"""Storing what a file says of opinions: new ones, and what was not known of those that are here. A part of an import.

What an opinion said stays as it is; blanks are filled, and columns without a meaning of their own are kept.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bihuan.intake.models import Batch, Opinion, OpinionExtra, TargetRow
from bihuan.intake.reading import OpinionLine, Reading
from bihuan.journal.bulk import insert_many
from bihuan.kernel.findings import Finding, warn
from bihuan.kernel.numbers import squeeze
from bihuan.people.sealed import seal
from bihuan.triage.list_diff import KIND, RECEIVED, SOURCE, TEXT, Change, Difference, Line, ListDiff
from bihuan.triage.list_facts import OF_ROW, OF_TABLE, WORDS_OF_LIST, columns_of
from bihuan.triage.table_rows import Told

_FIELDS = {KIND: "kind", SOURCE: "source", RECEIVED: "received_on"}


def store_new(batch: Batch, diff: ListDiff, told: Told) -> None:
    """The opinions that were not here, with their further columns and the rows of the table."""
    if not diff.new:
        return
    lines = {line.number: line for line in reversed(told.reading.opinions)}
    insert_many(Opinion, (_opinion(batch, line, lines.get(line.number)) for line in diff.new))
    keys = dict(Opinion.objects.filter(batch=batch).values_list("number", "pk"))
    insert_many(
        OpinionExtra,
        ({"opinion_id": keys[line.own], "columns": _json(line.extra)} for line in diff.new if line.extra),
    )
    rows = {number: [each.row for each in group] for number, group in told.by_number().items()}
    of_table = [line for line in diff.new if line.number in rows]
    insert_many(
        TargetRow,
        (
            {"opinion_id": keys[line.own], "columns": _json(columns_of(rows[line.number]))}
            for line in of_table
        ),
    )


def _opinion(batch: Batch, line: Line, listed: OpinionLine | None) -> dict[str, Any]:
    received = line.columns.get(RECEIVED, "")
    return {
        "batch_id": batch.pk,
        "number": line.own,
        "text": line.text,
        "kind": line.columns.get(KIND, ""),
        "source": line.columns.get(SOURCE, "") if listed else OF_TABLE,
        "received_on": date.fromisoformat(received) if received else None,
        "contact_name": seal(listed.contact_name) if listed else "",
        "contact_phone": seal(listed.contact_phone) if listed else "",
    }


def fill_blanks(batch: Batch, diff: ListDiff, reading: Reading) -> None:
    """What was not known of the opinions that are here. Contact details may come later; none is replaced."""
    for each in diff.differences:
        if each.fills:
            _fill(each)
    left = {
        diff.own_numbers.get(line.number, line.number): line
        for line in reading.opinions
        if line.contact_name or line.contact_phone
    }
    if not left:
        return
    waiting = Opinion.objects.filter(batch=batch, contact_name="", contact_phone="")
    for key, number in waiting.values_list("pk", "number"):
        if line := left.get(number):
            Opinion.objects.filter(pk=key).update(
                contact_name=seal(line.contact_name), contact_phone=seal(line.contact_phone)
            )


def _fill(each: Difference) -> None:
    key, fills = each.stored.key, {change.field: change for change in each.fills}
    of_opinion = {_FIELDS[name]: change.after for name, change in fills.items() if name in _FIELDS}
    if of_opinion:
        Opinion.objects.filter(pk=key).update(**of_opinion)
    of_row = [change for name, change in fills.items() if name in OF_ROW]
    if of_row:
        said = {name: each.stored.columns[name] for name in OF_ROW if name in each.stored.columns}
        _write(TargetRow, key, of_row, said)
    others = [
        Change(WORDS_OF_LIST, "", change.after) if name == TEXT else change
        for name, change in fills.items()
        if name not in _FIELDS and name not in OF_ROW
    ]
    if others:
        _write(OpinionExtra, key, others, {})


def _write(
    model: type[OpinionExtra] | type[TargetRow], key: int, changes: Iterable[Change], said: Mapping[str, str]
) -> None:
    row = model.objects.filter(opinion=key).first() or model(opinion_id=key, columns=_json(said))
    columns = json.loads(row.columns)
    row.columns = _json({**columns, **{change.field: change.after for change in changes}})
    row.save()


def _json(columns: Mapping[str, str]) -> str:
    return json.dumps(dict(columns), ensure_ascii=False)


def text_findings(diff: ListDiff, told: Told) -> list[Finding]:
    """Where the file words an opinion otherwise than it is stored: the words stay, and somebody should look."""
    words = {each.stored.number: each.stored.text for each in diff.differences}
    words |= {each.number: each.text for each in diff.unchanged} | {line.own: line.text for line in diff.new}
    said = [(line.number, line.text, line.where) for line in told.reading.opinions]
    said += [(each.row.number, each.row.content, each.row.where) for each in told.rows if not each.here]
    said = [(diff.own_numbers.get(number, number), text, where) for number, text, where in said]
    return [
        warn(
            "text-differs",
            f"编号{number}的内容与先导入的原文不同，原文保持不变，请核对。",
            where=where,
            clause="S4",
        )
        for number, text, where in said
        if number in words and words[number] != text and squeeze(words[number]) != squeeze(text)
    ]
