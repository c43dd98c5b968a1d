"""RuleBook: the settings by which one batch is judged. Frozen at issue; rules take it as an argument."""

import json
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any

from bihuan.kernel.canonical import canonical_json
from bihuan.kernel.findings import Finding, block

# The rungs of 督促阶梯 by name, lowest first (``supervision.ladder.Rung``): 约谈 and 通报 are for people alone.
RUNGS = ("reminder", "urging", "order", "talk", "circular")
BY_RULE = RUNGS[:3]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Defaults are those of domain §1.3, §2.1 and §2.8; every one may be set per batch before it is issued."""

    # 公示: the notice names no length (T9). Working days; whether the day of posting is the first of them.
    notice_days: int = 5
    notice_first_day_counts: bool = True
    # 签收、首次联系 (S9 says only 及时): working days after assignment.
    acknowledge_days: int = 2
    first_contact_days: int = 3
    # 核查: how many verifiers sign (监察条例 art. 16 has two).
    verifiers: int = 2
    # 佐证材料: what every case must show, and what a case marked as a place to be seen must show besides (S18).
    evidence_kinds: tuple[str, ...] = ("plan", "meeting_minutes", "data")
    site_evidence_kinds: tuple[str, ...] = ("photo_before", "photo_after")
    # 回访 must precede this act (S26).
    visit_before: str = "disclose_case"
    # 亮灯: working days left for blue and yellow; points behind schedule for yellow and red.
    blue_days: int = 10
    yellow_days: int = 5
    yellow_points: int = 10
    red_points: int = 30
    # 没有截止日期的事项: calendar days between two looks at them (T4).
    review_days: int = 90
    # 督促阶梯 (提醒、催办、督办、约谈、通报): working days to reply, in the order of ``supervision.ladder.Rung``;
    # working days after which a step that changed nothing is followed by the next; the steps the timetable takes by
    # itself. The others it proposes, and a person takes them.
    reply_days: tuple[int, ...] = (3, 3, 5, 5, 5)
    rung_days: int = 5
    rungs_by_rule: tuple[str, ...] = ("reminder", "urging")
    # 派单异议: working days for the ruling; after so many returns the next assignment is final.
    ruling_days: int = 5
    most_returns: int = 2
    # 回头看: days after the close-out.
    look_back_days: tuple[int, ...] = (30, 90, 180)

    def as_text(self) -> str:
        """The one stored form: canonical JSON."""
        return canonical_json(asdict(self))


@lru_cache(maxsize=256)
def parse_rulebook(text: str) -> RuleBook:
    """The RuleBook that ``as_text`` wrote. Unknown keys are an error: a rule must not be lost in silence."""
    data: dict[str, Any] = json.loads(text)
    known = {field.name for field in fields(RuleBook)}
    if unknown := sorted(set(data) - known):
        raise ValueError(f"规则中有不认识的项：{'、'.join(unknown)}")
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
    }
    return RuleBook(**values)


def rulebook_findings(rules: RuleBook) -> list[Finding]:
    """What makes ``rules`` unusable. Empty when it may be frozen."""
    findings = []
    if not 1 <= rules.notice_days <= 60:
        findings.append(block("notice-days-out-of-range", "公示期应为1至60个工作日，请修改。", clause="S16"))
    if rules.verifiers < 1:
        findings.append(block("verifiers-out-of-range", "核查人数不得少于1人，请修改。", clause="S17"))
    if rules.visit_before not in {"close_case", "file_case", "disclose_case"}:
        findings.append(
            block("visit-before-unknown", "回访应安排在销号、备案或者公开之前，请修改。", clause="S26")
        )
    if not rules.blue_days >= rules.yellow_days >= 0:
        findings.append(block("lights-out-of-order", "蓝灯天数应不少于黄灯天数，请修改。", clause="S15"))
    if not 0 <= rules.yellow_points <= rules.red_points <= 100:
        message = "黄灯、红灯的落后百分点应在0至100之间，且红灯不小于黄灯，请修改。"
        findings.append(block("points-out-of-order", message, clause="S15"))
    if min(rules.acknowledge_days, rules.first_contact_days) < 1:
        findings.append(
            block("days-out-of-range", "签收、首次联系的期限不得少于1个工作日，请修改。", clause="S5")
        )
    return findings + _supervision_findings(rules)


def _supervision_findings(rules: RuleBook) -> list[Finding]:
    """The settings of reviews, of the ladder and of rulings on returned assignments."""
    findings = []
    if not 1 <= rules.review_days <= 366:
        message = "无截止日期事项的评估周期应为1至366天，请修改。"
        findings.append(block("review-days-out-of-range", message, clause="S11"))
    if len(rules.reply_days) != len(RUNGS) or not all(1 <= days <= 60 for days in rules.reply_days):
        message = (
            "督促回复期限应为5个天数，依次对应提醒、催办、督办、约谈、通报，每个为1至60个工作日，请修改。"
        )
        findings.append(block("reply-days-out-of-range", message, clause="S15"))
    if not 1 <= rules.rung_days <= 60:
        message = "升级督促的间隔应为1至60个工作日，请修改。"
        findings.append(block("rung-days-out-of-range", message, clause="S15"))
    if not set(rules.rungs_by_rule) <= set(BY_RULE):
        message = "系统按规则自动发出的督促限于提醒、催办、督办；约谈、通报应由人决定，请修改。"
        findings.append(block("rungs-by-rule-unfit", message, clause="S15"))
    if not 1 <= rules.ruling_days <= 60:
        message = "退回交办的裁定期限应为1至60个工作日，请修改。"
        findings.append(block("ruling-days-out-of-range", message, clause="S5"))
    if not 1 <= rules.most_returns <= 9:
        message = "退回交办的次数上限应为1至9次，请修改。"
        findings.append(block("most-returns-out-of-range", message, clause="S5"))
    return findings
