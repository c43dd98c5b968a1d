"""The lists of papers about one case that stay inside, and the photos before and after.

People write their telephone into an opinion or an objection, and clerks into a note. A paper goes from hand to hand:
there such details are masked, as they are in public.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from bihuan.cases.models import Indicator
from bihuan.documents.case_lives import CaseFile
from bihuan.documents.case_words import measure_done, moment
from bihuan.documents.speaking import Fields, ListOf, day, days_in_words
from bihuan.evidence.models import Evidence, EvidenceKind
from bihuan.intake.models import Opinion
from bihuan.kernel.redact import redact
from bihuan.response.models import Reply, ReturnVisit
from bihuan.typesetting.paper import Photo, Photos
from bihuan.typesetting.table import padded
from bihuan.verification.models import Line
from bihuan.verification.rules import SIGNS, IndicatorFacts, reached

# So many digits of a file's SHA-256 tell it from any other one in a case.
HASH_DIGITS = 16
_CHECKED, _EMPTY = "■", "□"


@dataclass(frozen=True, slots=True)
class Voice:
    """An opinion of a case, with what was said to it: the newest reply, the newest return visit of the round.

    ``is_content``: that the case was taken up in the very words of this opinion.
    """

    opinion: Opinion
    is_content: bool
    left_contact: bool
    reply: Reply | None
    visit: ReturnVisit | None


@dataclass(frozen=True, slots=True)
class Held:
    """A line of the acceptance form: the promise and, beside it, what the unit says it has reached.

    ``line`` is what the verifier wrote; None where it is to be written by hand.
    """

    number: int
    against: str
    text: str
    result: str
    line: Line | None


def voices(file: CaseFile) -> Iterator[Voice]:
    """The opinions of the case, by number."""
    replies = {row.opinion_id: row for row in file.replies}
    visits = {row.opinion_id: row for row in file.life.visits}
    for opinion in file.opinions:
        yield Voice(
            opinion,
            opinion.text.strip() == file.case.content.strip(),
            opinion.pk in file.left_contact,
            replies.get(opinion.pk),
            visits.get(opinion.pk),
        )


def held_against(file: CaseFile) -> list[Held]:
    """The acceptance form: as it was filled in, or else as it will have to be."""
    lines: list[Line | None] = list(file.lines) if file.verification else []
    asked = [(Line.Subject(line.subject), line.text) for line in lines if line] or _to_be_asked(file)
    results = _results(file)
    return [
        Held(number, str(subject.label), redact(text), results.get((subject, text), ""), line)
        for number, ((subject, text), line) in enumerate(zip_longest(asked, lines), 1)
    ]


def _to_be_asked(file: CaseFile) -> list[tuple[Line.Subject, str]]:
    """What the verifier's form will ask about: (subject, text), in the order in which it is kept."""
    subject = Line.Subject
    return [
        *((subject.OPINION, opinion.text) for opinion in file.opinions),
        (subject.TARGET, file.case.target),
        *((subject.MEASURE, f"{row.position}. {row.text}") for row in file.case.measures.all()),
        *((subject.INDICATOR, f"{row.name}{promised(row)}") for row in file.indicators),
    ]


def _results(file: CaseFile) -> dict[tuple[Line.Subject, str], str]:
    """What the unit says it has reached, by what it is held against."""
    subject, replies = Line.Subject, {row.opinion_id: row.text for row in file.replies}
    checked = redact(file.life.submission.self_check) if file.life.submission else ""
    results = {(subject.OPINION, row.text): redact(replies.get(row.pk, "")) for row in file.opinions}
    results[subject.TARGET, file.case.target] = checked
    for measure in file.case.measures.all():
        results[subject.MEASURE, f"{measure.position}. {measure.text}"] = measure_done(measure)
    for row in file.indicators:
        results[subject.INDICATOR, f"{row.name}{promised(row)}"] = _reached(row)
    return results


def promised(row: Indicator) -> str:
    """≥98%."""
    return f"{SIGNS.get(row.comparator, row.comparator)}{row.value.normalize():f}{row.unit}"


def _worded(row: Indicator) -> str:
    """欠薪案件结案率≥98%（口径：结案数；统计截止2022年12月31日）."""
    terms = [f"口径：{row.definition}"] if row.definition else []
    terms += [f"统计截止{day(row.cut_off)}"] if row.cut_off else []
    return f"{row.name}{promised(row)}{'（' + '；'.join(terms) + '）' if terms else ''}"


