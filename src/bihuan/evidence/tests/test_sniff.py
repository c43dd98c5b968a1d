import mmap
from pathlib import Path

import pytest

from bihuan.evidence.sniff import IMAGES, PICTURES, TYPES, VIDEOS, file_findings, sniff, type_of
from tests.support.bad_evidence import (
    BAD_EVIDENCE,
    EXE,
    MEGABYTE,
    PHOTO_BEFORE,
    BadEvidence,
    docx,
    one_page,
    with_parts,
    xlsx,
)
from tests.support.evidence_files import box, heic, jpeg, mp4, ole, picture, saved, webm, webp
from tests.support.files import pdf, png, txt

LIMIT, VIDEO_LIMIT = MEGABYTE, 2 * MEGABYTE
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GOOD = [
    (jpeg(), "路灯.jpg", "image/jpeg"),
    (jpeg(), "路灯.JPEG", "image/jpeg"),
    (png(), "路灯.png", "image/png"),
    (webp(), "路灯.webp", "image/webp"),
    (heic(), "路灯.heic", "image/heic"),
    (heic(exif=True), "路灯.HEIF", "image/heic"),
    (pdf(), "方案.pdf", "application/pdf"),
    (one_page(), "方案.PDF", "application/pdf"),
    (docx(), "记录.docx", WORD),
    (xlsx(), "数据.xlsx", EXCEL),
    (ole("WordDocument"), "旧方案.doc", "application/msword"),
    (ole("WordDocument"), "旧方案.wps", "application/msword"),
    (ole("Workbook"), "旧数据.xls", "application/vnd.ms-excel"),
    (ole("Book"), "旧数据.et", "application/vnd.ms-excel"),
    (txt(), "记录.txt", "text/plain"),
    (txt().decode().encode("gb18030"), "数据.csv", "text/plain"),
    (txt().decode().encode("utf-16"), "记录.txt", "text/plain"),
    ("MZ区域整改说明".encode(), "说明.txt", "text/plain"),
    (mp4(), "现场.mp4", "video/mp4"),
    (mp4(brand=b"qt  "), "现场.MOV", "video/quicktime"),
    (box(b"wide") + box(b"mdat", bytes(8)) + box(b"moov"), "现场.mov", "video/quicktime"),
    (webm(), "现场.webm", "video/webm"),
]


def codes(content: bytes | mmap.mmap, name: str, *, photo: bool = False) -> list[tuple[str, str]]:
    findings = file_findings(content, name, limit=LIMIT, photo=photo, video_limit=VIDEO_LIMIT)
    assert all(finding.where == name and name in finding.message for finding in findings)
    return [(finding.code, finding.clause) for finding in findings]


@pytest.mark.parametrize(("content", "name", "media_type"), GOOD, ids=[name for _, name, _ in GOOD])
def test_a_file_is_what_its_bytes_and_its_name_agree_on(content: bytes, name: str, media_type: str) -> None:
    kind = sniff(content, name)
    assert kind is not None
    assert kind.media_type == media_type
    assert codes(content, name) == []


def test_every_type_that_is_taken_is_tried_above() -> None:
    assert {media_type for _, _, media_type in GOOD} == {kind.media_type for kind in TYPES}
    assert {kind.media_type for kind in TYPES} >= PICTURES | VIDEOS
    assert IMAGES < PICTURES


@pytest.mark.parametrize("bad", BAD_EVIDENCE, ids=[bad.about for bad in BAD_EVIDENCE])
def test_a_bad_file_is_refused_with_its_reason(bad: BadEvidence) -> None:
    assert codes(bad.content, bad.name, photo=bad.kind == PHOTO_BEFORE) == [(bad.code, "S18")]


@pytest.mark.parametrize("bad", BAD_EVIDENCE, ids=[bad.about for bad in BAD_EVIDENCE])
def test_a_large_file_on_disk_is_judged_as_one_in_memory(bad: BadEvidence, tmp_path: Path) -> None:
    if not bad.content:
        return  # nothing cannot be mapped
    path = tmp_path / "file"
    path.write_bytes(bad.content)
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert codes(mapped, bad.name, photo=bad.kind == PHOTO_BEFORE) == [(bad.code, "S18")]


@pytest.mark.long
def test_no_beginning_of_a_good_file_makes_the_reader_fall() -> None:
    for content, name, _ in GOOD:
        for end in range(1, len(content), max(1, len(content) // 40)):
            codes(content[:end], name)


def test_a_refusal_says_what_the_file_really_is_and_what_to_do() -> None:
    (finding,) = file_findings(png(), "路灯.jpg", limit=LIMIT, photo=True)
    assert finding.message == (
        "文件“路灯.jpg”的扩展名是 .jpg，实际内容却是PNG 图片；请核对是否选错文件，或者把扩展名改为 .png 后上传。"
    )


def test_a_file_may_be_as_large_as_its_limit_and_no_larger() -> None:
    fits = txt().ljust(LIMIT, b" ")
    assert codes(fits, "记录.txt") == []
    assert codes(fits + b" ", "记录.txt") == [("file-too-large", "S18")]
    film = mp4() + box(b"free", bytes(VIDEO_LIMIT - len(mp4()) - 8))
    assert len(film) == VIDEO_LIMIT
    assert codes(film, "现场.mp4") == []


def test_where_no_video_is_wanted_none_is_taken() -> None:
    (finding,) = file_findings(mp4(), "现场.mp4", limit=LIMIT, photo=False)
    assert finding.code == "file-type-refused"


@pytest.mark.parametrize(
    ("content", "name"), [(jpeg(), "a.jpg"), (png(), "a.png"), (webp(), "a.webp"), (heic(), "a.heic")]
)
def test_where_a_photo_is_wanted_every_picture_will_do(content: bytes, name: str) -> None:
    assert codes(content, name, photo=True) == []


def test_what_a_telephone_puts_behind_a_photo_is_no_fault() -> None:
    """A moving photo ends with a short film; a portrait with a second view (MPO)."""
    assert codes(jpeg() + mp4(), "路灯.jpg", photo=True) == []
    views = [picture(seed) for seed in range(2)]
    assert codes(saved(views[0], "MPO", save_all=True, append_images=views[1:]), "路灯.jpg", photo=True) == []


def test_links_from_a_spreadsheet_to_others_are_no_fault() -> None:
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    assert codes(with_parts(xlsx(), **{"xl/externalLinks/externalLink1.xml": link}), "数据.xlsx") == []


def test_a_picture_of_a_hundred_million_pixels_is_too_large_by_one_row() -> None:
    from tests.support.bad_evidence import of_size

    assert codes(of_size(10_000, 10_001), "路灯.png") == [("picture-too-large", "S18")]
    # Its few bytes of content are not that many pixels: so it has been looked at.
    assert codes(of_size(1_000, 1_000), "路灯.png") == [("file-damaged", "S18")]


def test_a_program_is_one_whatever_it_is_called() -> None:
    for name in ("路灯.jpg", "方案.pdf", "记录.docx", "数据.csv", "工具.exe", "没有扩展名"):
        assert codes(EXE, name) == [("file-executable", "S18")]
    assert type_of(EXE) is None
