"""How people doctor a photo that they use again: each way as a function from picture and dice to picture."""

import io
import math
from collections.abc import Callable
from random import Random

import cv2
import numpy as np
from forgery_scenes import font
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

Way = Callable[[Image.Image, Random], Image.Image]


def jpeg(picture: Image.Image, quality: int = 88) -> bytes:
    """The picture as a JPEG file."""
    stream = io.BytesIO()
    picture.convert("RGB").save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def _scaled(picture: Image.Image, dice: Random) -> Image.Image:
    factor = dice.choice([0.35, 0.5, 0.75, 1.5])
    return picture.resize(
        (round(picture.width * factor), round(picture.height * factor)), dice.choice([1, 2, 3])
    )


def _quarter(picture: Image.Image, _dice: Random) -> Image.Image:
    return picture.resize((picture.width // 4, picture.height // 4), Image.Resampling.LANCZOS)


def _same(picture: Image.Image, _dice: Random) -> Image.Image:
    return picture


def _brightness(picture: Image.Image, dice: Random) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(dice.choice([0.6, 0.75, 1.3, 1.5]))


def _contrast(picture: Image.Image, dice: Random) -> Image.Image:
    return ImageEnhance.Contrast(picture).enhance(dice.choice([0.55, 0.7, 1.4, 1.7]))


def _gamma(picture: Image.Image, dice: Random) -> Image.Image:
    power = dice.choice([0.5, 0.65, 1.5, 2])
    return picture.point([int(255 * (step / 255) ** power + 0.5) for step in range(256)] * 3)


def _saturation(picture: Image.Image, dice: Random) -> Image.Image:
    return ImageEnhance.Color(picture).enhance(dice.choice([0, 0.3, 1.8]))


def _white_balance(picture: Image.Image, dice: Random) -> Image.Image:
    tone = np.array([dice.uniform(0.75, 1.25) for _ in range(3)], np.float32)
    return Image.fromarray((np.asarray(picture, np.float32) * tone).clip(0, 255).astype(np.uint8))


def _mirror(picture: Image.Image, _dice: Random) -> Image.Image:
    return ImageOps.mirror(picture)


def _turn(picture: Image.Image, dice: Random) -> Image.Image:
    return picture.transpose(
        dice.choice([Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
    )


def _tilt(picture: Image.Image, dice: Random) -> Image.Image:
    angle = dice.choice([-1, 1]) * dice.uniform(1, 5)
    wide, high, lean = picture.width, picture.height, math.radians(abs(angle))
    left = 1 / (math.cos(lean) + max(wide / high, high / wide) * math.sin(lean))
    x, y = wide * (1 - left) / 2, high * (1 - left) / 2
    return picture.rotate(angle, Image.Resampling.BICUBIC).crop(
        (int(x), int(y), int(wide - x), int(high - y))
    )


def _crop_area(picture: Image.Image, dice: Random) -> Image.Image:
    kept = math.sqrt(0.8)
    wide, high = picture.size
    x, y = dice.uniform(0, 1 - kept) * wide, dice.uniform(0, 1 - kept) * high
    return picture.crop((int(x), int(y), int(x + kept * wide), int(y + kept * high)))


def _crop_side(picture: Image.Image, dice: Random) -> Image.Image:
    wide, high = picture.size
    x, y = wide // 5, high // 5
    return picture.crop(
        dice.choice([(x, 0, wide, high), (0, 0, wide - x, high), (0, y, wide, high), (0, 0, wide, high - y)])
    )


def _crop_sides(picture: Image.Image, _dice: Random) -> Image.Image:
    wide, high = picture.size
    return picture.crop((wide // 5, high // 5, wide - wide // 5, high - high // 5))


def _stamp(picture: Image.Image, dice: Random) -> Image.Image:
    picture = picture.copy()
    pen = ImageDraw.Draw(picture)
    round_ = min(picture.size) * dice.uniform(0.1, 0.2)
    x, y = dice.uniform(round_, picture.width - round_), dice.uniform(round_, picture.height - round_)
    red = (210, 20, 20)
    pen.ellipse((x - round_, y - round_, x + round_, y + round_), outline=red, width=max(2, int(round_ / 12)))
    pen.text((x, y), "★", font=font(round_ * 0.6), fill=red, anchor="mm")
    pen.text((x, y + round_ * 0.6), "某某专用章", font=font(round_ * 0.25), fill=red, anchor="mm")
    return picture


def _date(picture: Image.Image, dice: Random) -> Image.Image:
    picture = picture.copy()
    place = picture.width * 0.97, picture.height * 0.96
    words = f"2026-0{dice.randint(1, 9)}-1{dice.randint(0, 9)} 10:3{dice.randint(0, 9)}"
    ImageDraw.Draw(picture).text(
        place, words, font=font(picture.height * 0.06), fill=(255, 150, 0), anchor="rb"
    )
    return picture


def _watermark(picture: Image.Image, dice: Random) -> Image.Image:
    layer = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(layer)
    wide, high = picture.size
    pen.rectangle((wide * 0.02, high * 0.68, wide * 0.5, high * 0.97), fill=(20, 60, 160, 170))
    lines = ("工程记录", f"时间：2026.03.1{dice.randint(0, 9)} 09:21", "地点：某市某区某路", "天气：多云 12℃")
    for nth, line in enumerate(lines):
        pen.text((wide * 0.04, high * (0.70 + 0.065 * nth)), line, font=font(high * 0.05), fill="white")
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def _tiled(picture: Image.Image, _dice: Random) -> Image.Image:
    wide, high = picture.size
    layer = Image.new("RGBA", (int(wide * 1.5), int(high * 1.5)))
    pen = ImageDraw.Draw(layer)
    for y in range(0, layer.height, int(high * 0.16)):
        for x in range(0, layer.width, int(wide * 0.28)):
            pen.text((x, y), "仅供核查使用", font=font(high * 0.05), fill=(255, 255, 255, 110))
    layer = layer.rotate(25).crop((wide // 4, high // 4, wide // 4 + wide, high // 4 + high))
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def _frame(picture: Image.Image, dice: Random) -> Image.Image:
    border = int(min(picture.size) * dice.uniform(0.03, 0.12))
    return ImageOps.expand(picture, border, dice.choice([(255, 255, 255), (0, 0, 0), (180, 30, 30)]))


def _caption(picture: Image.Image, _dice: Random) -> Image.Image:
    wide, high = picture.size
    card = Image.new("RGB", (int(wide * 1.1), int(high * 1.35)), (250, 250, 248))
    card.paste(picture, (int(wide * 0.05), int(high * 0.05)))
    ImageDraw.Draw(card).text((wide * 0.1, high * 1.12), "整改后照片 现场", font=font(high * 0.1), fill=0)
    return card


def _mosaic(picture: Image.Image, dice: Random) -> Image.Image:
    picture = picture.copy()
    wide, high = int(picture.width * dice.uniform(0.15, 0.28)), int(picture.height * dice.uniform(0.15, 0.28))
    x, y = dice.randint(0, picture.width - wide), dice.randint(0, picture.height - high)
    part = picture.crop((x, y, x + wide, y + high)).resize((6, 5), Image.Resampling.BOX)
    picture.paste(part.resize((wide, high), Image.Resampling.NEAREST), (x, y))
    return picture


def _rephotographed(picture: Image.Image, dice: Random) -> Image.Image:
    """On a screen: leaning, with a border, moiré, glare, less contrast, grain."""
    chance = np.random.default_rng(dice.randrange(10**9))
    wide, high = 1200, 900
    size = min(wide * 0.84 / picture.width, high * 0.84 / picture.height) * dice.uniform(0.85, 1)
    shown = picture.resize((int(picture.width * size), int(picture.height * size)), Image.Resampling.LANCZOS)
    w, h = shown.size
    x, y = (wide - w) / 2, (high - h) / 2
    lean = [(dice.uniform(-0.06, 0.06) * w, dice.uniform(-0.06, 0.06) * h) for _ in range(4)]
    corners = np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], np.float32) + np.array(
        lean, np.float32
    )
    matrix = cv2.getPerspectiveTransform(np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32), corners)
    ground = cv2.resize(
        chance.normal(60, 25, (30, 40, 3)).astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC
    )
    edge = np.array(
        [[(-0.04 * w, -0.04 * h), (1.04 * w, -0.04 * h), (1.04 * w, 1.04 * h), (-0.04 * w, 1.04 * h)]],
        np.float32,
    )
    cv2.fillConvexPoly(ground, cv2.perspectiveTransform(edge, matrix)[0].astype(np.int32), (15, 15, 18))
    warped = cv2.warpPerspective(np.asarray(shown.convert("RGB"), np.float32), matrix, (wide, high))
    cover = cv2.warpPerspective(np.ones((h, w), np.float32), matrix, (wide, high))[..., None]
    rows, columns = np.mgrid[:high, :wide]
    moire = 1 + 0.05 * np.sin(columns * dice.uniform(0.9, 1.4) + rows * 0.2) * np.sin(
        rows * dice.uniform(0.8, 1.3)
    )
    glare = np.exp(
        -(((columns - wide * dice.random()) / 300) ** 2) - ((rows - high * dice.random()) / 250) ** 2
    )
    lit = (25 + warped * 0.72) * moire[..., None] + 60 * dice.random() * glare[..., None]
    photo = cv2.GaussianBlur((ground * (1 - cover) + lit * cover).astype(np.float32), (0, 0), 0.8)
    return Image.fromarray((photo + chance.normal(0, 5, photo.shape)).clip(0, 255).astype(np.uint8))


def _two(picture: Image.Image, dice: Random) -> Image.Image:
    names = [
        "缩放",
        "亮度",
        "伽马",
        "饱和度",
        "白平衡",
        "镜像",
        "旋转 90/180/270",
        "旋转 ±5°",
        "裁剪 面积20%",
        "裁剪 一边20%",
    ]
    names += ["盖章", "加日期", "水印相机", "加框", "马赛克"]
    for name in dice.sample(names, 2):
        picture = WAYS[name](picture, dice)
    return picture


WAYS: dict[str, Way] = {
    "重新压缩 30": _same,
    "缩放": _scaled,
    "缩放 25%": _quarter,
    "亮度": _brightness,
    "对比度": _contrast,
    "伽马": _gamma,
    "饱和度": _saturation,
    "白平衡": _white_balance,
    "锐化": lambda picture, _dice: picture.filter(ImageFilter.UnsharpMask(3, 150, 2)),
    "镜像": _mirror,
    "旋转 90/180/270": _turn,
    "旋转 ±5°": _tilt,
    "裁剪 面积20%": _crop_area,
    "裁剪 一边20%": _crop_side,
    "裁剪 四边各20%": _crop_sides,
    "盖章": _stamp,
    "加日期": _date,
    "水印相机": _watermark,
    "满屏水印": _tiled,
    "加框": _frame,
    "加框加字": _caption,
    "马赛克": _mosaic,
    "两种并用": _two,
    "翻拍": _rephotographed,
}


def doctored(way: str, picture: Image.Image, dice: Random) -> bytes:
    """The file that somebody who went this way hands in."""
    return jpeg(WAYS[way](picture, dice), 30 if way.startswith("重新压缩") else dice.choice([60, 75, 90]))