def _reached(row: Indicator) -> str:
    facts = IndicatorFacts(row.name, row.comparator, row.value, row.unit, row.numerator, row.denominator)
    value = reached(facts)
    if value is None:
        return ""
    told = f"{round(value, 2).normalize():f}{row.unit}"
    if row.numerator is None or not row.denominator:
        return told
    return f"{told}（{row.numerator.normalize():f}/{row.denominator.normalize():f}）"


def met(held: Held) -> str:
    """是 or 否; where nobody has judged yet, two boxes to tick."""
    if held.line is None:
        return f"{_EMPTY}是　{_EMPTY}否"
    return "是" if held.line.met else "否"


def boxes(choices: list[tuple[str, str]], chosen: str) -> str:
    """The words of ``choices`` (value, word), each with its box; that of ``chosen`` is filled in."""
    return "　".join(f"{_CHECKED if value == chosen else _EMPTY}{word}" for value, word in choices)


def _satisfaction_boxes(voice: Voice) -> str:
    choices = [(value, str(word)) for value, word in ReturnVisit.Satisfaction.choices]
    return boxes(choices, voice.visit.satisfaction if voice.visit else "")


def _outcome_boxes(voice: Voice) -> str:
    choices = [(value, str(word)) for value, word in ReturnVisit.Outcome.choices]
    return boxes(choices, voice.visit.outcome if voice.visit else "")


