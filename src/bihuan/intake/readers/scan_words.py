"""The words of scanned pages, recognised in a process of its own: ``python scan_words.py SECONDS PAGES < file``.

PAGES are the pages of a PDF (0,3,4) or ``-`` for a photo; a .tif may hold several. Writes a line with the number of
pages, then one line of JSON a page as soon as it is read: [width, height, turns, words, rules] in points, the page put
upright (by that many quarters against the clock) and straight. Started by ``scan`` and by nobody else; needs the
packages of requirements/ocr.in. Imports nothing of Bihuan.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

DAMAGED = 3
TOO_MANY_PAGES = 5
TOO_LARGE = 6
MOST_MEMORY = 3_000_000_000
MOST_PAGES = 20
MOST_DOTS = 120_000_000
LONGEST = 2000  # dots of the longer side; more costs time and reads no better
_SMALL = 960
_A4 = 842.0  # points of its longer side; a photo does not say how large the paper was
_LEAST_SURE = 0.5
_LEAST_TILT, _MOST_TILT = 0.05, 15.0
_SAMPLES = 6
_SURE = 0.9
# Of the characters that fit into a piece of text, at least this many should be found there.
_LEAST_FILLED = 0.7
_SMALLEST = 4
_WIDE_GAP = 1.5
_BEYOND = 0.6

Words = list[list[Any]]


def main() -> int:
    """Recognise what the command line asks for; the exit code says why not."""
    seconds, asked = int(sys.argv[1]), sys.argv[2]
    for kind, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, seconds)):
        allowed = resource.getrlimit(kind)[1]
        most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(kind, (most, most))
    content = sys.stdin.buffer.read()
    try:
        pictures = list(_pdf_pictures(content, asked) if asked != "-" else _pictures(content))
    except _TooLarge:
        return TOO_LARGE
    except Exception:  # whatever a decoder stumbles over, the file is not whole
        return DAMAGED
    if len(pictures) > MOST_PAGES:
        return TOO_MANY_PAGES
    _tell(len(pictures))
    engine = _engine()
    for picture in pictures:
        _tell(_page(engine, picture))
    return 0


def _tell(said: Any) -> None:
    sys.stdout.buffer.write(json.dumps(said, separators=(",", ":")).encode() + b"\n")
    sys.stdout.buffer.flush()


class _TooLarge(Exception):
    pass


def _engine() -> Any:
    # By its name: it is an extra, and types are checked the same with and without it.
    engine = import_module("rapidocr").RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            "EngineConfig.onnxruntime.intra_op_num_threads": 2,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    crop = engine.crop_text_regions

    def crop_a_little_beyond(picture: Any, boxes: Any) -> Any:
        """Past the right end of each line it finds, where a small mark is easily cut off."""
        _widen(boxes)
        return crop(picture, boxes)

    engine.crop_text_regions = crop_a_little_beyond
    return engine


def _widen(boxes: Any) -> None:
    import numpy as np

    along = boxes[:, 1] - boxes[:, 0]
    length = np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1.0)
    step = along / length * np.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1, keepdims=True) * _BEYOND
    boxes[:, 1] += step
    boxes[:, 2] += step


def _pdf_pictures(content: bytes, asked: str) -> Iterator[Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    for number in [int(word) for word in asked.split(",")]:
        page = document[number]
        scale = LONGEST / max(*page.get_size(), 1.0)
        yield _array(page.render(scale=scale, may_draw_forms=False).to_pil())


def _pictures(content: bytes) -> Iterator[Any]:
    from PIL import Image, ImageOps, ImageSequence

    if content[4:8] == b"ftyp":
        from pi_heif import register_heif_opener  # type: ignore[import-untyped]

        register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_DOTS
    with Image.open(io.BytesIO(content)) as picture:
        frames = ImageSequence.Iterator(picture) if picture.format == "TIFF" else [picture]
        for number, frame in enumerate(frames):
            if frame.width * frame.height > MOST_DOTS:
                raise _TooLarge
            if number > MOST_PAGES:
                return
            if picture.format == "JPEG":
                picture.draft("RGB", (LONGEST, LONGEST))
            upright = ImageOps.exif_transpose(_in_eight_bits(frame)).convert("RGB")
            upright.thumbnail((LONGEST, LONGEST))
            yield _array(upright)


def _in_eight_bits(picture: Any) -> Any:
    """Grey in sixteen bits made eight; otherwise all of it would be white."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _array(picture: Any) -> Any:
    """Blue, green, red, as the recogniser expects."""
    import numpy as np

    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])


def _page(engine: Any, picture: Any) -> list[Any]:
    turns, tilt = _turns(engine, picture)
    picture = _straight(_quarters(picture, turns), tilt)
    height, width = picture.shape[:2]
    scale = _A4 / max(height, width)
    words = [
        [*(round(side * scale, 2) for side in box), text, sure]
        for box, text, sure in _recognised(engine, picture)
    ]
    rules = [[round(side * scale, 2) for side in rule] for rule in _rules(picture)]
    return [round(width * scale, 2), round(height * scale, 2), turns, words, rules]


# ── putting the page upright and straight ────────────────────────────────────────────────────────


def _small(picture: Any) -> tuple[Any, float]:
    import cv2

    scale = min(1.0, _SMALL / max(picture.shape[:2]))
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), scale


def _boxes(engine: Any, picture: Any) -> Any:
    """Where text stands in lines across: four corners each, the longest first."""
    import numpy as np

    found = engine(picture, use_det=True, use_cls=False, use_rec=False)
    boxes = getattr(found, "boxes", None)
    if boxes is None or not len(boxes):
        return np.zeros((0, 4, 2))
    boxes = np.asarray(boxes, dtype=float)
    sides = np.ptp(boxes, axis=1)
    boxes = boxes[np.argsort(-sides[:, 0])]
    sides = np.ptp(boxes, axis=1)
    return boxes[sides[:, 0] > sides[:, 1] * 1.5][: _SAMPLES * 3]


