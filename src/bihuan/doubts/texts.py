"""Papers that were copied, results that only repeat the plan, complaints that nothing answers. Pure.

Nothing here says that somebody cheated: each doubt shows the two passages, and the verifier answers it.
"""

import operator
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.doubts.doubt import Doubt, Seen, plain, severe
from bihuan.evidence.text_likeness import Likeness, Substance, likeness, substance_of
from bihuan.evidence.text_words import FACTS, NAMES
from bihuan.intake.coverage import CONCERNS, Concern

# From this share of substance on a paper is like another; from NEARLY_ALL on it is the same but for details. Measured
# (bench/forgery_texts.py): copies with other names, numbers and words share 0.85 and more, papers made of two others
# 0.53 and more; honest papers in the usual form 0.1 and less, in forms with long phrases of their own seldom over 0.5.
ALIKE = 0.50
NEARLY_ALL = 0.80
# So much substance must be the same (a report of 200 characters has about 30); less will do where a short
# paper says no more and most of its other words stand in the other paper as well.
ENOUGH = 14.0
ENOUGH_OF_A_SHORT_ONE = 8.0
MOST_OF_A_SHORT_ONE = 0.4
ENOUGH_TO_BE_SEVERE = 12.0
# A paper of hardly anything but formulae is a copy when most of it stands in another and it says nothing of its own.
WHOLE = 0.70
WHOLE_LENGTH = 120
LITTLE_OF_ITS_OWN = 3.0
# Papers are compared with narrow marks; a passage is shown with those that stand beside Chinese words.
_WIDE = re.compile(
    r"(?<=[\u4e00-\u9fff”》）])[,;:?!()]|[(](?=[\u4e00-\u9fff])|(?<=[0-9%])[,;](?=[\u4e00-\u9fff])"
)
_TO_WIDE = str.maketrans(",;:?!()", "，；：？！（）")
# One paper may be like a hundred: these few are shown.
MOST_SHOWN = 3
MOST_COMPARED = 20
LONGEST_PASSAGE = 120

# A result may say the plan's words in another order, so half of the neighbouring pairs do; but hardly a character
# may be new.
REPEATED = 0.50
NEW_CHARACTERS = 0.06
LEAST_TO_REPEAT = 1.0
LEAST_ANSWER = 12
LEAST_TO_COMPARE = 6


@dataclass(frozen=True, slots=True)
class Paper:
    """A text of a case: ``label`` says in Chinese what it is and whose. ``names`` are the people, units and places
    known of the case; they do not count when papers are compared."""

    case_id: int | None
    label: str
    text: str
    sha256: str = ""
    names: tuple[str, ...] = ()

    def seen(self, passage: str) -> Seen:
        """The paper as one side of a doubt."""
        passage = _WIDE.sub(lambda found: found[0].translate(_TO_WIDE), passage)
        shown = passage if len(passage) <= LONGEST_PASSAGE else passage[: LONGEST_PASSAGE - 1] + "…"
        return Seen(self.label, self.sha256, self.case_id, shown)


def copied(paper: Paper, others: Sequence[Paper]) -> list[Doubt]:
    """What ``paper`` shares with papers of other cases, most alike first, at most three."""
    substance = substance_of(paper.text, paper.names)
    return _copied(paper, substance, [(other, substance_of(other.text, other.names)) for other in others])


def copied_among(papers: Sequence[Paper]) -> list[list[Doubt]]:
    """For each of ``papers`` what it shares with the others: the same as ``copied``, for many at once."""
    from bihuan.evidence.text_index import (  # numpy is loaded only where many are compared
        TextIndex,
        sketch_of,
    )

    ready = [(paper, substance_of(paper.text, paper.names)) for paper in papers]
    sketches = [sketch_of(substance) for _, substance in ready]
    index = TextIndex(enumerate(sketches))
    doubts = []
    for (paper, substance), sketch in zip(ready, sketches, strict=True):
        near = [ready[at] for at, _ in index.candidates(sketch, MOST_COMPARED)]
        doubts.append(_copied(paper, substance, near))
    return doubts


