"""What a set of papers holds, that it opens anywhere, and that nothing in it leads anywhere else."""

import hashlib
import html.parser
import io
import json
import urllib.parse
import zipfile
from datetime import date

import openpyxl
import pytest

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.documents.compose import draw_up
from bihuan.documents.kinds import KINDS, OF_RUNG
from bihuan.documents.scope import Scope
from bihuan.doubts.models import DoubtAnswer
from bihuan.evidence.blobs import keep, path_of
from bihuan.evidence.models import Blob, Evidence, EvidenceKind
from bihuan.issuing.actions import issue_paper, spoil_paper
from bihuan.issuing.models import PaperSignature
from bihuan.issuing.sets import write_set
from bihuan.journal.models import Entry
from bihuan.typesetting.paper import Paper, as_json
from bihuan.verification.actions import fail_verification
from tests.support.files import pdf, png, txt
from tests.support.paper import GREEN, LAMPS, PHONE, WAGES
from tests.support.world import World

# A telephone that is not sealed: people write theirs where they should not.
LOOSE = "13900139111"


def as_words(paper: Paper) -> bytes:
    """In the place of the typesetter, which has its own tests: what a paper says."""
    return json.dumps(as_json(paper), ensure_ascii=False).encode()


def scope_of(world: World, actor: Actor | None = None) -> Scope:
    cases = visible_cases(actor or world.zhao).filter(batch=world.batch)
    return Scope(world.batch, cases, world.today)


def packed(world: World, case: Case | None = None, actor: Actor | None = None) -> zipfile.ZipFile:
    stream = io.BytesIO()
    write_set(stream, scope_of(world, actor), case=case, draw=as_words)
    return zipfile.ZipFile(stream)


def hand_in(world: World, case: Case, name: str, content: bytes, kind: str = EvidenceKind.DATA) -> Evidence:
    """A row with any name at all, also one that the act would have made tidy."""
    blob, _ = Blob.objects.get_or_create(
        sha256=keep(content), defaults={"size": len(content), "media_type": "application/pdf"}
    )
    return Evidence.objects.create(
        case=case, round=case.round, kind=kind, blob=blob, name=name,
        added_by_id=world.li.staff_id, added_at=world.now,
    )  # fmt: skip


