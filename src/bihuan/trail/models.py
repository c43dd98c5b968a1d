"""The base of every model whose rows the journal tells: whatever way a row is written, the write is remembered."""

from collections.abc import Collection, Iterable
from typing import Any, Self, TypeVar

from django.db import models

from bihuan.trail.touched import touch
from bihuan.trail.values import plain_values, row_values, table_of

Row = TypeVar("Row", bound=models.Model)


class TrailedQuerySet(models.QuerySet[Row]):
    """Writes of many rows at once leave their trail, too."""

    def update(self, **values: Any) -> int:
        """Update, and remember the new values of every row that was meant."""
        keys = list(self.order_by().values_list("pk", flat=True))
        count = super().update(**values)
        columns = [self.model._meta.get_field(name).attname for name in values]  # type: ignore[union-attr]
        written = self.model._base_manager.filter(pk__in=keys).values("pk", *columns)
        for row in written:
            touch(table_of(self.model), row["pk"], plain_values(self.model, row))
        return count

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete, and remember which rows are gone."""
        keys = list(self.order_by().values_list("pk", flat=True))
        deleted = super().delete()
        for key in keys:
            touch(table_of(self.model), key, None)
        return deleted

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        """Insert, and remember every row."""
        rows = super().bulk_create(objs, *args, **kwargs)
        for row in rows:
            touch(table_of(self.model), row.pk, row_values(row))
        return rows


class Trailed(models.Model):
    """A row whose writes the journal tells. It remembers what it was loaded with, so that only changes are told."""

    # The names of the columns and their values as they came: nothing is made of them until the row is saved.
    _loaded: tuple[Collection[Any], Collection[Any]] = ((), ())

    objects = TrailedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and remember what changed; also that nothing did: an act may decide what stood there already."""
        new, names = self._state.adding, kwargs.get("update_fields")
        super().save(*args, **kwargs)
        values = row_values(self, names)
        known = {} if new else plain_values(type(self), dict(zip(*self._loaded, strict=False)))
        changed = {name: value for name, value in values.items() if new or known.get(name, ...) != value}
        touch(table_of(type(self)), self.pk, changed)
        columns = [field.attname for field in self._meta.concrete_fields if field.attname in self.__dict__]
        self._loaded = (columns, [self.__dict__[name] for name in columns])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and remember that it is gone."""
        key = self.pk
        deleted = super().delete(*args, **kwargs)
        touch(table_of(type(self)), key, None)
        return deleted

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[Any], values: Collection[Any]) -> Self:
        """As Django makes it, with its values kept aside."""
        instance = super().from_db(db, field_names, values)
        # Plain form is worked out when it is saved: most rows are only read.
        instance._loaded = (field_names, values)
        return instance
