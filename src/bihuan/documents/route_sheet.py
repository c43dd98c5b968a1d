"""现场路线表: where inspectors go, unit by unit, and who meets them there by post. No name, no telephone."""

from collections import defaultdict

from bihuan.access.actor import Role
from bihuan.documents.scope import Scope
from bihuan.evidence.models import Picture
from bihuan.followup.facts import drawable
from bihuan.followup.models import Drawn
from bihuan.kernel.redact import redact
from bihuan.language.names import names_in
from bihuan.people.models import Post
from bihuan.people.order import TreeOrder
from bihuan.typesetting.table import Align, Column, TablePaper

LABEL = "现场路线表"
_C = Align.CENTER
# 225 mm together.
_COLUMNS = (
    Column("序号", 11, _C),
    Column("问题编号", 31, _C),
    Column("整改内容", 46),
    Column("现场地点", 31),
    Column("责任单位", 24, _C),
    Column("单位地址", 26),
    Column("现场陪同岗位", 22, _C),
    Column("抽样安排", 18, _C),
    Column("到场时间", 16, _C),
)
_NOTES = (
    "注：1. 只列有现场的事项，按责任单位排列；现场地点取自整改内容和现场图片的定位，以实地为准。",
    "注：2. 抽样安排为抽查是否抽中和抽查权重（权重越大越应当到场），供确定核验样本时参考；到场时间由核验人员填写。",
)


def route_sheet(scope: Scope) -> TablePaper:
    """The items with something to be seen. A constant number of statements."""
    by_unit = TreeOrder("lead__path").asc(nulls_last=True)
    cases = list(scope.cases.filter(on_site=True).select_related("lead").order_by(by_unit, "position"))
    keys = [case.pk for case in cases]
    seen, meets, samples = _seen(scope, keys), _meets(scope), _samples(scope)
    rows = tuple(
        (
            str(case.position),
            case.number,
            redact(case.content),
            "\n".join([*dict.fromkeys(names_in(redact(case.content)).places.values()), *seen[case.pk]]),
            case.lead.name if case.lead else "",
            case.lead.address if case.lead else "",
            "\n".join(meets[case.lead_id]),
            "\n".join(samples[case.pk]),
            "",
        )
        for case in cases
    )
    title = "整改事项现场核验路线表"
    above = (f"批次：{scope.batch.number}",)
    return TablePaper(LABEL, title, _COLUMNS, rows, above=above, below=_NOTES, dated=scope.today)


def _seen(scope: Scope, keys: list[int]) -> dict[int, list[str]]:
    """Where the last picture of each case that knows it was taken."""
    places: dict[int, list[str]] = defaultdict(list)
    taken = Picture.objects.exclude(latitude=None).exclude(longitude=None)
    found = scope.cases.filter(pk__in=keys, evidence__blob__picture__in=taken).order_by("evidence__pk")
    for key, north, east in found.values_list(
        "pk", "evidence__blob__picture__latitude", "evidence__blob__picture__longitude"
    ):
        places[key] = [f"北纬{north:.5f}", f"东经{east:.5f}"]
    return places


def _meets(scope: Scope) -> dict[int | None, list[str]]:
    """The posts of each unit that may show inspectors round."""
    posts: dict[int | None, list[str]] = defaultdict(list)
    leads = scope.cases.order_by().values("lead")
    held = Post.objects.filter(
        unit__in=leads, role__in=(Role.UNIT_LEADER, Role.LIAISON), user__is_active=True
    )
    for unit, role in held.order_by("unit", "-role").values_list("unit", "role").distinct():
        posts[unit].append(Role(role).label)
    return posts


def _samples(scope: Scope) -> dict[int, list[str]]:
    """Whether each case was drawn, and what its weight would be in a draw of today."""
    told: dict[int, list[str]] = defaultdict(list)
    drawn = Drawn.objects.filter(case__in=scope.cases.order_by().values("pk")).order_by("pk")
    for case, draw in drawn.values_list("case", "draw"):
        told[case].append(f"抽查{draw}抽中")
    for listed in drawable(scope.batch.pk):
        told[listed.close_out.case_id].append(f"权重{listed.weight}")
        told[listed.close_out.case_id] += [each.label for each in listed.additions]
    return told
