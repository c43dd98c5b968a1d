"""Opinions: who sees them, the acts on them by form, refusals by clause, and contact details that stay sealed."""

from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.intake.models import Opinion
from bihuan.journal.queries import history_of
from bihuan.triage.models import Membership
from tests.support.paper import LAMPS, PHONE
from tests.support.world import World
from tests.web.office_builders import browser_of, words


def post(client: Client, opinion: Opinion, act: str, **form: Any) -> Any:
    return client.post(reverse("opinion-act", args=[opinion.pk, act]), form)


def test_the_list_is_filtered_by_place_and_words(world: World) -> None:
    client, url, theirs = browser_of(world, "zhao"), reverse("opinions"), world.opinion(1)
    undecided = words(client.get(url, {"where": "undecided"}))
    assert world.opinion(8).text in undecided
    assert theirs.text not in undecided
    found = words(client.get(url, {"q": "公交"}))
    assert world.opinion(7).text in found
    assert world.opinion(8).text not in found
    assert "没有符合条件的意见" in words(client.get(url, {"where": "direct"}))
    assert client.get(url, {"where": "？", "batch": "x", "page": "999", "size": "7"}).status_code == 200


def test_an_opinion_of_others_does_not_exist(world: World) -> None:
    url = reverse("opinion", args=[world.opinion(7).pk])
    assert browser_of(world, "zhao").get(url).status_code == 200
    for stranger in ("li", "wei", "chen"):
        assert browser_of(world, stranger).get(url).status_code == 404


def test_the_page_shows_the_words_and_how_the_number_seems_to_be_built(world: World) -> None:
    page = words(browser_of(world, "zhao").get(reverse("opinion", args=[world.opinion(1).pk])))
    assert world.opinion(1).text in page
    assert "2021年度，地区码099" in page
    assert PHONE not in page
    assert "陈先生" not in page


def test_a_case_is_opened_with_its_elements(world: World) -> None:
    opinion = world.opinion(7)
    answer = post(
        browser_of(world, "zhao"), opinion, "open-case", route="staged", reason="须分步解决", content="延长公交线路。",
        measures="与公交公司商定走向。\n\n十月底前开通。", lead=world.unit("construction").pk, limit_kind="fixed_date",
        limit_date="2022-10-31", target="开通一条线路。", person_in_charge="郑七",
    )  # fmt: skip
    case = Case.objects.get(number=opinion.number)
    assert answer["Location"] == reverse("case", args=[case.pk])
    assert [measure.text for measure in case.measures.all()] == ["与公交公司商定走向。", "十月底前开通。"]
    assert (case.lead, case.route) == (world.unit("construction"), "staged")


def test_opinions_chosen_in_the_list_are_merged_and_one_is_taken_out_again(world: World) -> None:
    client, case = browser_of(world, "zhao"), world.case(LAMPS)
    chosen = [world.opinion(4).pk, world.opinion(5).pk]
    page = words(client.get(reverse("opinions-merge"), {"opinion": chosen}))
    assert world.opinion(4).text in page
    form = {"opinion": chosen, "case": case.pk, "reason": "反映同一路段。"}
    assert client.post(reverse("opinions-merge"), form).status_code == 302
    assert Membership.objects.filter(case=case).count() == 3
    taken_out = post(client, world.opinion(5), "unmerge-opinion", case=case.pk, reason="实为另一问题。")
    assert taken_out.status_code == 302
    assert Membership.objects.filter(case=case).count() == 2


def test_merging_without_a_reason_is_refused_by_clause_and_keeps_what_was_chosen(world: World) -> None:
    client, case = browser_of(world, "zhao"), world.case(LAMPS)
    form = {"opinion": [world.opinion(1).pk], "case": case.pk, "reason": ""}
    answer = client.post(reverse("opinions-merge"), form)
    page = words(answer)
    assert answer.status_code == 409
    assert "已在本事项中" in page
    assert "请填写归并理由" in page
    assert "（S13）" in page
    assert f'<option value="{case.pk}" selected>' in page


