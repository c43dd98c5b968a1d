"""工作日历: the year, importing with a preview, one day, the file that can be read again, and the loud warnings."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bihuan.intake.calendar_file import read_calendar
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.kernel.workdays_explained import uncovered_words
from bihuan.people.calendar import office_calendar, office_calendars
from bihuan.people.models import CalendarDay, CalendarNotice
from bihuan.reference.calendar_queries import changes_by
from tests.support.world import World
from tests.web.office_builders import browser_of, let_it_be, upload, words

THREE = "日期,上班/休息,说明\n2021-04-14,休息,三月三\n2021-04-15,休息,三月三\n2021-04-18,上班,调休\n"
AT = datetime(2021, 3, 1, 9, tzinfo=OFFICE_ZONE)
# No arrangement of this year will be shipped while this test is run.
FAR = 2099


def sent(
    world: World, client: Client, text: str = THREE, unit: str = "coordinator", **changes: object
) -> str:
    bound = world.unit(unit).pk if unit else ""
    form = {"unit": bound, "file": upload(text, "三月三.csv"), "source": "桂政办电〔2021〕1号", **changes}
    return words(client.post(reverse("calendar-import"), form))


def token_of(page: str) -> str:
    return page.split('name="token" value="')[1].split('"')[0]


def confirm(client: Client, page: str) -> str:
    return words(client.post(reverse("calendar-confirm"), {"token": token_of(page)}, follow=True))


def test_a_file_is_previewed_with_what_it_changes_and_saved_only_when_confirmed(world: World) -> None:
    client = browser_of(world, "zhao")
    preview = sent(world, client)
    for said in ("尚未保存", "2021年4月14日", "三月三", "桂政办电〔2021〕1号", "第1版"):
        assert said in preview
    assert not CalendarNotice.objects.exists()
    page = confirm(client, preview)
    assert "第1版" in page
    assert "三月三.csv" in page
    notice = CalendarNotice.objects.get()
    assert (notice.unit, notice.year, notice.entered_by) == (
        world.unit("coordinator"),
        2021,
        world.cast.users["zhao"],
    )
    assert not office_calendar(world.batch.coordinator.path).is_workday(date(2021, 4, 14))


def test_a_preview_confirmed_twice_or_by_somebody_else_changes_nothing_more(world: World) -> None:
    client = browser_of(world, "zhao")
    preview = sent(world, client)
    assert "预览已失效" in words(
        browser_of(world, "chen").post(reverse("calendar-confirm"), {"token": token_of(preview)}, follow=True)
    )
    confirm(client, preview)
    assert "预览期间他人已导入" in confirm(client, preview)
    assert CalendarNotice.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (THREE + "2021-04-14,上班,\n", "既为上班又为休息"),
        (THREE + "2021-04-14,休息,\n", "请删去其中一行"),
        (THREE + "2019-04-14,休息,\n", "不属于2021年的放假安排"),
        (THREE + "2021-04-31,休息,\n", "无法识别"),
        ("日期,上班/休息\n", "没有日期"),
        ("甲,乙\n1,2\n", "没有认出放假安排的表头"),
    ],
)
def test_a_bad_file_is_refused_in_words_before_any_preview(world: World, text: str, said: str) -> None:
    page = sent(world, browser_of(world, "zhao"), text)
    assert said in page
    assert "确认导入" not in page


def test_a_file_that_is_no_text_is_refused_too(world: World) -> None:
    file = SimpleUploadedFile("安排.xlsx", b"PK\x03\x04" + b"\x00" * 40)
    assert "确认导入" not in sent(world, browser_of(world, "zhao"), file=file)


def test_a_coordinator_is_offered_the_own_area_only_and_an_administrator_everything(world: World) -> None:
    mine = words(browser_of(world, "zhao").get(reverse("calendar-import")))
    assert "临港产业园区管理委员会" in mine
    assert "望海新区管理委员会" not in mine
    assert "确认导入" not in sent(world, browser_of(world, "zhao"), unit="city")
    assert "确认导入" not in sent(world, browser_of(world, "zhao"), unit="")
    page = sent(world, browser_of(world, "chen"), unit="")
    assert "全国，2021年，第1版" in page


@pytest.mark.parametrize("name", ["li", "qian", "feng"])
def test_whoever_may_not_change_it_may_look_at_it(world: World, name: str) -> None:
    client = browser_of(world, name)
    page = words(client.get(reverse("calendar")))
    assert "工作日历" in page
    assert reverse("calendar-import") not in page
    for address in ("calendar-import", "calendar-day"):
        assert client.get(reverse(address)).status_code == 403


def test_the_year_marks_rest_and_worked_weekends_in_words(world: World) -> None:
    page = words(browser_of(world, "zhao").get(reverse("calendar") + "?year=2022"))
    assert page.count('<table class="month">') == 12
    assert 'title="国庆节">3<b>休</b>' in page
    assert 'title="国庆节">8<b>班</b>' in page
    assert "本系统自带" in page


@pytest.mark.parametrize("query", ["?year=abc&unit=xyz", "?year=99999999999999999999", "?unit=-1", "?year=²"])
def test_an_address_that_means_nothing_shows_this_year(world: World, query: str) -> None:
    assert browser_of(world, "zhao").get(reverse("calendar") + query).status_code == 200


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_calendar_in_force_saved_as_a_file_makes_the_same_year_again(world: World, form: str) -> None:
    client, unit = browser_of(world, "zhao"), world.unit("coordinator")
    confirm(client, sent(world, client))
    answer = client.get(reverse("calendar-file") + f"?year=2021&unit={unit.pk}&form={form}")
    reading = read_calendar(answer.content, f"安排.{form}")
    assert changes_by(unit, 2021, reading.days) == ()
    assert changes_by(world.unit("elsewhere"), 2021, reading.days) != ()
    nation = read_calendar(
        client.get(reverse("calendar-file") + f"?year=2021&form={form}&unit=0").content, f"a.{form}"
    )
    before = office_calendars()
    after = before.with_layer(("", 2021), {each.day: each.is_workday for each in nation.days})
    days = [date.fromordinal(date(2021, 1, 1).toordinal() + n) for n in range(365)]
    assert [day for day in days if before.of("").is_workday(day) != after.of("").is_workday(day)] == []


def test_one_day_changed_makes_a_new_version_that_keeps_the_others(world: World) -> None:
    client, unit = browser_of(world, "zhao"), world.unit("coordinator")
    confirm(client, sent(world, client))
    form = {"unit": unit.pk, "day": "2021-04-16", "kind": "off", "note": "三月三", "source": "补充通知"}
    assert client.post(reverse("calendar-day"), form).status_code == 302
    calendar = office_calendar(unit.path)
    assert [calendar.is_workday(date(2021, 4, day)) for day in (14, 15, 16, 18)] == [
        False,
        False,
        False,
        True,
    ]
    client.post(reverse("calendar-day"), {**form, "kind": "above"})
    assert office_calendar(unit.path).is_workday(date(2021, 4, 16))
    assert CalendarNotice.objects.filter(unit=unit).count() == 3


def test_a_first_day_changed_for_the_nation_keeps_the_shipped_arrangement(world: World) -> None:
    form = {"unit": "", "day": "2021-10-08", "kind": "off", "source": "国务院办公厅补充通知"}
    assert browser_of(world, "chen").post(reverse("calendar-day"), form).status_code == 302
    calendar = office_calendar("")
    assert not calendar.is_workday(date(2021, 10, 8))
    assert not calendar.is_workday(date(2021, 10, 1))
    assert calendar.is_workday(date(2021, 10, 9)), "a Saturday that is worked"


# ── the loud warning ────────────────────────────────────────────────────────


def test_a_year_that_nothing_covers_is_warned_of_until_it_is_imported(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_it_be(monkeypatch, datetime(FAR, 3, 1, 9, tzinfo=OFFICE_ZONE), "calendar", "worklist", "batches")
    zhao, li = browser_of(world, "zhao"), browser_of(world, "li")
    said = uncovered_words(FAR)
    assert said in words(zhao.get(reverse("calendar")))
    assert said in words(zhao.get(reverse("worklist")))
    assert said not in words(li.get(reverse("worklist"))), "who can do nothing about it is not told"
    issuing = reverse("batch-issue", args=[world.batch.pk])
    assert said in words(zhao.get(issuing))
    days = f"日期,安排\n{FAR}-10-01,休息\n"
    confirm(browser_of(world, "chen"), sent(world, browser_of(world, "chen"), days, unit=""))
    for address in (reverse("calendar"), reverse("worklist"), issuing):
        assert said not in words(zhao.get(address))


def test_next_year_is_warned_of_from_october_and_the_year_of_an_open_limit_always(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    CalendarNotice.objects.create(year=FAR, version=1, source="通知", entered_at=AT)
    case, next_year = world.case(), uncovered_words(FAR + 1)
    client = browser_of(world, "zhao")
    let_it_be(monkeypatch, datetime(FAR, 9, 30, 9, tzinfo=OFFICE_ZONE), "calendar")
    assert next_year not in words(client.get(reverse("calendar")))
    let_it_be(monkeypatch, datetime(FAR, 10, 1, 9, tzinfo=OFFICE_ZONE), "calendar")
    assert next_year in words(client.get(reverse("calendar")))
    type(case).objects.filter(pk=case.pk).update(limit_date=date(FAR + 2, 6, 30))
    assert uncovered_words(FAR + 2) in words(client.get(reverse("calendar")))


# ── deadlines that explain themselves ───────────────────────────────────────


def test_the_page_of_a_case_says_how_its_deadlines_are_reckoned(world: World) -> None:
    case = world.case()
    world.walk(case, world.state(case))
    world.assign(case)
    page = words(browser_of(world, "zhao").get(reverse("case", args=[case.pk])))
    assert "怎么算的" in page
    assert "起2个工作日（当日不计）" in page
    assert "首次联系应不晚于" in page


def test_a_limit_on_a_rest_day_is_told_with_the_last_working_day_before_it(world: World) -> None:
    case = world.case()
    world.edit(case, limit_date=date(2022, 12, 31))
    page = words(browser_of(world, "zhao").get(reverse("case", args=[case.pk])))
    assert "此前最后一个工作日为12月30日" in page


def test_a_calendar_changed_later_leaves_the_deadline_and_says_so(world: World) -> None:
    case = world.case()
    world.assign(case)
    assignment = case.assignments.get()
    rows = f"日期,安排\n{assignment.acknowledge_due_on},休息\n"
    client = browser_of(world, "zhao")
    confirm(client, sent(world, client, rows))
    page = words(client.get(reverse("case", args=[case.pk])))
    assert "期限确定后工作日历有调整，原定期限" in page
    assignment.refresh_from_db()
    assert CalendarDay.objects.get().day == assignment.acknowledge_due_on
