"""Serializer fields that accept exactly what the schema says. DRF's own cast types and trim silently."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import EmailValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.kernel import money, text
from apps.kernel.converters import as_uuid
from apps.kernel.uploads import Upload

EMAIL_MAX_LENGTH = 254
# Also the pattern of the schema; RFC 3339 has leap seconds, Python has not.
INSTANT = (
    r"^(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)
_INSTANT = re.compile(INSTANT)
_PHONE = r"^\+?[0-9](?:[0-9 ]{3,18})[0-9]$"


class _StringField(serializers.CharField):
    """A JSON string without NUL or lone surrogates; DRF would take numbers too."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("trim_whitespace", False)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if not text.is_storable(data):
            raise serializers.ValidationError("NUL and lone surrogates are not allowed.", code="invalid")
        return data


class TextField(_StringField):
    """`text(n)`: at most n code points as received, then trimmed and NFC; not blank unless `allow_blank`."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(**options)
        self.limit = max_length  # not a validator: NFC can lengthen what was received

    def run_validation(self, data: Any = serializers.empty) -> Any:
        # CharField looks for blank text before it looks at the type; we look after trimming.
        return serializers.Field.run_validation(self, data)

    def to_internal_value(self, data: Any) -> str:
        value = super().to_internal_value(data)
        if len(value) > self.limit:
            message = f"Ensure this field has no more than {self.limit} characters."
            raise serializers.ValidationError(message, code="max_length")
        value = text.clean(value)
        if not value and not self.allow_blank:
            self.fail("blank")
        return value


@extend_schema_field({"type": "string", "format": "email", "maxLength": EMAIL_MAX_LENGTH})
class EmailField(_StringField):
    """An e-mail address, lower-cased: addresses are compared without case."""

    def to_internal_value(self, data: Any) -> str:
        value = super().to_internal_value(data)
        try:
            if not value.isascii() or len(value) > EMAIL_MAX_LENGTH or value.rpartition("@")[0][64:]:
                raise DjangoValidationError("too long or not ASCII")
            EmailValidator()(value)
        except DjangoValidationError:
            raise serializers.ValidationError("Enter a valid email address.", code="invalid") from None
        return value.lower()


class PhoneField(serializers.RegexField):
    """A telephone number: digits and spaces, 5 to 20 of them, after an optional plus."""

    def __init__(self, **options: Any) -> None:
        super().__init__(_PHONE, trim_whitespace=False, **options)
        self.error_messages["invalid"] = (
            "Enter a phone number: digits and spaces, with an optional leading +."
        )

    def to_internal_value(self, data: Any) -> str:
        # `$` also matches before a final newline.
        if not isinstance(data, str) or data.endswith("\n"):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class SecretField(_StringField):
    """A password or token, taken as it is; never part of an answer, a log line or an error message."""

    def __init__(self, *, max_length: int, min_length: int = 1, **options: Any) -> None:
        super().__init__(max_length=max_length, min_length=min_length, write_only=True, **options)


class ChoiceField(serializers.ChoiceField):
    """One of the choices, as a JSON string; DRF would also take a number that reads like one."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=type(data).__name__)
        if not text.is_storable(data):
            self.fail("invalid_choice", input="text that cannot be stored")
        return super().to_internal_value(data)


