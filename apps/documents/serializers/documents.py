"""Documents with their versions."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.documents import filenames
from apps.documents.audience import AUDIENCES
from apps.documents.models import CONTENT_TYPES, SIGNATURE_STATUSES, TEMPLATES, TYPES, VERSION_KINDS
from apps.documents.sniffing import UnsupportedType, content_type_of
from apps.documents.storage import Content
from apps.kernel.fields import ChoiceField, FileField, TextField, UUIDField
from apps.kernel.serializers import Input, UploadInput

_TITLE_MAX_LENGTH = 200
_DESCRIPTION_MAX_LENGTH = 2000
_SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
# Which parts are files, and of which types; said once for every operation that takes one.
ENCODING = {"file": {"contentType": ", ".join(CONTENT_TYPES)}}


class ContentField(FileField):
    """A file of a type that may be stored, told by its bytes. An empty one has no type."""

    def to_internal_value(self, data: Any) -> Content:
        """Return the file under a clean name.

        Raises:
            UnsupportedType: at once, before anything else of the body is judged.
        """
        upload = super().to_internal_value(data)
        content_type = content_type_of(upload.file) if upload.size else ""
        if content_type is None:
            raise UnsupportedType(pointer="/body/file")
        return Content(
            upload.file, filenames.cleaned(upload.filename), content_type, upload.size, upload.sha256
        )


class DocumentCreateInput(UploadInput):
    """A file, and either the application or the borrower that it belongs to."""

    encoding = ENCODING

    application_id = UUIDField(required=False)
    borrower_id = UUIDField(required=False)
    type = ChoiceField(choices=TYPES)
    audience = ChoiceField(choices=AUDIENCES)
    title = TextField(max_length=_TITLE_MAX_LENGTH)
    description = TextField(max_length=_DESCRIPTION_MAX_LENGTH, required=False)
    file = ContentField()


class DocumentVersionCreateInput(UploadInput):
    encoding = ENCODING
    file = ContentField()


class DocumentUpdateInput(Input):
    title = TextField(max_length=_TITLE_MAX_LENGTH, required=False)
    description = TextField(max_length=_DESCRIPTION_MAX_LENGTH, required=False, allow_null=True)
    audience = ChoiceField(choices=AUDIENCES, required=False)


@extend_schema_field(_SHA256)
class Sha256Output(serializers.CharField):
    """64 hexadecimal digits."""


class DocumentVersionOutput(serializers.Serializer[Any]):
    """One version; `template`, `terms_version` and `data_sha256` say what a generated one was made from."""

    id = serializers.UUIDField()
    number = serializers.IntegerField(min_value=1)
    kind = serializers.ChoiceField(choices=VERSION_KINDS)
    filename = serializers.CharField()
    content_type = serializers.ChoiceField(choices=CONTENT_TYPES)
    size = serializers.IntegerField(min_value=1)
    sha256 = Sha256Output()
    template = serializers.ChoiceField(choices=TEMPLATES, allow_null=True)
    terms_version = serializers.IntegerField(allow_null=True)
    data_sha256 = Sha256Output(allow_null=True)
    created_at = serializers.DateTimeField()
    created_by = serializers.UUIDField(allow_null=True)


class DocumentOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    application_id = serializers.UUIDField(allow_null=True)
    borrower_id = serializers.UUIDField(allow_null=True)
    type = serializers.ChoiceField(choices=TYPES)
    title = serializers.CharField()
    description = serializers.CharField(allow_null=True)
    audience = serializers.ChoiceField(choices=AUDIENCES)
    current_version = serializers.IntegerField(min_value=1)
    is_locked = serializers.BooleanField()
    signature_status = serializers.ChoiceField(choices=SIGNATURE_STATUSES)
    versions = DocumentVersionOutput(many=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()
