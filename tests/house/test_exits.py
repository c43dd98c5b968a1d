"""Every way out of the house asks who is there: a new address without a rule here fails.

Each address is visited by nobody, by somebody of another zone and by somebody of another unit, with the number of a
case, an opinion, a batch or a file that is not theirs.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bihuan.cases.lifecycle import State
from bihuan.doubts.facts import doubts_of
from bihuan.evidence.blobs import keep
from bihuan.evidence.fingerprint import fingerprint
from bihuan.evidence.models import Blob, Evidence, Picture
from bihuan.followup.actions import announce_draw
from bihuan.inspection.models import Inspection, InspectionFinding
from bihuan.issuing.actions import issue_paper, record_signature
from bihuan.issuing.models import PaperSet
from bihuan.issuing.report_actions import submit_report
from bihuan.issuing.wording_actions import save_wording
from bihuan.issuing.wordings import OwnList
from bihuan.journal.models import Entry
from bihuan.messages.models import Channel, Message
from bihuan.notice.models import Notice, Objection
from bihuan.people.sealed import seal
from bihuan.supervision.models import Supervision
from bihuan.web.act_forms import ACT_FORMS
from bihuan.web.acts import slug_of
from bihuan.web.opinion_acts import BY_SLUG
from bihuan.web.supervision_acts import ACTS
from tests.support.files import png
from tests.support.paper import GREEN
from tests.support.photos import photo
from tests.support.world import World

SRC = Path(__file__).resolve().parents[2] / "src"
# Not ours, and with its own door (system administrators, reference data only): tests/web/test_admin.py.
NOT_OURS = ("admin:",)
PUBLIC = {
    "public-list", "public-guide", "public-item", "public-object", "public-received", "check", "check-code", "login",
    "logout", "public-log", "public-entry", "public-proof", "log-file", "public-draws", "public-draw",
    "public-draw-list", "public-draw-checkpoint",
}  # fmt: skip
# What an outsider may see without anything of the case in it: lists that are empty for them, and forms.
LISTS = {"worklist", "ledger", "close-out-ledger", "opinions", "batches", "wordings", "sets", "papers"}
LISTS |= {"messages", "channels"}
LISTS |= {"amendments", "amendments-file"}
LISTS |= {"supervisions", "supervisions-file", "supervision-proposals"}
LISTS |= {"relapses", "papers-file", "paper-numbers", "paper-numbers-file", "calendar", "calendar-file"}
LISTS |= {"figures", "figures-file", "figures-rows", "figures-rows-file"}
LISTS |= {"cockpit", "wall"}
LISTS |= {"mechanisms", "mechanisms-file", "long-term", "long-term-file"}
LISTS |= {"triage", "triage-file", "alike", "duties", "duties-file"}
FORMS = {
    "own-email",
    "messages-read",
    "channel-new",
    "mechanism-new",
    "import",
    "import-preview",
    "import-confirm",
    "import-page",
    "import-scan",
    "import-columns",
    "import-difference",
    "amendments-settle",
    "opinions-merge",
    "password_change",
    "fonts",
    "paper-check",
    "calendar-import",
    "duties-import",
    "calendar-confirm",
    "calendar-day",
}
GONE = (403, 404)


def addresses(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, inner)
        else:
            yield f"{namespace}{entry.name}", entry


OURS = {name: pattern for name, pattern in addresses() if not name.startswith(NOT_OURS)}
WITH_AN_ID = sorted(
    name for name, pattern in OURS.items() if pattern.pattern.converters and name not in PUBLIC
)


class Foreign:
    """A disclosed case of the zone, and what hangs on it: nobody's business elsewhere."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.case = world.case_in(State.DISCLOSED)
        self.evidence = Evidence.objects.filter(case=self.case).first()
        assert self.evidence is not None
        self.file = world.batch.files.get()
        self.objection = Objection.objects.create(
            notice=Notice.objects.get(case=self.case), text="路口三盏不亮。", raised_at=world.now
        )
        self.set = PaperSet.objects.create(
            batch=world.batch, case=self.case, asked_by=world.cast.users["li"], asked_at=world.now,
            state=PaperSet.State.READY, content=self.evidence.blob,
        )  # fmt: skip
        self.draw = announce_draw(world.batch.pk, by=world.zhao, now=world.now, count=1)
        self.list = save_wording(
            world.batch.coordinator_id, OwnList("本局台账"), by=world.zhao, now=world.now, as_new=True,
            text="【标题：台账】\n【列：内容｜60】{整改内容}\n", note="新建", based_on=0,
        )  # fmt: skip
        paper = issue_paper(
            "assignment-order", world.batch.pk, by=world.zhao, now=world.now, case_id=self.case.pk
        )
        self.signature = record_signature(
            paper.pk, by=world.zhao, now=world.now, code=paper.code, scan_name="签收回执.png", content=png(),
            signed_by=world.cast.users["sun"].pk, signed_on=world.today, agreed=True,
        )  # fmt: skip
        self.mechanism = world.register(self.case)
        self.finding = self._finding()
        self.report = submit_report(
            world.batch.pk, world.unit("enforcement").pk, by=world.sun, now=world.now,
            typed={"长效机制": "每月巡查。", "存在问题和下步打算": "无。"},
        )  # fmt: skip
        self.doubt = self._doubt()
        self.supervision = Supervision.objects.create(
            batch=world.batch, case=self.case, unit=world.unit("enforcement"), rung="order", number="督办〔2022〕9号",
            cause="case:1:r1:hand:1", why="路灯仍不亮。", by_rule=False, issued_by=world.cast.users["zhao"],
            issued_at=world.now, reply_due_on=world.today,
        )  # fmt: skip
        self.message = Message.objects.create(
            user=world.cast.users["zhao"], entry=Entry.objects.latest("pk"), at=world.now,
            text=f"{world.batch.number}第1项：等您交办", link=f"/cases/{self.case.pk}",
        )  # fmt: skip
        self.channel = Channel.objects.create(
            unit=world.batch.coordinator, kind="webhook", address=seal("https://a")
        )

    def _finding(self) -> InspectionFinding:
        """What inspectors found of the case, on a sheet."""
        assert self.evidence is not None
        inspection = Inspection.objects.create(
            batch=self.world.batch, body="市绩效办", visited_on=self.world.today, sheet=self.evidence.blob,
            sheet_name="核验表.xlsx", recorded_by=self.world.cast.users["zhao"], recorded_at=self.world.now,
        )  # fmt: skip
        return InspectionFinding.objects.create(
            inspection=inspection, case=self.case, verdict="failed", text="路灯仍不亮。"
        )

    def _doubt(self) -> str:
        """The key of a doubt with two pictures: the case's photo was handed in for another one as well."""
        shot = photo(1)
        blob = Blob.objects.create(sha256=keep(shot), size=len(shot), media_type="image/jpeg")
        Picture.objects.create(blob=blob, fingerprint=fingerprint(shot).to_bytes())
        for case in (self.case, self.world.case(GREEN)):
            Evidence.objects.create(
                case=case, round=1, kind="photo_after", blob=blob, name="路口.jpg", added_at=self.world.now,
                added_by=self.world.cast.users["li"],
            )  # fmt: skip
        return next(doubt.key for doubt in doubts_of(self.case) if doubt.code == "photo-reused-exactly")

    def paths(self, name: str) -> list[str]:
        """Every address of this name with the foreign ids in it."""
        known: dict[str, list[object]] = {
            "case_id": [self.case.pk],
            "opinion_id": [self.world.opinion(1).pk],
            "batch_id": [self.world.batch.pk],
            "evidence_id": [self.evidence.pk if self.evidence else 0],
            "file_id": [self.file.pk],
            "objection_id": [self.objection.pk],
            "close_out_id": [self.case.close_outs.get().pk],
            "draw_id": [self.draw.pk],
            "inspection_id": [self.finding.inspection_id],
            "finding_id": [self.finding.pk],
            "mechanism_id": [self.mechanism.pk],
            "set_id": [self.set.pk],
            "paper_id": [self.signature.paper_id],
            "signature_id": [self.signature.pk],
            "report_id": [self.report.pk],
            "case_kind": ["supervision-order", "self-check"],
            "batch_kind": ["circular"],
            "unit_kind": ["completion-report"],
            "paper_form": ["docx", "pdf"],
            "slug": [slug_of(act) for act in ACT_FORMS],
            "act": list(BY_SLUG),
            "supervision_id": [self.supervision.pk],
            "taken_act": list(ACTS),
            "form": ["xlsx", "docx"],
            "unit_id": [self.world.batch.coordinator_id],
            "kind": ["supervision-order", "list:审计整改清单"],
            "list_name": [self.list.pk, "audit-52", "close-out-ledger"],
            "version": [0],
            "message_id": [self.message.pk],
            "channel_id": [self.channel.pk],
            "key": [self.doubt],
            "side": [0, 1],
            "index": [0],
            "path": ["checkpoint"],
        }
        wanted = list(OURS[name].pattern.converters)
        assert set(wanted) <= set(known), f"{name}: say in this test what a foreign {wanted} is"
        choices: list[dict[str, object]] = [{}]
        for part in wanted:
            choices = [{**choice, part: value} for choice in choices for value in known[part]]
        return [reverse(name, kwargs=choice) for choice in choices]


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.cast.users[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def words_of(answer: Any) -> bytes:
    """What the answer says; a file is read to its end, which closes it."""
    return b"".join(answer) if answer.streaming else bytes(answer.content)


def test_every_address_says_for_whom_it_is() -> None:
    audiences = {name: getattr(pattern.callback, "audience", None) for name, pattern in OURS.items()}
    assert {name for name, audience in audiences.items() if audience not in ("office", "public")} == set()
    assert {name for name, audience in audiences.items() if audience == "public"} == PUBLIC


def test_every_address_is_accounted_for() -> None:
    assert set(OURS) == PUBLIC | LISTS | FORMS | set(WITH_AN_ID)


@pytest.fixture
def foreign(world: World) -> Foreign:
    return Foreign(world)


@pytest.mark.long
def test_nobody_gets_in_without_logging_in(foreign: Foreign) -> None:
    client = Client()
    for name in set(OURS) - PUBLIC:
        for path in foreign.paths(name):
            for answer in (client.get(path), client.post(path)):
                assert answer.status_code in (302, 405), path
                if answer.status_code == 302:
                    assert answer["Location"].startswith(reverse("login")), path


@pytest.mark.long
def test_another_zone_finds_nothing_at_any_address(foreign: Foreign) -> None:
    """卫 has the same post as 赵, in the bureau of the same name, in another zone."""
    client = signed_in(foreign.world, "wei")
    for name in WITH_AN_ID:
        for path in foreign.paths(name):
            assert client.get(path).status_code in GONE, f"GET {path}"
            assert client.post(path).status_code in GONE, f"POST {path}"


@pytest.mark.long
def test_another_unit_and_the_system_administrator_find_nothing_of_the_case(foreign: Foreign) -> None:
    """王 works in the same zone, in a unit that has nothing to do with the case; 陈 looks after accounts."""
    for who in ("wang", "chen"):
        client = signed_in(foreign.world, who)
        for name in WITH_AN_ID:
            if {
                "case_id",
                "opinion_id",
                "evidence_id",
                "set_id",
                "paper_id",
                "draw_id",
                "mechanism_id",
            } & set(OURS[name].pattern.converters):
                for path in foreign.paths(name):
                    assert client.get(path).status_code in GONE, f"{who}: GET {path}"
                    assert client.post(path).status_code in GONE, f"{who}: POST {path}"


@pytest.mark.long
def test_lists_and_searches_are_empty_for_another_zone(foreign: Foreign) -> None:
    client, case = signed_in(foreign.world, "wei"), foreign.case
    words = (case.content, case.number, case.target, foreign.world.batch.number)
    for name in sorted(LISTS | FORMS):
        for query in (
            "",
            "?text=路灯&q=路灯",
            f"?batch={case.batch_id}&unit={case.lead_id}",
            f"?case={case.pk}",
        ):
            answer = client.get(reverse(name) + query)
            assert answer.status_code in (200, 302, 400, 404, 405), name
            said = words_of(answer)
            assert not [word for word in words if word.encode() in said], f"{name}{query}"


def test_the_public_finds_nothing_that_was_not_shown(world: World) -> None:
    case = world.case_in(State.VERIFIED)
    client = Client()
    for name in ("public-item", "public-object", "public-received"):
        assert client.get(reverse(name, args=[case.pk])).status_code == 404
        assert client.post(reverse(name, args=[case.pk])).status_code in (404, 405)
    assert case.content.encode() not in client.get(reverse("public-list")).content


# Doors and reading rooms may ask for rows by themselves only here; each with the reason why it leaks nothing.
OWN_QUERIES = {
    "documents/circular_facts.py": "counts the cases of the scope's batch, to know whether the scope holds them all",
    "documents/case_lives.py": "by the numbers of the scope's cases, which the caller may see",
    "documents/unit_values.py": "by the numbers of the scope's cases, which the caller may see",
    "reports/voices.py": "by the numbers of cases handed in by a caller who may see them",
    "reports/counts.py": "of one batch, handed in by a caller who may see it",
    "reports/ledger.py": "by the numbers of a page of visible cases",
    "reports/as_of.py": "batches for their rules and calendars; stretches from visible_stretches, or of whole_batches",
    "reports/reconciliation.py": "of one batch the reader looks over",
    "web/figures.py": "by the numbers of visible cases",
    "web/figure_forms.py": "only batches the reader looks over or has cases of",
    "reports/gantt.py": "by the numbers of a page of visible cases",
    "reports/reds.py": "batches of visible cases, for their rules and calendars; cases by the numbers of visible ones",
    "management/demo": "a command: it makes its own ledger",
    "management/commands": "a command: whoever runs it has the machine and the database",
    "management/alike": "the worker: groups opinions within their own batch, and learns each office's by itself",
    "management/exporting": "what bihuan export writes: as any command",
    "web/evidence.py": "only of visible cases",
    "web/importing.py": "only of batches the reader coordinates",
    "web/ledger.py": "only batches that have visible cases",
    "web/opinion_search.py": "narrows what the reader already sees",
}  # fmt: skip
SECRET = {"Case", "Opinion", "Batch", "Evidence", "ImportedFile"}


@pytest.mark.long
def test_doors_and_reading_rooms_start_from_what_is_visible() -> None:
    """``Case.objects`` and its like stand in the rooms. A door asks ``visible_cases``, or says above why not."""
    found = set()
    for room in ("web", "management", "documents", "reports"):
        for path in (SRC / "bihuan" / room).rglob("*.py"):
            if "tests" not in path.parts and any(asks_for_everything(ast.parse(path.read_text("utf-8")))):
                found.add(path.relative_to(SRC / "bihuan").as_posix())
    unexplained = {name for name in found if not name.startswith(tuple(OWN_QUERIES))}
    assert unexplained == set()
    assert {name for name in OWN_QUERIES if not any(path.startswith(name) for path in found)} == set(), (
        "no longer so"
    )


def asks_for_everything(tree: ast.Module) -> Iterator[bool]:
    """Each ``Case.objects.…`` that is not ``.none()``."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(manager := node.value, ast.Attribute)
            and manager.attr == "objects"
            and isinstance(manager.value, ast.Name)
            and manager.value.id in SECRET
            and node.attr != "none"
        ):
            yield True


@pytest.mark.long
def test_those_whose_case_it_is_find_it_at_the_same_addresses(foreign: Foreign) -> None:
    """So that the tests above hold for the right reason."""
    coordinator = signed_in(foreign.world, "zhao")
    for name in WITH_AN_ID:
        for path in foreign.paths(name):
            answer = coordinator.get(path)
            words_of(answer)
            assert answer.status_code in (200, 403, 405), path
    for who in ("zhao", "qian", "sun", "li", "zhou", "feng"):
        answer = signed_in(foreign.world, who).get(reverse("case", args=[foreign.case.pk]))
        assert answer.status_code == 200, who
        assert foreign.case.target.encode() in answer.content
