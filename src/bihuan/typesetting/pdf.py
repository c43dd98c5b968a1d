"""Papers as PDF/A-2b and as page pictures, set by typst. Pure: the same papers and fonts make the same bytes.

The typesetter runs one program, ``paper.typ``, over the JSON form of the papers and the files of their pictures, all
held in memory. Nothing of the data becomes a part of the program, and no clock and no user is asked.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import typst

from bihuan.typesetting.fonts import FontSet, font_set, stand_in_text
from bihuan.typesetting.paper import PARTS, Paper, PhotoOf, as_json, cleaned
from bihuan.typesetting.pdf_join import joined
from bihuan.typesetting.pdf_layout import Pictures, laid_out

# The module's own types leave out that a whole folder of files may be handed over as a dict.
_compile: Any = typst.compile
_PROGRAM = Path(__file__).with_name("paper.typ")
_STANDARD = "a-2b"
# An archive copy must bear a day. It is that of the paper; no clock is asked.
_UNDATED = date(2000, 1, 1)
# Bytes of data from which on the memory that the work took is worth a few milliseconds.
_LARGE = 100_000
# Papers set together. The typesetter remembers each line of them until it is done: with their number its memory grows,
# and its time more than that; fewer, and the file grows, which has the fonts once a portion.
_PORTION = 50


def render(papers: Sequence[Paper], photo_of: PhotoOf, *, fonts: Path | None) -> bytes:
    """``papers`` one after the other, each on a new page from number 1, as one PDF/A-2b file.

    ``fonts`` is the folder of the office's own fonts, if it has one. Characters that no font can show are printed as
    〔缺字U+…〕; ``fonts.missing_glyphs`` tells of them.
    """
    given, found = cleaned(papers), font_set(fonts)
    portions = list(_portions(given))
    if len(portions) == 1:
        return _set(portions[0], photo_of, found)
    return joined(_set(portion, photo_of, found) for portion in portions)


def pictures(
    papers: Sequence[Paper], photo_of: PhotoOf, *, fonts: Path | None, ppi: float = 96
) -> list[bytes]:
    """The pages of ``papers`` as PNG, ``ppi`` dots to the inch."""
    found = font_set(fonts)
    files = _files(cleaned(papers), photo_of, found)
    pages: bytes | list[bytes] = _compile(files, font_paths=found.book, format="png", ppi=ppi)
    _forget(files, found)
    return pages if isinstance(pages, list) else [pages]


def _portions(papers: Sequence[Paper]) -> Iterator[Sequence[Paper]]:
    """``papers`` in order, so many at a time as are set best together; at least one portion."""
    for start in range(0, max(1, len(papers)), _PORTION):
        yield papers[start : start + _PORTION]


def _set(papers: Sequence[Paper], photo_of: PhotoOf, fonts: FontSet) -> bytes:
    """``papers`` as a file."""
    files = _files(papers, photo_of, fonts)
    content: bytes = _compile(
        files, font_paths=fonts.book, format="pdf", pdf_standards=_STANDARD, pdf_tags=False
    )
    _forget(files, fonts)
    return content


def _files(papers: Sequence[Paper], photo_of: PhotoOf, fonts: FontSet) -> dict[str, bytes]:
    """The program, its data and the pictures by the names under which the program asks for them."""
    drawn = Pictures(photo_of)
    dated = next((paper.dated for paper in papers if paper.dated), _UNDATED)
    given = {
        "title": papers[0].title if papers else "",
        "dated": [dated.year, dated.month, dated.day],
        "faces": {
            role.value: {"family": face.family, "weight": face.weight, "stroke": face.stroke}
            for role, face in fonts.faces.items()
        },
        "last": fonts.last,
        "parts": PARTS,
        "papers": [laid_out(paper, as_json(paper), drawn) for paper in papers],
    }
    data = _shown(json.dumps(given, ensure_ascii=False), fonts)
    return {"main.typ": _program(), "paper.json": data.encode(), **drawn.files}


def _shown(text: str, fonts: FontSet) -> str:
    """``text`` with what no font can show said in signs that can be shown. JSON stays JSON: its own signs are ASCII."""
    return text.translate({ord(char): stand_in_text(char) for char in fonts.missing(text)})


def _forget(files: dict[str, bytes], fonts: FontSet) -> None:
    """Have the typesetter let go of a large piece of work: it keeps everything until ten more were done."""
    if len(files["paper.json"]) > _LARGE:
        for _ in range(11):
            _compile(b"", font_paths=fonts.book)


@cache
def _program() -> bytes:
    return _PROGRAM.read_bytes()
