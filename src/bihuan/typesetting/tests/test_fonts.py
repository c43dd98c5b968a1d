"""Which fonts papers are set in, and what they cannot show."""

import shutil
import struct
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest

from bihuan.typesetting import fonts
from bihuan.typesetting.fonts import Role, Source, broken_fonts, font_set, fonts_in_use, missing_glyphs
from bihuan.typesetting.glyphs import coverage

SERIF = pylopdf_fonts_zh_cn.serif_path()


def renamed(font: bytes, family: str) -> bytes:
    """The same font under another family name, as an office's licensed font would come."""
    tables = {}
    [count] = struct.unpack(">H", font[4:6])
    for tag, _, offset, length in struct.iter_unpack(">4sIII", font[12 : 12 + 16 * count]):
        tables[tag] = font[offset : offset + length]
    told = family.encode("utf-16-be")
    records = b"".join(struct.pack(">HHHHHH", 3, 1, 0x409, name, len(told), 0) for name in (1, 4, 6, 16))
    tables[b"name"] = struct.pack(">HHH", 0, 4, 6 + len(records)) + records + told
    head, body, at = b"", b"", 12 + 16 * len(tables)
    for tag, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        head += struct.pack(">4sIII", tag, 0, at + len(body), len(data))
        body += padded
    return font[:4] + struct.pack(">HHHH", len(tables), 0, 0, 0) + head + body


def use_of(folder: Path | None, role: Role) -> fonts.FontUse:
    return next(use for use in fonts_in_use(folder) if use.role == role)


def test_every_role_has_a_font_even_without_a_folder() -> None:
    uses = fonts_in_use(None)
    assert [use.role for use in uses] == ["小标宋", "黑体", "仿宋", "楷体", "宋体", "西文"]
    assert [use.official for use in uses][:2] == ["方正小标宋简体", "黑体"]
    assert all(use.family and use.licence for use in uses)


def test_a_font_that_the_office_drops_in_is_found_and_used(tmp_path: Path) -> None:
    before = use_of(tmp_path, Role.TITLE)
    assert before.family != "FZXiaoBiaoSong-B05S"
    (tmp_path / "小标宋.otf").write_bytes(renamed(SERIF.read_bytes(), "FZXiaoBiaoSong-B05S"))
    after = use_of(tmp_path, Role.TITLE)
    assert (after.family, after.source, after.stands_in) == ("FZXiaoBiaoSong-B05S", "单位字体", False)
    assert "授权" in after.licence
    # An official title face is bold by itself: no stroke thickens it.
    assert not font_set(tmp_path).faces[Role.TITLE].stroke


def test_a_font_that_is_taken_away_is_no_longer_used(tmp_path: Path) -> None:
    dropped = tmp_path / "仿宋.otf"
    dropped.write_bytes(renamed(SERIF.read_bytes(), "仿宋_GB2312"))
    assert use_of(tmp_path, Role.FANGSONG).family == "仿宋_GB2312"
    dropped.unlink()
    assert use_of(tmp_path, Role.FANGSONG).family != "仿宋_GB2312"


def test_fonts_are_looked_for_once_as_long_as_the_folder_stays_as_it_is(tmp_path: Path) -> None:
    assert font_set(tmp_path) is font_set(tmp_path)


def test_a_broken_file_is_named_and_hinders_nothing(tmp_path: Path) -> None:
    (tmp_path / "坏.ttf").write_bytes(b"no font at all")
    (tmp_path / "说明.txt").write_text("字体说明")
    shutil.copy(SERIF, tmp_path / "好.otf")
    [finding] = broken_fonts(tmp_path)
    assert "坏.ttf" in finding.message
    assert len(fonts_in_use(tmp_path)) == 6


def test_a_folder_that_is_not_there_is_as_good_as_none(tmp_path: Path) -> None:
    assert broken_fonts(tmp_path / "没有") == ()
    assert fonts_in_use(tmp_path / "没有") == fonts_in_use(None)


def test_where_nothing_is_bold_the_title_is_thickened() -> None:
    infos = [info for info in font_set(None).book.fonts() if info.family == "Noto Serif SC"]
    assert fonts._stand_in(infos, 700).stroke
    assert not fonts._stand_in(infos, 400).stroke


def test_the_fonts_of_the_program_are_told_apart_from_those_of_the_machine() -> None:
    found = font_set(None)
    own = [info for info in found.book.fonts() if found.source(info) is Source.OWN]
    assert {info.family for info in own} == {"Noto Serif SC", "Noto Sans SC"}


@pytest.mark.parametrize("char", ["闭", "环", "㐂", "①", "A", "—", "“"])
def test_the_own_font_shows(char: str) -> None:
    assert char in coverage(SERIF)


def test_what_is_no_font_shows_nothing(tmp_path: Path) -> None:
    for name, content in {"空": b"", "短": b"OTTO\0\x09", "集": b"ttcf" + b"\xff" * 30}.items():
        (tmp_path / name).write_bytes(content)
        assert "闭" not in coverage(tmp_path / name)
    assert "闭" not in coverage(tmp_path / "没有")


def test_characters_of_the_first_plane_are_read_from_a_map_with_holes(tmp_path: Path) -> None:
    """Format 4, as old Chinese fonts have it: 一 and 丁 are there, 丂 between them is not."""
    glyphs = struct.pack(">3H", 1, 2, 0)
    segments = struct.pack(">2H", 0x4E02, 0xFFFF) + b"\0\0" + struct.pack(">2H", 0x4E00, 0xFFFF)
    segments += struct.pack(">2h", 0, 1) + struct.pack(">2H", 4, 0) + glyphs
    map4 = struct.pack(">7H", 4, 14 + len(segments), 0, 4, 0, 0, 0) + segments
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + map4
    head = b"\0\1\0\0" + struct.pack(">HHHH", 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap))
    (tmp_path / "old.ttf").write_bytes(head + cmap)
    found = coverage(tmp_path / "old.ttf")
    assert [char in found for char in "一丁丂七"] == [True, True, False, False]


def test_what_no_font_can_show_is_listed_once_with_its_code() -> None:
    [finding] = missing_glyphs(["正常𠮷㐂 \n\t\u200b", "缺\ue123", "又缺\ue123和\U000f0000"], None)
    assert finding.message.count("U+E123）") == 1
    assert "U+F0000" in finding.message
    assert "㐂" not in finding.message


def test_nothing_is_said_when_all_can_be_shown() -> None:
    assert missing_glyphs(["整改销号，〔2022〕8号。“引号”—①②㎡ Ab1\n"], None) == ()
