"""``bihuan evidence check``: what an inspector finds in another office's folder, without a database."""

import io
import json
import random
import subprocess
import sys
from datetime import datetime
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.management import CommandError, call_command
from PIL import Image, ImageDraw

from bihuan.management.cli import only_reads

HONEST = """关于{place}整改情况的报告
{told}
目前该问题已整改到位。
望海城建局
{signed}
"""
LAMPS = (
    "2022年6月5日，施工队伍进场，逐杆检查电缆和灯具，更换损坏的灯头18个，6月20日全部完工。"
    "施工中发现东侧三根灯杆基础被雨水掏空，当即浇筑混凝土加固，并把接线盒抬高半米，避免再次进水。"
    "夜间请沿街商户一起复测照度，靠近校门的一段偏暗，又加装两盏投光灯，学生家长当场表示放心。"
)
DRAINS = "2022年7月2日开工，疏通雨水管420米，清出淤泥26吨，重砌检查井3座，7月30日竣工，经受住两次大雨检验。"


def check(folder: Path, *options: str) -> str:
    stream = StringIO()
    call_command("evidence", "check", str(folder), *options, stdout=stream)
    return stream.getvalue()


def findings(folder: Path) -> list[dict[str, Any]]:
    printed = json.loads(check(folder, "--json"))
    assert set(printed) == {"findings"}
    found: list[dict[str, Any]] = printed["findings"]
    return found


def codes(folder: Path) -> list[tuple[str, str, list[str]]]:
    return [(one["code"], one["severity"], one["files"]) for one in findings(folder)]


def write(folder: Path, path: str, content: str | bytes) -> None:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content.encode() if isinstance(content, str) else content)


def report(place: str, told: str, signed: str) -> str:
    return HONEST.format(place=place, told=told, signed=signed)


