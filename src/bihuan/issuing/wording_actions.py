"""The act of changing a wording (文书范本). Versions are added, never changed: a paper names the one it was set by."""

from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.issuing.models import Wording
from bihuan.issuing.wordings import (
    LIST_KIND,
    InForce,
    OwnList,
    Worded,
    check_text,
    noun_of,
    wording_in_force,
)
from bihuan.journal.record import record
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding, block
from bihuan.people.models import Unit
from bihuan.typesetting.table import printable

_LONGEST_NOTE = 200
_SHORTEST_NAME, _LONGEST_NAME = 2, 30
# A name is also that of a file and a part of an address.
_NOT_IN_NAMES = frozenset('/\\:*?"<>|\n')


@transaction.atomic
def save_wording(
    unit_id: int,
    kind: Worded,
    *,
    by: Actor,
    now: datetime,
    text: str,
    note: str,
    based_on: int,
    as_new: bool = False,
) -> Wording:
    """修改文书范本: one more version of ``kind`` for the batches of a unit; papers issued before keep theirs.

    ``based_on`` is the version in force when the writer began: one that was saved meanwhile is not written over.
    ``as_new``: a list under a name that no other has.
    """
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    if finding := may(by, Act.SAVE_WORDING, Standing(coordinator=unit.path)):
        raise NotAllowed([finding])
    text, note = plain_text(text), note.strip()
    last = wording_in_force(unit.pk, kind)
    naming = _naming(last, as_new) if isinstance(kind, OwnList) else []
    # Of a name that is taken, nobody has to hear that its text is another.
    rest = [] if as_new and not last.is_new else _findings(text, note, based_on, last)
    if findings := naming + rest:
        raise Refused(findings)
    saved = Wording.objects.create(
        unit=unit,
        kind=LIST_KIND if isinstance(kind, OwnList) else kind.name,
        name=kind.label if isinstance(kind, OwnList) else "",
        version=last.version + 1,
        text=text,
        note=note,
        saved_by_id=by.staff_id,
        saved_at=now,
    )
    record(
        Act.SAVE_WORDING,
        by=by,
        now=now,
        subject_kind="wording",
        subject_id=saved.pk,
        sentence=f"{'新建' if last.is_new else '修改'}“{kind.label}”{noun_of(kind)}，存为第{saved.version}版：{note}",
        data={"unit": unit.pk, "kind": kind.name, "version": saved.version},
    )
    return saved


def plain_text(text: str) -> str:
    """A wording as it is kept: one kind of line end, no blanks at the ends of lines, nothing that cannot be printed."""
    lines = [line.rstrip() for line in printable(text).split("\n")]
    return "\n".join(lines).strip("\n") + "\n"


def _findings(text: str, note: str, based_on: int, last: InForce) -> list[Finding]:
    """Everything that keeps ``text`` from becoming the next version."""
    findings = [_meanwhile(last)] if based_on != last.version else []
    if text == plain_text(last.text):
        findings.append(
            block("wording-unchanged", f"没有改动：与现行{noun_of(last.kind)}完全相同，无需保存。")
        )
    if not note:
        findings.append(block("note-missing", "请填写修改说明，写明改了什么、为什么改。"))
    if len(note) > _LONGEST_NOTE:
        findings.append(
            block("note-too-long", f"修改说明不超过{_LONGEST_NOTE}字，现为{len(note)}字，请精简。")
        )
    return findings + check_text(last.kind, text)


def _naming(last: InForce, as_new: bool) -> list[Finding]:
    """What keeps a list from having its name, which it gets with its first version."""
    name = last.kind.label
    if not last.is_new:
        message = f"已有名为“{name}”的台账样式，请另取名称，或者在该样式上修改。"
        return [block("name-taken", message)] if as_new else []
    if not _SHORTEST_NAME <= len(name) <= _LONGEST_NAME or name != name.strip():
        now = f"，现为{len(name)}字" if name else ""
        message = f"请填写名称，{_SHORTEST_NAME}至{_LONGEST_NAME}字{now}。"
        return [block("name-length", message)]
    if found := "".join(sorted(_NOT_IN_NAMES & set(name))).strip():
        return [block("name-characters", f"名称也用作文件名，不能含有“{found}”，请改用其他文字。")]
    return []


def _meanwhile(last: InForce) -> Finding:
    who = "他人"
    if row := last.row:
        at = row.saved_at.astimezone(OFFICE_ZONE)
        who = f"{row.saved_by.name}于{at.month}月{at.day}日{at:%H:%M}"
    saved = f"在您修改期间，{who}保存了第{last.version}版。"
    message = f"{saved}您的文字没有丢失，请与第{last.version}版对照核对后再次保存。"
    return block("wording-changed-meanwhile", message)
