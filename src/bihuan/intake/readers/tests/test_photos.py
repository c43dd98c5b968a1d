"""Photos as telephones save them: HEIC, which nearly nothing else writes."""

import io
from importlib.util import find_spec

import pytest
from PIL import Image

from bihuan.intake.readers import open_blocks
from bihuan.intake.readers.pictures import has_pictures, page_picture
from bihuan.kernel.errors import NotReadable
from tests.support.evidence_files import heic


def test_the_page_of_a_heic_is_shown_as_jpeg() -> None:
    assert has_pictures(heic())
    shown = page_picture(heic(), 1, 32)
    assert shown is not None
    with Image.open(io.BytesIO(shown)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (32, 24))


@pytest.mark.long
@pytest.mark.skipif(
    find_spec("rapidocr") is None, reason="the recognition of scans is not installed (make ocr)"
)
@pytest.mark.parametrize(("content", "said"), [(heic(), "没有识别出文字"), (heic()[:300], "不完整或已损坏")])
def test_a_heic_is_decoded_and_recognised_like_any_photo(content: bytes, said: str) -> None:
    """This one is a drawing without a word: that it holds none can only be said of what was decoded."""
    for name in ("照片.heic", "照片.jpg"):
        with pytest.raises(NotReadable, match=said):
            open_blocks(content, name)
