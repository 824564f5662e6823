"""What drf-spectacular cannot see for itself: the view's declarations (kernel/views.py) as OpenAPI."""

from typing import Any

from drf_spectacular.authentication import TokenScheme  # noqa: F401 - registers the stock extensions first
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter, OpenApiRequest
from rest_framework import serializers

from apps.accounts import roles
from apps.kernel import fields, text
from apps.kernel.idempotency import IDEMPOTENCY_KEY, Idempotency
from apps.kernel.preconditions import IF_MATCH
from apps.kernel.serializers import OneOf
from apps.kernel.views import PUBLIC, APIView
from crm.api import refusals

_PARAMETER_HELP = {
    "page": "Page number; a page beyond the last one is a 404.",
    "page_size": "Objects a page.",
    "ordering": "Comma list of fields; `-` reverses. Ties are broken by id, in the last field's direction.",
    "search": "Words that must all occur, in any searchable field and any case.",
}


class ContractAutoSchema(AutoSchema):
    """One operation of the exported schema."""

    view: Any  # an apps.kernel.views.APIView

    def get_tags(self) -> list[str]:
        """Group operations by the area that domain.md gives them."""
        return [getattr(self.view, "tag", "System")]

    def get_summary(self) -> str | None:
        """Return the first sentence of the method's docstring."""
        return str(self.get_description()).split("\n")[0].rstrip(".") or None

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Public operations say so with an empty list."""
        super().get_auth()  # registers the security scheme
        return [] if self.view.is_public(self.method) else [{"accessToken": []}]

    def get_request_serializer(self) -> Any:
        """Return the body that the base view cleans."""
        body = self.view.accepts.get(self.method)
        encoding = getattr(body, "encoding", None)
        return OpenApiRequest(body, encoding=encoding) if encoding else body

    def get_extensions(self) -> dict[str, Any]:
        """Publish who may call, and which rules may refuse valid data."""
        return {
            "x-roles": roles.letters(self._needs()),
            "x-rule-codes": refusals.rule_codes(self.view, self.method),
        }

    def get_override_parameters(self) -> list[Any]:
        """Return query parameters and conditional headers."""
        parameters = []
        query = self.view.lists or self.view.asks
        if query and self.method == "GET":
            for name, schema in query.parameters().items():
                is_list = schema["type"] == "array"
                parameters.append(
                    OpenApiParameter(
                        name,
                        schema,
                        required=name in query.required,
                        description=_PARAMETER_HELP.get(name, f"Filter by {name.replace('_', ' ')}."),
                        style="form" if is_list else None,
                        explode=False if is_list else None,
                    )
                )
        if self.view.is_conditional(self.method):
            parameters.append(
                _header("If-Match", IF_MATCH, "ETag of the version you read; another version is a 412.")
            )
        if self.view.serves and self.method == "GET":
            parameters.append(
                OpenApiParameter(
                    "If-None-Match",
                    {"type": "string"},
                    OpenApiParameter.HEADER,
                    description="ETags of the files you have; one that is still right is a 304.",
                )
            )
        offered = self.view.idempotency_of(self.method)
        if offered is not Idempotency.NOT_OFFERED:
            parameters.append(
                _header(
                    "Idempotency-Key",
                    IDEMPOTENCY_KEY,
                    "Repeat a request safely: within 24 hours the same key gives the same answer.",
                    required=offered is Idempotency.REQUIRED,
                )
            )
        return parameters

    def _needs(self) -> tuple[str, ...]:
        needs = self.view.needs.get(self.method, PUBLIC)
        return (needs,) if isinstance(needs, str) else tuple(needs)

    def _get_paginator(self) -> Any:
        return _Pages() if self.view.lists and self.method == "GET" else None

    def get_paginated_name(self, serializer_name: str) -> str:
        """Name the page after what it lists: UserPage."""
        return serializer_name.removesuffix("Output") + "Page"

    def _get_response_bodies(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(*args, **kwargs)
        for status, body in bodies.items():
            body["description"] = body["description"] or refusals.ACCEPTED.get(status, "Success.")
            body["headers"] = refusals.success_headers(self.view, self.method, status)
        return {**bodies, **refusals.responses(self.view, self.method, self.path)}


class _Pages:
    """The paginator, as drf-spectacular asks it."""

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return []  # the view's ListFilter declares them

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "minimum": 0},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }


class AccessTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The one way to sign in."""

    target_class = "apps.accounts.authentication.SessionFamilyAuthentication"
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "`access` of auth_login or auth_refresh; lives 15 minutes.",
        }


class TextFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """`text(n)`: bounds on what is received."""

    target_class = fields.TextField

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the field's schema; what is stored may be longer than what was received (NFC)."""
        pattern = text.NO_NUL if self.target.allow_blank else text.NOT_BLANK
        least = {} if self.target.allow_blank else {"minLength": 1}
        return {"type": "string", **least, "maxLength": self.target.limit, "pattern": pattern}


class PatternFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Postcodes, BSBs and their like."""

    target_class = fields.PatternField
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the field's schema."""
        known = getattr(self.target, "format", None)  # a checksum, which no pattern can say
        return {"type": "string", **({"format": known} if known else {}), "pattern": self.target.pattern}


class DecimalStringFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Money and rates."""

    target_class = fields.DecimalStringField
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the field's schema."""
        field: fields.DecimalStringField = self.target
        return {"type": "string", "pattern": field.pattern}


class DateFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Calendar dates."""

    target_class = fields.DateField

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the field's schema."""
        return {"type": "string", "format": "date", "pattern": text.A_YEAR}


class DateTimeFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Instants."""

    target_class = fields.DateTimeField

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the field's schema."""
        return {"type": "string", "format": "date-time", "pattern": fields.INSTANT}


class ListFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Arrays with a greatest length, of unique items where the field says so."""

    target_class = fields.ListField

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the field's schema."""
        field: fields.ListField = self.target
        items = auto_schema._map_serializer_field(field.child, direction)
        unique = {"uniqueItems": True} if field.unique else {}
        least = {"minItems": field.min_length} if field.min_length else {}
        schema = {"type": "array", "items": items, **least, "maxItems": field.max_length, **unique}
        return _shared(auto_schema, field.component, schema)


class DescribedFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Values that say themselves what they are."""

    target_class = fields.DescribedField
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the field's schema, by reference where it has a name."""
        return _shared(auto_schema, self.target.component, self.target.schema)


class OneOfSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Bodies of several shapes, told apart by one property."""

    target_class = "apps.kernel.serializers.OneOf"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the shapes by reference, and which value means which."""
        kind: OneOf = self.target
        shapes = {
            value: auto_schema.resolve_serializer(shape, direction).ref
            for value, shape in kind.shapes.items()
        }
        mapping = {value: shape["$ref"] for value, shape in shapes.items()}
        return {
            "oneOf": list(shapes.values()),
            "required": [kind.told_by],
            "discriminator": {"propertyName": kind.told_by, "mapping": mapping},
        }


class FileFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Files."""

    target_class = fields.FileField
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the field's schema; which types are taken is said by the body's encoding."""
        return {"type": "string", "format": "binary"}


class SecretFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Passwords and tokens."""

    target_class = fields.SecretField

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the field's schema."""
        field: serializers.CharField = self.target
        bounds = {"minLength": field.min_length, "maxLength": field.max_length, "pattern": text.NO_NUL}
        return {"type": "string", "writeOnly": True, **bounds}


def _shared(auto_schema: Any, name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema, by reference where it has a name."""
    if not name:
        return schema
    part = ResolvedComponent(name, ResolvedComponent.SCHEMA, schema, name)  # type: ignore[no-untyped-call]
    auto_schema.registry.register_on_missing(part)
    return dict(part.ref)


def _header(name: str, pattern: str, description: str, *, required: bool = False) -> OpenApiParameter:
    schema = {"type": "string", "pattern": pattern}
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, required=required, description=description)
