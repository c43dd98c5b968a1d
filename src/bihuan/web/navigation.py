"""What every page behind the log-in carries: the menu, the reader's unit, and how many messages are unread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from bihuan.access.actor import Actor, Role
from bihuan.access.acts import Act
from bihuan.messages.queries import unread_count
from bihuan.web.standing import may_somewhere


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu: ``pages`` are the names of the addresses under it, ``shown`` says to whom."""

    label: str
    name: str
    icon: str
    pages: tuple[str, ...] = ()
    section: str = ""
    shown: Callable[[Actor], bool] = lambda actor: True


def _handles_business(actor: Actor) -> bool:
    return bool(actor.roles() - {Role.SYSTEM_ADMIN})


def _imports(actor: Actor) -> bool:
    return may_somewhere(actor, Act.IMPORT_FILE)


def _looks_after_channels(actor: Actor) -> bool:
    return may_somewhere(actor, Act.MANAGE_CHANNEL)


def _administers(actor: Actor) -> bool:
    return Role.SYSTEM_ADMIN in actor.roles()


MENU = (
    Entry("待办", "worklist", "todo", shown=_handles_business),
    Entry("领导驾驶舱", "cockpit", "chart", ("wall",), shown=_handles_business),
    Entry(
        "整改台账",
        "ledger",
        "ledger",
        ("case", "case-act", "doubts", "objection-contact", "draft-of-case", "draft-of-unit", "case-set"),
        "办理",
        _handles_business,
    ),
    Entry(
        "意见建议",
        "opinions",
        "inbox",
        (
            "opinion",
            "opinion-act",
            "opinions-merge",
            "relapses",
            "relapse-dismiss",
            "triage",
            "alike",
            "duties",
            "duties-import",
        ),
        "办理",
        _handles_business,
    ),
    Entry(
        "督促检查",
        "supervisions",
        "list",
        ("supervision", "supervision-act", "supervision-proposals", "supervision-of-unit"),
        "办理",
        _handles_business,
    ),
    Entry(
        "批次",
        "batches",
        "batch",
        (
            "batch",
            "batch-issue",
            "batch-file",
            "draft-of-batch",
            "batch-set",
            "batch-relapses",
            "batch-draws",
            "batch-draw",
            "batch-reports",
            "batch-compiled",
            "batch-circular",
            "unit-report",
            "report-send-back",
            "inspections",
            "inspection",
            "inspection-new",
            "inspection-upload",
        ),
        "办理",
        _handles_business,
    ),
    Entry(
        "统计报表",
        "figures",
        "chart",
        (
            "figures-rows",
            "batch-figures",
            "batch-figures-rows",
            "batch-reconciliation",
            "batch-reconciliation-rows",
        ),
        "办理",
        _handles_business,
    ),
    Entry("长期事项", "long-term", "clock", (), "办理", _handles_business),
    Entry("长效机制", "mechanisms", "shield", ("mechanism", "mechanism-new"), "办理", _handles_business),
    Entry("导入来件", "import", "import", ("import-scan", "import-preview"), "办理", _imports),
    Entry(
        "出文登记",
        "papers",
        "file",
        ("paper", "paper-numbers", "paper-check", "paper-spoil", "paper-sign"),
        "文书",
        _handles_business,
    ),
    Entry("成套文书", "sets", "archive", ("set",), "文书", _handles_business),
    Entry(
        "文书范本",
        "wordings",
        "list",
        ("wording", "wording-version", "wording-new-list", "fonts"),
        "文书",
        _handles_business,
    ),
    Entry("公开页面", "public-list", "globe", (), "其他", lambda actor: True),
    Entry(
        "工作日历", "calendar", "calendar", ("calendar-import", "calendar-confirm", "calendar-day"), "其他"
    ),
    Entry(
        "消息通道",
        "channels",
        "export",
        ("channel", "channel-new", "channel-edit"),
        "其他",
        _looks_after_channels,
    ),
    Entry("单位和用户", "admin:index", "settings", (), "其他", _administers),
    Entry("修改密码", "password_change", "lock", (), "其他", lambda actor: True),
)


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Nothing for anybody who has not come through ``session.office``."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {}
    match = request.resolver_match
    here = match.view_name if match else ""
    return {
        "nav": [_item(entry, here) for entry in MENU if entry.shown(actor)],
        "unit_name": actor.unit_name,
        "unread_messages": unread_count(actor),
    }


def _item(entry: Entry, here: str) -> dict[str, Any]:
    return {
        "label": entry.label,
        "url": reverse(entry.name),
        "icon": entry.icon,
        "section": entry.section,
        "current": here == entry.name or here in entry.pages,
    }
