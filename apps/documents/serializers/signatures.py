"""Who is asked to sign what, as the office sees it and as a signer sees it."""

from typing import Any

from rest_framework import serializers

from apps.documents.models import CONTENT_TYPES, REQUEST_STATUSES, SIGNER_STATUSES
from apps.documents.serializers.documents import Sha256Output
from apps.kernel.fields import (
    BooleanField,
    ConsentField,
    DateTimeField,
    EmailField,
    ListField,
    PatternField,
    TextField,
)
from apps.kernel.serializers import Input, Part

_NAME_MAX_LENGTH = 160
_ROLE_MAX_LENGTH = 80
_REASON_MAX_LENGTH = 2000
_MOST_SIGNERS = 10
_SHA256 = r"^[0-9a-f]{64}$"


class SignerInput(Part):
    name = TextField(max_length=_NAME_MAX_LENGTH)
    email = EmailField()
    role = TextField(max_length=_ROLE_MAX_LENGTH)


class SignatureRequestCreateInput(Input):
    """Who is to sign, in their order when `sequential`, and until when."""

    signers = ListField(child=SignerInput(), min_length=1, max_length=_MOST_SIGNERS)
    expires_at = DateTimeField()
    sequential = BooleanField(required=False)


class SignInput(Input):
    full_name = TextField(max_length=_NAME_MAX_LENGTH)
    consent = ConsentField()
    document_sha256 = PatternField(_SHA256, message="Must be 64 hexadecimal digits in lower case.")


class DeclineInput(Input):
    reason = TextField(max_length=_REASON_MAX_LENGTH)


class SignerOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    email = serializers.EmailField()
    role = serializers.CharField()
    order = serializers.IntegerField(source="position", min_value=1)
    status = serializers.ChoiceField(choices=SIGNER_STATUSES)
    acted_at = serializers.DateTimeField(allow_null=True)
    signed_name = serializers.CharField(allow_null=True)
    sha256_seen = Sha256Output(allow_null=True)
    decline_reason = serializers.CharField(allow_null=True)


class InvitedSignerOutput(SignerOutput):
    """A signer with the secret by which to sign; it is shown here and never again."""

    token = serializers.CharField()
    signing_url = serializers.CharField()


class SignatureRequestOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    document_id = serializers.UUIDField()
    document_version = serializers.IntegerField(source="document_version.number", min_value=1)
    document_sha256 = Sha256Output(source="document_version.sha256")
    status = serializers.ChoiceField(choices=REQUEST_STATUSES, source="state")
    sequential = serializers.BooleanField()
    expires_at = serializers.DateTimeField()
    signers = SignerOutput(many=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()


class InvitedSignatureRequestOutput(SignatureRequestOutput):
    """A request that was just made, with the links to send to the signers."""

    signers = InvitedSignerOutput(many=True)


class SigningOutput(serializers.Serializer[Any]):
    """What a signer is asked to sign, and how far it is."""

    title = serializers.CharField(source="request.document.title")
    filename = serializers.CharField(source="request.document_version.filename")
    content_type = serializers.ChoiceField(
        choices=CONTENT_TYPES, source="request.document_version.content_type"
    )
    size = serializers.IntegerField(source="request.document_version.size", min_value=1)
    document_sha256 = Sha256Output(source="request.document_version.sha256")
    request_status = serializers.ChoiceField(choices=REQUEST_STATUSES, source="request.status")
    expires_at = serializers.DateTimeField(source="request.expires_at")
    sequential = serializers.BooleanField(source="request.sequential")
    name = serializers.CharField()
    role = serializers.CharField()
    order = serializers.IntegerField(source="position", min_value=1)
    status = serializers.ChoiceField(choices=SIGNER_STATUSES)
    acted_at = serializers.DateTimeField(allow_null=True)
