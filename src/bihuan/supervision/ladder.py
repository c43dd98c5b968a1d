"""督促阶梯 提醒→催办→督办→约谈→通报 (S15): which rung is due for which cause. Pure."""

from bihuan.kernel.words import Labelled


class Rung(Labelled):
    """The rungs, lowest first. A person may start at any; the timetable climbs them one by one."""

    REMINDER = "reminder", "提醒"
    URGING = "urging", "催办"
    ORDER = "order", "督办"
    TALK = "talk", "约谈"
    CIRCULAR = "circular", "通报"
