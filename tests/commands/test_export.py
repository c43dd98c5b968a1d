"""``bihuan export``: what it writes, and what it says when it does not."""

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bihuan.cases.actions import request_extension
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.documents import close_out_ledger, target_table
from bihuan.documents.kinds import KINDS, About
from bihuan.documents.lists import built_in_lists
from bihuan.evidence.blobs import path_of
from bihuan.intake.models import Batch
from bihuan.issuing.actions import issue_paper, spoil_paper
from bihuan.issuing.models import IssuedPaper
from bihuan.issuing.wording_actions import save_wording
from bihuan.kernel.clock import day_of, now
from bihuan.kernel.codes import print_code
from bihuan.typesetting.tests.papers import everything, part, rows_of
from tests.support.world import GREEN, LAMPS, WAGES, World, number


def export(*args: str, **options: Any) -> str:
    said = StringIO()
    call_command("export", *args, stdout=said, **options)
    return said.getvalue()


def refusal(*args: str, **options: Any) -> str:
    with pytest.raises(CommandError) as caught:
        export(*args, **options)
    assert caught.value.returncode == 2
    return str(caught.value)


@pytest.fixture
def batch(world: World) -> Batch:
    return world.batch


def second_batch(batch: Batch) -> Batch:
    return Batch.objects.create(
        number="临港管办发〔2023〕9号", title="另一批", coordinator=batch.coordinator, rules=batch.rules
    )


