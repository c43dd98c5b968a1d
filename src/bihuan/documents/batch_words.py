"""What papers about a batch say in words: its notice, its counts, its figures. Each name with what stands there."""

from collections.abc import Mapping

from bihuan.documents import target_table
from bihuan.documents.kinds import KINDS
from bihuan.documents.scope import Scope
from bihuan.intake.models import Batch
from bihuan.reports.counts import BatchCounts
from bihuan.reports.figures import Figures, Rate
from bihuan.reports.voices import DEFINITIONS as VOICE_DEFINITIONS
from bihuan.reports.voices import VoiceCounts
from bihuan.typesetting.table import print_day

NUMBER = "编号"
OF_NUMBER: Mapping[str, str] = {NUMBER: "文书自己的编号；草稿上留空"}
OF_BATCH: Mapping[str, str] = {
    "批次主题": "批次名称，用作标题的开头",
    "发文字号": "通知的发文字号",
    "发文机关": "通知的发文机关",
    "主送": "通知的主送机关",
    "成文日期": "通知的成文日期",
    "通知标题": "通知的标题，含发文机关",
    "方案名称": "整改工作方案的标题",
    "目标表标题": "整改目标表的标题",
    "依据文号": "所依据的上级文件的文号，以顿号分开",
    "牵头单位": "牵头督促整改的单位",
    "评价年度": "被评价的年度",
    "整改年度": "开展整改的年度",
    "报送日期": "书面报送整改完成情况的截止日期",
    "报送单位": "整改完成情况报送给哪个单位",
    "今日": "本文书所说的日期，各项数字截至这一天",
}


def batch_words(scope: Scope) -> dict[str, str]:
    """The fields of ``OF_BATCH``."""
    batch = scope.batch
    return {
        "批次主题": subject_of(batch),
        "发文字号": batch.number,
        "发文机关": batch.issuing_body or batch.coordinator.name,
        "主送": batch.recipients or "各有关单位",
        "成文日期": print_day(batch.issued_on or scope.today),
        "通知标题": _title_of_letter(batch),
        "方案名称": _title_of_plan(batch),
        "目标表标题": title_of_table(batch),
        "依据文号": "、".join(batch.basis_list()),
        "牵头单位": batch.coordinator.name,
        "评价年度": str(batch.evaluation_year or ""),
        "整改年度": str(batch.work_year or ""),
        "报送日期": print_day(batch.report_due_on) if batch.report_due_on else "",
        "报送单位": batch.report_to or batch.coordinator.name,
        "今日": print_day(scope.today),
    }


def place_of_number(kind: str, scope: Scope) -> dict[str, str]:
    """``编号`` as a draft shows it, with its number still to come: 进展〔2026〕　号."""
    return {NUMBER: KINDS[kind].number_to_come(scope.today)}


def subject_of(batch: Batch) -> str:
    """What the batch is about, in words that stand at the beginning of a title."""
    return target_table.subject(batch) or "社会评价意见建议"


def title_of_table(batch: Batch) -> str:
    """The title its target table came with, else one that says the same."""
    tables = [title for title in batch.attachment_list() if title.endswith("目标表")]
    return tables[0] if tables else f"{subject_of(batch)}整改目标表"


def _title_of_plan(batch: Batch) -> str:
    return batch.plan_title or f"{subject_of(batch)}整改工作方案"


def _title_of_letter(batch: Batch) -> str:
    """The whole title. A batch that came as a list has only its number: then the plan gives the title."""
    body = batch.issuing_body or batch.coordinator.name
    title = batch.title
    if title in ("", batch.number):
        title = f"关于印发《{_title_of_plan(batch)}》的通知"
    return title if title.startswith(body) or not title.startswith("关于") else body + title


