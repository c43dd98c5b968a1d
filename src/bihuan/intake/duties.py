"""The duties a notice lays down, each with its clause (domain §1.3): routes, five haves, six steps, evidence,
report, announcement, return visit. Found by their words, so that another office's order of chapters does no harm.
"""

import re
from collections.abc import Callable, Sequence

from bihuan.intake.reading import Duty

_STEPS = re.compile(r"(?:[\u4e00-\u9fff]{2}一项[、，,]?){3,}")
_HAVES = re.compile(r"有[^、，。；“”]{2,20}(?:、有[^、，。；“”]{2,20}){2,}")
_EVIDENCE = re.compile(r"(?:收集|整理|归集|留存)[^。；]{0,12}?(?P<kinds>[^。；]{4,80}?)等(?:资料|材料|佐证)")
_ROUTES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("rectify_now", "S8", re.compile(r"立行立改")),
    ("contact", "S9", re.compile(r"留有?联系方式|及时联系沟通")),
    ("staged", "S10", re.compile(r"客观条件限制|短时间内?难以解决")),
    ("long_term", "S11", re.compile(r"长期努力|十[三四五]五.?时期须?完成")),
    ("explain_only", "S12", re.compile(r"不了解政策|耐心解释")),
)


def find_duties(lines: Sequence[str]) -> tuple[Duty, ...]:
    """Every duty found, in the order of the clauses. Each kind is taken from the first line that lays it down."""
    duties = [duty for route in _ROUTES if (duty := _route(lines, *route))]
    for find in (_five_haves, _evidence, _six_steps, _report, _announcement, _return_visit):
        duty = _first(lines, find)
        if duty is not None:
            duties.append(duty)
    return tuple(sorted(duties, key=lambda duty: int(duty.clause[1:])))


def _first(lines: Sequence[str], find: Callable[[str], Duty | None]) -> Duty | None:
    return next((duty for line in lines if (duty := find(line))), None)


def _route(lines: Sequence[str], name: str, clause: str, words: re.Pattern[str]) -> Duty | None:
    for line in lines:
        if words.search(line) and re.search(r"意见|建议|问题|诉求|当事人", line):
            return Duty("route", clause, (name,), line)
    return None


def _five_haves(line: str) -> Duty | None:
    match = _HAVES.search(line)
    return Duty("five_haves", "S8", tuple(match[0].split("、")), line) if match else None


def _six_steps(line: str) -> Duty | None:
    match = _STEPS.search(line)
    if match is None:
        return None
    return Duty("six_steps", "S16", tuple(re.findall(r"([\u4e00-\u9fff]{2})一项", match[0])), line)


def _evidence(line: str) -> Duty | None:
    match = _EVIDENCE.search(line)
    if match is None:
        return None
    kinds: list[str] = []
    for piece in re.split(r"[、，,]|和|以及|及", re.sub(r"^(?:整理|相关|有关)+", "", match["kinds"])):
        pair = re.fullmatch(r"(.*)前后(.+)", piece)
        kinds.extend([f"{pair[1]}前{pair[2]}", f"{pair[1]}后{pair[2]}"] if pair else [piece])
    return Duty("evidence", "S18", tuple(kind for kind in kinds if kind), line)


def _report(line: str) -> Duty | None:
    match = re.search(r"[^，。；]{0,30}前[^。；]{0,30}书面[^，。；]{0,20}", line)
    return Duty("report", "S20", (match[0],), line) if match else None


def _announcement(line: str) -> Duty | None:
    match = re.search(r"汇总[^。；]{0,20}(?:网站|公众号|媒体)[^。；]{0,10}(?:公布|公开|公示)", line)
    return Duty("announcement", "S21", (match[0],), line) if match else None


def _return_visit(line: str) -> Duty | None:
    match = re.search(
        r"[^，。；]{0,20}公布[^，。；]{0,10}前[^。；]{0,20}回访|[^，。；]{0,20}现场[^，。；]{0,6}回访", line
    )
    return Duty("return_visit", "S26", (match[0],), line) if match else None
