"""Shapes on the wire. No queries, no rules: `Output` renders."""

from typing import Any

from rest_framework import serializers

from apps.search.kinds import NAMES


class SearchResultOutput(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=NAMES, source="found_type")
    id = serializers.UUIDField()
    title = serializers.CharField(source="found_title")
    application_id = serializers.UUIDField(source="found_application_id", allow_null=True)
    borrower_id = serializers.UUIDField(source="found_borrower_id", allow_null=True)
    created_at = serializers.DateTimeField()
