"""The measurements of one database. Started by ``run.py``, which sets up the folder and the address."""

import statistics
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import django

django.setup()

import xlsxwriter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from bihuan.access.actor import Role  # noqa: E402
from bihuan.cases.actions import acknowledge_case, assign_case  # noqa: E402
from bihuan.cases.models import Case  # noqa: E402
from bihuan.intake.actions import issue_batch  # noqa: E402
from bihuan.intake.models import Batch  # noqa: E402
from bihuan.intake.read import read_bytes  # noqa: E402
from bihuan.journal.queries import history_of  # noqa: E402
from bihuan.kernel.canonical import sha256_hex  # noqa: E402
from bihuan.kernel.clock import now as present  # noqa: E402
from bihuan.people.calendar import office_calendar  # noqa: E402
from bihuan.people.models import Post, Unit, User, actor_of  # noqa: E402
from bihuan.plans.actions import MeasureDraft, People, approve_plan, report_progress, submit_plan  # noqa: E402
from bihuan.triage.importing import import_reading  # noqa: E402

PAGES = 60
HEADINGS = [
    "序号",
    "问题编号",
    "整改内容",
    "意见建议类型",
    "整改目标",
    "整改措施",
    "整改时限",
    "责任部门",
    "负责人",
]
UNITS = ["城建局", "综合执法局", "生态环境局", "交通运输局", "教育局", "民政局", "水务局", "市场监管局"]
PLACES = [
    "望海路",
    "春和街",
    "渔港大道",
    "东堤",
    "新桥村",
    "学苑路",
    "码头南区",
    "松林巷",
    "文化广场",
    "西站",
]
MATTERS = [
    "夜间施工噪声扰民",
    "路灯多日不亮",
    "垃圾清运不及时",
    "井盖破损",
    "停车占道",
    "污水外溢",
    "公交班次太少",
]


def main(name: str, sizes: Iterable[int]) -> None:
    """Print one table with a column a size."""
    call_command("migrate", verbosity=0, skip_checks=True)
    people = make_people()
    columns = {}
    for size in sizes:
        columns[size] = measure(people, size)
    rows = list(next(iter(columns.values())))
    print(f"\n## {name} {version()}\n")
    print("| measured | " + " | ".join(f"{size:,} items" for size in columns) + " |")
    print("|---|" + "---|" * len(columns))
    for row in rows:
        print(f"| {row} | " + " | ".join(columns[size][row] for size in columns) + " |")


