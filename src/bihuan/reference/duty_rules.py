"""What a duty list (职责清单) must be before it is stored, and who may store one. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bihuan.access.actor import Actor, Role, area_of_path, within
from bihuan.kernel.findings import Finding, block

LONGEST_KEYWORD, LONGEST_LAW = 60, 300
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class DutyLine:
    """The duties of one unit: the words its matters are known by, the laws they rest on, and where the file says so."""

    unit: str
    keywords: tuple[str, ...]
    laws: tuple[str, ...] = ()
    where: str = ""


def may_import_duties(by: Actor, path: str) -> Finding | None:
    """None when ``by`` may store the duty list of the area at ``path``; else who may."""
    own = any(within(path, area_of_path(held)) for held in by.paths((Role.COORDINATOR,)))
    if own or Role.SYSTEM_ADMIN in by.roles():
        return None
    message = "您的岗位不能导入该地方的职责清单。可由系统管理员，或者该地方的牵头单位管理员导入。"
    return block("not-allowed", message)


def merged(lines: Iterable[DutyLine]) -> list[DutyLine]:
    """One line a unit: a list with a row for each duty names its units again and again."""
    found: dict[str, DutyLine] = {}
    for line in lines:
        before = found.get(line.unit)
        if before is None:
            found[line.unit] = line
            continue
        found[line.unit] = DutyLine(
            line.unit,
            tuple(dict.fromkeys((*before.keywords, *line.keywords))),
            tuple(dict.fromkeys((*before.laws, *line.laws))),
            before.where,
        )
    return list(found.values())


def duty_findings(lines: Sequence[DutyLine], known: Collection[str], area: str) -> list[Finding]:
    """Everything for which ``lines`` cannot be the duty list of ``area``, whose units are ``known`` by these names."""
    if not lines:
        return [block("duties-empty", "职责清单中没有单位，请核对后再导入。")]
    findings: list[Finding] = []
    for line in lines:
        place = f"{line.where}的" if line.where else ""
        if line.unit not in known:
            message = (
                f"{place}单位“{line.unit[:40]}”不在{area}的单位名录中；"
                "请按名录更正名称，或者先由系统管理员增加该单位。"
            )
            findings.append(block("unit-unknown", message, where=line.where))
        if not line.keywords:
            message = f"{place}单位“{line.unit[:40]}”没有关键词，请至少填写一个。"
            findings.append(block("keywords-missing", message, where=line.where))
        for what, words, most in (
            ("关键词", line.keywords, LONGEST_KEYWORD),
            ("依据", line.laws, LONGEST_LAW),
        ):
            for word in words:
                if len(word) > most:
                    message = f"{place}{what}“{word[:20]}…”超过{most}个字，请精简或者用顿号分开。"
                    findings.append(block("duty-too-long", message, where=line.where))
    return findings[:MOST_SHOWN]
