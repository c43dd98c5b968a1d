"""QR codes are read back by another library, from both of their forms."""

import io
import re

import pytest
import zxingcpp
from PIL import Image

from bihuan.typesetting.qr import QUIET, qr_png, qr_svg

ADDRESS = "https://example.gov.cn/check/ABCD-EFGH-JKLM?from=纸"


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_a_code_is_read_back_from_its_picture() -> None:
    assert read(Image.open(io.BytesIO(qr_png(ADDRESS))).convert("L")) == [ADDRESS]


def test_a_code_is_read_whatever_its_address_is() -> None:
    addresses = [f"https://example.gov.cn/check/{at * 7_919:012}" for at in range(100)]
    codes = [Image.open(io.BytesIO(qr_png(address))).convert("L") for address in addresses]
    assert [read(code.reduce(3)) for code in codes] == [[address] for address in addresses]


def test_both_forms_are_the_same_code() -> None:
    """The SVG is strokes on a grid of modules: set dot by dot, they are the picture."""
    svg = qr_svg(ADDRESS).decode()
    [side] = re.findall(r'viewBox="0 0 (\d+) \1"', svg)
    drawn = Image.new("L", (int(side), int(side)), 255)
    x, y = 0.0, 0.0
    for kind, numbers in re.findall(r"([Mmh])([^Mmhz]*)", svg.split('stroke="#000" d="')[1]):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if kind == "M":
            x, y = values
        elif kind == "m":
            x, y = x + values[0], y + values[1]
        else:
            for at in range(int(values[0])):
                drawn.putpixel((int(x) + at, int(y)), 0)
            x += values[0]
    picture = Image.open(io.BytesIO(qr_png(ADDRESS))).convert("L")
    assert picture.resize(drawn.size, Image.Resampling.NEAREST).tobytes() == drawn.tobytes()


def test_the_quiet_zone_is_white() -> None:
    picture = Image.open(io.BytesIO(qr_png(ADDRESS))).convert("L")
    dots = QUIET * 8
    assert picture.crop((0, 0, picture.width, dots)).getextrema() == (255, 255)
    assert picture.crop((dots, dots, dots + 8, dots + 8)).getextrema() == (0, 0), "the code begins behind it"


def test_what_no_code_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        qr_png(ADDRESS * 100)
