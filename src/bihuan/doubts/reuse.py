"""One document handed in for several items. Pure. Photos have their own rules."""

from collections.abc import Sequence

from bihuan.doubts.doubt import Doubt, Seen, plain, severe

# So many other items are shown; a circular may be handed in for a hundred.
MOST_SHOWN = 3


def file_reused(kind: str, own: Seen, others: Sequence[Seen], *, shared: bool) -> list[Doubt]:
    """A doubt when the very same file stands for other items too. ``shared``: of this kind it may (one meeting, one
    table, about several items); of others, each item has its own."""
    if not others:
        return []
    items = len({side.case_id for side in others}) + 1
    shown = "、".join(side.label for side in others[:MOST_SHOWN])
    more = "等" if len(others) > MOST_SHOWN else ""
    words = "请核对是否确为共用的材料" if shared else "请核对各事项是否各自形成材料"
    message = f"同一份{kind}“{own.label}”用于{items}个事项（另见{shown}{more}），{words}。"
    make = plain if shared else severe
    return [make("file-reused", message, own, *others[:MOST_SHOWN], clause="S18")]
