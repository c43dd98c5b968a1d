"""Texts as pairs of neighbouring letters, many texts at once; each pair with whether it stands where a name may. Pure.

A run of latin letters and digits counts as one letter: 805路 and 205路 share nothing. A name is
looked for before what ends one (小区, 路, 公司) and behind the region it lies in (A市…, 青山县…). Some of what is found
is no name; that does no harm, because it is counted over all texts how often a pair stands where names stand.
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bihuan.language.script import plain

# Pairs are told apart by 22 bits of a hash: few enough to count them in plain arrays, too many to collide often.
BITS = 22
PAIRS = 1 << BITS
# So much of a text is read; whoever writes more has said where and what by then.
LONGEST_TEXT = 1_000
# A name has at most so many letters before what ends it, and so many behind the region it lies in.
_BEFORE_ENDING, _AFTER_REGION = 5, 6
_SHORTEST_NAME = 3

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_ENDINGS_OF_TWO = [
    "公路",
    "大道",
    "大街",
    "高速",
    "国道",
    "省道",
    "号线",
    "街道",
    "小区",
    "花园",
    "家园",
    "花苑",
    "新村",
    "公寓",
    "佳苑",
    "雅苑",
    "社区",
    "新城",
    "之城",
    "国际",
    "广场",
    "公园",
    "市场",
    "商场",
    "大厦",
    "中心",
    "学院",
    "大学",
    "小学",
    "中学",
    "儿园",
    "学校",
    "医院",
    "生院",
    "公司",
    "集团",
    "业园",
    "园区",
    "发区",
    "大桥",
    "水库",
    "车站",
    "铁站",
    "酒店",
    "网络",
    "平台",
]
_ENDINGS_OF_ONE = "厂村镇乡路街巷苑府湾庭城园湖山河里郡轩居坊站塘岭桥组栋"
_REGIONS = "省市区县州镇乡"
# 省, 市, 县 and 州 end a region wherever they stand, but in these words.
_REGIONS_IN_CHINESE = "省市县州"
_NO_REGION = [
    "市场",
    "市民",
    "市长",
    "市政",
    "市里",
    "市区",
    "市容",
    "城市",
    "超市",
    "夜市",
    "门市",
    "上市",
    "节省",
    "反省",
    "省道",
    "省委",
    "市委",
    "县委",
    "县城",
    "县长",
    "省长",
]
_NO_NAME_OF_ONE = "的了是在把被让给着你我他她它这那该某各将应于从往至到有和与及对为也都就请无没不年月日元"
_NO_NAME_OF_TWO = [
    "我们",
    "你们",
    "他们",
    "住在",
    "位于",
    "附近",
    "旁边",
    "对面",
    "门口",
    "门前",
    "楼下",
    "隔壁",
    "周边",
    "希望",
    "建议",
    "要求",
    "反映",
    "反应",
    "投诉",
    "举报",
    "关于",
    "请问",
    "咨询",
    "请求",
    "恳请",
    "居民",
    "业主",
    "市民",
    "群众",
    "领导",
    "政府",
    "部门",
    "严重",
    "问题",
    "何时",
    "什么",
    "怎么",
    "如何",
    "可以",
    "能否",
    "目前",
    "现在",
]
_RUN = re.compile(r"[a-z0-9]+")
# Runs of letters and digits get a private-use letter each.
_PRIVATE, _PRIVATE_ROOM = 0xF0000, 65_000


@dataclass(frozen=True, slots=True)
class Grams:
    """The pairs of some texts, one line for each pair of each text, texts in order."""

    text: Numbers
    pair: Numbers
    times: NDArray[np.float32]
    named: NDArray[np.float32]


def letters(text: str) -> str:
    """``text`` as it is compared, each run of latin letters and digits one letter."""
    return _RUN.sub(_one_letter, plain(text[:LONGEST_TEXT]))


def _one_letter(run: re.Match[str]) -> str:
    return chr(_PRIVATE + zlib.crc32(run[0].encode()) % _PRIVATE_ROOM)


def pair_of(word: str) -> int:
    """The number of a pair of letters."""
    return int(_hashed(np.array([ord(word[0])]), np.array([ord(word[1])]))[0])


def _hashed(first: Numbers, second: Numbers) -> Numbers:
    mixed = (first * 2_654_435_761 + second * 40_503_000_077) & 0xFFFFFFFFFFFF
    return ((mixed ^ (mixed >> 23)) * 2_246_822_519 & 0xFFFFFFFFFFF) >> (44 - BITS)


def _letter_table(letters_in: str) -> Flags:
    table = np.zeros(0x110000, dtype=bool)
    table[[ord(letter) for letter in letters_in]] = True
    return table


def _pair_table(words: Iterable[str]) -> Flags:
    table = np.zeros(PAIRS, dtype=bool)
    table[[pair_of(word) for word in words]] = True
    return table


_END_ONE, _END_TWO = _letter_table(_ENDINGS_OF_ONE), _pair_table(_ENDINGS_OF_TWO)
_EDGE_ONE, _EDGE_TWO = _letter_table(_NO_NAME_OF_ONE), _pair_table(_NO_NAME_OF_TWO)
_REGION, _REGION_CHINESE = _letter_table(_REGIONS), _letter_table(_REGIONS_IN_CHINESE)
_REGION_NOT = _pair_table(_NO_REGION)
ENDING_PAIRS = _END_TWO


def grams_of(texts: Sequence[str]) -> Grams:
    """The pairs of ``texts``, which went through ``letters``."""
    lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    # A zero behind each text, so that no pair and no name runs from one into the next.
    codes = np.frombuffer("\0".join([*texts, ""]).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    number = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    told = ((codes >= 0x4E00) & (codes <= 0x9FFF)) | (codes >= _PRIVATE)
    following = np.append(codes[1:], 0)
    pairs = _hashed(codes, following)
    both = told & np.append(told[1:], False)
    named = _in_names(codes, pairs, told)
    at = np.flatnonzero(both)
    key, inverse, times = np.unique(number[at] << BITS | pairs[at], return_inverse=True, return_counts=True)
    in_names = np.bincount(inverse, weights=named[at], minlength=len(key))
    return Grams(key >> BITS, key & (PAIRS - 1), times.astype(np.float32), in_names.astype(np.float32))


def _in_names(codes: Numbers, pairs: Numbers, told: Flags) -> Flags:
    """Which pairs lie inside a stretch that may be a name."""
    size = len(codes)
    place = np.arange(size, dtype=np.int64)
    edge = ~told | _EDGE_ONE[codes]
    two = _EDGE_TWO[pairs]
    edge |= two
    edge[1:] |= two[:-1]
    regions = _region_ends(codes, pairs) & told
    # The first letter that can belong to the name that ends here.
    starts = np.where(edge, place + 1, 0)
    starts[1:] = np.maximum(starts[1:], np.where(regions[:-1], place[1:], 0))
    # Nor does a name go on behind another: 小区公交线路 is a 小区, and something else.
    starts[2:] = np.maximum(starts[2:], np.where(_END_TWO[pairs[:-2]], place[2:], 0))
    starts = np.maximum.accumulate(starts)
    next_edge = np.minimum.accumulate(np.where(edge, place, size)[::-1])[::-1]
    change = np.zeros(size + 2, dtype=np.int32)
    for found, length in ((_END_TWO[pairs], 2), (_END_ONE[codes], 1)):
        at = np.flatnonzero(found & ~edge)
        begin, end = np.maximum(starts[at], at - _BEFORE_ENDING), at + length
        good = (begin < at) & (end - begin >= _SHORTEST_NAME) & (end <= next_edge[at])
        _mark(change, begin[good], end[good])
    begin = np.flatnonzero(regions) + 1
    begin = begin[begin < size]
    end = np.minimum(next_edge[begin], begin + _AFTER_REGION)
    good = end - begin >= _SHORTEST_NAME - 1
    _mark(change, begin[good], end[good])
    return (np.cumsum(change[:size]) > 0) | _numbered_lines(codes)


def _numbered_lines(codes: Numbers) -> Flags:
    """205路, 3号线: the pair that holds the number."""
    second, third = np.append(codes[1:], 0), np.append(codes[2:], [0, 0])[: len(codes)]
    line = (second == ord("路")) | ((second == ord("号")) & (third == ord("线")))
    return np.asarray((codes >= _PRIVATE) & line)


def _mark(change: NDArray[np.int32], begin: Numbers, end: Numbers) -> None:
    """A pair is inside when its second letter is."""
    np.add.at(change, begin, 1)
    np.add.at(change, end - 1, -1)


def _region_ends(codes: Numbers, pairs: Numbers) -> Flags:
    """Letters that end the name of a region: 市 of 青山市 and of A市."""
    before = np.append(0, codes[:-1])
    no_word = ~_REGION_NOT[pairs]
    no_word[1:] &= ~_REGION_NOT[pairs[:-1]]
    chinese: Flags = _REGION_CHINESE[codes] & no_word & (before >= 0x4E00)
    return np.asarray(chinese | (_REGION[codes] & (before >= _PRIVATE)))
