"""Who is told what because of an entry of the journal, and in which words. Pure.

A message holds a number, a position and one of the sentences below, and nothing else: no words of an opinion or of a
case, no name, no telephone can get into it (domain §4.10).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bihuan.access.acts import Act
from bihuan.access.policy import COORDINATES, HANDLES, Grant
from bihuan.kernel.words import Labelled

# So many messages of one kind to one person in one go are one message with their number.
MOST_SINGLE = 5
_MANY = re.compile(r"(?:(\d+)件)?(.*)", re.DOTALL)


class Ask(Labelled):
    """What a message says: every sentence there is."""

    # 等办理
    ASSIGN = "assign", "等您交办"
    ACKNOWLEDGE = "acknowledge", "等您签收"
    REASSIGN = "reassign", "交办已退回，等您裁定改派"
    PLAN = "plan", "等您报送整改方案"
    APPROVE_PLAN = "approve_plan", "整改方案等您审定"
    WORK = "work", "等您组织整改并报告进展"
    SUBMIT = "submit", "等您自查并申请核查"
    SECOND = "second", "等您指定会同核查单位"
    VERIFY = "verify", "等您核查"
    ANSWER_DOUBT = "answer_doubt", "等您说明疑点"
    POST = "post", "核查已通过，等您发布公示"
    APPLY = "apply", "等您申请销号"
    CLOSE = "close", "已申请销号，公示期满后等您审批"
    RULE_ON_OBJECTION = "rule_on_objection", "公示收到异议，等您核实处理"
    FILE = "file", "已销号，等您备案"
    DRAFT = "draft", "等您拟公开稿"
    REVIEW = "review", "公开稿等您审查"
    DISCLOSE = "disclose", "公开审查已通过，等您公开"
    DECIDE_EXTENSION = "decide_extension", "延期申请等您审批"
    DECIDE_WITHDRAWAL = "decide_withdrawal", "撤销事项申请等您审批"
    # 收到
    SUPERVISED = "supervised", "收到督促，请按期回复"
    ASSIGN_IMPORTED = "assign_imported", "已导入来件，请梳理交办"
    AMENDED = "amended", "来件与此前清单不同，请处理清单变更"
    FINDING = "finding", "收到现场核验意见，请回复"
    REPORT_SENT_BACK = "report_sent_back", "整改情况报告已退回，请补充后重新报送"
    # 告知
    SUPERVISION_REPLIED = "supervision_replied", "督促已有回复，请审核"
    SUPERVISION_SETTLED = "supervision_settled", "督促已办结"
    SUPERVISION_WITHDRAWN = "supervision_withdrawn", "督促已撤回"
    REPORTED = "reported", "已报送整改情况报告"
    FINDING_ANSWERED = "finding_answered", "现场核验意见已有回复"
    EXTENDED = "extended", "延期申请已同意"
    NOT_EXTENDED = "not_extended", "延期申请未同意"
    WITHDRAWN = "withdrawn", "撤销事项申请已同意"
    NOT_WITHDRAWN = "not_withdrawn", "撤销事项申请未同意"
    CLOSED = "closed", "已同意销号"
    CARRIED_OVER = "carried_over", "已转入下一批继续办理"


@dataclass(frozen=True, slots=True)
class TurnOf:
    """Everybody whose turn it is: whom posts and independence let do ``act`` now."""

    act: Act


@dataclass(frozen=True, slots=True)
class Holders:
    """Everybody who holds one of ``grants`` around the case, or around the unit that the entry speaks of."""

    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who had asked for what was decided now."""


Whom = TurnOf | Holders | Asker
Rule = tuple[Ask, Whom]

