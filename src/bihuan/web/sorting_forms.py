"""What the page 梳理 asks for: its filter, and the table of choices as it was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import QueryDict

from bihuan.access.actor import Actor
from bihuan.cases.routes import Route
from bihuan.intake.models import Opinion
from bihuan.kernel.findings import Finding, block
from bihuan.triage.sorting_queries import UnitNames, sorted_batches, sorted_opinions, waiting
from bihuan.triage.sorting_rules import NOTHING_SUGGESTED, Choice, Suggested
from bihuan.triage.suggestions import Suggestions

SALT = "bihuan.web.sorting"
# A page may lie open over lunch; what was shown on it is then still what the decision is told against.
WAITS_SECONDS = 24 * 3600
SIZES = (50, 100, 200)
SHOWN = (("", "待分类"), ("sorted", "已分类"), ("all", "全部"))
RELAPSE = "relapse"
ONLY = (
    ("", "不限"),
    ("unsure", "建议不全的"),
    ("urgent", "疑似急办的"),
    ("contact", "文中有联系方式的"),
    (RELAPSE, "疑似反弹的"),
)
ROUTES = [("", "　"), *((route.value, route.label) for route in Route)]


def with_what_rows_show(opinions: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """Each with its sorting and its batch. A batch carries its whole notice: it is read once, not with every row."""
    return opinions.select_related("sorting__unit").prefetch_related("batch__coordinator")


class SortingFilter(forms.Form):
    """查询条件. It starts from what the reader sorts and only narrows it."""

    batch = forms.ChoiceField(label="批次", required=False)
    show = forms.ChoiceField(label="状态", required=False, choices=SHOWN)
    only = forms.ChoiceField(label="只看", required=False, choices=ONLY)
    unit = forms.CharField(label="承办单位", required=False, max_length=100)
    category = forms.CharField(label="类别", required=False, max_length=60)
    q = forms.CharField(label="关键词", required=False, max_length=60)

    def __init__(self, actor: Actor, data: QueryDict) -> None:
        super().__init__(data, label_suffix="")
        self.actor = actor
        rows = sorted_batches(actor).values_list("pk", "number")
        self.batches = {str(key): number for key, number in rows}
        self.fields["batch"].choices = [("", "全部"), *self.batches.items()]  # type: ignore[attr-defined]
        for name, words in (("unit", "units"), ("category", "categories")):
            self.fields[name].widget.attrs["list"] = words
        self.fields["q"].widget.attrs["placeholder"] = "编号、意见内容"
        self.is_valid()

    def wants(self, name: str) -> str:
        """A condition; one that cannot be read asks for nothing."""
        return str(self.cleaned_data.get(name, "")).strip()

    @property
    def of_suggestions(self) -> bool:
        """Whether some condition is about what is suggested, and not only about what is stored."""
        return bool(self.wants("only") not in ("", RELAPSE) or self.wants("unit") or self.wants("category"))

    def tell_relapses(self, count: int) -> None:
        """Say beside the condition how many there are to see with it."""
        choices = [(value, f"{words}（{count}）" if value == RELAPSE else words) for value, words in ONLY]
        self.fields["only"].choices = choices  # type: ignore[attr-defined]

    def scope(self) -> QuerySet[Opinion]:
        """The opinions of the chosen batch, or of all."""
        found = sorted_opinions(self.actor)
        return found.filter(batch=int(self.wants("batch"))) if self.wants("batch") else found

    def opinions(self) -> QuerySet[Opinion]:
        """Those that the stored conditions leave, in the order of the lists."""
        found, show = self.scope(), self.wants("show")
        if show == "":
            found = waiting(found)
        elif show == "sorted":
            found = found.filter(sorting__isnull=False)
        if text := self.wants("q"):
            found = found.filter(Q(number__contains=text) | Q(text__contains=text))
        return with_what_rows_show(found).order_by("-batch_id", "number")

    def keeps(self, opinion: Opinion, suggested: Suggestions, names: UnitNames) -> bool:
        """Whether an opinion meets the conditions that are about its suggestions."""
        only = self.wants("only")
        meets = {
            "unsure": suggested.sureness == 0,
            "urgent": bool(suggested.urgent),
            "contact": bool(suggested.contacts),
        }
        if not meets.get(only, True):
            return False
        decided = getattr(opinion, "sorting", None)
        unit = names.name(decided.unit_id) if decided else names.name(_unit_of(suggested))
        category = decided.category if decided else _best(suggested, "category")
        return self.wants("unit") in ("", unit) and self.wants("category") in ("", category)


def _best(suggested: Suggestions, part: str) -> str:
    offer = suggested.offers.get(part)
    return offer.ranked[0][0] if offer else ""


def _unit_of(suggested: Suggestions) -> int | None:
    best = _best(suggested, "unit")
    return int(best) if best else None


def token_of(suggested: Mapping[int, Suggestions]) -> str:
    """What was suggested on a page, signed: the history tells a decision against what the clerk saw."""
    shown = {
        str(key): [_best(each, "kind"), _best(each, "category"), _best(each, "route"), _unit_of(each)]
        for key, each in suggested.items()
        if each.offers
    }
    return signing.dumps(shown, salt=SALT, compress=True)


def shown_then(token: str) -> dict[int, Suggested]:
    """What a page had suggested; nothing when its token is too old or not ours."""
    try:
        shown = signing.loads(token, salt=SALT, max_age=WAITS_SECONDS)
    except signing.BadSignature:
        return {}
    return {int(key): Suggested(*parts) for key, parts in shown.items()}


@dataclass
class Sent:
    """The table as it was sent: the opinions on the page, what was typed, which are to be confirmed."""

    rows: list[int]
    typed: dict[int, dict[str, str]]
    chosen: list[int]
    suggested: dict[int, Suggested] = field(default_factory=dict)

    @classmethod
    def of(cls, data: QueryDict) -> "Sent":
        """What a browser sent. Whatever is no number is not one of ours."""
        rows = _numbers(data.getlist("row"))[: SIZES[-1]]
        typed = {
            key: {
                part: data.get(f"{part}-{key}", "").strip() for part in ("kind", "category", "route", "unit")
            }
            | {"urgent": data.get(f"urgent-{key}", "")}
            for key in rows
        }
        ticked = _numbers(data.getlist("tick"))
        whole = data.get("do") == "page"
        chosen = [key for key in rows if (any(typed[key].values()) if whole else key in ticked)]
        return cls(rows, typed, chosen, shown_then(data.get("shown", "")))

    def choices(
        self, opinions: Mapping[int, Opinion], names: Mapping[int, UnitNames]
    ) -> tuple[list[Choice], list[Finding]]:
        """What is to be confirmed, and the units that could not be found by what was typed."""
        choices, findings = [], []
        for key in self.chosen:
            typed, opinion = self.typed[key], opinions.get(key)
            unit = None
            if opinion is not None and typed["unit"]:
                unit = names[opinion.batch.coordinator_id].key(typed["unit"])
                if unit is None:
                    findings.append(_no_such_unit(opinion, typed["unit"]))
            choices.append(
                Choice(
                    key,
                    typed["kind"],
                    typed["category"],
                    typed["route"],
                    unit,
                    urgent=bool(typed["urgent"]),
                    suggested=self.suggested.get(key, NOTHING_SUGGESTED),
                )
            )
        return choices, findings


def _numbers(sent: Sequence[str]) -> list[int]:
    return list(
        dict.fromkeys(int(key) for key in sent if key.isascii() and key.isdecimal() and len(key) < 19)
    )


def _no_such_unit(opinion: Opinion, typed: str) -> Finding:
    message = f"意见{opinion.number}的承办单位“{typed[:40]}”不在单位名录中，请从列表中选择。"
    return block("unit-unknown", message, clause="S5")


def start_of(opinion: Opinion, suggested: Suggestions, names: UnitNames) -> dict[str, Any]:
    """What stands in the row of an opinion before anybody types: what was decided, else what is suggested."""
    decided = getattr(opinion, "sorting", None)
    if decided is not None:
        return {
            "kind": decided.kind,
            "category": decided.category,
            "route": decided.route,
            "unit": names.name(decided.unit_id),
            "urgent": decided.urgent,
        }
    return {
        "kind": opinion.kind or _best(suggested, "kind"),
        "category": _best(suggested, "category"),
        "route": _best(suggested, "route"),
        "unit": names.name(_unit_of(suggested)),
        "urgent": False,
    }
