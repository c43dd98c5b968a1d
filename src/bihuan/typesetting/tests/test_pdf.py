"""Papers as PDF: what is said is there, and nothing that is said is done."""

import io
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pdfplumber
import pytest
from PIL import Image

from bihuan.typesetting import pdf
from bihuan.typesetting.header import parts_of
from bihuan.typesetting.paper import (
    AttachmentNote,
    Block,
    Cell,
    Form,
    Imprint,
    Letterhead,
    Level,
    Line,
    Mark,
    Number,
    Paper,
    Paragraph,
    Photo,
    Photos,
    QrCode,
    Recipients,
    Remark,
    Section,
    Signature,
    Table,
    Title,
)
from bihuan.typesetting.table import A3, Align, Column
from bihuan.typesetting.tests.papers import NASTY

PROGRAM = '#panic("x") [a] $x^2$ \\ "q" *b* _i_ `r` <l> @ref // c /* d */ #{1+1} #read("/etc/hosts")'
COLUMNS = (Column("序号", 15, Align.CENTER), Column("内容", 60))


def paper_of(*blocks: Block, **besides: object) -> Paper:
    return Paper("通知", "通知", (Section(blocks),), **besides)  # type: ignore[arg-type]


def jpeg(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "#465").save(stream, "JPEG")
    return stream.getvalue()


def pages_of(content: bytes) -> list[str]:
    """The text of each page, without white space."""
    with pdfplumber.open(io.BytesIO(content)) as document:
        return ["".join((page.extract_text() or "").split()) for page in document.pages]


def text_of(*blocks: Block) -> str:
    return "".join(pages_of(pdf.render([paper_of(*blocks)], lambda _: None, fonts=None)))


def images_of(blocks: Sequence[Block], photos: dict[str, bytes]) -> list[tuple[float, float]]:
    """Width and height in mm of every picture."""
    content = pdf.render([paper_of(*blocks)], photos.get, fonts=None)
    with pdfplumber.open(io.BytesIO(content)) as document:
        return [
            (image["width"] * 25.4 / 72, image["height"] * 25.4 / 72)
            for page in document.pages
            for image in page.images
        ]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(PROGRAM),
        Title(PROGRAM),
        Number(PROGRAM),
        Recipients(PROGRAM),
        Mark(PROGRAM),
        Line(PROGRAM),
        Remark(PROGRAM),
        AttachmentNote((PROGRAM,)),
        Letterhead(PROGRAM, "1号"),
        Letterhead("文件", PROGRAM),
        Imprint(copies=PROGRAM),
        Form(((Cell(PROGRAM, 12),),)),
        Table(COLUMNS, (("", PROGRAM),)),
        Photos(((Photo("none", PROGRAM), None),)),
        QrCode("https://example.org/", PROGRAM),
    ],
)
def test_a_program_in_the_data_is_printed_and_not_run(block: Block) -> None:
    assert squeezed(PROGRAM) in text_of(block)


def test_everything_that_is_nasty_elsewhere_is_printed_too() -> None:
    told = text_of(Table(COLUMNS, tuple((str(n), text) for n, text in enumerate(NASTY[:-1]))))
    for text in NASTY[:-1]:
        assert squeezed(text) in told


@pytest.mark.long
def test_a_cell_longer_than_a_page_goes_on_and_its_end_is_there() -> None:
    rows = (("1", "字" * 20_000), ("2", "末行"))
    pages = pages_of(pdf.render([paper_of(Table(COLUMNS, rows))], lambda _: None, fonts=None))
    assert len(pages) > 20
    assert sum(page.count("字") for page in pages) == 20_000
    assert "末行" in pages[-1]
    assert all(page.startswith("序号内容") for page in pages)


def test_sixty_measures_in_one_cell_are_all_there() -> None:
    measures = "\n".join(f"{n}.落实第{n}项。" for n in range(1, 61))
    told = text_of(Table(COLUMNS, (("1", measures),)))
    assert [n for n in range(1, 61) if f"{n}.落实第{n}项。" not in told] == []


