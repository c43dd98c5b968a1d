"""整改完成情况报告 (S20): what one responsible unit reports of its own cases, and of no others."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from bihuan.cases.models import Case, Measure
from bihuan.documents import numbers
from bihuan.documents.batch_facts import Told, UnitPart, view_of
from bihuan.documents.batch_tables import (
    done_so_far,
    limit_of,
    measured,
    one_line,
    outcome_counts,
    outcome_words,
    result_of,
    results,
)
from bihuan.documents.batch_words import OF_BATCH, OF_FIGURES, batch_words, figure_words
from bihuan.documents.scope import Scope, Subject
from bihuan.documents.speaking import days_in_words
from bihuan.documents.target_table import in_a_sentence
from bihuan.documents.values import Row, Values, Vocabulary
from bihuan.evidence.models import Evidence, EvidenceKind
from bihuan.kernel.redact import redact
from bihuan.lasting.queries import in_words
from bihuan.reports.outcomes import Outcome

_OF_CASE = {
    "序号": "在批次中的序号",
    "问题编号": "问题编号",
    "整改内容": "整改内容",
    "整改目标": "整改目标",
    "整改时限": "整改时限",
    "措施完成情况": "各项措施及其完成情况，一项一行",
    "整改落实情况": "整改成效，未申请销号的为最近一次进展报告",
    "整改结果": "整改结果，如“已完成整改”“达到序时进度”，由系统依台账得出",
    "结果依据": "为什么是这样的结果",
    "材料清单": "各类佐证材料的份数",
}
VOCABULARY = Vocabulary(
    fields={
        **OF_BATCH,
        **OF_FIGURES,
        "责任单位": "报告的责任单位",
        "制度成果": "本单位事项形成的已出台、已施行的制度，如“《路灯养护办法》（文号，已施行）”",
        "整改结果统计": "各种整改结果的件数，如“已完成整改1件，达到序时进度2件”",
    },
    lists={"事项": _OF_CASE, "滞后事项": _OF_CASE, "未达到序时进度事项": _OF_CASE},
    tables={"整改落实情况表": "本单位各事项的整改落实情况", "指标表": "主要指标及其统计口径"},
)


def gather(scope: Scope) -> Iterator[Subject]:
    """One report a responsible unit. A constant number of statements."""
    view = view_of(scope)
    words = batch_words(scope)
    evidence = _evidence(each.life.case for each in view.told)
    for part in view.units:
        if part.unit is not None:
            yield Subject(_values(part, words, evidence), unit=part.unit)


def _values(part: UnitPart, words: Mapping[str, str], evidence: Mapping[int, str]) -> Values:
    rows = {each.life.case.pk: _row(each, evidence) for each in part.told}
    counts = outcome_counts(part.told)
    own = {"责任单位": part.name, "制度成果": _mechanisms(part), "整改结果统计": outcome_words(counts)}
    behind = (each for each in part.told if each.stated.outcome is Outcome.BEHIND)
    return Values(
        fields={**words, **figure_words(part.figures), **own},
        lists={
            "事项": tuple(rows.values()),
            "滞后事项": tuple(rows[each.life.case.pk] for each in part.told if each.is_late),
            "未达到序时进度事项": tuple(rows[each.life.case.pk] for each in behind),
        },
        tables={"整改落实情况表": results(part.told), "指标表": measured(part.figures, outcomes=counts)},
    )


def _mechanisms(part: UnitPart) -> str:
    """Each once, whichever of the unit's cases it came of."""
    return "、".join(dict.fromkeys(in_words(row) for each in part.told for row in each.life.mechanisms))


def _row(told: Told, evidence: Mapping[int, str]) -> Row:
    case = told.life.case
    return {
        "序号": str(case.position),
        "问题编号": numbers.in_a_sentence(case),
        "整改内容": one_line(redact(case.content)),
        "整改目标": one_line(case.target) or "尚未确定。",
        "整改时限": in_a_sentence(limit_of(case)) or "尚未确定",
        "措施完成情况": "\n".join(_measure(at, row) for at, row in enumerate(case.measures.all(), 1))
        or "尚未制定措施。",
        "整改落实情况": one_line(done_so_far(told)),
        "整改结果": result_of(told),
        "结果依据": days_in_words(told.stated.why),
        "材料清单": evidence.get(case.pk, ""),
    }


def _measure(at: int, measure: Measure) -> str:
    """（1）更换损坏的路灯。已完成：已更换36盏。"""
    text = one_line(measure.text).rstrip("。；;")
    result = one_line(redact(measure.result)).rstrip("。；;")
    progress = measure.get_progress_display()
    return f"（{at}）{text}。{progress}{'：' + result if result and result != progress else ''}。"


def _evidence(cases: Iterable[Case]) -> dict[int, str]:
    """整改方案1份、整改后图片2份, of the present round. One statement."""
    rounds = {case.pk: case.round for case in cases}
    counts: dict[int, Counter[str]] = {}
    handed_in = Evidence.objects.filter(case__in=list(rounds)).order_by()
    for case_id, round_, kind in handed_in.values_list("case", "round", "kind"):
        if rounds[case_id] == round_:
            counts.setdefault(case_id, Counter())[kind] += 1
    return {
        case_id: "、".join(f"{kind.label}{kinds[kind]}份" for kind in EvidenceKind if kinds[kind])
        for case_id, kinds in counts.items()
    }
