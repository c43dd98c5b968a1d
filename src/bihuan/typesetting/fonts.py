"""Which font a paper is set in: an official one where the office has it, else a free one that stands in (domain §3.6).

Three places are looked at in this order: the folder into which the office puts its licensed fonts, the fonts of the
machine, and two fonts that come with the program, so that a paper can be set on a machine without any Chinese font.
"""

import threading
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from bihuan.kernel.findings import Finding, warn
from bihuan.typesetting.glyphs import Coverage, coverage

_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
_BOLD, _MEDIUM, _REGULAR = 700, 500, 400
_LAST = ("Noto Serif SC", "Noto Serif CJK SC", "Noto Sans SC", "Noto Sans CJK SC")


class Role(StrEnum):
    """What a font is for, by the name that the standard gives it."""

    TITLE = "小标宋"
    HEI = "黑体"
    FANGSONG = "仿宋"
    KAI = "楷体"
    SONG = "宋体"
    LATIN = "西文"


class Source(StrEnum):
    """Where a font was found."""

    OFFICE = "单位字体"
    SYSTEM = "系统字体"
    OWN = "自带字体"


@dataclass(frozen=True, slots=True)
class Face:
    """A font as the typesetter is asked for it. ``stroke``: it has no bold face and is thickened with a line."""

    family: str
    weight: int = _REGULAR
    stroke: bool = False


@dataclass(frozen=True, slots=True)
class FontUse:
    """What the page of settings says of a role: the official font, the one in use, and by which licence."""

    role: str
    official: str
    family: str
    source: str
    stands_in: bool
    licence: str


@dataclass(frozen=True, slots=True)
class _Wish:
    """The families for a role, the best first; ``weight`` is what a font that stands in is asked for."""

    official: str
    families: tuple[str, ...]
    stand_ins: tuple[str, ...]
    weight: int = _REGULAR


