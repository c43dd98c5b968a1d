"""`make bench`: every kind of paper in every form, at 4, 100 and 1,000 items: seconds, and the memory it took at most.

    python bench/run.py --only papers
    python bench/papers.py 4,100 supervision-order ledger      (in a surrounding as ``run.py`` makes it)

Started by ``run.py``, which sets up the folder. Prints one table, of what was measured in this run; nothing is
asserted. Each paper is drawn up and set in a process of its own, forked from one that has loaded the program and
rendered nothing: the memory is the highest that such a process reached, the program included.
"""

import os
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

from ledger import UNITS, make_people, sheet  # sets Django up

from django.conf import settings  # isort: skip
from django.core.management import call_command
from django.db import connections
from PIL import Image, ImageDraw

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Assignment, Case, CaseRequest, Indicator
from bihuan.closure.models import CloseOut, Filing
from bihuan.disclosure.models import Statement
from bihuan.documents.compose import draw_up
from bihuan.documents.kinds import KINDS, LIST, PDF, XLSX
from bihuan.documents.lists import built_in_lists, list_table
from bihuan.documents.pictures import photo_of
from bihuan.documents.scope import Scope
from bihuan.evidence.blobs import keep
from bihuan.evidence.models import Blob, Evidence, EvidenceKind
from bihuan.intake.models import Batch
from bihuan.intake.read import read_bytes
from bihuan.kernel.canonical import sha256_hex
from bihuan.kernel.clock import day_of
from bihuan.kernel.clock import now as present
from bihuan.notice.models import Notice
from bihuan.people.calendar import office_calendar
from bihuan.people.models import Unit, User, actor_of
from bihuan.plans.models import Plan, ProgressReport
from bihuan.response.models import ReturnVisit
from bihuan.triage.importing import import_reading
from bihuan.triage.models import Membership
from bihuan.typesetting import docx, pdf, xlsx
from bihuan.typesetting.paper import Paper, as_paper
from bihuan.verification.models import Line, Submission, Verification

PHOTO = (1_600, 1_200)
# Papers that make sense only while a unit has the case in hand.
IN_HAND = ("reminder-letter", "urging-letter", "supervision-order")
AUDIT_LIST = "list:audit-52"
FORMS = {XLSX: lambda papers: xlsx.render_papers(papers)} | {
    ".docx": lambda papers: docx.render(papers, photo_of),
    PDF: lambda papers: pdf.render(papers, photo_of, fonts=settings.FONT_DIR),
}


def main(sizes: list[int], only: list[str]) -> None:
    """Print the table: a row for each kind and form, a column for each number of items."""
    call_command("migrate", verbosity=0, skip_checks=True)
    people = make_people()
    # Built apart, too: what that takes is not the papers'.
    numbers = {size: apart(lambda: make_batch(size, people).number) for size in sizes}  # noqa: B023 -- run at once
    batches = {size: Batch.objects.get(number=number) for size, number in numbers.items()}
    print("\n## Papers: seconds in all (of which setting), memory at most\n")
    print("| kind and form | " + " | ".join(f"{size:,} items" for size in sizes) + " |")
    print("|---|" + "---|" * len(sizes))
    for name, forms in [*((kind.name, kind.forms) for kind in KINDS.values()), (AUDIT_LIST, LIST)]:
        if only and name not in only:
            continue
        state = State.RECTIFYING if name in IN_HAND else State.DISCLOSED
        Case.objects.update(state=state)
        for form in forms:
            cells = [apart(lambda: measure(name, form, batches[size])) for size in sizes]  # noqa: B023 -- run at once
            print(f"| {name}{form} | " + " | ".join(cells) + " |", flush=True)


def measure(name: str, form: str, batch: Batch) -> str:
    """Draw up and set all papers of a kind of ``batch``."""
    scope = Scope(batch, Case.objects.filter(batch=batch), day_of(present()))
    begun = time.perf_counter()
    papers = drawn(name, scope)
    ready = time.perf_counter()
    if not papers:
        return "nothing to print"
    content = FORMS[form](papers)
    done = time.perf_counter()
    # Kilobytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1 / 1024)
    told = f"{done - begun:.2f} s ({done - ready:.2f}), {peak / 1024 / 1024:,.0f} MB"
    return f"{told}, file {len(content) / 1024:,.0f} KB"


