"""The rules of institutional results (S25), of yearly reviews and of what is carried over (S11). Pure."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bihuan.cases.routes import Route
from bihuan.intake.reading import LimitKind
from bihuan.kernel.findings import Finding, block
from bihuan.kernel.numbers import DOCUMENT_NUMBER, fold_brackets, squeeze

# The stages of a mechanism in their order, and the verdicts that a rule asks for by name.
DRAFTING, ISSUED, IN_FORCE, REPEALED = "drafting", "issued", "in_force", "repealed"
_ORDER = (DRAFTING, ISSUED, IN_FORCE, REPEALED)
KEPT_UP = "kept_up"
# How long before it enters into force a rule may have been issued.
_MOST_AHEAD = timedelta(days=366)

LASTING_LIMITS = frozenset({LimitKind.STAGED, LimitKind.LONG_TERM, LimitKind.CONTINUOUS})
LASTING_ROUTES = frozenset({Route.STAGED, Route.LONG_TERM})


# ── 长效机制 ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class MechanismDraft:
    """What is said of a mechanism. The words are those of ``lasting.models.Mechanism``."""

    title: str
    stage: str
    document_no: str = ""
    issued_on: date | None = None
    in_force_on: date | None = None
    repealed_on: date | None = None
    effect: str = ""

    def tidy(self) -> "MechanismDraft":
        """The same as offices write it: the title without 《》, the number with 〔〕 and without blanks."""
        title = self.title.strip()
        if title.startswith("《") and title.endswith("》"):
            title = title[1:-1]
        number = squeeze(fold_brackets(self.document_no))
        return replace(self, title=title, document_no=number, effect=self.effect.strip())


def mechanism_findings(draft: MechanismDraft, today: date) -> list[Finding]:
    """What its stage asks for and does not have, or has too early (成熟一项、出台一项、管用一项)."""
    findings = [] if draft.title else [_finding("title-missing", "请填写制度名称。")]
    if draft.stage == DRAFTING:
        return findings + _too_early(draft)
    findings += _issued_findings(draft, today)
    if draft.in_force_on is not None or draft.stage == IN_FORCE:
        findings += _force_findings(draft, today)
    if draft.effect and draft.stage == ISSUED:
        findings.append(
            _finding("effect-too-early", "尚未施行的制度不填成效；已经施行的，请将状态改为“已施行”。")
        )
    if draft.repealed_on is not None or draft.stage == REPEALED:
        findings += _repeal_findings(draft, today)
    return findings


def _too_early(draft: MechanismDraft) -> list[Finding]:
    if draft.document_no or draft.issued_on or draft.in_force_on or draft.repealed_on or draft.effect:
        message = "起草中的制度不填文号、日期和成效；已经出台的，请将状态改为“已出台”。"
        return [_finding("drafting-and-issued", message)]
    return []


def _issued_findings(draft: MechanismDraft, today: date) -> list[Finding]:
    findings = []
    if not DOCUMENT_NUMBER.fullmatch(draft.document_no):
        message = "请填写文号，如“海城管发〔2022〕5号”：年份用六角括号，序号不编虚位、不加“第”字。"
        findings.append(
            _finding("document-number-wrong" if draft.document_no else "document-number-missing", message)
        )
    if draft.issued_on is None:
        findings.append(_finding("issued-on-missing", "请填写出台日期。"))
    elif draft.issued_on > today:
        findings.append(_finding("issued-in-the-future", f"出台日期{draft.issued_on}晚于今天，请修改。"))
    return findings


def _force_findings(draft: MechanismDraft, today: date) -> list[Finding]:
    day = draft.in_force_on
    if day is None:
        return [_finding("in-force-on-missing", "请填写施行日期。")]
    findings = []
    if draft.issued_on and day < draft.issued_on:
        message = f"施行日期{day}早于出台日期{draft.issued_on}，请修改。"
        findings.append(_finding("in-force-before-issued", message))
    if draft.stage == ISSUED and day > today + _MOST_AHEAD:
        findings.append(_finding("in-force-too-late", f"施行日期{day}距今超过一年，请核对。"))
    if draft.stage != ISSUED and day > today:
        message = f"施行日期{day}未到，请将状态改为“已出台”，施行后再更新。"
        findings.append(_finding("not-in-force-yet", message))
    return findings


def _repeal_findings(draft: MechanismDraft, today: date) -> list[Finding]:
    day = draft.repealed_on
    if draft.stage != REPEALED:
        return [
            _finding("repealed-too-early", "未废止的制度不填废止日期；已经废止的，请将状态改为“已废止”。")
        ]
    if day is None:
        return [_finding("repealed-on-missing", "请填写废止日期。")]
    findings = []
    begun = draft.in_force_on or draft.issued_on
    if begun and day < begun:
        findings.append(_finding("repealed-before-issued", f"废止日期{day}早于{begun}，请修改。"))
    if day > today:
        findings.append(_finding("repealed-in-the-future", f"废止日期{day}晚于今天，请修改。"))
    return findings


def stage_findings(before: str, after: str) -> list[Finding]:
    """A mechanism goes on and never back; ``before`` is empty for a new one. What was never issued is not repealed."""
    if before == REPEALED and after == REPEALED:
        return [_finding("already-repealed", "该制度已废止，登记内容不再更新；重新制定的，请另行登记。")]
    if before and _ORDER.index(after) < _ORDER.index(before):
        return [
            _finding("stage-backwards", "制度的状态只能向前更新，不能退回；不再执行的，请登记为“已废止”。")
        ]
    if after == REPEALED and before in ("", DRAFTING):
        return [_finding("repealed-unissued", "没有出台过的制度不能登记为“已废止”。")]
    return []


def tie_findings(unit: str, unit_leads: Collection[bool]) -> list[Finding]:
    """A mechanism belongs to one or more items that its unit leads (S25)."""
    if not unit_leads:
        return [_finding("no-cases", "请至少选择一项整改事项。")]
    if not all(unit_leads):
        return [_finding("other-units-case", f"所选事项中有不由{unit}负责的，请只选本单位负责的事项。")]
    return []


def number_findings(number: str, *, taken: bool) -> list[Finding]:
    """One number, one document."""
    return [_finding("number-taken", f"文号{number}已登记，请核对；更新请在原登记上办理。")] if taken else []


def _finding(code: str, message: str) -> Finding:
    return block(code, message, clause="S25")


# ── 长期事项 ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class LastingFacts:
    """What makes a case one that goes on for years, and its reviews.

    ``kept_up``: struck off as 已完成整改并长期坚持 (T20). ``begins`` is the year from which on it is reviewed.
    """

    route: str
    limits: frozenset[str]
    kept_up: bool
    struck_off: bool
    begins: int
    reviewed: frozenset[int]

    @property
    def lasting(self) -> bool:
        """Whether it is a long-term case at all."""
        return self.kept_up or self.route in LASTING_ROUTES or bool(self.limits & LASTING_LIMITS)


def unreviewed(facts: LastingFacts, year: int) -> tuple[int, ...]:
    """The years up to ``year`` for which there is no review."""
    return tuple(each for each in range(facts.begins, year + 1) if each not in facts.reviewed)


def lasting_findings(facts: LastingFacts) -> list[Finding]:
    """Only what goes on for years is reviewed yearly and carried over."""
    if facts.lasting:
        return []
    message = "本事项不是分阶段、长期或者持续推进的事项，应当按期整改，不作年度评估，也不转入下一批。"
    return [_long_term("not-lasting", message)]


def review_findings(
    facts: LastingFacts, year: int, verdict: str, text: str, next_step: str, today: date
) -> list[Finding]:
    """Once a year, not for years to come; what is not struck off is not done, and says how it goes on (T17)."""
    findings = lasting_findings(facts)
    if year in facts.reviewed:
        findings.append(_long_term("already-reviewed", f"{year}年度已评估，每年评估一次。"))
    if not facts.begins <= year <= today.year:
        message = f"评估年度应为{facts.begins}年至{today.year}年，请修改。"
        findings.append(_long_term("year-out-of-range", message))
    if not text.strip():
        findings.append(_long_term("text-missing", "请填写评估情况。"))
    if facts.struck_off:
        return findings
    if verdict == KEPT_UP:
        message = "本事项尚未销号，不能评为“已完成并长期坚持”，请另选结论。"
        findings.append(_long_term("kept-up-unclosed", message))
    if not next_step.strip():
        findings.append(_long_term("next-step-missing", "尚未销号的事项，请填写下一年度安排。"))
    return findings


@dataclass(frozen=True, slots=True)
class CarryFacts:
    """What stands in the way of carrying a case over, whatever the batch. ``supervisions`` are their numbers."""

    case: LastingFacts
    limit: date | None
    today: date
    pending: tuple[str, ...]
    open_objections: int
    supervisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """The later batch."""

    number: str
    work_year: int | None
    same_coordinator: bool


def carry_gates(facts: CarryFacts) -> list[Finding]:
    """Nothing overdue, nothing undecided and nobody unanswered is put away by a new batch."""
    findings = lasting_findings(facts.case)
    if facts.limit is not None and facts.today > facts.limit:
        message = (
            f"整改时限{facts.limit}已过。转入下一批不能代替按期整改，请继续办理；确有困难的，先申请延期。"
        )
        findings.append(_long_term("overdue", message))
    if not facts.case.reviewed & {facts.today.year - 1, facts.today.year}:
        message = f"本事项尚无{facts.today.year}年度评估，请先登记年度评估，再转入下一批。"
        findings.append(_long_term("not-reviewed", message))
    for what in facts.pending:
        findings.append(_long_term("request-pending", f"有一份{what}申请待审批，请先审批。"))
    if facts.open_objections:
        message = f"尚有{facts.open_objections}件异议未答复，请在本批次逐件答复。"
        findings.append(_long_term("objection-open", message))
    if facts.supervisions:
        message = f"{'、'.join(facts.supervisions)}尚未办结，请先回复并办结，或者撤回。"
        findings.append(_long_term("supervision-open", message))
    return findings


def target_findings(facts: CarryFacts, work_year: int | None, target: Target) -> list[Finding]:
    """The batch a case goes on in is a later one of the same coordinator; for the year before the case was reviewed."""
    findings = []
    if not target.same_coordinator:
        findings.append(
            _long_term("other-coordinator", f"批次{target.number}不由同一牵头单位办理，请另选批次。")
        )
    if target.work_year is None or work_year is None:
        message = "批次没有写明整改年度，不能判断先后，请先补充通知。"
        return [*findings, _long_term("work-year-missing", message)]
    if target.work_year <= work_year:
        message = (
            f"批次{target.number}的整改年度为{target.work_year}年，应晚于本批次的{work_year}年，请另选批次。"
        )
        findings.append(_long_term("not-a-later-batch", message))
    wanted = min(target.work_year - 1, facts.today.year)
    # What was reviewed neither this year nor last, ``carry_gates`` has told.
    if facts.today.year - 1 <= max(facts.case.reviewed, default=0) < wanted:
        message = f"本事项尚无{wanted}年度评估，请先登记年度评估，再转入下一批。"
        findings.append(_long_term("not-reviewed", message))
    return findings


def _long_term(code: str, message: str) -> Finding:
    return block(code, message, clause="S11")


_NUMERALS = "零一二三四五六七八九"


def plan_period(end: date) -> str:
    """十四五（2021—2025年） for a plan that ends in 2025: five years each, the first from 1953 to 1957."""
    count, rest = divmod(end.year - 1955, 5)
    if (
        rest or not 6 <= count <= 99
    ):  # the first five do not all fit; a plan of another length has no such name
        return f"规划期至{end.year}年"
    tens, ones = divmod(count, 10)
    head = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
    return f"“{head}{_NUMERALS[ones] if ones else ''}五”（{end.year - 4}—{end.year}年）"
