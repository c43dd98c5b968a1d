"""What ``bihuan triage group`` and ``bihuan triage score-groups`` do: files in, files and figures out."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from bihuan.grouping.elsewhere import parted
from bihuan.grouping.group import Groups, group
from bihuan.grouping.items import Item
from bihuan.grouping.score import Score, score
from bihuan.intake.readers import open_blocks
from bihuan.intake.readers.blocks import Grid
from bihuan.intake.refusal import not_readable
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding

_ID = ("id", "message_id", "留言编号", "信件编号", "问题编号", "工单编号", "编号")
_SUBJECT = ("subject", "title", "留言主题", "信件标题", "主题", "标题")
_BODY = ("body", "content", "留言详情", "留言内容", "信件内容", "意见建议内容", "反映内容", "内容", "详情")
_DAY = ("date", "day", "留言时间", "来信时间", "受理时间", "时间", "日期")
_GROUP = ("group", "群组", "组别")
_NOT_SCORED = "ambiguous"
_DATE = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")


def group_file(messages: Path, out: Path) -> Groups:
    """Group the messages of a file; write the group of each to ``out`` (message_id, group)."""
    items = list(_items(messages))
    groups = parted(group(items), items)
    number = {name: at for at, members in enumerate(groups.groups, start=1) for name in members}
    # Messages that stand alone are numbered on, so that every message has a group.
    number |= {name: at for at, name in enumerate(groups.alone, start=len(groups.groups) + 1)}
    rows = ((item.id, f"{number[item.id]:06}") for item in items)
    _write(out, ("message_id", "group"), rows)
    return groups


def score_files(groups: Path, gold: Path, look_alikes: Path | None) -> Score:
    """Score groups as ``group_file`` wrote them against hand-made ones and pairs that are known to be different."""
    proposed = {row[0]: row[1] for row in _rows(groups, (_ID, _GROUP), ())}
    true = {
        name: group_name
        for name, group_name, role in _rows(gold, (_ID, _GROUP), (("role",),))
        if role != _NOT_SCORED
    }
    different = list(_rows(look_alikes, (("id_a",), ("id_b",)), ())) if look_alikes else []
    return score(proposed, true, [(one, other) for one, other in different])


def group_lines(groups: Groups) -> list[str]:
    """What was found, for a person."""
    sizes = sorted((len(members) for members in groups.groups), reverse=True)
    largest = "、".join(map(str, sizes[:10])) or "无"
    return [
        f"留言 {sum(sizes) + len(groups.alone)} 件，归并为 {len(sizes)} 组（共 {sum(sizes)} 件）。",
        f"单独成件 {len(groups.alone)} 件。",
        f"2 至 5 件的组 {sum(size <= 5 for size in sizes)} 个；最大的组：{largest}。",
    ]


def score_lines(result: Score) -> list[str]:
    """The figures, for a person."""
    return [
        f"计分留言 {result.messages} 件（归并结果中缺 {result.missing} 件）",
        f"B-cubed：准确率 {_said(result.precision)}，召回率 {_said(result.recall)}，F 值 {_said(result.f)}",
        f"成对召回率 {_said(result.pair_recall)}（{result.pairs} 对）",
        (
            f"相似而不同 {result.look_alikes} 对：误并 {result.look_alikes_merged} 对，"
            f"占 {_said(result.look_alikes_share)}"
        ),
        (
            f"2 至 5 件的组 {result.small_groups} 个：完整找到 {result.small_groups_whole} 个，"
            f"成对召回率 {_said(result.small_group_recall)}"
        ),
        f"最大的组：{'、'.join(map(str, result.largest))}",
    ]


def _said(share: float | None) -> str:
    return "无" if share is None else f"{share:.3f}"


def _items(path: Path) -> Iterator[Item]:
    seen: dict[str, int] = {}
    rows = _rows(path, (_ID,), (_SUBJECT, _BODY, _DAY))
    for number, (name, subject, body, day) in enumerate(rows, start=2):
        if name in seen:
            raise not_readable(
                "id-twice",
                f"“{path.name}”第{number}行：编号“{name}”与第{seen[name]}行重复；请更正后重试。",
                where=path.name,
            )
        seen[name] = number
        yield Item(name, subject, body, _day(day))


def _day(text: str) -> date | None:
    if match := _DATE.match(text):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return None
    return None


def _rows(
    path: Path, needed: Sequence[Sequence[str]], wanted: Sequence[Sequence[str]]
) -> Iterator[tuple[str, ...]]:
    """The values of some columns, row by row; a needed one must be there and not empty, a wanted one may be missing."""
    grid = _grid(path)
    head = [cell.strip().lower() for cell in grid.rows[0]]
    at = [_column(path, head, names, must=True) for names in needed]
    at += [_column(path, head, names, must=False) for names in wanted]
    if len(wanted) > 1 and all(place is None for place in at[len(needed) : len(needed) + 2]):
        raise _no_column(path, (*wanted[0], *wanted[1]))
    for number, row in enumerate(grid.rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        values = [row[place].strip() if place is not None and place < len(row) else "" for place in at]
        for value, names in zip(values, needed, strict=False):
            if not value:
                raise not_readable(
                    "cell-empty",
                    f"“{path.name}”第{number}行的“{_named(head, names)}”为空；请补全后重试。",
                    where=path.name,
                )
        yield tuple(values)


def _grid(path: Path) -> Grid:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise not_readable(
            "file-unread", f"文件“{path}”不能打开：{problem.strerror}；请核对路径后重试。"
        ) from problem
    try:
        grids = [grid for grid in open_blocks(content, path.name).grids() if grid.rows]
    except NotReadable as refusal:
        # Three files are read at once: each fault says whose it is.
        raise NotReadable([_of_file(finding, path) for finding in refusal.findings]) from refusal
    if not grids:
        raise not_readable("no-table", f"文件“{path.name}”中没有表格；请提供带表头的 .xlsx 或者 .csv 文件。")
    return grids[0]


def _of_file(finding: Finding, path: Path) -> Finding:
    if path.name in finding.message:
        return finding
    return replace(finding, message=f"“{path.name}”：{finding.message}", where=path.name)


def _column(path: Path, head: Sequence[str], names: Sequence[str], *, must: bool) -> int | None:
    for name in names:
        if name in head:
            return head.index(name)
    if must:
        raise _no_column(path, names)
    return None


def _no_column(path: Path, names: Sequence[str]) -> NotReadable:
    wanted = "、".join(f"“{name}”" for name in names)
    return not_readable(
        "column-missing",
        f"“{path.name}”第1行（表头）中没有需要的列；请加上以下列名之一：{wanted}。",
        where=path.name,
    )


def _named(head: Sequence[str], names: Sequence[str]) -> str:
    return next((name for name in names if name in head), names[0])


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    try:
        # With a mark, so that a double click opens it readable.
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(head)
            writer.writerows(rows)
    except OSError as problem:
        raise not_readable(
            "file-unwritten", f"文件“{path}”不能写入：{problem.strerror}；请核对路径和权限后重试。"
        ) from problem
