"""``bihuan export``: what it writes, and what it says when it does not."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bihuan.cases.models import Case
from bihuan.documents.tests.papers import rows_of
from bihuan.intake.models import Batch
from tests.support.world import World


def export(*args: str, **options: Any) -> str:
    said = StringIO()
    call_command("export", *args, stdout=said, **options)
    return said.getvalue()


def refusal(*args: str, **options: Any) -> str:
    with pytest.raises(CommandError) as caught:
        export(*args, **options)
    assert caught.value.returncode == 2
    return str(caught.value)


@pytest.fixture
def batch(world: World) -> Batch:
    return world.batch


def second_batch(batch: Batch) -> Batch:
    return Batch.objects.create(
        number="临港管办发〔2023〕9号", title="另一批", coordinator=batch.coordinator, rules=batch.rules
    )


@pytest.mark.parametrize(
    ("kind", "name"), [("target-table", "a.xlsx"), ("target-table", "a.DOCX"), ("ledger", "台账.xlsx")]
)
def test_the_ending_chooses_the_form(batch: Batch, tmp_path: Path, kind: str, name: str) -> None:
    out = tmp_path / name
    assert str(out) in export(kind, out=str(out))
    assert [row.position for row in rows_of(out.read_bytes(), name.lower())] == [1, 2, 3]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_existing_file_is_replaced_whole(batch: Batch, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    out.write_text("旧")
    export("ledger", out=str(out))
    assert len(rows_of(out.read_bytes(), "a.xlsx")) == 3


def test_a_link_keeps_pointing_where_it_did(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "real.xlsx")
    export("ledger", out=str(tmp_path / "link.xlsx"))
    assert (tmp_path / "link.xlsx").is_symlink()
    assert (tmp_path / "real.xlsx").is_file()


def test_the_list_names_every_kind_with_its_forms() -> None:
    told = export(list=True)
    assert "target-table" in told
    assert "销号管理台账（.xlsx）" in told


@pytest.mark.parametrize(
    ("args", "out", "told"),
    [
        ((), "a.xlsx", "请指明要导出的种类"),
        (("newsletter",), "a.xlsx", "没有“newsletter”这个种类"),
        (("ledger",), "", "请用 --out"),
        (("ledger",), "a.docx", "销号管理台账只能导出为.xlsx"),
        (("target-table",), "a.pdf", "整改目标表只能导出为.xlsx、.docx"),
        (("target-table",), "a", "整改目标表只能导出为"),
        (("ledger",), "gone/a.xlsx", "不存在，请先建立"),
        (("ledger",), "folder.xlsx", "是一个文件夹"),
    ],
)
def test_what_cannot_be_done_is_said_in_chinese_and_nothing_is_written(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], out: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.xlsx").mkdir()
    assert told in refusal(*args, out=out)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.xlsx"]


def test_a_device_is_not_replaced(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "null.xlsx").symlink_to("/dev/null")
    assert "不是普通文件" in refusal("ledger", out=str(tmp_path / "null.xlsx"))
    assert Path("/dev/null").is_char_device()


def test_of_several_batches_one_must_be_named(batch: Batch, tmp_path: Path) -> None:
    second_batch(batch)
    out = str(tmp_path / "a.xlsx")
    told = refusal("ledger", out=out)
    assert "临港管办发〔2022〕8号" in told
    assert "临港管办发〔2023〕9号" in told
    assert "没有文号为“甲〔2022〕1号”的批次" in refusal("ledger", out=out, batch="甲〔2022〕1号")
    assert "临港管办发〔2022〕8号" in export("ledger", out=out, batch="临港管办发[2022]8号")


@pytest.mark.django_db
def test_without_any_batch_it_says_what_to_do(tmp_path: Path) -> None:
    assert "请先用 bihuan import 导入" in refusal("ledger", out=str(tmp_path / "a.xlsx"))


def test_a_text_too_long_for_a_cell_leaves_the_old_file_alone(batch: Batch, tmp_path: Path) -> None:
    Case.objects.filter(position=1).update(content="字" * 32_768)
    out = tmp_path / "a.xlsx"
    out.write_text("旧")
    assert "第1行“整改内容”有32768字" in refusal("target-table", out=str(out))
    assert out.read_text() == "旧"
    export("target-table", out=str(tmp_path / "a.docx"))


def test_a_disk_that_fails_leaves_nothing_half_written(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    assert "无法写入" in refusal("ledger", out=str(tmp_path / "a.xlsx"))
    assert list(tmp_path.iterdir()) == []
