"""The many names offices give to the columns of their tables, by what stands below them."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from bihuan.kernel.numbers import squeeze
from bihuan.language.script import simplified

Aliases = dict[str, tuple[str, ...]]
LONGEST_NAME = 40
_BRACKETED = re.compile(r"[（(【\[].*?[）)】\]]")

POSITION_NAMES = ("序号", "顺序号", "排序", "项次", "行号")
NUMBER_NAMES = (
    "问题编号", "意见编号", "意见建议编号", "事项编号", "受理编号", "交办编号", "编号", "工单编号", "工单号",
    "信件编号", "诉求编号", "留言编号", "件号", "案件编号", "任务编号", "受理号", "信访编号", "信访件编号",
    "举报编号", "转办编号", "信访件受理编号", "举报件编号", "案件受理编号", "交办件编号", "信访件号", "办件编号",
    "任务号", "信件号", "来件编号", "投诉编号", "问题序号", "清单编号", "线索编号", "督办编号", "反馈编号",
)  # fmt: skip
TYPE_NAMES = (
    "意见建议类型", "意见类型", "问题类型", "类型", "类别", "问题类别", "诉求类型", "污染类型",
        "意见建议类别", "分类",
)  # fmt: skip

TARGET_TABLE: Aliases = {
    "position": POSITION_NAMES,
    "number": NUMBER_NAMES,
    "content": (
        "整改内容", "问题内容", "存在问题", "存在的问题", "问题描述", "问题表述", "反馈问题", "具体问题",
        "意见建议内容", "意见内容", "意见建议", "整改事项", "整改任务", "反馈意见", "督察反馈问题", "反馈问题内容",
        "问题", "主要问题", "检视问题", "查摆问题", "查摆出的问题", "整改的问题", "突出问题", "整改问题",
        "交办问题基本情况", "群众意见建议", "问题清单",
    ),
    "type": TYPE_NAMES,
    "target": (
        "整改目标", "目标", "目标任务", "整改要求", "办结目标", "整改完成标准", "工作目标", "任务目标",
        "整改目标及要求", "整改目标要求",
    ),
    "measures": ("整改措施", "措施", "主要措施", "具体措施", "整改举措", "工作措施", "整改方案", "主要整改措施"),
    "limit": (
        "整改时限", "时限", "完成时限", "整改期限", "完成时间", "整改完成时限", "整改完成时间", "办理时限",
        "时间节点",
        "期限", "整改时间", "时限要求", "办结时限",
    ),
    "units": (
        "责任部门", "责任单位", "整改责任单位", "整改责任部门", "牵头单位", "牵头部门", "承办单位", "主办单位",
        "整改单位", "牵头责任单位", "牵头整改单位", "责任主体", "承办部门", "责任科室", "整改部门", "责任单位及部门",
    ),
    "person": ("负责人", "责任人", "整改责任人", "责任领导", "具体责任人", "部门负责人", "单位负责人", "牵头领导",
               "分管领导", "包抓领导"),
}  # fmt: skip

OPINION_LIST: Aliases = {
    "position": POSITION_NAMES,
    "number": NUMBER_NAMES,
    "text": (
        "意见内容", "意见建议内容", "意见建议", "意见原文", "意见建议原文", "原文", "内容", "诉求内容", "问题内容",
        "反映内容", "反映问题", "反映的问题", "留言详情", "留言内容", "整改内容", "主要内容", "问题描述",
        "群众意见建议", "交办问题基本情况", "来信内容", "意见", "原话", "群众原话", "事项内容",
        "具体内容", "意见和建议", "信件内容", "举报内容", "信访内容", "投诉内容", "举报问题", "群众反映问题",
        "信访举报问题", "反映问题基本情况", "信访问题", "交办问题", "举报问题基本情况", "信访件内容", "投诉举报内容",
        "反映情况", "信访反映问题", "交办问题情况", "信访举报内容", "群众举报内容", "问题基本情况", "举报情况",
        "问题", "存在问题", "问题表述", "具体问题", "检视问题", "查摆问题", "查摆出的问题", "突出问题", "主要问题",
        "整改问题", "问题清单", "反馈问题", "督察反馈问题", "整改任务", "整改事项", "群众诉求", "诉求事项",
    ),
    "source": (
        "来源", "意见来源", "来源渠道", "渠道", "反馈渠道", "受理渠道", "反映渠道", "反馈来源", "信息来源",
        "数据来源",
        "问题来源", "诉求来源", "信件来源",
    ),
    "date": (
        "日期", "时间", "收到日期", "收到时间", "反映时间", "反映日期", "受理时间", "受理日期", "留言时间",
        "登记时间",
        "登记日期", "反馈时间", "反馈日期", "提出时间", "提出日期", "来信时间", "来电时间", "接收日期", "交办日期",
        "收件日期", "交办时间", "信访时间", "举报时间", "转办时间", "转办日期", "来信日期", "写信时间",
    ),
    "contact": ("联系方式", "联系人及电话", "联系人及联系方式", "反映人及联系方式", "联系人和电话", "联系信息"),
    "contact_name": (
        "联系人", "联系人姓名", "姓名", "反映人", "反映人姓名", "诉求人", "来电人", "留言人", "提出人", "群众姓名",
        "信访人", "反馈人", "当事人",
    ),
    "contact_phone": (
        "联系电话", "电话", "手机", "手机号", "手机号码", "电话号码", "联系号码", "来电号码", "反映人电话",
        "联系手机",
    ),
    "type": TYPE_NAMES,
}  # fmt: skip

# Lists of cases that were passed on and of what was found and done (一览表, 台账, 采纳情况): the opinion and more.
HANDLED_LIST: Aliases = {
    "region": (
        "行政区域", "行政区", "区域", "所在区域", "所属区域", "县区", "区县", "县市区", "属地", "所在地", "所属区县",
        "所在县区", "地区", "所属地区", "辖区", "县(市、区)", "所在行政区域", "所属行政区域", "涉及区域", "镇街",
        "所属县区", "县(市)区", "市县", "市(县)", "举报县区", "举报区县", "涉及区县", "涉及县区", "涉及区县及部门",
        "涉及县区及部门", "责任县区", "交办县区", "县市", "所在地区", "所在县市区", "所属县市区", "乡镇",
        "乡镇(街道)", "所属乡镇",
        "所在乡镇", "属地乡镇", "涉及乡镇",
    ),
    "categories": (
        "污染类型", "问题类型", "污染类别", "环境要素", "污染要素", "涉及要素", "污染种类", "要素类型", "问题类别",
        "举报类型", "信访类型", "生态环境要素", "涉及污染类型", "主要污染类型", "污染因子", "环境问题类型",
        "环境类别", "涉及领域",
    ),
    "checked": (
        "调查核实情况", "核实情况", "调查情况", "核查情况", "现场核查情况", "现场调查情况", "调查核查情况",
        "查实情况", "现场核实情况", "调查结果", "核查结果", "调查处理情况", "调查核实及处理情况", "现场情况",
        "核实结果", "检查情况", "现场检查情况",
        "调查核实结果", "核查核实情况",
    ),
    "founded": ("是否属实", "属实情况", "是否查实", "举报是否属实", "问题是否属实", "属实与否", "核实结论",
        "反映是否属实", "信访是否属实", "反映问题是否属实", "举报问题是否属实", "情况是否属实",
        "是否属实情况", "查实与否"),
    "goal": ("办结目标", "整改目标", "处理目标", "整改办结目标"),
    "handled": (
        "处理和整改情况", "处理及整改情况", "处理整改情况", "处理情况", "整改情况", "查处情况", "办理情况",
        "查处整改情况", "整改进展", "整改进展情况", "处理与整改情况", "整改落实情况", "处理结果", "办理结果",
        "采取的措施", "整改完成情况", "处理和整改结果", "处置情况", "处理和整改进展情况", "进展情况", "完成情况",
        "处理处罚和问责情况", "处理处罚情况", "处理处罚及整改情况", "查处和整改情况", "查处及整改情况",
        "整改处理情况", "整改和处理情况",
        "处罚和整改情况", "处理措施", "地方查处情况", "处理和整改落实情况", "调处情况", "落实情况",
        "整改结果", "整改成效",
    ),
    "done": (
        "是否办结", "办结情况", "办理状态", "办结状态", "信件状态", "当前状态", "整改状态", "是否完成", "办理进度",
        "是否已完成整改", "是否完成整改", "是否整改到位", "完成状态", "是否已办结", "办结与否", "办结状况",
        "完结情况", "是否整改完成", "整改是否完成", "是否整改", "是否完结",
    ),
    "accountability": (
        "问责情况", "责任人被处理情况", "责任追究情况", "追责问责情况", "责任人处理情况", "问责处理情况",
        "责任追究", "追责情况", "问责人数", "责任人问责情况", "责任人员处理情况",
        "责任人员被处理情况", "责任人处理", "追责问责", "问责处理", "问责追责情况", "问责及处理情况",
        "被问责情况", "党纪政务处分情况",
    ),
    "closed": ("是否销号", "销号情况", "销号状态"),
    "closed_on": ("销号时间", "销号日期", "办结时间", "办结日期", "实际完成时间", "整改验收时间", "核查时间"),
    "adopted": ("是否采纳", "采纳情况", "采纳与否"),
    "adopted_why": ("采纳理由", "未采纳理由", "不采纳理由", "采纳情况说明", "理由"),
    "heading": ("标题", "信件标题", "来信标题", "留言标题", "主题"),
    "letter_writer": ("来信人", "网友", "写信人"),
    "reply_unit": ("回复部门", "答复单位", "回复单位", "答复部门", "办理单位", "受理单位", "处理部门"),
    "replied_on": ("回复时间", "答复时间", "回复日期", "答复日期"),
    "reply": ("回复内容", "答复内容", "回复", "答复意见", "回复情况", "答复", "处理意见"),
    "supporting": ("配合单位", "协办单位", "会办单位", "配合部门", "协同单位", "参与单位", "配合责任单位"),
    "accepting": ("验收单位", "督查部门", "核查单位", "督导单位", "验收销号单位", "督办单位", "验收部门"),
    "measures": TARGET_TABLE["measures"],
    "units": TARGET_TABLE["units"],
    "limit": TARGET_TABLE["limit"],
    "person": TARGET_TABLE["person"],
    "handling": ("处理类别", "处理方式", "办理方式", "处理类型", "处置方式"),
    "remarks": ("备注", "附注", "备注说明"),
}  # fmt: skip

# Headings that name whoever reached out, beyond the lists above: what stands below them is never left unread.
_DOES = (
    r"(?:反映|诉求|来电|来信|来访|信访|上访|投诉|举报|留言|提出|反馈|联系|申请|求助|建议|咨询|报料|发帖|当事)"
)
_WHO = rf"{_DOES}(?:人员?|者)"
_THEM = rf"(?:{_WHO}|群众|市民|网民|网友|业主|居民|村民|本人)"
_LINE = r"(?:(?:联系|来电|主叫|移动|固定|常用|备用)?(?:电话|手机|固话|座机)(?:号码?)?|(?:联系|来电|主叫)号码)"
CONTACTS = (
    ("contact_phone", re.compile(rf"{_THEM}?的?{_LINE}[12一二]?")),
    ("contact_name", re.compile(rf"{_WHO}|{_THEM}的?(?:姓名|名称|称呼)")),
    ("contact", re.compile(rf"{_THEM}?的?(?:姓名)?[及和与、/]?(?:联系方式|联系信息|{_LINE})")),
)

# What was reported has more names than a list can hold: 转办问题基本情况, 群众反映事项内容.
_REPORTED = re.compile(
    r"(?:中央|省|市|督察组)?(?:群众|信访人|网友|市民|本次)?(?:"
    r"(?:信访|投诉|举报|反映|交办|转办|移交|来电|来信|督办|受理|诉求)+的?(?:件|案件)?的?(?:主要|具体|环境)?(?:"
    r"(?:问题|事项|诉求)的?(?:主要|具体|基本)?(?:内容|情况|摘要|概况|简述|描述)?|(?:内容|摘要|概况|简述|描述))"
    r"|(?:信访|投诉|举报|反映)+(?:件|案件)?的?(?:主要|具体|基本)?情况)"
)

REPORTED_AS = "交办问题基本情况"
ALL_NAMES = frozenset(
    name for table in (TARGET_TABLE, OPINION_LIST, HANDLED_LIST) for names in table.values() for name in names
)


def label(text: str) -> str:
    """A column name in simplified characters, without blanks, full-width forms, marks."""
    return simplified(squeeze(unicodedata.normalize("NFKC", text)).strip("*:：·."))


@lru_cache(maxsize=8192)
def known_name(text: str) -> str | None:
    """``text`` as one of the names columns have, whatever is added in brackets; None when it is none of them."""
    if not text or len(text) > LONGEST_NAME:
        return None
    name = label(text)
    found = next((found for found in (name, _BRACKETED.sub("", name)) if found in ALL_NAMES), None)
    return found or (REPORTED_AS if _REPORTED.fullmatch(name) else None)


def by_name(aliases: Aliases) -> dict[str, str]:
    """Every name of a column → its field."""
    return _by_name(tuple(aliases.items()))


# A web page may hold ten thousand tables, each of which is asked for its header.
@lru_cache(maxsize=64)
def _by_name(aliases: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {name: field for field, names in aliases for name in names}


def field_of(cell: str, known: Mapping[str, str]) -> str | None:
    """The field a header cell names, among ``known``."""
    if not cell or len(cell) > LONGEST_NAME:
        return None
    name = label(cell)
    bare = _BRACKETED.sub("", name)
    found = known.get(name) or known.get(bare)
    if found is None and _REPORTED.fullmatch(bare):
        found = known.get(REPORTED_AS)
    if found is None and "联系方式" in known:
        found = next((field for field, names in CONTACTS if names.fullmatch(bare)), None)
    return found
