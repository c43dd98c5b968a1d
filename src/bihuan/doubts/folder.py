"""The detectors over a folder of evidence: no database, no cases, only files in sub-folders."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from bihuan.doubts import texts
from bihuan.doubts.dates import date_doubts
from bihuan.doubts.doubt import Doubt, Seen, Weight, plain, severe
from bihuan.doubts.figures import FigureFacts, Passage, figure_doubts
from bihuan.doubts.folder_names import FileKind, kind_of_paper
from bihuan.doubts.folder_photos import Photos, timed_photos
from bihuan.doubts.folder_reading import Folder, Piece, read_folder
from bihuan.doubts.hands import Hands, hand_doubts
from bihuan.doubts.reuse import file_reused
from bihuan.doubts.spoken_dates import Role, claims_done, spoken_days
from bihuan.doubts.spoken_hands import own_verification, spoken_hands
from bihuan.doubts.timeline import Paper, Timeline

# A file that lies about itself or hides something; the others are merely broken, empty or of another kind.
_LYING = frozenset(
    {"file-name-differs", "file-has-macros", "file-executable", "file-scripted", "file-double", "file-bomb"}
)
# Papers in which each item tells its own story, so that two must not be alike.
_OWN = (FileKind.REPORT, FileKind.MEETING_MINUTES, FileKind.PLAN, FileKind.VERIFICATION, FileKind.OTHER)
# One meeting or one notice may well be about several items; what a superior issued belongs to all of them.
_SHARED = (FileKind.MEETING_NOTICE, FileKind.MEETING_MINUTES, FileKind.DATA)
_COMMON = (FileKind.BASIS, FileKind.COMPLAINT)
_CLAIMING = (FileKind.REPORT, FileKind.VERIFICATION, FileKind.DATA, FileKind.OTHER)


@dataclass(frozen=True, slots=True)
class FolderFinding:
    """One finding, with the files it is about, as paths within the folder."""

    code: str
    weight: Weight
    files: tuple[str, ...]
    message: str

    def as_dict(self) -> dict[str, Any]:
        """As ``bihuan evidence check --json`` prints it."""
        return {
            "code": self.code,
            "severity": self.weight.value,
            "files": list(self.files),
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Document:
    """A readable document of an item, and what it is."""

    piece: Piece
    kind: FileKind


def check_folder(root: Path, progress: Callable[[int, int], None]) -> list[FolderFinding]:
    """Everything the detectors see in the folder, severe findings first, always in the same order.

    Raises NotReadable when there is no such folder or nothing in it. A file that cannot be read is a finding.
    """
    folder = read_folder(root, progress)
    documents = [
        Document(piece, kind_of_paper(piece.name, piece.text))
        for piece in folder.pieces
        if piece.text.strip()
    ]
    pictures = Photos(folder)
    doubts = [*_faults(folder), *_same_files(folder, documents), *_like_papers(folder, documents)]
    doubts += pictures.reused()
    for item in range(len(folder.items)):
        own = [document for document in documents if document.piece.item == item]
        photos = [piece for piece in folder.pieces if piece.item == item and piece.is_photo]
        timeline = _timeline(item, own, photos)
        doubts += [*date_doubts(timeline), *pictures.odd(timeline), *_of_item(item, own)]
    return _as_findings(folder, doubts)


def _as_findings(folder: Folder, doubts: Iterable[Doubt]) -> list[FolderFinding]:
    """The doubts with their files; one seen from both of its sides is said once."""
    paths: dict[tuple[int | None, str], list[str]] = defaultdict(list)
    for piece in folder.pieces:
        if piece.sha256:
            paths[piece.item, piece.sha256].append(piece.path)
    known = {piece.path for piece in folder.pieces}
    found: dict[tuple[str, tuple[str, ...], str], FolderFinding] = {}
    for doubt in doubts:
        files = {side.label for side in doubt.seen} & known
        files |= {
            path
            for side in doubt.seen
            if side.label not in known
            for path in paths.get((side.case_id, side.sha256), ())
        }
        listed = tuple(sorted(files))
        finding = FolderFinding(doubt.code, doubt.weight, listed, doubt.message)
        two_sided = "" if len({side.case_id for side in doubt.seen}) > 1 else doubt.message
        found.setdefault((doubt.code, listed, two_sided), finding)
    return sorted(
        found.values(), key=lambda one: (one.weight is Weight.PLAIN, one.code, one.files, one.message)
    )


def _seen(piece: Piece, text: str = "") -> Seen:
    return Seen(piece.path, piece.sha256, piece.item, text)


def _faults(folder: Folder) -> Iterator[Doubt]:
    """Files that would be refused when handed in."""
    for piece in folder.pieces:
        for fault in piece.faults:
            make = severe if fault.code in _LYING else plain
            yield make(fault.code, _naming(piece, fault.message), _seen(piece), clause="S18")


def _naming(piece: Piece, message: str) -> str:
    """The sentence, with the file in it."""
    return message if piece.path in message else f"{piece.path}：{message}"


def _same_files(folder: Folder, documents: Sequence[Document]) -> Iterator[Doubt]:
    """One document handed in for several items. Photos have their own rules."""
    kinds = {document.piece.path: document.kind for document in documents}
    alike: dict[str, list[Piece]] = defaultdict(list)
    for piece in folder.pieces:
        if piece.sha256 and not piece.is_photo:
            alike[piece.sha256].append(piece)
    for pieces in alike.values():
        kind = kinds.get(pieces[0].path, FileKind.OTHER)
        if kind in _COMMON:
            continue
        others = [_seen(piece) for piece in pieces if piece.item != pieces[0].item]
        for doubt in file_reused(kind.label, _seen(pieces[0]), others, shared=kind in _SHARED):
            yield replace(doubt, seen=tuple(map(_seen, pieces)))


def _like_papers(folder: Folder, documents: Sequence[Document]) -> Iterator[Doubt]:
    """Papers of different items that are nearly the same."""
    papers: dict[str, Document] = {}
    for document in documents:
        if document.kind in _OWN:
            # Files that are the same byte for byte have been told of.
            papers.setdefault(document.piece.sha256, document)
    found = texts.copied_among([_paper(folder, document) for document in papers.values()])
    yield from (doubt for doubts in found for doubt in doubts)


def _paper(folder: Folder, document: Document) -> texts.Paper:
    piece = document.piece
    name = folder.items[piece.item]
    return texts.Paper(piece.item, piece.path, piece.text, piece.sha256, (name,) if name else ())


def _of_item(item: int, documents: Sequence[Document]) -> Iterator[Doubt]:
    """What one item says, held against itself."""
    yield from figure_doubts(_figures(item, documents))
    yield from _hands(item, documents)
    say = partial(_said, item, documents)
    plans, reports = say(FileKind.PLAN), say(FileKind.REPORT)
    if plans:
        for report in reports:
            yield from texts.repeated_plan(report, plans)
    answers = [*reports, *plans]
    if answers:
        for complaint in say(FileKind.COMPLAINT):
            yield from texts.unanswered(complaint, answers)


def _said(item: int, documents: Sequence[Document], kind: FileKind) -> list[texts.Paper]:
    return [
        texts.Paper(item, document.piece.path, document.piece.text, document.piece.sha256)
        for document in documents
        if document.kind is kind
    ]


def _timeline(item: int, documents: Sequence[Document], photos: Sequence[Piece]) -> Timeline:
    return Timeline(case_id=item, papers=tuple(map(_dated, documents)), photos=tuple(timed_photos(photos)))


def _dated(document: Document) -> Paper:
    piece = document.piece
    return Paper(
        piece.path,
        document.kind.paper_kind,
        spoken_days(piece.text),
        piece.sha256,
        claims_done=document.kind is FileKind.REPORT and claims_done(piece.text),
        before=piece.side.before if piece.side else None,
    )


def _hands(item: int, documents: Sequence[Document]) -> Iterator[Doubt]:
    """Who is named in which part, held against each other; what is seen is the paper with the name."""
    named: dict[tuple[str, str], Piece] = {}
    hands = []
    for document in documents:
        for hand in spoken_hands(document.piece.text, document.kind.paper_kind):
            named.setdefault((hand.part.label, hand.name), document.piece)
            hands.append(hand)
    for doubt in hand_doubts(Hands(item, tuple(dict.fromkeys(hands)))):
        sides = (_seen(named[side.label, side.text], f"{side.label}：{side.text}") for side in doubt.seen)
        yield replace(doubt, seen=tuple(sides))
    yield from own_verification(item, {document.piece.path: document.piece.text for document in documents})


def _figures(item: int, documents: Sequence[Document]) -> FigureFacts:
    return FigureFacts(
        case_id=item,
        passages=tuple(_passage(document.piece) for document in documents if document.kind in _CLAIMING),
        target="\n".join(document.piece.text for document in documents if document.kind is FileKind.PLAN),
    )


def _passage(piece: Piece) -> Passage:
    written = next((day.last for day in spoken_days(piece.text) if day.role is Role.WRITTEN), None)
    return Passage(piece.path, piece.text, piece.sha256, written)
