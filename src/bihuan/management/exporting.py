"""What ``bihuan export`` was asked for, found and drawn up: papers of any kind, a list, or one made final."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from bihuan.cases.models import Case
from bihuan.documents import close_out_ledger, target_table
from bihuan.documents.compose import draw_up, vocabulary_of
from bihuan.documents.kinds import DOCX, KINDS, LIST, PDF, XLSX, About, Kind
from bihuan.documents.list_fields import LIST_VOCABULARY
from bihuan.documents.lists import built_in_by_label, built_in_lists, label_of, list_table
from bihuan.documents.lists_parse import check_list
from bihuan.documents.pictures import photo_of
from bihuan.documents.scope import Scope
from bihuan.documents.wording import check_wording, fill_ins
from bihuan.intake.models import Batch
from bihuan.issuing.facts import NUMBER, printed_paper
from bihuan.issuing.models import IssuedPaper, Wording
from bihuan.issuing.wordings import LIST_KIND, wording_in_force
from bihuan.kernel.clock import day_of
from bihuan.kernel.codes import print_code, typed_code
from bihuan.kernel.findings import Finding
from bihuan.kernel.numbers import fold_brackets
from bihuan.management.console import REFUSED, CommandError
from bihuan.management.exporting_set import ZIP
from bihuan.people.order import TreeOrder
from bihuan.typesetting import docx, pdf, xlsx
from bihuan.typesetting.paper import Paper, as_paper
from bihuan.typesetting.table import TablePaper

# Not a paper but what one is made by: the wording in force, or the format of a list, to be changed and used.
TEXT_FORM = ".txt"
_MOST_BYTES = 1 << 20
_ABOUT = {About.BATCH: "每批次一份", About.UNIT: "每单位一份", About.CASE: "每事项一份"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command that say what of which batch."""

    batch: str = ""
    item: str = ""
    unit: str = ""
    wording: Path | None = None
    fill: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Papers ready to be set: what they are called, of what, and whether .xlsx gets drop-down filters.

    ``text`` is what they are made by, for who asked for that.
    """

    label: str
    of: str
    papers: Sequence[Paper]
    filters: bool = False
    remark: str = ""
    text: str = ""


def failed(message: str) -> CommandError:
    """A refusal of the command."""
    return CommandError(message, returncode=REFUSED)


# ── what there is ───────────────────────────────────────────────────────────────────────────────


def listing() -> str:
    """Every kind and every built-in list: name, what it is called and about, its forms."""
    rows = [
        (kind.name, f"{kind.label}（{'、'.join(kind.forms)}）　{_ABOUT[kind.about]}")
        for kind in KINDS.values()
    ]
    forms = "、".join(LIST)
    rows += [
        (f"{LIST_KIND}:{name}", f"{label_of(text)}（{forms}）　每批次一份，可自定各列")
        for name, text in built_in_lists().items()
    ]
    rows.append((LIST_KIND, f"本单位自定的台账，各列写在 --list-file 的文件中（{forms}）"))
    whole = "一个批次或者一个事项的全部文书、佐证材料和办理记录"
    more = "，另附空白核验表、路线表和历次核验意见；不写扩展名的，另成文件夹"
    rows.append(("set", f"一件一档（{ZIP}）　{whole}"))
    rows.append(("inspection", f"迎检资料（{ZIP}）　{whole}{more}"))
    rows.append(
        (
            "",
            f"以{TEXT_FORM}为扩展名时，导出的是现行范本或者台账格式的文字，修改后用于 --wording、--list-file",
        )
    )
    return "\n".join(f"{name:<22}{told}" for name, told in rows)


def names_of(kind: str) -> str:
    """What a wording of ``kind``, or the format of a list, may speak of: each name and what stands there."""
    if is_list(kind):
        vocabulary, lists = LIST_VOCABULARY, "【列：…】之后可用的字段（写成{字段}）"
    else:
        vocabulary, lists = vocabulary_of(kind_of(kind)), ""
    parts = [("字段（写成{字段}）" if not lists else "标题和各处可用的字段（写成{字段}）", vocabulary.fields)]
    parts += [
        (lists or f"列表（写成【每：{name}】）：{name}", rows) for name, rows in vocabulary.lists.items()
    ]
    parts += [
        ("表（写成【表：名称】）", vocabulary.tables),
        ("照片（写成【照片：名称】）", vocabulary.photos),
    ]
    told = [
        [heading, *(f"  {name}　{meaning}" for name, meaning in names.items())]
        for heading, names in parts
        if names
    ]
    return "\n".join(line for part in told for line in part)


def is_list(kind: str) -> bool:
    """Whether ``kind`` means a list of an office's own."""
    return kind.partition(":")[0] == LIST_KIND


