"""Papers that have every block there is, of an office that does not exist."""

import io
from datetime import date

from PIL import Image

from bihuan.typesetting.paper import (
    AttachmentNote,
    Cell,
    Form,
    Imprint,
    Letterhead,
    Level,
    Line,
    Mark,
    NewPage,
    Number,
    Paper,
    Paragraph,
    Photo,
    Photos,
    QrCode,
    Recipients,
    Remark,
    Section,
    Signature,
    Table,
    Title,
)
from bihuan.typesetting.table import A3, A4, Align, Column

OFFICE = "临港产业园区管理委员会办公室"
DAY = "2022年5月19日"
DUTY = "各责任部门要加强领导，深入分析意见产生的根源，于2022年12月10日前将整改情况书面报组织人社局。"
ROWS = tuple(
    (
        str(n),
        f"望海路第{n}盏路灯不亮。",
        "建设性",
        f"更换第{n}盏路灯。",
        "1. 排查。\n2. 更换。",
        str(3 * n),
        DAY,
    )
    for n in range(1, 25)
)
COLUMNS = (
    Column("序号", 12, Align.CENTER),
    Column("整改内容", 50),
    Column("类型", 20, Align.CENTER, ("分类",)),
    Column("目标", 40, above=("分类", "细分")),
    Column("措施", 40, above=("分类", "细分")),
    Column("数量", 20, Align.RIGHT),
    Column("时限", 33, Align.CENTER),
)
BROAD = Table(
    tuple(Column(f"第{n}列", 60 if n > 1 else 20) for n in range(1, 11)),
    tuple(tuple(f"{row}行{n}列" for n in range(1, 11)) for row in range(1, 4)),
    columns_a_page=6,
)
FORM = Form(
    (
        (
            Cell("问题编号", 2, label=True),
            Cell("120210990100001", 4),
            Cell("责任部门", 2, label=True),
            Cell("建设局", 4),
        ),
        (Cell("整改措施及完成情况", 2, label=True), Cell("1. 排查路灯。\n2. 更换路灯。", 10, blank=1)),
        (Cell("审批意见", 2, label=True), Cell("□同意　□不同意", 10, blank=4)),
    )
)
LETTER = Section(
    (
        Letterhead(f"{OFFICE}文件", "临港管办发〔2022〕8号"),
        Title(f"{OFFICE}\n关于印发整改工作方案的通知"),
        Recipients("园区各部门："),
        Paragraph("现将《整改工作方案》印发给你们，请认真贯彻落实。"),
        AttachmentNote(
            ("整改目标表及其说明和其他需要一并印发的材料汇编以及各部门的联系名单", "整改销号管理台账")
        ),
        Signature((OFFICE,), DAY),
        Remark("联系人：郑七，电话：0000-0000000"),
        NewPage(),
        Title("2021年度社会评价意见建议临港产业园区整改工作方案"),
        Paragraph(DUTY),
        Paragraph("一、总体要求", Level.FIRST, 6),
        Paragraph(f"（一）分解任务。{DUTY}", Level.SECOND, 8),
        Paragraph(f"1. 认真落实。{DUTY}", Level.THIRD, 8),
        Paragraph(f"（1）逐条回应。{DUTY}", Level.FOURTH, 8),
        Signature(("组织人社局",), DAY, sealed=False),
    )
)
LIST = Section(
    (
        Mark("附件1"),
        Title("临港产业园区整改目标表"),
        Line("填报单位：建设局\t填报时间：2022年5月19日\t负责人（签字）："),
        Table(COLUMNS, ROWS),
        Line("注：数据截至填报之日。", Align.RIGHT),
    ),
    A4,
)
BROAD_LIST = Section((Mark("附件2"), Title("整改销号管理台账"), BROAD), A3)
END = Section((Paragraph("此页末尾为版记。"), Imprint("区委办公室，区人大常委会办公室", OFFICE, DAY)))
APPROVAL = Section(
    (
        Number("编号：销号〔2026〕　号"),
        Title("整改销号申请审批表"),
        FORM,
        Photos(((Photo("before", "整改前"), Photo("after", "整改后")), (Photo("broken", "坏图"), None))),
        QrCode("https://example.gov.cn/check/ABCD-EFGH", "扫码核验\n核验码：ABCD-EFGH"),
    )
)
NOTICE = Paper(
    "整改工作方案", "整改工作方案", (LETTER, LIST, BROAD_LIST, END), date(2022, 5, 19), "核验码 ABCD-EFGH"
)
FORM_PAPER = Paper("销号申请审批表", "整改销号申请审批表", (APPROVAL,), date(2026, 5, 19), "核验码 JKLM-NPQR")
EVERY = (NOTICE, FORM_PAPER)


def photo_of(sha256: str) -> bytes | None:
    """A green picture before, an upright one after, and one that is none."""
    if sha256 == "broken":
        return b"no picture at all"
    size = {"before": (400, 300), "after": (300, 400)}.get(sha256)
    if size is None:
        return None
    stream = io.BytesIO()
    Image.new("RGB", size, "#465").save(stream, "JPEG")
    return stream.getvalue()