_MEASURE: Fields = {
    "序号": ("第几条措施", lambda row: str(row.position)),
    "内容": ("措施", lambda row: row.text),
    "完成时间": ("完成时间", lambda row: day(row.due_on)),
    "成果形式": ("成果形式", lambda row: row.deliverable),
    "时间性质": ("立即、阶段性或者长期坚持", lambda row: row.get_horizon_display()),
    "进展": ("未开始、进行中、已完成、已完成并长期坚持", lambda row: row.get_progress_display()),
    "完成情况": ("完成情况", lambda row: redact(row.result)),
}
_INDICATOR: Fields = {
    "指标": ("指标名称", lambda row: row.name),
    "目标值": ("承诺达到的数值，如≥98%", promised),
    "表述": ("指标、目标值、口径和统计截止日，一句话", _worded),
    "口径": ("怎样计数", lambda row: row.definition),
    "统计截止日": ("统计截止日", lambda row: day(row.cut_off)),
    "实际值": ("实际达到的数值；尚未填报的为空", _reached),
}
_VOICE: Fields = {
    "问题编号": ("意见的问题编号", lambda voice: voice.opinion.number),
    "原文": ("意见原文，其中的个人信息已隐去", lambda voice: redact(voice.opinion.text)),
    "原文或者同上": (
        "意见原文；与整改内容完全相同的，写“与整改内容相同”",
        lambda voice: "与整改内容相同。" if voice.is_content else redact(voice.opinion.text),
    ),
    "类型": ("意见建议类型", lambda voice: voice.opinion.kind),
    "来源": ("来源", lambda voice: voice.opinion.source),
    "收到日期": ("收到日期", lambda voice: day(voice.opinion.received_on)),
    "联系方式": (
        "已留或者未留；联系方式本身不在文书上",
        lambda voice: "已留" if voice.left_contact else "未留",
    ),
    "答复内容": ("最近一次答复", lambda voice: redact(voice.reply.text) if voice.reply else ""),
    "答复日期": ("最近一次答复的日期", lambda voice: moment(voice.reply.at) if voice.reply else ""),
    "答复人": ("答复的工作人员", lambda voice: voice.reply.by_name if voice.reply else ""),
    "回访日期": ("本轮回访的日期", lambda voice: moment(voice.visit.at) if voice.visit else ""),
    "回访方式": ("本轮回访的方式", lambda voice: voice.visit.get_channel_display() if voice.visit else ""),
    "回访结果": ("已回访、三次未能联系等选项，选中的涂黑", _outcome_boxes),
    "满意度": ("满意、基本满意等选项，选中的涂黑", _satisfaction_boxes),
    "回访情况": ("本轮回访情况", lambda voice: redact(voice.visit.note) if voice.visit else ""),
    "回访人": ("回访的工作人员", lambda voice: padded(voice.visit.by_name) if voice.visit else ""),
}
_HELD: Fields = {
    "对照": ("意见原文、整改目标、整改措施或者量化指标", lambda held: held.against),
    "内容": ("当时的意见或者承诺", lambda held: held.text),
    "整改结果": ("责任单位报告的结果：答复、自查情况、完成情况或者实际值", lambda held: held.result),
    "是否达到": ("是或者否；尚未核查的为选项", met),
    "核查情况": ("核查情况；尚未核查的为空", lambda held: redact(held.line.found) if held.line else ""),
}
_EVIDENCE: Fields = {
    "材料类型": ("整改方案、会议记录、整改前图片等", lambda row: row.get_kind_display()),
    "文件名": ("文件名", lambda row: row.name),
    "时间": ("上传日期", lambda row: moment(row.added_at)),
    "校验码": (f"SHA-256的前{HASH_DIGITS}位", lambda row: row.blob_id[:HASH_DIGITS]),
    "对应措施": ("第几条措施", lambda row: str(row.measure or "")),
    "说明": ("说明", lambda row: redact(row.note)),
}
_ENTRY: Fields = {
    "时间": ("日期", lambda row: moment(row.at)),
    "记载": ("办理了什么", lambda row: days_in_words(redact(row.sentence))),
    "单位": ("办理单位", lambda row: row.by_unit),
    "办理人": ("办理人", lambda row: row.by_name),
}
_REPORT: Fields = {
    "时间": ("报告日期", lambda row: moment(row.at)),
    "进度": ("进度，百分比", lambda row: f"{row.percent}%"),
    "情况": ("进展情况", lambda row: redact(row.text)),
    "报告人": ("报告人", lambda row: row.by_name),
}
_CONTACT: Fields = {
    "问题编号": ("意见的问题编号", lambda row: row.opinion.number),
    "时间": ("联系日期", lambda row: moment(row.at)),
    "方式": ("电话、上门等", lambda row: row.get_channel_display()),
    "是否联系上": ("是或者否", lambda row: "是" if row.reached else "否"),
    "情况": ("联系情况", lambda row: redact(row.note)),
    "联系人": ("联系的工作人员", lambda row: row.by_name),
}
_REPLY: Fields = {
    "问题编号": ("意见的问题编号", lambda row: row.opinion.number),
    "时间": ("答复日期", lambda row: moment(row.at)),
    "方式": ("电话、上门等", lambda row: row.get_channel_display()),
    "内容": ("答复内容", lambda row: redact(row.text)),
    "答复单位": ("答复单位", lambda row: row.by_unit),
    "答复人": ("答复的工作人员", lambda row: row.by_name),
}
_OBJECTION: Fields = {
    "时间": ("提出日期", lambda row: moment(row.raised_at)),
    "内容": ("异议内容，其中的个人信息已隐去", lambda row: redact(row.text)),
    "处理结果": ("成立、不成立或者待答复", lambda row: row.get_ruling_display()),
    "答复": ("对异议的答复", lambda row: redact(row.answer)),
}
_LOOK: Fields = {
    "时间": ("回头看日期", lambda row: day(row.looked_on)),
    "成效": ("保持或者未保持", lambda row: "保持" if row.held else "未保持"),
    "情况": ("回头看情况", lambda row: redact(row.found)),
    "检查人": ("检查人", lambda row: row.by_name),
}
LISTS: dict[str, ListOf] = {
    "意见": ListOf(voices, _VOICE),
    "措施": ListOf(lambda file: file.case.measures.all(), _MEASURE),
    "指标": ListOf(lambda file: file.indicators, _INDICATOR),
    "进展": ListOf(lambda file: file.reports, _REPORT),
    "材料": ListOf(lambda file: file.evidence, _EVIDENCE),
    "核查": ListOf(held_against, _HELD),
    "联系": ListOf(lambda file: file.contacts, _CONTACT),
    "答复": ListOf(lambda file: file.replies, _REPLY),
    "异议": ListOf(lambda file: file.objections, _OBJECTION),
    "回头看": ListOf(lambda file: file.life.looks, _LOOK),
    "办理": ListOf(lambda file: file.entries, _ENTRY),
}


def photos(file: CaseFile) -> Photos:
    """The photos of the present round, before and after side by side; one without its pair stands alone."""
    before = [row for row in file.evidence if row.kind == EvidenceKind.PHOTO_BEFORE]
    after = [row for row in file.evidence if row.kind == EvidenceKind.PHOTO_AFTER]
    paired = {row.before_id: row for row in after if row.before_id}
    known = {row.pk for row in before}
    pairs = [(_photo(row, "整改前"), _photo(paired.get(row.pk), "整改后")) for row in before]
    pairs += [(None, _photo(row, "整改后")) for row in after if row.before_id not in known]
    return Photos(tuple(pairs))


def _photo(row: Evidence | None, when: str) -> Photo | None:
    if row is None:
        return None
    note = f"：{redact(row.note)}" if row.note else ""
    return Photo(row.blob_id, f"{when}{note}\n（{moment(row.added_at)}上传）")