OF_COUNTS: Mapping[str, str] = {
    "来文意见条数": "来文载明的反馈意见条数",
    "意见条数": "已登记的意见条数",
    "立案意见条数": "列入整改事项的意见条数",
    "归并意见条数": "并入其他意见所立事项的意见条数",
    "直接答复条数": "不立项、直接答复的意见条数",
    "待处理条数": "尚未决定如何办理的意见条数",
    "事项数": "整改事项的件数，含经批准撤销的",
    "重新整改件数": "曾被认定反弹、重新整改的事项件数",
    "撤销件数": "经批准撤销的事项件数",
    "转入下一批件数": "经批准转入下一批继续办理的事项件数，不计入已整改",
}


def count_words(counts: BatchCounts) -> dict[str, str]:
    """The fields of ``OF_COUNTS``: opinions in 条, cases in 件, never one for the other (T2)."""
    return {
        "来文意见条数": "" if counts.stated_received is None else str(counts.stated_received),
        "意见条数": str(counts.opinions),
        "立案意见条数": str(counts.in_cases),
        "归并意见条数": str(counts.merged_away),
        "直接答复条数": str(counts.answered_directly),
        "待处理条数": str(counts.undecided),
        "事项数": str(counts.cases),
        "重新整改件数": str(counts.reopened),
        "撤销件数": str(counts.withdrawn),
        "转入下一批件数": str(counts.carried_over),
    }


OF_FIGURES: Mapping[str, str] = {
    "总数": "列入整改的事项件数，不含经批准撤销的",
    "应完成": "整改时限已到的事项件数",
    "已完成": "应完成事项中已销号的件数",
    "已销号": "已销号的事项件数",
    "达到序时进度": "时限未到、达到序时进度的事项件数",
    "滞后": "时限已到而未销号，以及落后序时进度的事项件数",
    "无截止日期": "没有截止日期的未销号事项件数",
    "待交办": "尚未交办的事项件数",
    "阶段性办结": "已有措施完成而未销号的长期事项件数，不计入办结",
    "办结率": "已销号件数除以总数，含分子分母",
    "按期完成率": "应完成事项中已销号的占比，含分子分母",
    "申报完成": "责任单位报称完成的事项件数，含已销号的",
    "核查通过": "核查通过的事项件数，含已销号的",
    "转入下一批": "转入下一批继续办理的事项件数，不计入总数",
    "申报完成率": "责任单位报称完成的件数除以总数，含分子分母",
    "核实销号率": "报称完成的事项中已销号的占比，含分子分母",
}


def rate_words(rate: Rate) -> str:
    """98.2%（3848/3917） as a sentence says it; where there is nothing to divide by, that there is no rate yet."""
    return str(rate) if rate.whole else "暂无（0/0）"


def figure_words(f: Figures) -> dict[str, str]:
    """The fields of ``OF_FIGURES``."""
    return {
        "总数": str(f.total),
        "应完成": str(f.due),
        "已完成": str(f.due_closed),
        "已销号": str(f.closed),
        "达到序时进度": str(f.on_schedule),
        "滞后": str(f.behind),
        "无截止日期": str(f.undated),
        "待交办": str(f.not_started),
        "阶段性办结": str(f.interim),
        "办结率": rate_words(f.closed_rate),
        "按期完成率": rate_words(f.due_rate),
        "申报完成": str(f.claimed),
        "核查通过": str(f.verified),
        "转入下一批": str(f.carried_over),
        "申报完成率": rate_words(f.claimed_rate),
        "核实销号率": rate_words(f.verified_rate),
    }


OF_VOICES: Mapping[str, str] = {
    "已答复条数": "已单独答复的意见条数",
    "已回访条数": "已回访的意见条数",
    "答复率": f"{VOICE_DEFINITIONS['答复率']}，含分子分母",
    "回访率": f"{VOICE_DEFINITIONS['回访率']}，含分子分母",
    "满意率": f"{VOICE_DEFINITIONS['满意率']}，含分子分母",
}


def voice_words(counts: VoiceCounts) -> dict[str, str]:
    """The fields of ``OF_VOICES``."""
    return {
        "已答复条数": str(counts.replied),
        "已回访条数": str(counts.visited),
        "答复率": rate_words(counts.reply_rate),
        "回访率": rate_words(counts.visit_rate),
        "满意率": rate_words(counts.satisfaction_rate),
    }
