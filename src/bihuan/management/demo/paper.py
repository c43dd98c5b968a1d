"""What the units hand in: small texts, small tables, and drawn pictures of a place before and after."""

import io
import random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 960, 640
SKY, GROUND = ("#C9D8E6", "#CFE6F5"), ("#8D8578", "#B9B4A8")
Draw = ImageDraw.ImageDraw


def text_file(title: str, *lines: str) -> bytes:
    """A plain text paper."""
    return "\n".join([title, "", *lines, ""]).encode()


def table_file(*rows: tuple[object, ...]) -> bytes:
    """A small table as .csv, with the mark by which spreadsheets know UTF-8."""
    return b"\xef\xbb\xbf" + "".join(",".join(map(str, row)) + "\r\n" for row in rows).encode()


def pavement(*, mended: bool, seed: int = 1) -> bytes:
    """A pavement of tiles: some broken and shifted with puddles between them, or all of them laid."""
    image, draw, dice = _scene(mended=mended, seed=seed)
    for row in range(5):
        for column in range(9):
            left, top = 30 + column * 102, 330 + row * 58
            shift = 0 if mended else dice.choice((0, 0, -7, 6, 9))
            tone = 186 if mended else dice.choice((120, 140, 158, 170))
            draw.polygon(
                [(left, top + shift), (left + 94, top - shift), (left + 94, top + 50), (left, top + 50 + shift)],
                fill=(tone, tone - 8, tone - 22), outline="#6B665C",
            )  # fmt: skip
            if not mended and dice.random() < 0.3:
                draw.line(
                    [(left + 10, top + 8), (left + 48, top + 30), (left + 84, top + 44)],
                    fill="#3B372F",
                    width=4,
                )
            if not mended and dice.random() < 0.18:
                draw.ellipse([left + 8, top + 12, left + 90, top + 46], fill="#6F7E86")
    return _png(image)


def street(*, mended: bool, seed: int = 2) -> bytes:
    """A street: haze and heaps of sand beside it, or a clean road with its marks."""
    image, draw, dice = _scene(mended=mended, seed=seed)
    draw.polygon(
        [(330, 320), (630, 320), (900, HEIGHT), (60, HEIGHT)], fill="#4A4D52" if mended else "#6E675B"
    )
    for step in range(6):
        top = 335 + step * 52
        draw.polygon(
            [(474, top), (486, top), (490, top + 30), (470, top + 30)],
            fill="#F4F1E6" if mended else "#8B8374",
        )
    if not mended:
        for _ in range(14):
            left, top = dice.randint(40, 820), dice.randint(380, 600)
            draw.ellipse([left, top, left + dice.randint(40, 130), top + 22], fill="#B79A67")
        haze = Image.new("RGB", image.size, "#C8B48D")
        image = Image.blend(image, haze, 0.38)
    return _png(image)


def stalls(*, mended: bool, seed: int = 3) -> bytes:
    """A row of stalls: in their smoke and out of line, or each behind its line with a hood above it."""
    image, draw, dice = _scene(mended=mended, seed=seed)
    for at in range(5):
        left = 40 + at * 180
        top = 380 if mended else 380 + dice.randint(-30, 60)
        draw.rectangle([left, top, left + 140, top + 110], fill="#B5651D" if at % 2 else "#8B2F2F")
        draw.polygon(
            [(left - 12, top), (left + 152, top), (left + 128, top - 46), (left + 12, top - 46)],
            fill="#E8E2D0",
        )
        if mended:
            draw.rectangle([left + 52, top - 110, left + 88, top - 46], fill="#9AA3AB")
        else:
            for puff in range(5):
                draw.ellipse([left + 20 + puff * 14, top - 90 - puff * 34, left + 90 + puff * 20, top - 40 - puff * 30],
                             fill="#9C9C9C")  # fmt: skip
    if mended:
        draw.line([(20, 510), (WIDTH - 20, 510)], fill="#F6D047", width=8)
    return _png(image)


def used_again(content: bytes) -> bytes:
    """An old picture as it is handed in a second time: a tenth cut off all around, compressed anew."""
    with Image.open(io.BytesIO(content)) as old:
        across, down = old.width // 20, old.height // 20
        cut = old.convert("RGB").crop((across, down, old.width - across, old.height - down))
    stream = io.BytesIO()
    cut.save(stream, "JPEG", quality=60)
    return stream.getvalue()


def _scene(*, mended: bool, seed: int) -> tuple[Image.Image, Draw, random.Random]:
    """Sky, houses and ground. The dice fall the same way for one seed, so that the file is always the same.

    Whoever comes back to take the second picture stands a few steps aside: near houses move more than far ones.
    """
    dice = random.Random(seed)  # noqa: S311 -- draws pictures, keeps no secret
    image = Image.new("RGB", (WIDTH, HEIGHT), SKY[mended])
    draw = ImageDraw.Draw(image)
    for at in range(8):
        left, top = at * 122 + dice.randint(-8, 8), dice.randint(110, 220)
        if mended:
            left, top = left - 30 + (320 - top) // 4, top + 9
        draw.rectangle([left, top, left + 104, 320], fill=dice.choice(("#A9B4BF", "#B8ADA0", "#9FB0A8")))
        for window in range(4):
            draw.rectangle(
                [left + 14 + window * 22, top + 20, left + 26 + window * 22, top + 44], fill="#E9EEF2"
            )
    draw.rectangle([0, 320, WIDTH, HEIGHT], fill=GROUND[mended])
    return image, draw, dice


def _png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.quantize(64).save(stream, "PNG", optimize=True)
    return stream.getvalue()