def _copied(paper: Paper, substance: Substance, others: Sequence[tuple[Paper, Substance]]) -> list[Doubt]:
    found = []
    for other, its in others:
        if other.case_id == paper.case_id:
            continue
        there, back = likeness(substance, its), likeness(its, substance)
        best = max(there, back, key=lambda one: (one.share, one.copied))
        if _is_copy(there, back, best):
            found.append((best, best is there, other))
    found.sort(key=lambda one: (-one[0].share, one[2].case_id or 0, one[2].sha256))
    return [_copy_doubt(paper, *one) for one in found[:MOST_SHOWN]]


def _is_copy(there: Likeness, back: Likeness, best: Likeness) -> bool:
    if (
        best.share >= NEARLY_ALL
        and best.copied >= ENOUGH_OF_A_SHORT_ONE
        and best.whole >= MOST_OF_A_SHORT_ONE
    ):
        return True
    if best.share >= ALIKE and best.copied >= ENOUGH:
        return True
    return any(
        one.whole >= WHOLE and one.own <= LITTLE_OF_ITS_OWN and one.length >= WHOLE_LENGTH
        for one in (there, back)
    )


def _copy_doubt(paper: Paper, best: Likeness, forwards: bool, other: Paper) -> Doubt:
    here, there = best.pairs[0] if best.pairs else (paper.text.strip(), other.text.strip())
    if best.pairs and not forwards:
        here, there = there, here
    sides = paper.seen(here), other.seen(there)
    if best.share >= NEARLY_ALL and best.copied >= ENOUGH_TO_BE_SEVERE:
        message = f"{paper.label}与{other.label}除日期、数字、名称外几乎相同，请核对是否各自开展了工作、各自形成材料。"
        return severe("text-copied", message, *sides)
    message = f"{paper.label}有较多内容与{other.label}相同，请核对相同部分是否确为本事项的情况。"
    return plain("text-copied", message, *sides)


# ── a result that only repeats the plan ─────────────────────────────────────────────────────────

_NOT_CHINESE = re.compile(r"[^\u4e00-\u9fff]+")
_SIGNED = re.compile(
    r"^[^。，,；;]{0,20}[0-9〇零一二三四五六七八九十]{2,4}年[0-9一二三四五六七八九十]+月[0-9一二三四五六七八九十]+日$"
)
_UNIT_ALONE = re.compile(
    r"^[^。,，;；:：、0-9]{2,20}(?:局|委|办|处|所|站|队|中心|公司|政府|街道|镇|乡|社区|村)(?:[(（]盖章[)）])?$"
)
_NO_FACT = re.compile(r"^(?:100%|20[0-9]{2}年)$")
_NUMERALS = str.maketrans("零〇一二两三四五六七八九", "001223456789")


def repeated_plan(result: Paper, plans: Sequence[Paper]) -> list[Doubt]:
    """A doubt when ``result`` says nothing that ``plans`` (the measures, the plan) did not say before.

    A number, a day, a place, a name or a piece of work that the plan does not have is something new.
    """
    said = _without_signature(result.text)
    planned = "\n".join(plan.text for plan in plans)
    ours = substance_of(said)
    alike = likeness(ours, substance_of(planned), REPEATED)
    if alike.own or alike.copied < LEAST_TO_REPEAT or _new_facts(ours, planned):
        return []
    here, there = alike.pairs[0]
    planner = next((plan for plan in plans if there in _plain(plan.text)), plans[0])
    message = (
        f"{result.label}只重复了{planner.label}的内容，没有写明完成的数量、时间、地点等实际情况，请补充核实。"
    )
    return [plain("result-repeats-plan", message, result.seen(here), planner.seen(there))]


def _plain(text: str) -> str:
    return re.sub(r"[^\S\n]+", "", unicodedata.normalize("NFKC", text).lower())


def _without_signature(text: str) -> str:
    """The text without the unit and the day below it."""
    lines = [line for line in text.split("\n") if line.strip()]
    while len(lines) > 1 and (_SIGNED.match(_plain(lines[-1])) or _UNIT_ALONE.match(_plain(lines[-1]))):
        lines.pop()
    return "\n".join(lines)


