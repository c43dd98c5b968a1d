"""Pictures drawn at run time that look enough like photos to be compared: many small things, unevenly lit."""

import io
import random
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

SIZE = 960, 720


@cache
def photo(seed: int, size: tuple[int, int] = SIZE) -> bytes:
    """A place of its own for each seed, as a JPEG."""
    dice = random.Random(seed)
    picture = Image.new("RGB", size, (dice.randint(150, 210), dice.randint(160, 215), dice.randint(170, 225)))
    draw = ImageDraw.Draw(picture)
    for _ in range(140):
        left, top = dice.randint(-40, size[0]), dice.randint(-40, size[1])
        across, down = dice.randint(12, 150), dice.randint(12, 120)
        tone = dice.randint(20, 235)
        colour = (tone, min(255, tone + dice.randint(-20, 20)), min(255, tone + dice.randint(-30, 30)))
        shape = dice.choice((draw.rectangle, draw.ellipse))
        shape([left, top, left + across, top + down], fill=colour, outline=(tone // 2,) * 3)
        draw.line([left, top + down, left + across, top], fill=(255 - tone,) * 3, width=dice.randint(1, 4))
    return jpeg(picture.filter(ImageFilter.GaussianBlur(0.8)))


@cache
def used_again(content: bytes) -> bytes:
    """The same picture, a twentieth cut off on every side, smaller, and compressed anew."""
    with Image.open(io.BytesIO(content)) as old:
        across, down = old.width // 20, old.height // 20
        cut = old.crop((across, down, old.width - across, old.height - down))
    return jpeg(cut.resize((cut.width * 4 // 5, cut.height * 4 // 5)), quality=55)


def jpeg(picture: Image.Image, quality: int = 88) -> bytes:
    """The picture as a file."""
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return stream.getvalue()
