"""docs/glossary.md: the words of record. Every Chinese word on screen stands beside its identifier in the code."""

from collections.abc import Iterable

from django.apps import apps
from django.db.models import Choices, Field

from bihuan.access.actor import Role
from bihuan.access.acts import Act
from bihuan.access.policy import Place
from bihuan.cases.lifecycle import State, Step
from bihuan.cases.models import LIMIT_LABELS, Measure
from bihuan.cases.routes import Route
from bihuan.closure.models import CloseOut
from bihuan.evidence.models import EvidenceKind
from bihuan.management.reference.markdown import code, page, table
from bihuan.notice.models import Objection
from bihuan.plans.five_haves import PlanFacts, five_haves
from bihuan.response.models import Channel, ReturnVisit
from bihuan.supervision.lights import Light
from bihuan.verification.models import Line

INTRO = """
One word for one thing: button, URL, function, journal and documentation use the same. 公示 (*notice*, before a
close-out, open to objections) is never mixed up with 公开 (*disclosure*, after filing), nor 核查 (*verification* of a
case) with the checking of a proof.
"""
CHOICES: dict[str, type[Choices]] = {
    "How far a measure reaches": Measure.Horizon,
    "What a unit says of a measure": Measure.Progress,
    "Evidence (佐证材料)": EvidenceKind,
    "Ways to reach somebody (S28)": Channel,
    "Outcome of a return visit (回访)": ReturnVisit.Outcome,
    "Satisfaction (满意度)": ReturnVisit.Satisfaction,
    "What a line of a verification is held against": Line.Subject,
    "Ruling on an objection (异议)": Objection.Ruling,
    "Result of a close-out (销号)": CloseOut.Status,
}


def whole() -> str:
    """The page."""
    routes = table(
        ("Identifier", "中文", "What it demands", "Clause"),
        ((code(route.value), route.label, route.demand, route.clause) for route in Route),
    )
    parts = [
        ("States (环节)", _words((item.value, item.label) for item in State)),
        ("The six steps (S16)", _words((item.value, item.label) for item in Step)),
        ("Routes (整改类型)", routes),
        (
            "Kinds of time limit (时限类型)",
            _words((kind.value, label) for kind, label in LIMIT_LABELS.items()),
        ),
        ("The five haves (五个有)", _words((have.code, have.label) for have in five_haves(_NOTHING))),
        ("Roles (岗位)", _words((item.value, item.label) for item in Role)),
        ("Places around a case", _words((item.value, item.label) for item in Place)),
        ("Lights (亮灯)", _words((item.value, item.label) for item in Light)),
        *((title, _words(_members(choices))) for title, choices in CHOICES.items()),
        ("Acts (动作)", _words((item.value, item.label) for item in Act)),
        ("What is stored", _models()),
    ]
    return page("Glossary", INTRO, *(text for title, body in parts for text in (f"## {title}", body)))


_NOTHING = PlanFacts(indicators=0, measures=(), roadmap="", limit_date=None, lead="", people=())


def _words(pairs: Iterable[tuple[str, str]]) -> str:
    return table(("Identifier", "中文"), ((code(name), label) for name, label in pairs))


def _members(choices: type[Choices]) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in choices.choices]


def _models() -> str:
    """Every model of ours with its fields, by the words the forms and papers print."""
    rows = []
    for model in sorted(apps.get_app_config("bihuan").get_models(), key=lambda model: model.__name__):
        fields = [
            field for field in model._meta.get_fields() if isinstance(field, Field) and not field.auto_created
        ]
        named = (
            f"{field.verbose_name} `{field.name}`"
            for field in fields
            if not str(field.verbose_name).isascii()
        )
        name = str(model._meta.verbose_name)
        rows.append((code(model.__name__), "" if name.isascii() else name, "、".join(named)))
    return table(("Model", "中文", "Fields"), rows)
