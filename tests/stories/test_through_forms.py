"""海棠路口的地砖: one opinion, with another merged into it, from the file it came in to its relapse, through the pages
of the office and of the public alone. Every refusal on the way names its clause, keeps what was typed, changes nothing.

赵 coordinates, 李 types and 孙 signs for 城市管理局, 周 verifies, 钱 decides, 吴 reviews and stands in for 赵.
"""

from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.cases.models import Case
from bihuan.intake.models import Batch
from bihuan.kernel.clock import OFFICE_ZONE
from tests.stories.forms import Browser, Typed, nothing_changes, set_watch
from tests.stories.staff import Office, the_staff
from tests.support import files

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NUMBER = "望潮管办发〔2026〕12号"
TILES, WHEELCHAIR = "120250990300007", "120250990300081"
PRIVATE = ("13900001407", "13900001406", "卫青禾", "秦若水")
PRIVACY, OPENNESS = "个人信息保护法第25条", "政府信息公开条例第17条"


def sample(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (SAMPLES / name).read_bytes())


def on_every_line(browser: Browser, met: str, found: str) -> dict[str, str]:
    """The acceptance form, filled in line by line."""
    names = [name for form in browser.page.forms for name in form.fields]
    said = {"met": met, "found": found}
    return {name: said[name.split("-")[0]] for name in names if name.startswith(("met-", "found-"))}


@pytest.mark.long
@pytest.mark.django_db
def test_one_opinion_from_its_file_to_its_relapse(monkeypatch: pytest.MonkeyPatch) -> None:
    the_staff()
    office = Office(set_watch(monkeypatch, datetime(2026, 5, 20, 9, tzinfo=OFFICE_ZONE)), TILES)
    the_notice_and_the_list_are_imported(office)
    the_batch_is_issued(office)
    a_second_voice_is_merged(office)
    it_is_handed_over_with_its_four_elements(office)
    its_plan_lacks_something_and_is_let_pass_with_a_reason(office)
    it_cannot_be_sent_up_before_it_is_done(office)
    it_is_verified_by_others_at_the_second_attempt(office)
    it_is_shown_and_somebody_objects(office)
    it_is_struck_off_when_every_gate_is_met(office)
    it_is_filed_reviewed_visited_and_disclosed(office)
    it_relapses(office)


def the_notice_and_the_list_are_imported(office: Office) -> None:
    zhao = office.zhao
    zhao.opens("/batches").clicks("导入来件")
    with nothing_changes():  # a preview saves nothing
        zhao.sends("读取并预览", {"file": sample("notice.docx")})
        zhao.sees("尚未保存", NUMBER, "整改目标表", "修复望潮大道海棠路口至滨港小学段人行道地砖")
    zhao.sends("确认导入").sees("新增意见12条、整改事项12项")

    zhao.clicks("导入来件")
    zhao.sends("读取并预览", {"file": sample("opinions.xlsx"), "batch": NUMBER}).sees("卫** 139****1407")
    # 13900001406 stands in the words of the public themselves; contact details are masked.
    zhao.does_not_see("13900001407", "卫青禾", "秦若水")
    zhao.sends("确认导入").sees("新增意见4条", "12条此前已有")
    batch = Batch.objects.get()
    assert (batch.number, batch.opinions.count(), batch.cases.count()) == (NUMBER, 16, 12)
    assert zhao.page.url == f"/batches/{batch.pk}"

    with nothing_changes():  # nobody else imports, and a bureau does not see the batch of the zone's office
        office.li.opens("/import", status=403).sees("您的岗位不能导入来件")


def the_batch_is_issued(office: Office) -> None:
    zhao = office.zhao
    office.at(zhao, "assign-case").is_refused(409, "S5", "本批次尚未印发", press="交办")
    zhao.opens("/batches").clicks(NUMBER).clicks("印发批次")
    zhao.is_refused(409, "S16", "公示期应为1至60个工作日", press="印发批次", typed={"notice_days": "0"})
    zhao.sends("印发批次", {"notice_days": "5"}).sees("批次已印发，规则已固定")
    zhao.opens(f"{zhao.page.url}/issue").is_refused(409, "S5", press="印发批次", typed={"notice_days": "1"})


