"""对账 in the preview of an import: what the file says otherwise of the batch it would go into."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.intake.reading import Reading
from bihuan.triage.list_diff import (
    Change,
    Difference,
    Line,
    ListDiff,
    ListScope,
    Renumbered,
    Rulings,
    Stored,
    diff_findings,
)
from bihuan.triage.list_facts import batch_of, decided_here, difference_of
from bihuan.triage.list_status import News
from bihuan.web.understanding import Waiting
from bihuan.web.word_marks import changed_words

FIRST = 50
# The name of what is said of a line that looks renumbered begins so, and ends with its number.
LINE = "line-"
SECTIONS = (
    (News.WITHDRAWN, "bad", "已立项、已答复的不作改动，登记为清单变更，请逐条处理。"),
    (News.RETURNED, "bad", "上级退回重办，登记为清单变更；确属反弹的，按反弹认定办理。"),
    (News.RESTORED, "doing", "此前撤回，现又列入。"),
)


class ScopeForm(forms.Form):
    """What the clerk says the list is."""

    scope = forms.ChoiceField(
        label="这份清单是",
        choices=[(each.value, each.label) for each in ListScope],
        widget=forms.RadioSelect,
    )


def scope_of(sent: str) -> ListScope:
    """The scope that was sent; anything else is a part of a list."""
    return ListScope(sent) if sent in ListScope._value2member_map_ else ListScope.PART


def rulings_of(sent: Mapping[str, str]) -> Rulings:
    """What was said of the lines that look renumbered."""
    named = {name.removeprefix(LINE): said for name, said in sent.items() if name.startswith(LINE)}
    return Rulings(
        {
            number: int(said) if said.isascii() and said.isdecimal() else None
            for number, said in named.items()
        },
        {"same": True, "new": False}.get(sent.get("lines", "")),
    )


def difference_page(
    actor: Actor, waiting: Waiting, reading: Reading, scope: ListScope, rulings: Rulings
) -> dict[str, Any]:
    """The parts of the preview; none where the file goes into no batch that holds opinions."""
    batch = batch_of(actor, reading, waiting.batch)
    if batch is None or not batch.opinions.exists():
        return {}
    diff = difference_of(batch, reading, scope, rulings)
    sections = _sections(diff)
    return {
        "difference": {
            "sections": sections,
            "tabs": [
                {"label": each["title"], "url": f"#diff-{each['key']}", "count": each["count"]}
                for each in sections
            ],
            # What is still to be said of lines is asked where they stand.
            "findings": [
                each for each in diff_findings(diff, scope, new_batch=False) if each.code != "number-changed"
            ],
            "to_rule": sum(pair.same is None for pair in diff.renumbered),
            "scope_form": ScopeForm(initial={"scope": scope.value}),
            "scope": scope.value,
            "scope_label": scope.label,
            "nothing": not diff.new and not diff.differences,
            "others": rulings.others,
            "first": FIRST,
            "export_url": f"{reverse('import-difference')}?"
            + urlencode({"file": waiting.token(), "scope": scope.value}),
        }
    }


def _sections(diff: ListDiff) -> list[dict[str, Any]]:
    """One section a kind, what has to be looked at first; those with nothing in them left out."""
    told = _decided(diff)
    pairs = [_renumbered(each, told) for each in diff.renumbered[:FIRST]]
    note = "内容与已有意见完全相同而编号不同"
    found = [_section("renumbered", "疑似改号", "wait", diff.renumbered, pairs, note)]
    found.append(
        _section(
            "changed", "变更", "wait", diff.changed, [_changed(each, told) for each in diff.changed[:FIRST]],
            "原文和已作的决定保持不变，登记为清单变更，请逐条处理。",
        )
    )  # fmt: skip
    for news, kind, note in SECTIONS:
        rows = diff.having(news)
        found.append(
            _section(news.value, news.label, kind, rows, [_news(row, told) for row in rows[:FIRST]], note)
        )
    open_still = {pair.line.number for pair in diff.renumbered if pair.same is None}
    new = [line for line in diff.new if line.number not in open_still]
    found.append(_section("new", "新增", "doing", new, [_new(line) for line in new[:FIRST]]))
    same = (*diff.unchanged, *(each.stored for each in diff.filled))
    ended = sum(stored.closed_on is not None for stored in same)
    note = f"其中{ended}条所在事项已销号；上级退回重办的，请在上方改选“退回重办清单”。" if ended else ""
    found.append(_section("unchanged", "未变", "off", same, [], note))
    return [each for each in found if each["count"]]


def _section(
    key: str, title: str, kind: str, rows: Sequence[Any], shown: list[dict[str, Any]], note: str = ""
) -> dict[str, Any]:
    return {"key": key, "title": title, "kind": kind, "count": len(rows), "rows": shown, "note": note}


def _decided(diff: ListDiff) -> dict[int, str]:
    shown: list[Stored] = [each.stored for each in diff.changed[:FIRST]]
    for news in News:
        shown += [each.stored for each in diff.having(news)[:FIRST]]
    shown += [each.stored for each in diff.renumbered[:FIRST]]
    return decided_here(stored.key for stored in shown)


def _new(line: Line) -> dict[str, Any]:
    return {"number": line.number, "text": line.text, "where": line.where}


def _known(stored: Stored, told: dict[int, str]) -> dict[str, Any]:
    decided = told.get(stored.key, "")
    return {"key": stored.key, "number": stored.number, "text": stored.text, "decided": decided}


def _changed(each: Difference, told: dict[int, str]) -> dict[str, Any]:
    return {**_known(each.stored, told), "changes": _marked(each.changes), "where": each.where}


def _news(each: Difference, told: dict[int, str]) -> dict[str, Any]:
    by = each.told_by or Change("", "", "")
    words = f"{by.field}：{by.after}" if by.field else by.after or each.news.label if each.news else ""
    return {**_known(each.stored, told), "said": words, "where": each.where}


def _renumbered(pair: Renumbered, told: dict[int, str]) -> dict[str, Any]:
    line = pair.line
    return {
        **_known(pair.stored, told),
        "now": line.number,
        "where": line.where,
        "input": f"{LINE}{line.number}",
        "same": pair.same,
    }


def _marked(changes: Iterable[Change]) -> list[dict[str, Any]]:
    marked = []
    for change in changes:
        before, after = changed_words(change.before, change.after)
        marked.append({"field": change.field, "before": before, "after": after})
    return marked