def test_a_form_cell_longer_than_a_page_goes_on() -> None:
    told = text_of(Form(((Cell("内容", 2, label=True), Cell("字" * 5_000, 10, blank=3)),)))
    assert told.count("字") == 5_000


def test_what_has_no_seam_is_broken_inside_its_cell() -> None:
    content = pdf.render([paper_of(Table(COLUMNS, (("1", "a" * 400),)))], lambda _: None, fonts=None)
    with pdfplumber.open(io.BytesIO(content)) as document:
        page = document.pages[0]
        letters = [char for char in page.chars if char["text"] == "a"]
        right = max(line["x1"] for line in (*page.lines, *page.rects))
    assert len(letters) == 400
    assert max(char["x1"] for char in letters) <= right


def test_control_characters_are_left_out_and_line_ends_are_kept() -> None:
    content = pdf.render([paper_of(Paragraph("甲\x00乙\u202e丙\ud800丁\r\n戊"))], lambda _: None, fonts=None)
    with pdfplumber.open(io.BytesIO(content)) as document:
        assert (document.pages[0].extract_text() or "").split()[:2] == ["甲乙丙丁", "戊"]


def test_rare_characters_are_shown_and_those_of_no_font_are_named() -> None:
    told = text_of(Paragraph("𠮷野家㐂，姓\ue123。"), Title("𠮷\ue123"))
    assert told.count("𠮷") == 2
    assert "㐂" in told
    assert told.count("〔缺字U+E123〕") == 2


@pytest.mark.parametrize(
    "papers",
    [
        [],
        [Paper("空", "空", ())],
        [paper_of()],
        [paper_of(Table(COLUMNS, ()), Form(()), Photos(()), Paragraph(""), Title(""), AttachmentNote(()))],
        [paper_of(Letterhead("", ""), Signature((), ""), Imprint(), Line(""), Remark(""), Recipients(""))],
    ],
)
def test_a_paper_of_nothing_is_still_a_paper(papers: list[Paper]) -> None:
    assert pages_of(pdf.render(papers, lambda _: None, fonts=None))


def test_a_list_without_rows_says_so() -> None:
    assert "暂无整改事项" in text_of(Table(COLUMNS, ()))


def test_a_list_too_broad_for_a_page_goes_on_with_its_first_columns_repeated() -> None:
    columns = tuple(Column(f"第{n}列", 50) for n in range(1, 13))
    block = Table(columns, (tuple(f"甲{n}" for n in range(1, 13)),), columns_a_page=6, kept=2)
    content = pdf.render([Paper("台账", "台账", (Section((block,), A3),))], lambda _: None, fonts=None)
    pages = pages_of(content)
    assert ["第1列" in page and "甲2" in page for page in pages] == [True] * len(pages)
    for n in range(1, 13):
        assert sum(f"第{n}列" in page for page in pages) == (len(pages) if n < 3 else 1)


def test_photos_stand_side_by_side_and_are_no_larger_than_their_dots_and_the_paper() -> None:
    photos = {"large": jpeg(1600, 1200), "upright": jpeg(900, 1600), "one": jpeg(1, 1)}
    pair = Photos(((Photo("large", "整改前"), Photo("upright", "整改后")), (Photo("one", "一点"), None)))
    large, upright, one = images_of([pair], photos)
    assert large == pytest.approx((75, 56.25), abs=0.1)
    assert upright == pytest.approx((39.4, 70), abs=0.1)
    assert one == pytest.approx((1, 1), abs=0.1)


def test_a_photo_is_in_the_file_once_however_often_it_is_shown() -> None:
    photos = {"a": jpeg(900, 700)}
    once = pdf.render([paper_of(Photos(((Photo("a", ""), None),)))], photos.get, fonts=None)
    often = pdf.render([paper_of(Photos(((Photo("a", ""), Photo("a", "")),) * 3))], photos.get, fonts=None)
    assert once.count(b"DCTDecode") == often.count(b"DCTDecode") == 1


