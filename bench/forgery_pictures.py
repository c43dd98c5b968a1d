"""Photos used again: how many doctored copies are found, how many honest look-alikes are accused, and how fast.

    python bench/forgery_pictures.py 500

Every picture is drawn in this run (``forgery_scenes``), and photographs that happen to lie on this machine (among the
installed packages, or in the folder BIHUAN_PHOTOS) are doctored too. Nothing is downloaded, kept or asserted. The
million pictures that are searched are made up: real features with bits turned over at random, so that words are as
common and as rare as in the pictures they come from.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
from forgery_doctoring import WAYS, doctored, jpeg
from forgery_scenes import Place, Shot, form, stand, wall
from PIL import Image

from bihuan.evidence.fingerprint import Fingerprint, fingerprint
from bihuan.evidence.likeness import likeness
from bihuan.evidence.picture_index import PictureIndex

Row = tuple[str, int, int]
HONEST = (
    "误报 同地同日",
    "误报 同地异日",
    "误报 整改前后",
    "误报 同路异段",
    "误报 白墙",
    "误报 同式表单",
    "误报 同式截屏",
)
_LEAST_PIXELS = 300_000


def measure(sets: int) -> list[Row]:
    """``sets`` forged and as many honest pairs: of each technique and honest kind how many flagged, of how many."""
    with ProcessPoolExecutor(2) as pool:
        forged, honest = list(pool.map(_forged, range(sets))), list(pool.map(_honest, range(sets)))
    flagged, of = Counter[str](), Counter[str]()
    for label, found in [*forged, *honest]:
        of[label] += 1
        flagged[label] += found
    return [(label, flagged[label], of[label]) for label in ("原文件", *WAYS, *HONEST) if of[label]]


def _forged(nth: int) -> tuple[str, bool]:
    dice = Random(f"forged {nth}")
    ways = ("原文件", *WAYS)
    way = ways[nth % len(ways)]
    photos = _photos()
    if photos and nth // len(ways) % 2:
        with Image.open(dice.choice(photos)) as photo:
            photo.thumbnail((1600, 1600))
            picture = photo.convert("RGB")
    else:
        picture = Place(nth).photo(Shot())
    original = jpeg(picture, 92)
    copy = original if way == "原文件" else doctored(way, picture, dice)
    return way, likeness(fingerprint(original), fingerprint(copy)) is not None


def _honest(nth: int) -> tuple[str, bool]:
    dice = Random(f"honest {nth}")
    kind = HONEST[nth % len(HONEST)]
    first, second = (fingerprint(jpeg(picture, dice.choice([80, 90]))) for picture in _pair(kind, nth, dice))
    return kind, likeness(first, second) is not None


def _pair(kind: str, nth: int, dice: Random) -> Iterator[Image.Image]:
    if kind == "误报 白墙":
        yield from (wall(nth, nth), wall(nth, nth + 10**6))
    elif kind in ("误报 同式表单", "误报 同式截屏"):
        yield from (form(nth, content, screen=kind == "误报 同式截屏") for content in (1, 2))
    else:
        place = Place(nth + 10**5)
        yield place.photo(Shot())
        if kind == "误报 同地同日":
            yield place.photo(stand(dice, step=0.3, day=0))
        elif kind == "误报 同地异日":
            yield place.photo(stand(dice, step=0.4, day=1))
        elif kind == "误报 整改前后":
            yield place.photo(stand(dice, step=0.3, day=2, clean=True))
        else:
            yield place.photo(Shot(z=9, day=3))


def _photos() -> list[Path]:
    """Photographs on this machine, large enough to be taken for evidence."""
    places = (
        [Path(os.environ["BIHUAN_PHOTOS"])]
        if "BIHUAN_PHOTOS" in os.environ
        else [Path(part) for part in sys.path]
    )
    found = []
    for path in sorted({file for place in places if place.is_dir() for file in place.rglob("*.jp*g")}):
        try:
            with Image.open(path) as photo:
                if photo.width * photo.height >= _LEAST_PIXELS:
                    found.append(path)
        except OSError:
            continue
    return found


# ── speed ───────────────────────────────────────────────────────────────────
def twelve_megapixels() -> bytes:
    """A photo as a telephone takes it."""
    return jpeg(Place(1).photo(Shot()).resize((4000, 3000), Image.Resampling.BICUBIC), 90)


def a_second() -> float:
    """Fingerprints of photos of 12 megapixels a second, on two cores."""
    photo = twelve_megapixels()
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_work, [photo] * 4))
        began = time.perf_counter()
        list(pool.map(_work, [photo] * 60))
        return 60 / (time.perf_counter() - began)


def _work(content: bytes) -> int:
    return len(fingerprint(content).points)


def searched(pictures: int, seeds: int = 60) -> tuple[float, float, int, int]:
    """Milliseconds a search takes on average and at most, how many of 40 are found, and the bytes the index holds."""
    chance = np.random.default_rng(1)
    places = [Place(seed).photo(Shot()) for seed in range(seeds)]
    real = [fingerprint(jpeg(place)) for place in places]
    bits = np.concatenate([one.bits for one in real])
    points = np.concatenate([one.points for one in real])
    index: PictureIndex[int] = PictureIndex()
    for nth in range(pictures):
        index.add(nth, _made_up(real[0], bits, points, chance))
    for nth, one in enumerate(real):
        index.add(pictures + nth, one)
    index.near(real[0])
    times, found = [], 0
    for nth in range(40):
        asked = fingerprint(doctored("两种并用", places[nth], Random(nth)))
        began = time.perf_counter()
        near = index.near(asked)
        times.append((time.perf_counter() - began) * 1000)
        found += pictures + nth in near
    return float(np.mean(times)), max(times), found, index.size()


def _made_up(
    like: Fingerprint, bits: np.ndarray, points: np.ndarray, chance: np.random.Generator
) -> Fingerprint:
    rows = chance.integers(0, len(bits), 64)
    noise = np.packbits(chance.random((64, 192)) < 0.25, axis=1)
    return replace(like, bits=bits[rows] ^ noise, points=points[rows])


def main() -> None:
    """Print the table."""
    sets = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print(f"{'':16}标出  共计  比例")
    for label, flagged, of in measure(sets):
        print(f"{label:16}{flagged:6}{of:6}{flagged / of:7.1%}")
    print(f"指纹（1200万像素，两核）：每秒{a_second():.1f}张")
    pictures = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    mean, most, found, held = searched(pictures)
    print(f"在{pictures}张中检索：平均{mean:.0f}毫秒，最长{most:.0f}毫秒，占内存{held / 1e6:.0f}MB")
    print(f"40张改动图，候选中有原图的{found}张")


if __name__ == "__main__":
    main()
