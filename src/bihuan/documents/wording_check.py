"""Whether a wording can be set: every name known, every block closed. Pure; asked when one is saved."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice

from bihuan.documents.values import Vocabulary
from bihuan.documents.wording_parse import (
    Block,
    Instruction,
    Node,
    Of,
    Slot,
    Tree,
    each_node,
    short,
    slot_of,
    words_of,
)
from bihuan.kernel.findings import Finding, block

# More than this nobody reads; the rest is found when these are put right.
MOST_FINDINGS = 50


def check_tree(tree: Tree, vocabulary: Vocabulary) -> list[Finding]:
    """What keeps ``tree`` from being set, in the order of its lines."""
    # One more than is shown is enough to know that there are more.
    unknown = islice(_unknown(tree.nodes, vocabulary, ""), MOST_FINDINGS + 1)
    found = sorted([*tree.problems[: MOST_FINDINGS + 1], *unknown], key=_line_of)
    found += _missing(tree)
    if len(found) > MOST_FINDINGS:
        found = found[:MOST_FINDINGS]
        found.append(block("more-findings", f"其余问题未一一列出，请先改正以上{MOST_FINDINGS}处。"))
    return found


def _line_of(finding: Finding) -> int:
    digits = finding.where.strip("第行")
    return int(digits) if digits.isdecimal() else 0


def _missing(tree: Tree) -> Iterator[Finding]:
    """What a paper must have."""
    if not tree.nodes and tree.problems:
        return  # beyond the limits, or nothing but mistakes: the title is not what is wrong
    words = {node.word: node.line for node in each_node(tree.nodes) if isinstance(node, Instruction)}
    if "标题" not in words:
        yield block("title-missing", "范本没有标题，请加一行【标题：…】。")
    if "文号" in words and "发文机关" not in words:
        message = "【文号】要与【发文机关】合用，请加一行【发文机关：…】；没有红头的文书请改用【编号：…】。"
        yield block("number-without-letterhead", message, where=f"第{words['文号']}行")


def _unknown(nodes: Iterable[Node], vocabulary: Vocabulary, of_list: str) -> Iterator[Finding]:
    """Every name that means nothing; ``of_list`` is the list that is repeated here."""
    for node in nodes:
        for words in words_of(node):
            for slot in words:
                if isinstance(slot, Slot):
                    yield from _slot(slot, node.line, vocabulary, of_list)
        if isinstance(node, Instruction) and node.word in ("表", "照片"):
            yield from _block(node, vocabulary)
        if isinstance(node, Block):
            yield from _condition(node, vocabulary, of_list)
            inner = node.name if node.word == "每" else of_list
            yield from _unknown((*node.nodes, *node.otherwise), vocabulary, inner)


def _slot(slot: Slot, line: int, vocabulary: Vocabulary, of_list: str) -> Iterator[Finding]:
    if slot.of in (Of.ORDINAL, Of.ORDINAL_IN_CHINESE) and not of_list:
        message = f"{{{slot.name}}}只能写在【每】与它的【完】之间。"
        yield _problem("ordinal-outside-repeat", message, line)
    elif slot.of is Of.FIELD and slot.name not in vocabulary.fields:
        yield _field(slot.name, line, vocabulary, of_list)
    elif slot.of is Of.ROW:
        yield from _row(slot, line, vocabulary, of_list)


def _field(name: str, line: int, vocabulary: Vocabulary, of_list: str) -> Finding:
    if name in vocabulary.lists.get(of_list, {}):
        advice = f"列表中的字段请写成{{{of_list}.{name}}}。"
    elif name in vocabulary.lists:
        advice = f"“{name}”是列表，请写成【每：{name}】…【完】。"
    elif name in vocabulary.tables:
        advice = f"“{name}”是表，请另起一行写成【表：{name}】。"
    elif name in vocabulary.photos:
        advice = f"“{name}”是照片，请另起一行写成【照片：{name}】。"
    else:
        advice = _nearest(name, vocabulary.fields, "{%s}", f"需要定稿时填写的，请写成{{填：{short(name)}}}。")
    return _problem("unknown-field", f"没有名为“{short(name)}”的字段。{advice}", line)


def _row(slot: Slot, line: int, vocabulary: Vocabulary, of_list: str) -> Iterator[Finding]:
    told = f"{short(slot.of_list)}.{short(slot.name)}"
    if slot.of_list not in vocabulary.lists:
        advice = _nearest(slot.of_list, vocabulary.lists, "%s", "")
        yield _problem("unknown-list", f"{{{told}}}中没有名为“{short(slot.of_list)}”的列表。{advice}", line)
    elif slot.of_list != of_list:
        message = f"{{{told}}}只能写在【每：{slot.of_list}】与它的【完】之间。"
        yield _problem("row-outside-repeat", message, line)
    elif slot.name not in (known := vocabulary.lists[slot.of_list]):
        advice = _nearest(slot.name, known, f"{{{slot.of_list}.%s}}", "")
        message = f"列表“{slot.of_list}”中没有名为“{short(slot.name)}”的字段。{advice}"
        yield _problem("unknown-field", message, line)


def _block(node: Instruction, vocabulary: Vocabulary) -> Iterator[Finding]:
    """【表：…】 and 【照片：…】."""
    known = vocabulary.tables if node.word == "表" else vocabulary.photos
    if node.name not in known:
        code = "unknown-table" if node.word == "表" else "unknown-photos"
        advice = _nearest(
            node.name, known, f"【{node.word}：%s】", f"这种文书没有可用的{node.word}，请删去本行。"
        )
        yield _problem(code, f"没有名为“{short(node.name)}”的{node.word}。{advice}", node.line)


def _condition(node: Block, vocabulary: Vocabulary, of_list: str) -> Iterator[Finding]:
    """What 【每】, 【如有】 and 【如无】 ask about."""
    if node.word == "每" and node.name not in vocabulary.lists:
        advice = _nearest(node.name, vocabulary.lists, "【每：%s】", "这种文书没有可用的列表，请删去。")
        yield _problem("unknown-list", f"没有名为“{short(node.name)}”的列表。{advice}", node.line)
    if node.word not in ("如有", "如无"):
        return
    slot = slot_of(node.name)
    if slot is None:
        message = f"【{node.word}：…】中应当是一个名称，现为“{short(node.name)}”。"
        yield _problem("no-name", message, node.line)
    elif slot.of is not Of.FIELD:
        yield from _slot(slot, node.line, vocabulary, of_list)
    elif not any(node.name in names for names in _all_names(vocabulary)):
        every = [name for names in _all_names(vocabulary) for name in names]
        advice = _nearest(node.name, every, f"【{node.word}：%s】", "")
        yield _problem(
            "unknown-field", f"没有名为“{short(node.name)}”的字段、列表、表或照片。{advice}", node.line
        )


def _all_names(vocabulary: Vocabulary) -> tuple[Mapping[str, object], ...]:
    return (vocabulary.fields, vocabulary.lists, vocabulary.tables, vocabulary.photos)


def _nearest(name: str, known: Iterable[str], written: str, otherwise: str) -> str:
    """What was probably meant, written as it should be; else ``otherwise``, else where to look."""
    names = list(known)
    near = get_close_matches(name[:30], names, n=1, cutoff=0.5) or [
        each for each in names if name and name in each
    ]
    if near:
        return f"是否应为{written % near[0]}？"
    return otherwise or "可用的名称见字段表。"


def _problem(code: str, message: str, line: int) -> Finding:
    return block(code, message, where=f"第{line}行")
