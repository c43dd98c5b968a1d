"""The forms of 现场核验. They know the shape of what is typed; ``inspection.rules`` judges it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from bihuan.inspection.rules import LONGEST_BODY, LONGEST_INSPECTORS, Filled, Line, Verdict
from bihuan.web.act_forms_base import Day, RowForm, Rows, Words

FIRST_ROWS = 5
_VERDICTS = [("", "请选择"), *((word.label, word.label) for word in Verdict)]


class LineForm(RowForm):
    """One item."""

    position = forms.CharField(label="序号", required=False, max_length=10)
    verdict = forms.ChoiceField(label="核验结论", required=False, choices=_VERDICTS)
    text = forms.CharField(label="核验意见", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    due = Day("回复期限", required=False)


class InspectionForm(forms.Form):
    """登记现场核验: who visited, when, and what was found of which item."""

    use_required_attribute = False
    body = forms.CharField(label="核验单位", max_length=LONGEST_BODY, help_text="如市绩效办、自治区绩效办。")
    inspectors = forms.CharField(label="核验人员", required=False, max_length=LONGEST_INSPECTORS)
    visited_on = Day("核验日期")

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data, label_suffix="")
        self.lines = Rows(LineForm, "lines", data, [{}] * FIRST_ROWS)
        self.wants_rows = data is not None and f"more-{self.lines.count_name}" in data

    def is_valid(self) -> bool:
        """The head and every line."""
        lines = self.lines.is_valid()
        return super().is_valid() and lines

    def filled(self) -> Filled:
        """What was typed."""
        rows = enumerate(self.lines.forms, start=1)
        return Filled(
            body=self.cleaned_data["body"],
            inspectors=self.cleaned_data["inspectors"],
            visited_on=self.cleaned_data["visited_on"].isoformat(),
            lines=tuple(_line(at, row.cleaned_data) for at, row in rows if row.has_changed()),
        )


def _line(at: int, typed: dict[str, Any]) -> Line:
    due = typed["due"].isoformat() if typed["due"] else ""
    return Line(f"第{at}行", typed["position"], "", typed["verdict"], typed["text"], due)


class SheetForm(forms.Form):
    """The check sheet that was filled in."""

    use_required_attribute = False
    file = forms.FileField(
        label="核验表",
        help_text="迎检资料所附、已填写的核验表（.xlsx）。先预览，确认后再登记。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        max_length=255,
    )

    def clean_file(self) -> UploadedFile:
        """Before it is read into memory: not larger than this installation allows."""
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > settings.UPLOAD_LIMIT:
            raise forms.ValidationError("文件过大，不像一份核验表，请核对是否选错文件。")
        return upload


class AnswerForm(forms.Form):
    """回复核验意见."""

    use_required_attribute = False
    text = Words("回复", rows=5, help_text="写明核实情况、整改措施和结果。")