def a_second_voice_is_merged(office: Office) -> None:
    zhao = office.zhao
    zhao.opens(f"/opinions?q={WHEELCHAIR}").sends("归并所选意见", {"opinion": [WHEELCHAIR]})
    zhao.sees("我推轮椅过不去")
    into: Typed = {"case": "第1项"}
    zhao.is_refused(409, "S13", "请填写归并理由", press="归并意见", typed=into)
    zhao.sends("归并意见", {**into, "reason": "同为海棠路口至滨港小学段的人行道。"})
    zhao.sees("每条仍须分别答复和回访")
    assert zhao.page.url == office.case


def it_is_handed_over_with_its_four_elements(office: Office) -> None:
    zhao = office.zhao
    office.goes_on(zhao, "修改事项要素", typed={"target": "", "person_in_charge": "", "on_site": True})
    office.at(zhao, "assign-case").is_refused(409, "S3", "尚未填写整改目标", "S23", press="交办")
    zhao.opens(office.case).clicks("修改事项要素")
    zhao.is_refused(
        409, "S3", "限期整改须填写截止日期", press="修改事项要素",
        typed={"target": "2026年9月30日前修复人行道地砖不少于800平方米。", "limit_date": ""},
    )  # fmt: skip
    zhao.sends("修改事项要素", {"limit_date": "2026-09-30", "person_in_charge": "孙三"})
    office.goes_on(zhao, "交办").sees("待签收")

    office.watch.turns_to(5, 21)
    office.goes_on(office.li, "签收").sees("待报方案")


def its_plan_lacks_something_and_is_let_pass_with_a_reason(office: Office) -> None:
    li, zhao, qian = office.li, office.zhao, office.qian
    office.watch.turns_to(5, 25)
    li.opens(office.case).clicks("报送整改方案")
    plan = {
        "roadmap": "六月排查，八月更换，九月验收。",
        "measure-0-due_on": "2026-06-30", "measure-0-deliverable": "破损地砖清单",
        "measure-1-due_on": "2026-08-31", "measure-1-deliverable": "",
        "measure-2-due_on": "2026-09-20", "measure-2-deliverable": "巡查制度",
        "measure-2-horizon": "长期坚持",
    }  # fmt: skip
    li.is_refused(409, "S6", "S23", "请填写问题根源分析", press="报送整改方案", typed=plan)
    plan |= {
        "root_cause": "地砖基层沉降，日常巡查不到位。", "measure-1-due_on": "2026-10-31",
        "principal_leader": "孙三", "leader_in_charge": "郑七", "assignee": "李四",
    }  # fmt: skip
    li.is_refused(409, "S24", "晚于整改时限2026-09-30", press="报送整改方案", typed=plan)
    # What the second measure will leave to be looked at is not said: the plan is taken, with four of the five haves.
    li.sends("报送整改方案", {"measure-1-due_on": "2026-08-31"}).sees("方案待审")

    li.opens(f"{office.case}/approve-plan", status=403).sees("您的岗位不能办理")
    zhao.opens(office.case).clicks("审批整改方案")
    lacking = "缺“有可以检验的成果形式”"
    zhao.is_refused(409, "S8", lacking, press="同意整改方案", typed={"remark": "原则同意。"})
    qian.opens(office.case).clicks("审批整改方案")
    qian.is_refused(409, "S8", "特批须填写理由", press="同意整改方案", typed={"remark": "抓紧办。"})
    reason = "更换的成果以现场为准，先行开工。"
    qian.sends("同意整改方案", {"override_reason": reason}).sees("整改中", reason)


def it_cannot_be_sent_up_before_it_is_done(office: Office) -> None:
    sun, zhao = office.sun, office.zhao
    office.watch.turns_to(6, 1)
    office.at(sun, "submit-for-verification").is_refused(
        409, "S14", "第1、2、3条措施尚未完成", "S15", "尚未指定核查单位", "S18", "整改前图片", "会议记录", "数据资料",
        press="申请核查", typed={"self_check": "正在办理。"},
    )  # fmt: skip
    zhao.opens(office.case).clicks("指定核查单位")
    zhao.is_refused(409, "S17", "不得核查", press="指定核查单位", typed={"unit": "城市管理局"})
    zhao.sends("指定核查单位", {"unit": "管委会办公室"}).sees("核查单位为管委会办公室")


