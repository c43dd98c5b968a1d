import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.redact import private_details, redact

# Invented: each has the form of a detail and belongs to nobody.
DETAILS = {
    "phone": ("13800001234", "138****1234"),
    "phone with blanks": ("138 0000 1234", "138****1234"),
    "phone with dashes": ("138-0000-1234", "138****1234"),
    "phone with country": ("+8613800001234", "+138****1234"),
    "phone in full width": ("１３８００００１２３４", "138****1234"),
    "id": ("450000200001011234", "450************234"),
    "id with X": ("45000020000101123X", "450************23X"),
    "bank of 16": ("6200000000001234", "620**********234"),
    "bank of 19": ("6200000000000001234", "620*************234"),
    "bank in groups": ("6200 0000 0000 1234", "620*************234"),
    "plate": ("桂N·A1234", "桂N*****"),
    "new plate": ("桂ND12345", "桂N*****"),
    "mail": ("bai.zhou@example.com", "b***＠example.com"),
}


@pytest.mark.parametrize(("detail", "masked"), DETAILS.values(), ids=DETAILS)
def test_each_kind_of_detail_is_masked_where_it_stands(detail: str, masked: str) -> None:
    assert redact(f"请联系{detail}，谢谢。") == f"请联系{masked}，谢谢。"


@pytest.mark.parametrize("detail", [detail for detail, _ in DETAILS.values()], ids=DETAILS)
def test_what_was_masked_once_is_not_found_again(detail: str) -> None:
    once = redact(f"甲{detail}乙")
    assert private_details(once) == []
    assert redact(once) == once


@pytest.mark.parametrize(
    "harmless",
    [
        "120210070900018",  # a 问题编号
        "0777-1234567",  # an office's landline
        "临港管办发〔2022〕8号",
        "2022年12月31日前更换路灯36盏，投资1200000元。",
        "138号院",
        "云A区",
    ],
)
def test_what_only_looks_like_a_detail_is_left_alone(harmless: str) -> None:
    assert private_details(harmless) == []
    assert redact(harmless) == harmless


def test_a_telephone_is_not_found_inside_an_identity_number() -> None:
    assert [detail.kind for detail in private_details("号码450013800001234567。")] == ["id"]


def test_details_are_told_in_order_with_their_chinese_name_and_place() -> None:
    text = "车桂NA1234的车主电话13800001234。"
    assert [(d.label, text[d.start : d.end], d.masked) for d in private_details(text)] == [
        ("车牌号码", "桂NA1234", "桂N*****"),
        ("手机号码", "13800001234", "138****1234"),
    ]


def test_a_telephone_used_as_an_address_is_masked_as_an_address() -> None:
    assert redact("发至13800001234@example.com。") == "发至1***＠example.com。"


@given(st.lists(st.sampled_from([*(detail for detail, _ in DETAILS.values()), "路灯", "，", "1", " "])))
def test_redacting_twice_changes_nothing_more(parts: list[str]) -> None:
    once = redact("".join(parts))
    assert redact(once) == once
