"""The names of files in a set."""

import pytest

from bihuan.issuing.set_names import MOST_BYTES, Shelf, last_part, safe


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("../../x", "01-数据资料-x"),
        ("..\\..\\x.pdf", "01-数据资料-x.pdf"),
        ("/etc/passwd", "01-数据资料-passwd"),
        ("C:\\a\\清单.pdf", "01-数据资料-清单.pdf"),
        ("前 后:对比?.png", "01-数据资料-前_后_对比_.png"),
        ("fdp\u202egnp.exe\x00", "01-数据资料-fdpgnp.exe"),
        ("..", "01-数据资料"),
        ("con. ", "01-数据资料-con"),
    ],
)
def test_a_name_is_one_part_of_a_path_on_every_system(name: str, wanted: str) -> None:
    assert Shelf().name("数据资料", last_part(name)).rstrip("-") == wanted


@pytest.mark.parametrize("name", ["长" * 300 + ".pdf", "x" * 300 + ".jpeg", "𠮷" * 100, "y" * 300])
def test_a_long_name_is_cut_between_characters_and_keeps_its_ending(name: str) -> None:
    short = safe(name)
    assert len(short.encode()) <= MOST_BYTES
    assert len(short.encode()) > MOST_BYTES - 4
    assert "\ufffd" not in short
    assert short.endswith(name[name.rfind(".") :] if "." in name else name[-1])


def test_nothing_but_signs_still_gives_a_name() -> None:
    assert safe("///...   ") == "无名"
