"""A saved public page against the log: every word that the page marks as the log's must be the log's.

A page carries each public entry that it rests on in an element that ``embed`` printed,

    <script type="application/json" class="log-entry" data-index="7">{"about":…}</script>

and shows each value of it in an element with ``data-log="7 result"``, or ``data-log="7 measures.0"`` for the first of a
list; its visible text is the value. What is hidden (``hidden``, ``display:none``, ``<template>`` …) shows nothing. What
a style sheet or a script does to a page cannot be seen here, nor what stands beside the marked words.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tlog.entry import EntryError, Published, canonical, parse_entry, prefix_of
from tlog.fsck import Problem
from tlog.store import Folder

CLASS = "log-entry"
_HIDING = re.compile(r"(display\s*:\s*none|visibility\s*:\s*(hidden|collapse))", re.IGNORECASE)
_UNSEEN = re.compile(
    "datalist|dialog|head|iframe|noembed|noframes|noscript|object|script|select|style|template|textarea|title"
)
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr")
# At the edges of these a browser begins a new line, or a new cell.
_BLOCK = re.compile(
    "address|article|aside|blockquote|br|caption|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li|main"
    "|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_LOG = re.compile(r"(0|[1-9][0-9]{0,17}) ([^\s.]+(?:\.(?:0|[1-9][0-9]{0,5}))?)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A visible element that says whose words it shows: ``source`` is its ``data-log``, ``line`` where it begins."""

    source: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """What a page rests on (index → entry), what it shows of it, and what could not be read."""

    entries: dict[int, bytes]
    shown: tuple[Shown, ...]
    broken: tuple[Problem, ...] = ()


def embed(index: int, entry: bytes) -> str:
    """The element that carries the entry at ``index`` in a page. Safe: it holds no ``<`` of the entry's."""
    content = entry.decode().replace("<", "\\u003c")
    return f'<script type="application/json" class="{CLASS}" data-index="{index}">{content}</script>'


