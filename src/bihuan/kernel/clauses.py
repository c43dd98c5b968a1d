"""The clauses that refusals rest on: S-number, where the founding notice has it, what it asks, in few words.

Later notices say the same in other places; the numbers stay, so that a refusal of today can be traced tomorrow.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its number, its place in the founding notice, its short name."""

    number: str
    place: str
    name: str


_ROWS = (
    ("S1", "一", "总体要求"),
    ("S2", "二", "逐条梳理、分类管理"),
    ("S3", "二", "目标、措施、时限、责任单位四要素"),
    ("S4", "二", "逐条回应、逐条整改"),
    ("S5", "三（一）", "分解任务、交办签收"),
    ("S6", "三（一）", "查找根源、制定方案"),
    ("S7", "三（二）", "立足当前、兼顾长远"),
    ("S8", "三（二）1", "五个有"),
    ("S9", "三（二）2", "及时联系告知"),
    ("S10", "三（二）3", "解释说明、逐步解决"),
    ("S11", "三（二）4", "长期事项列入规划"),
    ("S12", "三（二）5", "耐心解释、取得理解"),
    ("S13", "三（三）", "梳理归并"),
    ("S14", "三（三）1", "不走过场、不留尾巴、不出现反弹"),
    ("S15", "三（三）2", "督促检查、对标验收"),
    ("S16", "三（三）3", "六步逐项办理"),
    ("S17", "三（三）3", "严防随意销号、虚假销号"),
    ("S18", "三（三）3", "佐证材料有据可查"),
    ("S19", "三（四）", "部门向群众公开"),
    ("S20", "三（四）", "按期书面报送"),
    ("S21", "三（四）", "汇总公布"),
    ("S22", "三（四）", "现场核验准备"),
    ("S23", "四（一）", "三级责任人"),
    ("S24", "四（一）", "倒排时序"),
    ("S25", "四（二）", "建章立制"),
    ("S26", "四（三）", "公布前回访"),
    ("S27", "四（三）", "方案和结果向公众反馈"),
    ("S28", "四（三）", "宣传和走访渠道"),
)
CLAUSES = {number: Clause(number, place, name) for number, place, name in _ROWS}


def cite(number: str) -> str:
    """``S16`` as people read it: 六步逐项办理（S16）. Anything else, such as a law's article, stays as it is."""
    clause = CLAUSES.get(number)
    return f"{clause.name}（{number}）" if clause else number
