"""Times that cannot be, hands that are not independent, figures that do not follow: how many are caught, how many
honest cases blamed.

    python bench/forgery_dates.py

Every set is one case written at run time, the same for the same seed: a course of work with its acts, papers, photos,
people and figures. A forged set is such a case with one trick played.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from forgery_courses import Course, Writer, figures, full, moment, paper, people, with_paper  # noqa: E402

from bihuan.doubts.dates import date_doubts  # noqa: E402
from bihuan.doubts.figures import FigureFacts, figure_doubts  # noqa: E402
from bihuan.doubts.hands import Hands, Part, Rating, hand_doubts  # noqa: E402
from bihuan.doubts.timeline import PaperKind, Photo, Timeline  # noqa: E402

EACH, HONEST_SETS = 15, 400
HONEST = "诚实："


@dataclass(frozen=True, slots=True)
class CaseSet:
    """One case. ``code`` is the doubt that should be raised; empty for an honest case."""

    label: str
    code: str
    timeline: Timeline = field(default_factory=Timeline)
    hands: Hands = field(default_factory=Hands)
    figures: FigureFacts = field(default_factory=FigureFacts)


Forge = Callable[[Writer, Course], CaseSet]


def _times(label: str, code: str, change: Callable[[Writer, Course, Timeline], Timeline]) -> Forge:
    return lambda writer, course: CaseSet(label, code, change(writer, course, writer.case(course)))


def _later(writer: Writer, day: date, least: int = 2, most: int = 200) -> date:
    return day + timedelta(days=writer.chance.randint(least, most))


def _one_measure(timeline: Timeline, **changed: object) -> Timeline:
    return replace(timeline, measures=(replace(timeline.measures[0], **changed),))  # type: ignore[arg-type]


def _backwards(writer: Writer, course: Course) -> str:
    """The telling of a report in which work ends before it began."""
    swapped = replace(course, begun=_later(writer, course.done), done=course.done)
    return writer.told(swapped)


def _burst(writer: Writer, course: Course, timeline: Timeline) -> Timeline:
    at_once = moment(course.signed, 15)
    papers = tuple(
        replace(one, days=(), added_at=at_once + timedelta(minutes=n))
        for n, one in enumerate(timeline.papers)
    )
    photos = tuple(
        replace(one, taken_at=None, added_at=at_once + timedelta(minutes=9)) for one in timeline.photos
    )
    assigned = moment(course.signed - timedelta(days=writer.chance.randint(20, 90)))
    return replace(timeline, assigned_at=assigned, papers=papers, photos=photos)


def _swapped_photos(writer: Writer, course: Course, timeline: Timeline) -> Timeline:
    before = Photo("前.jpg", before=True, taken_at=moment(course.done, 9))
    return replace(
        timeline,
        photos=(before, Photo("后.jpg", before=False, taken_at=moment(course.begun, 9), pair="前.jpg")),
    )


def _one_visit(writer: Writer, course: Course, timeline: Timeline) -> Timeline:
    taken = moment(course.done, 9)
    after = Photo(
        "后.jpg",
        before=False,
        taken_at=taken + timedelta(minutes=writer.chance.randint(1, 55)),
        pair="前.jpg",
    )
    return replace(timeline, photos=(Photo("前.jpg", before=True, taken_at=taken), after))


def _report(writer: Writer, course: Course, timeline: Timeline, told: str) -> Timeline:
    return with_paper(timeline, "整改报告.docx", PaperKind.REPORT, writer.report(course, told=told))


FORGED_TIMES: tuple[Forge, ...] = (
    _times("方案报送晚于措施报告完成", "plan-after-measures", lambda w, c, t: replace(
        t, plan_submitted_at=moment(_later(w, c.done)), submitted_at=moment(_later(w, c.done, 201, 210)))),
    _times("方案落款晚于整改完成", "plan-after-measures", lambda w, c, t: with_paper(
        t, "整改方案.docx", PaperKind.PLAN, w.plan(c, _later(w, c.done)))),
    _times("完成早于开工（填报）", "finished-before-begun", lambda w, c, t: _one_measure(
        t, began_on=_later(w, c.done))),
    _times("完成早于开工（报告）", "finished-before-begun", lambda w, c, t: _report(w, c, t, _backwards(w, c))),
    _times("报告完成后才开工", "started-after-done", lambda w, c, t: _one_measure(
        t, began_on=_later(w, c.signed), done_on=None)),
    _times("自查后才开工（报告）", "started-after-done", lambda w, c, t: replace(t, papers=(
        *t.papers, paper("施工报告.docx", PaperKind.REPORT, f"施工单位于{full(_later(w, c.signed))}进场。")))),
    _times("自查后才拍整改前", "started-after-done", lambda w, c, t: replace(
        t, photos=(Photo("前.jpg", before=True, taken_at=moment(_later(w, c.signed))),))),
    _times("核查早于自查", "verified-before-finished", lambda w, c, t: replace(
        t, visited_on=c.signed - timedelta(days=w.chance.randint(1, 30)))),
    _times("核查早于完成（材料）", "verified-before-finished", lambda w, c, t: Timeline(
        papers=(*t.papers, paper("核查表.docx", PaperKind.VERIFICATION, w.check(c, c.done - timedelta(days=3)))))),
    _times("公示未满即销号", "closed-before-notice-ended", lambda w, c, t: replace(
        t, closed_at=moment(c.notice_to - timedelta(days=w.chance.randint(0, 5))))),
    _times("公示未满即销号（材料）", "closed-before-notice-ended", lambda w, c, t: Timeline(papers=(paper(
        "公示情况.docx", PaperKind.OTHER,
        f"公示时间为{full(c.visited)}至{full(c.notice_to)}，{full(c.notice_to - timedelta(days=2))}予以销号。"),))),
    _times("会议通知晚于会议", "meeting-without-notice-order", lambda w, c, t: with_paper(
        t, "会议通知.docx", PaperKind.MEETING_NOTICE, w.notice(c, _later(w, c.met, 1, 30)))),
    _times("会议早于交办", "document-date-contradicts", lambda w, c, t: with_paper(
        t, "会议记录.docx", PaperKind.MEETING_MINUTES, w.minutes(c, c.assigned - timedelta(days=9)))),
    _times("材料日期晚于上传", "document-date-contradicts", lambda w, c, t: with_paper(
        t, "会议记录.docx", PaperKind.MEETING_MINUTES, w.minutes(c, _later(w, c.met, 12, 90)))),
    _times("完成日期晚于自查", "document-date-contradicts", lambda w, c, t: _report(
        w, c, t, w.told(replace(c, done=_later(w, c.signed))))),
    _times("报告落款早于所述完成", "document-date-contradicts", lambda w, c, t: Timeline(papers=(
        paper("整改报告.docx", PaperKind.REPORT, w.report(c, signed=c.done - timedelta(days=2))),))),
    _times("日历上没有的日期", "document-date-contradicts", lambda w, c, t: _report(
        w, c, t, f"{c.assigned.year}年2月30日开工，{full(c.done)}全部完工。")),
    _times("材料一次集中上传", "evidence-burst", _burst),
    _times("前后照片同时拍摄", "evidence-burst", _one_visit),
    _times("前后照片时间颠倒", "before-photo-after-after-photo", _swapped_photos),
)  # fmt: skip


def _people(label: str, code: str, change: Callable[[Writer, Hands], Hands]) -> Forge:
    return lambda writer, course: CaseSet(label, code, hands=change(writer, people(writer)))


def _as(hands: Hands, inside: Part, part: Part) -> Hands:
    """The same account in two parts."""
    who = next(hand for hand in hands.hands if hand.part is inside)
    changed = tuple(
        replace(hand, name=who.name, user_id=who.user_id) if hand.part is part else hand
        for hand in hands.hands
    )
    return replace(hands, hands=changed)


def _typed(writer: Writer, hands: Hands) -> Hands:
    """An insider on the verification sheet, the name written in one way or another."""
    who = writer.chance.choice([hand for hand in hands.hands[:4] if hand.name != hands.hands[4].name])
    spread = "　".join(who.name) if len(who.name) == 2 else who.name
    written = writer.chance.choice((who.name, spread, f"{who.name}副局长", f"{who.name}（城建局）"))
    return replace(hands, verifier_names=f"{hands.hands[4].name}、{written}")


def _moved(hands: Hands, part: Part, path: str) -> Hands:
    return replace(
        hands,
        hands=tuple(replace(hand, unit_path=path) if hand.part is part else hand for hand in hands.hands),
    )


def _signed_together(hands: Hands) -> Hands:
    start = moment(date(2022, 6, 1))
    changed = tuple(
        replace(hand, signed_at=start + timedelta(seconds=6 * n)) for n, hand in enumerate(hands.hands)
    )
    return replace(hands, hands=changed)


def _rated(hands: Hands, phone: str, items: int) -> Hands:
    more = tuple(Rating(phone, f"第{n}项", f"群众{n}") for n in range(20, 20 + items))
    return replace(hands, ratings=(*hands.ratings, *more))


FORGED_HANDS: tuple[Forge, ...] = (
    _people("承办人自己核查", "verifier-is-insider", lambda w, h: _as(
        h, w.chance.choice((Part.HANDLER, Part.LEADER, Part.ASSIGNEE, Part.LIAISON)), Part.VERIFIER)),
    _people("核查表上写责任单位的人", "verifier-is-insider", _typed),
    _people("承办人回访", "caller-is-handler", lambda w, h: _as(h, Part.HANDLER, Part.CALLER)),
    _people("承办人批准销号", "one-person-two-parts", lambda w, h: _as(h, Part.LEADER, Part.APPROVER)),
    _people("核查人批准销号", "one-person-two-parts", lambda w, h: _as(h, Part.VERIFIER, Part.APPROVER)),
    _people("复核人同单位", "second-verifier-same-unit", lambda w, h: _moved(h, Part.SECOND_VERIFIER, "1/3.7.")),
    _people("一分钟内全部签字", "signed-within-a-minute", lambda w, h: _signed_together(h)),
    _people("工作人员电话评价", "rating-by-staff", lambda w, h: _rated(h, "号码90", 1)),
    _people("一个电话评价多项", "one-phone-many-ratings", lambda w, h: _rated(h, "号码70", w.chance.randint(2, 9))),
)  # fmt: skip


def _figures(label: str, code: str, change: Callable[[Writer], FigureFacts]) -> Forge:
    return lambda writer, course: CaseSet(label, code, figures=change(writer))


def _without_reading(facts: FigureFacts) -> FigureFacts:
    return replace(facts, readings=(), target="")


def _early(facts: FigureFacts, told: str) -> FigureFacts:
    passage = replace(facts.passages[0], text=told, written_on=date(2022, 12, 10))
    return _without_reading(replace(facts, passages=(passage,), read_on=date(2022, 12, 10)))


FORGED_FIGURES: tuple[Forge, ...] = (
    _figures("比率与分子分母不符", "ratio-does-not-follow", lambda w: _without_reading(figures(w, w.chance.choice((
        "共立案151件，结案147件，结案率98%。", "结案率达98.5%（147/151）。", "排查问题56处，完成整改40处，整改率72%。",
        "发放问卷100份，满意95份，满意率97%。"))))),
    _figures("四舍五入凑足目标", "rounded-up-to-promise", lambda w: figures(
        w, "应结案件147件，结案144件，结案率为98%。", (144, 147))),
    _figures("分子大于分母", "part-exceeds-whole", lambda w: figures(w, "结案情况良好。", (153, 150))),
    _figures("比率超过100%", "rate-above-hundred", lambda w: figures(
        w, w.chance.choice(("整改率为102%。", "群众满意率达到105%。", "案件办结率：101.3%")))),
    _figures("年度未满先报全年", "year-not-over", lambda w: _early(figures(w), w.chance.choice((
        "2022年全年欠薪案件结案率达98.2%。", "2022年度结案率为99%。", "全年受理案件150件，结案率98%。")))),
    _figures("指标在统计期内填报", "year-not-over", lambda w: replace(figures(w), readings=(replace(
        figures(w).readings[0], cut_off=date(2022, 12, 31)),), read_on=date(2022, 12, 1), passages=())),
    _figures("分项与总数不符", "sum-differs", lambda w: _without_reading(figures(w, w.chance.choice((
        "共受理16件，已办结12件，未办结5件。", "共排查30处，已整改28处，其余3处正在整改。", "5+6+4=16。",
        "共征集意见16条，分别为环境类5条、交通类6条、其他4条。"))))),
    _figures("进度100%而措施未完成", "progress-but-open", lambda w: replace(figures(w), open_measures=(2,))),
    _figures("报告与填报的指标不符", "figure-contradicts-reading", lambda w: figures(
        w, "结案率达99.6%，群众反映良好。", (147, 151))),
)  # fmt: skip


def sets(seed: int = 4, each: int = EACH, honest: int = HONEST_SETS) -> list[CaseSet]:
    """The honest cases and the forged ones, the same for the same seed."""
    writer = Writer(seed)
    made: list[CaseSet] = []
    for _ in range(honest):
        course = writer.course()
        timeline = writer.case(course)
        if writer.chance.random() < 0.4:
            check = paper("核查表.docx", PaperKind.VERIFICATION, writer.check(course))
            timeline = replace(timeline, papers=(*timeline.papers, check))
        made.append(CaseSet(f"{HONEST}时间", "", timeline))
        made.append(CaseSet(f"{HONEST}人员", "", hands=people(writer)))
        made.append(CaseSet(f"{HONEST}数字", "", figures=figures(writer)))
    for forge in (*FORGED_TIMES, *FORGED_HANDS, *FORGED_FIGURES):
        made += [forge(writer, writer.course()) for _ in range(each)]
    return made


def codes_of(one: CaseSet) -> set[str]:
    """The codes that the detectors raise on a case."""
    doubts = [*date_doubts(one.timeline), *hand_doubts(one.hands), *figure_doubts(one.figures)]
    return {doubt.code for doubt in doubts}


def measure(sets: Sequence[CaseSet]) -> list[tuple[str, int, int]]:
    """For each kind of set how many were caught, of how many; of honest sets, how many were blamed."""
    table: dict[str, list[bool]] = {}
    for one in sets:
        codes = codes_of(one)
        table.setdefault(one.label, []).append(one.code in codes if one.code else bool(codes))
    return [(label, sum(caught), len(caught)) for label, caught in table.items()]


def rows() -> Iterator[str]:
    for label, caught, of in measure(sets()):
        yield f"{label}\t{caught}/{of}\t{caught / of:.1%}"


if __name__ == "__main__":
    print("\n".join(rows()))
