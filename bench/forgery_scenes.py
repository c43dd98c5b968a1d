"""Places that do not exist, drawn with depth, so that they can be photographed twice from two stands.

Everything is a textured board in space: the road, the fronts of houses, trees, cars, people, rubbish. A second photo
shows the boards moved against each other, other light, other cars, other noise, as a second photo does.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.float32]

WIDTH, HEIGHT = 1200, 900
_EYE = 1.6
_WORDS = "环境整治清运道路排水小区单位公示街巷河道垃圾占道经营门前三包便民服务便利店建材五金饭馆药房中心社区"
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)


@dataclass(frozen=True, slots=True)
class Shot:
    """Where the camera stands (metres), where it looks (degrees), the light, and who was about that day."""

    x: float = 0
    y: float = 0
    z: float = 0
    turn: float = 0
    roll: float = 0
    nod: float = 0
    zoom: float = 1
    light: float = 1
    warmth: float = 0
    day: int = 0
    clean: bool = False
    noise: float = 4


Board = tuple[Pixels, list[tuple[float, float, float]]]


def font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A Chinese font when the machine has one."""
    for path in _FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, max(8, int(size)))
    return ImageFont.load_default(max(8, int(size)))


def words(dice: Random, count: int) -> str:
    """So many characters of no meaning."""
    return "".join(dice.choices(_WORDS, k=count))