def _new_facts(ours: Substance, planned: str) -> bool:
    plain_plan = _plain(planned)
    known = {_number(match[0]) for match in FACTS.finditer(plain_plan)}
    letters = set(plain_plan)
    for sentence in ours.sentences:
        if sentence.formula:
            continue
        numbers = (match[0] for match in FACTS.finditer(sentence.bare) if not _NO_FACT.match(match[0]))
        if any(_number(number) not in known for number in numbers):
            return True
        if any(match[0][-3:] not in plain_plan for match in NAMES.finditer(sentence.bare)):
            return True
    return _new_words(ours.core, letters)


def _new_words(core: str, letters: set[str]) -> bool:
    """Whether a name, a thing or a piece of work is told that the plan has no characters for."""
    unseen = [sign not in letters for sign in core]
    return sum(unseen) > NEW_CHARACTERS * len(core) or any(map(operator.and_, unseen, unseen[1:]))


def _number(text: str) -> str:
    return text.translate(_NUMERALS).replace("十", "1")


# ── a complaint that nothing answers ────────────────────────────────────────────────────────────

# Words with which people tell that something is wrong, or what they wish; a bare 医院 or 公交站 is only a place.
_TROUBLE = re.compile(
    r"不|没|无|未|差|难|乱|坏|破|堵|脏|臭|吵|扰|少|慢|贵|高|满|溢|漏|断|停水|停电|占|欠|坑|积|漫|超|"
    r"希望|建议|要求|请|盼|解决|治理|整治|修|增设|改善|影响|严重"
)
# Asked in anger or in general, and answered by any honest work on the matter itself.
_GENERAL = {"消除安全隐患", "处罚有关人员", "改善服务态度", "规范收费"}
# 扰民 alone is said of smoke and of light as well.
_MEANT = {"治理噪声": re.compile(r"噪|吵|音响|喇叭|歌|打桩|轰鸣|机器|半夜|凌晨|夜间|夜里|晚上|睡")}
# Results and reports tell in more words than measures promise; and where a promise is a word as common as 更换 or
# 夜间, it must stand beside the thing. These take the place of the words that answer a measure at import.
_THING = r"(?:路|砖|沥青|坑|缝|井盖|护栏|栏杆|桥|台阶|围墙|水泥|混凝土|基层|板)"
_MENDED = r"(?:修|补|换|填|铺|灌|平|铣刨|摊铺|重做|重建|加固|砌|浇筑)"
_TOLD = {
    "修复已损坏的设施": re.compile(
        rf"{_THING}[^。；;]{{0,12}}{_MENDED}|{_MENDED}[^。；;]{{0,12}}{_THING}|修复|修补|修缮|维修|抢修|重铺|翻新|整修|硬化|养护"
    ),
    "解决本人被拖欠的钱款": re.compile(
        r"支付|清偿|追讨|追缴|补发|发放|追回|调解|仲裁|工资|欠款|欠薪|工程款|工人|到账|打款|付清|结清|结算|保证金|清欠|足额|兑现|垫付|诉讼|起诉|法院"
    ),
    "解决停车乱": re.compile(
        r"停车|停放|违停|抓拍|拖移|车位|泊位|禁停|占道车|拖车|拖走|挪车|划线|画线|护学|车辆"
    ),
    "治理噪声": re.compile(
        r"噪|扰民|声|音响|音量|分贝|降音|隔音|停机|停工|营业时间|搬离|喇叭|"
        r"(?:夜|时段|凌晨)[^。；;]{0,10}(?:施工|作业|营业|打桩|装卸|浇筑|歌|舞)|(?:施工|作业|营业)[^。；;]{0,10}(?:夜|时段|时间)"
    ),
    "治理油烟": re.compile(r"烟|净化|炉|灶"),
    "治理异味和废气": re.compile(
        r"味|臭|废气|空气|大气|排放|污染防治|净化|VOC|扬尘|通风|密闭|封闭|停产|搬迁", re.IGNORECASE
    ),
    "治理扬尘": re.compile(r"尘|洒水|喷淋|覆盖|冲洗|围挡|雾炮|裸土|清扫|硬化"),
    "治理污水": re.compile(
        r"污水|排水|管网|疏通|黑臭|排放|积水|雨水|泵站|清淤|淤泥|河|沟|排口|化粪池|截流|水质|错接|下水"
    ),
    "清理垃圾": re.compile(r"垃圾|清运|清扫|保洁|环卫|卫生|渣土|杂物|清走|拉走|运走|桶"),
    "保证供水供电供气": re.compile(
        r"供水|供电|供气|水压|水泵|水管|水箱|来水|阀门|停水|停电|电缆|电网|变压器|燃气|供电所|水表|管网|水厂|加压|水质"
    ),
    "缩短办事时间": re.compile(
        r"时限|效率|窗口|网办|预约|压缩|流程|排队|取号|叫号|等候|网上办|自助|一次性|代办"
    ),
    "改善公交": re.compile(r"公交|车次|班次|线路|站点|发车"),
    "拆除违法建设": re.compile(r"拆|违建|违法|查处|规划许可"),
    "解决入学难": re.compile(r"学位|学校|招生|入学|扩建|教育|就读|教室|学生|年级|班额|摇号"),
    "改善就医": re.compile(r"医院|就医|挂号|医疗|诊疗|医生|门诊|卫生院|科室|床位|药"),
}
# The matter was looked into and there was nothing to do, or another way was taken and told.
_EXPLAINED = re.compile(
    r"不属实|不存在[^。；;]{0,12}(?:问题|情况|现象|行为)|未发现[^。；;]{0,16}(?:问题|情况|现象|行为)|无需整改|"
    r"不属于[^。；;]{0,12}(?:职责|管辖|范围)|(?:移交|转交)[^。；;]{0,16}(?:办理|处理)|向[^。；;]{0,12}(?:作了|做了|进行了?)?(?:解释|说明)|"
    r"(?:列入|纳入)[^。；;]{0,16}(?:计划|改造|项目)"
)
# Share of a complaint's own characters that any answer on the matter reaches.
_SOMETHING_SHARED = 0.12
_LONG_ENOUGH_TO_JUDGE = 60


