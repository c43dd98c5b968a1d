"""What is read of a file when it comes: of a picture its fingerprint and its camera's notes, of a paper its words."""

import mmap
from dataclasses import dataclass

from bihuan.evidence.exif import PhotoFacts
from bihuan.evidence.sniff import DOCX, PDF, PICTURES, TEXT, XLSX
from bihuan.kernel.errors import NotReadable, Refused
from bihuan.kernel.findings import block

# The documents whose words can be read.
READABLE = frozenset(kind.media_type for kind in (DOCX, XLSX, PDF, TEXT))
# More is not compared (``text_likeness``).
MOST_CHARACTERS = 60_000


@dataclass(frozen=True, slots=True)
class PictureFeatures:
    """The fingerprint as it is stored, and what the file says of time, place and device."""

    fingerprint: bytes
    facts: PhotoFacts


@dataclass(frozen=True, slots=True)
class WritingFeatures:
    """The words, and their sketch as it is stored."""

    text: str
    sketch: bytes


def features_of(
    content: bytes | mmap.mmap, media_type: str, name: str
) -> PictureFeatures | WritingFeatures | None:
    """The features of a file whose type is known; None for kinds that have none. Raises Refused: it cannot be read."""
    if media_type in PICTURES:
        return _picture(content[:], name)
    return _writing(content[:], media_type) if media_type in READABLE else None


def _picture(content: bytes, name: str) -> PictureFeatures:
    # Imported here: OpenCV and numpy are no part of starting up.
    from bihuan.evidence.exif import read_exif
    from bihuan.evidence.fingerprint import fingerprint

    try:
        return PictureFeatures(fingerprint(content).to_bytes(), read_exif(content))
    except ValueError as problem:
        message = f"图片“{name}”无法解码，不能与其他图片比对；请用原软件打开后另存为 JPEG 再上传。"
        raise Refused([block("picture-unreadable", message, where=name, clause="S18")]) from problem


def _writing(content: bytes, media_type: str) -> WritingFeatures:
    from bihuan.evidence.text_index import sketch_of
    from bihuan.evidence.text_likeness import substance_of
    from bihuan.intake.readers.plain_text import text_of

    try:
        text = text_of(content, media_type)[:MOST_CHARACTERS]
    except NotReadable as problem:
        raise Refused(problem.findings) from problem
    return WritingFeatures(text, sketch_of(substance_of(text, ())).to_bytes())
