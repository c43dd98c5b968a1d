"""What papers for the public may speak of: the public projection of a case, its batch's number and title, and the
office that answers for it. Nothing else is gathered here, so that no wording can print more.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.conf import settings

from bihuan.disclosure.projection import PublicCase, PublicCloseOut
from bihuan.disclosure.queries import project, public_cases
from bihuan.documents import target_table
from bihuan.documents.kinds import KINDS
from bihuan.documents.lives import CHUNK
from bihuan.documents.numbers import in_a_sentence, with_called
from bihuan.documents.scope import Gather, Scope, Subject
from bihuan.documents.speaking import Asked, Fields, ListOf, day, meanings, rows_of, texts
from bihuan.documents.values import Values, Vocabulary
from bihuan.kernel.codes import print_code
from bihuan.people.models import Unit

NUMBER = "编号"


@dataclass(frozen=True, slots=True)
class Known:
    """What the public may know of one case on the day of ``scope``."""

    scope: Scope
    case: PublicCase

    @property
    def close_out(self) -> PublicCloseOut | None:
        """The newest close-out, in force or revoked."""
        return self.case.close_outs[-1] if self.case.close_outs else None

    @property
    def in_force(self) -> PublicCloseOut | None:
        """The close-out in force."""
        return self.close_out if self.close_out and self.close_out.revoked_on is None else None


def check_address(code: str) -> str:
    """Where anybody finds what the certificate with this code is worth."""
    return f"{settings.PUBLIC_ADDRESS}/check/{code}" if code else ""


def _objected(known: Known) -> str:
    """What became of the objections, as far as the public is told: how many, and how they were ruled."""
    notice = known.case.notice
    if notice is None:
        return ""
    if not notice.objections:
        return "公示期间未收到异议。"
    if notice.dismissed == notice.objections:
        return f"公示期间共收到异议{notice.objections}件，经逐件核实均不成立，并已逐件答复。"
    told = [f"{notice.dismissed}件不成立"] if notice.dismissed else []
    told += [f"{notice.upheld}件成立"] if notice.upheld else []
    waiting = notice.objections - notice.dismissed - notice.upheld
    told += [f"{waiting}件待答复"] if waiting else []
    return f"公示期间共收到异议{notice.objections}件，其中{'，'.join(told)}。"


def way_in(office: Unit) -> str:
    """可以向组织人社局反映，电话0777-1234567，地址临港大道1号。"""
    told = [f"可以向{office.name}反映"]
    told += [f"电话{office.phone}"] if office.phone else []
    told += [f"地址{office.address}"] if office.address else []
    return "，".join(told) + "。"


_OFFICE: Fields = {
    "发文字号": ("整改方案的发文字号", lambda known: known.case.batch_number),
    "批次标题": ("印发整改方案的通知的标题", lambda known: known.scope.batch.title),
    "批次主题": ("批次名称，用作标题的开头", lambda known: target_table.subject(known.scope.batch)),
    "评价年度": ("社会评价的年度", lambda known: str(known.case.evaluation_year or "")),
    "牵头单位": ("牵头单位全称", lambda known: known.scope.batch.coordinator.name),
    "牵头单位电话": ("牵头单位的联系电话", lambda known: known.scope.batch.coordinator.phone),
    "牵头单位地址": ("牵头单位的地址", lambda known: known.scope.batch.coordinator.address),
    "反映渠道": (
        "可以向牵头单位反映，连同电话、地址，一句话",
        lambda known: way_in(known.scope.batch.coordinator),
    ),
    "换行": ("在表格的同一格内另起一行", lambda _: "\n"),
    "今日": ("文书所说的日期", lambda known: day(known.scope.today)),
}
_CASE: Fields = {
    "序号": ("事项的序号", lambda known: str(known.case.position)),
    "问题编号": ("问题编号", lambda known: known.case.number),
    "问题摘要": ("经审核可以公开的问题摘要", lambda known: known.case.summary),
    "意见建议类型": ("意见建议类型", lambda known: known.case.kind),
    "整改目标": ("整改目标，个人信息已隐去", lambda known: known.case.target),
    "整改措施": (
        "整改措施，逐条编号，个人信息已隐去",
        lambda known: target_table.measures_text(list(known.case.measures)),
    ),
    "整改时限": ("整改时限", lambda known: target_table.in_a_sentence(known.case.limit)),
    "责任单位": ("责任单位全称", lambda known: known.case.unit),
    "核查单位": ("核查单位全称", lambda known: known.case.verifying_unit),
    "环节": ("目前所处环节", lambda known: known.case.state_label),
    "轮次": ("第几轮整改", lambda known: str(known.case.round)),
    "公开稿": ("已公开的整改情况", lambda known: known.case.statement),
    "公开日期": ("公开的日期", lambda known: day(known.case.disclosed_on)),
}
_NOTICE: Fields = {
    "公示内容": ("公示的整改结果", lambda known: known.case.notice.text if known.case.notice else ""),
    "异议受理方式": (
        "怎样提出异议",
        lambda known: known.case.notice.how_to_object if known.case.notice else "",
    ),
    "公示开始": ("公示的第一天", lambda known: day(known.case.notice and known.case.notice.starts_on)),
    "公示结束": ("公示的最后一天", lambda known: day(known.case.notice and known.case.notice.ends_on)),
    "异议件数": (
        "公示期间收到异议的件数",
        lambda known: str(known.case.notice.objections) if known.case.notice else "",
    ),
    "异议情况": ("公示期间异议的件数和处理结果", _objected),
}


def _closed(ask: Callable[[Known, PublicCloseOut], str]) -> Callable[[Known], str]:
    """``ask`` of the newest close-out, or nothing."""
    return lambda known: ask(known, known.close_out) if known.close_out else ""


_CLOSE_OUT: Fields = {
    "整改结果": ("已完成整改，或者已完成整改并长期坚持", _closed(lambda _, row: row.status)),
    "销号编号": ("最近一次销号的编号", _closed(lambda _, row: row.number)),
    "销号日期": ("最近一次销号的日期", _closed(lambda _, row: day(row.closed_on))),
    "销号轮次": ("最近一次销号是第几轮整改", _closed(lambda _, row: str(row.round))),
    "销号状态": ("有效、已撤销，或者已被后一轮取代", _closed(lambda known, row: known.case.standing_of(row))),
    "有效销号编号": (
        "现行有效的销号编号；没有销号或者已撤销的为空",
        lambda known: known.in_force.number if known.in_force else "",
    ),
    "有效销号日期": ("现行有效的销号日期", lambda known: day(known.in_force and known.in_force.closed_on)),
    "撤销日期": ("撤销销号的日期；有效的为空", _closed(lambda _, row: day(row.revoked_on))),
    "备案号": ("备案号", _closed(lambda _, row: row.filing_number)),
    "备案机关": ("备案机关", _closed(lambda _, row: row.filing_body)),
    "查验码": ("十位查验码，分两组", _closed(lambda _, row: print_code(row.code) if row.code else "")),
    "查验网址": ("查验页面的网址，供二维码使用", _closed(lambda _, row: check_address(row.code))),
}
FIELDS: Fields = {**_OFFICE, **_CASE, **_NOTICE, **_CLOSE_OUT}
LISTS: dict[str, ListOf] = {
    "措施": ListOf(lambda known: known.case.measures, {"内容": ("措施，个人信息已隐去", lambda text: text)}),
    "销号": ListOf(
        lambda known: [(known.case, row) for row in known.case.close_outs],
        {
            "编号": ("销号编号", lambda pair: pair[1].number),
            "轮次": ("第几轮整改", lambda pair: str(pair[1].round)),
            "日期": ("销号日期", lambda pair: day(pair[1].closed_on)),
            "状态": ("有效、已撤销，或者已被后一轮取代", lambda pair: pair[0].standing_of(pair[1])),
            "撤销日期": ("撤销日期", lambda pair: day(pair[1].revoked_on)),
        },
    ),
}
OUTSIDE = Vocabulary(
    fields={NUMBER: "文书自己的编号；草稿上留空", **meanings(FIELDS)},
    lists={name: meanings(listed.fields) for name, listed in LISTS.items()},
)


def noticed(known: Known) -> bool:
    """公示: cases whose notice of the present round was posted and not broken off."""
    return known.case.notice is not None and known.case.notice.in_force


def notice_over(known: Known) -> bool:
    """公示结果说明: cases whose notice has run its time, with every objection answered."""
    notice = known.case.notice
    if notice is None or not notice.in_force:
        return False
    answered = notice.dismissed + notice.upheld == notice.objections
    return notice.ends_on < known.scope.today and answered


def ever_closed(known: Known) -> bool:
    """销号单: cases that were ever struck off; the newest close-out counts, in force or revoked."""
    return known.close_out is not None


def disclosed(known: Known) -> bool:
    """公开稿: cases whose statement of the present round has been disclosed."""
    return bool(known.case.statement)


Wanted = Callable[[Known], bool]
_WANTED: Mapping[str, Wanted] = {
    "public-notice": noticed,
    "notice-result": notice_over,
    "close-out-certificate": ever_closed,
    "statement": disclosed,
}


def _gather(name: str, wanted: Wanted) -> Gather:
    """The papers of one kind: a constant number of statements for up to ``CHUNK`` cases, in the order of the ledger."""
    kind = KINDS[name]

    def gather(scope: Scope) -> Iterator[Subject]:
        place = kind.number_to_come(scope.today)
        shown = with_called(public_cases().filter(pk__in=scope.cases.order_by().values("pk")))
        for case in shown.order_by("-batch_id", "position").iterator(chunk_size=CHUNK):
            known = Known(scope, replace(project(case), number=in_a_sentence(case)))
            if wanted(known):
                number = known.close_out.number if kind.reserved and known.close_out else place
                yield Subject(_values(known, number), case=case)

    gather.__doc__ = wanted.__doc__
    return gather


def _values(known: Known, number: str) -> Values:
    return Values(
        fields=texts(FIELDS, known, **{NUMBER: number}),
        lists=Asked(LISTS, lambda name: rows_of(LISTS[name], known)),
    )


PUBLIC_VALUES: Mapping[str, tuple[Vocabulary, Gather]] = {
    name: (OUTSIDE, _gather(name, wanted)) for name, wanted in _WANTED.items()
}
