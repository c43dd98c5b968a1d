"""What a form says of a mistake: in which row it is, and where to go for what is lacking."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.web.act_forms_base import Figure

SignIn = Callable[[str], Client]


@pytest.mark.long
def test_a_line_left_open_is_named_with_its_row(town: Any, sign_in: SignIn) -> None:
    url = reverse("case-act", args=[town.case(State.VERIFYING).pk, "pass-verification"])
    answer = sign_in("周").post(url, {"act": "pass_verification", "verifiers": "周、张"})
    assert answer.status_code == 422
    assert "第1行“意见原文”是否达到</a>：请选择达到或者未达到。" in answer.content.decode()


@pytest.mark.parametrize(("stored", "offered"), [("12.0000", "12"), ("98.5000", "98.5"), ("300.0000", "300")])
def test_a_figure_is_offered_again_without_the_noughts_behind(stored: str, offered: str) -> None:
    assert Figure("实际值").prepare_value(Decimal(stored)) == offered


def test_a_hand_over_that_lacks_something_leads_to_where_it_is_filled_in(town: Any, sign_in: SignIn) -> None:
    def page(case: Any, act: str) -> str:
        return sign_in("钱").get(reverse("case-act", args=[case.pk, act])).content.decode()

    lacking, ready = town.draft(target=""), town.case(State.DRAFT)
    assert reverse("case-act", args=[lacking.pk, "edit-case"]) in page(lacking, "assign-case")
    assert reverse("case-act", args=[ready.pk, "edit-case"]) not in page(ready, "assign-case")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (forms.CharField(), "", "请填写本项。"),
        (forms.IntegerField(), "一", "请填写整数。"),
        (forms.DateField(), "去年", "请按“2026-01-31”的形式填写日期。"),
        (forms.ChoiceField(choices=[("a", "甲")]), "", "请选择本项。"),
        (forms.TypedChoiceField(choices=[("a", "甲")]), "乙", "没有“乙”这一选项，请重新选择。"),
        (forms.BooleanField(), False, "请勾选本项。"),
    ],
)
def test_a_field_says_what_to_do(field: forms.Field, typed: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=f"^\\['{said}'\\]$"):
        field.clean(typed)
