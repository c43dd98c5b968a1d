"""The act of changing a wording (文书范本). Versions are added, never changed: a paper names the one it was set by."""

from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.documents.compose import vocabulary_of
from bihuan.documents.kinds import Kind
from bihuan.documents.wording import check_wording
from bihuan.issuing.models import Wording
from bihuan.issuing.wordings import InForce, wording_in_force
from bihuan.journal.record import record
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding, block
from bihuan.people.models import Unit
from bihuan.typesetting.table import printable

_LONGEST_NOTE = 200


@transaction.atomic
def save_wording(
    unit_id: int, kind: Kind, *, by: Actor, now: datetime, text: str, note: str, based_on: int
) -> Wording:
    """修改文书范本: one more version of ``kind`` for the batches of a unit; papers issued before keep theirs.

    ``based_on`` is the version in force when the writer began: one that was saved meanwhile is not written over.
    """
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    if finding := may(by, Act.SAVE_WORDING, Standing(coordinator=unit.path)):
        raise NotAllowed([finding])
    text, note = plain_text(text), note.strip()
    last = wording_in_force(unit.pk, kind)
    if findings := _findings(text, note, based_on, last):
        raise Refused(findings)
    saved = Wording.objects.create(
        unit=unit,
        kind=kind.name,
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
        sentence=f"修改“{kind.label}”范本，存为第{saved.version}版：{note}",
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
        findings.append(block("wording-unchanged", "没有改动：与现行范本完全相同，无需保存。"))
    if not note:
        findings.append(block("note-missing", "请填写修改说明，写明改了什么、为什么改。"))
    if len(note) > _LONGEST_NOTE:
        findings.append(
            block("note-too-long", f"修改说明不超过{_LONGEST_NOTE}字，现为{len(note)}字，请精简。")
        )
    return findings + check_wording(text, vocabulary_of(last.kind))


def _meanwhile(last: InForce) -> Finding:
    who = "他人"
    if row := last.row:
        at = row.saved_at.astimezone(OFFICE_ZONE)
        who = f"{row.saved_by.name}于{at.month}月{at.day}日{at:%H:%M}"
    saved = f"在您修改期间，{who}保存了第{last.version}版。"
    message = f"{saved}您的文字没有丢失，请与第{last.version}版对照核对后再次保存。"
    return block("wording-changed-meanwhile", message)