def _turns(engine: Any, picture: Any) -> tuple[int, float]:
    """By how many quarters ``picture`` must be turned to be read, and by how many degrees its lines are then askew."""
    best = (-1.0, 0, 0.0)
    for turn in (0, 1):
        turned = _quarters(picture, turn)
        small, scale = _small(turned)
        boxes = _boxes(engine, small)
        for more in (0, 2):
            legible = _legible(engine, turned, boxes / scale, more)
            best = max(best, (legible, turn + more, _tilt(boxes)), key=lambda found: found[0])
            if legible > _SURE:
                return best[1], best[2]
    return best[1], best[2]


def _quarters(picture: Any, turns: int) -> Any:
    import numpy as np

    return np.ascontiguousarray(np.rot90(picture, turns))


def _legible(engine: Any, picture: Any, places: Any, turn: int) -> float:
    """How surely the longest pieces of text at ``places`` are recognised when turned, and how much of them."""
    sure = expected = 0.0
    for corners in places[:_SAMPLES]:
        (left, top), (right, bottom) = corners.min(axis=0).astype(int), corners.max(axis=0).astype(int)
        piece = picture[max(top, 0) : bottom + 1, max(left, 0) : right + 1]
        height, width = piece.shape[:2]
        if min(height, width) < _SMALLEST:
            continue
        found = engine(_quarters(piece, turn), use_det=False, use_cls=False, use_rec=True)
        text, score = (found.txts or ("",))[0], (found.scores or (0.0,))[0]
        room = width / height * _LEAST_FILLED
        sure += float(score) * max(len(text), 1.0)
        expected += max(len(text), room, 1.0)
    return sure / expected if expected else 0.0


def _tilt(boxes: Any) -> float:
    """By how many degrees the longest pieces of text are askew."""
    import numpy as np

    if not len(boxes):
        return 0.0
    along = boxes[:, 1] - boxes[:, 0]
    return float(np.median(np.degrees(np.arctan2(along[:, 1], along[:, 0]))))


def _straight(picture: Any, tilt: float) -> Any:
    """``picture`` turned back by ``tilt`` degrees, and by what its rows of ink then still show."""
    import cv2
    import numpy as np

    tilt = tilt if abs(tilt) < _MOST_TILT else 0.0
    small, _ = _small(picture)
    ink = _ink(small)
    nearby = np.arange(tilt - 1.5, tilt + 1.55, 0.1)
    tilt = float(max(nearby, key=lambda degrees: _in_rows(_turned(ink, degrees, cv2.BORDER_CONSTANT))))
    return picture if abs(tilt) < _LEAST_TILT else _turned(picture, tilt, cv2.BORDER_REPLICATE)


def _turned(picture: Any, degrees: float, border: int) -> Any:
    import cv2

    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=border)


def _in_rows(ink: Any) -> float:
    """How sharply rows with ink are parted from rows without: most where lines lie straight."""
    import numpy as np

    rows = ink.sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _ink(picture: Any) -> Any:
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)


# ── words and lines ──────────────────────────────────────────────────────────────────────────────


def _recognised(engine: Any, picture: Any) -> Iterator[tuple[tuple[float, float, float, float], str, float]]:
    """Character by character: box, character, how surely its line was recognised."""
    found = engine(
        picture,
        use_det=True,
        use_cls=False,
        use_rec=True,
        return_word_box=True,
        return_single_char_box=True,
    )
    if getattr(found, "txts", None) is None:
        return
    lines = found.word_results if len(found.word_results) == len(found.txts) else [()] * len(found.txts)
    for corners, text, sure, singles in zip(found.boxes, found.txts, found.scores, lines, strict=True):
        if sure < _LEAST_SURE:
            continue
        xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
        box = (min(xs), min(ys), max(xs), max(ys))
        for piece, char in _singles(singles, box) or [(box, text)]:
            yield piece, char, round(float(sure), 3)


def _singles(
    singles: Any, box: tuple[float, float, float, float]
) -> list[tuple[tuple[float, float, float, float], str]]:
    """The characters of one line, each reaching to the next one but over a wide gap."""
    starts = sorted(
        (min(float(x) for x, _ in corners), max(float(x) for x, _ in corners), char)
        for char, _, corners in singles
        if corners is not None
    )
    _, top, right, bottom = box
    wide = (bottom - top) * _WIDE_GAP
    placed = []
    for at, (start, end, char) in enumerate(starts):
        until = starts[at + 1][0] if at + 1 < len(starts) else max(end, min(right, end + wide))
        placed.append(((start, top, until if until - end < wide else end, bottom), char))
    return placed


def _rules(picture: Any) -> Iterator[tuple[float, float, float, float]]:
    """Straight lines across and down, longer than any stroke of a character."""
    import cv2

    ink = _ink(picture)
    longest = max(picture.shape[:2])
    for across in (True, False):
        length = longest // 36
        bridge, line = ((5, 1), (length, 1)) if across else ((1, 5), (1, length))
        closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, bridge))
        kept = cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, line))
        thick = cv2.dilate(kept, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
        count, _, boxes, _ = cv2.connectedComponentsWithStats(thick, connectivity=8)
        for n in range(1, min(count, 5_000)):
            left, top, width, height = (float(side) for side in boxes[n][:4])
            middle = (left, top + height / 2, left + width, top + height / 2)
            if across and height < 14:
                yield middle
            elif not across and width < 14:
                yield left + width / 2, top, left + width / 2, top + height


if __name__ == "__main__":
    sys.exit(main())
