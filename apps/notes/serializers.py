"""Shapes on the wire. No queries, no rules: `Input` cleans, `Output` renders."""

from typing import Any

from rest_framework import serializers

from apps.documents.audience import AUDIENCES
from apps.kernel.fields import ChoiceField, DateField, TextField, UUIDField
from apps.kernel.serializers import Input

_BODY_MAX_LENGTH = 5000


class NoteUpdateInput(Input):
    body = TextField(max_length=_BODY_MAX_LENGTH, required=False)
    audience = ChoiceField(choices=AUDIENCES, required=False)
    remind_on = DateField(required=False, allow_null=True)


class NoteCreateInput(Input):
    """A note is about either an application or a borrower."""

    body = TextField(max_length=_BODY_MAX_LENGTH)
    audience = ChoiceField(choices=AUDIENCES)
    remind_on = DateField(required=False, allow_null=True)
    application_id = UUIDField(required=False, allow_null=True)
    borrower_id = UUIDField(required=False, allow_null=True)


class NoteOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    application_id = serializers.UUIDField(allow_null=True)
    borrower_id = serializers.UUIDField(allow_null=True)
    body = serializers.CharField()
    audience = serializers.ChoiceField(choices=AUDIENCES)
    author_id = serializers.UUIDField()
    remind_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = serializers.UUIDField()
    version = serializers.IntegerField()
