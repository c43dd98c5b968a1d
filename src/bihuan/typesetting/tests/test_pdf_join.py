"""Many papers are set in portions; the file that they become is the one that they would have been at once."""

import io
import re

import pdfplumber
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from bihuan.typesetting import pdf
from bihuan.typesetting.paper import Cell, Form, Paper, Paragraph, Photo, Photos, QrCode, Section, Title
from bihuan.typesetting.pdf_join import joined


def jpeg() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), "#465").save(stream, "JPEG")
    return stream.getvalue()


def papers(count: int) -> list[Paper]:
    return [
        Paper(
            "通知",
            "1 0 R / 99 0 R",
            (
                Section(
                    (
                        Title(f"第{n}号通知"),
                        Paragraph("请落实。" * (150 if n % 2 else 5)),
                        Form(((Cell("责任单位", 2, label=True), Cell(f"第{n}局 obj endobj", 10)),)),
                        Photos(((Photo("same", "整改前"), None),)),
                        QrCode(f"https://example.org/{n}", "核验"),
                    )
                ),
            ),
        )
        for n in range(count)
    ]


def at_once_and_in_portions(monkeypatch: pytest.MonkeyPatch, count: int = 5) -> tuple[bytes, bytes]:
    given, photo = papers(count), jpeg()
    at_once = pdf.render(given, lambda _: photo, fonts=None)
    monkeypatch.setattr(pdf, "_PORTION", 2)
    return at_once, pdf.render(given, lambda _: photo, fonts=None)


def drawn(content: bytes) -> list[bytes]:
    document = pypdfium2.PdfDocument(content)
    return [page.render(scale=1).to_pil().tobytes() for page in document]


def test_the_pages_look_the_same_to_the_dot(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, in_portions = at_once_and_in_portions(monkeypatch)
    assert drawn(in_portions) == drawn(at_once)


def test_the_file_stays_an_archive_copy_and_says_how_many_pages_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, content = at_once_and_in_portions(monkeypatch)
    with pdfplumber.open(io.BytesIO(content)) as document:
        catalog = document.doc.catalog
        told = catalog["Metadata"].resolve().get_data().decode()
        intent = catalog["OutputIntents"].resolve()[0].resolve()
        assert intent["DestOutputProfile"].resolve().get_data()
        assert f"<xmpTPg:NPages>{len(document.pages)}</xmpTPg:NPages>" in told
        assert document.metadata["Title"] == "1 0 R / 99 0 R"
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in told
    assert set(re.findall("<xmpMM:[ID][a-z]+ID>(.*?)<", told)) == {identity_of(content).decode()}


def identity_of(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        return bytes(document.trailer.ID[0])


def test_the_file_is_sound_and_every_page_hangs_on_the_one_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, content = at_once_and_in_portions(monkeypatch)
    with pikepdf.open(io.BytesIO(content)) as document, pikepdf.open(io.BytesIO(at_once)) as other:
        assert document.check_pdf_syntax() == []
        assert len(document.pages) == len(other.pages)
        assert document.Root.keys() == other.Root.keys()
        assert document.pdf_version == other.pdf_version
    assert re.match(rb"%PDF-1\.7\n%[\x80-\xff]{4}\n", content), (
        "PDF/A: four signs beyond ASCII below the head"
    )


def test_a_photo_of_several_portions_is_in_the_file_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, in_portions = at_once_and_in_portions(monkeypatch)
    assert in_portions.count(b"DCTDecode") == at_once.count(b"DCTDecode") == 1


def test_another_paper_makes_another_identity_even_in_the_last_portion(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "_PORTION", 2)
    contents = [pdf.render(papers(count), lambda _: None, fonts=None) for count in (3, 4, 4)]
    few, many, again = (identity_of(content) for content in contents)
    assert few != many
    assert many == again
    assert contents[1] == contents[2]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 other", b"trailer\n<</Size 1>>"])
def test_what_is_no_pdf_is_not_joined(content: bytes) -> None:
    with pytest.raises(pikepdf.PdfError):
        joined([content])