def it_is_verified_by_others_at_the_second_attempt(office: Office) -> None:
    sun, zhou = office.sun, office.zhou
    office.watch.turns_to(8, 20)
    the_evidence_is_handed_in(office)
    done_by(office, "760").sees("不等于销号")
    self_check: Typed = {"self_check": "已逐条自查。"}
    office.at(sun, "submit-for-verification").is_refused(
        409, "S15", "实际为760.00平方米，未达到目标800平方米", press="申请核查", typed=self_check
    )
    done_by(office, "805")
    sun.opens(office.case).clicks("申请核查")
    sun.is_refused(409, "S16", "请填写自查情况", press="申请核查", typed={"self_check": " "})
    sun.sends("申请核查", {"self_check": "已逐条自查，全部完成。"}).sees("待核查")

    sun.opens(f"{office.case}/pass-verification", status=403).sees("核查单位的核查员")
    office.watch.turns_to(8, 24)
    zhou.opens(office.case).clicks("对标验收").sees("我推轮椅过不去", "一脚泥水", "已更换805平方米")
    short = {**on_every_line(zhou, "no", "尚有四十平方米未更换。"), "verifiers": "周五"}
    zhou.is_refused(409, "S17", "不能作出“通过”结论", "不得少于2人", press="核查通过", typed=short)
    zhou.sends("核查不通过", {"verifiers": "周五、韩小五", "remark": "路口东侧未更换。"}).sees("退回整改")

    office.watch.turns_to(9, 10)
    done_by(office, "812")
    office.goes_on(sun, "申请核查", typed={"self_check": "东侧已更换，全部完成。"})
    office.watch.turns_to(9, 14)
    zhou.opens(office.case).clicks("对标验收")
    well = {**on_every_line(zhou, "yes", "现场查看，已达到。"), "verifiers": "周五，韩小五"}
    zhou.is_refused(409, "S15", press="核查通过", typed={**well, next(n for n in well if "found" in n): " "})
    zhou.sends("核查通过", {**well, "visited_on": "2026-09-14", "remark": "同意通过。"}).sees("待公示")


def done_by(office: Office, area: str) -> Browser:
    """李 reports everything done, and how much of it."""
    li, words = office.li.opens(office.case).clicks("报告进展"), f"已更换{area}平方米。"
    reading = next(name for form in li.page.forms for name in form.fields if name.startswith("numerator-"))
    states = {"state-1": "done", "state-2": "done", "state-3": "kept_up"}
    return li.sends("报告进展", {"percent": "100", "text": words, "result-2": words, reading: area, **states})


def the_evidence_is_handed_in(office: Office) -> None:
    li = office.li
    for seed, kind in enumerate(("整改方案", "会议记录", "数据资料")):
        paper = SimpleUploadedFile(f"{kind}.pdf", files.pdf(seed))
        office.goes_on(li, "上传佐证材料", typed={"kind": kind, "file": paper})

    after = SimpleUploadedFile("路口-后.png", files.png(2))
    li.opens(office.case).clicks("上传佐证材料")
    lonely: Typed = {"kind": "整改后图片", "file": after, "note": "海棠路口东侧"}
    li.is_refused(409, "S18", press="上传佐证材料", typed=lonely)
    disguised = SimpleUploadedFile("更换记录.pdf", files.png(3))
    typed: Typed = {"kind": "数据资料", "file": disguised, "note": "台账"}
    li.is_refused(409, "S18", press="上传佐证材料", typed=typed)

    before = SimpleUploadedFile("路口-前.png", files.png(1))
    office.goes_on(li, "上传佐证材料", typed={"kind": "整改前图片", "file": before})
    after.seek(0)
    office.goes_on(li, "上传佐证材料", typed={**lonely, "before": "路口-前.png"}).sees("海棠路口东侧")