def version() -> str:
    """What the database calls itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        return str(cursor.fetchone()[0])


def make_people() -> dict[str, User]:
    """A zone with a coordinator, a leader and a liaison."""
    area = Unit.objects.create(name="测试片区", is_area=True)
    office = Unit.objects.create(name="牵头局", parent=area)
    lead = Unit.objects.create(name=UNITS[0], parent=area)
    people = {}
    for username, unit, role in (
        ("coordinator", office, Role.COORDINATOR),
        ("leader", area, Role.SENIOR_LEADER),
        ("liaison", lead, Role.LIAISON),
    ):
        user = User.objects.create_user(username, "bench-password-1", username)
        Post.objects.create(user=user, unit=unit, role=role)
        people[username] = user
    return people


def measure(people: dict[str, User], size: int) -> dict[str, str]:
    """Import ``size`` items into a new batch and measure everything on it. The ledger keeps the earlier batches."""
    coordinator, calendar = actor_of(people["coordinator"]), office_calendar()
    seen: dict[str, str] = {}
    content = sheet(size)
    started = time.perf_counter()
    reading = read_bytes(content, calendar, name="清单.xlsx")
    read = time.perf_counter() - started
    assert reading.table is not None
    assert len(reading.table.rows) == size, "the reader lost rows"

    def store(mark: bytes) -> tuple[Batch, float]:
        begun = time.perf_counter()
        result = import_reading(
            reading,
            by=coordinator,
            now=present(),
            name="清单.xlsx",
            sha256=sha256_hex(mark),
            new_number=f"测试〔2026〕{size}号",
        )
        return result.batch, time.perf_counter() - begun

    batch, first = store(b"first%d" % size)
    _, again = store(b"again%d" % size)
    seen["read .xlsx, rows/s"] = f"{size / read:,.0f}"
    seen["import (store), rows/s"] = f"{size / first:,.0f}"
    seen["import (read + store), rows/s"] = f"{size / (read + first):,.0f}"
    seen["identical re-import (compare), rows/s"] = f"{size / again:,.0f}"
    seen["identical re-import (read + compare), rows/s"] = f"{size / (read + again):,.0f}"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    case = worked_case(batch, people)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(people["coordinator"], backend=settings.AUTHENTICATION_BACKENDS[1])
    ledger, item = reverse("ledger"), reverse("case", args=[case.pk])
    for title, url in (
        ("ledger page of 25", f"{ledger}?size=25"),
        ("ledger page of 100", f"{ledger}?size=100"),
        ("ledger page of 25, in the middle", f"{ledger}?size=25&page={size // 50}"),
        ("item with 50 history rows", item),
        ("search, two characters, common (噪声)", f"{ledger}?text=噪声"),
        ("search, two characters, rare (灯塔)", f"{ledger}?text=灯塔"),
    ):
        seen[title] = timed(client, url)
    liaison = actor_of(people["liaison"])
    seen["one act (report_progress)"] = spread(
        [
            clocked(
                lambda: report_progress(case.pk, by=liaison, now=present(), percent=50, text="按计划推进")
            )
            for _ in range(PAGES)
        ]
    )
    return seen


def worked_case(batch: Batch, people: dict[str, User]) -> Case:
    """A case of the liaison's unit with about fifty entries in its history."""
    coordinator, leader = actor_of(people["coordinator"]), actor_of(people["leader"])
    liaison, now = actor_of(people["liaison"]), present()
    issue_batch(batch.pk, by=coordinator, now=now)
    case = batch.cases.filter(lead__name=UNITS[0]).order_by("position").first()
    assert case is not None
    assign_case(case.pk, by=coordinator, now=now)
    acknowledge_case(case.pk, by=liaison, now=now)
    submit_plan(
        case.pk,
        by=liaison,
        now=now,
        root_cause="管理不到位",
        roadmap="分三步推进",
        people=People("赵一", "钱二", "孙三"),
        measures=[MeasureDraft("加强巡查", present().date() + timedelta(days=5), "巡查记录")],
    )
    approve_plan(case.pk, by=leader, now=now, override_reason="指标另行明确")
    while case_history(case) < 50:
        report_progress(case.pk, by=liaison, now=now, percent=40, text="按计划推进")
    return case


def case_history(case: Case) -> int:
    """How many entries the history of ``case`` has."""
    return history_of("case", case.pk).count()


def timed(client: Client, url: str) -> str:
    """p50 and p95 of a page through the whole stack, and its SQL statements (BEGIN and COMMIT included)."""
    with CaptureQueriesContext(connection) as statements:
        response = client.get(url)
    count = len(statements)  # now: the next request empties the log
    assert response.status_code == 200, f"{url}: {response.status_code}"
    return f"{spread([clocked(lambda: client.get(url)) for _ in range(PAGES)])}, {count} SQL"


def clocked(what: Callable[[], Any]) -> float:
    """Seconds that ``what`` took."""
    begun = time.perf_counter()
    what()
    return time.perf_counter() - begun


def spread(seconds: list[float]) -> str:
    """p50 and p95 in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20)
    return f"p50 {statistics.median(seconds) * 1000:.1f} ms, p95 {cuts[18] * 1000:.1f} ms"


def sheet(size: int) -> bytes:
    """A target table of ``size`` rows as .xlsx. One row in a thousand speaks of a 灯塔."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True, "in_memory": True})
    page = book.add_worksheet("整改目标表")
    page.write_row(0, 0, HEADINGS)
    start = date(2026, 12, 1)
    for n in range(size):
        place = "灯塔公园" if n % 1000 == 7 else PLACES[n % len(PLACES)]
        matter = MATTERS[n % len(MATTERS)]
        due = start + timedelta(days=n % 200)
        page.write_row(
            n + 1,
            0,
            [
                str(n + 1),
                f"120260070{n:06d}",
                f"反映{place}{n % 97}号附近{matter}，已经持续一段时间，希望有关部门尽快处理并答复。",
                "建设性意见建议",
                f"{place}{matter}问题得到解决，复发率控制在5%以下。",
                f"1. 对{place}开展排查。\n2. 制定整改方案并落实。\n3. 建立长效管理机制。",
                f"{due.year}年{due.month}月{due.day}日",
                UNITS[n % len(UNITS)],
                "周明",
            ],
        )
    book.close()
    return stream.getvalue()


if __name__ == "__main__":
    main(sys.argv[1], [int(size) for size in sys.argv[2].split(",")])