@pytest.mark.parametrize("content", [None, b"", b"no picture", jpeg(40, 30)[:200], b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_said_to_be_none(content: bytes | None) -> None:
    told = pages_of(
        pdf.render([paper_of(Photos(((Photo("x", "现场"), None),)))], lambda _: content, fonts=None)
    )
    assert "（图片无法显示）" in told[0]
    assert "现场" in told[0]


def test_an_address_too_long_for_a_code_is_no_reason_to_stop() -> None:
    assert "二维码" in text_of(QrCode("https://example.org/" + "x" * 4_000, "说明"))


def test_the_same_papers_make_the_same_bytes() -> None:
    paper = paper_of(Title("通知"), Paragraph("请落实。"), dated=date(2022, 5, 20))
    assert pdf.render([paper], lambda _: None, fonts=None) == pdf.render([paper], lambda _: None, fonts=None)


def test_the_properties_say_the_title_and_the_day_of_the_paper_and_nobody() -> None:
    content = pdf.render([paper_of(Paragraph("完"), dated=date(2022, 5, 20))], lambda _: None, fonts=None)
    with pdfplumber.open(io.BytesIO(content)) as document:
        told = {key: str(value) for key, value in document.metadata.items()}
    assert told["Title"] == "通知"
    assert told["CreationDate"].startswith("D:20220520")
    assert set(told) <= {"Title", "Creator", "CreationDate", "ModDate"}


def test_every_page_is_also_a_picture() -> None:
    pages = pdf.pictures([paper_of(Paragraph("一"))] * 3, lambda _: None, fonts=None, ppi=48)
    assert [Image.open(io.BytesIO(page)).size for page in pages] == [(397, 561)] * 3


def test_a_single_page_is_a_list_of_one_picture() -> None:
    [page] = pdf.pictures([paper_of(Paragraph("一"))], lambda _: None, fonts=None, ppi=24)
    assert page.startswith(b"\x89PNG")


@pytest.mark.parametrize("above", range(18, 24))
def test_a_heading_goes_along_to_the_page_of_its_text(above: int) -> None:
    heading = Paragraph("一、总体情况", Level.FIRST, lead=6)
    blocks = [*(Paragraph(f"第{n}段。") for n in range(above)), heading, Paragraph("本月共办理四项。")]
    pages = pages_of(pdf.render([paper_of(*blocks)], lambda _: None, fonts=None))
    [page] = [page for page in pages if "一、总体情况" in page]
    assert "本月共办理四项。" in page


def test_a_common_heading_is_not_torn_where_a_page_may_end_elsewhere() -> None:
    columns = tuple(Column(f"列{n}", 40, above=(f"共同{n // 3}",)) for n in range(21))
    table = Table(columns, (), columns_a_page=9, kept=1)
    assert [part[1:] for part in parts_of(table, A3)[1:]] == [
        list(range(9, 15)),
        list(range(15, 21)),
    ]


def test_a_common_heading_broader_than_half_a_page_is_torn_rather_than_a_page_left_empty() -> None:
    columns = tuple(Column(f"列{n}", 40, above=("共同",) if n > 8 else ()) for n in range(25))
    parts = parts_of(Table(columns, (), columns_a_page=9, kept=1), A3)
    assert [at for part in parts for at in part if at] == list(range(1, 25))
    assert len(parts) == 4


def test_the_text_of_a_form_is_not_stretched_before_a_long_number() -> None:
    block = Form(
        ((Cell("意见", 2, label=True), Cell("我单位承办意见建议1234567890123456789012", 4), Cell("", 6)),)
    )
    content = pdf.render([paper_of(block)], lambda _: None, fonts=None)
    with pdfplumber.open(io.BytesIO(content)) as document:
        chars = [char for char in document.pages[0].chars if char["text"] in "我单位承办"]
    gaps = [after["x0"] - before["x1"] for before, after in pairwise(chars)]
    assert max(gaps) < 0.1