def it_is_shown_and_somebody_objects(office: Office) -> None:
    zhao, public = office.zhao, office.public
    office.watch.turns_to(9, 15)
    public.opens("/public/").sees("没有符合条件的整改事项")
    public.opens(f"/public/{office.case.split('/')[-1]}", status=404)

    zhao.opens(office.case).clicks("发布公示")
    told = "已更换地砖812平方米，反映人 13900001407 已知悉。"
    zhao.is_refused(409, PRIVACY, "139****1407", press="发布公示", typed={"text": told})
    # Five working days, the first one counted, the nineteenth at rest, Sunday the twentieth worked for the holidays.
    zhao.sends("发布公示", {"text": "已更换地砖812平方米，经核查达到目标。"}).sees("2026-09-15至2026-09-20")

    public.opens("/public/").clicks("人行道地砖破损松动").sees("已更换地砖812平方米").does_not_see(*PRIVATE)
    public.clicks("在线提出异议")
    words: Typed = {"text": "路口西侧还有三块松的。", "contact_name": "何八"}
    public.is_refused(422, "请勾选同意", press="提交异议", typed=words)
    public.sends("提交异议", {"contact_name": ""}).sees("异议").does_not_see("路口西侧")

    office.watch.turns_to(9, 17)
    zhao.opens(office.case).clicks("答复异议").sees("路口西侧还有三块松的。")
    zhao.is_refused(409, "S16", "请填写对异议的答复", press="异议不成立", typed={"answer": ""})


def it_is_struck_off_when_every_gate_is_met(office: Office) -> None:
    zhao, li, sun, qian = office.zhao, office.li, office.sun, office.qian
    office.at(qian, "close-case").is_refused(
        409, "S16", "责任单位尚未申请销号", "公示期至2026-09-20届满", "尚有1件异议未答复",
        "S9", f"意见{TILES}留有联系方式，尚未联系告知", "S4", f"意见{WHEELCHAIR}尚未答复",
        press="同意销号", typed={"remark": "同意。"},
    )  # fmt: skip
    li.opens(f"{office.case}/close-case", status=403).sees("片区分管领导")
    zhao.sends("异议不成立", {"answer": "西侧三块属于绿化带铺装，不在本路段，已转管养单位。"})

    sun.opens(office.case).clicks("申请销号")
    sun.is_refused(409, "S16", "请填写整改成效", press="申请销号", typed={"status": "已完成整改并长期坚持"})
    sun.sends("申请销号", {"status": "已完成整改", "summary": "更换地砖812平方米，绊倒隐患消除。"})
    for number in (TILES, WHEELCHAIR):
        every_voice_is_answered(office, number)

    office.watch.turns_to(9, 20, hour=18)  # its last day is not over
    at_desk = office.at(qian, "close-case")
    at_desk.is_refused(409, "S16", "期满次日方可销号", press="同意销号", typed={"remark": "同意。"})
    office.watch.turns_to(9, 21)
    sun.opens(f"{office.case}/close-case", status=403)
    qian.opens(office.case).clicks("审批销号申请").sees("销号条件均已满足")
    left_open = qian.second_window()
    qian.sends("同意销号", {"remark": "同意。"}).sees("已销号", "销号〔2026〕1号")
    left_open.is_refused(
        403, "S17", "事项现为“已销号”", press="退回销号申请", typed={"remark": "请补充照片。"}
    )


def every_voice_is_answered(office: Office, number: str) -> None:
    li = office.li.opens(office.opinion(number))
    li.clicks("查看联系方式").is_refused(409, "S9", "用途", press="查看联系方式", typed={"purpose": ""})
    li.presses("查看联系方式", {"purpose": "电话告知承办情况"}).sees("1390000140")
    li.opens(office.opinion(number)).clicks("登记联系")
    called: Typed = {"channel": "电话", "reached": "是"}
    li.is_refused(409, "S9", "请填写联系情况", press="登记联系", typed=called)
    li.sends("登记联系", {**called, "note": "告知由城市管理局承办，九月完成。"}).sees("已登记联系情况")
    li.clicks("答复意见").is_refused(409, "S4", "请填写答复内容", press="答复意见", typed={"channel": "书面"})
    li.sends("答复意见", {"channel": "电话", "text": "地砖已经更换，坡道已经修复，感谢反映。"}).sees(
        "已登记答复"
    )


