"""What is rendered."""

from apps.documents.audience import AUDIENCES
from apps.documents.models import TEMPLATES
from apps.kernel.fields import ChoiceField, TextField
from apps.kernel.serializers import Input

_TITLE_MAX_LENGTH = 200


class GeneratedDocumentCreateInput(Input):
    template = ChoiceField(choices=TEMPLATES)
    title = TextField(max_length=_TITLE_MAX_LENGTH, required=False)
    audience = ChoiceField(choices=AUDIENCES, required=False)
