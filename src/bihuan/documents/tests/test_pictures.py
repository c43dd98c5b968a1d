"""A photo on its way to paper: small, upright, on white, without what the camera knew; a bad one is no photo."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from PIL import Image

from bihuan.documents.pictures import LONGEST, photo_of
from bihuan.evidence import blobs

ORIENTATION = 0x0112
RED, WHITE = (200, 30, 30), (255, 255, 255)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> None:
    settings.BLOB_DIR = tmp_path / "blobs"
    settings.VAR_DIR = tmp_path


def kept(picture: Image.Image, form: str = "JPEG", **options: object) -> str:
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return blobs.keep(stream.getvalue())


def shown(sha256: str) -> Image.Image:
    content = photo_of(sha256)
    assert content is not None
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "JPEG"
    return picture


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


def test_a_large_photo_comes_small_enough_for_paper_in_its_own_proportions() -> None:
    assert shown(kept(Image.new("RGB", (4000, 3000), RED))).size == (LONGEST, LONGEST * 3 // 4)


def test_a_small_photo_is_not_blown_up() -> None:
    assert shown(kept(Image.new("RGB", (1, 1), RED), "PNG")).size == (1, 1)


def test_a_photo_taken_on_its_side_is_set_upright_and_brings_nothing_of_the_camera() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turned by a quarter
    exif[0x010F] = "某牌相机"
    comment = "拍摄者李四".encode()
    picture = shown(kept(Image.new("RGB", (60, 20), RED), exif=exif, comment=comment))
    assert picture.size == (20, 60)
    assert not picture.getexif()
    assert "comment" not in picture.info


def test_what_shines_through_is_white_on_paper() -> None:
    assert near(shown(kept(Image.new("RGBA", (8, 8), (200, 30, 30, 0)), "PNG")).getpixel((4, 4)), WHITE)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "LA"])
def test_a_photo_of_any_kind_of_colour_comes_as_one_that_every_renderer_takes(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    assert shown(kept(Image.new("RGB", (8, 8), WHITE).convert(mode), form)).mode == "RGB"


def test_a_jpeg_of_a_hundred_megapixels_is_shown_and_a_png_of_that_size_is_not() -> None:
    large = Image.new("L", (10_000, 10_000), 128)
    assert max(shown(kept(large)).size) == LONGEST
    assert photo_of(kept(large, "PNG")) is None


def test_a_jpeg_beyond_the_limit_of_what_may_be_opened_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = kept(Image.new("RGB", (50, 50)))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_000)
    assert photo_of(sha256) is None


def test_a_torn_file_and_one_that_is_no_picture_are_no_photos() -> None:
    stream = io.BytesIO()
    Image.effect_noise((300, 300), 80).save(stream, "JPEG")
    whole = stream.getvalue()
    assert photo_of(blobs.keep(whole[: len(whole) // 2])) is None
    assert photo_of(blobs.keep(b"\xff\xd8\xff\xe0 nothing more")) is None
    assert photo_of(blobs.keep(b"%PDF-1.4 no picture")) is None
    assert photo_of(blobs.keep(b"")) is None


def test_a_hash_that_nothing_is_kept_under_is_no_photo() -> None:
    assert photo_of("0" * 64) is None
    assert photo_of("") is None


def test_the_same_photo_gives_the_same_bytes() -> None:
    sha256 = kept(Image.effect_noise((1500, 900), 60))
    assert photo_of(sha256) == photo_of(sha256)


def cached(folder: Path) -> list[Path]:
    return sorted((folder / "cache" / "photos").glob("*"))


def test_a_picture_made_once_is_kept_and_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = kept(Image.new("RGB", (40, 30), RED))
    first = photo_of(sha256)
    assert [path.suffix for path in cached(tmp_path)] == [".jpg"]
    monkeypatch.setattr("bihuan.documents.pictures._made", lambda _: pytest.fail("made anew"))
    assert photo_of(sha256) == first


@pytest.mark.parametrize("damage", [lambda whole: whole[:-9], lambda whole: b"\xff" + whole, lambda _: b""])
def test_a_kept_picture_that_is_damaged_is_made_anew(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    sha256 = kept(Image.new("RGB", (40, 30), RED))
    first = photo_of(sha256)
    [path] = cached(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert photo_of(sha256) == first
    assert path.read_bytes() == whole


def test_a_kept_picture_does_not_outlive_its_file(tmp_path: Path) -> None:
    sha256 = kept(Image.new("RGB", (40, 30), RED))
    assert photo_of(sha256) is not None
    blobs.path_of(sha256).unlink()
    assert photo_of(sha256) is None


def test_where_nothing_can_be_kept_the_picture_comes_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file in the way")
    assert photo_of(kept(Image.new("RGB", (40, 30), RED))) is not None
