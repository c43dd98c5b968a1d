"""The ledger: who sees what, the filters, the number of statements, the papers."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bihuan.cases.lifecycle import State

SignIn = Callable[[str], Client]
# One of them finds the layouts that the offices have made for their lists, two the calendar in force, one the limits
# before extensions, one what is unread.
MOST_STATEMENTS = 11


def statements(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    # What frames a transaction asks nothing of the tables.
    frames = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(1 for query in seen if not query["sql"].startswith(frames))


def test_a_page_takes_the_same_few_statements_at_25_and_at_100_rows(town: Any, sign_in: SignIn) -> None:
    town.many(130)
    browser = sign_in("钱")
    browser.get(reverse("ledger"))
    at_25 = statements(browser, reverse("ledger") + "?size=25")
    at_100 = statements(browser, reverse("ledger") + "?size=100")
    assert at_25 == at_100 <= MOST_STATEMENTS


def test_the_sizes_are_25_and_100_and_the_last_page_follows(town: Any, sign_in: SignIn) -> None:
    town.many(130)
    browser = sign_in("钱")
    assert len(browser.get(reverse("ledger")).context["rows"]) == 25
    assert len(browser.get(reverse("ledger") + "?size=100").context["rows"]) == 100
    last = browser.get(reverse("ledger") + "?size=100&page=99")
    assert len(last.context["rows"]) == 30
    assert "第 2 / 2 页" in last.text


def test_a_unit_sees_its_own_cases_and_a_stranger_none(town: Any, sign_in: SignIn) -> None:
    case = town.case(State.RECTIFYING)
    link = reverse("case", args=[case.pk])
    assert link in sign_in("孙").get(reverse("ledger")).text
    assert link in sign_in("赵").get(reverse("ledger")).text
    stranger = sign_in("吴").get(reverse("ledger")).text
    assert link not in stranger
    assert "暂无整改事项" in stranger
    assert town.batch.number not in stranger


def test_nobody_reads_it_without_logging_in(town: Any) -> None:
    answer = Client().get(reverse("ledger"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("login"))


@pytest.mark.long
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {1, 2}),
        ("?state=rectifying", {2}),
        ("?route=now", {1, 2}),
        ("?route=staged", set()),
        ("?due=undated", {1}),
        ("?due=overdue", set()),
        ("?text=海棠路（第3段）", {2}),
        ("?unit=999", set()),
        ("?batch=nonsense&state=nonsense&due=nonsense", {1, 2}),
    ],
)
def test_the_filters(town: Any, sign_in: SignIn, query: str, shown: set[int]) -> None:
    town.draft(limit_kind="long_term", limit_date=None)
    town.case(State.RECTIFYING)
    rows = sign_in("钱").get(reverse("ledger") + query).context["rows"]
    assert {row["case"].position for row in rows} == shown


def test_a_filter_that_finds_nothing_says_so(town: Any, sign_in: SignIn) -> None:
    town.case()
    page = sign_in("钱").get(reverse("ledger") + "?text=没有这样的事").text
    assert "没有符合条件的事项" in page


def test_a_row_shows_light_step_state_and_round(town: Any, sign_in: SignIn) -> None:
    town.reopen(town.case(State.DISCLOSED))
    page = sign_in("钱").get(reverse("ledger")).text
    for sign in ("light-", "mini-steps", "反弹重办", "第 2 轮", "自然资源和建设局"):
        assert sign in page


@pytest.mark.long
def test_the_ledger_is_saved_as_a_spreadsheet_with_the_readers_rows(town: Any, sign_in: SignIn) -> None:
    town.case(State.CLOSED)
    answer = sign_in("钱").get(reverse("close-out-ledger") + "?state=closed")
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    assert "销号管理台账" in unquote(answer["Content-Disposition"])
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_the_target_table_is_for_those_who_see_the_batch(town: Any, sign_in: SignIn, form: str) -> None:
    town.case(State.RECTIFYING)
    url = reverse("target-table", args=[town.batch.pk, form])
    assert sign_in("孙").get(url).content.startswith(b"PK")
    assert sign_in("吴").get(url).status_code == 404
    assert sign_in("孙").get(reverse("target-table", args=[town.batch.pk, "txt"])).status_code == 404
