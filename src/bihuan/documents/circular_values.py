"""通报: the circular of a week or a month, by unit, as of its last day. Drawn up again it says the same."""

from collections.abc import Iterator, Mapping

from bihuan.documents import numbers, target_table
from bihuan.documents.batch_tables import measured, one_line, unit_table
from bihuan.documents.batch_words import (
    OF_BATCH,
    OF_FIGURES,
    OF_NUMBER,
    batch_words,
    figure_words,
    place_of_number,
    rate_words,
)
from bihuan.documents.circular_facts import CircularView, LateCase, Where, circular_view
from bihuan.documents.scope import Scope, Subject
from bihuan.documents.speaking import days_in_words
from bihuan.documents.values import Row, Values, Vocabulary
from bihuan.kernel.redact import redact
from bihuan.reports.figures import Figures
from bihuan.reports.periods import Period
from bihuan.reports.ranking import ranked
from bihuan.supervision.ladder import Rung
from bihuan.typesetting.paper import Table
from bihuan.typesetting.table import Align, Column, print_day

# Asked for beside the period: the units in the order of merit.
RANKING = "单位排名"
_OF_PERIOD = {
    "统计期间": "通报的期间，从哪一天到哪一天",
    "周期": "“周”或者“月”",
    "截至日": "各项数字截至的日期，即期间的最后一天",
    "上期截至日": "与之比较的日期，即期间开始的前一天",
    "较上期": "总数、已销号、滞后件数与上期相比的增减",
    "上期办结率": "上期截至日的办结率，含分子分母",
    "附单位排名": "要求附单位排名的为“是”，否则为空",
    "撤销件数": "经批准撤销的事项件数",
    "未列滞后件数": "滞后事项较多时未逐件列出的件数；全部列出的为空",
}
_OF_OPINIONS = {
    "意见条数": "截至日已登记的意见条数",
    "立案意见条数": "截至日列入整改事项的意见条数，即反映的问题个数",
    "归并意见条数": "截至日并入其他意见所立事项的意见条数",
    "直接答复条数": "截至日不立项、直接答复的意见条数",
    "待处理条数": "截至日尚未决定如何办理的意见条数",
}
_OF_UNIT = {
    "责任单位": "责任单位",
    **{name: OF_FIGURES[name] for name in ("总数", "应完成", "已完成", "已销号", "滞后", "办结率")},
    "较上期": "与上期相比的增减",
    "督促": "期间内督促的次数，如“提醒2次、催办1次”；没有的为空",
}
_OF_CASE = {
    "序号": "在批次中的序号",
    "问题编号": "问题编号",
    "整改内容": "整改内容",
    "责任单位": "截至日的责任单位",
    "整改时限": "截至日的整改时限",
    "进度": "截至日的进度，如“60%”",
    "亮灯": "亮灯的名称",
    "亮灯说明": "为什么亮这样的灯",
}
VOCABULARY = Vocabulary(
    fields={
        **OF_NUMBER,
        **OF_BATCH,
        **OF_FIGURES,
        **_OF_PERIOD,
        **_OF_OPINIONS,
        "督促情况": "期间内督促的次数",
    },
    lists={"单位": _OF_UNIT, "滞后单位": _OF_UNIT, "滞后事项": _OF_CASE},
    tables={
        "单位情况表": "各责任单位的总数、应完成、已完成、滞后件数和办结率",
        "增减情况表": "各责任单位已销号、滞后件数和办结率与上期的比较，以及期间内的督促次数",
        "单位排名表": "各责任单位按整改结果的排名，仅供内部使用",
        "指标表": "主要指标及其统计口径",
    },
)
_C = Align.CENTER
# 156 mm together: an upright A4 between its margins.
_CHANGES = (
    Column("序号", 10, _C),
    Column("责任单位", 28, _C),
    Column("已销号\n（件）", 16, _C),
    Column("较上期", 15, _C),
    Column("滞后\n（件）", 14, _C),
    Column("较上期", 15, _C),
    Column("办结率", 19, _C),
    Column("上期\n办结率", 19, _C),
    Column("督促", 20, _C),
)
_RANKS = (
    Column("名次", 14, _C),
    Column("责任单位", 40, _C),
    Column("办结率", 34, _C),
    Column("按期完成率", 34, _C),
    Column("滞后（件）", 17, _C),
    Column("总数（件）", 17, _C),
)
_EMPTY = "本批次暂无整改事项"
# Stood in no unit's table before the period began.
_NOTHING = Figures()


def gather(scope: Scope) -> Iterator[Subject]:
    """The one circular. A constant number of statements."""
    view = circular_view(scope)
    total = view.total
    words = place_of_number("circular", scope) | batch_words(scope) | figure_words(total)
    words |= _period_words(view, scope) | _opinion_words(view) | {"督促情况": _urged(view, None)}
    units = tuple(_unit(view, name, key, figures) for key, name, figures in _units(view))
    lists = {
        "单位": units,
        "滞后单位": tuple(row for row in units if row["滞后"] != "0"),
        "滞后事项": tuple(_case(view, late) for late in view.late),
    }
    tables = {
        "单位情况表": unit_table(((unit.unit_name, unit.figures) for unit in view.units), total),
        "增减情况表": _changes(view),
        "单位排名表": _ranks(view),
        "指标表": measured(total),
    }
    yield Subject(Values(words, lists, tables))