@cache
def photo(seed: int, taken: datetime | None = None, size: tuple[int, int] = (640, 480)) -> bytes:
    """A drawn street: what is on it, and where, differs with the seed."""
    chance = random.Random(seed)
    picture = Image.effect_noise(size, 24 + seed).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for _ in range(90):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        box = (x, y, x + chance.randrange(8, 150), y + chance.randrange(8, 110))
        colour = tuple(chance.randrange(256) for _ in range(3))
        (pen.rectangle if chance.random() < 0.6 else pen.ellipse)(box, fill=colour, outline=(0, 0, 0))
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = f"{taken:%Y:%m:%d %H:%M:%S}"
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=90, exif=exif)
    return stream.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two items of one office, honestly worked on."""
    place = tmp_path / "整改材料"
    write(place, "望海路路灯/整改报告.txt", report("望海路路灯", LAMPS, "2022年6月22日"))
    write(place, "望海路路灯/整改前1.jpg", photo(1, datetime(2022, 5, 24, 9)))  # noqa: DTZ001
    write(place, "望海路路灯/整改后1.jpg", photo(2, datetime(2022, 6, 21, 9)))  # noqa: DTZ001
    write(place, "学苑路积水/整改报告.txt", report("学苑路积水", DRAINS, "2022年8月5日"))
    write(place, "学苑路积水/before.jpg", photo(3, datetime(2022, 6, 24, 9)))  # noqa: DTZ001
    write(place, "学苑路积水/after.jpg", photo(4, datetime(2022, 8, 1, 9)))  # noqa: DTZ001
    return place


def test_honest_work_is_not_blamed(folder: Path) -> None:
    assert findings(folder) == []
    assert check(folder) == "没有发现疑点。\n"


@pytest.mark.long
def test_the_command_needs_no_database_and_writes_nothing(folder: Path, tmp_path: Path) -> None:
    script = "from bihuan.management.cli import main; main()"
    var = tmp_path / "var"
    done = subprocess.run(
        [sys.executable, "-c", script, "evidence", "check", str(folder), "--json"],
        env={
            "PYTHONPATH": ":".join(sys.path),
            "BIHUAN_VAR": str(var),
            "DATABASE_URL": "sqlite:////none/none",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, {"findings": []}, "")
    assert not var.exists()
    assert only_reads(["evidence", "check", "x"])


def test_times_that_cannot_be_are_found_in_documents(folder: Path) -> None:
    told = "2022年6月25日开工，2022年6月5日全部完工。"
    write(folder, "望海路路灯/整改报告.txt", report("望海路路灯", told, "2022年6月30日"))
    assert ("finished-before-begun", "severe", ["望海路路灯/整改报告.txt"]) in codes(folder)


def test_word_files_are_read_as_well(folder: Path) -> None:
    document = docx.Document()
    for line in report("望海路路灯", "排查56盏，完成修复40盏，修复率98%。", "2022年6月22日").split("\n"):
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    (folder / "望海路路灯/整改报告.txt").unlink()
    write(folder, "望海路路灯/report.docx", stream.getvalue())
    assert codes(folder) == [("ratio-does-not-follow", "severe", ["望海路路灯/report.docx"])]


def test_photos_taken_the_wrong_way_round_are_found(folder: Path) -> None:
    write(folder, "望海路路灯/整改前1.jpg", photo(1, datetime(2022, 6, 22, 9)))  # noqa: DTZ001
    assert (
        "before-photo-after-after-photo",
        "severe",
        ["望海路路灯/整改前1.jpg", "望海路路灯/整改后1.jpg"],
    ) in codes(folder)


def doctored(content: bytes, how: str) -> bytes:
    """The picture, changed as somebody would who hands it in again."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    width, height = picture.size
    changed = {
        "resized": picture.resize((width * 3 // 4, height * 3 // 4)),
        "mirrored": picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        "cropped": picture.crop((width // 10, height // 12, width, height)),
    }[how]
    stream = io.BytesIO()
    changed.save(stream, "JPEG", quality=70)
    return stream.getvalue()


def test_one_photo_for_two_items_is_found_as_it_is(folder: Path) -> None:
    write(folder, "学苑路积水/after.jpg", (folder / "望海路路灯/整改后1.jpg").read_bytes())
    found = [one for one in codes(folder) if one[0] == "photo-reused-exactly"]
    assert found == [("photo-reused-exactly", "severe", ["学苑路积水/after.jpg", "望海路路灯/整改后1.jpg"])]


@pytest.mark.long
@pytest.mark.parametrize("how", ["resized", "mirrored", "cropped"])
def test_one_photo_for_two_items_is_found_doctored(folder: Path, how: str) -> None:
    copy = doctored((folder / "望海路路灯/整改后1.jpg").read_bytes(), how)
    write(folder, "学苑路积水/after.jpg", copy)
    assert codes(folder) == [("photo-reused", "severe", ["学苑路积水/after.jpg", "望海路路灯/整改后1.jpg"])]


def test_a_photo_before_that_stands_for_after_is_found(folder: Path) -> None:
    before = (folder / "望海路路灯/整改前1.jpg").read_bytes()
    for copy in (before, doctored(before, "resized")):
        write(folder, "望海路路灯/整改后1.jpg", copy)
        assert [(code, files) for code, _, files in codes(folder) if code == "after-is-before"] == [
            ("after-is-before", ["望海路路灯/整改前1.jpg", "望海路路灯/整改后1.jpg"])
        ]


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "taken", "code"),
    [
        ("整改后1.jpg", datetime(2022, 6, 3, 9), "photo-taken-before-work"),  # noqa: DTZ001
        ("整改后1.jpg", datetime(2022, 7, 3, 9), "photo-taken-after-claim"),  # noqa: DTZ001
        ("整改前1.jpg", datetime(2022, 7, 3, 9), "started-after-done"),  # noqa: DTZ001
    ],
)
def test_what_a_camera_says_is_held_against_the_report(
    folder: Path, name: str, taken: datetime, code: str
) -> None:
    write(folder, f"望海路路灯/{name}", photo(5, taken))
    assert code in [one["code"] for one in findings(folder) if f"望海路路灯/{name}" in one["files"]]


def test_the_same_report_for_two_items_is_one_severe_finding(folder: Path) -> None:
    same = (folder / "望海路路灯/整改报告.txt").read_bytes()
    write(folder, "松林巷/整改报告.txt", same)
    assert codes(folder) == [("file-reused", "severe", ["望海路路灯/整改报告.txt", "松林巷/整改报告.txt"])]


def test_a_report_copied_but_for_the_names_is_found(folder: Path) -> None:
    copied = (
        (folder / "望海路路灯/整改报告.txt").read_text().replace("望海路", "松林巷").replace("18个", "12个")
    )
    write(folder, "松林巷路灯/整改报告.txt", copied)
    found = [one for one in findings(folder) if one["code"] == "text-copied"]
    assert [one["files"] for one in found] == [["望海路路灯/整改报告.txt", "松林巷路灯/整改报告.txt"]]


def test_one_meeting_notice_for_several_items_is_only_to_be_explained(folder: Path) -> None:
    for item in ("望海路路灯", "学苑路积水"):
        write(folder, f"{item}/会议通知.txt", "会议通知\n定于2022年5月27日召开整改工作会议。\n2022年5月25日")
    assert codes(folder) == [("file-reused", "plain", ["学苑路积水/会议通知.txt", "望海路路灯/会议通知.txt"])]


def test_what_the_superior_issued_belongs_to_every_item(folder: Path) -> None:
    for item in ("望海路路灯", "学苑路积水"):
        write(
            folder, f"{item}/文件依据.txt", "关于印发整改工作方案的通知\n望管办发〔2022〕21号\n2022年5月20日"
        )
    assert findings(folder) == []


def test_a_result_that_only_repeats_the_plan_is_found(folder: Path) -> None:
    write(folder, "滨河路/整改方案.txt", "清理滨河路沿线乱堆的建筑垃圾，在路口增设监控，加强夜间巡查。")
    write(folder, "滨河路/整改报告.txt", "已清理滨河路沿线乱堆的建筑垃圾，已在路口增设监控，并加强夜间巡查。")
    assert [one["code"] for one in findings(folder)] == ["result-repeats-plan"]


def test_the_one_who_did_the_work_is_not_the_one_who_verified_it(folder: Path) -> None:
    write(folder, "学苑路积水/自查表.txt", "责任单位：望海城建局\n承办人：白　舟　联络员：林海清")
    write(
        folder,
        "学苑路积水/核查表.txt",
        "核查单位：望海城建局\n核查人员：王宁、白舟（办公室）\n负责人：林海清",
    )
    both = ["学苑路积水/核查表.txt", "学苑路积水/自查表.txt"]
    assert codes(folder) == [
        ("verifier-is-insider", "severe", both),
        ("verifier-is-responsible", "severe", both),
    ]


def test_files_that_lie_or_are_broken_are_findings_and_no_crash(folder: Path) -> None:
    write(folder, "望海路路灯/整改后1.jpg", photo(2)[:4000])
    write(folder, "望海路路灯/说明.docx", b"PK\x03\x04 no document")
    write(folder, "学苑路积水/数据.xlsx", "序号\t数量")
    write(folder, "学苑路积水/空.txt", "")
    write(folder, "学苑路积水/程序.jpg", b"MZ" + bytes(200))
    by_file = {one["files"][0]: (one["code"], one["severity"]) for one in findings(folder)}
    assert by_file["望海路路灯/整改后1.jpg"] == ("file-damaged", "plain")
    assert by_file["学苑路积水/数据.xlsx"] == ("file-name-differs", "severe")
    assert by_file["学苑路积水/空.txt"] == ("file-empty", "plain")
    assert by_file["学苑路积水/程序.jpg"] == ("file-executable", "severe")
    assert "望海路路灯/说明.docx" in by_file


def test_deeper_folders_belong_to_their_item_and_loose_files_are_one(folder: Path) -> None:
    told = "2022年6月25日开工，2022年6月5日全部完工。"
    write(folder, "望海路路灯/材料/一/报告.txt", told)
    write(folder, "总结.txt", told.replace("25", "26"))
    assert [one["files"] for one in findings(folder)] == [["总结.txt"], ["望海路路灯/材料/一/报告.txt"]]


def test_what_computers_leave_behind_is_passed_over(folder: Path) -> None:
    for item in ("望海路路灯", "学苑路积水"):
        write(folder, f"{item}/.DS_Store", b"\x00\x01")
        write(folder, f"{item}/Thumbs.db", b"\x00\x01")
        write(folder, f"{item}/readme.md", "notes")
    assert findings(folder) == []


def test_the_answer_is_the_same_each_time(folder: Path) -> None:
    for item in ("望海路路灯", "学苑路积水", "松林巷"):
        write(folder, f"{item}/总结.txt", "共排查路灯56盏，完成修复40盏，修复率98%。")
    assert check(folder, "--json") == check(folder, "--json")
    assert len(findings(folder)) == 4


def test_for_people_every_finding_is_a_line_and_its_files(folder: Path) -> None:
    write(folder, "松林巷/总结.txt", "整改率为102%。")
    assert check(folder).splitlines() == [
        "1. 【严重疑点】“松林巷/总结.txt”中整改率为102%，超过100%：“整改率为102%”，请核实。（rate-above-hundred）",
        "   松林巷/总结.txt",
        "共1处疑点，其中严重1处，一般0处。",
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [("没有", "不存在"), ("空的", "没有文件"), ("整改材料/望海路路灯/整改报告.txt", "不是文件夹")],
)
def test_a_folder_that_cannot_be_checked_is_refused_in_one_sentence(
    folder: Path, name: str, words: str
) -> None:
    (folder.parent / "空的").mkdir()
    stream = StringIO()
    with pytest.raises(CommandError, match=words) as refused:
        call_command("evidence", "check", str(folder.parent / name), "--json", stdout=stream)
    assert refused.value.returncode == 2
    (finding,) = json.loads(stream.getvalue())["findings"]
    assert (finding["severity"], finding["files"]) == ("block", [])
