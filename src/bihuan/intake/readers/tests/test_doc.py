"""Word documents of before 2007, as files really written in that form."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bihuan.intake.readers import doc, open_blocks
from bihuan.intake.readers.blocks import Grid, Paragraph
from bihuan.kernel.errors import NotReadable
from tests.support.word97 import Cells, word_file

ROWS = (
    ("序号", "整改内容", "责任部门"),
    ("1", "望海路路灯不亮。\n夜间不安全。", "建设局"),
    ("2", "公交太少。", ""),
)
TABLE = Cells(ROWS, frozenset({(2, 2)}))
LONG = "临港园区望海路路灯夜间不亮，群众多次反映，请有关部门核实后抓紧办理。" * 400


def parts(content: bytes) -> Sequence[Paragraph | Grid]:
    return open_blocks(content, "通知.doc").parts


@pytest.mark.parametrize("pieces", [1, 2, 9])
def test_lines_and_tables_stand_in_order_also_in_a_file_saved_fast(pieces: int) -> None:
    before, grid, after = parts(word_file(["关于路灯的通知", TABLE, "联系人：赵明"], pieces=pieces))
    assert (before, after) == (Paragraph("关于路灯的通知", "第1段"), Paragraph("联系人：赵明", "第2段"))
    assert isinstance(grid, Grid)
    assert grid.rows[:2] == [list(row) for row in ROWS[:2]]


def test_a_cell_merged_downwards_is_filled_and_marked() -> None:
    (grid,) = parts(word_file([TABLE]))
    assert isinstance(grid, Grid)
    assert grid.rows[2] == ["2", "公交太少。", "建设局"]
    assert grid.covered == {(2, 2)}


def test_a_long_text_is_read_whole() -> None:
    (line,) = parts(word_file([LONG], pieces=3))
    assert isinstance(line, Paragraph)
    assert line.text == LONG


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_file_cut_off_is_refused(kept: float) -> None:
    whole = word_file([LONG, TABLE])
    with pytest.raises(NotReadable, match="不完整或已损坏"):
        parts(whole[: int(len(whole) * kept)])


def test_a_document_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(*_: Any, **__: Any) -> None:
        raise subprocess.TimeoutExpired("doc_child", doc.MOST_SECONDS)

    monkeypatch.setattr(subprocess, "run", hangs)
    with pytest.raises(NotReadable, match="请用 Word 打开后另存为"):
        parts(word_file(["通知"]))


def test_a_document_of_word_95_is_told() -> None:
    old = bytearray(word_file(["通知"]))
    at = old.index(b"\xec\xa5")
    old[at + 2 : at + 4] = b"\x68\x00"
    with pytest.raises(NotReadable, match="Word 97 以前"):
        parts(bytes(old))


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    parts(word_file(["通知"]))
    with pytest.raises(NotReadable):
        parts(word_file([LONG])[:9000])
    assert list(tmp_path.iterdir()) == []
