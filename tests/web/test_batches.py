"""批次: what its document says, its figures with what they are counted of, and 印发 that freezes the rules."""

from django.test import Client
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.intake.models import Batch
from bihuan.web.batch_forms import first_values
from tests.support.world import World
from tests.web.office_builders import browser_of, words


def issue_form(batch: Batch, **changes: object) -> dict[str, object]:
    values = {**first_values(batch.rulebook), "evidence_kinds": ["plan", "data"], "site_evidence_kinds": []}
    return {**values, **changes}


def issue(client: Client, batch: Batch, **changes: object) -> int:
    return client.post(reverse("batch-issue", args=[batch.pk]), issue_form(batch, **changes)).status_code


def test_the_page_names_what_each_figure_is_counted_of(world: World) -> None:
    page = words(browser_of(world, "zhao").get(reverse("batch", args=[world.batch.pk])))
    for expected in ("来件写明8条", "占意见8条", "来件写明3项", "占事项3项", "海绩办发〔2022〕3号"):
        assert expected in page


def test_the_list_shows_only_what_the_reader_looks_over(world: World) -> None:
    assert world.batch.number in words(browser_of(world, "zhao").get(reverse("batches")))
    assert "尚无批次" in words(browser_of(world, "wei").get(reverse("batches")))
    assert browser_of(world, "wei").get(reverse("batch", args=[world.batch.pk])).status_code == 404


def test_issuing_freezes_the_rules_that_were_set(world: World) -> None:
    batch, client = world.import_notice(), browser_of(world, "zhao")
    assert issue(client, batch, notice_days=7, look_back_days="30、60") == 302
    batch.refresh_from_db()
    assert batch.rulebook.notice_days == 7
    assert batch.rulebook.look_back_days == (30, 60)
    assert batch.rulebook.evidence_kinds == ("plan", "data")


def test_issuing_freezes_the_settings_of_reviews_and_of_the_ladder(world: World) -> None:
    batch, client = world.import_notice(), browser_of(world, "zhao")
    assert (
        issue(
            client,
            batch,
            review_days=30,
            reply_days="2，2、4、4、4",
            rungs_by_rule=["reminder"],
            ruling_days=3,
        )
        == 302
    )
    batch.refresh_from_db()
    rules = batch.rulebook
    assert (rules.review_days, rules.reply_days, rules.ruling_days) == (30, (2, 2, 4, 4, 4), 3)
    assert rules.rungs_by_rule == ("reminder",)
    page = words(client.get(reverse("batch", args=[batch.pk])))
    assert "2、2、4、4、4" in page
    assert "无截止日期事项的评估周期" in page


def test_settings_of_the_ladder_that_make_no_sense_are_refused(world: World) -> None:
    batch, client = world.import_notice(), browser_of(world, "zhao")
    form = issue_form(batch, review_days=0, reply_days="3、3", most_returns=0)
    page = words(client.post(reverse("batch-issue", args=[batch.pk]), form))
    for said in ("评估周期应为1至366天", "督促回复期限应为5个天数", "次数上限应为1至9次"):
        assert said in page


def test_rules_that_make_no_sense_are_refused_by_clause_and_kept_on_the_page(world: World) -> None:
    batch, client = world.import_notice(), browser_of(world, "zhao")
    form = issue_form(batch, notice_days=0, blue_days=1, yellow_days=9)
    answer = client.post(reverse("batch-issue", args=[batch.pk]), form)
    page = words(answer)
    assert answer.status_code == 409
    assert "公示期应为1至60个工作日" in page
    assert "蓝灯天数应不少于黄灯天数" in page
    assert "（S16）" in page
    assert 'value="9"' in page


def test_an_issued_batch_is_not_issued_again(world: World) -> None:
    assert issue(browser_of(world, "zhao"), world.batch) == 409


def test_who_may_not_issue_gets_no_form_and_no_act(world: World) -> None:
    batch, client = world.import_notice(), browser_of(world, "feng")
    assert client.get(reverse("batch-issue", args=[batch.pk])).status_code == 403
    assert issue(client, batch) == 403
    assert "印发批次</a>" not in words(client.get(reverse("batch", args=[batch.pk])))


def test_a_file_whose_original_was_not_kept_says_so(world: World) -> None:
    batch = world.batch
    file = batch.files.get()
    page = words(browser_of(world, "zhao").get(reverse("batch-file", args=[batch.pk, file.pk])))
    assert "原件没有留存" in page
    assert file.sha256 in page


def test_a_circular_is_offered_to_those_who_may_draw_it_up(world: World) -> None:
    batch = world.case_in(State.RECTIFYING).batch
    address, circular = reverse("batch", args=[batch.pk]), reverse("batch-circular", args=[batch.pk])
    for who, offered in (("zhao", True), ("qian", False)):
        browser = browser_of(world, who)
        assert (circular in words(browser.get(address))) is offered
        assert (browser.get(circular).status_code == 200) is offered
