"""A row's fields as plain data: one spelling, whatever the database, so that what was told can be compared."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models

from bihuan.kernel.canonical import sha256_hex

# A password's hash changes at a log-in and is nobody's to read; when somebody last logged in is no act.
UNTOLD = frozenset({"user.password", "user.last_login"})
# The words of a file are as long as the file: their hash is enough to know them by.
DIGESTED = frozenset({"writing.text"})


@cache
def told_fields(model: type[models.Model]) -> tuple["models.Field[Any, Any]", ...]:
    """The fields of ``model`` that the journal tells, without its key."""
    name = model._meta.model_name
    return tuple(
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and f"{name}.{field.attname}" not in UNTOLD
    )


def table_of(model: type[models.Model]) -> str:
    """What the journal calls the table of ``model``."""
    name = model._meta.model_name
    assert name is not None  # only swapped-out models have none
    return name


def row_values(instance: models.Model, names: Iterable[str] | None = None) -> dict[str, Any]:
    """The told fields of a row (those of ``names``, when given), in plain form. Deferred fields are left out."""
    wanted = None if names is None else set(names)
    there = instance.__dict__
    return {
        field.attname: plain(field, there[field.attname])
        for field in told_fields(type(instance))
        if field.attname in there and (wanted is None or field.name in wanted or field.attname in wanted)
    }


def plain_values(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by column name, in plain form; what the journal does not tell is left out."""
    return {
        name: value if value is None or type(value) in plain_types else plain(field, value)
        for name, field, plain_types in _columns(model)
        if (value := values.get(name, ...)) is not ...
    }


@cache
def _columns(model: type[models.Model]) -> "tuple[tuple[str, models.Field[Any, Any], tuple[type, ...]], ...]":
    """Each told column: its name, its field, and the types of values that are plain as they are."""
    return tuple(
        (
            field.attname,
            field,
            () if is_digested(field) else _PLAIN.get(_TELL.get(type(field).__name__), ()),
        )
        for field in told_fields(model)
    )


def is_digested(field: "models.Field[Any, Any]") -> bool:
    """Whether only the hash of a value is told."""
    return f"{field.model._meta.model_name}.{field.attname}" in DIGESTED


def plain(field: "models.Field[Any, Any]", value: Any) -> Any:
    """One value: text, a number, true, false or null. Moments in UTC, decimals at their column's precision."""
    if value is None:
        return None
    if is_digested(field):
        return sha256_hex(str(value).encode())
    told = _TELL.get(type(field).__name__)
    return told(field, value) if told else _text(field, value)


def _text(field: Any, value: Any) -> Any:
    return value if isinstance(value, bool | int) else str(value)


def _moment(field: Any, value: Any) -> str:
    value = field.to_python(value)
    assert isinstance(value, datetime)
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _day(field: Any, value: Any) -> str:
    return str(field.to_python(value).isoformat())


def _decimal(field: Any, value: Any) -> str:
    return str(Decimal(field.to_python(value)).quantize(Decimal(1).scaleb(-field.decimal_places)))


def _bytes(field: Any, value: Any) -> str:
    return sha256_hex(bytes(value))


def _key(field: Any, value: Any) -> Any:
    return plain(field.target_field, value)


def _bool(field: Any, value: Any) -> bool:
    return bool(value)


_TELL: dict[str, Callable[[Any, Any], Any]] = {
    "DateTimeField": _moment,
    "DateField": _day,
    "DecimalField": _decimal,
    "BinaryField": _bytes,
    "BooleanField": _bool,
    "ForeignKey": _key,
    "OneToOneField": _key,
}
_PLAIN: dict[Callable[[Any, Any], Any] | None, tuple[type, ...]] = {
    None: (str, int, bool),
    _key: (str, int),
    _bool: (bool,),
}