def _units(view: CircularView) -> list[tuple[int | None, str, Figures]]:
    return [(unit.unit_id, unit.unit_name, unit.figures) for unit in view.units]


def _period_words(view: CircularView, scope: Scope) -> dict[str, str]:
    total, before = view.total, view.total_before
    return {
        "统计期间": span(view.period),
        "周期": view.period.cycle.label,
        "截至日": print_day(view.period.last),
        "上期截至日": print_day(view.period.before),
        "较上期": _compared(total, before),
        "上期办结率": rate_words(before.closed_rate),
        "附单位排名": "是" if scope.typed.get(RANKING) else "",
        "撤销件数": str(total.withdrawn),
        "未列滞后件数": str(total.behind - len(view.late)) if total.behind > len(view.late) else "",
    }


def span(period: Period) -> str:
    """2022年11月28日至12月4日: the year once, where it is the same."""
    first, last = period.first, period.last
    until = f"{last.month}月{last.day}日" if first.year == last.year else print_day(last)
    return f"{print_day(first)}至{until}" if first != last else print_day(last)


def _compared(now: Figures, before: Figures) -> str:
    named = (("总数", now.total - before.total), ("已销号", now.closed - before.closed))
    parts = [f"{name}{_more(change)}" for name, change in (*named, ("滞后", now.behind - before.behind))]
    return "，".join(parts)


def _more(change: int) -> str:
    return f"增加{change}件" if change > 0 else f"减少{-change}件" if change < 0 else "持平"


def _opinion_words(view: CircularView) -> dict[str, str]:
    at: Mapping[str, int] = view.opinions
    return {
        "意见条数": str(sum(at.values())),
        "立案意见条数": str(at[Where.FOUNDING] + at[Where.MERGED]),
        "归并意见条数": str(at[Where.MERGED]),
        "直接答复条数": str(at[Where.TO_EXPLAIN] + at[Where.EXPLAINED]),
        "待处理条数": str(at[Where.UNDECIDED]),
    }


def _urged(view: CircularView, unit: int | None) -> str:
    """提醒2次、催办1次: of one unit, or of all."""
    counts = {
        rung: sum(count for (key, each), count in view.rungs.items() if each is rung and unit in (None, key))
        for rung in Rung
    }
    return "、".join(f"{rung.label}{count}次" for rung, count in counts.items() if count)


def _unit(view: CircularView, name: str, key: int | None, figures: Figures) -> Row:
    words = figure_words(figures) | {
        "责任单位": name,
        "较上期": _compared(figures, view.before.get(key, _NOTHING)),
        "督促": _urged(view, key) if key else "",
    }
    return {field: words[field] for field in _OF_UNIT}


def _case(view: CircularView, late: LateCase) -> Row:
    """The limit of that day, in the notice's words where they still mean it."""
    case, row = late.case, late.row
    limit = target_table.limit_text(case, target_table.year_on_paper(case.batch))
    names = {unit.unit_id: unit.unit_name for unit in view.units}
    return {
        "序号": str(case.position),
        "问题编号": numbers.in_a_sentence(case),
        "整改内容": one_line(redact(case.content)),
        "责任单位": names[row.unit_id],
        "整改时限": target_table.in_a_sentence(limit)
        if case.limit_date == row.limit
        else print_day(row.limit)
        if row.limit
        else "尚未确定",
        "进度": f"{row.percent}%",
        "亮灯": late.lit.label,
        "亮灯说明": days_in_words(late.lit.why),
    }


def _changes(view: CircularView) -> Table:
    rows = [
        _change(str(at), name, figures, view.before.get(key, _NOTHING), _urged(view, key) if key else "")
        for at, (key, name, figures) in enumerate(_units(view), 1)
    ]
    if rows:
        rows.append(_change("", "合计", view.total, view.total_before, _urged(view, None)))
    return Table(_CHANGES, tuple(rows), empty=_EMPTY)


def _change(at: str, name: str, now: Figures, before: Figures, urged: str) -> tuple[str, ...]:
    return (
        at, name, str(now.closed), _signed(now.closed - before.closed), str(now.behind),
        _signed(now.behind - before.behind), _broken(str(now.closed_rate)), _broken(str(before.closed_rate)),
        urged.replace("、", "\n") or "—",
    )  # fmt: skip


def _signed(change: int) -> str:
    return f"{change:+d}" if change else "持平"


def _broken(rate: str) -> str:
    return rate.replace("（", "\n（")


def _ranks(view: CircularView) -> Table:
    named = [(name, figures) for key, name, figures in _units(view) if key is not None]
    rows = (
        (str(place), name, str(f.closed_rate), str(f.due_rate), str(f.behind), str(f.total))
        for place, name, f in ranked(named)
    )
    return Table(_RANKS, tuple(rows), empty=_EMPTY)
