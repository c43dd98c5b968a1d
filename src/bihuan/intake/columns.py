"""Columns of tables by the many names offices give them, and the header row among titles and notes."""

import re
import unicodedata
from dataclasses import dataclass

from bihuan.intake.readers.blocks import Grid
from bihuan.kernel.numbers import squeeze

ROWS_TO_SEARCH = 30
MOST_HEADER_ROWS = 3
FEWEST_KNOWN = 2
_BRACKETED = re.compile(r"[（(【\[].*?[）)】\]]")

Aliases = dict[str, tuple[str, ...]]

NUMBER_NAMES = (
    "问题编号", "意见编号", "意见建议编号", "事项编号", "受理编号", "交办编号", "编号", "工单编号", "工单号",
    "信件编号", "诉求编号", "留言编号", "件号", "案件编号", "任务编号", "受理号",
)  # fmt: skip
TYPE_NAMES = (
    "意见建议类型", "意见类型", "问题类型", "类型", "类别", "问题类别", "诉求类型", "污染类型", "意见建议类别", "分类",
)  # fmt: skip

TARGET_TABLE: Aliases = {
    "position": ("序号", "顺序号", "排序"),
    "number": NUMBER_NAMES,
    "content": (
        "整改内容", "问题内容", "存在问题", "存在的问题", "问题描述", "问题表述", "反馈问题", "具体问题",
        "意见建议内容", "意见内容", "意见建议", "整改事项", "整改任务", "反馈意见", "督察反馈问题", "反馈问题内容",
        "问题", "主要问题",
        "交办问题基本情况", "群众意见建议", "问题清单",
    ),
    "type": TYPE_NAMES,
    "target": ("整改目标", "目标", "目标任务", "整改要求", "办结目标", "整改完成标准", "工作目标", "任务目标"),
    "measures": ("整改措施", "措施", "主要措施", "具体措施", "整改举措", "工作措施", "整改方案", "主要整改措施"),
    "limit": (
        "整改时限", "时限", "完成时限", "整改期限", "完成时间", "整改完成时限", "整改完成时间", "办理时限", "时间节点",
        "期限", "整改时间", "时限要求",
    ),
    "units": (
        "责任部门", "责任单位", "整改责任单位", "整改责任部门", "牵头单位", "牵头部门", "承办单位", "主办单位",
        "整改单位",
        "责任主体", "承办部门", "整改部门", "责任单位及部门",
    ),
    "person": ("负责人", "责任人", "整改责任人", "责任领导", "具体责任人", "部门负责人", "单位负责人", "牵头领导"),
}  # fmt: skip
TARGET_TABLE_MARKS = frozenset({"target", "measures", "limit", "units"})
TARGET_TABLE_NEEDED = ("content", "target", "measures", "limit", "units")

OPINION_LIST: Aliases = {
    "position": ("序号", "顺序号"),
    "number": NUMBER_NAMES,
    "text": (
        "意见内容", "意见建议内容", "意见建议", "意见原文", "意见建议原文", "原文", "内容", "诉求内容", "问题内容",
        "反映内容", "反映问题", "反映的问题", "留言详情", "留言内容", "整改内容", "主要内容", "问题描述",
        "群众意见建议", "交办问题基本情况", "来信内容", "意见", "原话", "群众原话", "事项内容",
        "具体内容", "意见和建议",
    ),
    "source": (
        "来源", "意见来源", "来源渠道", "渠道", "反馈渠道", "受理渠道", "反映渠道", "反馈来源", "信息来源", "数据来源",
        "问题来源", "诉求来源",
    ),
    "date": (
        "日期", "时间", "收到日期", "收到时间", "反映时间", "反映日期", "受理时间", "受理日期", "留言时间", "登记时间",
        "登记日期", "反馈时间", "反馈日期", "提出时间", "提出日期", "来信时间", "来电时间", "接收日期", "交办日期",
        "收件日期",
    ),
    "contact": ("联系方式", "联系人及电话", "联系人及联系方式", "反映人及联系方式", "联系人和电话", "联系信息"),
    "contact_name": (
        "联系人", "联系人姓名", "姓名", "反映人", "反映人姓名", "诉求人", "来电人", "留言人", "提出人", "群众姓名",
        "信访人", "反馈人", "当事人",
    ),
    "contact_phone": (
        "联系电话", "电话", "手机", "手机号", "手机号码", "电话号码", "联系号码", "来电号码", "反映人电话", "联系手机",
    ),
    "type": TYPE_NAMES,
}  # fmt: skip

