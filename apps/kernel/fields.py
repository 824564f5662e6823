"""Serializer fields that accept exactly what the schema says. DRF's own cast types and trim silently."""

import re
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import EmailValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.kernel import text
from apps.kernel.converters import UUIDConverter

EMAIL_MAX_LENGTH = 254
_UUID = re.compile(UUIDConverter.regex)
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


class UUIDField(serializers.UUIDField):
    """A UUID as RFC 9562 writes it; DRF would also take a number, Python also braces and stray hyphens."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str) or not _UUID.fullmatch(data):
            self.fail("invalid", value=type(data).__name__)
        return UUID(data)
