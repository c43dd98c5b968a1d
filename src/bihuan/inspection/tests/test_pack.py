"""迎检资料: what is in it, that it opens offline and is whole, and what is not in it."""

import hashlib
import html.parser
import io
import json
import posixpath
import subprocess
import urllib.parse
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.documents.scope import Scope
from bihuan.doubts.models import DoubtAnswer
from bihuan.evidence.blobs import path_of
from bihuan.inspection.actions import answer_finding, record_inspection
from bihuan.inspection.pack import InspectionManner, make_any_set
from bihuan.inspection.queries import findings_of
from bihuan.inspection.rules import Filled
from bihuan.inspection.sheet import read_check_sheet
from bihuan.inspection.tests.sheets import NAME, fill
from bihuan.issuing.models import PaperSet
from bihuan.issuing.set_actions import request_paper_set
from bihuan.issuing.sets import file_name, write_set
from bihuan.issuing.work import Worker
from bihuan.kernel.codes import print_code
from bihuan.people.models import Unit
from bihuan.typesetting.paper import Paper, as_json
from tests.support.paper import GREEN, LAMPS, PHONE, WAGES
from tests.support.world import World

LOOSE = "13900139111"
SHEET = "00-核验用表/核验表.xlsx"


def as_words(paper: Paper) -> bytes:
    """In the place of the typesetter: what a paper says."""
    return json.dumps(as_json(paper), ensure_ascii=False).encode()


def packed(world: World, case: Case | None = None) -> zipfile.ZipFile:
    stream = io.BytesIO()
    scope = Scope(world.batch, visible_cases(world.zhao).filter(batch=world.batch), world.today)
    manner = InspectionManner(world.batch, case, world.today)
    write_set(stream, scope, case=case, draw=as_words, manner=manner)
    return zipfile.ZipFile(stream)


class Page(html.parser.HTMLParser):
    """The links, the tags and the words of a page."""

    def __init__(self, text: bytes) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.words = ""
        self.feed(text.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += data


def visit(world: World, pack: zipfile.ZipFile, **changes: Any) -> None:
    """Inspectors fill in the sheet of the pack, and the coordinator reads it in."""
    sheet: Filled = read_check_sheet(fill(pack.read(SHEET), **changes), NAME)
    record_inspection(world.batch.pk, by=world.zhao, now=world.now, filled=sheet)


@pytest.fixture
def case(world: World) -> Case:
    case = world.case_in(State.CLOSED, LAMPS)
    Case.objects.filter(pk=case.pk).update(on_site=True)
    world.on(2022, 11, 21)
    return world.case(LAMPS)


def test_the_pack_of_an_item_holds_what_inspectors_want(world: World, case: Case) -> None:
    names = packed(world, case).namelist()
    assert names[:4] == [
        "00-核验用表/01-核验表.pdf",
        "00-核验用表/02-现场路线表.pdf",
        "00-核验用表/核验表.xlsx",
        "00-核验用表/现场路线表.xlsx",
    ]
    assert [name for name in names if name.startswith("01-文书/")]
    assert len([name for name in names if name.startswith("02-佐证材料/")]) == case.evidence.count()
    assert names[-6:] == [
        "04-办理记录.xlsx",
        "index.html",
        "00-目录.xlsx",
        "00-使用说明.html",
        "manifest.json",
        "SHA256SUMS",
    ]


@pytest.mark.long
@pytest.mark.parametrize("whole", [False, True])
def test_it_opens_offline_and_every_link_leads_to_a_file_in_it(world: World, case: Case, whole: bool) -> None:
    visit(world, packed(world))
    pack = packed(world, None if whole else case)
    names, reached = set(pack.namelist()), {"index.html"}
    pages = [name for name in names if name.endswith(".html")]
    assert len(pages) == (5 if whole else 2)
    for name in pages:
        page = Page(pack.read(name))
        assert not page.tags & {"script", "link", "img", "iframe", "form", "object"}
        for link in page.links:
            assert link.startswith("./")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), urllib.parse.unquote(link)))
            assert target in names, f"{name}: {link}"
            reached.add(target)
    machine = {"00-目录.xlsx", "manifest.json", "SHA256SUMS"}
    assert names - reached == machine, "everything is found from the first page"


def test_its_sums_are_right_and_sha256sum_says_so(world: World, case: Case, tmp_path: Path) -> None:
    pack = packed(world, case)
    pack.extractall(tmp_path)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
    assert len(done.stdout.splitlines()) == len(pack.namelist()) - 1
    (tmp_path / SHEET).write_bytes(b"changed")
    again = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False)
    assert again.returncode == 1
    assert "sha256sum -c SHA256SUMS" in Page(pack.read("00-使用说明.html")).words


def test_the_manifest_lists_the_files_with_what_they_are(world: World, case: Case) -> None:
    pack = packed(world, case)
    manifest = json.loads(pack.read("manifest.json"))
    assert (manifest["batch"], manifest["item"]) == (world.batch.number, LAMPS)
    told = {file["path"]: file for file in manifest["files"]}
    assert set(told) == set(pack.namelist()) - {"00-使用说明.html", "manifest.json", "SHA256SUMS"}
    for path, file in told.items():
        assert hashlib.sha256(pack.read(path)).hexdigest() == file["sha256"]
    assert print_code(manifest["code"]) in Page(pack.read("00-使用说明.html")).words
    book = openpyxl.load_workbook(io.BytesIO(pack.read(SHEET)))
    assert print_code(manifest["code"]) in [cell for row in book["核验信息"].values for cell in row]