def _grain(seed: int, width: int, height: int, strength: float, cells: int = 4) -> Pixels:
    """Roughness at several sizes, as of plaster, asphalt or leaves."""
    chance = np.random.default_rng(seed)
    out = np.zeros((height, width), np.float32)
    for octave in range(5):
        step = cells * 2**octave
        rough = chance.normal(0, 1, (max(2, height * step // 256), max(2, width * step // 256))).astype(
            np.float32
        )
        out += cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC) * strength / (1.4**octave)
    return out


def _plate(
    colour: tuple[float, ...], width: int, height: int, seed: int, strength: float, cells: int = 4
) -> Pixels:
    plate = np.empty((height, width, 4), np.float32)
    plate[..., :3] = np.array(colour, np.float32) + _grain(seed, width, height, strength, cells)[..., None]
    plate[..., 3] = 255
    return plate


def _painted(plate: Pixels, draw: Callable[[ImageDraw.ImageDraw], None]) -> Pixels:
    image = Image.fromarray(plate.clip(0, 255).astype(np.uint8), "RGBA")
    draw(ImageDraw.Draw(image))
    return np.asarray(image, np.float32)


def _colour(dice: Random, low: int, high: int) -> tuple[int, int, int]:
    return dice.randint(low, high), dice.randint(low, high), dice.randint(low, high)


def _road(dice: Random) -> Pixels:
    plate = _plate((105, 105, 108), 512, 2048, dice.randrange(10**9), 9, 24)

    def draw(pen: ImageDraw.ImageDraw) -> None:
        for y in range(0, 2048, 160):
            pen.rectangle((250, y, 262, y + 80), fill=(225, 225, 215, 255))
        for side in (40, 460):
            pen.rectangle((side, 0, side + 8, 2048), fill=(215, 210, 190, 255))
        for _ in range(40):
            x, y = dice.randint(0, 500), dice.randint(0, 2000)
            pen.ellipse(
                (x, y, x + dice.randint(4, 60), y + dice.randint(4, 90)),
                fill=(*[dice.randint(60, 130)] * 3, 255),
            )

    return _painted(plate, draw)


def _front(dice: Random) -> Pixels:
    width, height = 512, 512
    plate = _plate(_colour(dice, 120, 220), width, height, dice.randrange(10**9), dice.uniform(3, 10), 12)
    columns, rows = dice.randint(3, 8), dice.randint(2, 6)

    def draw(pen: ImageDraw.ImageDraw) -> None:
        glass = _colour(dice, 30, 110)
        for column in range(columns):
            for row in range(rows):
                x, y = (column + 0.2) * width / columns, (row + 0.15) * height * 0.78 / rows
                right, below = x + 0.6 * width / columns, y + 0.6 * height * 0.78 / rows
                shade = dice.randint(-25, 50)
                pen.rectangle((x, y, right, below), fill=(*(max(0, c + shade) for c in glass), 255))
                if dice.random() < 0.5:
                    pen.line(((x + right) / 2, y, (x + right) / 2, below), fill=(200, 200, 200, 255), width=3)
                if dice.random() < 0.25:
                    pen.rectangle((x, below, right, below + 14), fill=(*_colour(dice, 90, 200), 255))
        x = 0.0
        while x < width:
            wide = dice.uniform(80, 190)
            pen.rectangle((x, 405, x + wide, 445), fill=(*_colour(dice, 20, 230), 255))
            pen.text((x + 6, 408), words(dice, 4), font=font(30), fill=(*_colour(dice, 200, 255), 255))
            pen.rectangle((x + 5, 450, x + wide - 5, 512), fill=(*_colour(dice, 40, 150), 255))
            x += wide + 4

    return _painted(plate, draw)


def _tree(dice: Random) -> Pixels:
    plate = _plate((60, 95, 45), 256, 384, dice.randrange(10**9), 28, 30)
    mask = np.zeros((384, 256), np.uint8)
    cv2.rectangle(mask, (118, 200), (136, 384), 255, -1)
    plate[200:, 110:144, :3] = plate[200:, 110:144, :3] * 0.5 + np.array([50, 30, 20])
    for _ in range(60):
        centre = int(dice.gauss(128, 48)), int(dice.gauss(120, 48))
        cv2.circle(mask, centre, dice.randint(10, 36), 255, -1)
    plate[..., 3] = cv2.GaussianBlur(mask, (0, 0), 1)
    return plate


def _car(dice: Random) -> Pixels:
    plate = np.zeros((160, 360, 4), np.float32)

    def draw(pen: ImageDraw.ImageDraw) -> None:
        paint = _colour(dice, 10, 240)
        pen.polygon([(70, 70), (110, 15), (240, 15), (290, 70)], fill=(40, 50, 60, 255))
        pen.rounded_rectangle((10, 62, 350, 125), 20, fill=(*paint, 255))
        for x in (85, 270):
            pen.ellipse((x - 32, 90, x + 32, 154), fill=(15, 15, 15, 255))
            pen.ellipse((x - 15, 107, x + 15, 137), fill=(150, 150, 155, 255))
        pen.line((180, 64, 180, 122), fill=(*(c // 2 for c in paint), 255), width=3)

    return _painted(plate, draw)


def _person(dice: Random) -> Pixels:
    plate = np.zeros((360, 120, 4), np.float32)

    def draw(pen: ImageDraw.ImageDraw) -> None:
        pen.ellipse((42, 5, 78, 52), fill=(190, 150, 120, 255))
        pen.rounded_rectangle((25, 55, 95, 200), 18, fill=(*_colour(dice, 20, 230), 255))
        pen.polygon(
            [(35, 195), (85, 195), (95, 355), (66, 355), (60, 230), (52, 355), (25, 355)],
            fill=(40, 40, 60, 255),
        )

    return _painted(plate, draw)


def _rubbish(dice: Random) -> Pixels:
    plate = np.zeros((220, 480, 4), np.float32)

    def draw(pen: ImageDraw.ImageDraw) -> None:
        for _ in range(dice.randint(50, 110)):
            x, y = dice.gauss(240, 90), 220 - abs(dice.gauss(0, 60))
            points = [
                (x + dice.uniform(-35, 35), y + dice.uniform(-22, 22)) for _ in range(dice.randint(3, 6))
            ]
            pen.polygon(points, fill=(*_colour(dice, 20, 240), 255))

    return _painted(plate, draw)


def _upright(texture: Pixels, x: float, z: float, wide: float, tall: float, foot: float = 0) -> Board:
    left, right = x - wide / 2, x + wide / 2
    return texture, [(left, foot + tall, z), (right, foot + tall, z), (right, foot, z), (left, foot, z)]


class Place:
    """A street: the same seed is the same street. ``along`` moves the camera down it."""

    def __init__(self, seed: int) -> None:
        dice = Random(seed)
        self._sky = _grain(dice.randrange(10**9), WIDTH, HEIGHT, dice.uniform(2, 16), 1)
        self._sky_colour = _colour(dice, 140, 230)
        self._boards: list[Board] = []
        half = dice.uniform(4, 8)
        verge = _plate(_colour(dice, 80, 170), 512, 2048, dice.randrange(10**9), 12, 30)
        self._boards.append((verge, [(-60, 0, 90), (60, 0, 90), (60, 0, 0.6), (-60, 0, 0.6)]))
        self._boards.append((_road(dice), [(-half, 0, 90), (half, 0, 90), (half, 0, 0.6), (-half, 0, 0.6)]))
        uprights: list[tuple[float, Board]] = []
        for side in (-1, 1):
            z = dice.uniform(1, 6)
            while z < 70:
                deep, tall = dice.uniform(6, 14), dice.uniform(5, 16)
                edge = side * (half + dice.uniform(2, 5))
                near, far = (z, z + deep) if side > 0 else (z + deep, z)
                corners = [(edge, tall, far), (edge, tall, near), (edge, 0, near), (edge, 0, far)]
                uprights.append(
                    (
                        z + deep / 2,
                        (_front(dice), corners if side < 0 else [corners[i] for i in (1, 0, 3, 2)]),
                    )
                )
                z += deep + dice.choice((0, 0, 3))
            for _ in range(dice.randint(2, 6)):
                z, tall = dice.uniform(5, 45), dice.uniform(4, 9)
                uprights.append((z, _upright(_tree(dice), side * (half + 1), z, tall * 0.7, tall)))
        uprights.append((80, _upright(_front(dice), dice.uniform(-8, 8), 80, 40, dice.uniform(10, 30))))
        self._uprights = uprights
        self._half = half
        self._heap = dice.uniform(-half, half), dice.uniform(5, 9), _rubbish(dice)

    def photo(self, shot: Shot) -> Image.Image:
        """What the camera sees from there."""
        dice = Random(f"{shot.day}-{self._half}")
        shown = list(self._uprights)
        for _ in range(dice.randint(1, 5)):
            z, x = dice.uniform(7, 40), dice.choice((-1, 1)) * self._half * dice.uniform(0.3, 0.8)
            shown.append((z, _upright(_car(dice), x, z, 4.2, 1.9)))
        for _ in range(dice.randint(0, 5)):
            z = dice.uniform(5, 25)
            shown.append((z, _upright(_person(dice), dice.uniform(-1, 1) * (self._half + 1), z, 0.57, 1.7)))
        x, z, heap = self._heap
        if not shot.clean:
            shown.append((z, _upright(heap, x, z, 4.5, 1.8)))
        down = np.linspace(0.6, 1.1, HEIGHT, dtype=np.float32)[:, None, None]
        clouds = np.roll(self._sky, dice.randint(0, 300), axis=1)[..., None]
        canvas = np.array(self._sky_colour, np.float32) * down + clouds
        for board in [*self._boards, *(board for _, board in sorted(shown, key=lambda one: -one[0]))]:
            _hang(canvas, board, shot)
        return developed(canvas, shot, dice.randrange(10**9))


def _hang(canvas: Pixels, board: Board, shot: Shot) -> None:
    texture, corners = board
    turn, nod, roll = np.radians([shot.turn, shot.nod, shot.roll])
    placed = []
    for x, y, z in _in_front(corners, shot.z):
        x, y, z = x - shot.x, _EYE + shot.y - y, z - shot.z
        x, z = x * np.cos(turn) - z * np.sin(turn), x * np.sin(turn) + z * np.cos(turn)
        y, z = y * np.cos(nod) - z * np.sin(nod), y * np.sin(nod) + z * np.cos(nod)
        x, y = x * np.cos(roll) - y * np.sin(roll), x * np.sin(roll) + y * np.cos(roll)
        if z < 0.3:
            return
        placed.append((WIDTH / 2 + 950 * shot.zoom * x / z, HEIGHT * 0.45 + 950 * shot.zoom * y / z))
    high, wide = texture.shape[:2]
    target = np.array(placed, np.float32)
    low = np.floor(target.min(axis=0)).clip(0, (WIDTH, HEIGHT)).astype(int)
    top = np.ceil(target.max(axis=0)).clip(0, (WIDTH, HEIGHT)).astype(int)
    if (top - low).min() < 2:
        return
    across = np.linalg.norm(target[0] - target[1])
    if across < wide / 3:
        texture = cv2.resize(
            texture,
            (max(8, int(across * 1.5)), max(8, int(across * 1.5) * high // wide)),
            interpolation=cv2.INTER_AREA,
        )
        high, wide = texture.shape[:2]
    source = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target - low.astype(np.float32))
    size = int(top[0] - low[0]), int(top[1] - low[1])
    hung = cv2.warpPerspective(texture, matrix, size, flags=cv2.INTER_LINEAR)
    cover = hung[..., 3:] / 255
    part = canvas[low[1] : top[1], low[0] : top[0]]
    part[:] = part * (1 - cover) + hung[..., :3] * cover


def _in_front(corners: list[tuple[float, float, float]], z: float) -> list[tuple[float, float, float]]:
    """A board that reaches behind the camera is cut there; a little is lost of its picture, in every shot the same."""
    return [(x, y, max(depth, 1.2 + z)) for x, y, depth in corners]


def developed(canvas: Pixels, shot: Shot, seed: int) -> Image.Image:
    """Light, colour, softness and grain of one exposure."""
    chance = np.random.default_rng(seed)
    tone = np.array([1 + shot.warmth, 1, 1 - shot.warmth], np.float32) * shot.light
    grain = chance.normal(0, shot.noise, canvas.shape).astype(np.float32)
    photo = cv2.GaussianBlur(canvas * tone, (0, 0), 0.6) + grain
    return Image.fromarray(photo.clip(0, 255).astype(np.uint8))


def stand(dice: Random, *, step: float, day: int, clean: bool = False) -> Shot:
    """Somebody's stand about ``step`` metres from the first one."""
    return Shot(
        dice.uniform(0.4, 1) * dice.choice((-1, 1)) * step,
        dice.uniform(-0.3, 0.3) * step,
        dice.uniform(-1, 1) * step,
        dice.uniform(-2.5, 2.5),
        dice.uniform(-1.5, 1.5),
        dice.uniform(-1.5, 1.5),
        dice.uniform(0.97, 1.05),
        1 if day == 0 else dice.uniform(0.75, 1.25),
        0 if day == 0 else dice.uniform(-0.08, 0.08),
        day,
        clean,
    )


def again(shot: Shot, **other: float) -> Shot:
    """The same shot with something changed."""
    return replace(shot, **other)  # type: ignore[arg-type]


def wall(seed: int, texture_seed: int) -> Image.Image:
    """A blank wall, or a sky: two of the same colour with other grain."""
    dice = Random(seed)
    canvas = _plate(
        _colour(dice, 150, 230), WIDTH, HEIGHT, texture_seed, dice.uniform(0.5, 4), dice.choice((1, 4, 20))
    )
    return developed(canvas[..., :3], Shot(noise=dice.uniform(2, 5)), texture_seed)


def form(layout: int, content: int, *, screen: bool = False) -> Image.Image:
    """A printed form or a screen: ``layout`` is the form, ``content`` what is filled in."""
    dice, pen_dice = Random(layout), Random(f"{layout}-{content}")
    page = Image.new("RGB", (900, 1200), (238, 242, 248) if screen else (252, 252, 250))
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, 900, 70), fill=(30, 90, 170) if screen else (252, 252, 250))
    pen.text(
        (450, 35), words(dice, 9), font=font(38), fill=(255, 255, 255) if screen else (0, 0, 0), anchor="mm"
    )
    y = 110
    while y < 1120:
        tall = dice.choice((44, 60, 120))
        cut = dice.randint(160, 300)
        pen.rectangle((40, y, 860, y + tall), outline=(60, 60, 60), width=2)
        pen.line((cut, y, cut, y + tall), fill=(60, 60, 60), width=2)
        pen.text((50, y + 8), words(dice, dice.randint(3, 5)), font=font(24), fill=(20, 20, 20))
        for line in range(tall // 40):
            pen.text(
                (cut + 12, y + 8 + line * 38),
                words(pen_dice, pen_dice.randint(5, 20)),
                font=font(23),
                fill=(20, 20, 60),
            )
        y += tall
    if screen:
        return page
    tilt = Random(f"{content}-tilt")
    page = page.rotate(tilt.uniform(-1, 1), Image.Resampling.BICUBIC, fillcolor=(240, 240, 238))
    return developed(np.asarray(page, np.float32), Shot(noise=3, light=tilt.uniform(0.92, 1)), content)
