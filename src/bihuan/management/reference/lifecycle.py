"""docs/lifecycle.md: the states, the six steps and the table of acts, with a diagram."""

from bihuan.access.policy import who_may
from bihuan.cases.lifecycle import STEP_OF, TABLE, State, Transition
from bihuan.management.reference.markdown import code, page, table

INTRO = """
A case (整改事项) moves along one table, `bihuan/cases/lifecycle.py`. Every row is a named act; there is no other way to
change a state, and every act leaves a row in the journal. Clause numbers are those of the founding notice (S1–S28).
"""
CONDITIONS = """
Overdue (逾期), warned (预警) and stalled are conditions computed from dates, never states. An act that *stays* leaves
the case where it is and is recorded all the same. The steps 整改 → 核查 → 公示 → 销号 → 备案 → 公开 cannot be
reordered.
"""


def whole() -> str:
    """The page."""
    return page(
        "Lifecycle of a case",
        INTRO,
        "## States",
        _states(),
        "## The way of a case",
        CONDITIONS,
        _diagram(),
        "## Acts",
        _acts(),
    )


def _states() -> str:
    rows = []
    for state in State:
        step = STEP_OF[state]
        rows.append((code(state.value), state.label, step.label if step else "—"))
    return table(("State", "中文", "Step under way"), rows)


def _diagram() -> str:
    """Every act that moves a case, as mermaid draws it. Withdrawal, possible from every open state, is one arrow."""
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    lines += [f'    state "{state.label}" as {state.value}' for state in State]
    for row in TABLE:
        if row.target is not None and row.target is not State.WITHDRAWN:
            lines += [
                f"    {source.value} --> {row.target.value}: {row.act.label}" for source in _in_order(row)
            ]
    lines.append("    note right of withdrawn: 同意撤销事项，自任何未办结环节")
    return "\n".join([*lines, "    disclosed --> [*]", "```"])


def _acts() -> str:
    rows = (
        (
            code(row.act.value),
            row.act.label,
            "、".join(source.label for source in _in_order(row)),
            row.target.label if row.target else "*stays*",
            who_may(row.act),
            row.sentence,
            row.clause,
        )
        for row in TABLE
    )
    return table(("Act", "中文", "From", "To", "Who", "What the history says", "Clause"), rows)


def _in_order(row: Transition) -> list[State]:
    return [state for state in State if state in row.sources]