class BooleanField(serializers.BooleanField):
    """A JSON boolean; DRF would also take "yes", 1 and "off"."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=type(data).__name__)
        return data


@extend_schema_field({"type": "boolean", "const": True})
class ConsentField(BooleanField):
    """Nobody signs without consent."""

    def to_internal_value(self, data: Any) -> bool:
        """Return True, the only answer there is."""
        if super().to_internal_value(data) is not True:
            raise serializers.ValidationError("Signing needs your consent.", code="invalid")
        return True


class UUIDField(serializers.UUIDField):
    """A UUID as RFC 9562 writes it; DRF would also take a number, Python also braces and stray hyphens."""

    def to_internal_value(self, data: Any) -> UUID:
        try:
            return as_uuid(data)
        except ValueError:
            self.fail("invalid", value=type(data).__name__)


class PatternField(_StringField):
    """A short string of one form, such as a postcode; the pattern is anchored and says `[0-9]`."""

    def __init__(self, pattern: str, *, message: str, **options: Any) -> None:
        super().__init__(**options)
        self.pattern, self._form = pattern, re.compile(pattern)
        self._message = message

    def to_internal_value(self, data: Any) -> str:
        value = super().to_internal_value(data)
        # `$` also matches before a final newline.
        if not self._form.fullmatch(value) or value.endswith("\n"):
            raise serializers.ValidationError(self._message, code="invalid")
        return value


class DecimalStringField(serializers.Field[Decimal, str, str, Any]):
    """A decimal number as a string with a fixed number of places: no number, exponent, sign or space.

    The bounds are part of the pattern, so that the schema says them too.
    """

    places: int

    def __init__(self, *, digits: int, positive: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.pattern = money.pattern(digits=digits, places=self.places, positive=positive)
        self._form, self._quantum = re.compile(self.pattern), Decimal(1).scaleb(-self.places)
        self._message = (
            f"Must be a string with {self.places} places and at most {digits} digits before them"
            + (", above zero." if positive else ".")
        )

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str) or not self._form.match(data) or data.endswith("\n"):
            raise serializers.ValidationError(self._message, code="invalid")
        return Decimal(data)

    def to_representation(self, value: Decimal) -> str:
        # Nearly all have their places already, and a schedule has thousands.
        if type(value) is Decimal and value.same_quantum(self._quantum):
            return str(value)
        return f"{Decimal(value):.{self.places}f}"


class MoneyField(DecimalStringField):
    """Dollars, `"1250.00"`: a string with exactly two places, by default below 10 to the 12th."""

    places = 2

    def __init__(self, *, digits: int = 12, positive: bool = False, **options: Any) -> None:
        super().__init__(digits=digits, positive=positive, **options)


class RateField(DecimalStringField):
    """Percent per annum, `"9.5000"`: a string with exactly four places, 0.0000 to 99.9999."""

    places = 4

    def __init__(self, **options: Any) -> None:
        super().__init__(digits=2, **options)


class MoneyOutput(MoneyField):
    """Dollars in an answer: they may be negative."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)
        self.pattern = self.pattern.replace("^", "^-?")


class RateOutput(RateField):
    """Percent per annum in an answer."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)


class DateField(serializers.Field[date, str, str, Any]):
    """A calendar date as RFC 3339 writes it; Python would also take `20260331` and week dates."""

    def to_internal_value(self, data: Any) -> date:
        try:
            return text.as_date(data)
        except ValueError:
            raise serializers.ValidationError("Must be a date such as 2026-03-31.", code="invalid") from None

    def to_representation(self, value: date) -> str:
        return value.isoformat()


class FileField(serializers.Field[Any, Any, Any, Any]):
    """A part that carries a file: it says a filename, which may be empty."""

    default_error_messages = {"invalid": "Must be a file: a part with a filename."}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Upload):
            self.fail("invalid")
        return data


class DateTimeField(serializers.Field[datetime, str, str, Any]):
    """An instant as RFC 3339 writes it, to the microsecond; Python would also take a day without a time."""

    def to_internal_value(self, data: Any) -> datetime:
        try:
            if not isinstance(data, str) or not _INSTANT.fullmatch(data):
                raise ValueError(data)
            return datetime.fromisoformat(data)
        except ValueError:
            message = "Must be an instant such as 2026-03-31T10:00:00Z."
            raise serializers.ValidationError(message, code="invalid") from None

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()


class IntegerField(serializers.IntegerField):
    """A JSON integer; DRF would also take "5", true and 5.0 (which JSON Schema takes as well, so we do)."""

    def to_internal_value(self, data: Any) -> int:
        whole = isinstance(data, int) or (isinstance(data, float) and data.is_integer())
        if not whole or isinstance(data, bool):
            self.fail("invalid")
        return int(super().to_internal_value(int(data)))


class ListField(serializers.ListField):
    """A JSON array with at most `max_length` items; `unique` ones when the schema says so."""

    def __init__(self, *, max_length: int, unique: bool = False, component: str = "", **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        self.unique, self.component = unique, component  # a name in the document, as of DescribedField

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        if self.unique and len({_whole(item) for item in data}) < len(data):
            raise serializers.ValidationError("Each item may stand once.", code="repeated_item")
        return list(super().to_internal_value(data))


class DescribedField(serializers.Field[Any, Any, Any, Any]):
    """A value whose JSON Schema is the field's own to say; in an answer it is sent as it is."""

    schema: Any
    component = ""  # its name in the document, where several bodies share it

    def to_representation(self, value: Any) -> Any:
        return value


def _whole(item: Any) -> str:
    """Return an item as text, equal for equal items: objects have no order."""
    return json.dumps(item, sort_keys=True) if isinstance(item, dict) else repr(item)
