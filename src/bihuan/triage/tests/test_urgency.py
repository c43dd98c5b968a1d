"""What cannot wait is pointed out with its words; what is only prevented, or long past, is not."""

from datetime import date

import pytest

from bihuan.triage.urgency import urgent_signs


def signs(text: str, day: date | None = None) -> list[tuple[str, str]]:
    return [(sign.what, sign.words) for sign in urgent_signs(text, day)]


@pytest.mark.parametrize(
    ("text", "what", "words"),
    [
        ("三号楼楼道里燃气管道一直漏气，没人来修。", "燃气安全", "燃气管道一直漏气"),
        ("昨晚充电棚着火，幸好扑灭。", "火灾危险", "着火"),
        ("消防通道常年被私家车堵死。", "火灾危险", "消防通道常年被私家车堵"),
        ("老街的围墙倒塌，压到行人怎么办。", "坍塌危险", "倒塌"),
        ("外墙瓷砖脱落，砸到楼下的车。", "坍塌危险", "墙瓷砖脱落"),
        ("电线垂下来，已经有人触电。", "危及生命", "触电"),
        ("孩子在学校多次被打，老师不管。", "未成年人安全", "孩子在学校多次被打"),
        ("工地拖欠我们三个月工资，等钱回家过年。", "节前欠薪", "拖欠我们三个月工资"),
    ],
)
def test_it_says_what_is_urgent_and_by_which_words(text: str, what: str, words: str) -> None:
    assert signs(text) == [(what, words)]


@pytest.mark.parametrize(
    "text",
    [
        "建议开展预防火灾宣传。",
        "建议安装火灾自动报警装置。",
        "建议延长公交线路。",
        "工地拖欠工资，希望尽快拿到。",
        "希望学校增加食堂窗口。",
    ],
)
def test_what_can_wait_is_not_pointed_out(text: str) -> None:
    assert signs(text) == []


def test_wages_that_are_owed_cannot_wait_in_the_weeks_before_the_feast() -> None:
    text = "公司拖欠工资不给。"
    assert signs(text, date(2022, 1, 10)) == [("节前欠薪", "拖欠工资")]
    assert signs(text, date(2022, 6, 10)) == []


def test_each_sign_says_where_its_words_stand() -> None:
    text = "先说一句。楼道起火，墙要塌。"
    for sign in urgent_signs(text):
        assert text[sign.start : sign.end] == sign.words
    assert len(urgent_signs(text)) == 2
