"""``bihuan triage group`` and ``score-groups``: files in, groups and figures out, and what is wrong with a file."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

ROWS = (
    (
        "7001",
        "丽景新城旁边建搅拌站，噪音粉尘污染",
        "丽景新城小区旁边新建了混凝土搅拌站，整天扬尘。",
        "2025/11/6 8:30:00",
    ),
    ("7002", "请关停丽景新城附近的搅拌厂", "搅拌厂离丽景新城不到一百米，粉尘落满阳台。", "2025-11-09"),
    ("7003", "丽景新城小区物业乱收停车费", "丽景新城地下车库的车位只卖不租，停车费太高。", "2025-11-12"),
    ("7004", "紫藤家园楼下油烟扰民", "紫藤家园楼下烧烤店深夜油烟直排。", ""),
)
REAL_HEAD = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数")


def triage(*arguments: str | Path) -> str:
    stream = StringIO()
    call_command("triage", *map(str, arguments), stdout=stream)
    return stream.getvalue()


def written(path: Path, head: tuple[str, ...], *rows: tuple[str, ...], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    return path


def groups_of(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {row["message_id"]: row["group"] for row in csv.DictReader(stream)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_message_of_a_csv_gets_a_group(tmp_path: Path, encoding: str) -> None:
    file = written(tmp_path / "in.csv", ("id", "subject", "body", "date"), *ROWS, encoding=encoding)
    printed = triage("group", "--messages", file, "--out", tmp_path / "out.csv")
    found = groups_of(tmp_path / "out.csv")
    assert list(found) == ["7001", "7002", "7003", "7004"]
    assert found["7001"] == found["7002"]
    assert len(set(found.values())) == 3
    assert "留言 4 件，归并为 1 组（共 2 件）" in printed


def test_a_sheet_of_messages_is_read_by_its_own_column_names(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "in.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, REAL_HEAD)
        for number, (name, subject, body, day) in enumerate(ROWS, start=1):
            sheet.write_row(number, 0, (int(name), "u", subject, day, f"\n\t\t{body}\n", 0, 0))
    figures = json.loads(
        triage("group", "--messages", tmp_path / "in.xlsx", "--out", tmp_path / "out.csv", "--json")
    )
    assert figures == {"groups": 1, "in_groups": 2, "alone": 2, "largest": [2]}
    assert set(groups_of(tmp_path / "out.csv")) == {"7001", "7002", "7003", "7004"}


def test_groups_are_scored_against_those_made_by_hand(tmp_path: Path) -> None:
    groups = written(
        tmp_path / "groups.csv",
        ("message_id", "group"),
        *((n, g) for n, g in zip("abcd", "1123", strict=True)),
    )
    gold = written(
        tmp_path / "gold.csv",
        ("group", "event", "message_id", "role"),
        ("G1", "搅拌站", "a", "core"),
        ("G1", "搅拌站", "b", "core"),
        ("G1", "搅拌站", "c", "core"),
        ("G2", "油烟", "d", "ambiguous"),
    )
    alike = written(tmp_path / "alike.csv", ("id_a", "id_b", "why"), ("a", "b", "不同"), ("a", "d", "不同"))
    arguments = ("score-groups", "--groups", groups, "--gold", gold, "--lookalikes", alike)
    figures = json.loads(triage(*arguments, "--json"))
    assert figures["messages"] == 3
    assert figures["b_cubed_precision"] == 1.0
    assert figures["b_cubed_recall"] == 0.5556
    assert figures["pair_recall"] == 0.3333
    assert figures["look_alikes_share"] == 0.5
    assert figures["small_group_recall"] == 0.3333
    assert "误并 1 对" in triage(*arguments)


@pytest.mark.parametrize(
    ("head", "rows", "said"),
    [
        (("id", "name"), (("1", "x"),), "第1行（表头）.*“subject”"),
        (("subject", "body"), (("a", "b"),), "第1行（表头）.*“id”"),
        (("id", "subject", "body"), (("1", "a", "b"), ("", "c", "d")), "第3行的“id”为空"),
        (("id", "subject", "body"), (("1", "a", "b"), ("1", "c", "d")), "第3行：编号“1”与第2行重复"),
    ],
)
def test_a_file_that_lacks_something_is_refused_with_its_place(
    tmp_path: Path, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], said: str
) -> None:
    file = written(tmp_path / "in.csv", head, *rows)
    with pytest.raises(CommandError, match=said) as refusal:
        triage("group", "--messages", file, "--out", tmp_path / "out.csv")
    assert refusal.value.returncode == 2
    assert "in.csv" in str(refusal.value)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("name", ["absent.csv", "empty.csv", "broken.csv", "lies.xlsx"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    content = {"empty.csv": b"", "broken.csv": b'id,subject,body\n1,"a,b\n', "lies.xlsx": b"%PDF-1.4"}
    if name in content:
        (tmp_path / name).write_bytes(content[name])
    with pytest.raises(CommandError, match=r"[\u4e00-\u9fff]") as refusal:
        triage("group", "--messages", tmp_path / name, "--out", tmp_path / "out.csv")
    assert refusal.value.returncode == 2
    assert name in str(refusal.value)


def test_an_out_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    file = written(tmp_path / "in.csv", ("id", "subject", "body", "date"), *ROWS)
    with pytest.raises(CommandError, match="不能写入"):
        triage("group", "--messages", file, "--out", tmp_path / "absent" / "out.csv")


def test_real_messages_are_grouped_about_as_well_as_by_hand(data_dir: Path, tmp_path: Path) -> None:
    folder = data_dir / "merging"
    triage("group", "--messages", folder / "messages.xlsx", "--out", tmp_path / "out.csv")
    figures = json.loads(
        triage(
            *("score-groups", "--groups", tmp_path / "out.csv", "--gold", folder / "same_event_groups.csv"),
            *("--lookalikes", folder / "look_alike_but_different.csv", "--json"),
        )
    )
    assert figures["b_cubed_f"] >= 0.90
    assert figures["look_alikes_share"] <= 0.05
    assert figures["missing"] == 0
