"""A clerk's day with a list of two hundred opinions: it is read, two of its columns are corrected, it is imported,
sorted with the keyboard, merged where it is one matter; and the superior's next list is held against it."""

import io
from datetime import date

import pytest
from openpyxl import Workbook
from playwright.sync_api import FilePayload, Locator, Page

from bihuan.cases.models import Case
from bihuan.cases.routes import Route
from bihuan.intake.models import Amendment, Batch, ColumnMemory, Opinion
from bihuan.reference.duty_actions import import_duties
from bihuan.reference.duty_rules import DutyLine
from bihuan.triage import learners
from bihuan.triage.models import KeptApart, Sorting
from bihuan.triage.sorting_actions import sort_opinions
from bihuan.triage.sorting_rules import Choice
from tests.browser.office import Office, press, told
from tests.support.world import World

NUMBER = "临港管办发〔2022〕9号"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# 何处转来 and 哪天收的 are no names that anybody would know.
COLUMNS = ("受理号", "反映内容", "何处转来", "哪天收的")
STREETS = (
    "海棠街", "银杏路", "白鹭巷", "观澜路", "听涛街", "紫荆巷", "渔港路", "新月路", "石榴街", "风帆路",
    "望亭路", "芦苇巷", "灯塔街", "红枫路", "金桂街", "浅滩路", "云杉路", "长堤街", "青榆巷", "栈桥路",
)  # fmt: skip
SAID = (
    "{street}{at}号门前的路灯连着几天不亮，晚上走路看不清。",
    "{street}{at}号楼下的垃圾堆了一个星期没有清运，气味很大。",
    "{street}{at}号门口占道经营，摊位摆到机动车道上。",
    "{street}{at}号前面的人行道一下雨就积水，老人过不去。",
    "{street}{at}号旁边的工地扬尘严重，窗台一层灰。",
    "{street}{at}号门前路面破损，车子颠得厉害。",
    "{street}站的公交车早高峰要等半个小时。",
    "{street}{at}号对面的健身器材断了，孩子玩耍不安全。",
    "{street}{at}号一楼的餐饮店油烟直排，楼上不敢开窗。",
    "{street}{at}号院里的树枝压着电线，刮风就打火花。",
)
BARBECUE = (
    "云帆里小区南门口的烧烤店每晚烟熏火燎，希望管一管。",
    "住在云帆里小区，南门那家烧烤摊天天烟气熏天到半夜，窗户开不了。",
)
BRIDGE = (
    "望潮大桥东侧引桥路面塌了一个大坑，车子躲避很危险。",
    "望潮大桥东侧引桥有个很深的坑洞，昨天差点翻车，请尽快修。",
    "从东侧引桥上望潮大桥的地方路面塌陷，一直没修。",
)
LIFT = (
    "临江花园二期的电梯停运半个多月了，老人下不了楼。",
    "临江花园二期电梯坏了快二十天，物业不管。",
    "我家住临江花园二期，电梯一直停用，天天爬楼。",
)
MANY = len(STREETS) * len(SAID)
GROUPED = (*BARBECUE, *BRIDGE, *LIFT)


