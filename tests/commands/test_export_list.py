"""``bihuan export list:名称``: the office's own lists by name, then those of the program."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

from bihuan.documents.lists import built_in_lists
from bihuan.issuing.wording_actions import save_wording
from bihuan.issuing.wordings import OwnList
from tests.support.world import World

NAME = "生态核查台账"
OWN = "【标题：本局台账】\n【列：内容｜60】{整改内容}\n"


def export(*args: str, **options: object) -> str:
    said = StringIO()
    call_command("export", *args, stdout=said, **options)
    return said.getvalue()


def test_a_list_is_found_by_its_chinese_name_the_office_s_own_first(world: World, tmp_path: Path) -> None:
    out = tmp_path / "样式.txt"
    export(f"list:{NAME}", out=str(out))
    assert out.read_text("utf-8") == built_in_lists()["eco-ledger"]
    save_wording(
        world.batch.coordinator_id, OwnList(NAME), by=world.zhao, now=world.now, text=OWN, note="改用本局样式",
        based_on=0,
    )  # fmt: skip
    export(f"list:{NAME}", out=str(out))
    assert out.read_text("utf-8") == OWN
    export("list:eco-ledger", out=str(out))
    assert out.read_text("utf-8") == built_in_lists()["eco-ledger"]
    table = tmp_path / "a.xlsx"
    assert "已导出本局台账" in export(f"list:{NAME}", out=str(table), batch=world.batch.number)
    assert table.read_bytes().startswith(b"PK")
