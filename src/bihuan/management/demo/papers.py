"""The papers of the year: handed-over cases with their sheets, a reminder in the office's own words, a demand, forms
and certificates; a plan that was signed on paper; one paper spoiled, one set asked for."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from PIL import Image, ImageDraw

from bihuan.documents.compose import built_in
from bihuan.documents.kinds import KINDS
from bihuan.documents.pictures import photo_of
from bihuan.issuing.actions import issue_paper, record_signature, spoil_paper
from bihuan.issuing.facts import content_of
from bihuan.issuing.models import IssuedPaper
from bihuan.issuing.set_actions import request_paper_set
from bihuan.issuing.wording_actions import save_wording
from bihuan.kernel.codes import print_code
from bihuan.management.demo.cast import HANDLING_UNITS
from bihuan.management.demo.script import Script, day
from bihuan.supervision.actions import issue_supervision, reply_supervision, withdraw_supervision
from bihuan.supervision.ladder import Rung
from bihuan.supervision.models import Supervision
from bihuan.typesetting import pdf

COORDINATOR, VERIFIER = "coordinator", "verifier"
DOTS_AN_INCH = 120
INK = "#1F2F6B"
Stroke = tuple[tuple[int, int], ...]
# A name as a hurried hand writes it: strokes of points, in dots from where the pen is first put down.
STROKES: tuple[Stroke, ...] = (
    ((0, 30), (12, 22), (34, 2), (44, -6), (30, 18), (22, 52), (40, 40), (58, 22)),
    ((48, -2), (62, 20), (66, 46), (56, 66), (44, 58)),
    ((78, 6), (96, 0), (112, -4), (100, 18), (86, 44), (104, 34), (126, 26)),
    ((140, -8), (136, 22), (130, 56), (152, 36), (176, 14), (170, 40), (188, 30), (226, 12), (262, 16)),
)
SIX: Stroke = ((18, 0), (4, 18), (2, 32), (12, 38), (22, 30), (18, 20), (4, 26))
THREE: Stroke = ((2, 4), (16, 0), (20, 10), (8, 17), (21, 25), (17, 37), (0, 34))


def tell(script: Script) -> None:
    """Write the beats of the papers."""
    _hand_over_sheets(script)
    _words_of_the_office(script)
    _urging(script)
    _signed_on_paper(script)
    _to_the_end(script)
    _reports(script)


def _issued(
    script: Script,
    when: str,
    kind: str,
    case: str = "",
    *,
    by: str = COORDINATOR,
    unit: str = "",
    typed: Mapping[str, str] | None = None,
) -> None:
    """定稿 of one paper: about ``case``, else about ``unit``'s part of the batch, else about the batch."""

    def issue(now: datetime) -> None:
        issue_paper(
            kind,
            script.batch.pk,
            by=script.cast[by],
            now=now,
            case_id=script.cases[case] if case else None,
            unit_id=script.cast.units[HANDLING_UNITS[unit]].pk if unit else None,
            typed=typed,
        )

    script.beat(when, f"{case or unit}：{KINDS[kind].label}定稿", issue)


def _last(script: Script, kind: str, case: str) -> IssuedPaper:
    return IssuedPaper.objects.filter(kind=kind, case=script.cases[case]).latest("pk")


def _hand_over_sheets(script: Script) -> None:
    """The plan of the batch and, the same afternoon, a sheet for each case that was handed over first."""
    demands = "各责任单位主要领导负总责，逐项明确分管领导和具体责任人，按时限报送进展，不得以文件代替整改。"
    aims = "坚持问题导向，对照意见原文逐项整改，整改一项、核查一项、公示一项、销号一项、备案一项、公开一项。"
    _issued(
        script,
        "05-21 16:30",
        "work-plan",
        typed={"总体要求": aims, "报送日期": "11月30日", "工作要求": demands},
    )
    for minute, case in enumerate(
        ("pavement", "night-market", "hotline", "haul-road", "sewer", "street-lamps"), 36
    ):
        _issued(script, f"05-21 15:{minute}", "assignment-order", case)


def _words_of_the_office(script: Script) -> None:
    """The built-in reminder gets one sentence of the office's own; a reminder is sent in these words."""
    kind = KINDS["reminder-letter"]

    def save(now: datetime) -> None:
        before = "【如有：回复期限】"
        said = "督查考评局将在时限届满当日到现场查看，查看情况记入督查记录。\n"
        save_wording(
            script.batch.coordinator_id,
            kind,
            by=script.cast[COORDINATOR],
            now=now,
            text=built_in(kind).replace(before, said + before),
            note="增加届满当日现场查看的提示。",
            based_on=0,
        )

    script.beat("10-22 15:20", "修改提醒函范本", save)
    _told(
        script, "10-23 09:05", Rung.REMINDER, "时限将至，尚有未亮路灯。", "未亮路灯所在巷口请先设置临时照明。", "10-27",
    )  # fmt: skip
    _issued(script, "10-23 09:10", "reminder-letter", "street-lamps")


def _told(
    script: Script, when: str, rung: Rung, why: str, demand: str, reply: str, *, raised: bool = False
) -> None:
    """发出督促 about the street lamps, by the coordinator; ``raised``: for the cause of the one before."""

    def issue(now: datetime) -> None:
        issue_supervision(
            script.batch.pk,
            by=script.cast[COORDINATOR],
            now=now,
            rung=rung,
            why=why,
            demand=demand,
            reply_due_on=day(reply),
            case_id=script.cases["street-lamps"],
            cause=_newest(script).cause if raised else "",
        )

    script.beat(when, f"street-lamps：{rung.label}", issue)


def _newest(script: Script) -> Supervision:
    return script.case("street-lamps").supervisions.latest("pk")