@pytest.mark.parametrize(
    ("kind", "name"), [("target-table", "a.xlsx"), ("target-table", "a.DOCX"), ("ledger", "台账.xlsx")]
)
def test_the_ending_chooses_the_form(batch: Batch, tmp_path: Path, kind: str, name: str) -> None:
    out = tmp_path / name
    assert str(out) in export(kind, out=str(out))
    assert [row.position for row in rows_of(out.read_bytes(), name.lower())] == [1, 2, 3]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_existing_file_is_replaced_whole(batch: Batch, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    out.write_text("旧")
    export("ledger", out=str(out))
    assert len(rows_of(out.read_bytes(), "a.xlsx")) == 3


def test_a_link_keeps_pointing_where_it_did(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "real.xlsx")
    export("ledger", out=str(tmp_path / "link.xlsx"))
    assert (tmp_path / "link.xlsx").is_symlink()
    assert (tmp_path / "real.xlsx").is_file()


def test_the_list_names_every_kind_with_its_forms() -> None:
    told = export(list=True)
    assert "target-table" in told
    for kind in KINDS.values():
        assert f"{kind.label}（{'、'.join(kind.forms)}）" in told
    assert "销号管理台账（.xlsx、.docx、.pdf）　每批次一份" in told
    assert "list:audit-52         审计整改清单（.xlsx、.docx、.pdf）" in told


def test_the_list_of_a_kind_names_what_its_wording_may_speak_of() -> None:
    told = export("督办单", list=True)
    assert "  责任单位　责任单位全称" in told
    assert "列表（写成【每：意见】）：意见" in told
    assert "表（写成【表：名称】）" in export("ledger", list=True)
    assert "  是否销号　现行有效销号的为是" in export("list", list=True)
    assert "没有“火星”这个种类" in refusal("火星", list=True)


@pytest.mark.parametrize(
    ("args", "out", "told"),
    [
        ((), "a.xlsx", "请指明要导出的种类"),
        (("newsletter",), "a.xlsx", "没有“newsletter”这个种类"),
        (("ledger",), "", "请用 --out"),
        (("ledger",), "a.ods", "销号管理台账只能导出为.xlsx、.docx、.pdf，不能写成“a.ods”"),
        (("supervision-order",), "a.xlsx", "督办单只能导出为.docx、.pdf，不能写成“a.xlsx”"),
        (("list:audit-53",), "a.xlsx", "没有名为“audit-53”的台账，随程序提供的有：list:audit-52、"),
        (("list",), "a.xlsx", "请用 --list-file 指明台账格式的文件"),
        (("list:audit-52",), "a.ods", "台账只能导出为.xlsx、.docx、.pdf"),
        (("target-table",), "a", "整改目标表只能导出为"),
        (("ledger",), "gone/a.xlsx", "不存在，请先建立"),
        (("ledger",), "folder.xlsx", "是一个文件夹"),
    ],
)
def test_what_cannot_be_done_is_said_in_chinese_and_nothing_is_written(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], out: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.xlsx").mkdir()
    assert told in refusal(*args, out=out)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.xlsx"]


def test_a_device_is_not_replaced(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "null.xlsx").symlink_to("/dev/null")
    assert "不是普通文件" in refusal("ledger", out=str(tmp_path / "null.xlsx"))
    assert Path("/dev/null").is_char_device()


def test_of_several_batches_one_must_be_named(batch: Batch, tmp_path: Path) -> None:
    second_batch(batch)
    out = str(tmp_path / "a.xlsx")
    told = refusal("ledger", out=out)
    assert "临港管办发〔2022〕8号" in told
    assert "临港管办发〔2023〕9号" in told
    assert "没有文号为“甲〔2022〕1号”的批次" in refusal("ledger", out=out, batch="甲〔2022〕1号")
    assert "临港管办发〔2022〕8号" in export("ledger", out=out, batch="临港管办发[2022]8号")


@pytest.mark.django_db
def test_without_any_batch_it_says_what_to_do(tmp_path: Path) -> None:
    assert "请先用 bihuan import 导入" in refusal("ledger", out=str(tmp_path / "a.xlsx"))


def test_a_text_too_long_for_a_cell_leaves_the_old_file_alone(batch: Batch, tmp_path: Path) -> None:
    Case.objects.filter(position=1).update(content="字" * 32_768)
    out = tmp_path / "a.xlsx"
    out.write_text("旧")
    assert "第1行“整改内容”有32768字" in refusal("target-table", out=str(out))
    assert out.read_text() == "旧"
    export("target-table", out=str(tmp_path / "a.docx"))


def test_a_disk_that_fails_leaves_nothing_half_written(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    assert "无法写入" in refusal("ledger", out=str(tmp_path / "a.xlsx"))
    assert list(tmp_path.iterdir()) == []


# ── every kind in every form ────────────────────────────────────────────────────────────────────

BEGINS = {".xlsx": b"PK", ".docx": b"PK", ".pdf": b"%PDF-"}


def words_of(out: Path) -> str:
    """What a .docx says, without its marks."""
    return re.sub("<[^>]+>", "", part(out.read_bytes(), "word/document.xml"))


@pytest.fixture
def busy(world: World) -> World:
    """A world with something to say on every kind of paper."""
    world.case_in(State.DISCLOSED, LAMPS)
    world.walk(world.case(GREEN), State.RECTIFYING)
    case = world.case(WAGES)
    world.walk(case, State.RECTIFYING)
    assert case.limit_date is not None
    request_extension(
        case.pk, by=world.leader(case), now=world.now, reason="案情复杂。",
        new_date=case.limit_date + timedelta(days=30),
    )  # fmt: skip
    return world


@pytest.mark.long
def test_every_kind_is_written_in_every_form_it_has(busy: World, tmp_path: Path) -> None:
    for kind in KINDS.values():
        for form in kind.forms:
            out = tmp_path / f"{kind.name}{form}"
            assert kind.label in export(kind.name, out=str(out))
            assert out.read_bytes().startswith(BEGINS[form]), out.name


def test_a_kind_may_be_named_in_chinese(batch: Batch, tmp_path: Path) -> None:
    export("销号管理台账", out=str(tmp_path / "a.xlsx"))
    assert len(rows_of((tmp_path / "a.xlsx").read_bytes(), "a.xlsx")) == 3


def test_the_tables_that_are_imported_again_are_as_they_always_were(busy: World, tmp_path: Path) -> None:
    cases = Case.objects.filter(batch=busy.batch)
    export("target-table", out=str(tmp_path / "a.xlsx"))
    export("ledger", out=str(tmp_path / "b.xlsx"))
    assert (tmp_path / "a.xlsx").read_bytes() == target_table.render_xlsx(busy.batch, cases)
    today = day_of(now())
    assert (tmp_path / "b.xlsx").read_bytes() == close_out_ledger.render_xlsx(cases, today)


def test_papers_about_cases_stand_one_after_another_or_one_alone(busy: World, tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    assert "共2份" in export("supervision-order", out=str(out))
    both = words_of(out)
    assert number(WAGES) in both
    assert number(GREEN) in both
    for item in (str(GREEN), number(GREEN)):
        assert "份" not in export("supervision-order", out=str(out), item=item)
        alone = words_of(out)
        assert number(GREEN) in alone
        assert number(WAGES) not in alone


def test_one_unit_can_be_asked_for(busy: World, tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    assert "共3份" in export("completion-report", out=str(out))
    assert "份" not in export("completion-report", out=str(out), unit="综合执法局")
    assert "综合执法局" in words_of(out)
    assert "厂区周边扬尘大" not in words_of(out)
    assert "已有：" in refusal("completion-report", out=str(out), unit="火星局")


@pytest.mark.parametrize(
    ("args", "options", "told"),
    [
        (("supervision-order",), {"item": "9"}, "没有序号或者问题编号为“9”的事项"),
        (("supervision-order",), {"item": "²"}, "没有序号或者问题编号为“²”的事项"),
        (("supervision-order",), {"unit": "综合执法局"}, "督办单不按单位出具（每事项一份），请去掉 --unit"),
        (("ledger",), {"item": "1"}, "销号管理台账不按事项出具（每批次一份），请去掉 --item"),
        (("list:audit-52",), {"item": "1"}, "不能与 --item、--unit、--wording、--fill 同用"),
        (("summons-talk",), {"fill": ["约谈时间"]}, "--fill 应当写成“名=文字”，现为“约谈时间”"),
        (("summons-talk",), {"fill": ["督办=快"]}, "范本中没有要填写的“督办”，可以用 --fill 填写的有："),
        (("summons-talk",), {"fill": ["编号=1", "编号=2"]}, "“编号”写了两次"),
        (("supervision-order",), {"wording": Path("gone.txt")}, "无法读取“gone.txt”"),
        (("ledger",), {"list_file": Path("gone.txt")}, "--list-file 只用于自定台账"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    batch: Batch, tmp_path: Path, args: tuple[str, ...], options: dict[str, Any], told: str
) -> None:
    assert told in refusal(*args, out=str(tmp_path / "a.docx"), **options)
    assert list(tmp_path.iterdir()) == []


def test_a_kind_with_nothing_to_print_yet_writes_no_file(batch: Batch, tmp_path: Path) -> None:
    out = str(tmp_path / "a.pdf")
    assert "没有可以导出销号单的事项：尚无事项办到这一步" in refusal("close-out-certificate", out=out)
    assert "“1”项目前没有销号单可以导出" in refusal("close-out-certificate", out=out, item="1")
    assert list(tmp_path.iterdir()) == []


def told_of(kind: str, out: Path, batch: Batch) -> str:
    """Why it was refused; nothing when it was written."""
    try:
        export(kind, out=str(out), batch=batch.number)
    except CommandError as refused:
        assert not out.exists()
        return str(refused)
    return ""


@pytest.mark.long
def test_an_empty_batch_gives_papers_that_say_so_or_a_refusal_and_never_a_crash(
    batch: Batch, tmp_path: Path
) -> None:
    empty = second_batch(batch)
    for kind in KINDS.values():
        for form in kind.forms:
            out = tmp_path / f"{kind.name}{form}"
            if kind.about is not About.BATCH:
                assert kind.label in told_of(kind.name, out, empty)
            elif told := told_of(kind.name, out, empty):
                assert (form, told) == (
                    ".xlsx",
                    f"“{kind.label}”中没有表格，不能导出为 .xlsx；请改为导出 .docx 或者 .pdf。",
                )
            else:
                assert out.read_bytes().startswith(BEGINS[form])


# ── wordings ────────────────────────────────────────────────────────────────────────────────────

OWN = "【编号：{编号}】\n【标题：关于第{序号}项的督办单】\n请{责任单位}{填：督办要求}\n"


def test_a_wording_of_ones_own_is_checked_and_filled(busy: World, tmp_path: Path) -> None:
    wording, out = tmp_path / "own.txt", tmp_path / "a.docx"
    wording.write_bytes(OWN.encode("gb18030"))
    told = ["督办要求=三日内=完成{责任单位}"]
    export("supervision-order", out=str(out), item="2", wording=wording, fill=told)
    assert "请组织人社局三日内=完成{责任单位}" in words_of(out)
    wording.write_text(OWN + "{责任单伩}\n【完】\n", encoding="utf-8-sig")
    refused = refusal("supervision-order", out=str(out), wording=wording)
    assert "范本“own.txt”有2处需要改正：\n第4行：没有名为“责任单伩”的字段。是否应为{责任单位}？" in refused


def test_the_wording_in_force_is_used_and_can_be_taken_out(busy: World, tmp_path: Path) -> None:
    kind = KINDS["supervision-order"]
    save_wording(
        busy.batch.coordinator_id, kind, by=busy.zhao, now=busy.now, text=OWN, note="改写。", based_on=0
    )
    export("supervision-order", out=str(tmp_path / "a.docx"), item="2")
    assert "关于第2项的督办单" in words_of(tmp_path / "a.docx")
    export("supervision-order", out=str(tmp_path / "a.txt"))
    assert (tmp_path / "a.txt").read_text("utf-8") == OWN


def test_a_wording_of_ones_own_serves_the_tables_too(busy: World, tmp_path: Path) -> None:
    wording = tmp_path / "own.txt"
    wording.write_text("【标题：本单位台账】\n【表：销号管理台账】\n", "utf-8")
    export("ledger", out=str(tmp_path / "a.xlsx"), wording=wording)
    assert "本单位台账" in everything((tmp_path / "a.xlsx").read_bytes())


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"\xff\xfe\x00\xd8", "不是文本文件，请另存为UTF-8编码"), (b"x" * (1 << 20) + b"x", "超过1MB")],
)
def test_a_file_that_is_no_text_is_no_wording(
    batch: Batch, tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "own.txt").write_bytes(content)
    options = {"out": str(tmp_path / "a.docx"), "wording": tmp_path / "own.txt"}
    assert told in refusal("supervision-order", **options)


# ── lists of an office's own ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", [".xlsx", ".docx", ".pdf"])
def test_a_built_in_list_is_written_in_every_form(batch: Batch, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"a{form}"
    assert "已导出审计整改清单" in export("list:audit-52", out=str(out))
    assert out.read_bytes().startswith(BEGINS[form])


def test_a_list_is_taken_out_changed_and_used_again(batch: Batch, tmp_path: Path) -> None:
    text, out = tmp_path / "my.txt", tmp_path / "a.docx"
    export("list:eco-ledger", out=str(text))
    assert text.read_text("utf-8") == built_in_lists()["eco-ledger"]
    text.write_text("【标题：本单位台账】\n【列：事项｜60】{序}、{整改内容}\n", "utf-8")
    assert "已导出本单位台账" in export("list", out=str(out), list_file=text)
    assert "1、望海路路灯不亮，夜间出行不安全。" in words_of(out)
    export(out=str(out), list_file=text)
    text.write_text("【标题：本单位台账】\n【列：事项｜2】{序}\n", "utf-8")
    told = refusal("list", out=str(out), list_file=text)
    assert told.startswith("台账格式有1处需要改正：\n第2行：栏宽应当是5至200毫米，现为“2”")


# ── papers made final ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def issued(busy: World) -> IssuedPaper:
    case = busy.case(GREEN)
    busy.supervise(case)
    return issue_paper("supervision-order", busy.batch.pk, by=busy.zhao, now=busy.now, case_id=case.pk)


def test_a_paper_made_final_is_written_as_it_was_then(issued: IssuedPaper, tmp_path: Path) -> None:
    Case.objects.filter(position=GREEN).update(content="后来改写的内容。")
    out = tmp_path / "a.docx"
    said = export(code=f" {print_code(issued.code).lower()} ", out=str(out))
    assert f"已导出督办单（{issued.number}）" in said
    assert "厂区周边扬尘大，绿化少。" in words_of(out)
    assert print_code(issued.code) in everything(out.read_bytes())


def test_a_spoiled_paper_says_so(issued: IssuedPaper, busy: World, tmp_path: Path) -> None:
    spoil_paper(issued.pk, by=busy.zhao, now=busy.now, reason="事项名称有误。")
    out = tmp_path / "a.docx"
    assert "作废：事项名称有误。" in export(code=issued.code, out=str(out))
    assert "已作废" in everything(out.read_bytes())


def test_what_a_code_cannot_give_is_said(issued: IssuedPaper, tmp_path: Path) -> None:
    out = str(tmp_path / "a.pdf")
    assert "没有校验码为“7K3MX-00000”的文书" in refusal(code="7K3MX-00000", out=out)
    assert "督办单只能导出为.docx、.pdf" in refusal(code=issued.code, out=str(tmp_path / "a.xlsx"))
    assert "只能与 --out 同用" in refusal("supervision-order", code=issued.code, out=out)
    assert "只能与 --out 同用" in refusal(code=issued.code, out=out, item="1")
    path_of(issued.content_id).unlink()
    assert "不在服务器上，请从备份恢复" in refusal(code=issued.code, out=out)
    assert list(tmp_path.iterdir()) == []