def read_page(html: str) -> Page:
    """What there is to check in a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Page(reader.entries, tuple(reader.shown), tuple(reader.broken))


def check_page(page: Page, folder: Folder, size: int) -> list[Problem]:
    """What is wrong with ``page`` by the log of ``size`` in ``folder``, which was found sound."""
    if not page.entries and not page.broken:
        return [
            Problem(
                "page-without-entries", "网页", "没有附日志记录，无从核对；请另存完整的公开网页（HTML）。"
            )
        ]
    problems = list(page.broken)
    known: dict[int, Published] = {}
    for index, content in sorted(page.entries.items()):
        entry = _known(index, content, folder, size)
        if isinstance(entry, Problem):
            problems.append(entry)
        else:
            known[index] = entry
    problems += _left_out(page, known, folder, size)
    problems += _said_otherwise(page, known)
    problems += _not_shown(page, known)
    return problems


def _known(index: int, content: bytes, folder: Folder, size: int) -> Published | Problem:
    where = f"第{index + 1}条"
    if index >= size or folder.entry(index, size) != content:
        return Problem(
            "page-entry-differs", where, "网页所附的这条记录与日志不一致：网页被改动，或者不是这个日志。"
        )
    try:
        entry = parse_entry(content)
    except EntryError as problem:
        return Problem("page-entry-unreadable", where, f"日志中的这条记录读不懂（{problem}）。")
    if isinstance(entry, Published):
        return entry
    return Problem("page-entry-not-public", where, "网页所附的这条不是公开记录。")


def _left_out(page: Page, known: dict[int, Published], folder: Folder, size: int) -> Iterator[Problem]:
    starts = tuple({prefix_of(entry.about) for entry in known.values()})
    for index, content in folder.every_entry(size):
        # Entries are canonical, so that each published one begins with what it is about.
        if not starts or index in page.entries or not content.startswith(starts):
            continue
        try:
            entry = parse_entry(content)
        except EntryError:
            continue
        if isinstance(entry, Published):
            yield Problem(
                "page-leaves-out",
                f"第{index + 1}条",
                f"日志中还有关于“{entry.about}”的公开记录（{entry.at}，{entry.act}），网页没有列出。"
                "如果网页是在此之前保存的，请重新打开公开网页再核对；否则网页有遗漏。",
            )


def _said_otherwise(page: Page, known: dict[int, Published]) -> Iterator[Problem]:
    for shown in page.shown:
        where = f"网页第{shown.line}行"
        match = _LOG.fullmatch(shown.source)
        if match is None:
            yield Problem("page-mark-unreadable", where, f"出处的写法不对：{shown.source[:40]!r}。")
            continue
        index = int(match[1])
        if index not in page.entries:
            yield Problem(
                "page-mark-unknown", where, f"文字注明出自第{index + 1}条记录，网页却没有附这条记录。"
            )
        elif index in known:
            told = _values(known[index]).get(match[2])
            if told is None:
                yield Problem("page-mark-unknown", where, f"第{index + 1}条记录没有“{match[2]}”这一栏。")
            elif _one_line(shown.text) != _one_line(told):
                yield Problem(
                    "page-says-otherwise",
                    where,
                    f"网页写的是“{_one_line(shown.text)}”，日志第{index + 1}条“{match[2]}”写的是“{_one_line(told)}”。",
                )


def _not_shown(page: Page, known: dict[int, Published]) -> Iterator[Problem]:
    shown = {each.source for each in page.shown}
    for index, entry in known.items():
        absent = [name for name, text in _values(entry).items() if text and f"{index} {name}" not in shown]
        if absent:
            said = "、".join(f"“{name}”" for name in absent)
            yield Problem(
                "page-hides", f"第{index + 1}条", f"记录中的{said}没有显示在网页上。", serious=False
            )


def _values(entry: Published) -> dict[str, str]:
    """What each mark of the entry must show."""
    told: dict[str, str] = {}
    for name, value in entry.public.items():
        if isinstance(value, list):
            told |= {f"{name}.{at}": text for at, text in enumerate(value)}
        else:
            told[name] = "" if value is None else str(value)
    return told


def _one_line(text: str) -> str:
    return " ".join(text.split())


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet."""

    tag: str
    hidden: bool
    source: str | None
    line: int
    text: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads a page as a browser lays it out, as far as hiding and line ends go."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.entries: dict[int, bytes] = {}
        self.shown: list[Shown] = []
        self.broken: list[Problem] = []
        self._open: list[_Open] = []
        self._index: str | None = None  # of the entry being read
        self._content = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(reversed(attrs))  # of an attribute given twice a browser takes the first
        if _BLOCK.fullmatch(tag):
            self._write(" ")
        if _VOID.fullmatch(tag):
            return
        if tag == "script" and CLASS in (given.get("class") or "").split():
            self._index, self._content = given.get("data-index") or "", ""
        inside = bool(self._open) and self._open[-1].hidden
        hidden = bool(
            inside or _UNSEEN.fullmatch(tag) or "hidden" in given or _HIDING.search(given.get("style") or "")
        )
        self._open.append(_Open(tag, hidden, given.get("data-log"), self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if any(each.tag in ("svg", "math") for each in self._open):
            self.handle_endtag(tag)  # only there does a slash close

    def handle_endtag(self, tag: str) -> None:
        if _BLOCK.fullmatch(tag):
            self._write(" ")
        if tag == "script" and self._index is not None:
            self._take(self._index)
            self._index = None
        if any(each.tag == tag for each in self._open):
            while self._close() != tag:
                continue

    def handle_data(self, data: str) -> None:
        if self._index is not None:
            self._content += data
        else:
            self._write(data)

    def close(self) -> None:
        super().close()
        while self._open:
            self._close()

    def _write(self, text: str) -> None:
        if self._open and not self._open[-1].hidden:
            for each in self._open:
                if each.source is not None:
                    each.text.append(text)

    def _close(self) -> str:
        done = self._open.pop()
        if done.source is not None and not done.hidden:
            self.shown.append(Shown(done.source, "".join(done.text), done.line))
        return done.tag

    def _take(self, index: str) -> None:
        where = f"网页第{self.getpos()[0]}行"
        try:
            content = canonical(json.loads(self._content))
        except (ValueError, RecursionError):
            self.broken.append(Problem("page-entry-broken", where, "所附的日志记录不完整，读不出来。"))
            return
        if (
            not re.fullmatch("0|[1-9][0-9]{0,17}", index)
            or self.entries.setdefault(int(index), content) != content
        ):
            self.broken.append(
                Problem("page-entry-broken", where, "所附的日志记录没有写明序号，或者序号重复。")
            )
