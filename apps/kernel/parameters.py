"""One query parameter each: what it accepts, what it selects, and its JSON Schema.

django-filter's own filters ignore what they cannot read, and know no schema.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import django_filters
from django import forms
from django.db.models import Exists, QuerySet

from apps.kernel import clock, money, text
from apps.kernel.converters import as_uuid

_MONEY = money.pattern()


class _StrictBoolean(forms.Field):
    def to_python(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if value not in ("true", "false"):
            raise forms.ValidationError("Must be true or false.", code="invalid")
        return bool(value == "true")


class BooleanFilter(django_filters.Filter):
    """`true` or `false`; django-filter's own ignores any other text."""

    field_class = _StrictBoolean
    schema: ClassVar[dict[str, Any]] = {"type": "boolean"}

    def __init__(self, **options: Any) -> None:
        super().__init__(label="", **options)  # without a label django-filter asks a model for one


class ChoiceFilter(django_filters.ChoiceFilter):
    """One of the choices."""

    def __init__(self, *, choices: Iterable[str], **options: Any) -> None:
        self.values = list(choices)
        super().__init__(label="", choices=[(value, value) for value in self.values], **options)

    @property
    def schema(self) -> dict[str, Any]:
        """The parameter's JSON Schema."""
        return {"type": "string", "enum": self.values}


class _CommaListField(forms.CharField):
    def __init__(self, *, values: Sequence[str], **options: Any) -> None:
        self.values = values
        super().__init__(strip=False, **options)

    def clean(self, value: Any) -> list[str]:
        """Return the values in the comma list."""
        items = super().clean(value).split(",") if value else []
        for item in items:
            if item not in self.values:
                raise forms.ValidationError(f"Select from: {', '.join(self.values)}.", code="invalid_choice")
        if len(set(items)) < len(items):
            raise forms.ValidationError("Each value may stand once.", code="repeated_value")
        return items


class ChoiceInFilter(django_filters.Filter):
    """A comma list of choices, each at most once."""

    field_class = _CommaListField

    def __init__(self, *, choices: Iterable[str], **options: Any) -> None:
        self.values = list(choices)
        super().__init__(label="", values=self.values, lookup_expr="in", **options)

    @property
    def schema(self) -> dict[str, Any]:
        """The parameter's JSON Schema; sent as one comma-separated value."""
        items = {"type": "string", "enum": self.values}
        return {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}


class _UUIDField(forms.Field):
    def to_python(self, value: Any) -> UUID | None:
        if value in (None, ""):
            return None
        try:
            return as_uuid(value)
        except ValueError:
            raise forms.ValidationError("Must be a UUID.", code="invalid") from None


class UUIDFilter(django_filters.Filter):
    """An id. One that does not exist, or is not `among` what the viewer may see, gives the empty list.

    Without `among`, the rows themselves show the id: whoever sees a row may ask by it.
    """

    field_class = _UUIDField
    schema: ClassVar[dict[str, Any]] = {"type": "string", "format": "uuid"}

    def __init__(self, *, among: Callable[..., QuerySet[Any]] | None = None, **options: Any) -> None:
        super().__init__(label="", **options)
        self.among = among

    def filter(self, qs: QuerySet[Any], value: UUID | None) -> QuerySet[Any]:
        """Return the rows that point to `value`; in the same query, none when the viewer may not see it."""
        if value is None:
            return qs
        if self.among is None:
            return self.pointing(qs, value)
        visible = self.among(viewer=self.parent.viewer).order_by().filter(id=value)
        return self.pointing(qs, value).filter(Exists(visible))

    def pointing(self, qs: QuerySet[Any], value: UUID) -> QuerySet[Any]:
        """Return the rows that point to `value`; override it beyond a to-many relation."""
        return qs.filter(**{str(self.field_name): value})


class _DateField(forms.Field):
    def to_python(self, value: Any) -> date | None:
        if value in (None, ""):
            return None
        try:
            return text.as_date(value)
        except ValueError:
            raise forms.ValidationError("Must be a date such as 2026-03-31.", code="invalid") from None


_DAY_SCHEMA = {"type": "string", "format": "date", "pattern": text.A_YEAR}


class DateFilter(django_filters.Filter):
    """A calendar day against a day; `lookup_expr` says which side of it, `gte` and `lte` include it."""

    field_class = _DateField
    schema: ClassVar[dict[str, Any]] = _DAY_SCHEMA

    def __init__(self, **options: Any) -> None:
        super().__init__(label="", **options)


class AsOfFilter(DateFilter):
    """The day at which something is judged, by default today; it selects nothing by itself."""

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        """Return all rows."""
        return qs


class BusinessDayFilter(django_filters.Filter):
    """A business day against an instant, inclusive: `after` from its first instant, else `until` its last."""

    field_class = _DateField
    schema: ClassVar[dict[str, Any]] = _DAY_SCHEMA

    def __init__(self, *, after: bool, **options: Any) -> None:
        super().__init__(label="", **options)
        self.after = after

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        """Return the rows on that side of the day, the day included."""
        if value is None:
            return qs
        if self.after:
            return qs.filter(**{f"{self.field_name}__gte": clock.day_start(value)})
        return qs.filter(**{f"{self.field_name}__lt": clock.day_end(value)})


class _MoneyField(forms.Field):
    def to_python(self, value: Any) -> Decimal | None:
        if value in (None, ""):
            return None
        if not re.fullmatch(_MONEY, str(value)) or str(value).endswith("\n"):
            raise forms.ValidationError(
                f"Must be an amount such as {money.cents(Decimal(1250))}.", code="invalid"
            )
        return Decimal(value)


class MoneyFilter(django_filters.Filter):
    """An amount; `lookup_expr` says which side of it."""

    field_class = _MoneyField
    schema: ClassVar[dict[str, Any]] = {"type": "string", "pattern": _MONEY}

    def __init__(self, **options: Any) -> None:
        super().__init__(label="", **options)


class _WordField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)


class WordFilter(django_filters.Filter):
    """A short text that must be equal."""

    field_class = _WordField
    max_length = 80

    def __init__(self, **options: Any) -> None:
        super().__init__(label="", max_length=self.max_length, **options)

    @property
    def schema(self) -> dict[str, Any]:
        """The parameter's JSON Schema."""
        return {"type": "string", "minLength": 1, "maxLength": self.max_length, "pattern": text.NO_NUL}
