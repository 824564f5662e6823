"""Moves, the history they leave, the graph they follow, the audit timeline, and signatures."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.roles import LETTERS
from apps.applications.lifecycle import GUARDS, STAGES, Milestone
from apps.kernel.fields import ChoiceField, ConsentField, DateField, TextField
from apps.kernel.serializers import Input

_COMMENT_MAX_LENGTH = 2000
_NAME_MAX_LENGTH = 160


class TransitionInput(Input):
    to = ChoiceField(choices=STAGES)
    comment = TextField(max_length=_COMMENT_MAX_LENGTH, required=False, allow_null=True)
    effective_on = DateField(required=False, allow_null=True)


class TransitionOutput(serializers.Serializer[Any]):
    """A move that the caller's role may make; it will succeed when nothing is unmet."""

    to = serializers.ChoiceField(choices=STAGES)
    unmet_guards = serializers.ListField(child=serializers.ChoiceField(choices=GUARDS))


class StageEventOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    application_id = serializers.UUIDField()
    seq = serializers.IntegerField()
    from_stage = serializers.ChoiceField(choices=STAGES, allow_null=True)
    to_stage = serializers.ChoiceField(choices=STAGES)
    by = serializers.UUIDField(allow_null=True)
    at = serializers.DateTimeField()
    comment = serializers.CharField(allow_null=True)
    effective_on = serializers.DateField(allow_null=True)


class StageNodeOutput(serializers.Serializer[Any]):
    stage = serializers.ChoiceField(choices=STAGES)
    milestone = serializers.ChoiceField(choices=[milestone.value for milestone in Milestone])
    stale_after_days = serializers.IntegerField(allow_null=True)
    terms_editable = serializers.BooleanField()
    parties_editable = serializers.BooleanField()
    is_terminal = serializers.BooleanField()


@extend_schema_field({"type": "array", "items": {"type": "string", "enum": sorted(LETTERS.values())}})
class RoleLettersField(serializers.Field[Any, Any, list[str], Any]):
    """Roles as `x-roles` names them."""

    def to_representation(self, value: Any) -> list[str]:
        """Return the letters in the order that the requirements use."""
        return [letter for role, letter in LETTERS.items() if role in value]


class StageEdgeOutput(serializers.Serializer[Any]):
    from_stage = serializers.ChoiceField(choices=STAGES, allow_null=True)
    to_stage = serializers.ChoiceField(choices=STAGES)
    roles = RoleLettersField()
    guards = serializers.ListField(child=serializers.ChoiceField(choices=GUARDS))
    comment_required = serializers.BooleanField()
    effective_on_required = serializers.BooleanField()
    resumes = serializers.BooleanField()


class StageGraphOutput(serializers.Serializer[Any]):
    nodes = StageNodeOutput(many=True)
    edges = StageEdgeOutput(many=True)


class EventObjectOutput(serializers.Serializer[Any]):
    type = serializers.CharField(source="object_type")
    id = serializers.UUIDField(source="object_id")


@extend_schema_field(
    {
        "type": "object",
        "description": "`{field: [old, new]}`.",
        "additionalProperties": {"type": "array", "minItems": 2, "maxItems": 2},
    }
)
class ChangesField(serializers.JSONField):
    """What changed, by field."""


class ApplicationEventOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    actor_id = serializers.UUIDField(allow_null=True)
    action = serializers.CharField()
    object = EventObjectOutput(source="*")
    application_id = serializers.UUIDField(allow_null=True)
    changes = ChangesField()
    request_id = serializers.CharField(allow_blank=True)


class SignatureInput(Input):
    full_name = TextField(max_length=_NAME_MAX_LENGTH)
    consent = ConsentField()


class SignatureOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    application_id = serializers.UUIDField(source="link.application_id")
    borrower_id = serializers.UUIDField(source="link.borrower_id")
    full_name = serializers.CharField()
    signed_at = serializers.DateTimeField()
