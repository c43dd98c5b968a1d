"""``bihuan calendar``: an arrangement entered at the console, and the year printed."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bihuan.journal.models import Entry
from bihuan.kernel.workdays_explained import uncovered_words
from bihuan.people.models import CalendarNotice, Unit

EXAMPLE = Path(__file__).resolve().parents[2] / "samples" / "calendar-2023.csv"

pytestmark = pytest.mark.django_db


def calendar(*arguments: str | Path) -> str:
    stream = StringIO()
    call_command("calendar", *map(str, arguments), stdout=stream)
    return stream.getvalue()


def refusal(*arguments: str | Path) -> str:
    with pytest.raises(CommandError) as refused:
        calendar(*arguments)
    assert refused.value.returncode == 2
    return str(refused.value)


@pytest.fixture
def region() -> Unit:
    return Unit.objects.create(name="滨海市", is_area=True)


def test_the_sample_is_entered_for_a_region_and_tells_what_it_changed(region: Unit) -> None:
    said = calendar(EXAMPLE, "--unit", "滨海市", "--source", "自治区人民政府办公厅通知")
    assert "已导入滨海市2023年（第1版），共3天。" in said
    assert "变动2天" in said, "Saturday 04-22 was a rest day already"
    assert "2023-04-23 改为休息" in said
    notice = CalendarNotice.objects.get()
    assert (notice.unit, notice.source, notice.file_name) == (
        region,
        "自治区人民政府办公厅通知",
        EXAMPLE.name,
    )
    assert Entry.objects.get().by_name == "命令行"


def test_the_same_again_is_a_new_version_without_changes(region: Unit) -> None:
    calendar(EXAMPLE, "--unit", "滨海市")
    assert "没有变动" in calendar(EXAMPLE, "--unit", "滨海市")
    assert sorted(CalendarNotice.objects.values_list("version", flat=True)) == [1, 2]


def test_a_year_is_printed_with_the_layers_of_a_unit(region: Unit) -> None:
    calendar(EXAMPLE, "--unit", "滨海市")
    assert "2023-04-23 星期日 上班 劳动节" in calendar("--show", "2023")
    shown = calendar("--show", "2023", "--unit", "滨海市")
    assert "2023-04-21 星期五 休息 壮族三月三" in shown
    assert "2023-04-23" not in shown, "a Sunday off is nothing unusual"
    assert uncovered_words(2099) in calendar("--show", "2099")


def test_a_bad_file_and_a_bad_call_end_with_code_two_and_save_nothing(region: Unit, tmp_path: Path) -> None:
    bad = tmp_path / "安排.csv"
    bad.write_text("日期,安排\n2023-04-21,休息\n2023-04-21,上班\n", encoding="utf-8")
    assert "既为上班又为休息" in refusal(bad)
    assert "不属于2024年的放假安排" in refusal(EXAMPLE, "--year", "2024")
    assert "没有名称为“某某市”的单位；现有地方和片区：滨海市" in refusal(EXAMPLE, "--unit", "某某市")
    assert "找不到文件" in refusal(tmp_path / "没有.csv")
    assert "二者择一" in refusal()
    assert "二者择一" in refusal(EXAMPLE, "--show", "2023")
    assert not CalendarNotice.objects.exists()


def test_a_unit_whose_name_is_not_its_own_is_not_guessed(region: Unit) -> None:
    for zone in ("临港产业园区", "望海新区"):
        parent = Unit.objects.create(name=zone, parent=region, is_area=True)
        Unit.objects.create(name="组织人社局", parent=parent)
    assert "不止一个" in refusal(EXAMPLE, "--unit", "组织人社局")
