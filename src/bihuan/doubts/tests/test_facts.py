from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.doubts.doubt import Doubt, Weight
from bihuan.doubts.facts import doubts_of, unanswered_doubts
from bihuan.evidence.models import EvidenceKind, Picture, Writing
from tests.support.files import txt
from tests.support.paper import GREEN
from tests.support.photos import photo
from tests.support.world import World

K = EvidenceKind
REPORT = (
    "望海路照明整改报告\n"
    "经查，望海路南段电缆接头进水，二十二盏灯整夜不亮，另有十四盏灯头锈穿。\n"
    "施工队夜间封闭右侧车道，先挖开井盖抽干积水，重做防水接头，再逐盏更换灯头和镇流器。\n"
    "更换后连续七个晚上派人沿路数灯，记录每盏灯的亮灭，未见熄灭。\n"
)
COPY = REPORT.replace("望海路", "滨江路").replace("二十二盏", "三十一盏").replace("七个晚上", "五个晚上")


def doubts(world: World, case: Case, code: str = "") -> list[Doubt]:
    return [doubt for doubt in doubts_of(world.fresh(case)) if code in ("", doubt.code)]


def two_cases(world: World) -> tuple[Case, Case]:
    return world.case_in(State.RECTIFYING), world.case_in(State.RECTIFYING, GREEN)


def test_a_copied_report_is_doubted_in_both_cases_with_both_passages(world: World) -> None:
    first, second = two_cases(world)
    one = world.hand_in(first, K.PLAN, name="报告.txt", content=txt(REPORT))
    other = world.hand_in(second, K.PLAN, name="报告.txt", content=txt(COPY))
    (here,), (there,) = doubts(world, first, "text-copied"), doubts(world, second, "text-copied")
    assert here.weight is there.weight is Weight.SEVERE
    assert [side.sha256 for side in here.seen] == [one.blob_id, other.blob_id]
    assert [side.case_id for side in there.seen] == [second.pk, first.pk]
    assert "接头" in here.seen[0].text + here.seen[1].text
    assert "第3项（建设局）的报告.txt" in here.message


def test_the_very_same_file_for_two_items_is_one_doubt_not_two(world: World) -> None:
    first, second = two_cases(world)
    world.hand_in(first, K.PLAN, name="报告.txt", content=txt(REPORT))
    world.hand_in(second, K.PLAN, name="另一报告.txt", content=txt(REPORT))
    assert [doubt.code for doubt in doubts(world, second) if doubt.weight is Weight.SEVERE] == ["file-reused"]
    world.hand_in(first, K.DATA, name="台账.txt", content=txt(COPY))
    world.hand_in(second, K.DATA, name="台账.txt", content=txt(COPY))
    shared = [doubt for doubt in doubts(world, second, "file-reused") if "台账" in doubt.message]
    assert [doubt.weight for doubt in shared] == [Weight.PLAIN]


def test_a_result_copied_from_another_case_is_found(world: World) -> None:
    first, second = two_cases(world)
    world.report(first, REPORT)
    world.report(second, COPY)
    (found,) = doubts(world, second, "text-copied")
    assert {side.case_id for side in found.seen} == {first.pk, second.pk}


def test_what_was_taken_back_is_not_found(world: World) -> None:
    """The index in memory still knows the files of the tests before this one."""
    first, second = two_cases(world)
    world.hand_in(first, K.PLAN, name="报告.txt", content=txt(REPORT))
    world.hand_in(second, K.PLAN, name="报告.txt", content=txt("会议通知：周三下午开会。"))
    assert doubts(world, first, "text-copied") == doubts(world, first, "file-reused") == []


def test_the_same_doubts_in_the_same_order_each_time(world: World) -> None:
    first, second = two_cases(world)
    for case, text in ((first, REPORT), (second, COPY)):
        world.hand_in(case, K.PLAN, name="报告.txt", content=txt(text))
    once, again = doubts(world, second), doubts(world, second)
    assert once == again
    assert [doubt.weight for doubt in once] == sorted((doubt.weight for doubt in once), reverse=True)


def test_a_file_without_features_is_doubted_rather_than_passed_over(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    world.hand_in(case, K.PHOTO_BEFORE, name="整改前.jpg", content=photo(1))
    world.hand_in(case, K.DATA, name="台账.txt", content=txt(REPORT))
    assert doubts(world, case, "not-compared") == []
    Picture.objects.all().delete()
    Writing.objects.all().delete()
    found = doubts(world, case, "not-compared")
    assert {doubt.seen[0].label for doubt in found} == {"整改前.jpg", "台账.txt"}


def test_doubts_are_worked_out_once_for_a_case_that_was_loaded(world: World) -> None:
    case = world.fresh(world.case_in(State.VERIFYING, GREEN))
    assert doubts_of(case)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        unanswered_doubts(case)
        doubts_of(case)
    assert len(asked) == 1
