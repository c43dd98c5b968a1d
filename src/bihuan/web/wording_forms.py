"""The editor of a wording: its text, why it was changed, and a file that may be loaded instead of typing."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from bihuan.documents.wording_parse import MOST_CHARACTERS
from bihuan.issuing.wording_actions import plain_text

# A UTF-8 text of the longest wording, and something to spare.
_MOST_BYTES = 4 * MOST_CHARACTERS
_ENCODINGS = ("utf-8-sig", "utf-16", "gb18030")


class WordingForm(forms.Form):
    """What the editor sends. Whether it will do is judged by ``save_wording``, not here. ``name``: of a new list."""

    use_required_attribute = False

    name = forms.CharField(
        label="名称", required=False, help_text="2至30字，本单位内不重复，也用作导出的文件名。"
    )
    text = forms.CharField(
        label="文字",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label="修改说明", required=False, help_text="保存时必填：改了什么、为什么改，不超过200字。"
    )
    file = forms.FileField(
        label="文件",
        required=False,
        allow_empty_file=True,
        help_text="纯文本文件（.txt）。载入后替换上方文字，核对无误再保存。",
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_text(self) -> str:
        """The text as it is kept, so that line numbers mean the same everywhere."""
        return plain_text(self.cleaned_data["text"])


def text_of_file(file: UploadedFile | None) -> str | None:
    """The wording in an uploaded text file; None when there is none in it."""
    if file is None or not file.size or file.size > _MOST_BYTES:
        return None
    content = file.read()
    for encoding in _ENCODINGS:
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else plain_text(text)
    return None
