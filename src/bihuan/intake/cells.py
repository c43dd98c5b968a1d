"""What single cells say: numbers that stay text, measures, units, people, contact details."""

import re
from collections.abc import Callable
from functools import cache

from bihuan.intake.readers.blocks import Doubt, Grid
from bihuan.kernel.findings import Finding, block, warn
from bihuan.kernel.numbers import squeeze

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE][+-]?\d+")
_FORMULA_TEXT = re.compile(r'=\s*"(.*)"')
_UNIT_MARKS = re.compile(r"[、，,；;/／|\n]+")
_UNIT_LABEL = re.compile(r"^(?:牵头|责任|配合|主办|协办|主管|会办)(?:单位|部门)?[：:]")
_UNIT_END = re.compile(
    r"(?:局|办|办公室|委|委员会|部|厅|处|科|室|中心|队|院|所|站|政府|街道|镇|乡|公司|集团|学校|组|会|区|县|市|村|社区"
    r"|部门|单位|段|园|银行|[)）])$"
)
_PERSON_MARKS = re.compile(r"[、，,；;/／|\n]+")
_PHONE = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}(?:[-转]\d{1,6})?|\d{7,8})(?!\d)"
)
_MOBILE_DIGITS = 11
_CONTACT_LABEL = re.compile(r"联系人|联系电话|联系方式|电话|手机|姓名|[：:，,、；;（）()/|]")
_CHINESE_COUNT = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MOST_MEASURES = 99


def clean_text(text: str) -> str:
    """``text`` with every line trimmed and empty lines dropped; the words stay as they are."""
    if "\n" not in text and "\t" not in text:
        return text.strip()
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def clean_number(text: str) -> str:
    """A number as text, without blanks and without the guards people type against Excel: ``'123``, ``="123"``."""
    if text.isalnum():
        return text
    number = squeeze(text)
    if formula := _FORMULA_TEXT.fullmatch(number):
        number = formula[1]
    return number.lstrip("'’‘").strip()


def number_problem(grid: Grid, row: int, column: int, number: str) -> Finding | None:
    """Why the number in this cell cannot be trusted, or that it should be looked at; None when it is sound."""
    place = grid.place(row, column)
    if _SCIENTIFIC.fullmatch(number) or grid.doubts.get((row, column)) is Doubt.DIGITS_LOST:
        return block(
            "number-mangled",
            f"{place}的编号“{number}”已被表格软件改成数值，末尾数字可能丢失；请把该列设为文本格式，按原件重新填写后再导入。",
            where=place,
        )
    if (row, column) in grid.doubts:
        return warn(
            "number-not-text",
            f"{place}的编号“{number}”存成了数值，本次读取无误；请把该列设为文本格式，以免再次保存时丢失数字。",
            where=place,
        )
    return None


def position_of(text: str) -> int | None:
    """The 序号 as a whole number, or None."""
    digits = squeeze(text).rstrip(".．、")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else None


_Mark = Callable[[int], str]
_STYLES: tuple[tuple[int, _Mark], ...] = (
    (_MOST_MEASURES, lambda n: rf"{n}\s*[.．、)）](?!\d(?!\d?月|\d{{3}}年))"),
    (_MOST_MEASURES, lambda n: rf"[（(]\s*{n}\s*[)）]"),
    (len(_CIRCLED), lambda n: _CIRCLED[n - 1]),
    (len(_CHINESE_COUNT), lambda n: rf"[（(]{_CHINESE_COUNT[n - 1]}[)）]"),
    (len(_CHINESE_COUNT), lambda n: rf"{_CHINESE_COUNT[n - 1]}、"),
    (len(_CHINESE_COUNT), lambda n: rf"{_CHINESE_COUNT[n - 1]}是"),
)


def split_measures(text: str) -> tuple[str, ...]:
    """The numbered measures of a cell, without their numbers; a cell without numbering is one measure.

    A number counts only in its turn and at the start of a line or behind a mark, so that 第2、3款 splits nothing.
    """
    text = clean_text(text)
    if not text:
        return ()
    for most, mark in _STYLES:
        first = _first(mark).match(text)
        if first is None:
            continue
        return _cut_at_marks(text, first, most, mark)
    return (text,)


@cache
def _first(mark: _Mark) -> re.Pattern[str]:
    return re.compile(rf"(?P<lead>[^\n]{{0,40}}[：:]\s*)?{mark(1)}\s*")


@cache
def _following(mark: _Mark, n: int) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<=[\n。；;，,！])|(?<=[。；;，,！\s]\s)){mark(n)}\s*")


def _cut_at_marks(text: str, first: re.Match[str], most: int, mark: _Mark) -> tuple[str, ...]:
    pieces = []
    start = first.end()
    for n in range(2, most + 1):
        following = _following(mark, n).search(text, start)
        if following is None:
            break
        pieces.append(text[start : following.start()])
        start = following.end()
    pieces.append(text[start:])
    pieces[0] = (first["lead"] or "") + pieces[0]
    return tuple(piece.strip() for piece in pieces if piece.strip())


def split_units(text: str) -> tuple[str, ...]:
    """The units a cell names, each once. A name broken over two lines is put together again."""
    return tuple(
        dict.fromkeys(unit for piece in _UNIT_MARKS.split(_joined_lines(text)) if (unit := _unit(piece)))
    )


def _unit(piece: str) -> str:
    return _UNIT_LABEL.sub("", squeeze(piece)).rstrip("。.")


def _joined_lines(text: str) -> str:
    whole = ""
    for line in (squeeze(line) for line in text.split("\n")):
        if not line:
            continue
        breaks_name = whole and not _UNIT_END.search(whole[-8:]) and not _UNIT_MARKS.search(whole[-1])
        whole += line if breaks_name or not whole else f"\n{line}"
    return whole


def split_people(text: str) -> tuple[str, ...]:
    """The people a cell names, unpadded (T13): ``白  舟`` is one person, ``赵明 钱立`` are two."""
    people: list[str] = []
    for piece in _PERSON_MARKS.split(text.strip()):
        names = piece.split()
        people.extend(names if len(names) > 1 and all(len(name) > 1 for name in names) else [squeeze(piece)])
    return tuple(dict.fromkeys(name for name in people if name))


def split_contact(text: str) -> tuple[str, str]:
    """Name and telephone out of one cell; either may be empty."""
    if (
        len(text) == _MOBILE_DIGITS
        and text.isdecimal()
        and text.isascii()
        and text[0] == "1"
        and text[1] > "2"
    ):
        return "", text
    found = _PHONE.search(text)
    if found is None:
        return squeeze(text), ""
    name = _CONTACT_LABEL.sub("", text[: found.start()] + text[found.end() :])
    return squeeze(name), re.sub(r"\s", "", found[0])
