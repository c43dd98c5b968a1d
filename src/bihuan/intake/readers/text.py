"""Bytes to text for the plain formats: UTF-8, UTF-16, GB18030 or Big5. And text without the unprintable.

A wrong encoding often decodes without any error, into characters nobody writes. So a decoding must also look like
Chinese; what does not is refused with what is wrong, and never handed on as it is.
"""

import re
from functools import cache

from bihuan.intake.refusal import not_readable
from bihuan.kernel.errors import NotReadable

# Nobody typed them and nobody can see them; PostgreSQL refuses the first, Word and Excel files all of them.
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
# Line breaks and page breaks of old office software.
BREAKS = re.compile("[\x0b\x0c]")
_LINE_END = re.compile("\r\n?")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_HAN = re.compile("[\u3400-\u9fff\ue000-\uf8ff]")
# UTF-8 that was taken for Latin: 中 becomes ä¸­.
_LATIN_FOR_HAN = re.compile("[\u00e4-\u00e9][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]{2}")
# What GB18030 makes of the mark for an unreadable character, twice.
_LOST = "锟斤拷"
_SAMPLE = 100_000
_HAN_TO_JUDGE = 2_000
_FEWEST_HAN = 12
_MOST_ODD = 0.2
# So many rare characters may stand in a short list of names.
_FEWEST_ODD = 8
_MOST_BROKEN = 20


def decode(content: bytes) -> str:
    """The text of ``content``; line ends become a single line feed, and what cannot be printed is left out.

    Raises NotReadable when no encoding gives readable Chinese.
    """
    text = _decoded(content)
    if text is None:
        raise _broken_utf8(content) or not_readable(
            "encoding-unknown", "文件的文字编码无法识别；请用记事本打开，另存为 UTF-8 编码后再导入。"
        )
    if _is_garbled(text):
        raise not_readable(
            "text-garbled",
            f"文件中的文字是乱码（如“{_sample_of(text)}”），在此前的转存中已经损坏；"
            "请向来件单位索取原件，或用记事本确认无误后另存为 UTF-8 编码再导入。",
        )
    return UNPRINTABLE.sub("", _LINE_END.sub("\n", text))


def printable(text: str) -> str:
    """The text of a cell as it can be printed and stored anywhere: every break one line feed, nothing invisible."""
    return UNPRINTABLE.sub("", BREAKS.sub("\n", _LINE_END.sub("\n", text)))


def unmarked_utf16(content: bytes) -> str:
    """The encoding of a text in UTF-16 that lacks its mark, else ""."""
    if b"\x00" not in content[:4000] or len(content) % 2:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        sample = content[:4000].decode(encoding, "ignore")
        plain = sum(mark in "\t\r\n" or " " <= mark <= "~" or "\u3000" <= mark <= "\u9fff" for mark in sample)
        if plain > len(sample) * 0.9:
            return encoding
    return ""


def _decoded(content: bytes) -> str | None:
    if content.startswith(_UTF16_MARKS):
        return _try(content, "utf-16")
    if encoding := unmarked_utf16(content):
        return _try(content, encoding)
    text = _try(content, "utf-8-sig")
    if text is not None:
        return text
    decoded = [text for encoding in ("gb18030", "big5") if (text := _try(content, encoding)) is not None]
    best = min(decoded, key=lambda text: _odd(_han(text)), default=None)
    return None if best is None or _is_garbled(best) else best


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _broken_utf8(content: bytes) -> NotReadable | None:
    """The refusal of a text in UTF-8 with a few broken bytes, naming the first line that has any."""
    text = content.decode("utf-8-sig", "replace")
    if not 0 < text.count("\ufffd") <= max(_MOST_BROKEN, len(text) // 1000) or _is_garbled(
        text.replace("\ufffd", "")
    ):
        return None
    if not _HAN.search(text):
        return None
    line = text[: text.index("\ufffd")].count("\n") + 1
    return not_readable(
        "encoding-broken",
        f"文件是 UTF-8 编码，但第{line}行起有损坏的字节，文字可能缺失；请重新获取原件，或用记事本更正后另存再导入。",
        where=f"第{line}行",
    )


def _is_garbled(text: str) -> bool:
    """Whether the characters are not those of Chinese as it is written."""
    sample = text[:_SAMPLE]
    han = _han(sample)
    if len(han) < _FEWEST_HAN:
        return len(_LATIN_FOR_HAN.findall(sample)) >= _FEWEST_HAN
    if sample.count(_LOST) * 3 > len(han) * 0.1:
        return True
    return _odd(han) > max(_FEWEST_ODD, len(han) * _MOST_ODD)


def _han(text: str) -> list[str]:
    return _HAN.findall(text[:_SAMPLE])[:_HAN_TO_JUDGE]


def _odd(han: list[str]) -> int:
    """How many of the characters are hardly ever written."""
    return sum(not (_is_usual(mark, "gb2312", 0xD7) or _is_usual(mark, "big5", 0xC6)) for mark in han)


@cache
def _is_usual(mark: str, encoding: str, last: int) -> bool:
    """Whether the character stands in the part of the old code that lists what is written often."""
    try:
        return mark.encode(encoding)[0] <= last
    except UnicodeEncodeError:
        return False


def _sample_of(text: str) -> str:
    found = _HAN.search(text) or _LATIN_FOR_HAN.search(text)
    start = found.start() if found else 0
    return re.sub(r"\s", "", text[start : start + 12])
