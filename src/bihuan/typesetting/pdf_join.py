"""Files of the one typesetter made one file, which stays the archive copy (PDF/A-2b) that each of them was. Pure.

No general tool: it knows the plain form in which the typesetter writes (PDF 1.7 with a table of offsets, no object
streams, no text of the data outside of streams and properties) and stops at anything else.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_END = re.compile(
    rb"trailer\s*<</Size (\d+)/Root (\d+) 0 R/Info (\d+) 0 R/ID\[\(([^()\\]+)\)\(\4\)\]>>\s*"
    rb"startxref\s+(\d+)\s+%%EOF\s*$"
)
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_PAGES = re.compile(rb"/Pages (\d+) 0 R")
_COUNT = re.compile(rb"/Type/Pages/Count (\d+)")
_METADATA = re.compile(rb"/Metadata (\d+) 0 R")
_STREAM = re.compile(rb"(?<=>>)\s*stream\r?\n")
_LENGTH = re.compile(rb"/Length \d+")
_NUMBER_OF_PAGES = re.compile(rb"<xmpTPg:NPages>\d+</xmpTPg:NPages>")
_ENTRY = 20  # bytes of an entry of the table of offsets
_ID = 16  # bytes


@dataclass(frozen=True, slots=True)
class _File:
    """One file, taken apart: its objects by number without the words around them, and the numbers that matter."""

    head: bytes
    objects: Mapping[int, bytes]
    root: int
    info: int
    identity: bytes

    def pages(self) -> int:
        """The object that all pages hang on."""
        return _number(_PAGES, self.objects[self.root])

    def needed(self, start: int, known: Iterable[int] = ()) -> list[int]:
        """``start`` and what it refers to, directly or not, beside what is ``known``; in order of number."""
        seen, open_ = set(known), [start]
        while open_:
            number = open_.pop()
            if number not in seen:
                seen.add(number)
                open_ += _references(self.objects[number])
        return sorted(seen - set(known))


@dataclass(slots=True)
class Joined:
    """A file in the making: files are added one by one, each can be forgotten when it has been added.

    Title, day, language and colour profile are those of the first. Raises ValueError for a file of another form.
    """

    _out: bytearray = field(default_factory=bytearray)
    # Of object 0, which is none, and of object 1, which is all pages.
    _offsets: list[int] = field(default_factory=lambda: [0, 0])
    _alike: dict[bytes, int] = field(default_factory=dict)
    _trees: list[tuple[int, int]] = field(default_factory=list)
    _frame: _File | None = None
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def add(self, content: bytes) -> None:
        """Append the pages of ``content``."""
        file = _taken_apart(content)
        self._digest.update(content)
        pages = file.pages()
        wanted = file.needed(pages)
        if self._frame is None:
            self._out += file.head
            frame = [*file.needed(file.root, [pages]), file.info, pages]
            kept = {number: file.objects[number] for number in frame}
            self._frame = _File(b"", kept, file.root, file.info, file.identity)
        named = self._named(file, wanted)
        for number, name in named.items():
            if name < len(self._offsets):  # an object like it is there already
                continue
            text = _renamed(file.objects[number], named)
            if number == pages:
                self._trees.append((name, _number(_COUNT, text)))
                text = text.replace(b"<<", b"<</Parent 1 0 R", 1)
            self._put(name, text)

    def content(self) -> bytes:
        """The file of all that was added, at least one. Nothing can be added after."""
        frame = self._frame
        if frame is None:
            raise ValueError("no file was added")
        count = sum(pages for _, pages in self._trees)
        kids = b" ".join(b"%d 0 R" % name for name, _ in self._trees)
        self._put(1, b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, kids))
        # What stands in the properties is text, whatever it looks like: it refers to nothing.
        info = len(self._offsets)
        self._put(info, frame.objects[frame.info])
        numbers = [number for number in frame.objects if number not in (frame.pages(), frame.info)]
        named = self._named(frame, numbers) | {frame.pages(): 1}
        identity = b64encode(self._digest.digest()[:_ID])
        metadata = _number(_METADATA, frame.objects[frame.root])
        for number, name in named.items():
            if name < len(self._offsets):  # all pages, and what pictures have too: the colour profile
                continue
            text = frame.objects[number]
            if number == metadata:
                text = _described(text.replace(frame.identity, identity), count)
            self._put(name, _renamed(text, named))
        self._close(named[frame.root], info, identity)
        return bytes(self._out)

    def _named(self, file: _File, wanted: Iterable[int]) -> dict[int, int]:
        """New numbers for the objects ``wanted``. One that says what another does is in the file but once."""
        named: dict[int, int] = {}
        free, left = len(self._offsets), list(wanted)
        references = {number: set(_references(file.objects[number])) for number in left}
        # What refers to nothing else comes first, then what refers to that; pages are never alike.
        while ready := [number for number in left if references[number] <= named.keys()]:
            for number in ready:
                key = hashlib.sha256(_renamed(file.objects[number], named)).digest()
                named[number] = self._alike.setdefault(key, free)
                free += named[number] == free
            left = [number for number in left if number not in named]
        return named | {number: free + at for at, number in enumerate(left)}

    def _put(self, name: int, text: bytes) -> None:
        if name == len(self._offsets):
            self._offsets.append(0)
        self._offsets[name] = len(self._out)
        self._out += b"%d 0 obj\n%b\nendobj\n" % (name, text)

    def _close(self, root: int, info: int, identity: bytes) -> None:
        """The table of offsets and what stands behind it."""
        at, size = len(self._out), len(self._offsets)
        self._out += b"xref\n0 %d\n0000000000 65535 f\r\n" % size
        self._out += b"".join(b"%010d 00000 n\r\n" % offset for offset in self._offsets[1:])
        self._out += b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R" % (size, root, info)
        self._out += b"/ID[(%b)(%b)]>>\nstartxref\n%d\n%%%%EOF" % (identity, identity, at)


def _taken_apart(content: bytes) -> _File:
    end = _END.search(content, max(0, len(content) - 1_000))
    if end is None:
        raise ValueError("not a file as the typesetter writes it")
    size, root, info, start = (int(end[group]) for group in (1, 2, 3, 5))
    table = content[start : end.start()]
    entries = table[len(table) - size * _ENTRY :] if table.endswith((b"\n", b"\r")) else b""
    offsets = [int(entries[at * _ENTRY : at * _ENTRY + 10]) for at in range(1, size)]
    ends = dict(zip(sorted(offsets), [*sorted(offsets)[1:], start], strict=True))
    objects = {
        number: _bare(number, content[offset : ends[offset]]) for number, offset in enumerate(offsets, 1)
    }
    return _File(content[: min(offsets)], objects, root, info, end[4])


def _bare(number: int, text: bytes) -> bytes:
    """An object without the words around it."""
    before, after = b"%d 0 obj" % number, b"endobj"
    text = text.strip()
    if not text.startswith(before) or not text.endswith(after):
        raise ValueError(f"object {number} is not where it should be")
    return text[len(before) : -len(after)].strip(b"\n")


def _split(text: bytes) -> tuple[bytes, bytes]:
    """What an object says of itself, and its stream with the word before it."""
    stream = _STREAM.search(text)
    return (text[: stream.start()], text[stream.start() :]) if stream else (text, b"")


def _references(text: bytes) -> list[int]:
    return [int(number) for number in _REFERENCE.findall(_split(text)[0])]


def _renamed(text: bytes, named: Mapping[int, int]) -> bytes:
    told, stream = _split(text)
    return _REFERENCE.sub(lambda match: b"%d 0 R" % named[int(match[1])], told) + stream


def _described(text: bytes, pages: int) -> bytes:
    """The description of the file (XMP), with the number of its pages."""
    told, stream = _split(text)
    body = stream[stream.index(b"<?xpacket") : stream.rindex(b"endstream")].rstrip()
    body = _NUMBER_OF_PAGES.sub(b"<xmpTPg:NPages>%d</xmpTPg:NPages>" % pages, body)
    return _LENGTH.sub(b"/Length %d" % len(body), told) + b"\nstream\n" + body + b"\nendstream"


def _number(pattern: re.Pattern[bytes], text: bytes) -> int:
    found = pattern.search(text)
    if found is None:
        raise ValueError(f"{pattern.pattern!r} is missing")
    return int(found[1])
