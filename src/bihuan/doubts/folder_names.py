"""What a file is by its name: before or after, and of which pair; a plan, a report, minutes. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from bihuan.doubts.timeline import PaperKind
from bihuan.evidence.file_names import BEFORE, said_by
from bihuan.kernel.words import Labelled


class FileKind(Labelled):
    """What a document in a folder is, by its name or else its title."""

    PLAN = "plan", "整改方案"
    MEETING_NOTICE = "meeting_notice", "会议通知"
    MEETING_MINUTES = "meeting_minutes", "会议记录"
    VERIFICATION = "verification", "核查材料"
    REPORT = "report", "整改报告"
    COMPLAINT = "complaint", "意见原文"
    BASIS = "basis", "文件依据"
    DATA = "data", "数据资料"
    OTHER = "other", "其他材料"

    @property
    def paper_kind(self) -> PaperKind:
        """As the rules of dates see it."""
        return PaperKind(self.value) if self.value in set(PaperKind) else PaperKind.OTHER


# The first that fits; 核查报告 is of the verifier, 关于…整改方案的报告 is a report.
_KINDS: tuple[tuple[FileKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        (FileKind.MEETING_MINUTES, r"会议记录|纪要|会议情况|minutes"),
        (FileKind.MEETING_NOTICE, r"会议通知|开会通知|meeting[-_ ]?notice|notice[-_ ]?of[-_ ]?meeting"),
        (FileKind.VERIFICATION, r"核查|验收|复核|verif|inspect"),
        (FileKind.REPORT, r"报告|总结|完成情况|整改情况|落实情况|整改结果|自查|成效|report|result|summary"),
        (FileKind.PLAN, r"方案|计划|plan"),
        (FileKind.BASIS, r"依据|批复|法规|条例|规定|标准|文件通知|印发|通报|红头|basis|regulation|law"),
        (FileKind.MEETING_NOTICE, r"通知|notice"),
        (FileKind.COMPLAINT, r"意见原文|群众意见|意见建议|投诉|诉求|来信|complaint|opinion"),
        (FileKind.DATA, r"数据|台账|清单|统计|报表|data|ledger"),
    )
)
# 整改前照片 is 整改前.
_OF_A_PHOTO = re.compile(r"(?<=[前后])(?:照片?|图片?|影像)")
_LEFT_ASIDE = re.compile(r"^(?:\.|~\$|Thumbs\.db$|desktop\.ini$|__MACOSX$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """Before or after, and the name without the words that say so: what is left names the spot."""

    before: bool
    spot: str


def left_aside(name: str) -> bool:
    """Whether the file or folder was made by a computer for itself."""
    return bool(_LEFT_ASIDE.match(name))


def side_of(path: str) -> Side | None:
    """The side the file at ``path`` (within its item) shows; None when its name does not say. The name counts first."""
    whole = PurePosixPath(path)
    parts = [*whole.parent.parts, whole.stem]
    for at in range(len(parts) - 1, -1, -1):
        said = said_by(f"{_OF_A_PHOTO.sub('', parts[at])}.jpg")
        if said.kind:
            parts[at] = said.spot
            others = (said_by(f"{part}-前.jpg").spot for part in parts)
            return Side(said.kind == BEFORE, "/".join(filter(None, others)))
    return None


def pairs_of(befores: Sequence[Side], afters: Sequence[Side]) -> list[tuple[int, int]]:
    """The places of photos before and after of one spot; one alone on each side need no name."""
    if len(befores) == len(afters) == 1:
        return [(0, 0)]
    return [
        (at, to)
        for at, before in enumerate(befores)
        for to, after in enumerate(afters)
        if before.spot == after.spot
    ]


def kind_of_paper(path: str, text: str = "") -> FileKind:
    """What the document is, by its file name, else by the first lines of its text."""
    title = "".join(text.split("\n")[:3])[:80]
    for words in (PurePosixPath(path).stem, title):
        for kind, pattern in _KINDS:
            if pattern.search(words):
                return kind
    return FileKind.OTHER