def kind_of(name: str) -> Kind:
    """A kind by its name or its Chinese one."""
    found = KINDS.get(name) or next((kind for kind in KINDS.values() if kind.label == name), None)
    if found is None:
        problem = f"没有“{name}”这个种类" if name else "请指明要导出的种类"
        raise failed(f"{problem}，可以导出的有：\n{listing()}")
    return found


def list_of(name: str, file: Path | None, batch: str = "") -> str:
    """The text of a list: of ``file``, or what ``name`` means, an office's own (``list:本局台账``) before a built-in.

    Where several offices have one of this name, it is that of the one that coordinates ``batch``.
    """
    _, _, built_in = name.partition(":")
    if file is not None:
        return text_of(file)
    own = Wording.objects.filter(kind=LIST_KIND, name=built_in) if built_in else Wording.objects.none()
    if batch or len(set(own.values_list("unit", flat=True).order_by())) > 1:
        own = own.filter(unit=batch_of(batch).coordinator_id) if own.exists() else own
    if newest := own.order_by("version").last():
        return newest.text
    for known in (built_in_lists(), built_in_by_label()):
        if built_in in known:
            return known[built_in]
    names = "、".join(f"{LIST_KIND}:{each}" for each in built_in_lists())
    if built_in:
        raise failed(f"没有名为“{built_in}”的台账，随程序提供的有：{names}。")
    raise failed(f"请用 --list-file 指明台账格式的文件，或者写明随程序提供的台账：{names}。")


def text_of(file: Path) -> str:
    """A text that a clerk wrote, UTF-8 or as Windows in Chinese saves it."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise failed(f"“{file}”超过1MB，不是范本或者台账格式，请核对文件名。")
        content = file.read_bytes()
    except OSError as problem:
        raise failed(f"无法读取“{file}”：{problem.strerror or problem}。请核对路径和权限。") from problem
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise failed(f"“{file}”不是文本文件，请另存为UTF-8编码的.txt文件。")


# ── drawing up ──────────────────────────────────────────────────────────────────────────────────


def draw_kind(kind: Kind, asked: Asked, today: date, ending: str) -> Drawn:
    """The papers of ``kind``: one a batch, one a unit or one a case, unless one item or one unit is asked for."""
    batch = batch_of(asked.batch)
    cases = _cases(kind, batch, asked.item)
    unit = _unit(kind, batch, asked.unit)
    wording, own = _wording(kind, batch, asked.wording)
    _refuse_unknown_fill(wording, asked.fill)
    if ending == TEXT_FORM:
        return Drawn(f"{kind.label}范本", batch.number, [], text=wording)
    scope = Scope(batch, cases, today)
    filters = kind.name == "ledger"
    if ending == XLSX and kind.name in _TABLES and not own:
        return Drawn(kind.label, batch.number, [as_paper(_TABLES[kind.name](scope))], filters)
    made = draw_up(kind, scope, wording=wording, typed=asked.fill)
    papers = [paper for subject, paper in made if unit is None or (subject.unit and subject.unit.pk == unit)]
    if not papers:
        raise failed(_nothing(kind, batch, asked))
    return Drawn(kind.label, batch.number, papers, filters)


# Tables that are worked on and imported again: as .xlsx they need no words around them but their own.
_TABLES: Mapping[str, Callable[[Scope], TablePaper]] = {
    "target-table": lambda scope: target_table.table(scope.batch, scope.cases),
    "ledger": lambda scope: close_out_ledger.table(scope.cases, scope.today),
}


def draw_list(text: str, asked: Asked, today: date, ending: str) -> Drawn:
    """A list of an office's own, of all cases of the batch."""
    if asked.item or asked.unit or asked.wording or asked.fill:
        raise failed("台账列出批次的全部事项，不能与 --item、--unit、--wording、--fill 同用。")
    if findings := check_list(text, LIST_VOCABULARY):
        raise failed(_lines("台账格式", findings))
    if ending == TEXT_FORM:
        return Drawn(f"{label_of(text)}格式", "各列可以修改", [], text=text)
    batch = batch_of(asked.batch)
    table = list_table(text, Scope(batch, Case.objects.filter(batch=batch), today))
    return Drawn(table.name, batch.number, [as_paper(table)], filters=True)


def draw_issued(code: str) -> tuple[Drawn, tuple[str, ...]]:
    """A paper as it was made final, by the code that is printed on it, and the forms it comes in."""
    row = IssuedPaper.objects.filter(code=typed_code(code)).select_related("batch").first()
    if row is None:
        raise failed(f"出文登记中没有校验码为“{code}”的文书，请对照纸面核对（共10位）。")
    try:
        paper = printed_paper(row)
    except FileNotFoundError as problem:
        raise failed(
            f"校验码{print_code(row.code)}的文书内容不在服务器上，请从备份恢复文件后重试。"
        ) from problem
    kind = KINDS.get(row.kind)
    remark = ""
    if row.spoiled_at is not None:
        remark = f"该件已于{day_of(row.spoiled_at)}作废：{row.spoiled_reason}"
    drawn = Drawn(kind.label if kind else paper.name, row.number or row.title, [paper], remark=remark)
    return drawn, kind.forms if kind else LIST


