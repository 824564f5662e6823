"""Bodies that mean exactly what the schema says. DRF alone ignores unknown fields."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from apps.kernel.text import pointer_segment

UNKNOWN_FIELD = "unknown_field"


class Input(serializers.Serializer[Any]):
    """A closed request body: a field the schema does not name is refused, never ignored."""

    def to_internal_value(self, data: Any) -> Any:
        errors: dict[str, Any] = {}
        cleaned: Any = None
        if isinstance(data, Mapping):
            known = self.fields
            errors = {
                pointer_segment(name): [serializers.ErrorDetail("Unknown field.", code=UNKNOWN_FIELD)]
                for name in data
                if name not in known
            }
        try:
            cleaned = super().to_internal_value(data)
        except serializers.ValidationError as refusal:
            if isinstance(refusal.detail, dict):
                errors = {**refusal.detail, **errors}
            else:
                raise
        if errors:
            raise serializers.ValidationError(errors)
        return cleaned


class Output(serializers.ModelSerializer[Any]):
    """A closed answer."""
