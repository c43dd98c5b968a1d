"""Every paper there is (domain §3.2): what one is about, who draws it up, the forms it comes in, how it is numbered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from bihuan.access.acts import Act
from bihuan.access.policy import COORDINATES, HANDLES, LEADS_ZONE, REVIEWS, VERIFIES, Grant
from bihuan.supervision.ladder import Rung

DOCX, PDF, XLSX = ".docx", ".pdf", ".xlsx"
TEXT = (DOCX, PDF)
LIST = (XLSX, DOCX, PDF)


class About(Enum):
    """What one paper of a kind is about: a batch, one unit's part of a batch, or one case."""

    BATCH = "batch"
    UNIT = "unit"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper.

    ``series`` names its numbers (督办〔2026〕3号); empty where a paper has none of its own. ``reserved``: the number
    was given out by the act that made the thing (交办, 督促, 销号), not when the paper is issued. ``rung``: the rung of
    the ladder whose paper it is. ``public``: it says no more than the public projection knows. ``decides``: what a
    leader's signature stands for, 同意 and 不同意.
    """

    name: str
    label: str
    about: About
    forms: tuple[str, ...]
    drawn_up_by: tuple[Grant, ...]
    series: str = ""
    reserved: bool = False
    public: bool = False
    decides: tuple[Act, Act] | None = None
    rung: Rung | None = None

    def number_to_come(self, today: date) -> str:
        """督办〔2026〕　号, where a number of this year will stand; empty where a paper has none."""
        return f"{self.series}〔{today.year}〕　号" if self.series else ""


def _of_rung(name: str, label: str, rung: Rung) -> Kind:
    """A paper by which a rung is told to whom it is for: it bears the number of the rung."""
    return Kind(name, label, About.CASE, TEXT, COORDINATES + LEADS_ZONE, rung.label, reserved=True, rung=rung)


_BOTH = COORDINATES + HANDLES
_KINDS = (
    Kind("work-plan", "整改工作方案", About.BATCH, TEXT, COORDINATES),
    Kind("target-table", "整改目标表", About.BATCH, LIST, COORDINATES),
    Kind("task-list", "任务分解表", About.BATCH, LIST, COORDINATES),
    Kind("assignment-order", "交办单", About.CASE, TEXT, COORDINATES, series="交办", reserved=True),
    Kind(
        "unit-plan",
        "部门整改方案",
        About.CASE,
        TEXT,
        HANDLES,
        decides=(Act.APPROVE_PLAN, Act.SEND_BACK_PLAN),
    ),
    Kind("progress-report", "进展情况报告", About.BATCH, LIST, COORDINATES, series="进展"),
    _of_rung("reminder-letter", "提醒函", Rung.REMINDER),
    _of_rung("urging-letter", "催办单", Rung.URGING),
    _of_rung("supervision-order", "督办单", Rung.ORDER),
    _of_rung("summons-talk", "约谈通知书", Rung.TALK),
    _of_rung("case-circular", "事项通报", Rung.CIRCULAR),
    Kind("circular", "通报", About.BATCH, LIST, COORDINATES, series="通报"),
    Kind(
        "extension-request",
        "延期申请",
        About.CASE,
        TEXT,
        HANDLES,
        decides=(Act.APPROVE_EXTENSION, Act.REFUSE_EXTENSION),
    ),
    Kind("self-check", "自查表", About.CASE, TEXT, HANDLES),
    Kind("verification-form", "核查验收表", About.CASE, TEXT, COORDINATES + VERIFIES, series="核查"),
    Kind("public-notice", "公示", About.CASE, TEXT, COORDINATES, series="公示", public=True),
    Kind("notice-result", "公示结果说明", About.CASE, TEXT, COORDINATES, public=True),
    Kind(
        "close-out-application",
        "销号申请审批表",
        About.CASE,
        TEXT,
        _BOTH,
        decides=(Act.CLOSE_CASE, Act.REFUSE_CLOSE_OUT),
    ),
    Kind(
        "close-out-certificate",
        "销号单",
        About.CASE,
        TEXT,
        COORDINATES,
        series="销号",
        reserved=True,
        public=True,
    ),
    Kind("filing-form", "备案表", About.CASE, TEXT, COORDINATES),
    Kind("statement", "公开稿", About.CASE, TEXT, COORDINATES + REVIEWS, public=True),
    Kind("return-visit-record", "回访记录表", About.CASE, TEXT, COORDINATES + VERIFIES),
    Kind("completion-report", "整改完成情况报告", About.UNIT, TEXT, _BOTH),
    Kind("compiled-report", "汇总报告", About.BATCH, LIST, COORDINATES + LEADS_ZONE, series="报告"),
    Kind("announcement", "整改落实情况公布稿", About.BATCH, LIST, COORDINATES + REVIEWS, public=True),
    Kind("inspection-index", "迎检资料目录", About.CASE, LIST, COORDINATES),
    Kind("archive-index", "归档目录", About.BATCH, LIST, COORDINATES),
    Kind("ledger", "销号管理台账", About.BATCH, LIST, COORDINATES),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _KINDS}
OF_RUNG: Mapping[Rung, Kind] = {kind.rung: kind for kind in _KINDS if kind.rung is not None}
