"""Bytes to text for the plain formats: UTF-8, UTF-16 with a mark, or GB18030. And text without the unprintable."""

import re

from bihuan.intake.refusal import not_readable

# Nobody typed them and nobody can see them; PostgreSQL refuses the first, Word and Excel files all of them.
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
# Line breaks and page breaks of old office software.
BREAKS = re.compile("[\x0b\x0c]")


def decode(content: bytes) -> str:
    """The text of ``content``; line ends become a single line feed, and what cannot be printed is left out."""
    for encoding in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    raise not_readable(
        "encoding-unknown", "文件的文字编码无法识别；请用记事本打开，另存为 UTF-8 编码后再导入。"
    )


def printable(text: str) -> str:
    """The text of a cell as it can be printed and stored anywhere: every break one line feed, nothing invisible."""
    return UNPRINTABLE.sub("", BREAKS.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n")))


def _candidates(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")
