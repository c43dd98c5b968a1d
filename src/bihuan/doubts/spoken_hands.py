"""People and units that papers name beside a title: 核查人员：王宁、沈知行; 责任单位：望海城建局. Pure."""

import re
import unicodedata
from collections.abc import Iterator

from bihuan.doubts.doubt import Doubt, Seen, severe
from bihuan.doubts.hands import Hand, Part, names_in
from bihuan.doubts.timeline import PaperKind
from bihuan.kernel.numbers import squeeze

_TITLES: tuple[tuple[Part, str], ...] = (
    (Part.VERIFIER, r"核查人员?|核查员|验收人员?|核查组成员|验收组成员"),
    (Part.SECOND_VERIFIER, r"复核人员?"),
    (Part.CALLER, r"回访人员?"),
    (Part.APPROVER, r"销号批准人|销号审批人"),
    (Part.HANDLER, r"承办人|整改经办人|办理人"),
    (Part.ASSIGNEE, r"具体责任人|整改责任人"),
    (Part.LIAISON, r"联络员|填报人|报告人"),
)
# On the verifier's own paper these are the verifier's.
_OWN_TITLES: tuple[tuple[Part, str], ...] = ((Part.HANDLER, r"经办人"), (Part.LEADER, r"负责人"))
_RESPONSIBLE = r"(?:责任|承办|整改|办理)(?:单位|部门)"
_VERIFYING = r"(?:核查|验收)(?:单位|部门)"
# The words behind a title end where the line, the sentence or the cell ends, or where another title follows.
_VALUE = r"[^\S\n]*[:\t][^\S\n]*([^\n。;\t]{2,40}?)(?=\n|。|;|\t|$|\s+[\u4e00-\u9fff]{2,8}[:])"
_NAME = re.compile(r"[\u3400-\u9fff·]{2,8}")


def spoken_hands(text: str, kind: PaperKind) -> tuple[Hand, ...]:
    """The people a paper names with their part in the work."""
    titles = _TITLES if kind is PaperKind.VERIFICATION else (*_TITLES, *_OWN_TITLES)
    narrowed = unicodedata.normalize("NFKC", text)
    return tuple(
        Hand(part, name)
        for part, words in titles
        for value in _values(narrowed, words)
        for name in names_in(value)
        if _NAME.fullmatch(name)
    )


def _values(text: str, words: str) -> Iterator[str]:
    for match in re.finditer(rf"(?<![\u4e00-\u9fff])(?:{words}){_VALUE}", text):
        yield match[1]


def own_verification(case_id: int, papers: dict[str, str]) -> list[Doubt]:
    """The responsible unit verifies itself, by what the papers (by label) say."""
    named: dict[bool, dict[str, str]] = {True: {}, False: {}}
    for label, text in papers.items():
        narrowed = unicodedata.normalize("NFKC", text)
        for verifying, words in ((True, _VERIFYING), (False, _RESPONSIBLE)):
            for value in _values(narrowed, words):
                named[verifying].setdefault(squeeze(value), label)
    doubts = []
    for unit in sorted(named[True].keys() & named[False].keys()):
        sides = (
            Seen(named[False][unit], case_id=case_id, text=f"责任单位：{unit}"),
            Seen(named[True][unit], case_id=case_id, text=f"核查单位：{unit}"),
        )
        message = f"{unit}既是责任单位又是核查单位，不得自行核查，请由其他单位核查。"
        doubts.append(severe("verifier-is-responsible", message, *sides))
    return doubts
