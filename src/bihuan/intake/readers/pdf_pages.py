"""What stands on the pages of a PDF, read in a process of its own: ``python pdf_pages.py SECONDS PAGES < file``.

Writes one line of JSON a page: [width, height, kind, words, rules], in points, the page upright. Started by ``pdf`` and
by nobody else: PDFium is not made for threads and trusts what a file says of itself. Imports nothing of Bihuan.
"""

import ctypes
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

DAMAGED = 3
ENCRYPTED = 4
TOO_MANY_PAGES = 5
TOO_LONG = 6
# Kinds of page: its text is text; it was put behind a scan by a machine that read it; there is only a picture of it.
TYPED, RECOGNISED, PICTURE, BLANK = range(4)
MOST_MEMORY = 2_000_000_000
MOST_CHARACTERS = 60_000  # of one page
MOST_IN_ALL = 1_500_000
MOST_RULES = 20_000
_MOST_DEPTH = 8
_THIN = 3.0
_NEEDS_PASSWORD = 4  # FPDF_ERR_PASSWORD
_TEXT, _PATH, _FORM = 1, 2, 5  # FPDF_PAGEOBJ_…
_LINE_TO, _CURVE_TO, _MOVE_TO = 0, 1, 2
_IMAGE = 3
_INVISIBLE = 3
# A page with an image over this much of it, and fewer characters than these, is a scan with a stamp on it.
_MOST_OF_A_PAGE = 0.5
_FEW_CHARACTERS = 60
# Of a text that cannot be read out (fonts without names for their shapes) more than this is no character.
_MOST_NONSENSE = 0.3

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
_UPRIGHT: Matrix = (1, 0, 0, 1, 0, 0)


def main() -> int:
    """Write what stands on the pages of the PDF on standard input; the exit code says why not."""
    seconds, most_pages = int(sys.argv[1]), int(sys.argv[2])
    for kind, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, seconds)):
        allowed = resource.getrlimit(kind)[1]
        most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(kind, (most, most))
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        if not len(document):
            return DAMAGED
        if len(document) > most_pages:
            return TOO_MANY_PAGES
        left = MOST_IN_ALL
        for number in range(len(document)):
            page = _page(document, number)
            sys.stdout.buffer.write(json.dumps(page, separators=(",", ":")).encode() + b"\n")
            left -= len(page[3])
            if left < 0:
                return TOO_LONG
    except pypdfium2.PdfiumError as problem:
        return ENCRYPTED if problem.err_code == _NEEDS_PASSWORD else DAMAGED
    return 0


def _page(document: Any, number: int) -> list[Any]:
    from pypdfium2 import raw

    page = document[number]
    left, bottom, right, top = page.get_bbox()
    text = page.get_textpage()
    words, angles = _characters(raw, text.raw)
    seen = _Seen()
    for item, matrix in _objects(raw, page.raw):
        seen.look(raw, item, matrix)
    # How the text itself is turned decides, and not how a viewer is asked to turn the page.
    turned = _Turn(left, bottom, right, top, _mostly(angles))
    kind = _kind(words, seen, (right - left) * (top - bottom))
    return [
        turned.width,
        turned.height,
        kind,
        [[*turned.box(box), char] for box, char in words] if kind < PICTURE else [],
        [turned.box(rule) for rule in seen.rules] if kind < PICTURE else [],
    ]


class _Seen:
    """What the objects of a page show: ruling lines, how many texts are visible and how many not, how large images."""

    def __init__(self) -> None:
        self.rules: list[Box] = []
        self.objects = self.shown = self.hidden = 0
        self.largest = 0.0

    def look(self, raw: Any, item: Any, matrix: Matrix) -> None:
        kind = raw.FPDFPageObj_GetType(item)
        self.objects += 1
        if kind == _PATH and len(self.rules) < MOST_RULES:
            self.rules.extend(_rules(raw, item, matrix))
        elif kind == _TEXT and raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE:
            self.hidden += 1
        elif kind == _TEXT:
            self.shown += 1
        elif kind == _IMAGE:
            a, b, c, d, _, _ = _times(_matrix(raw, item), matrix)
            self.largest = max(self.largest, abs(a * d - b * c))


def _kind(words: list[tuple[Box, str]], seen: _Seen, area: float) -> int:
    visible = [char for _, char in words if not char.isspace()]
    if not visible:
        return PICTURE if seen.objects else BLANK
    nonsense = sum("\ue000" <= char <= "\uf8ff" or char == "\ufffd" for char in visible)
    if nonsense > len(visible) * _MOST_NONSENSE:
        return PICTURE
    if seen.hidden > seen.shown:
        return RECOGNISED
    is_scan = seen.largest > area * _MOST_OF_A_PAGE and len(visible) < _FEW_CHARACTERS
    return PICTURE if is_scan else TYPED