def it_is_filed_reviewed_visited_and_disclosed(office: Office) -> None:
    zhao, wu, han, li = office.zhao, office.wu, office.han, office.li
    office.watch.turns_to(9, 24)
    zhao.opens(f"{office.case}/disclose-case", status=403).sees("S16")  # 备案 comes first
    zhao.opens(office.case).clicks("备案")
    early: Typed = {"number": "", "body": "沧屿市绩效办", "filed_on": "2026-09-20"}
    zhao.is_refused(409, "S16", "请填写备案号", "早于销号日期", press="备案", typed=early)
    zhao.sends("备案", {"number": "沧绩备〔2026〕7号", "filed_on": "2026-09-24"}).sees("已备案")

    office.goes_on(wu, "拟公开稿", typed={"text": "海棠路口人行道地砖已更换。"})
    ticks: Typed = {"secrecy_checked": True, "privacy_checked": True}
    wu.opens(f"{office.case}/review-statement", status=403).sees(
        "吴六已在本事项中拟公开稿", "可由郑八（沧屿市望潮港片区管理委员会）办理"
    )
    office.goes_on(zhao, "拟公开稿", typed={"text": "地砖已更换，已电话告知13900001406。"})
    wu.opens(office.case).clicks("审查公开稿").sees("139****1406")
    wu.is_refused(409, PRIVACY, press="公开审查通过", typed=ticks)
    wu.sends("退回公开稿", {"remark": "请删去电话。"})
    office.goes_on(zhao, "拟公开稿", typed={"text": "海棠路口至滨港小学段人行道地砖已全部更换。"})
    wu.opens(office.case).clicks("审查公开稿")
    wu.is_refused(409, OPENNESS, press="公开审查通过", typed={"remark": "可以公开。"})
    wu.sends("公开审查通过", ticks)

    office.at(zhao, "disclose-case").is_refused(409, "S26", f"意见{WHEELCHAIR}尚未回访", press="公开")
    li.opens(f"{office.opinion(TILES)}/record-return-visit", status=403)
    for number in (TILES, WHEELCHAIR):
        office.zhou.opens(f"{office.opinion(number)}/record-return-visit", status=403).sees(
            "周五已在本事项中核查"
        )
        han.opens(office.opinion(number)).clicks("登记回访")
        visit: Typed = {
            "channel": "电话",
            "outcome": "三次未能联系",
            "satisfaction": "未评价",
            "note": "无人接听。",
        }
        han.is_refused(409, "S26", "已登记联系0次", press="登记回访", typed=visit)
        pleased: Typed = {"outcome": "已回访", "satisfaction": "基本满意", "note": "路平了。"}
        han.sends("登记回访", pleased).sees("已登记对第1项的回访")
    office.goes_on(zhao, "公开").sees("已公开")

    seen = office.public.opens("/public/").clicks("人行道地砖破损松动")
    seen.sees("地砖已全部更换", "销号〔2026〕1号", "沧绩备〔2026〕7号", "2026年9月24日公开")
    seen.does_not_see(*PRIVATE, "我推轮椅过不去", "路口西侧", "李四")


def it_relapses(office: Office) -> None:
    han, zhao, public = office.han, office.zhao, office.public
    office.watch.turns_to(10, 23)
    office.li.opens(f"{office.case}/look-back", status=403)
    han.opens(office.case).clicks("回头看")
    looked: Typed = {"held": "成效未保持", "found": "路口东侧又有五块松动。", "looked_on": "2026-10-24"}
    han.is_refused(409, "S14", "应在销号日期2026-09-21至今天之间", press="回头看", typed=looked)
    han.sends("回头看", {"looked_on": "2026-10-23"}).sees("请由牵头单位或者片区分管领导认定是否反弹")

    zhao.opens(office.case).clicks("认定反弹")
    why: Typed = {"reason": "地砖再次松动。"}
    zhao.is_refused(409, "S14", "请填写新的整改时限", press="认定反弹", typed=why)
    zhao.sends("认定反弹", {"new_limit": "2026-12-31"}).sees("反弹重办", "第2轮")
    case = Case.objects.get(number=TILES)
    assert (case.round, case.close_outs.get().revoked_reason) == (2, "地砖再次松动。")

    public.opens("/public/").clicks("人行道地砖破损松动").sees("第 2 轮整改", "2026年10月23日撤销")
    office.goes_on(office.li, "报送整改方案").sees("方案待审")
