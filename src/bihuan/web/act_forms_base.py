"""What the forms of acts share: the task at hand, the fields, rows of a table.

A form knows the shape of what is typed: a date is a date, a name fits its column. Whether the act may be done, and
what is missing for it, is known by the act's own rules alone; their refusal names the clause.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.models import Case
from bihuan.kernel.clock import day_of
from bihuan.people.directory import area_of
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder

# Nobody types more rows than this; whoever sends more is not using the form.
MOST_ROWS = 200
SPARE_ROWS = 3


@dataclass(frozen=True, slots=True)
class Task:
    """One act about to be done: on which case, by whom, when."""

    case: Case
    act: Act
    actor: Actor
    now: datetime

    @property
    def today(self) -> date:
        """The office's day."""
        return day_of(self.now)


class CaseForm(forms.Form):
    """The form of one act. ``start`` says what stands in it before anybody types; ``build`` fits it to the case."""

    # The browser must not stop what the rules would refuse with a clause.
    use_required_attribute = False
    # Small buttons that show the form again without doing the act: (name, label).
    again: ClassVar[tuple[tuple[str, str], ...]] = ()

    # The codes of what the form itself tells is missing: not told again above it.
    told: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        task: Task,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        asked: Mapping[str, str] | None = None,
    ) -> None:
        self.task = task
        super().__init__(data, files, initial={**self.start(task), **(asked or {})}, label_suffix="")
        self.build(task)

    def start(self, task: Task) -> dict[str, Any]:
        """Initial values."""
        return {}

    def build(self, task: Task) -> None:
        """Choices and rows that depend on the case."""


class NoFields(CaseForm):
    """An act that needs nothing but the decision."""


@dataclass(frozen=True, slots=True)
class ActForm:
    """How an act is done on screen: its form, the call of its function, and in a sentence what it does.

    ``run`` returns what to tell besides “已办理”. ``partner`` is the opposite decision on the same page.
    """

    form: type[CaseForm]
    run: Callable[[Task, Any], str]
    help: str
    template: str = "acts/act.html"
    partner: Act | None = None
    kind: str = "primary"


class Words(forms.CharField):
    """Words an act asks for. Marked 必填, but left to the act's rule, which refuses with its clause."""

    def __init__(self, label: str, *, rows: int = 3, must: bool = True, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
        super().__init__(label=label, required=must, widget=widget, **options)

    def validate(self, value: Any) -> None:
        """Nothing: see the class."""


class Day(forms.DateField):
    """A date, with the browser's own calendar."""

    def __init__(self, label: str, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, widget=widget, **options)


class Figure(forms.DecimalField):
    """A figure as an indicator stores it."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label=label, max_digits=14, decimal_places=4, **options)
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value: Any) -> Any:
        """12, not the 12.0000 it is stored as."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One unit, called by its full name."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(Unit.objects.none(), label=label, empty_label="请选择", **options)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class UnitChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Any number of units, to be ticked."""

    def __init__(self, label: str, **options: Any) -> None:
        widget = forms.CheckboxSelectMultiple()
        super().__init__(Unit.objects.none(), label=label, required=False, widget=widget, **options)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


def units_around(case: Case) -> Any:
    """The departments of the area (片区) the case belongs to."""
    area = area_of(case.batch.coordinator)
    return Unit.objects.filter(path__startswith=area.path, is_area=False).order_by(TreeOrder())


def choose_units(form: CaseForm, *names: str) -> None:
    """Offer the area's departments in the fields called ``names``."""
    units = units_around(form.task.case)
    for name in names:
        form.fields[name].queryset = units  # type: ignore[attr-defined]  # a UnitChoice or UnitChoices


F = TypeVar("F", bound=forms.Form)


class RowForm(forms.Form):
    """One row of a table. It counts as filled when somebody wrote in a field that has no preset."""

    def has_changed(self) -> bool:
        free = (name for name, field in self.fields.items() if field.initial is None)
        return any(self[name].value() not in (None, "") for name in free)


class Rows(Generic[F]):
    """The rows of a table, each a small form; rows left empty count for nothing. Works without JavaScript."""

    def __init__(
        self, form: type[F], prefix: str, data: QueryDict | None, initial: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        self.count_name = f"{prefix}-count"
        count = len(initial) + SPARE_ROWS if data is None else self._sent(data)
        starts = [*initial, *({} for _ in range(count))]
        self.forms = [
            form(
                data,
                prefix=f"{prefix}-{row}",
                initial=dict(starts[row]) if data is None else {},
                empty_permitted=True,
                use_required_attribute=False,
            )
            for row in range(count)
        ]

    def _sent(self, data: QueryDict) -> int:
        sent = data.get(self.count_name, "")
        more = SPARE_ROWS if f"more-{self.count_name}" in data else 0
        return min(MOST_ROWS, (int(sent) if sent.isdecimal() else SPARE_ROWS) + more)

    @property
    def count(self) -> int:
        """How many rows there are, the empty ones included."""
        return len(self.forms)

    def is_valid(self) -> bool:
        """Whether every row has its shape."""
        shapes = [form.is_valid() for form in self.forms]
        return all(shapes)

    def filled(self) -> list[dict[str, Any]]:
        """The rows somebody wrote in."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]