def test_a_direct_answer_goes_from_decision_to_being_understood(world: World) -> None:
    opinion, unit = world.opinion(6), world.unit("construction")
    client, wang = browser_of(world, "zhao"), browser_of(world, "wang")
    assert post(client, opinion, "answer-directly", unit=unit.pk, reason="属政策咨询。").status_code == 302
    early = post(wang, opinion, "record-understanding", understood="yes", note="")
    assert early.status_code == 409
    assert "（S12）" in words(early)
    assert (
        post(wang, opinion, "reply-opinion", channel="phone", text="异地报销办法已说明。").status_code == 302
    )
    assert post(wang, opinion, "record-understanding", understood="yes", note="").status_code == 302
    page = words(wang.get(reverse("opinion", args=[opinion.pk])))
    assert "已取得理解" in page
    assert "异地报销办法已说明。" in page


def test_a_return_visit_is_recorded_for_a_case_and_a_wrong_one_refused(world: World) -> None:
    case, opinion = world.case_in(State.NOTICING, LAMPS), world.opinion(1)
    visit = {"case": case.pk, "channel": "phone", "note": "路灯亮了。"}
    address = reverse("opinion-act", args=[opinion.pk, "record-return-visit"])
    assert address not in words(browser_of(world, "zhou").get(reverse("opinion", args=[opinion.pk])))
    verifier = browser_of(world, "zhou").get(address)
    assert verifier.status_code == 403
    assert "周五已在本事项中核查，不得再办理“登记回访”。可由" in words(verifier)
    client = browser_of(world, "han")
    refused = post(
        client, opinion, "record-return-visit", **visit, outcome="unreachable", satisfaction="satisfied"
    )
    assert refused.status_code == 409
    assert "路灯亮了。" in words(refused)
    assert "（S26）" in words(refused)
    done = post(client, opinion, "record-return-visit", **visit, outcome="reached", satisfaction="satisfied")
    assert done.status_code == 302
    assert opinion.visits.count() == 1
    page = words(client.get(reverse("opinion", args=[opinion.pk])))
    assert f"意见{opinion.number}：已回访，满意" in page, "the visit stands in the history of the opinion too"


def test_who_may_not_act_is_told_who_may(world: World) -> None:
    case = world.case_in(State.ASSIGNED, LAMPS)
    opinion = case.memberships.get().opinion
    client = browser_of(world, "li")
    assert client.get(reverse("opinion-act", args=[opinion.pk, "open-case"])).status_code == 403
    answer = post(client, opinion, "answer-directly", unit=world.unit("enforcement").pk, reason="不归我管。")
    assert answer.status_code == 403
    assert "可由牵头单位管理员办理" in words(answer)
    assert client.get(reverse("opinion-act", args=[opinion.pk, "close-case"])).status_code == 404


def test_contact_details_are_sealed_in_the_database(world: World) -> None:
    assert world.opinion(1).contactable
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_name, contact_phone FROM bihuan_opinion")
        stored = str(cursor.fetchall())
    assert "v1:" in stored
    for private in (PHONE, "陈先生", "13900005678", "林女士"):
        assert private not in stored


def test_each_look_at_contact_details_has_a_purpose_and_leaves_a_row(world: World) -> None:
    opinion, client = world.opinion(1), browser_of(world, "zhao")
    without = post(client, opinion, "reveal-contact", purpose=" ")
    assert without.status_code == 409
    assert PHONE not in words(without)
    for purpose in ("电话告知承办情况", "回访"):
        answer = post(client, opinion, "reveal-contact", purpose=purpose)
        assert PHONE in words(answer)
        assert answer["Cache-Control"] == "no-store"
    looks = history_of("opinion", opinion.pk).filter(act=Act.REVEAL_CONTACT)
    assert [entry.by_name for entry in looks] == ["赵一", "赵一"]
    assert all(PHONE not in entry.sentence + entry.data for entry in looks)


def test_who_does_not_handle_the_opinion_cannot_look(world: World) -> None:
    answer = post(browser_of(world, "feng"), world.opinion(1), "reveal-contact", purpose="看看")
    assert answer.status_code == 403
    assert PHONE not in words(answer)
