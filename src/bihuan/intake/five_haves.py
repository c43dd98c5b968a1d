"""The 五个有 of S8, computed from a row as it was printed: which of them its words do not show."""

import re

from bihuan.intake.indicators import find_indicators
from bihuan.intake.reading import Indicator, Row

# Words that set the figure to all or nothing; they can be checked without a number.
_ABSOLUTE = re.compile(
    r"杜绝|全部|消除|清零|归零|取缔|全覆盖|彻底|百分之百|零(?:投诉|发生|容忍|反弹)|不再发生|不发生|无一"
)
_RESULT = re.compile(
    r"建成|竣工|完工|通车|投入使用|投用|开通|拆除|安装|修复|更换|印发|出台|形成[^，。；]{0,4}《|制定[^，。；]{0,4}《|编制[^，。；]{0,4}《"
    r"|设立[^，。；]{0,10}(?:牌|点|站|窗口)|完成[^，。；]{0,20}(?:建设|改造|安装|验收|搬迁)"
)
_NAMED_PLAN = re.compile(r"《[^》]{0,80}(?:方案|计划|规划|路线图)》")
_FEWEST_STEPS = 2


def is_measurable(target: str, indicators: tuple[Indicator, ...]) -> bool:
    """Whether somebody else could tell that the target was reached: a figure, an absolute, or a named result."""
    return bool(indicators) or bool(_ABSOLUTE.search(target)) or bool(_RESULT.search(target))


def missing_haves(row: Row) -> list[str]:
    """The 五个有 that the row lacks, in the words of the notice and in its order."""
    measures = "\n".join(row.measures)
    figures = row.indicators or find_indicators(measures)
    checks = (
        ("有量化的工作任务", bool(figures) or bool(_ABSOLUTE.search(row.target))),
        ("有推进路线图", len(row.measures) >= _FEWEST_STEPS or bool(_NAMED_PLAN.search(measures))),
        ("有明确的时间表", row.limit.date is not None),
        ("有具体的责任主体", bool(row.units and row.person)),
        ("有可以检验的成果形式", bool(figures) or bool(_RESULT.search(f"{row.target}\n{measures}"))),
    )
    return [words for words, present in checks if not present]