# Headings that name whoever reached out, beyond the lists above: what stands below them is never left unread.
_DOES = (
    r"(?:反映|诉求|来电|来信|来访|信访|上访|投诉|举报|留言|提出|反馈|联系|申请|求助|建议|咨询|报料|发帖|当事)"
)
_WHO = rf"{_DOES}(?:人员?|者)"
_THEM = rf"(?:{_WHO}|群众|市民|网民|网友|业主|居民|村民|本人)"
_LINE = r"(?:(?:联系|来电|主叫|移动|固定|常用|备用)?(?:电话|手机|固话|座机)(?:号码?)?|(?:联系|来电|主叫)号码)"
_CONTACTS = (
    ("contact_phone", re.compile(rf"{_THEM}?的?{_LINE}[12一二]?")),
    ("contact_name", re.compile(rf"{_WHO}|{_THEM}的?(?:姓名|名称|称呼)")),
    ("contact", re.compile(rf"{_THEM}?的?(?:姓名)?[及和与、/]?(?:联系方式|联系信息|{_LINE})")),
)


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: the first row of data, the printed names, and which column holds what."""

    at: int
    first_row: int
    names: tuple[str, ...]
    columns: dict[str, int]

    def missing(self, needed: tuple[str, ...]) -> list[str]:
        """The needed fields that no column holds."""
        return [field for field in needed if field not in self.columns]


def label(text: str) -> str:
    """A column name without blanks, full-width forms, marks: ``意见建议类    型`` is ``意见建议类型``."""
    return squeeze(unicodedata.normalize("NFKC", text)).strip("*:：·.")


def plain_label(text: str) -> str:
    """A printed column name: blanks removed, nothing else changed (T13)."""
    return squeeze(text)


def find_header(grid: Grid, aliases: Aliases) -> Header | None:
    """The row that names most columns, with the rows below it that belong to a two-storey header."""
    known = _by_name(aliases)
    best, score = -1, FEWEST_KNOWN - 1
    for at, row in enumerate(grid.rows[:ROWS_TO_SEARCH]):
        fields = {field for cell in row if (field := _field(cell, known))}
        if len(fields) > score:
            best, score = at, len(fields)
    if best < 0:
        return None
    first_row = _first_row(grid, best, known)
    names = _names(grid, best, first_row)
    return Header(best, first_row, names, _columns(grid, best, first_row, known))


def _by_name(aliases: Aliases) -> dict[str, str]:
    return {name: field for field, names in aliases.items() for name in names}


def _field(cell: str, known: dict[str, str]) -> str | None:
    if not cell or len(cell) > 40:
        return None
    name = label(cell)
    bare = _BRACKETED.sub("", name)
    found = known.get(name) or known.get(bare)
    if found is None and "联系方式" in known:
        found = next((field for field, names in _CONTACTS if names.fullmatch(bare)), None)
    return found


def _first_row(grid: Grid, header: int, known: dict[str, str]) -> int:
    """A row still belongs to the header when a header cell reaches down into it, or it names columns itself."""
    at = header + 1
    while at < min(len(grid.rows), header + MOST_HEADER_ROWS):
        row = grid.rows[at]
        reaches = any((at, column) in grid.covered for column in range(len(row)))
        repeats = sum(
            bool(cell) and cell == above for cell, above in zip(row, grid.rows[header], strict=False)
        )
        names = sum(_field(cell, known) is not None for cell in row)
        if not ((reaches and repeats) or (names >= FEWEST_KNOWN and repeats < names)):
            break
        at += 1
    return at


def _names(grid: Grid, header: int, first_row: int) -> tuple[str, ...]:
    width = max(len(grid.rows[at]) for at in range(header, first_row))
    names = []
    for column in range(width):
        storeys = [_cell(grid.rows[at], column) for at in range(header, first_row)]
        names.append("".join(dict.fromkeys(plain_label(text) for text in storeys if text)))
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _columns(grid: Grid, header: int, first_row: int, known: dict[str, str]) -> dict[str, int]:
    """Field → column. The lowest storey that is known wins; of two columns for one field, the first."""
    columns: dict[str, int] = {}
    width = max(len(grid.rows[at]) for at in range(header, first_row))
    for column in range(width):
        for at in range(first_row - 1, header - 1, -1):
            field = _field(_cell(grid.rows[at], column), known)
            if field is not None:
                columns.setdefault(field, column)
                break
    return columns


def _cell(row: list[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def is_header_again(grid: Grid, at: int, header: Header) -> bool:
    """Whether row ``at`` repeats the header, as tables do on a new page."""
    return [plain_label(cell) for cell in grid.rows[at]] == [
        plain_label(cell) for cell in grid.rows[header.at]
    ]


def is_aside(row: list[str]) -> bool:
    """Whether a row holds one single text: a title, a group heading, a remark under the table."""
    texts = {cell.strip() for cell in row if cell.strip()}
    return len(texts) <= 1