class Page(html.parser.HTMLParser):
    """The links, the tags and the words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += data


# ── a set of a case ──


def test_a_set_holds_papers_evidence_and_history_in_their_order(world: World) -> None:
    case = world.case_in(State.VERIFYING)
    names = packed(world, case).namelist()
    assert names[:4] == [
        "01-文书/01-交办单（草稿）.pdf",
        "01-文书/02-部门整改方案（草稿）.pdf",
        "01-文书/03-自查表（草稿）.pdf",
        "01-文书/04-核查验收表（草稿）.pdf",
    ]
    evidence = [name for name in names if name.startswith("02-佐证材料/")]
    pieces = case.evidence.order_by("round", "pk")
    assert evidence == [
        f"02-佐证材料/{at:02}-{piece.get_kind_display()}-{piece.name}"
        for at, piece in enumerate(pieces, start=1)
    ]
    assert evidence
    assert names[-4:] == ["04-办理记录.xlsx", "00-目录.html", "00-目录.xlsx", "SHA256SUMS"]


def test_nobody_is_urged_by_a_draft(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    kinds = [kind.name for kind in OF_RUNG.values()]
    scope = scope_of(world)
    assert [list(draw_up(KINDS[kind], scope)) for kind in kinds] != [[], [], []], "they could be drawn up"
    names = " ".join(packed(world, case).namelist())
    assert not [kind for kind in kinds if KINDS[kind].label in names]


def test_an_issued_paper_stands_in_the_set_as_it_was_issued_and_a_draft_says_that_it_is_one(
    world: World,
) -> None:
    case = world.case_in(State.RECTIFYING)
    world.supervise(case)
    issued = issue_paper("supervision-order", case.batch_id, by=world.zhao, now=world.now, case_id=case.pk)
    before = packed(world, case)
    name = f"01-文书/03-督办单-{issued.number}.pdf"
    said = before.read(name).decode()
    assert issued.number in said
    assert "草稿" not in said
    Case.objects.filter(pk=case.pk).update(content="另外一段整改内容。")
    after = packed(world, case)
    assert after.read(name).decode() == said
    draft = after.read("01-文书/01-交办单（草稿）.pdf").decode()
    assert "另外一段整改内容" in draft
    assert json.loads(draft)["foot"] == "草稿，尚未定稿"


def test_once_a_paper_is_issued_there_is_no_draft_of_it_and_a_spoiled_one_is_only_named(world: World) -> None:
    case = world.case_in(State.ASSIGNED)
    issued = issue_paper("assignment-order", case.batch_id, by=world.zhao, now=world.now, case_id=case.pk)
    names = packed(world, case).namelist()
    assert [name for name in names if "交办单" in name] == [f"01-文书/01-交办单-{issued.number}.pdf"]
    spoil_paper(issued.pk, by=world.zhao, now=world.now, reason="份数印错。")
    again = packed(world, case)
    assert [name for name in again.namelist() if "交办单" in name] == ["01-文书/01-交办单（草稿）.pdf"]
    assert f"已作废、未收入的文书{issued.number}" in Page(again.read("00-目录.html").decode()).words


def test_scans_of_signatures_are_in_the_set(world: World) -> None:
    case = world.case_in(State.ASSIGNED)
    issued = issue_paper("assignment-order", case.batch_id, by=world.zhao, now=world.now, case_id=case.pk)
    blob = Blob.objects.create(sha256=keep(pdf(77)), size=len(pdf(77)), media_type="application/pdf")
    PaperSignature.objects.create(
        paper=issued, scan=blob, scan_name="../扫描.pdf", signed_by_id=world.qian.staff_id,
        signed_on=world.today, agreed=True, recorded_by_id=world.zhao.staff_id, recorded_at=world.now,
    )  # fmt: skip
    pack = packed(world, case)
    (scan,) = [name for name in pack.namelist() if name.startswith("03-签批扫描件/")]
    assert issued.number in scan
    assert scan.endswith("-扫描.pdf")
    assert pack.read(scan) == pdf(77)


def test_evidence_of_any_name_and_twice_the_same_stands_in_its_folder_once_each(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    for at, name in enumerate(("../../x", "图.pdf", "图.pdf", "长" * 250 + ".pdf", "../../../etc/cron.d/x")):
        hand_in(world, case, name, pdf(at))
    pack = packed(world, case)
    evidence = [info for info in pack.infolist() if info.filename.startswith("02-佐证材料/")]
    assert len({info.filename.casefold() for info in evidence}) == len(evidence) == 5
    for info in evidence:
        assert ".." not in info.filename
        assert info.filename.count("/") == 1
        assert len(info.filename.split("/")[1].encode()) <= 120
    assert [pack.read(info) for info in evidence] == [pdf(at) for at in range(5)]


def test_every_file_is_in_the_sums_and_they_are_right(world: World) -> None:
    pack = packed(world, world.case_in(State.VERIFYING))
    lines = [line.split("  ", 1) for line in pack.read("SHA256SUMS").decode().splitlines()]
    told = {name: sha256 for sha256, name in lines}
    assert set(told) == set(pack.namelist()) - {"SHA256SUMS"}
    for name, sha256 in told.items():
        assert hashlib.sha256(pack.read(name)).hexdigest() == sha256


def test_the_same_case_gives_the_same_bytes(world: World) -> None:
    case, streams = world.case_in(State.VERIFYING), (io.BytesIO(), io.BytesIO())
    for stream in streams:
        write_set(stream, scope_of(world), case=case)
    assert streams[0].getvalue() == streams[1].getvalue()


def test_papers_are_set_as_pdf(world: World) -> None:
    stream = io.BytesIO()
    write_set(stream, scope_of(world), case=world.case_in(State.ASSIGNED))
    assert zipfile.ZipFile(stream).read("01-文书/01-交办单（草稿）.pdf").startswith(b"%PDF-")


def test_one_paper_that_cannot_be_set_is_named_and_the_rest_is_there(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def draw(paper: Paper) -> bytes:
        if paper.name == "部门整改方案":
            raise ValueError("a mistake of ours")
        return as_words(paper)

    stream, case = io.BytesIO(), world.case_in(State.VERIFYING)
    write_set(stream, scope_of(world), case=case, draw=draw)
    pack = zipfile.ZipFile(stream)
    assert [name for name in pack.namelist() if "部门整改方案" in name] == []
    assert "01-文书/03-自查表（草稿）.pdf" in pack.namelist()
    assert "排版出错" in pack.read("00-目录.html").decode()
    assert "a mistake of ours" in caplog.text


def test_a_file_that_is_missing_or_spoiled_on_the_disk_is_named_in_the_index(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    gone, spoiled = hand_in(world, case, "甲.pdf", pdf(901)), hand_in(world, case, "乙.pdf", pdf(902))
    path_of(gone.blob_id).unlink()
    path_of(spoiled.blob_id).write_bytes(b"rotten")
    try:
        pack = packed(world, case)
    finally:
        path_of(spoiled.blob_id).unlink()
    evidence = [name for name in pack.namelist() if name.startswith("02-佐证材料/")]
    assert evidence == ["02-佐证材料/02-数据资料-乙.pdf"]
    words = Page(pack.read("00-目录.html").decode()).words
    assert "01-数据资料-甲.pdf：未收入" in words
    assert "02-数据资料-乙.pdf：内容与登记的校验值不符" in words
    book = openpyxl.load_workbook(io.BytesIO(pack.read("00-目录.xlsx"))).active
    assert book is not None
    remarks = [str(row[6]) for row in book.iter_rows(values_only=True) if row[6]]
    assert len([remark for remark in remarks if "管理员" in remark]) == 2


def test_pictures_are_stored_as_they_are_and_text_is_packed(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    world.hand_in(case, EvidenceKind.PHOTO_BEFORE, name="前.png", content=png(5))
    world.hand_in(case, EvidenceKind.DATA, name="记录.txt", content=txt("望海路" * 500))
    ways = {
        info.filename.rsplit(".", 1)[1]: info.compress_type
        for info in packed(world, case).infolist()
        if info.filename.startswith("02-")
    }
    assert ways == {"png": zipfile.ZIP_STORED, "txt": zipfile.ZIP_DEFLATED}


# ── the index ──


def test_the_index_opens_without_a_network_and_every_link_leads_to_a_file(world: World) -> None:
    case = world.case_in(State.VERIFYING)
    hand_in(world, case, "100% #1 <b>&amp;.pdf", pdf(9))
    pack = packed(world, case)
    page = Page(pack.read("00-目录.html").decode())
    assert not page.tags & {"script", "link", "img", "iframe", "form", "object"}
    targets = {urllib.parse.unquote(link.removeprefix("./")) for link in page.links}
    assert targets == set(pack.namelist()) - {"00-目录.html", "00-目录.xlsx", "SHA256SUMS"}
    assert all(link.startswith("./") for link in page.links)


def test_texts_that_look_like_markup_or_a_formula_stay_texts(world: World) -> None:
    case = world.case(LAMPS)
    world.edit(case, content="<script>alert(1)</script>{{ x }}")
    hand_in(world, case, "=1+1.pdf", pdf(9))
    pack = packed(world, case)
    page = Page(pack.read("00-目录.html").decode())
    assert "script" not in page.tags
    assert "<script>alert(1)</script>{{ x }}" in page.words
    book = openpyxl.load_workbook(io.BytesIO(pack.read("00-目录.xlsx"))).active
    assert book is not None
    cells = [cell for row in book.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_history_tells_every_act(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    book = openpyxl.load_workbook(io.BytesIO(packed(world, case).read("04-办理记录.xlsx"))).active
    assert book is not None
    told = [row[5] for row in book.iter_rows(values_only=True)]
    sentences = list(Entry.objects.filter(subject_kind="case", subject_id=case.pk).order_by("pk"))
    assert told[-len(sentences) :] == [entry.sentence for entry in sentences]


def test_doubts_and_what_was_said_of_them_are_in_a_set_once_the_verification_is_over(world: World) -> None:
    case = world.case_in(State.VERIFYING)
    DoubtAnswer.objects.create(
        case=case, round=1, key="7K3MX9QD2P", code="photo-reused", weight="severe", by=world.cast.users["zhou"],
        message="整改后图片与另一事项的图片相同。", seen='[{"label":"图片甲","text":""},{"label":"图片乙","text":""}]',
        reason="经到场核对，确为同一路段的另一侧。", unit=world.unit("office"), at=world.now,
    )  # fmt: skip
    assert "05-疑点及说明.xlsx" not in packed(world, case).namelist()
    world.walk(case, State.VERIFIED)
    content = packed(world, case).read("05-疑点及说明.xlsx")
    said = words_of("05-疑点及说明.xlsx", content)
    for word in ("7K3MX-9QD2P", "严重疑点", "图片甲", "图片乙", "经到场核对", "管委会办公室", "周五"):
        assert word in said


def test_no_contact_details_are_in_a_set(world: World) -> None:
    pack = packed(world, world.case_in(State.DISCLOSED))
    said = "".join(words_of(name, pack.read(name)) for name in pack.namelist())
    assert "交办单" in said
    assert "上传佐证材料" in said, "the workbooks are read too"
    for secret in (PHONE, "陈先生"):
        assert secret not in said


def words_of(name: str, content: bytes) -> str:
    if not name.endswith(".xlsx"):
        return content.decode("utf-8", "ignore")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(part).decode() for part in book.namelist())


# ── a set of a batch ──


def test_a_set_of_a_batch_has_its_papers_and_a_folder_a_case(world: World) -> None:
    world.case_in(State.RECTIFYING, LAMPS)
    pack = packed(world)
    folders = list(dict.fromkeys(name.split("/")[0] for name in pack.namelist() if "/" in name))
    cases = [world.case(position) for position in (LAMPS, WAGES, GREEN)]
    assert folders == [
        "00-批次文书",
        *(f"{case.position:02}-{case.number}-{case.lead.name if case.lead else ''}" for case in cases),
    ]
    assert any("整改目标表" in name for name in pack.namelist() if name.startswith("00-批次文书/"))
    page = Page(pack.read("00-目录.html").decode())
    for folder in folders[1:]:
        assert f"./{urllib.parse.quote(folder)}/{urllib.parse.quote('00-目录.html')}" in page.links
        inner = Page(pack.read(f"{folder}/00-目录.html").decode())
        for link in inner.links:
            assert f"{folder}/{urllib.parse.unquote(link.removeprefix('./'))}" in pack.namelist()
    assert pack.namelist()[-3:] == ["00-目录.html", "00-目录.xlsx", "SHA256SUMS"]


def test_an_empty_batch_has_a_set_too(world: World) -> None:
    stream = io.BytesIO()
    write_set(stream, Scope(world.batch, Case.objects.none(), date(2022, 6, 1)), draw=as_words)
    pack = zipfile.ZipFile(stream)
    assert "暂无整改事项" in pack.read("00-目录.html").decode()
    assert not [name for name in pack.namelist() if name.startswith("01-")]


def test_only_what_the_asker_may_see_is_in_the_set(world: World) -> None:
    mine = world.case_in(State.ASSIGNED, LAMPS)
    names = packed(world, actor=world.li).namelist()
    folders = {name.split("/")[0] for name in names if "/" in name} - {"00-批次文书"}
    assert folders == {f"01-{mine.number}-综合执法局"}


def test_progress_goes_up_to_the_whole_and_never_back(world: World) -> None:
    for case in (world.case_in(State.VERIFYING), None):
        told: list[tuple[int, int]] = []
        write_set(
            io.BytesIO(), scope_of(world), case=case, draw=as_words,
            progress=lambda done, total, told=told: told.append((done, total)),  # type: ignore[misc]
        )  # fmt: skip
        assert told == sorted(told)
        assert len({total for _, total in told}) == 1
        assert told[0][0] == 0
        assert told[-1][0] == told[-1][1] > 1


def test_a_telephone_that_somebody_wrote_into_a_remark_is_not_in_the_record_of_the_set(world: World) -> None:
    case = world.case_in(State.VERIFYING)
    fail_verification(
        case.pk, by=world.zhou, now=world.later(), verifiers=["周五", "韩小五"],
        checks=world.checks(case, met=False), remark=f"请向住户（{LOOSE}）核实。",
    )  # fmt: skip
    assert LOOSE in "".join(Entry.objects.values_list("sentence", flat=True))
    Case.objects.filter(pk=case.pk).update(content=f"路灯不亮，请打{LOOSE}。")
    for zipped in (packed(world, case), packed(world)):
        names = [name for name in zipped.namelist() if name.endswith((".html", ".pdf", ".xlsx"))]
        assert any("04-" in name for name in names)
        for name in names:
            if name.endswith(".xlsx"):
                sheet = openpyxl.load_workbook(zipped.open(name)).worksheets[0]
                assert LOOSE not in str([*sheet.values]), name
            elif "工作方案" not in name and "目标表" not in name and "台账" not in name:
                assert LOOSE not in zipped.read(name).decode(errors="replace"), name
