"""Plain text in the encodings offices use; a wrong one is told, never handed on as nonsense."""

import pytest

from bihuan.intake.readers import open_blocks
from bihuan.intake.readers.text import decode
from bihuan.kernel.errors import NotReadable

SIMPLE = (
    "编号,意见内容,来源\n1,望海路路灯不亮，夜间出行不安全，请尽快维修。,热线\n2,建议延长公交线路。,信箱\n"
)
TRADITIONAL = "編號,意見內容\n1,縣政府辦理路燈維修，請於期限內改善完畢並回覆民眾，謝謝貴單位的協助。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gb2312", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_list_is_read_in_every_encoding(encoding: str) -> None:
    (grid,) = open_blocks(SIMPLE.encode(encoding), "清单.csv").grids()
    assert grid.rows[0] == ["编号", "意见内容", "来源"]
    assert grid.rows[2] == ["2", "建议延长公交线路。", "信箱"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_traditional_characters_are_no_nonsense(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize(
    "twice",
    [
        SIMPLE.encode().decode("gb18030", "replace").encode(),
        SIMPLE.encode("gb18030").decode("big5", "replace").encode(),
        SIMPLE.encode().decode("cp1252", "replace").encode(),
        SIMPLE.encode().decode("latin-1").encode(),
        ("锟斤拷" * 20 + "，请尽快维修。").encode(),
    ],
)
def test_text_spoilt_before_it_came_is_refused(twice: bytes) -> None:
    with pytest.raises(NotReadable, match="乱码") as caught:
        open_blocks(twice, "清单.csv")
    assert caught.value.findings[0].code == "text-garbled"


def test_a_few_broken_bytes_are_told_with_their_line() -> None:
    broken = SIMPLE.encode().replace("公交".encode(), b"\xe5\x85\xac\xe4\xba")
    with pytest.raises(NotReadable, match="第3行起有损坏的字节") as caught:
        open_blocks(broken, "清单.csv")
    assert caught.value.findings[0].where == "第3行"


def test_another_encoding_is_refused_by_name() -> None:
    with pytest.raises(NotReadable, match="文字编码无法识别"):
        open_blocks("ごみの収集について、早めに対応してください。".encode("euc-jp") + b"\xff\xff", "清单.csv")


def test_a_name_of_rare_characters_is_no_nonsense() -> None:
    rare = "编号,姓名\n1,赵玥琰\n2,钱喆\n3,孙堃\n4,李昇\n5,周淼\n"
    assert decode(rare.encode()) == rare
    assert decode(rare.encode("gb18030")) == rare
