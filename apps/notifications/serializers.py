"""Shapes on the wire. No queries, no rules: `Input` cleans, `Output` renders."""

from typing import Any

from rest_framework import serializers

from apps.kernel.fields import BooleanField, DateField, ListField, UUIDField
from apps.kernel.serializers import Input
from apps.notifications.models import TYPES

IDS_AT_ONCE = 100


class NotificationUpdateInput(Input):
    is_read = BooleanField(required=False)


class NotificationMarkReadInput(Input):
    """Either `ids`, or `all` as true."""

    ids = ListField(child=UUIDField(), min_length=1, max_length=IDS_AT_ONCE, unique=True, required=False)
    all = BooleanField(required=False)


class RemindersCreateInput(Input):
    as_of = DateField()


class NotificationObjectOutput(serializers.Serializer[Any]):
    """What a notification links to."""

    type = serializers.CharField()
    id = serializers.UUIDField()


class NotificationOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    seq = serializers.IntegerField()
    type = serializers.ChoiceField(choices=TYPES)
    title = serializers.CharField()
    message = serializers.CharField()
    application_id = serializers.UUIDField(allow_null=True)
    object = NotificationObjectOutput(allow_null=True)
    is_read = serializers.BooleanField()
    read_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()


class NotificationMarkReadOutput(serializers.Serializer[Any]):
    updated = serializers.IntegerField()
    unread_count = serializers.IntegerField()


class ByTypeOutput(serializers.Serializer[Any]):
    """Every type, also with 0."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return one field for each notification type."""
        return {kind: serializers.IntegerField() for kind in TYPES}


class UnreadCountOutput(serializers.Serializer[Any]):
    unread_count = serializers.IntegerField()
    by_type = ByTypeOutput()


class RemindersCreatedOutput(serializers.Serializer[Any]):
    """Notifications that were made, by type."""

    created = ByTypeOutput()
