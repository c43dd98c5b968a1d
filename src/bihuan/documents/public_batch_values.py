"""整改落实情况公布稿 (S21): the public projection of a batch's cases, its name, and the office that answers for it.

Nothing else is gathered here, so that no wording can print more.
"""

from collections.abc import Iterator
from dataclasses import replace

from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.disclosure.projection import PublicCase
from bihuan.disclosure.queries import project, public_cases
from bihuan.documents.batch_words import subject_of
from bihuan.documents.numbers import in_a_sentence as number_of
from bihuan.documents.numbers import with_called
from bihuan.documents.public_values import way_in
from bihuan.documents.scope import Scope, Subject
from bihuan.documents.target_table import in_a_sentence, measures_text
from bihuan.documents.values import Values, Vocabulary
from bihuan.typesetting.paper import Table
from bihuan.typesetting.table import Align, Column, print_day

_C = Align.CENTER
# 225 mm together: a landscape A4 between its margins.
_COLUMNS = (
    Column("序号", 12, _C),
    Column("问题编号", 31, _C),
    Column("群众反映的问题", 32),
    Column("整改目标", 34),
    Column("整改措施", 40),
    Column("责任单位", 22, _C),
    Column("整改落实情况", 32),
    Column("办理结果", 22, _C),
)
# What is not public yet; the wording says so below the table.
_UNTOLD = "—"
VOCABULARY = Vocabulary(
    fields={
        "批次主题": "批次名称，用作标题的开头",
        "评价年度": "社会评价的年度",
        "牵头单位": "牵头单位全称",
        "牵头单位电话": "牵头单位的联系电话",
        "牵头单位地址": "牵头单位的地址",
        "反映渠道": "可以向牵头单位反映，连同电话、地址，一句话",
        "发文字号": "批次的发文字号",
        "今日": "本文书所说的日期，各项数字截至这一天",
        "公示件数": "已向社会公示的事项件数",
        "销号件数": "其中已销号的件数",
        "公开件数": "其中整改结果已公开的件数",
    },
    lists={
        "事项": {
            "序号": "在批次中的序号",
            "问题编号": "问题编号",
            "问题摘要": "供公开的问题摘要，不是意见原文",
            "整改目标": "整改目标，已作脱敏处理",
            "整改措施": "整改措施，一项一行，已作脱敏处理",
            "整改时限": "整改时限",
            "责任单位": "责任单位",
            "整改落实情况": "经审查公开的整改情况",
            "办理结果": "办理结果",
        }
    },
    tables={"公布表": "各事项的问题、目标、措施、责任单位、整改落实情况和办理结果"},
)


def gather(scope: Scope) -> Iterator[Subject]:
    """The announcement of the batch. A constant number of statements."""
    cases = with_called(public_cases().filter(pk__in=scope.cases.order_by().values("pk"))).order_by(
        "position"
    )
    yield Subject(_values(scope, [replace(project(case), number=number_of(case)) for case in cases]))


def _values(scope: Scope, cases: list[PublicCase]) -> Values:
    rows = tuple(_row(case) for case in cases)
    named = (
        "序号", "问题编号", "问题摘要", "整改目标", "整改措施", "责任单位", "整改落实情况", "办理结果"
    )  # fmt: skip
    table = Table(
        _COLUMNS,
        tuple(tuple(row[name] or _UNTOLD for name in named) for row in rows),
        empty="暂无可以公布的整改事项",
    )
    return Values(
        fields={
            "批次主题": subject_of(scope.batch),
            "评价年度": str(scope.batch.evaluation_year or ""),
            "牵头单位": scope.batch.coordinator.name,
            "牵头单位电话": scope.batch.coordinator.phone,
            "牵头单位地址": scope.batch.coordinator.address,
            "反映渠道": way_in(scope.batch.coordinator),
            "发文字号": scope.batch.number,
            "今日": print_day(scope.today),
            "公示件数": str(len(cases)),
            "销号件数": str(sum(State(case.state) in STRUCK_OFF for case in cases)),
            "公开件数": str(sum(case.disclosed_on is not None for case in cases)),
        },
        lists={"事项": rows},
        tables={"公布表": table},
    )


def _row(case: PublicCase) -> dict[str, str]:
    return {
        "序号": str(case.position),
        "问题编号": case.number,
        "问题摘要": case.summary,
        "整改目标": case.target,
        "整改措施": measures_text(list(case.measures)),
        "整改时限": in_a_sentence(case.limit),
        "责任单位": case.unit,
        "整改落实情况": case.statement,
        "办理结果": _result(case),
    }


def _result(case: PublicCase) -> str:
    """The result of the close-out in force, else where the case stands."""
    in_force = [row for row in case.close_outs if row.revoked_on is None]
    if in_force:
        return in_force[-1].status
    return "重新整改" if State(case.state) is State.REOPENED else case.state_label