def unanswered(complaint: Paper, answers: Sequence[Paper]) -> list[Doubt]:
    """The concrete matters of ``complaint`` that none of ``answers`` (measures, results, reports) takes up."""
    said = "\n".join(answer.text for answer in answers)
    if len(_NOT_CHINESE.sub("", said)) < LEAST_ANSWER:
        return []
    raised = _raised(complaint.text)
    answer = answers[0].seen(answers[0].text.strip())
    if _EXPLAINED.search(said):
        return []
    if not raised:
        return _nothing_shared(complaint, said, answer)
    doubts = []
    for concern, passage in raised:
        if not _answers(concern, said):
            message = f"群众要求“{concern.wish}”，措施和结果均未提及，请核对是否漏办或者另行答复。"
            doubts.append(plain("complaint-unanswered", message, complaint.seen(passage), answer))
    return doubts


def _answers(concern: Concern, said: str) -> bool:
    return bool(_TOLD.get(concern.wish, concern.answered).search(said))


def _raised(text: str) -> list[tuple[Concern, str]]:
    found = []
    for concern in CONCERNS:
        if concern.wish in _GENERAL:
            continue
        for sentence in re.split(r"[。；;！!？?\n]+", text):
            meant = _MEANT.get(concern.wish, _TROUBLE)
            if concern.asked.search(sentence) and _TROUBLE.search(sentence) and meant.search(sentence):
                found.append((concern, sentence.strip()))
                break
    return found


def _nothing_shared(complaint: Paper, said: str, answer: Seen) -> list[Doubt]:
    asked = substance_of(complaint.text, complaint.names).core
    told = _NOT_CHINESE.sub("", said)
    letters = set(asked)
    if len(letters) < LEAST_TO_COMPARE or len(told) < _LONG_ENOUGH_TO_JUDGE:
        return []
    if any(asked[at : at + 2] in told for at in range(len(asked) - 1)):
        return []
    if len(letters & set(told)) > _SOMETHING_SHARED * len(letters):
        return []
    message = "措施和结果与群众反映的内容没有任何相同之处，请核对是否答非所问。"
    return [plain("complaint-unanswered", message, complaint.seen(complaint.text.strip()), answer)]