@pytest.mark.long
def test_doubts_and_earlier_findings_stand_on_the_page_with_their_answers(world: World, case: Case) -> None:
    DoubtAnswer.objects.create(
        case=case, round=1, key="7K3MX9QD2P", code="photo-reused", weight="severe", by=world.cast.users["zhou"],
        message="整改后图片与另一事项的图片相同。", seen="[]", reason="经到场核对，确为同一路段的另一侧。",
        unit=world.unit("office"), at=world.now,
    )  # fmt: skip
    visit(world, packed(world))
    world.on(2022, 12, 12)
    answer_finding(findings_of(case).get().pk, by=world.li, now=world.now, text="6盏路灯已修复。")
    pack = packed(world, case)
    words = Page(pack.read("index.html")).words
    for said in (
        "整改后图片与另一事项",
        "同一路段的另一侧",
        "市绩效办",
        "不属实",
        "仍有6盏路灯不亮",
        "6盏路灯已修复",
        "已回复，逾期2天",
    ):
        assert said in words
    book = openpyxl.load_workbook(io.BytesIO(pack.read("06-历次核验.xlsx"))).active
    assert book is not None
    assert "6盏路灯已修复。" in [cell for row in book.values for cell in row]


@pytest.mark.long
def test_the_pack_of_a_batch_has_a_folder_an_item_and_one_sheet_for_all(world: World, case: Case) -> None:
    pack = packed(world)
    folders = list(dict.fromkeys(name.split("/")[0] for name in pack.namelist() if "/" in name))
    assert folders[:2] == ["00-核验用表", "00-批次文书"]
    assert len(folders) == 5
    book = openpyxl.load_workbook(io.BytesIO(pack.read(SHEET)))
    numbers = [str(row[0]) for row in book["核验表"].values if str(row[0]).isdecimal()]
    assert numbers == [str(LAMPS), str(WAGES), str(GREEN)]
    for folder in folders[2:]:
        assert "../index.html" in urllib.parse.unquote("".join(Page(pack.read(f"{folder}/index.html")).links))


def test_the_route_sheet_tells_where_to_go_and_names_nobody(world: World, case: Case) -> None:
    assert case.lead_id
    Unit.objects.filter(pk=case.lead_id).update(address="临港大道1号", phone="0777-7654321")
    Case.objects.filter(pk=case.pk).update(person_in_charge="李四")
    route = packed(world, world.case(LAMPS)).read("00-核验用表/02-现场路线表.pdf").decode()
    for said in ("望海路", "临港大道1号", "部门领导", "部门联络员", "权重"):
        assert said in route
    for person in ("李四", "孙三", "0777-7654321"):
        assert person not in route


def test_where_there_is_nothing_to_see_there_is_no_route(world: World, case: Case) -> None:
    assert [name for name in packed(world, world.case(WAGES)).namelist() if "路线" in name] == []


@pytest.mark.long
def test_no_contact_details_are_in_the_pack(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(content=f"望海路路灯不亮，请打{LOOSE}。")
    found = {LAMPS: ("不属实", f"住户电话{LOOSE}", ""), WAGES: ("属实", "", ""), GREEN: ("属实", "", "")}
    visit(world, packed(world), found=found)
    answer_finding(findings_of(case).get().pk, by=world.li, now=world.now, text=f"已联系{LOOSE}。")
    pack = packed(world, world.case(LAMPS))
    said = {name: words_of(name, pack.read(name)) for name in pack.namelist()}
    assert "住户电话139****9111" in said["index.html"]
    for name, words in said.items():
        for secret in (PHONE, "陈先生", LOOSE):
            assert secret not in words, name


def words_of(name: str, content: bytes) -> str:
    if not name.endswith(".xlsx"):
        return content.decode("utf-8", "ignore")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(part).decode() for part in book.namelist())


@pytest.mark.long
def test_the_worker_makes_what_was_asked_for(world: World, case: Case) -> None:
    words: dict[str, Any] = {"by": world.li, "now": world.now, "case_id": case.pk}
    asked = request_paper_set(world.batch.pk, purpose=PaperSet.Purpose.INSPECTION, **words)
    archive = request_paper_set(world.batch.pk, **words)
    assert asked != archive, "each purpose is a set of its own"
    assert request_paper_set(world.batch.pk, purpose=PaperSet.Purpose.INSPECTION, **words) == asked
    Worker(make_any_set, lambda: world.now).work_off()
    asked.refresh_from_db()
    archive.refresh_from_db()
    with zipfile.ZipFile(path_of(asked.content_id or "")) as pack:
        assert "index.html" in pack.namelist()
        assert pack.read("00-核验用表/01-核验表.pdf").startswith(b"%PDF-")
    with zipfile.ZipFile(path_of(archive.content_id or "")) as pack:
        assert "index.html" not in pack.namelist()
    assert file_name(asked) == f"{world.batch.number}-第1项-{case.number}-迎检资料-20221121.zip"