@pytest.fixture(params=[True], ids=["with-javascript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    on: bool = request.param
    return on


@pytest.fixture
def clerk(office: Office, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Whoever coordinates, in an office that has a duty list and has sorted a few opinions before."""
    monkeypatch.setattr(learners, "_OFFICES", {})
    world = office.world
    lines = [
        DutyLine("综合执法局", ("路灯", "垃圾", "占道经营", "油烟", "树枝")),
        DutyLine("建设局", ("路面", "积水", "扬尘", "公交", "工地", "健身器材")),
    ]
    import_duties(world.unit("zone").pk, lines, by=world.zhao, now=world.now)
    sort_opinions(earlier(world), by=world.zhao, now=world.now)
    return office.of("zhao", width=1366, height=768)


def earlier(world: World) -> list[Choice]:
    """What was decided of the first list."""
    kind, lamps, roads = "建设性意见建议", world.unit("enforcement").pk, world.unit("construction").pk
    decided = {
        1: (kind, "城市管理", Route.NOW, lamps),
        4: (kind, "城市管理", Route.NOW, lamps),
        5: (kind, "城市管理", Route.NOW, lamps),
        7: (kind, "交通出行", Route.STAGED, roads),
    }
    keys = {serial: world.opinion(serial).pk for serial in decided}
    return [Choice(keys[serial], *parts) for serial, parts in decided.items()]


def lines() -> list[list[str]]:
    """The superior's list: two hundred opinions, and three matters of which several people speak."""
    said = [text.format(street=street, at=3 + 7 * n) for n, street in enumerate(STREETS) for text in SAID]
    return [
        [f"12022099{n:07}", text, "热线" if n % 2 else "网站", f"2022-06-{1 + n % 28:02}"]
        for n, text in enumerate((*said, *GROUPED))
    ]


def xlsx(rows: list[list[str]], name: str) -> FilePayload:
    """The list as a file."""
    book, stream = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (COLUMNS, *rows):
        sheet.append(list(row))
    book.save(stream)
    return {"name": name, "mimeType": XLSX, "buffer": stream.getvalue()}


def test_from_the_file_to_the_next_list(clerk: Page) -> None:
    before = Opinion.objects.count()
    reads_and_corrects(clerk, before)
    sorts_two_hundred(clerk)
    looks_at_three_groups(clerk)
    takes_the_next_list(clerk)


def reads_and_corrects(page: Page, before: int) -> None:
    """Two columns that nobody knows are corrected on the preview, and read as what they are."""
    page.goto("/import")
    page.get_by_label("文件").set_input_files(xlsx(lines(), "意见清单.xlsx"))
    press(page, "读取并预览")
    assert "尚未保存" in page.locator("main").inner_text()
    assert "共 4 列，其中 2 列按原文保留" in page.locator("#columns > summary").inner_text()
    page.get_by_label("何处转来列理解为").select_option(label="来源")
    page.get_by_label("哪天收的列理解为").select_option(label="收到日期")
    press(page, "按更正重新读取")
    first = page.get_by_role("table", name="意见清单").locator("tbody tr").first.inner_text()
    assert "网站" in first
    assert "2022-06-01" in first
    assert Opinion.objects.count() == before
    page.get_by_label("新批次的发文字号").fill(NUMBER)
    press(page, "确认导入")
    assert f"新增意见{len(lines())}条" in told(page)
    assert "2列的理解" in told(page)
    new = Opinion.objects.filter(batch__number=NUMBER)
    assert new.count() == len(lines())
    assert not new.filter(source="").exists()
    assert new.get(text=BRIDGE[1]).received_on == date(2022, 6, 1 + (MANY + 3) % 28)
    assert ColumnMemory.objects.count() == 1


def sorts_two_hundred(page: Page) -> None:
    """Every row has a suggestion with its reason; two hundred are confirmed without a mouse."""
    batch = Batch.objects.get(number=NUMBER)
    page.goto(f"/triage/?batch={batch.pk}&size={MANY}")
    assert page.locator(".sort-row").count() == MANY
    page.keyboard.press("r")
    assert "文中有“路灯" in page.locator(".sort-row").first.locator(".sort-why").inner_text()
    assert not Sorting.objects.filter(opinion__batch=batch).exists(), "a suggestion decides nothing"
    for _ in range(MANY):
        page.keyboard.press("Enter")
    assert page.locator(".sort-count").inner_text() == f"{MANY} 条"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert f"已确认{MANY}条意见的分类" in told(page)
    assert Sorting.objects.filter(opinion__batch=batch).count() == MANY
    lamps = Sorting.objects.filter(opinion__batch=batch, opinion__text__contains="路灯")
    assert set(lamps.values_list("unit__name", flat=True)) == {"综合执法局"}


def looks_at_three_groups(page: Page) -> None:
    """Each says what is common; one is opened as a case, one is told apart, one is left for later."""
    batch = Batch.objects.get(number=NUMBER)
    address = f"/triage/alike?batch={batch.pk}"
    page.goto(address)
    assert page.locator(".alike-items").count() == 3, "one sentence of twenty streets is no group"
    for place, texts in (("云帆里", BARBECUE), ("望潮大桥", BRIDGE), ("临江花园", LIFT)):
        group = group_about(page, texts[0])
        assert group.locator(".alike-item").count() == len(texts)
        assert place in group.locator(".alike-why").inner_text()
    with page.expect_navigation():
        group_about(page, BARBECUE[0]).get_by_role("button", name="不是同一件").click()
    assert "已认定1对意见不是同一件" in told(page)
    assert group_about(page, BARBECUE[0]).count() == 0
    pair = KeptApart.objects.get()
    assert {pair.first.text, pair.second.text} == set(BARBECUE)

    with page.expect_navigation():
        group_about(page, BRIDGE[0]).get_by_role("button", name="归并立项").click()
    assert "以下3条意见归并立为一项" in page.locator(".act-help").inner_text()
    page.get_by_label("立行立改").check()
    page.get_by_label("立项和归类理由").fill("三条意见反映同一处引桥塌陷。")
    press(page, "立项")
    assert "归并意见2条" in told(page)
    case = Case.objects.get(batch=batch)
    assert set(case.memberships.values_list("opinion__text", flat=True)) == set(BRIDGE)
    page.goto(address)
    assert group_about(page, BRIDGE[0]).count() == 0
    assert group_about(page, LIFT[0]).count() == 1


def group_about(page: Page, text: str) -> Locator:
    """The proposed group that holds an opinion."""
    return page.locator("section.panel", has=page.locator(".alike-words", has_text=text))


def takes_the_next_list(page: Page) -> None:
    """The complete list again: one opinion is said otherwise, one is missing, one is new. Nothing decided changes."""
    batch = Batch.objects.get(number=NUMBER)
    rows = lines()
    gone, longer = rows.pop(0), f"{BRIDGE[0]}请设置警示标志。"
    rows[MANY + 1][1] = longer  # one line is gone
    rows.append(["120220997777777", "滨河路的窨井盖不见了。", "热线", "2022-07-01"])
    decided = Sorting.objects.count()

    def choose() -> None:
        page.goto("/import")
        page.get_by_label("文件").set_input_files(xlsx(rows, "意见清单（第二次）.xlsx"))
        page.get_by_label("批次").select_option(label=NUMBER)
        press(page, "读取并预览")

    choose()
    assert page.get_by_label("何处转来列理解为").input_value() == "source", "remembered of the sender"
    with page.expect_navigation():
        page.get_by_label("全量清单").check()
    sections = page.get_by_role("navigation", name="对照结果").inner_text().split()
    assert sections == ["变更", "1", "撤回", "1", "新增", "1", "未变", str(len(rows) - 2)]
    changed = page.locator("#diff-changed")
    assert changed.locator("ins").all_inner_texts() == ["请设置警示标志。"]
    assert "立项第1项（待交办）" in changed.inner_text()
    assert "按“全量清单" in page.locator("#confirm").inner_text()
    assert Amendment.objects.count() == 0, "what is shown is not applied"
    press(page, "确认导入")

    kinds = dict(Amendment.objects.values_list("opinion__number", "kind"))
    assert kinds == {
        gone[0]: Amendment.Kind.WITHDRAWN,
        rows[MANY + 1][0]: Amendment.Kind.CHANGED,
    }
    assert Opinion.objects.filter(batch=batch).count() == len(rows) + 1
    assert Opinion.objects.get(batch=batch, number=rows[MANY + 1][0]).text == BRIDGE[0]
    assert Case.objects.get(batch=batch).memberships.count() == len(BRIDGE)
    assert Sorting.objects.count() == decided

    choose()
    press(page, "确认导入")
    assert f"新增意见0条、整改事项0项，{len(rows)}条此前已有、保持不变" in told(page)
    assert Amendment.objects.count() == 2
    settles_what_was_changed(page)


def settles_what_was_changed(page: Page) -> None:
    """Both are looked at, and settled with one word."""
    page.goto("/amendments")
    page.get_by_label("全选").check()
    page.get_by_label("处理意见").fill("已核对，按原文继续办理。")
    with page.expect_navigation():
        page.get_by_role("button", name="处理所选变更").click()
    assert "已处理清单变更2条" in told(page)
    assert not Amendment.objects.filter(settled_at=None).exists()
