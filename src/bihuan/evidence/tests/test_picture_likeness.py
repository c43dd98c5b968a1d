"""Pictures: found again when they are doctored, and told apart when they only look alike."""

import io
import random
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from bihuan.evidence.fingerprint import Fingerprint, UnreadablePictureError, fingerprint, mirrored
from bihuan.evidence.likeness import likeness
from bihuan.evidence.picture_index import PictureIndex


def drawn(seed: int, width: int = 800, height: int = 600) -> Image.Image:
    """Something with edges, corners and grain."""
    dice = random.Random(seed)
    chance = np.random.default_rng(seed)
    rough = np.clip(chance.normal(128, 40, (height // 10, width // 10, 3)), 0, 255).astype(np.uint8)
    picture = Image.fromarray(rough).resize((width, height), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y = dice.randrange(width), dice.randrange(height)
        colour = dice.randrange(256), dice.randrange(256), dice.randrange(256)
        pen.polygon([(x + dice.randint(-70, 70), y + dice.randint(-70, 70)) for _ in range(4)], fill=colour)
    return picture


def jpeg(picture: Image.Image, quality: int = 88, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stream = io.BytesIO()
    picture.convert("RGB").save(stream, "JPEG", quality=quality, exif=exif)
    return stream.getvalue()


def stamped(picture: Image.Image) -> Image.Image:
    picture = picture.copy()
    ImageDraw.Draw(picture).ellipse((500, 350, 680, 530), outline=(210, 20, 20), width=14)
    return picture


DOCTORED: list[tuple[str, Callable[[Image.Image], Image.Image], str]] = [
    ("缩放", lambda one: one.resize((200, 150)), "缩放（约为原图的25%）"),
    ("调色", lambda one: ImageEnhance.Brightness(one).enhance(0.6), "调色"),
    ("去色", lambda one: ImageOps.grayscale(one), "调色"),
    ("镜像", ImageOps.mirror, "镜像"),
    ("旋转", lambda one: one.transpose(Image.Transpose.ROTATE_270), "旋转90°"),
    ("小角度旋转", lambda one: one.rotate(-4, Image.Resampling.BICUBIC).crop((60, 60, 740, 540)), "旋转约4°"),
    ("裁剪", lambda one: one.crop((160, 0, 800, 600)), "裁剪（约20%）"),
    ("加框", lambda one: ImageOps.expand(one, 50, "white"), "加框或拼入其他画面"),
    ("加盖", stamped, "加盖图文或遮挡"),
]


@pytest.mark.long
@pytest.mark.parametrize(("edit", "said"), [row[1:] for row in DOCTORED], ids=[row[0] for row in DOCTORED])
def test_a_doctored_picture_is_found_and_its_change_told(
    edit: Callable[[Image.Image], Image.Image], said: str
) -> None:
    one = drawn(1)
    alike = likeness(fingerprint(jpeg(one)), fingerprint(jpeg(edit(one), 70)))
    assert alike is not None
    assert said in alike.words


def test_a_picture_saved_anew_is_said_to_be_compressed_again() -> None:
    one = drawn(2)
    alike = likeness(fingerprint(jpeg(one, 92)), fingerprint(jpeg(one, 30)))
    assert alike is not None
    assert alike.words == "重新压缩"


def test_other_pictures_are_not_alike() -> None:
    prints = [fingerprint(jpeg(drawn(seed))) for seed in range(10, 16)]
    assert not any(likeness(one, other) for one in prints for other in prints if one is not other)


def test_near_things_that_moved_against_far_ones_make_another_photo() -> None:
    chance = random.Random(3)
    far, near = drawn(20), drawn(21)
    photos = []
    for step in (0, 9):
        photo = far.copy()
        dice = random.Random(4)
        for nth in range(40):
            x, y = dice.randrange(720), dice.randrange(500)
            piece = near.crop((x, y, x + 80, y + 80))
            photo.paste(piece, (x + step * (nth % 5), y))
        grain = np.random.default_rng(chance.randrange(99)).normal(0, 4, (600, 800, 3))
        photos.append(Image.fromarray((np.asarray(photo) + grain).clip(0, 255).astype(np.uint8)))
    assert likeness(fingerprint(jpeg(photos[0])), fingerprint(jpeg(photos[1]))) is None


@pytest.mark.parametrize("grain", [0, 2])
def test_blank_pictures_are_like_nothing(grain: int) -> None:
    chance = np.random.default_rng(1)
    prints = [
        fingerprint(
            jpeg(Image.fromarray((200 + chance.normal(0, grain + 0.01, (600, 800, 3))).astype(np.uint8)))
        )
        for _ in range(2)
    ]
    assert likeness(*prints) is None
    assert likeness(prints[0], fingerprint(jpeg(drawn(5)))) is None


def test_a_fingerprint_is_stored_in_few_bytes_and_comes_back() -> None:
    one = fingerprint(jpeg(drawn(6)))
    stored = one.to_bytes()
    back = Fingerprint.from_bytes(stored)
    assert len(stored) <= 12_000
    assert back.to_bytes() == stored
    assert likeness(back, one)
    with pytest.raises(ValueError, match="fingerprint"):
        Fingerprint.from_bytes(stored[:-1])


def test_mirroring_twice_changes_nothing() -> None:
    one = fingerprint(jpeg(drawn(7)))
    twice = mirrored(mirrored(one))
    assert np.array_equal(twice.bits, one.bits)
    assert np.allclose(twice.points, one.points, atol=0.01)


def test_a_picture_is_seen_as_the_camera_says_it_is_turned() -> None:
    one = drawn(8)
    lying = fingerprint(jpeg(one.transpose(Image.Transpose.ROTATE_90), orientation=6))
    assert (lying.width, lying.height) == one.size
    alike = likeness(fingerprint(jpeg(one)), lying)
    assert alike is not None
    assert "旋转" not in alike.words


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_formats_and_transparency_are_read(form: str) -> None:
    one = drawn(9)
    stream = io.BytesIO()
    one.convert("RGBA").save(stream, form)
    assert likeness(fingerprint(jpeg(one)), fingerprint(stream.getvalue()))


@pytest.mark.parametrize(
    "content", [b"", b"no picture", jpeg(drawn(1))[:9000], b"\xff\xd8\xff\xe0" + bytes(50)]
)
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadablePictureError):
        fingerprint(content)


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    stream = io.BytesIO()
    Image.new("1", (10_001, 10_000)).save(stream, "PNG")
    with pytest.raises(UnreadablePictureError):
        fingerprint(stream.getvalue())


@pytest.mark.long
def test_the_index_finds_doctored_pictures_among_others() -> None:
    index: PictureIndex[str] = PictureIndex()
    pictures = {f"no-{seed}": drawn(seed) for seed in range(40, 60)}
    for key, picture in pictures.items():
        index.add(key, fingerprint(jpeg(picture)))
    for key, picture in pictures.items():
        doctored = ImageOps.mirror(picture.crop((80, 60, 800, 600)).resize((500, 380)))
        assert index.near(fingerprint(jpeg(doctored, 60)), most=3)[0] == key
    index.add("late", fingerprint(jpeg(drawn(61))))
    assert index.near(fingerprint(jpeg(drawn(61))))[0] == "late"
    assert len(index) == 21


def test_a_blank_picture_is_counted_and_never_found() -> None:
    index: PictureIndex[int] = PictureIndex()
    blank = fingerprint(jpeg(Image.new("RGB", (400, 300), "white")))
    index.add(1, blank)
    assert index.near(blank) == []
