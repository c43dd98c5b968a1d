"""Bytes to text for the plain formats: UTF-8, UTF-16 with a mark, or GB18030."""

from bihuan.intake.refusal import not_readable


def decode(content: bytes) -> str:
    """The text of ``content``; line ends become a single line feed."""
    for encoding in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise not_readable(
        "encoding-unknown", "文件的文字编码无法识别；请用记事本打开，另存为 UTF-8 编码后再导入。"
    )


def _candidates(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")