class _Turn:
    """The way from the page's own coordinates (y upwards) to those of a reader who holds it upright."""

    def __init__(self, left: float, bottom: float, right: float, top: float, turns: int) -> None:
        self.left, self.bottom, self.right, self.top, self.turns = left, bottom, right, top, turns
        sides = (right - left, top - bottom)
        self.width, self.height = (round(side, 2) for side in (sides if turns % 2 == 0 else sides[::-1]))

    def box(self, box: Box) -> Box:
        (x0, y0), (x1, y1) = self._point(box[0], box[1]), self._point(box[2], box[3])
        return round(min(x0, x1), 2), round(min(y0, y1), 2), round(max(x0, x1), 2), round(max(y0, y1), 2)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        if self.turns == 0:
            return x - self.left, self.top - y
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x


def _mostly(angles: dict[int, int]) -> int:
    """By how many quarters most of the text is turned."""
    return max(angles, key=lambda turns: (angles[turns], turns == 0), default=0)


def _characters(raw: Any, text: Any) -> tuple[list[tuple[Box, str]], dict[int, int]]:
    found: list[tuple[Box, str]] = []
    angles: dict[int, int] = {}
    box = raw.FS_RECTF()
    where = ctypes.byref(box)
    high = 0
    for at in range(min(raw.FPDFText_CountChars(text), MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        if code < 32 or 0xFFFE <= code <= 0xFFFF or raw.FPDFText_IsGenerated(text, at):
            continue
        if not raw.FPDFText_GetLooseCharBox(text, at, where):
            continue
        found.append(((box.left, box.bottom, box.right, box.top), chr(code)))
        if at % 8 == 0:
            turns = -round(raw.FPDFText_GetCharAngle(text, at) / 1.5708) % 4
            angles[turns] = angles.get(turns, 0) + 1
    return found, angles


def _objects(raw: Any, page: Any) -> Iterator[tuple[Any, Matrix]]:
    for at in range(raw.FPDFPage_CountObjects(page)):
        yield from _within(raw, raw.FPDFPage_GetObject(page, at), _UPRIGHT, 0)


def _within(raw: Any, item: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    if raw.FPDFPageObj_GetType(item) != _FORM:
        yield item, matrix
    elif depth < _MOST_DEPTH:
        inner = _times(_matrix(raw, item), matrix)
        for at in range(raw.FPDFFormObj_CountObjects(item)):
            yield from _within(raw, raw.FPDFFormObj_GetObject(item, at), inner, depth + 1)


def _matrix(raw: Any, item: Any) -> Matrix:
    given = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, ctypes.byref(given)):
        return _UPRIGHT
    return given.a, given.b, given.c, given.d, given.e, given.f


def _times(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    k, m, n, o, p, q = two
    return a * k + b * n, a * m + b * o, c * k + d * n, c * m + d * o, e * k + f * n + p, e * m + f * o + q


def _rules(raw: Any, path: Any, outer: Matrix) -> Iterator[Box]:
    """The straight lines of a path: those drawn, and the thin areas that programs fill instead of drawing lines."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not (fill.value or stroke.value):
        return
    matrix = _times(_matrix(raw, path), outer)
    for points in _shapes(raw, path, matrix):
        if stroke.value:
            yield from (_box(points[n : n + 2]) for n in range(len(points) - 1))
        elif min(_sides(box := _box(points))) <= _THIN:
            yield _middle_line(box)


def _shapes(raw: Any, path: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The subpaths without curves, as points; a closed one ends where it began."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    straight = True
    for at in range(min(raw.FPDFPath_CountSegments(path), MOST_RULES)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == _MOVE_TO:
            if straight and len(points) > 1:
                yield points
            points, straight = [], True
        straight = straight and kind != _CURVE_TO
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if raw.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if straight and len(points) > 1:
        yield points


def _box(points: list[tuple[float, float]]) -> Box:
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return min(xs), min(ys), max(xs), max(ys)


def _sides(box: Box) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]


def _middle_line(box: Box) -> Box:
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0:
        return x0, (y0 + y1) / 2, x1, (y0 + y1) / 2
    return (x0 + x1) / 2, y0, (x0 + x1) / 2, y1


if __name__ == "__main__":
    sys.exit(main())