def drawn(name: str, scope: Scope) -> list[Paper]:
    """The papers of one kind, or the list of 52 columns."""
    if name == AUDIT_LIST:
        return [as_paper(list_table(built_in_lists()["audit-52"], scope))]
    return [paper for _, paper in draw_up(KINDS[name], scope)]


def apart(what: Callable[[], str]) -> str:
    """What ``what`` gives, asked in a forked process, so that its memory is nobody else's."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = what()
        except Exception as problem:
            answer = f"{type(problem).__name__}: {problem}"[:200]
        os.write(writing, answer.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        answered = stream.read().decode()
    os.waitpid(child, 0)
    return answered or "the process was killed"


# ── a ledger in which every kind of paper has something to say ──────────────────────────────────


def make_batch(size: int, people: dict[str, User]) -> Batch:
    """A batch of ``size`` cases with everything that papers tell of them, written in bulk."""
    reading = read_bytes(sheet(size), office_calendar(), name="清单.xlsx")
    batch = import_reading(
        reading,
        by=actor_of(people["coordinator"]),
        now=present(),
        name="清单.xlsx",
        sha256=sha256_hex(b"papers%d" % size),
        new_number=f"测试〔2026〕{size}号",
    ).batch
    area = Unit.objects.get(is_area=True)
    units = [Unit.objects.get_or_create(name=name, parent=area)[0] for name in UNITS]
    office, began = batch.coordinator, present() - timedelta(days=60)
    cases = list(Case.objects.filter(batch=batch).order_by("position"))
    for at, case in enumerate(cases):
        case.lead, case.verifying, case.on_site = units[at % len(units)], office, True
        case.progress, case.assigned_on, case.public_text = 100, day_of(began), case.content
        case.principal_leader, case.leader_in_charge, case.assignee = "赵一", "钱二", "孙三"
    named = ["lead", "verifying", "on_site", "progress", "assigned_on", "public_text"]
    Case.objects.bulk_update(
        cases, [*named, "principal_leader", "leader_in_charge", "assignee"], batch_size=500
    )
    fill(cases, people, began)
    hand_in_photos(cases, people["liaison"], began)
    return batch


def fill(cases: list[Case], people: dict[str, User], began: datetime) -> None:
    """The rows of a life from 交办 to 回访, one of each a case."""
    who, leader, later = people["liaison"], people["leader"], began + timedelta(days=30)
    keep_all(Assignment, (
        {"case": case, "unit": case.lead, "number": f"交办〔2026〕{case.pk}号", "assigned_at": began,
         "acknowledge_due_on": day_of(began), "acknowledged_at": began} for case in cases
    ))  # fmt: skip
    keep_all(Plan, (
        {"case": case, "round": 1, "root_cause": "巡查不及时，管养责任没有落实到人。", "roadmap": "分三步推进。",
         "submitted_by": who, "submitted_at": began, "approved": True, "decided_by": leader, "decided_at": began}
        for case in cases
    ))  # fmt: skip
    keep_all(Indicator, (
        {"case": case, "name": "复发率", "comparator": "<=", "value": Decimal(5), "unit": "%", "numerator": Decimal(3)}
        for case in cases
    ))  # fmt: skip
    keep_all(ProgressReport, (
        {"case": case, "round": 1, "percent": percent, "text": "已排查并落实整改措施，正在巩固。", "by_name": "孙三",
         "at": later} for case in cases for percent in (40, 100)
    ))  # fmt: skip
    keep_all(CaseRequest, (
        {"case": case, "kind": CaseRequest.EXTENSION, "reason": "工程量较大。", "new_date": day_of(later),
         "asked_by": leader, "asked_at": began, "approved": False, "decided_by": leader, "decided_at": began}
        for case in cases
    ))  # fmt: skip
    submissions = keep_all(Submission, (
        {"case": case, "round": 1, "self_check": "已对照目标逐项自查。", "signed_by": leader, "signed_at": later}
        for case in cases
    ))  # fmt: skip
    verifications = keep_all(Verification, (
        {"submission": row, "case": row.case, "round": 1, "unit": row.case.verifying, "verified_by": who,
         "verifiers": "周五、韩小五", "passed": True, "remark": "同意通过。", "at": later} for row in submissions
    ))  # fmt: skip
    keep_all(Line, (
        {"verification": row, "position": at, "subject": subject, "text": text, "met": True, "found": "已达到。"}
        for row in verifications
        for at, (subject, text) in enumerate((("opinion", row.case.content), ("target", row.case.target)), 1)
    ))  # fmt: skip
    keep_all(Notice, (
        {"case": case, "round": 1, "text": f"{case.content}已整改，拟予销号，现予公示。", "how_to_object": "牵头局。",
         "starts_on": day_of(later), "ends_on": day_of(later) + timedelta(days=7), "posted_at": later}
        for case in cases
    ))  # fmt: skip
    close_outs = keep_all(CloseOut, (
        {"case": case, "round": 1, "status": "rectified", "summary": case.target, "applied_by": leader,
         "applied_at": later, "approved": True, "decided_by": leader, "decided_at": later,
         "number": f"销号〔2026〕{case.pk}号", "code": f"{case.pk:010}"} for case in cases
    ))  # fmt: skip
    keep_all(Filing, (
        {"close_out": row, "number": f"备{row.pk}", "body": "上级机关", "filed_on": day_of(later), "filed_by": who}
        for row in close_outs
    ))  # fmt: skip
    keep_all(Statement, (
        {"case": case, "round": 1, "text": f"{case.content}现已整改完成。", "drafted_by": who, "drafted_at": later,
         "approved": True, "reviewed_by": leader, "reviewed_at": later, "disclosed_at": later} for case in cases
    ))  # fmt: skip
    keep_all(ReturnVisit, (
        {"opinion": row.opinion, "case": row.case, "round": 1, "channel": "phone", "outcome": "reached",
         "satisfaction": "satisfied", "note": "问题已解决。", "by_name": "周五", "at": later}
        for row in Membership.objects.filter(case__in=[case.pk for case in cases]).select_related("opinion", "case")
    ))  # fmt: skip


def keep_all(model: Any, rows: Iterable[dict[str, Any]]) -> list[Any]:
    """Store a row of ``model`` for each of ``rows``."""
    made: list[Any] = model.objects.bulk_create([model(**row) for row in rows], batch_size=500)
    return made


def hand_in_photos(cases: list[Case], by: User, at: datetime) -> None:
    """A photo before and one after for each case, no two alike."""
    rounds = {"round": 1, "added_by": by, "added_at": at}
    before_of: dict[int, Evidence] = {}
    for kind in (EvidenceKind.PHOTO_BEFORE, EvidenceKind.PHOTO_AFTER):
        photos = {case.pk: photo(f"{kind}{case.pk}") for case in cases}
        files = {pk: (keep(content), len(content)) for pk, content in photos.items()}
        keep_all(
            Blob, ({"sha256": sha, "size": size, "media_type": "image/jpeg"} for sha, size in files.values())
        )
        rows = (
            {"case": case, "kind": kind, "blob_id": files[case.pk][0], "name": f"{kind}.jpg", **rounds}
            | ({"before": before_of[case.pk]} if case.pk in before_of else {})
            for case in cases
        )
        before_of = {row.case_id: row for row in keep_all(Evidence, rows)}


def photo(seed: str) -> bytes:
    """A picture as a camera would make it, in size if not in beauty."""
    chance = Random(seed)
    picture = Image.new("RGB", PHOTO, colour(chance))
    draw = ImageDraw.Draw(picture)
    for _ in range(40):
        left, top = chance.randrange(PHOTO[0]), chance.randrange(PHOTO[1])
        draw.ellipse(
            (left, top, left + chance.randrange(20, 500), top + chance.randrange(20, 400)), colour(chance)
        )
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=85)
    return stream.getvalue()


def colour(chance: Random) -> tuple[int, int, int]:
    """Any colour."""
    return chance.randrange(256), chance.randrange(256), chance.randrange(256)


def sizes_of(text: str) -> Iterator[int]:
    """4,100 as numbers."""
    return (int(size) for size in text.split(","))


if __name__ == "__main__":
    main(list(sizes_of(sys.argv[1])), sys.argv[2:])
