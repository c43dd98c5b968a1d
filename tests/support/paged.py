"""The notice as pages: set by our own typesetter, and the same pages scanned, a little noisy, askew or upside down."""

import io
from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from bihuan.documents.target_table import COLUMNS
from bihuan.typesetting import pdf
from bihuan.typesetting.paper import Block, Line, Paper, Paragraph, Recipients, Section, Table, Title
from bihuan.typesetting.table import A4, Align
from tests.support.forms import Notice

DOTS_AN_INCH = 200


def as_pdf(notice: Notice) -> bytes:
    """The notice on upright pages, its table on a page of its own, on its side."""
    table = Table(COLUMNS, tuple(tuple(row) for row in notice.rows[1:]))
    sections = (Section(tuple(_text(notice.lines))), Section((table,), A4))
    return pdf.render([Paper("通知", "通知", sections)], lambda _: None, fonts=None)


def _text(lines: Sequence[str]) -> Iterator[Block]:
    """Each line in the shape it has in a document: a paragraph, the recipients, or a line of its own."""
    title: list[str] = []
    for line in lines:
        if title or "关于印发" in line:
            title.append(line)
            if line.endswith("通知"):
                yield Title("\n".join(title))
                title = []
        elif line.endswith("："):
            yield Recipients(line)
        elif line.endswith("。") or line.startswith("附件"):
            yield Paragraph(line)
        else:
            yield Line(line, Align.CENTER)


def as_scan(content: bytes, pages: Sequence[int], *, quarters: int = 0, askew: float = 0.0) -> list[bytes]:
    """These pages of a PDF (from 0) as a scanner gives them: JPEG, grey, noisy, turned."""
    return [_jpeg(_scanned(content, number, quarters, askew)) for number in pages]


def _scanned(content: bytes, number: int, quarters: int, askew: float) -> Image.Image:
    page = pypdfium2.PdfDocument(content)[number].render(scale=DOTS_AN_INCH / 72).to_pil().convert("L")
    picture = np.asarray(page).astype(np.float32)
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), askew, 1.0)
    turned = cv2.warpAffine(picture, turn, (width, height), borderValue=255.0)
    noise = np.random.default_rng(number).normal(0, 6, turned.shape)
    return Image.fromarray(np.rot90(np.clip(turned * 0.93 + noise, 0, 255).astype(np.uint8), quarters))


def _jpeg(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=85, dpi=(DOTS_AN_INCH, DOTS_AN_INCH))
    return stream.getvalue()


def as_scanned_tiff(content: bytes, pages: Sequence[int]) -> bytes:
    """One file of several pictures."""
    pictures = [_scanned(content, number, 0, 0.0) for number in pages]
    stream = io.BytesIO()
    pictures[0].save(stream, "TIFF", save_all=True, append_images=pictures[1:], compression="tiff_lzw")
    return stream.getvalue()


def as_scanned_pdf(content: bytes, pages: Sequence[int], *, quarters: int = 0, askew: float = 0.0) -> bytes:
    """A PDF of pictures."""
    pictures = [_scanned(content, number, quarters, askew) for number in pages]
    stream = io.BytesIO()
    pictures[0].save(stream, "PDF", save_all=True, append_images=pictures[1:], resolution=DOTS_AN_INCH)
    return stream.getvalue()