def render(drawn: Drawn, ending: str) -> bytes:
    """``drawn`` in the form that ``ending`` names. Raises Refused for what .xlsx cannot hold."""
    if ending == TEXT_FORM:
        return drawn.text.encode()
    if ending == XLSX:
        return xlsx.render_papers(drawn.papers, filters=drawn.filters)
    if ending == PDF:
        return pdf.render(drawn.papers, photo_of, fonts=settings.FONT_DIR)
    assert ending == DOCX  # the command has asked
    return docx.render(drawn.papers, photo_of)


def batch_of(number: str) -> Batch:
    known = {batch.number: batch for batch in Batch.objects.order_by("-issued_on", "-pk")}
    names = "\n".join(known)
    if not known:
        raise failed("台账中还没有批次，请先用 bihuan import 导入。")
    if number:
        found = known.get(number) or known.get(fold_brackets(number.strip()))
        if found is None:
            raise failed(f"没有文号为“{number}”的批次，已有批次：\n{names}")
        return found
    if len(known) > 1:
        raise failed(f"台账中有{len(known)}个批次，请用 --batch 指明其中一个：\n{names}")
    return next(iter(known.values()))


def _cases(kind: Kind, batch: Batch, item: str) -> QuerySet[Case]:
    """All cases of the batch, or the one asked for: who works at the console holds the database."""
    cases = Case.objects.filter(batch=batch)
    if not item:
        return cases
    if kind.about is not About.CASE:
        raise failed(f"{kind.label}不按事项出具（{_ABOUT[kind.about]}），请去掉 --item。")
    return cases.filter(pk=item_of(batch, item).pk)


def item_of(batch: Batch, item: str) -> Case:
    """The one case of the batch with this position or number."""
    wanted = Q(number=item)
    if item.isascii() and item.isdecimal() and len(item) <= 6:
        wanted |= Q(position=int(item))
    found = list(Case.objects.filter(wanted, batch=batch))
    if len(found) != 1:
        problem = "没有" if not found else f"有{len(found)}个"
        raise failed(f"批次{batch.number}中{problem}序号或者问题编号为“{item}”的事项，请核对后重试。")
    return found[0]


def _unit(kind: Kind, batch: Batch, name: str) -> int | None:
    """The key of the unit asked for."""
    if not name:
        return None
    if kind.about is not About.UNIT:
        raise failed(f"{kind.label}不按单位出具（{_ABOUT[kind.about]}），请去掉 --unit。")
    leads = batch.cases.exclude(lead=None).order_by(TreeOrder("lead__path"))
    units = {row.lead.pk: row.lead for row in leads.select_related("lead") if row.lead}
    found = [key for key, unit in units.items() if name in (unit.name, unit.short_name)]
    if len(found) != 1:
        known = "、".join(unit.name for unit in units.values()) or "（尚无）"
        raise failed(f"批次{batch.number}中没有名为“{name}”的责任单位，已有：{known}。")
    return found[0]


def _wording(kind: Kind, batch: Batch, file: Path | None) -> tuple[str, bool]:
    """The wording to draw up by, and whether it is another than the program's: ``file``, or the office's in force."""
    if file is None:
        in_force = wording_in_force(batch.coordinator_id, kind)
        return in_force.text, in_force.version > 0
    text = text_of(file)
    if findings := check_wording(text, vocabulary_of(kind)):
        raise failed(_lines(f"范本“{file.name}”", findings))
    return text, True


def _refuse_unknown_fill(wording: str, fill: Mapping[str, str]) -> None:
    known = (*fill_ins(wording), NUMBER)
    for name in fill:
        if name not in known:
            raise failed(f"范本中没有要填写的“{name}”，可以用 --fill 填写的有：{'、'.join(known)}。")


def _lines(what: str, findings: Sequence[Finding]) -> str:
    """Every finding with its line."""
    told = [f"{each.where}：{each.message}" if each.where else each.message for each in findings]
    return "\n".join([f"{what}有{len(findings)}处需要改正：", *told])


def _nothing(kind: Kind, batch: Batch, asked: Asked) -> str:
    if asked.item:
        return f"批次{batch.number}的“{asked.item}”项目前没有{kind.label}可以导出：该事项尚未办到这一步。"
    if kind.about is About.CASE:
        return f"批次{batch.number}中没有可以导出{kind.label}的事项：尚无事项办到这一步。"
    return f"批次{batch.number}目前没有{kind.label}可以导出。"
