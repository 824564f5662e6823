"""Bodies that mean exactly what the schema says. DRF alone ignores unknown fields."""

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from rest_framework import serializers

from apps.kernel.text import pointer_segment
from apps.kernel.uploads import MULTIPART

UNKNOWN_FIELD = "unknown_field"


class Input(serializers.Serializer[Any]):
    """A closed request body: a field the schema does not name is refused, never ignored."""

    media_type: ClassVar[str] = "application/json"

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


class UploadInput(Input):
    """A closed request body of parts, some of them files."""

    media_type = MULTIPART
    # by field, as OpenAPI's encoding object says it
    encoding: ClassVar[Mapping[str, Mapping[str, str]]] = {}


class Part(Input):
    """An object inside a body. It is replaced as a whole, so it must be whole: also in a PATCH."""

    def to_internal_value(self, data: Any) -> Any:
        if self.parent is None:
            return super().to_internal_value(data)
        # DRF hands `partial` of the body down to every field; on its own, this object is not partial.
        return cleaned(type(self), data)


class OneOf(Part):
    """A body, or an object inside one, of several closed shapes that one property tells apart."""

    told_by: ClassVar[str]
    shapes: ClassVar[Mapping[str, type[Input]]]

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError("Must be an object.", code="invalid")
        value = data.get(self.told_by)
        if not isinstance(value, str) or value not in self.shapes:
            code = "invalid_choice" if self.told_by in data else "required"
            refusal = serializers.ErrorDetail(f"Possible: {', '.join(self.shapes)}.", code=code)
            raise serializers.ValidationError({self.told_by: [refusal]})
        return cleaned(self.shapes[value], data)

    def to_representation(self, instance: Any) -> Any:
        return instance


class Output(serializers.ModelSerializer[Any]):
    """A closed answer."""


def cleaned(kind: type[Input], data: Any, *, partial: bool = False) -> dict[str, Any]:
    """Return a body as a service takes it.

    Raises:
        ValidationError: it is not what `kind` says.
    """
    return dict(_ready(kind, partial=partial).run_validation(data))


def rendered(kind: Any, instance: Any) -> Any:
    """Return one object as the wire shows it."""
    return _ready(kind).to_representation(instance)


@cache
def _ready(kind: Any, *, partial: bool = False) -> Any:
    """Return the one serializer of its kind.

    DRF copies every field of a serializer whenever one is made, which was a sixth of a request's time. Those
    here keep nothing between calls: neither data nor instance is ever handed to them.
    """
    return kind(partial=partial)
