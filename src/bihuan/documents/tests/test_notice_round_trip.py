"""The notice comes out again as it went in: read, imported, drawn up, set as .docx and read back, § by §."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db.models import Model

from bihuan.access.actor import Actor, Post, Role
from bihuan.cases.models import Case, Indicator, Measure, SupportingUnit
from bihuan.documents.compose import draw_up
from bihuan.documents.kinds import KINDS
from bihuan.documents.scope import Scope
from bihuan.intake.models import Batch, ImportedFile, Opinion
from bihuan.intake.read import read_bytes, read_file
from bihuan.intake.tests.builders import NOTICE_LINES, docx_file, notice_file
from bihuan.kernel.workdays import WeekendCalendar
from bihuan.people.models import Unit
from bihuan.triage.importing import ImportResult, import_reading
from bihuan.triage.models import Membership
from bihuan.typesetting import docx
from bihuan.typesetting.paper import Level, Mark, NewPage, Paper, Paragraph, Signature, Title

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[4] / "samples"
TODAY = date(2026, 6, 1)
# Whatever an import could change, but for the record of the file itself.
STORED: tuple[type[Model], ...] = (
    Batch, Opinion, Case, Measure, Indicator, SupportingUnit, Membership, Unit,
)  # fmt: skip


def imported(path: Path, number: str = "") -> ImportResult:
    """The file, imported by whoever coordinates the zone."""
    zone, _ = Unit.objects.get_or_create(name="临港产业园区管理委员会", parent=None, is_area=True)
    by = Actor(None, "命令行", zone.name, (Post(Role.COORDINATOR, zone.pk, zone.path),))
    return import_reading(
        read_file(path, WeekendCalendar()),
        by=by,
        now=datetime(2026, 5, 21, 1, 0, tzinfo=UTC),
        name=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        new_number=number,
    )


def drawn(batch: Batch) -> Paper:
    scope = Scope(batch, Case.objects.filter(batch=batch), TODAY)
    ((_, paper),) = draw_up(KINDS["work-plan"], scope)
    return paper


def rows() -> dict[str, list[dict[str, object]]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in STORED}  # type: ignore[attr-defined]


def comes_back(path: Path, folder: Path) -> Paper:
    """Import the file, draw up its plan, read that and import it too: nothing may be lost or changed."""
    given = read_file(path, WeekendCalendar())
    batch = imported(path).batch
    paper = drawn(batch)
    content = docx.render([paper])
    read = read_bytes(content, WeekendCalendar(), name="整改工作方案.docx")
    assert read.document == given.document
    assert read.table == given.table
    before = rows()
    (folder / "again.docx").write_bytes(content)
    again = imported(folder / "again.docx")
    assert (again.batch, again.new_batch, again.already_imported) == (batch, False, False)
    assert (again.new_opinions, again.new_cases, again.new_units) == (0, 0, ())
    assert "text-differs" not in [finding.code for finding in again.findings]
    assert rows() == before
    assert ImportedFile.objects.filter(batch=batch).count() == 2
    return paper


@pytest.mark.parametrize("form", ["notice.txt", "notice.docx"])
def test_the_real_notice_comes_back_section_by_section(form: str, seed_dir: Path, tmp_path: Path) -> None:
    paper = comes_back(seed_dir / form, tmp_path)
    chapters = [block.text for block in paper.blocks() if isinstance(block, Paragraph) and block.level == 1]
    assert len(chapters) == 4
    assert "bookmark" not in str(paper)


def test_the_sample_notice_comes_back(tmp_path: Path) -> None:
    comes_back(SAMPLES / "notice.docx", tmp_path)


def test_a_small_notice_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "notice.docx"
    path.write_bytes(notice_file())
    comes_back(path, tmp_path)


def test_a_notice_that_issues_no_plan_comes_back_as_a_letter(tmp_path: Path) -> None:
    text = [
        "临港管办发〔2022〕9号",
        "临港产业园区管理委员会办公室关于做好整改工作的通知",
        "园区各部门：",
        "为做好2021年度社会评价意见建议整改工作，现将有关事项通知如下。",
        "一、逐条整改",
        "（一）明确责任。各部门按照分工落实整改任务。",
        "附件：整改目标表",
        "临港产业园区管理委员会办公室",
        "2022年6月1日",
    ]
    path = tmp_path / "letter.docx"
    path.write_bytes(docx_file(text))
    read = read_file(path, WeekendCalendar()).document
    assert (read.letter, read.plan) == (tuple(text[3:6]), ())
    batch = imported(path).batch
    produced = read_bytes(docx.render([drawn(batch)]), WeekendCalendar(), name="a.docx")
    assert produced.document == read


def test_a_plan_without_a_letter_comes_back_as_a_plan(tmp_path: Path) -> None:
    text = [
        "临港管办发〔2022〕10号",
        "临港产业园区管理委员会办公室关于社会评价意见建议的整改工作方案",
        "为做好2021年度社会评价意见建议整改工作，制定本方案。",
        "一、整改任务",
        "各部门按照分工落实。",
        "附件：整改目标表",
        "临港产业园区管理委员会办公室",
        "2022年6月1日",
    ]
    path = tmp_path / "plan.docx"
    path.write_bytes(docx_file(text))
    read = read_file(path, WeekendCalendar()).document
    assert (read.letter, read.plan) == ((), tuple(text[2:5]))
    batch = imported(path).batch
    produced = read_bytes(docx.render([drawn(batch)]), WeekendCalendar(), name="a.docx")
    assert produced.document.plan == read.plan
    assert produced.document.title == read.title


def test_the_parts_stand_as_in_the_notice(tmp_path: Path) -> None:
    path = tmp_path / "notice.docx"
    path.write_bytes(notice_file())
    blocks = list(drawn(imported(path).batch).blocks())
    kinds = [type(block).__name__ for block in blocks if not isinstance(block, Paragraph)]
    assert kinds == [
        "Letterhead", "Title", "Recipients", "Signature", "NewPage", "Title", "AttachmentNote",
        "Mark", "Title", "Table",
    ]  # fmt: skip
    assert [block.text for block in blocks if isinstance(block, Title)] == [
        "临港产业园区管理委员会办公室关于印发《2021年度社会评价意见建议临港产业园区整改工作方案》的通知",
        "2021年度社会评价意见建议临港产业园区整改工作方案",
        "临港产业园区2021年度社会评价意见建议整改目标表",
    ]
    (signature,) = [block for block in blocks if isinstance(block, Signature)]
    assert (signature.bodies, signature.day) == (("临港产业园区管理委员会办公室",), "2022年5月19日")
    assert [block.text for block in blocks if isinstance(block, Mark)] == ["附件"]
    assert blocks.index(NewPage()) > blocks.index(signature)


def test_the_levels_of_the_plan_are_seen(tmp_path: Path) -> None:
    lines = list(NOTICE_LINES)
    lines[10:10] = [
        "一、总体要求",
        "（一）分工负责。各部门按照分工落实。",
        "1. 立行立改。马上办理。",
        "（1）逐项登记。",
    ]
    path = tmp_path / "notice.docx"
    path.write_bytes(docx_file(lines))
    paper = drawn(imported(path).batch)
    levels = {block.text[:3]: block.level for block in paper.blocks() if isinstance(block, Paragraph)}
    assert [levels[head] for head in ("一、总", "（一）", "1. ", "（1）")] == [
        Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH,
    ]  # fmt: skip


def test_braces_and_brackets_in_the_notices_text_stay_text(tmp_path: Path) -> None:
    lines = list(NOTICE_LINES)
    lines.insert(10, "【标题：另一个标题】按照{牵头单位}要求办理{{ x }}。")
    path = tmp_path / "notice.docx"
    path.write_bytes(docx_file(lines))
    paper = drawn(imported(path).batch)
    texts = [block.text for block in paper.blocks() if isinstance(block, Paragraph)]
    assert lines[10] in texts


def test_a_batch_that_came_as_a_list_gets_sections_made_of_its_counts(tmp_path: Path) -> None:
    batch = imported(SAMPLES / "opinions.xlsx", "望潮管办发〔2026〕12号").batch
    paper = drawn(batch)
    texts = [block.text for block in paper.blocks() if isinstance(block, Paragraph)]
    assert [text for text in texts if text.startswith(("一、", "五、"))] == [
        "一、总体要求", "五、工作要求",
    ]  # fmt: skip
    assert any("已登记意见建议16条" in text and "整改事项0件" in text for text in texts)
    steps = [
        text[3:5]
        for text in texts
        if text.startswith(("（一）", "（二）", "（三）", "（四）", "（五）", "（六）"))
    ]
    assert steps == ["整改", "核查", "公示", "销号", "备案", "公开"]
    read = read_bytes(docx.render([paper]), WeekendCalendar(), name="a.docx")
    assert read.document.number == "望潮管办发〔2026〕12号"
    assert [duty.items for duty in read.document.duties if duty.kind == "six_steps"] == [
        ("整改", "核查", "公示", "销号", "备案", "公开")
    ]
