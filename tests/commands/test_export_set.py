"""``bihuan export set`` and ``bihuan export inspection``: 一件一档 and 迎检资料 while one waits."""

import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bihuan.cases.lifecycle import State
from tests.support.world import World


def export(**options: object) -> str:
    out = StringIO()
    call_command("export", "set", stdout=out, **options)
    return out.getvalue()


def pack(**options: object) -> str:
    out = StringIO()
    call_command("export", "inspection", stdout=out, **options)
    return out.getvalue()


@pytest.mark.long
def test_the_set_of_an_item_and_of_a_batch_are_written_whole(world: World, tmp_path: Path) -> None:
    case = world.case_in(State.ASSIGNED)
    one, whole = tmp_path / "一项.zip", tmp_path / "全部.zip"
    assert export(out=str(one), item="1") == f"已导出一件一档（{case}）：{one}\n"
    assert export(out=str(whole)) == f"已导出一件一档（{world.batch.number}）：{whole}\n"
    with zipfile.ZipFile(one) as pack:
        assert "01-文书/01-交办单（草稿）.pdf" in pack.namelist()
    with zipfile.ZipFile(whole) as pack:
        assert f"01-{case.number}-综合执法局/01-文书/01-交办单（草稿）.pdf" in pack.namelist()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["一项.zip", "全部.zip"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"out": "x.pdf"}, "只能导出为.zip"),
        ({"out": ""}, "--out"),
        ({"out": "x.zip", "unit": "综合执法局"}, "请去掉其他选项"),
        ({"out": "x.zip", "item": "77"}, "没有序号或者问题编号为“77”的事项"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(
    world: World, tmp_path: Path, options: dict[str, str], words: str
) -> None:
    world.case_in(State.ASSIGNED)
    if options["out"]:
        options = {**options, "out": str(tmp_path / options["out"])}
    with pytest.raises(CommandError, match=words) as refusal:
        export(**options)
    assert refusal.value.returncode == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_inspection_packs_are_written_as_a_zip_or_as_a_folder_with_its_zip(
    world: World, tmp_path: Path
) -> None:
    case = world.case_in(State.ASSIGNED)
    one, both = tmp_path / "一项.zip", tmp_path / "迎检"
    assert pack(out=str(one), item="1") == f"已导出迎检资料（{case}）：{one}\n"
    assert (
        pack(out=str(both))
        == f"已导出迎检资料（{world.batch.number}）：文件夹 {both} 和压缩文件 {both}.zip\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["一项.zip", "迎检", "迎检.zip"]
    with zipfile.ZipFile(one) as zipped:
        assert "00-核验用表/核验表.xlsx" in zipped.namelist()
    with zipfile.ZipFile(f"{both}.zip") as zipped:
        names = {name for name in zipped.namelist() if (both / name).read_bytes() == zipped.read(name)}
    assert names == {path.relative_to(both).as_posix() for path in both.rglob("*") if path.is_file()}
    assert "index.html" in names


def test_a_folder_that_is_there_already_is_left_alone(world: World, tmp_path: Path) -> None:
    world.case_in(State.ASSIGNED)
    (tmp_path / "迎检").mkdir()
    with pytest.raises(CommandError, match="已经存在"):
        pack(out=str(tmp_path / "迎检"))
    assert list((tmp_path / "迎检").iterdir()) == []


def test_the_list_of_what_can_be_exported_names_both_sets() -> None:
    out = StringIO()
    call_command("export", list=True, stdout=out)
    assert "迎检资料" in out.getvalue()
    assert "一件一档" in out.getvalue()
