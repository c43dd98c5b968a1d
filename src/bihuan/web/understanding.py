"""A file that waits to be confirmed, and what was understood of one, made fit for a page.

A list of opinions carries the contact details of citizens, so a file that waits lies sealed, apart from the files
that are kept, and no longer than a day; so do the words that were recognised on a scan. Only a list without any such
detail is kept in the clear after the import.
"""

import base64
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing

from bihuan.evidence.blobs import keep
from bihuan.intake.columns import ColumnMap
from bihuan.intake.readers import open_blocks
from bihuan.intake.readers.scan import NOT_READ, Recognised, is_draft
from bihuan.intake.reading import OpinionLine, Reading, Row
from bihuan.kernel import clock
from bihuan.kernel.redact import private_details, redact
from bihuan.people.sealed import seal, unseal

SALT = "bihuan.web.importing"
WAITS_SECONDS = 24 * 3600
FIRST_ROWS = 20
WORDS = "words"
DUTY_LABELS = {
    "route": "分类办理",
    "five_haves": "五个有",
    "six_steps": "六个步骤",
    "evidence": "佐证材料",
    "return_visit": "回访",
    "report": "书面报送",
    "announcement": "公布",
}
ROUTE_LABELS = {
    "rectify_now": "立行立改",
    "contact": "联系告知",
    "staged": "分步解决",
    "long_term": "长期推进",
    "explain_only": "解释说明",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits: ``sealed`` is its name there, ``sha256`` its own hash, ``user`` who brought it.

    ``columns``: what the clerk said of the columns of its tables.
    """

    sealed: str
    sha256: str
    name: str
    user: int
    batch: int | None = None
    columns: ColumnMap = field(default_factory=dict)

    def token(self) -> str:
        """All of it, signed, for the address and the form of the preview."""
        return signing.dumps(
            [self.sealed, self.sha256, self.name, self.user, self.batch, self.columns],
            salt=SALT,
            compress=True,
        )


def waiting_of(token: str, user: int) -> Waiting:
    """What ``token`` names. Raises BadSignature when it was changed, is too old or is somebody else's."""
    waiting = Waiting(*signing.loads(token, salt=SALT, max_age=WAITS_SECONDS))
    if waiting.user != user:
        raise signing.BadSignature("not the one who brought it")
    return waiting


def waiting_room() -> Path:
    """Where files wait: beside the kept ones, so that clearing it up can touch none of them."""
    return Path(settings.BLOB_DIR) / "waiting"


def park(content: bytes) -> str:
    """Put a file away, sealed, until it is confirmed; whatever was never confirmed goes."""
    room, moment = waiting_room(), clock.now().timestamp()
    room.mkdir(parents=True, exist_ok=True)
    _sweep(room, moment - WAITS_SECONDS)
    descriptor, place = tempfile.mkstemp(dir=room)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(seal(base64.b64encode(content).decode()))
    os.utime(place, (moment, moment))
    return Path(place).name


def _sweep(room: Path, before: float) -> None:
    for path in room.iterdir():
        try:
            if path.stat().st_mtime < before:
                path.unlink()
        except FileNotFoundError:  # confirmed, or swept by another upload, at this very moment
            continue


def parked(waiting: Waiting) -> bytes | None:
    """The file that waits, or None when it is there no more."""
    path = waiting_room() / waiting.sealed
    return base64.b64decode(unseal(path.read_text())) if path.is_file() else None


def beside(waiting: Waiting, what: str) -> Path:
    """A file that belongs to the one that waits, and goes with it."""
    return waiting_room() / f"{waiting.sealed}.{what}"


def recognised_words(waiting: Waiting) -> Recognised:
    """What was recognised on the scanned pages of a file that waits; nothing where that is still to be done."""
    path = beside(waiting, WORDS)
    return Recognised.from_json(unseal(path.read_text())) if path.is_file() else Recognised({})


def settle(waiting: Waiting, content: bytes, reading: Reading) -> None:
    """After the import: the notice itself is kept, a list with personal details is not; nothing waits any more."""
    if not (reading.opinions and _is_private(content, waiting, reading)):
        keep(content)
    for path in waiting_room().glob(f"{waiting.sealed}*"):
        path.unlink(missing_ok=True)


def _is_private(content: bytes, waiting: Waiting, reading: Reading) -> bool:
    """Whether a list names anybody, or any of its cells, read or not, holds a personal detail; of a scan who knows."""
    if is_draft(reading.findings) or any(finding.code == NOT_READ for finding in reading.findings):
        return True
    if any(line.contact_name or line.contact_phone for line in reading.opinions):
        return True
    blocks = open_blocks(content, waiting.name)
    rows = ("\n".join(row) for grid in blocks.grids() for row in grid.rows)
    return any(private_details(text) for texts in (blocks.lines(), rows) for text in texts)


def shown_reading(reading: Reading) -> dict[str, Any]:
    """A reading as plain rows for the page; contact details only as their presence."""
    rows = reading.table.rows if reading.table else ()
    return {
        "facts": _facts(reading),
        "duties": [shown_duty(asdict(duty)) for duty in reading.document.duties],
        "rows": [_row(row) for row in rows],
        "row_count": len(rows),
        "opinions": [_opinion(line) for line in reading.opinions[:FIRST_ROWS]],
        "opinion_count": len(reading.opinions),
        "first": FIRST_ROWS,
        "with_contact": sum(bool(line.contact_name or line.contact_phone) for line in reading.opinions),
        "findings": said_once(finding.as_dict() for finding in reading.findings),
    }


def _facts(reading: Reading) -> list[dict[str, Any]]:
    document = reading.document
    if not (document.number or document.title):
        return []
    years = f"{document.evaluation_year or '—'}年评价，{document.work_year or '—'}年整改"
    return [
        {"label": "通知标题", "value": document.title, "wide": True},
        {"label": "方案标题", "value": document.plan_title, "wide": True},
        {"label": "附件", "value": "；".join(document.attachments), "wide": True},
        {"label": "发文字号", "value": document.number},
        {"label": "发文机关", "value": document.issuing_body},
        {"label": "主送", "value": document.recipients},
        {"label": "成文日期", "value": document.issued_on},
        {"label": "依据文件", "value": "；".join(document.basis), "wide": True},
        {"label": "牵头单位", "value": document.coordinator},
        {"label": "年度", "value": years},
        {"label": "规划期末", "value": document.plan_period_end},
        {"label": "书面报送截止", "value": document.report_due_on},
        {"label": "报送单位", "value": document.report_to},
        {"label": "反馈意见", "value": _count(document.received_count, "条")},
        {"label": "需整改", "value": _count(document.rectify_count, "项")},
    ]


def _count(number: int | None, unit: str) -> str:
    return "" if number is None else f"{number}{unit}"


def shown_duty(duty: Mapping[str, Any]) -> dict[str, Any]:
    """One duty of the text, its kind and its items in the words of the office."""
    items = "、".join(ROUTE_LABELS.get(item, item) for item in duty["items"])
    return {**duty, "label": DUTY_LABELS.get(duty["kind"], duty["kind"]), "items": items}


def said_once(findings: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Findings whose place is not printed twice where the message begins with it."""
    return [
        {**finding, "where": "" if finding["message"].startswith(finding["where"]) else finding["where"]}
        for finding in findings
    ]


def _row(row: Row) -> dict[str, Any]:
    return {
        "position": row.position,
        "number": row.number,
        "content": row.content,
        "kind": row.type,
        "target": row.target,
        "measures": row.measures,
        "limit": row.limit.text,
        "units": "、".join(row.units),
        "person": row.person,
        "where": row.where,
    }


def _opinion(line: OpinionLine) -> dict[str, Any]:
    left = [part for part in (masked_name(line.contact_name), redact(line.contact_phone)) if part]
    return {
        "number": line.number,
        "text": line.text,
        "kind": line.type,
        "source": line.source,
        "received_on": line.received_on,
        "contact": " ".join(left),
        "where": line.where,
    }


def masked_name(name: str) -> str:
    """A name of which only the first character is left."""
    return f"{name[0]}{'*' * (len(name) - 1)}" if name else ""
