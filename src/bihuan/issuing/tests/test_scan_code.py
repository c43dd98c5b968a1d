"""The code on a scan: read from pictures and PDF, refused politely from what is neither."""

import io

import pytest
from PIL import Image

from bihuan.issuing.scan_code import codes_on
from bihuan.issuing.tests.scans import jpeg_of, pdf_of, png_of
from bihuan.kernel.codes import code_of

CODE, OTHER = code_of("一"), code_of("二")
PDF = "application/pdf"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(png_of(CODE), "image/png"), (jpeg_of(CODE), "image/jpeg"), (pdf_of(CODE), PDF)],
)
def test_the_code_is_read_from_what_a_scanner_saves(content: bytes, media_type: str) -> None:
    assert codes_on(content, media_type) == frozenset({CODE})


def test_every_code_on_a_scan_is_read() -> None:
    assert codes_on(png_of(CODE, OTHER), "image/png") == frozenset({CODE, OTHER})


def test_a_scan_without_a_code_has_none() -> None:
    assert codes_on(png_of(), "image/png") == frozenset()
    assert codes_on(pdf_of(), PDF) == frozenset()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.4\n%\n", PDF),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "image/png"),
        (b"\xff\xd8\xff\xe0 no picture", "image/jpeg"),
        (png_of(CODE)[:300], "image/png"),
    ],
)
def test_a_file_that_does_not_open_is_known_from_one_without_a_code(content: bytes, media_type: str) -> None:
    assert codes_on(content, media_type) is None


def test_a_picture_too_large_to_unpack_is_not_unpacked() -> None:
    stream = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(stream, "PNG")
    assert codes_on(stream.getvalue(), "image/png") is None
