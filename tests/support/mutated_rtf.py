"""RTF changed where it hurts: its groups, its words and their numbers, its tables, its bytes of binary."""

import random
import re

_WORD = re.compile(rb"\\([a-z]{1,32})(-?\d+)? ?")
_GROUP = re.compile(rb"\{[^{}]{0,400}\}")
_NUMBERS = (b"0", b"-1", b"1", b"255", b"65536", b"2147483648", b"-2147483649", b"99999999999999999999", b"")
_PIECES = (
    b"{", b"}", b"{" * 5_000, b"}" * 50, b"\\", b"\\'", b"\\'zz", b"\\bin999999999 ", b"\\bin-1 ", b"\\uc200\\u20013 ",
    b"\\u-1?", b"\\u55357?", b"\\ansicpg99999 ", b"\\ansicpg932 ", b"\\upr", b"{\\*\\nothing {\\nested}}",
    b"\\trowd\\cellx1\\cellx0\\cellx-9\\intbl x\\cell y\\cell\\row ", b"\\trowd" + b"\\cellx9" * 3_000 + b"\\row ",
    b"\\intbl" + b"\\cell" * 3_000 + b"\\row ", b"\\clvmgf\\cellx1\\clvmrg\\cellx2 ",
    b"\\clmgf\\cellx1\\clmrg\\cellx2 ",
    b"\\row\\row\\row ", b"\\nestcell\\nestrow ", b"{\\object\\objdata 0105}", b"{\\pict\\wmetafile8 0102",
    b'{\\field{\\*\\fldinst INCLUDETEXT "/etc/os-release"}{\\fldrslt x}}', b"\\par" * 20_000, b"\\sect\\page ",
)  # fmt: skip


def _number_of_word_changed(content: bytes, chance: random.Random) -> bytes:
    word = chance.choice(list(_WORD.finditer(content)))
    return content[: word.start()] + b"\\" + word[1] + chance.choice(_NUMBERS) + b" " + content[word.end() :]


def _word_left_out(content: bytes, chance: random.Random) -> bytes:
    name = chance.choice(list(_WORD.finditer(content)))[1]
    return re.sub(rb"\\" + name + rb"(-?\d+)? ?", b"", content, count=chance.choice((1, 1, 5, 0)))


def _piece_put_in(content: bytes, chance: random.Random) -> bytes:
    at = chance.choice(list(_WORD.finditer(content))).start()
    return content[:at] + chance.choice(_PIECES) * chance.choice((1, 1, 1, 20)) + content[at:]


def _group_moved(content: bytes, chance: random.Random) -> bytes:
    groups = list(_GROUP.finditer(content))
    one, other = chance.choice(groups), chance.choice(groups)
    return content[: one.start()] + other[0] * chance.choice((1, 2, 200)) + content[one.end() :]


RTF = (
    _number_of_word_changed,
    _number_of_word_changed,
    _word_left_out,
    _piece_put_in,
    _piece_put_in,
    _group_moved,
)