_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "思源宋体")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "思源黑体", "WenQuanYi Zen Hei")
# A family goes by its Chinese or its English name, whichever stands first in its file.
_WISHES = {
    Role.TITLE: _Wish(
        "方正小标宋简体",
        ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
        _SERIF,
        _BOLD,
    ),
    Role.HEI: _Wish(
        "黑体",
        ("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "方正黑体简体", "FZHei-B01S", "STHeiti"),
        _SANS,
        _MEDIUM,
    ),
    Role.FANGSONG: _Wish(
        "仿宋_GB2312",
        (
            *("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "方正仿宋_GBK", "FZFangSong-Z02"),
            *("方正仿宋简体", "FZFangSong-Z02S", "STFangsong", "华文仿宋"),
        ),
        (
            "朱雀仿宋",
            "Zhuque Fangsong",
            "Zhuque Fangsong (technical preview)",
            "FandolFang",
            "FandolFang R",
            *_SERIF,
        ),
    ),
    Role.KAI: _Wish(
        "楷体_GB2312",
        (
            *("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "FZKai-Z03"),
            *("方正楷体简体", "FZKai-Z03S", "STKaiti", "华文楷体"),
        ),
        (
            "LXGW WenKai",
            "霞鹜文楷",
            "LXGW WenKai GB",
            "LXGW WenKai Lite",
            "FandolKai",
            "AR PL UKai CN",
            *_SERIF,
        ),
    ),
    Role.SONG: _Wish(
        "宋体", ("宋体", "SimSun", "NSimSun", "方正书宋_GBK", "FZShuSong-Z01", "STSong", "华文宋体"), _SERIF
    ),
    Role.LATIN: _Wish(
        "Times New Roman", ("Times New Roman",), ("Liberation Serif", "Tinos", "Nimbus Roman", *_SERIF)
    ),
}
_COMMERCIAL = "商业字体，请确认单位已取得授权"
# By the beginning of a family's name, the longest first where one begins like another.
_LICENCES = (
    (("Noto", "Source Han", "思源"), "SIL OFL 1.1，可以免费使用"),
    (("朱雀", "Zhuque"), "SIL OFL 1.1，可以免费使用"),
    (("LXGW", "霞鹜"), "SIL OFL 1.1，可以免费使用"),
    (("Liberation", "Tinos"), "自由字体（OFL 或 Apache 2.0），可以免费使用"),
    (("Fandol", "WenQuanYi"), "GPL（附字体例外），可以免费使用"),
    (("AR PL",), "Arphic 公共许可，可以免费使用"),
    (("Nimbus",), "AGPL（附字体例外），可以免费使用"),
)


@dataclass(frozen=True)
class FontSet:
    """The fonts that papers are set in. ``book`` is what the typesetter wants; ``broken`` are files it cannot read."""

    book: typst.Fonts
    folder: Path | None
    broken: tuple[str, ...]

    @cached_property
    def families(self) -> dict[str, list[typst.FontInfo]]:
        """The faces of each family, by its name in small letters; those of the office's folder first."""
        found: dict[str, list[typst.FontInfo]] = {}
        for info in sorted(self.book.fonts(), key=lambda info: _ORDER[self.source(info)]):
            found.setdefault(info.family.casefold(), []).append(info)
        return found

    @cached_property
    def faces(self) -> dict[Role, Face]:
        """The face for each role."""
        return {role: self._face(wish) for role, wish in _WISHES.items()}

    @cached_property
    def last(self) -> tuple[str, ...]:
        """Families to look at for a character that the font of a role does not have."""
        return tuple(name for name in _LAST if name.casefold() in self.families)

    def source(self, info: typst.FontInfo) -> Source:
        """Where a font was found."""
        path = Path(info.path or "")
        if self.folder is not None and path.is_relative_to(self.folder):
            return Source.OFFICE
        return Source.OWN if path.is_relative_to(_own_folder()) else Source.SYSTEM

    def uses(self) -> tuple[FontUse, ...]:
        """What stands for which official font."""
        return tuple(self._use(role, wish) for role, wish in _WISHES.items())

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of ``text`` that no font here can show, each once, in order of code point."""
        chars = {char for char in set(text) if not _needs_no_glyph(char)}
        near, far = self._near_and_far()
        chars = _left_over(chars, near)
        # A private character is another sign in every font: only those that papers are set in know what it means.
        private = {char for char in chars if unicodedata.category(char) == "Co"}
        return tuple(sorted(private | _left_over(chars - private, far)))

    def _near_and_far(self) -> tuple[list[typst.FontInfo], list[typst.FontInfo]]:
        """The faces that papers are set in, and all others, which are seldom asked."""
        near = {name.casefold() for name in (*(face.family for face in self.faces.values()), *self.last)}
        infos = [(name in near, info) for name, each in self.families.items() for info in each]
        return [info for is_near, info in infos if is_near], [info for is_near, info in infos if not is_near]

    def _face(self, wish: _Wish) -> Face:
        for name in wish.families:
            if infos := self.families.get(name.casefold()):
                return Face(infos[0].family, infos[0].weight)
        return max(
            (
                _stand_in(infos, wish.weight)
                for name in wish.stand_ins
                if (infos := self.families.get(name.casefold()))
            ),
            # Of those that stand in the first, unless a later one has the weight that this one lacks.
            key=lambda face: not face.stroke,
        )

    def _use(self, role: Role, wish: _Wish) -> FontUse:
        family = self.faces[role].family
        info = self.families[family.casefold()][0]
        official = family.casefold() in {name.casefold() for name in wish.families}
        licence = next((told for names, told in _LICENCES if family.startswith(names)), _COMMERCIAL)
        return FontUse(role.value, wish.official, family, self.source(info).value, not official, licence)


_ORDER = {Source.OFFICE: 0, Source.SYSTEM: 1, Source.OWN: 2}
_lock = threading.Lock()
_kept: dict[Path | None, tuple[tuple[object, ...], FontSet]] = {}


def font_set(folder: Path | None) -> FontSet:
    """The fonts of ``folder``, of the machine and of the program. Looked for again when ``folder`` has changed."""
    if folder is not None:
        folder = folder.absolute()
    files = _files(folder)
    with _lock:
        kept = _kept.get(folder)
        if kept is None or kept[0] != files:
            kept = _kept[folder] = (files, _scan(folder, [path for path, _, _ in files]))
        return kept[1]


def fonts_in_use(folder: Path | None) -> tuple[FontUse, ...]:
    """For each role of the standard: its official font, the one in use and where it is from."""
    return font_set(folder).uses()


def broken_fonts(folder: Path | None) -> tuple[Finding, ...]:
    """The font files in ``folder`` that cannot be read: named, and papers are set without them."""
    return tuple(
        warn(
            "font-unreadable",
            f"字体文件“{name}”不能识别，未予使用。请换用完好的 TTF、OTF 或 TTC 文件。",
            where=name,
        )
        for name in font_set(folder).broken
    )


def missing_glyphs(texts: Iterable[str], folder: Path | None) -> tuple[Finding, ...]:
    """One finding that lists the characters no font can show; none when all can be shown."""
    chars = font_set(folder).missing("".join(texts))
    if not chars:
        return ()
    told = "、".join(f"{char}（U+{ord(char):04X}）" for char in chars[:20])
    more = f"等{len(chars)}个字" if len(chars) > 20 else ""
    return (
        warn(
            "glyph-missing",
            f"现有字体不能显示：{told}{more}，PDF 中以“{stand_in_text(chars[0])}”的形式标明。"
            "请在字体文件夹放入含有该字的字体，或者核对是否为误录。",
        ),
    )


def stand_in_text(char: str) -> str:
    """What is printed instead of a character that no font can show: it can be seen, and looked up."""
    return f"〔缺字U+{ord(char):04X}〕"


def _files(folder: Path | None) -> tuple[tuple[Path, int, int], ...]:
    """The font files in ``folder`` with size and time of change; none when there is no such folder."""
    if folder is None or not folder.is_dir():
        return ()
    found = []
    for path in sorted(folder.rglob("*")):
        try:
            stamp = path.stat()
        except OSError:  # a link that leads nowhere, or a file that has just gone
            continue
        if path.suffix.lower() in _SUFFIXES and path.is_file():
            found.append((path, stamp.st_mtime_ns, stamp.st_size))
    return tuple(found)


def _scan(folder: Path | None, files: Sequence[Path]) -> FontSet:
    folders = [str(each) for each in (folder if files else None, _own_folder()) if each is not None]
    book = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=folders)
    read = {Path(info.path) for info in book.fonts() if info.path}
    broken = tuple(str(path.relative_to(folder)) for path in files if path not in read) if folder else ()
    return FontSet(book, folder, broken)


def _own_folder() -> Path:
    return pylopdf_fonts_zh_cn.serif_path().parent


def _stand_in(infos: Sequence[typst.FontInfo], weight: int) -> Face:
    """The face of a family that is nearest to ``weight``; one that is meant to be bold and is not gets a stroke."""
    nearest = min(infos, key=lambda info: (abs(info.weight - weight), info.weight))
    return Face(nearest.family, nearest.weight, stroke=weight == _BOLD and nearest.weight < _BOLD - 100)


def _shown(info: typst.FontInfo) -> Coverage:
    return coverage(Path(info.path or ""), info.index)


def _left_over(chars: set[str], infos: Iterable[typst.FontInfo]) -> set[str]:
    """Those of ``chars`` that none of the fonts shows. Fonts are read only as long as something is left over."""
    for info in infos:
        if not chars:
            break
        shown = _shown(info)
        chars = {char for char in chars if char not in shown}
    return chars


def _needs_no_glyph(char: str) -> bool:
    """White space, and marks that only say how their neighbours are set."""
    return char.isspace() or unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"
