"""What a field says of a mistake, where its form says nothing of its own."""

from django import forms

WORDS: tuple[tuple[type[forms.Field], dict[str, str]], ...] = (
    (forms.Field, {"required": "请填写本项。"}),
    (forms.IntegerField, {"invalid": "请填写整数。"}),
    (forms.DecimalField, {"invalid": "请填写数字。"}),
    (forms.DateField, {"invalid": "请按“2026-01-31”的形式填写日期。"}),
    (
        forms.ChoiceField,
        {"required": "请选择本项。", "invalid_choice": "没有“%(value)s”这一选项，请重新选择。"},
    ),
    (forms.ModelChoiceField, {"required": "请选择本项。", "invalid_choice": "该选项已不存在，请重新选择。"}),
    (forms.BooleanField, {"required": "请勾选本项。"}),
    (forms.FileField, {"required": "请选择文件。", "empty": "该文件是空的，请重新选择。"}),
)


def speak() -> None:
    """Let every field of the application say it so: once, when it starts."""
    for field, words in WORDS:
        field.default_error_messages = {**field.default_error_messages, **words}