# What to say to whose turn it is: every act that a state waits for stands here.
TURN: Mapping[Act, Ask] = {
    Act.ASSIGN_CASE: Ask.ASSIGN,
    Act.ACKNOWLEDGE_CASE: Ask.ACKNOWLEDGE,
    Act.REASSIGN_CASE: Ask.REASSIGN,
    Act.SUBMIT_PLAN: Ask.PLAN,
    Act.APPROVE_PLAN: Ask.APPROVE_PLAN,
    Act.REPORT_PROGRESS: Ask.WORK,
    Act.SUBMIT_FOR_VERIFICATION: Ask.SUBMIT,
    Act.APPOINT_SECOND_VERIFIER: Ask.SECOND,
    Act.PASS_VERIFICATION: Ask.VERIFY,
    Act.ANSWER_DOUBT: Ask.ANSWER_DOUBT,
    Act.POST_NOTICE: Ask.POST,
    Act.APPLY_CLOSE_OUT: Ask.APPLY,
    Act.CLOSE_CASE: Ask.CLOSE,
    Act.DISMISS_OBJECTION: Ask.RULE_ON_OBJECTION,
    Act.FILE_CASE: Ask.FILE,
    Act.DRAFT_STATEMENT: Ask.DRAFT,
    Act.REVIEW_STATEMENT: Ask.REVIEW,
    Act.DISCLOSE_CASE: Ask.DISCLOSE,
    Act.APPROVE_EXTENSION: Ask.DECIDE_EXTENSION,
    Act.APPROVE_WITHDRAWAL: Ask.DECIDE_WITHDRAWAL,
}
# Acts that leave the case where it stands and yet make it somebody's turn.
HANDS_ON: Mapping[Act, Act] = {
    Act.APPOINT_SECOND_VERIFIER: Act.ANSWER_DOUBT,
    Act.ANSWER_DOUBT: Act.APPOINT_SECOND_VERIFIER,
    Act.RAISE_OBJECTION: Act.DISMISS_OBJECTION,
    Act.APPLY_CLOSE_OUT: Act.CLOSE_CASE,
    Act.DRAFT_STATEMENT: Act.REVIEW_STATEMENT,
    Act.REVIEW_STATEMENT: Act.DISCLOSE_CASE,
    Act.SEND_BACK_STATEMENT: Act.DRAFT_STATEMENT,
    Act.REQUEST_EXTENSION: Act.APPROVE_EXTENSION,
    Act.REQUEST_WITHDRAWAL: Act.APPROVE_WITHDRAWAL,
}
# A notice must run out first, so that nobody's list shows it yet; the leader is told all the same.
ANNOUNCED = frozenset({Act.CLOSE_CASE})
# Waits for a leader because of an entry of its own, not because the case moved.
_ON_REQUEST = frozenset({Act.APPROVE_EXTENSION, Act.APPROVE_WITHDRAWAL})
# Who is told besides, whoever's turn it is.
TOLD: Mapping[Act, tuple[Rule, ...]] = {
    Act.IMPORT_FILE: ((Ask.ASSIGN_IMPORTED, Holders(COORDINATES)),),
    Act.ISSUE_SUPERVISION: ((Ask.SUPERVISED, Holders(HANDLES)),),
    Act.SUPERVISE_BY_RULE: ((Ask.SUPERVISED, Holders(HANDLES)),),
    Act.REPLY_SUPERVISION: ((Ask.SUPERVISION_REPLIED, Holders(COORDINATES)),),
    Act.SETTLE_SUPERVISION: ((Ask.SUPERVISION_SETTLED, Holders(HANDLES)),),
    Act.WITHDRAW_SUPERVISION: ((Ask.SUPERVISION_WITHDRAWN, Holders(HANDLES)),),
    Act.SUBMIT_REPORT: ((Ask.REPORTED, Holders(COORDINATES)),),
    Act.SEND_BACK_REPORT: ((Ask.REPORT_SENT_BACK, Holders(HANDLES)),),
    Act.RECORD_INSPECTION: ((Ask.FINDING, Holders(HANDLES)),),
    Act.ANSWER_FINDING: ((Ask.FINDING_ANSWERED, Holders(COORDINATES)),),
    Act.APPROVE_EXTENSION: ((Ask.EXTENDED, Asker()),),
    Act.REFUSE_EXTENSION: ((Ask.NOT_EXTENDED, Asker()),),
    Act.APPROVE_WITHDRAWAL: ((Ask.WITHDRAWN, Asker()),),
    Act.REFUSE_WITHDRAWAL: ((Ask.NOT_WITHDRAWN, Asker()),),
    Act.CLOSE_CASE: ((Ask.CLOSED, Holders(HANDLES)),),
    Act.CARRY_OVER_CASE: ((Ask.CARRIED_OVER, Holders(HANDLES)),),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about: the number of a batch and, of one case, its position."""

    number: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """One person is to be told. ``path`` is the place of the post they are told for; ``link`` leads there."""

    user: int
    entry: int
    ask: Ask
    subject: Subject
    path: str
    link: str


def speaks(act: Act, *, moved: bool) -> bool:
    """Whether an entry of this act can tell anybody: where it cannot, nothing need be looked up."""
    return moved or act in HANDS_ON or act in TOLD


def rules_of(act: Act, awaited: Iterable[Act], *, moved: bool, amends: bool = False) -> list[Rule]:
    """Who is told what because of ``act``, the most important first. ``awaited`` is what the case waits for now; a
    case that has moved on since waits for nothing because of this entry. ``amends``: a list says otherwise what an
    earlier one said."""
    awaited = tuple(awaited)
    if moved:
        turns = [each for each in awaited if each not in _ON_REQUEST]
    else:
        turns = [each for each in (HANDS_ON.get(act),) if each and (each in awaited or each in ANNOUNCED)]
    amended = [(Ask.AMENDED, Holders(COORDINATES))] if amends else []
    return [*((TURN[each], TurnOf(each)) for each in turns if each in TURN), *amended, *TOLD.get(act, ())]


def words(subject: Subject, ask: Ask, count: int = 1) -> str:
    """The message: ``自贸钦管办发〔2022〕21号第3项：等您签收``; of several at once ``……：12件等您签收``."""
    if count > 1:
        return f"{subject.number}：{count}件{ask.label}"
    position = "" if subject.position is None else f"第{subject.position}项"
    return f"{subject.number}{position}：{ask.label}"


def counted(message: str) -> tuple[int, str]:
    """Of a message that ``words`` made: how many it stands for, and what it asks."""
    many, ask = _MANY.fullmatch(message.rpartition("：")[2]).groups()  # type: ignore[union-attr]  # matches any text
    return int(many or 1), ask


def one_each(tellings: Iterable[Telling]) -> list[Telling]:
    """Of one entry a person is told once: the most important, which comes first."""
    first: dict[tuple[int, int], Telling] = {}
    for telling in tellings:
        first.setdefault((telling.user, telling.entry), telling)
    return list(first.values())


def bundled(tellings: Sequence[Telling]) -> list[tuple[Telling, int]]:
    """Each telling with how many it stands for: many of one kind, batch and person in one go are one, with the
    number of the last entry."""
    alike: dict[tuple[int, Ask, str], list[Telling]] = {}
    for telling in tellings:
        alike.setdefault((telling.user, telling.ask, telling.subject.number), []).append(telling)
    found = []
    for group in alike.values():
        if len(group) > MOST_SINGLE:
            found.append((group[-1], len(group)))
        else:
            found += [(telling, 1) for telling in group]
    return sorted(found, key=lambda pair: (pair[0].entry, pair[0].user))
