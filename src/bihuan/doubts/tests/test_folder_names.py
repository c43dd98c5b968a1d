import pytest

from bihuan.doubts.folder_names import FileKind, Side, kind_of_paper, left_aside, pairs_of, side_of
from bihuan.doubts.timeline import PaperKind


@pytest.mark.parametrize(
    ("path", "before", "spot"),
    [
        ("before.jpg", True, ""),
        ("after.jpg", False, ""),
        ("before_2.png", True, "2"),
        ("1-后.jpg", False, "1"),
        ("整改前 01.jpg", True, "1"),
        ("望海路整改后照片.jpg", False, "望海路"),
        ("整改前/东侧.jpg", True, "东侧"),
        ("照片/after/3.jpg", False, "照片/3"),
        ("整改前情况报告.txt", True, "情况报告"),
    ],
)
def test_a_name_or_its_folder_says_before_or_after_and_of_which_spot(
    path: str, before: bool, spot: str
) -> None:
    assert side_of(path) == Side(before, spot)


@pytest.mark.parametrize(
    "path", ["前进路.jpg", "后湖路1.jpg", "before_after.jpg", "IMG_1.jpg", "整改前后对比.jpg"]
)
def test_a_name_that_does_not_say_is_not_guessed(path: str) -> None:
    assert side_of(path) is None


def test_photos_of_one_spot_are_a_pair_and_two_alone_need_no_name() -> None:
    assert pairs_of([Side(True, "1"), Side(True, "2")], [Side(False, "2"), Side(False, "3")]) == [(1, 0)]  # noqa: FBT003
    assert pairs_of([Side(True, "东侧")], [Side(False, "西侧")]) == [(0, 0)]  # noqa: FBT003
    assert pairs_of([], [Side(False, "1")]) == []  # noqa: FBT003


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("整改方案.docx", "", FileKind.PLAN),
        ("关于望海路整改方案落实情况的报告.docx", "", FileKind.REPORT),
        ("核查报告.docx", "", FileKind.VERIFICATION),
        ("会议通知.txt", "", FileKind.MEETING_NOTICE),
        ("会议纪要.txt", "", FileKind.MEETING_MINUTES),
        ("minutes.txt", "", FileKind.MEETING_MINUTES),
        ("report.docx", "", FileKind.REPORT),
        ("市政条例.txt", "", FileKind.BASIS),
        ("群众意见.txt", "", FileKind.COMPLAINT),
        ("1.txt", "关于望海路路灯整改情况的报告\n一、基本情况", FileKind.REPORT),
        ("1.txt", "望海路", FileKind.OTHER),
    ],
)
def test_a_document_is_what_its_name_or_else_its_title_says(name: str, text: str, kind: FileKind) -> None:
    assert kind_of_paper(name, text) is kind


def test_the_rules_of_dates_know_every_kind() -> None:
    assert FileKind.PLAN.paper_kind is PaperKind.PLAN
    assert FileKind.BASIS.paper_kind is PaperKind.OTHER


def test_what_computers_leave_behind_is_no_evidence() -> None:
    assert [
        name for name in (".DS_Store", "Thumbs.db", "~$报告.docx", "报告.docx") if not left_aside(name)
    ] == ["报告.docx"]
