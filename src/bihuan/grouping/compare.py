"""What messages have in common and what not, in sentences for the person who decides. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bihuan.grouping.items import Item
from bihuan.language.said import Said, said

# What is said of anything tells nothing; nor do words of the tables, which stand as matters.
_SAID_OF_ANYTHING = frozenset([
    "希望", "建议", "请求", "要求", "反映", "投诉", "举报", "领导", "尊敬", "政府", "部门", "有关",
    "相关", "问题", "情况", "解决", "处理", "严重", "影响", "我们", "你们", "他们", "居民", "业主",
    "市民", "群众", "小区", "附近", "现在", "目前", "一直", "已经", "没有", "什么", "怎么", "如何",
    "为什么", "可以", "能否", "是否", "还是", "因为", "所以", "但是", "而且", "如果", "进行", "这个",
    "那个", "这样", "谢谢", "您好", "你好", "尽快", "多次", "至今", "非常", "生活", "大家", "自己",
    "老百姓", "百姓", "请问", "咨询", "关于", "以及", "或者", "不能", "不是", "就是", "都是", "时候",
    "时间",
])  # fmt: skip
_MOST_WORDS = 8
# A word, name or matter is the group's own when so many of its messages have it.
_MOST_OF_THEM = 2 / 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """Sentences: what agrees (``common``) and what does not (``differs``)."""

    common: tuple[str, ...]
    differs: tuple[str, ...]


def common_ground(items: Sequence[Item]) -> Comparison:
    """What most of the messages of a group share, and what only some of them have."""
    told = [_told(item) for item in items]
    common: list[str] = []
    differs: list[str] = []
    for what, names in (("地点", _places), ("单位", _parties), ("事项", _matters)):
        shared, single = _split(told, names)
        common += [f"{what}：{_quoted(shared)}"] if shared else []
        differs += [f"{what}：各自提到{_quoted(single)}"] if single and (not shared or what != "事项") else []
    words = _words(told)
    common += [f"用词：{_quoted(words)}"] if words else []
    return Comparison(tuple(common), (*differs, *_days_apart(items)))


def _told(item: Item) -> Said:
    """All that is said, but of the names those that are meant: what the subject names, or the text more than once."""
    text = f"{item.subject}。{item.body}"
    everything, subject = said(text), said(item.subject or item.body)

    def meant(names: Mapping[str, str], of_subject: Mapping[str, str]) -> dict[str, str]:
        return {key: name for key, name in names.items() if key in of_subject or text.count(name) > 1}

    return replace(
        everything,
        places=meant(everything.places, subject.places),
        parties=meant(everything.parties, subject.parties),
    )


def _places(one: Said) -> Mapping[str, str]:
    return one.places


def _parties(one: Said) -> Mapping[str, str]:
    return one.parties


def _matters(one: Said) -> Mapping[str, str]:
    """The three matters most words speak of."""
    return {matter: matter for matter in list(one.matters)[:3]}


def _split(told: Sequence[Said], names: Callable[[Said], Mapping[str, str]]) -> tuple[list[str], list[str]]:
    """Names most of them have, and the others; each as it is written most often."""
    held = Counter(key for one in told for key in names(one))
    written = {
        key: Counter(names(one)[key] for one in told if key in names(one)).most_common(1)[0][0]
        for key in held
    }
    shared = [written[key] for key, count in held.most_common() if count >= max(2, _MOST_OF_THEM * len(told))]
    single = [written[key] for key, count in held.most_common() if count < max(2, _MOST_OF_THEM * len(told))]
    return shared, single[:_MOST_WORDS]


def _words(told: Sequence[Said]) -> list[str]:
    held = Counter(word for one in told for word in dict.fromkeys(one.words) if word not in _SAID_OF_ANYTHING)
    return [
        word for word, count in held.most_common(_MOST_WORDS) if count >= max(2, _MOST_OF_THEM * len(told))
    ]


def _days_apart(items: Iterable[Item]) -> list[str]:
    days = sorted(item.day for item in items if item.day)
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if not gaps or max(gaps) == 0:
        return []
    return [
        f"时间：{days[0]:%Y年%-m月%-d日}至{days[-1]:%Y年%-m月%-d日}，前后相隔{(days[-1] - days[0]).days}天"
    ]


def _quoted(words: Iterable[str]) -> str:
    return "、".join(f"“{word}”" for word in words)
