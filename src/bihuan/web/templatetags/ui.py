"""The parts pages are built of. Contract: docs/ui.md. They show what they are handed and decide nothing."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bihuan.kernel.clauses import cite
from bihuan.web.templatetags.ui_formats import clock, local, short_date

register = template.Library()

STEPS = {
    "rectify": "整改",
    "verify": "核查",
    "notice": "公示",
    "close": "销号",
    "file": "备案",
    "disclose": "公开",
}
LIGHTS = {"green": "正常", "blue": "临近", "yellow": "预警", "red": "逾期", "grey": "不计时"}
SEVERITIES = {
    "serious": ("serious", "严重", "red"),
    "warn": ("warn", "提醒", "yellow"),
    "note": ("note", "说明", "grey"),
}
SEVERITY_ALIASES = {
    "block": "serious", "error": "serious", "严重": "serious",
    "warning": "warn", "提醒": "warn", "info": "note", "说明": "note",
}  # fmt: skip
HAVES = ("有量化的工作任务", "有推进路线图", "有明确的时间表", "有具体的责任主体", "有可以检验的成果形式")
NOTE_ICONS = {"info": "info", "warn": "warn", "bad": "stop", "done": "done"}
MESSAGE_KINDS = {"success": "done", "warning": "warn", "error": "bad"}


def get(thing: object, name: str, default: Any = None) -> Any:
    """An attribute of an object or a key of a dict: parts take both."""
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)


def pair(row: object, *names: str) -> dict[str, Any]:
    """A tuple, a dict or an object, as a dict with these names."""
    if isinstance(row, (tuple, list)):
        return dict(zip(names, row, strict=False))
    return {name: get(row, name) for name in names}


# ── signs ───────────────────────────────────────────────────────────────────
@lru_cache(maxsize=256)
def drawn(name: str, css: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css, static("bihuan/icons.svg"), name,
    )  # fmt: skip


@lru_cache(maxsize=2048, typed=True)  # typed: text that is marked safe is another value than the same text
def shown(name: str, **context: Any) -> SafeString:
    """A small part, rendered once for each set of plain values: a ledger page shows hundreds of them."""
    return render_to_string(f"components/{name}.html", context)


@register.simple_tag
def icon(name: str, css: str = "icon") -> SafeString:
    """One picture of icons.svg; decorative, so hidden from screen readers."""
    return drawn(name, css)


@register.simple_tag
def light(colour: str, note: str = "", word: str = "") -> SafeString:
    return shown("light", colour=colour, word=word or LIGHTS.get(colour, ""), note=note or "")


@register.simple_tag
def status(text: str, kind: str = "todo") -> SafeString:
    return format_html('<span class="status status-{}">{}</span>', kind, text)


@register.simple_tag
def badge(text: object, tone: str = "grey") -> SafeString:
    return format_html('<span class="badge badge-{}">{}</span>', tone, text)


@register.simple_tag
def clause(number: str | None) -> SafeString:
    if not number:
        return SafeString("")
    return format_html('<span class="clause">{}</span>', cite(number))


# ── the six steps ───────────────────────────────────────────────────────────
def step_rows(current: str, dates: Mapping[str, Any] | None, *, left: str) -> list[dict[str, Any]]:
    keys = list(STEPS)
    here = {"": -1, "done": len(keys)}.get(str(current), keys.index(current) if current in keys else -1)
    rows = []
    for number, key in enumerate(keys):
        state = "done" if number < here else "now" if number == here else "todo"
        word = {"done": "已完成", "now": "已中止" if left else "进行中", "todo": "未开始"}[state]
        on = (dates or {}).get(key) if state == "done" else None
        rows.append({"number": number + 1, "label": STEPS[key], "state": state, "word": word, "on": on})
    return rows


@register.inclusion_tag("components/six_steps.html")
def six_steps(
    current: str,
    round: int = 1,  # noqa: A002  the word of the templates: 轮次
    left: str = "",
    dates: Mapping[str, Any] | None = None,
    note: str = "",
) -> dict[str, Any]:
    rows = step_rows(current, dates, left=left)
    return {"steps": rows, "round": round, "left": left, "note": note}


@register.simple_tag
def six_steps_mini(
    current: str,
    round: int = 1,  # noqa: A002
    left: str = "",
    dates: Mapping[str, Any] | None = None,
    note: str = "",
) -> SafeString:
    word = {"": "未开始", "done": "已公开"}.get(current) or note or STEPS.get(current, "未开始")
    return shown("six_steps_mini", word=left or word, off=bool(left), round=round, blocks=blocks(current))


@lru_cache
def blocks(current: str) -> tuple[tuple[str, int], ...]:
    rows = step_rows(current, None, left="")
    return tuple((row["state"], (row["number"] - 1) * 10) for row in rows)


# ── what is missing ─────────────────────────────────────────────────────────
@register.inclusion_tag("components/findings.html")
def findings(items: Iterable[object]) -> dict[str, Any]:
    rows = []
    for item in items or ():
        severity = str(get(item, "severity", "note"))
        severity = SEVERITY_ALIASES.get(severity, severity)
        kind, word, shape = SEVERITIES.get(severity, SEVERITIES["note"])
        rows.append({"kind": kind, "word": word, "shape": shape, "item": item})
    return {"rows": rows}


@register.inclusion_tag("components/refusal.html")
def refusal(items: Iterable[object], title: str = "尚不能办理") -> dict[str, Any]:
    return {"items": list(items or ()), "title": title}


@register.simple_tag
def five_haves(haves: Iterable[object], mini: bool = False) -> SafeString:
    rows = []
    for number, have in enumerate(haves or ()):
        row = {"label": HAVES[number % 5], "note": "", "ok": have}
        if not isinstance(have, bool):
            row = {
                "label": get(have, "label") or row["label"],
                "note": get(have, "note"),
                "ok": bool(get(have, "ok")),
            }
        rows.append(row)
    if mini:
        ticks = tuple((bool(row["ok"]), number * 10) for number, row in enumerate(rows))
        return shown("five_haves_mini", ticks=ticks, count=sum(ok for ok, _ in ticks))
    return render_to_string("components/five_haves.html", {"rows": rows})


def action_rows(items: Iterable[object]) -> list[dict[str, Any]]:
    names = ("label", "url", "kind", "method", "why", "clause", "name", "value")
    rows = []
    for item in items or ():
        row = {name: get(item, name) or "" for name in names}
        rows.append({**row, "allowed": get(item, "allowed", True)})
    return rows


@register.inclusion_tag("components/actions.html")
def actions(items: Iterable[object], column: bool = False, prefix: str = "act") -> dict[str, Any]:
    """The prefix keeps the ids of the reasons apart when a page has two bars."""
    return {"items": action_rows(items), "column": column, "prefix": prefix}


@register.inclusion_tag("components/next_step.html")
def next_step(step: object, title: str = "下一步") -> dict[str, Any]:
    return {"step": step, "title": title}


# ── data ────────────────────────────────────────────────────────────────────
@register.simple_block_tag
def panel(content: str, title: str, id: str = "", count: object = None, note: str = "") -> SafeString:  # noqa: A002
    return format_html(
        '<section class="panel"{}><div class="panel-head"><h2>{}</h2>{}{}</div>'
        '<div class="panel-body">{}</div></section>',
        format_html(' id="{}"', id) if id else "",
        title,
        badge(count) if count is not None else "",
        format_html('<span class="panel-note">{}</span>', note) if note else "",
        content,
    )


@register.simple_block_tag
def table(
    content: str, caption: str, tall: bool = False, pin: bool = False, cards: bool = False
) -> SafeString:
    css = "".join((" is-tall" * tall, " is-pinned" * pin, " is-cards" * cards))
    return format_html(
        '<div class="table-box{}" role="region" aria-label="{}" tabindex="0">'
        '<table class="table"><caption class="visually-hidden">{}</caption>{}</table></div>',
        css, caption, caption, content,
    )  # fmt: skip


@register.simple_block_tag
def note(content: str, kind: str = "info") -> SafeString:
    return format_html(
        '<div class="note note-{}">{}<div class="note-body">{}</div></div>',
        kind, icon(NOTE_ICONS.get(kind, "info")), content,
    )  # fmt: skip


def query_of(context: template.Context, **changes: object) -> str:
    """The address of this page with some parameters changed; None takes one away."""
    request = context.get("request")
    if request is None:
        return "?"
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/th_sort.html", takes_context=True)
def th_sort(context: template.Context, label: str, key: str, css: str = "") -> dict[str, Any]:
    request = context.get("request")
    now = request.GET.get("sort", "") if request else ""
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    url = query_of(context, sort=f"-{key}" if now == key else key, page=None)
    return {"label": label, "order": order, "url": url, "css": css}


@register.inclusion_tag("components/kv.html")
def kv(rows: Iterable[object], cols: int = 2) -> dict[str, Any]:
    return {"rows": [pair(row, "label", "value", "wide", "url") for row in rows or ()], "cols": cols}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[object]) -> dict[str, Any]:
    names = ("label", "who", "unit", "text", "details", "files", "seal")
    rows: list[dict[str, Any]] = []
    seen: Any = None
    for entry in entries or ():
        number, at = get(entry, "round"), get(entry, "at")
        change = number if seen is not None and number is not None and number != seen else None
        seen = number if number is not None else seen
        row = {name: get(entry, name) or "" for name in names}
        at = local(at) if isinstance(at, date) else None
        rows.append(
            {
                **row,
                "kind": get(entry, "kind") or "done",
                "round": change,
                "iso": at.isoformat() if at else "",
                "day": short_date(at),
                "time": clock(at),
            }
        )
    return {"rows": rows}


@register.inclusion_tag("components/stats.html")
def stats(items: Iterable[object]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[object], label: str = "分类", sticky: bool = False) -> dict[str, Any]:
    return {"items": items, "label": label, "sticky": sticky}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(rows: Iterable[object], label: str = "", unit: str = "", max: float = 0) -> dict[str, Any]:  # noqa: A002
    bars = [pair(row, "label", "value", "note") for row in rows or ()]
    top = float(max) or float(next(iter(sorted((bar["value"] or 0 for bar in bars), reverse=True)), 0)) or 1.0
    for bar in bars:
        share = 100 * float(bar["value"] or 0) / top
        bar["width"] = f"{min(100.0, share):.1f}%"
    return {"bars": bars, "label": label, "unit": unit, "notes": any(bar.get("note") for bar in bars)}


@register.inclusion_tag("components/progress.html")
def progress(percent: float, planned: float | None = None) -> dict[str, Any]:
    def bound(value: float) -> float:
        return min(100.0, max(0.0, float(value)))

    plan = f"{bound(planned):.1f}%" if isinstance(planned, (int, float)) else None
    return {"percent": percent, "width": f"{bound(percent or 0):.1f}%", "planned": planned, "plan_x": plan}


@register.inclusion_tag("components/photo_pairs.html")
def photo_pairs(pairs: Iterable[object]) -> dict[str, Any]:
    return {"pairs": pairs}


@register.inclusion_tag("components/files.html")
def files(items: Iterable[object]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/quote.html")
def quote(text: str, by: str = "", no: str = "") -> dict[str, Any]:
    return {"text": text, "by": by, "no": no}


@register.inclusion_tag("components/empty.html")
def empty(title: str = "暂无数据", hint: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    return {"title": title, "hint": hint, "url": url, "label": label}


@register.simple_block_tag
def aside(content: str, label: str) -> SafeString:
    """The right column, or nothing when it is blank: then the page is as wide as the window."""
    if not content.strip():
        return SafeString("")
    return format_html('<aside class="stack" aria-label="{}">{}</aside>', label, content)


# ── for the base templates ──────────────────────────────────────────────────
@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> str:
    """A block's text once more: Django lets a block stand only once, and the h1 repeats the title."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return SafeString(block.render(context).strip()) if block else ""  # rendered, so escaped already


@register.simple_tag(takes_context=True)
def font(context: template.Context) -> str:
    """normal or large: the query first, then the cookie."""
    request = context.get("request")
    if request is None:
        return "normal"
    wanted = request.GET.get("font") or request.COOKIES.get("font")
    return "large" if wanted == "large" else "normal"


@register.simple_tag(takes_context=True)
def font_url(context: template.Context, size: str) -> str:
    return query_of(context, font=size)


@register.filter
def message_kind(message: Any) -> str:
    for tag in str(message.tags).split():
        if tag in MESSAGE_KINDS:
            return MESSAGE_KINDS[tag]
    return "info"


@register.filter
def note_icon(kind: str) -> str:
    return NOTE_ICONS.get(kind, "info")


@register.simple_tag
def print_landscape() -> SafeString:
    return format_html(
        '<link rel="stylesheet" media="print" href="{}">', static("bihuan/print-landscape.css")
    )
