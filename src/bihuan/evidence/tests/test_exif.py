import io
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageCms

from bihuan.evidence.exif import NOTHING, PhotoFacts, read_exif, without_exif
from bihuan.evidence.sniff import file_findings
from tests.support.bad_evidence import of_size
from tests.support.evidence_files import heic, jpeg, mp4, picture, saved, webp
from tests.support.files import pdf, png

WRITTEN = "2021:12:05 16:20:00"
TAKEN = datetime(2021, 12, 5, 16, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
NORTH, EAST = (22, 30, Fraction(36)), (113, 30, Fraction(0))
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>place</x:xmpmeta>"
SECRETS = (b"HUAWEI", b"P40", b"2021:12:05", b"xmpmeta", b"Exif\x00\x00", b"eXIf", b"EXIF", b"secret words")


def tags(
    *,
    moment: Any = WRITTEN,
    offset: Any = None,
    digitized: Any = None,
    latitude: Any = NORTH,
    longitude: Any = EAST,
    sides: tuple[Any, Any] = ("N", "E"),
    make: Any = "HUAWEI",
    model: Any = "P40",
    orientation: int = 1,
) -> Image.Exif:
    """What a camera writes; None leaves a tag out."""
    exif = Image.Exif()
    top = {0x010F: make, 0x0110: model, 0x0112: orientation, 0x0132: WRITTEN}
    inner = {0x9003: moment, 0x9004: digitized, 0x9011: offset}
    place = {1: sides[0], 2: latitude, 3: sides[1], 4: longitude}
    for part, values in ((exif, top), (exif.get_ifd(0x8769), inner), (exif.get_ifd(0x8825), place)):
        part.update({tag: value for tag, value in values.items() if value is not None})
    return exif


def read(**changes: Any) -> PhotoFacts:
    return read_exif(jpeg(exif=tags(**changes)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_time_place_and_device_are_read_from_every_kind_of_picture(kind: str) -> None:
    found = read_exif(saved(picture(), kind, exif=tags()))
    assert found == PhotoFacts(TAKEN, 22.51, 113.5, "HUAWEI P40")


def test_they_are_read_from_the_photo_of_an_iphone_too() -> None:
    assert read_exif(heic(exif=True)) == PhotoFacts(TAKEN, 22.51, 113.5, "HUAWEI P40")
    assert read_exif(heic()) == NOTHING


def test_a_moment_without_a_zone_is_the_offices_and_with_one_is_that_moment() -> None:
    assert read().taken_at == TAKEN
    assert read(offset="+08:00").taken_at == TAKEN
    assert read(offset="+00:00").taken_at == TAKEN.replace(tzinfo=UTC)
    assert read(offset="-05:30").taken_at == datetime(2021, 12, 5, 21, 50, tzinfo=UTC)
    assert read(offset="somewhere").taken_at == TAKEN
    assert read(offset="+99:00").taken_at == TAKEN


def test_every_moment_is_told_in_the_offices_zone() -> None:
    taken = read(offset="+00:00").taken_at
    assert taken is not None
    assert taken.isoformat() == "2021-12-06T00:20:00+08:00"


def test_where_the_moment_of_the_shot_is_missing_that_of_the_digital_picture_counts_and_no_other() -> None:
    """The third one, of the file, changes with every edit."""
    assert read(moment=None, digitized="2021:12:04 09:00:00").taken_at == TAKEN.replace(
        day=4, hour=9, minute=0
    )
    assert read(moment=None).taken_at is None


@pytest.mark.parametrize(
    "written",
    [
        "0000:00:00 00:00:00", "2021:13:05 16:20:00", "2021:02:30 16:20:00", "2021:12:05 24:61:00",
        "1970:01:01 00:00:00", "    :  :     :  :  ", "", "yesterday", "\x00\x00\x00", "9999999",
    ],
)  # fmt: skip
def test_a_moment_that_cannot_be_counts_as_not_written(written: str) -> None:
    assert read(moment=written).taken_at is None


@pytest.mark.parametrize("written", ["2021-12-05 16:20:00", "2021/12/05 16:20:00", "2021:12:05T16:20:00"])
def test_a_moment_may_be_written_as_some_editors_write_it(written: str) -> None:
    assert read(moment=written).taken_at == TAKEN


def test_south_and_west_are_below_nought() -> None:
    found = read(sides=("S", "W"))
    assert (found.latitude, found.longitude) == (-22.51, -113.5)


@pytest.mark.parametrize(
    "changes",
    [
        {"latitude": (91, 0, 0)},
        {"longitude": (181, 0, 0)},
        {"latitude": (0, 0, 0), "longitude": (0, 0, 0)},
        {"latitude": None},
        {"sides": ("N", None)},
        {"sides": ("", "")},
        {"sides": ("X", "Y")},
        {"latitude": (22, 30)},
        {"longitude": 113.5},
    ],
    ids=str,
)
def test_a_place_that_is_none_counts_as_not_written(changes: dict[str, Any]) -> None:
    found = read(**changes)
    assert (found.latitude, found.longitude) == (None, None)
    assert found.taken_at == TAKEN, "the rest is read all the same"


def test_a_place_with_nought_in_the_denominator_is_none() -> None:
    content = jpeg(exif=tags())
    # 22/1 as Pillow writes it, big or little.
    for order in ("big", "little"):
        whole = (22).to_bytes(4, order) + (1).to_bytes(4, order)
        content = content.replace(whole, whole[:4] + bytes(4))
    found = read_exif(content)
    assert (found.latitude, found.longitude) == (None, None)


def test_the_device_is_told_once_and_in_one_line() -> None:
    assert read(make="HUAWEI", model="HUAWEI P40").device == "HUAWEI P40"
    assert read(make="Apple\x00\x00", model=" iPhone \n 13\x07").device == "Apple iPhone 13"
    assert read(make=None, model=None).device == ""
    assert len(read(model="P" * 500).device) == 100


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff", png(), pdf(), mp4(), b"\x00" * 64, of_size(20_000, 20_000)]
)
def test_what_says_nothing_says_nothing(content: bytes) -> None:
    assert read_exif(content) == NOTHING


@pytest.mark.long
def test_no_cut_and_no_flipped_byte_makes_the_reader_fall() -> None:
    for content, step in ((jpeg(exif=tags()), 3), (webp(exif=tags()), 3), (heic(exif=True), 80)):
        for at in range(0, len(content), step):
            read_exif(content[:at])
            found = read_exif(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
            assert found.latitude is None or abs(found.latitude) <= 90


# ── what is published ───────────────────────────────────────────────────────
def whole(kind: str, **changes: Any) -> bytes:
    """A picture with everything beside it that a camera or an editor may leave."""
    options: dict[str, Any] = {"exif": tags(**changes), "xmp": XMP}
    if kind == "JPEG":
        options["comment"] = b"secret words"
    content = saved(picture(), kind, **options)
    return content + (whole_behind() if kind == "JPEG" else b"")


def whole_behind() -> bytes:
    """A second picture behind the first, as a telephone stores it, with its own EXIF."""
    return jpeg(1, exif=tags())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_nothing_is_left_beside_a_published_picture(kind: str, orientation: int) -> None:
    content = whole(kind, orientation=orientation)
    assert b"HUAWEI" in content
    bare = without_exif(content)
    assert [secret for secret in SECRETS if secret in bare] == []
    assert read_exif(bare) == NOTHING
    with Image.open(io.BytesIO(bare)) as opened:
        assert opened.format == kind
        assert dict(opened.getexif()) == {}
        assert not {"exif", "xmp", "comment", "XML:com.adobe.xmp"} & set(opened.info)


def test_nothing_is_left_beside_a_published_heic_and_every_browser_shows_it() -> None:
    bare = without_exif(heic(exif=True))
    assert [secret for secret in SECRETS if secret in bare] == []
    assert file_findings(bare, "路灯.jpg", limit=10**6, photo=True) == []


def test_a_published_picture_stands_upright() -> None:
    """6 is a telephone held upright: the picture is stored lying on its side."""
    with Image.open(io.BytesIO(without_exif(whole("PNG", orientation=6)))) as opened:
        assert opened.size == (48, 64)
        turned = picture().transpose(Image.Transpose.ROTATE_270)
        assert opened.convert("RGB").tobytes() == turned.tobytes()


def test_colours_keep_their_profile_and_a_clear_ground_stays_clear() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with Image.open(io.BytesIO(without_exif(jpeg(icc_profile=profile)))) as opened:
        assert opened.info["icc_profile"] == profile
    clear = Image.new("P", (4, 4))
    with Image.open(io.BytesIO(without_exif(saved(clear, "PNG", transparency=0)))) as opened:
        assert opened.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("content", [b"", pdf(), jpeg()[:-300], of_size(20_000, 20_000), heic()[:300]])
def test_what_is_no_whole_picture_is_never_published(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a picture"):
        without_exif(content)