def _urging(script: Script) -> None:
    """The street lamps are overdue: urged (by the rules, see ``supervising``) and answered; then demanded, at first
    with a wrong date."""
    _issued(script, "11-02 09:00", "urging-letter", "street-lamps")
    answer = "余下点位的灯具11月底到货，已排定施工计划，到货即安装。"
    script.beat(
        "11-04 16:20",
        "street-lamps：回复催办",
        lambda now: reply_supervision(
            _newest(script).pk, by=script.cast["city-liaison"], now=now, text=answer
        ),
    )
    why = "时限已过，催办后只报计划、未见施工。"
    demand = "11月30日前点亮全部16盏路灯；自本周起每周一书面报告施工进度，主要领导签字。"
    _told(script, "11-09 10:00", Rung.ORDER, why, demand, "12-16", raised=True)
    _issued(script, "11-09 10:10", "supervision-order", "street-lamps")
    script.beat("11-09 10:20", "督办单作废、督促撤回", lambda now: _taken_back(script, now))
    _told(script, "11-09 10:30", Rung.ORDER, why, demand, "11-16")
    _issued(script, "11-09 10:40", "supervision-order", "street-lamps")


def _taken_back(script: Script, now: datetime) -> None:
    by, reason = script.cast[COORDINATOR], "回复期限误填为12月16日，应为11月16日，另行制发。"
    spoil_paper(_last(script, "supervision-order", "street-lamps").pk, by=by, now=now, reason=reason)
    withdraw_supervision(_newest(script).pk, by=by, now=now, reason=reason)


def _signed_on_paper(script: Script) -> None:
    """The bus: its plan is printed, the zone's leader signs the sheet, and the recorded signature approves the plan."""
    _issued(script, "06-02 10:30", "unit-plan", "bus", by="transport-liaison")

    def record(now: datetime) -> None:
        paper = _last(script, "unit-plan", "bus")
        leader = script.cast["leader"].staff_id
        assert leader is not None  # a player has an account
        record_signature(
            paper.pk,
            by=script.cast[COORDINATOR],
            now=now,
            code=print_code(paper.code),
            scan_name="第6项整改方案签批件.pdf",
            content=signed_scan(paper),
            signed_by=leader,
            signed_on=now.date(),
            agreed=True,
            remark="同意。新时刻表试行前先征求园区企业意见。",
        )

    script.beat("06-03 10:00", "bus：登记线下签批", record)


def _to_the_end(script: Script) -> None:
    """Forms of verification, notices and certificates of those that came so far."""
    for when, case in (
        ("08-31 08:40", "night-market"),
        ("09-24 16:00", "pavement"),
        ("10-15 16:30", "hotline"),
        ("11-18 17:00", "sewer"),
    ):
        _issued(script, when, "verification-form", case, by=VERIFIER)
    for when, case in (
        ("08-31 09:20", "night-market"),
        ("09-28 09:20", "pavement"),
        ("11-20 09:20", "sewer"),
    ):
        _issued(script, when, "public-notice", case)
    for when, case in (
        ("09-09 10:30", "night-market"),
        ("10-14 10:30", "pavement"),
        ("10-28 11:00", "hotline"),
        ("10-30 10:30", "haul-road"),
    ):
        _issued(script, when, "close-out-certificate", case)
    _issued(script, "10-16 11:20", "filing-form", "pavement")


def _reports(script: Script) -> None:
    """A unit reports what it completed; everything about the pavement is asked for as one file."""
    lasting = "人行道破损、路灯故障纳入月度巡查，发现问题3个工作日内派工，巡查记录按月归档。"
    ahead = "路灯余4盏在施工，幼儿园门前抓拍设备正在接电，均倒排工期，完成后立即申请核查。"
    _issued(
        script, "11-20 16:00", "completion-report", by="city-liaison", unit="city",
        typed={"长效机制": lasting, "存在问题和下步打算": ahead},
    )  # fmt: skip
    script.beat(
        "11-21 10:00",
        "pavement：申请成套文书",
        lambda now: request_paper_set(
            script.batch.pk, by=script.cast[COORDINATOR], now=now, case_id=script.cases["pavement"]
        ),
    )


def signed_scan(paper: IssuedPaper) -> bytes:
    """The printed ``paper`` as it came back from the leader and was scanned: a PDF of pictures, the last one signed."""
    pages = [
        Image.open(io.BytesIO(page)).convert("RGB")
        for page in pdf.pictures(
            [content_of(paper).printed()], photo_of, fonts=settings.FONT_DIR, ppi=DOTS_AN_INCH
        )
    ]
    _sign(pages[-1])
    stream = io.BytesIO()
    first, *others = (page.quantize(32).convert("RGB") for page in pages)
    first.save(stream, "PDF", save_all=True, append_images=others, resolution=DOTS_AN_INCH, quality=60)
    return stream.getvalue()


def _sign(page: Image.Image) -> None:
    """Put a name and a day into each row of the form of approval, as the three of them signed one after the other."""
    draw = ImageDraw.Draw(page)
    for down, strokes in ((0.417, STROKES[1:]), (0.497, STROKES[:3]), (0.578, STROKES)):
        _write(draw, strokes, page.width * 0.505, page.height * down, size=0.5)
        for across, digit in ((0.66, SIX), (0.72, THREE)):
            _write(draw, (digit,), page.width * across, page.height * (down + 0.006), size=0.5)


def _write(
    draw: ImageDraw.ImageDraw, strokes: Sequence[Stroke], left: float, top: float, *, size: float
) -> None:
    for stroke in strokes:
        draw.line([(left + x * size, top + y * size) for x, y in stroke], fill=INK, width=3, joint="curve")
