"""Invented data for the page that shows every part (template design.html; wired to an address only in DEBUG)."""

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.templatetags.static import static

DATA = Path(__file__).parent / "templates" / "design.json"
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class SampleForm(forms.Form):
    reason = forms.CharField(
        label="延期理由",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="请写明客观原因和已经采取的措施。",
    )
    due_on = forms.DateField(label="延期至", widget=forms.DateInput(attrs={"type": "date"}))
    unit = forms.ChoiceField(
        label="核查单位", choices=[("", "请选择"), ("1", "管委会办公室")], required=False
    )
    route = forms.ChoiceField(
        label="整改方式",
        widget=forms.RadioSelect,
        choices=[("now", "立行立改"), ("staged", "限期整改"), ("long", "长期整改")],
        help_text="意见建议留有联系方式的，另行联系告知。",
    )
    paper = forms.FileField(label="佐证材料", required=False, help_text="单个文件不超过 50 MB。")
    signed = forms.BooleanField(label="已经本单位主要负责人审签")


class SampleFilter(forms.Form):
    q = forms.CharField(
        label="关键词", required=False, widget=forms.TextInput(attrs={"placeholder": "编号、内容、负责人"})
    )
    batch = forms.ChoiceField(label="批次", required=False, choices=[("", "全部"), ("1", "2025年度")])
    unit = forms.ChoiceField(label="责任部门", required=False, choices=[("", "全部"), ("1", "综合执法局")])
    step = forms.ChoiceField(label="环节", required=False, choices=[("", "全部"), ("1", "整改")])
    light = forms.ChoiceField(label="亮灯", required=False, choices=[("", "全部"), ("red", "逾期")])
    mine = forms.BooleanField(label="只看本人承办", required=False)


def _read(value: Any) -> Any:
    """JSON has no dates and no static addresses."""
    if isinstance(value, dict):
        return {name: _read(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_read(part) for part in value]
    if isinstance(value, str) and value.startswith("static:"):
        return static(value.removeprefix("static:"))
    if isinstance(value, str) and DAY.match(value):
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return value


def sample() -> dict[str, Any]:
    """Everything design.html asks for."""
    bad_form = SampleForm({"reason": "", "route": "staged", "due_on": "2026年13月1日"})
    page = Paginator(range(412), 25).get_page(4)
    forms_ = {"form": SampleForm(), "bad_form": bad_form, "filter_form": SampleFilter(), "page_obj": page}
    return {**_read(json.loads(DATA.read_text("utf-8"))), **forms_}
