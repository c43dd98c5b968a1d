"""Whether a PDF is whole and holds nothing that runs. Pure. Opened strictly: nothing in it is repaired."""

import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bihuan.evidence.fault import BOMB, DAMAGED, ENCRYPTED, EXECUTABLE, Fault
from bihuan.evidence.unwanted import holds_program

if TYPE_CHECKING:
    import pikepdf

MOST_OBJECTS = 300_000
# What one compressed stream of a PDF may become while its structure is read.
MOST_UNPACKED = 256_000_000
_SCRIPT = re.compile(rb"/(JavaScript|JS|Launch)(?![A-Za-z0-9#])")
_ATTACHMENT = re.compile(
    rb"\.(exe|dll|scr|com|bat|cmd|js|jse|vbs|vbe|wsf|hta|ps1|jar|msi|lnk|sh)\s*[)>]", re.I
)
_FALSE_LENGTH = "expected endstream"
_RUNS = Fault("file-scripted", "含有脚本或者启动其他程序的动作，请重新打印为 PDF 后上传。")


def pdf_fault(content: bytes) -> Fault | None:
    """What is wrong with a PDF: cut off, no or a wrong table of contents, false lengths, a password, scripts."""
    import pikepdf

    pikepdf.settings.set_qpdf_limits(flate_max_memory=MOST_UNPACKED)
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as document:
            if document.is_encrypted:
                return ENCRYPTED
            return _looked_through(document) or (EXECUTABLE if holds_program(content) else None)
    except pikepdf.PasswordError:
        return ENCRYPTED
    except MemoryError:
        return BOMB
    except Exception:
        # qpdf says PdfError, and what a hostile file makes of its pieces is anybody's guess.
        return DAMAGED


def _looked_through(document: "pikepdf.Pdf") -> Fault | None:
    import pikepdf

    if not len(document.pages):
        return DAMAGED
    if len(document.objects) > MOST_OBJECTS:
        return BOMB
    things: Iterable[object] = document.objects
    for thing in things:
        # Numbers and the like come as Python's own. To come to a stream is to check its length.
        if isinstance(thing, pikepdf.Object) and (fault := _fault_of(thing)):
            return fault
    # What else qpdf warns of are slips that every reader forgives.
    return DAMAGED if any(_FALSE_LENGTH in str(warning) for warning in document.get_warnings()) else None


def _fault_of(thing: "pikepdf.Object") -> Fault | None:
    import pikepdf

    stream = isinstance(thing, pikepdf.Stream)
    # qpdf spells a name in one way only, whatever the file hides it behind (/J#61vaScript).
    words = (thing.stream_dict if stream else thing).unparse(resolved=True)
    if _SCRIPT.search(words):
        return _RUNS
    if _ATTACHMENT.search(words) and b"/EF" in words:
        return EXECUTABLE
    if stream and thing.get("/Type") == "/EmbeddedFile" and thing.read_bytes()[:2] == b"MZ":
        return EXECUTABLE
    return None
