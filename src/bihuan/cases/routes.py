"""The routes of S8–S12: how an opinion is taken up. One primary route; contact is a duty besides, not a route (T3)."""

from enum import StrEnum


class Route(StrEnum):
    """The primary route of a case or, for ``EXPLAIN``, of an opinion that needs no case."""

    label: str
    clause: str
    demand: str

    def __new__(cls, name: str, label: str = "", clause: str = "", demand: str = "") -> "Route":
        route = str.__new__(cls, name)
        route._value_ = name
        route.label, route.clause, route.demand = label, clause, demand
        return route

    NOW = "now", "立行立改", "S8", "按“五个有”要求立行立改"
    STAGED = "staged", "分步解决", "S10", "向当事人解释说明，并有组织、有计划地逐步解决"
    LONG_TERM = "long_term", "长期推进", "S11", "列入规划期须完成事项，纳入年度绩效考评，跟踪推进"
    EXPLAIN = "explain", "解释说明", "S12", "耐心解释，取得理解；不计入整改事项"


CASE_ROUTES = (Route.NOW, Route.STAGED, Route.LONG_TERM)
