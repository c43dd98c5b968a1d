"""The rules of papers made final: what one needs, when it may be spoiled, and when a signature counts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.access.policy import Grant, Place
from bihuan.kernel.codes import print_code
from bihuan.kernel.findings import Finding, block

LONGEST_TITLE = 300
LONGEST_FILL_IN = 20_000


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """What the gates of 文书定稿 look at.

    ``drawn``: how many papers the subject gives. ``number``: the one given out by 交办 or 销号, where the kind's
    numbers are ``reserved``. ``twin``: the same paper, word for word, made final before; ``same_number``: another
    one under the same number. Both as they are called, empty for none. ``period``: what is wrong with a circular's.
    """

    label: str
    drawn: int
    blanks: tuple[str, ...] = ()
    too_long: tuple[str, ...] = ()
    title: str = ""
    public: bool = False
    subject_public: bool = True
    notice_over: bool = False
    reserved: bool = False
    number: str = ""
    twin: str = ""
    same_number: str = ""
    period: tuple[Finding, ...] = ()


def issue_gates(facts: IssueFacts) -> list[Finding]:
    """Everything that keeps a paper from being made final."""
    if facts.drawn == 0:
        message = f"目前还没有可以写入“{facts.label}”的内容，请先办理相应环节。"
        return [block("nothing-to-say", message, clause="S16")]
    if facts.drawn > 1:
        message = f"按现有资料会得到{facts.drawn}份“{facts.label}”，请指明是哪一份。"
        return [block("not-one-paper", message)]
    findings = [block("blank-left", f"请填写“{name}”，再定稿。", where=name) for name in facts.blanks]
    findings += [
        block("fill-in-too-long", f"“{name}”超过{LONGEST_FILL_IN}字，请精简。", where=name)
        for name in facts.too_long
    ]
    findings += facts.period
    if len(facts.title) > LONGEST_TITLE:
        findings.append(block("title-too-long", f"标题超过{LONGEST_TITLE}字，请在范本中缩短。"))
    if facts.public and not facts.subject_public:
        message = f"本事项尚未向社会公示，不能制发“{facts.label}”；请先办理公示。"
        findings.append(block("not-public-yet", message, clause="S16"))
    if facts.notice_over:
        message = "公示期已过，不能再制发公示；需要说明结果的，请制发公示结果说明。"
        findings.append(block("notice-over", message, clause="S16"))
    return findings + _number_findings(facts)


def _number_findings(facts: IssueFacts) -> list[Finding]:
    if facts.reserved and not facts.number:
        message = f"“{facts.label}”的编号由办理时给出，目前还没有；请先办理交办、督促或者销号。"
        return [block("number-missing", message, clause="S16")]
    if facts.twin:
        message = f"内容相同的文书已定稿（{facts.twin}），请直接使用，无需再次定稿。"
        return [block("already-issued", message)]
    if facts.same_number:
        message = f"{facts.number}已有定稿文书（{facts.same_number}），内容与现在不同；请先将其作废，再定稿。"
        return [block("number-in-use", message)]
    return []


def spoil_gates(*, spoiled: bool, signed: bool, reason: str, submitted: bool = False) -> list[Finding]:
    """A paper is spoiled once, with a reason; what was decided on paper, or reported up, stays."""
    findings = []
    if submitted:
        message = "本报告已报送，不得自行作废；确需更正的，请牵头单位退回，或者另行补充报送。"
        findings.append(block("submitted", message, clause="S20"))
    if spoiled:
        findings.append(block("already-spoiled", "本文书已作废，请刷新页面核对。"))
    if signed:
        message = "本文书已有签批，是办理依据，不得作废；确有错误的，请按程序退回或者撤销该项决定。"
        findings.append(block("signed", message, clause="S17"))
    if not reason.strip():
        findings.append(block("reason-missing", "请填写作废理由。", clause="S17"))
    return findings


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """What the gates of 登记线下签批 look at.

    ``typed`` is the code as somebody typed it, ``read`` what QR codes on the scan say; None: the file does not open.
    ``unchanged``: the paper composed of the data of today still says the same. ``decides`` names what the signature
    stands for, empty for a paper that decides nothing.
    """

    code: str
    typed: str
    read: frozenset[str] | None
    spoiled: bool
    signed: bool
    unchanged: bool
    decides: str
    signer_active: bool
    signer_knows: bool
    issued_on: date
    signed_on: date
    today: date
    scan_findings: tuple[Finding, ...] = ()


def signature_gates(facts: SignatureFacts) -> list[Finding]:
    """Everything that keeps a signature on paper from counting."""
    return [
        *facts.scan_findings,
        *_paper_findings(facts),
        *_code_findings(facts),
        *_day_findings(facts),
        *_people_findings(facts),
    ]


def _paper_findings(facts: SignatureFacts) -> list[Finding]:
    findings = []
    if facts.spoiled:
        findings.append(
            block("paper-spoiled", "本文书已作废，其上的签批无效；请使用现行文书。", clause="S17")
        )
    if facts.decides and facts.signed:
        findings.append(block("already-signed", "本文书的签批已经登记，请勿重复登记。", clause="S17"))
    elif facts.decides and not facts.spoiled and not facts.unchanged:
        message = (
            "本文书定稿后事项资料有变动，纸面内容与现在不符，不能据以办理；"
            "请将本文书作废，按现在的资料重新定稿、送签。"
        )
        findings.append(block("paper-changed", message, clause="S17"))
    return findings


def _code_findings(facts: SignatureFacts) -> list[Finding]:
    if facts.read is None:
        # The findings of the file itself say more, where there are any.
        message = "扫描件无法打开，请重新扫描为 PDF、JPEG 或 PNG。"
        return [] if facts.scan_findings else [block("scan-unreadable", message, clause="S18")]
    if facts.read and facts.code not in facts.read:
        others = "、".join(print_code(code) for code in sorted(facts.read))
        message = f"扫描件上的二维码是另一份文书的（校验码{others}），请核对是否选错文书或者扫描件。"
        return [block("scan-of-another", message, clause="S17")]
    if facts.typed and facts.typed != facts.code:
        message = "输入的校验码与本文书不符，请按纸面页脚所印逐字核对；不符的，不是本文书这一版。"
        return [block("code-differs", message, clause="S17")]
    if not facts.typed and not facts.read:
        message = "扫描件上的二维码未能识别，请输入纸面页脚所印的校验码。"
        return [block("code-missing", message, clause="S17")]
    return []


def _day_findings(facts: SignatureFacts) -> list[Finding]:
    if facts.signed_on < facts.issued_on:
        message = f"签批日期{facts.signed_on}早于定稿日期{facts.issued_on}，请核对。"
        return [block("signed-before-issued", message, clause="S17")]
    if facts.signed_on > facts.today:
        return [block("signed-in-the-future", f"签批日期{facts.signed_on}晚于今天，请核对。", clause="S17")]
    return []


def _people_findings(facts: SignatureFacts) -> list[Finding]:
    findings = []
    if not facts.signer_active:
        message = "所选签批人的账号已停用，请核对人选；确由其签批的，请先请系统管理员核实岗位。"
        findings.append(block("signer-inactive", message, clause="S17"))
    if not facts.decides and not facts.signer_knows:
        message = "所选签批人的岗位与本文书无关，请选择在纸面上签字的人。"
        findings.append(block("signer-unrelated", message, clause="S17"))
    return findings


def of_decision(label: str, found: Sequence[Finding]) -> list[Finding]:
    """The findings of a decision that was refused, each saying that it is the decision that it stops."""
    return [
        block(
            finding.code,
            f"依签批办理“{label}”：{finding.message}",
            clause=finding.clause,
            where=finding.where,
        )
        for finding in found
    ]


def who_draws_up(grants: Sequence[Grant]) -> str:
    """In Chinese, who holds one of ``grants``: for refusals."""
    return "、".join(
        grant.role.label if grant.place is Place.COORDINATOR else f"{grant.place.label}的{grant.role.label}"
        for grant in grants
    )
