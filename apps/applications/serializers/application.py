"""The application: one representation, in lists, alone, and after every write."""

from typing import Any

from rest_framework import serializers

from apps.applications.lifecycle import STAGES
from apps.applications.models.application import APPLICATION_TYPES, EXIT_STRATEGIES, SOLVENCY_QUESTIONS
from apps.applications.models.parties import BORROWER_ROLES
from apps.applications.serializers.security import EmbeddedSecurityPropertyOutput
from apps.applications.serializers.terms import TermsInput, TermsOutput
from apps.kernel.fields import (
    BooleanField,
    ChoiceField,
    DateField,
    EmailField,
    MoneyField,
    MoneyOutput,
    PhoneField,
    TextField,
    UUIDField,
)
from apps.kernel.serializers import Input, Part

_NAME_MAX_LENGTH = 160
_PROSE_MAX_LENGTH = 2000
# An amount of 9 digits before the point, times a hundred, over one cent.
_LVR_DIGITS = 13
# Any number of fees.
_SUM_DIGITS = 20
_REFERENCE = r"^APP-[0-9]{4}-[0-9]{6}$"


class SolvencyInput(Part):
    """Seven questions; null says that nobody has asked."""

    details = TextField(max_length=_PROSE_MAX_LENGTH, allow_null=True, default=None)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return one field for each question, and the details."""
        questions = {name: BooleanField(allow_null=True, default=None) for name in SOLVENCY_QUESTIONS}
        return {**questions, **super().get_fields()}


class SolvencyOutput(serializers.Serializer[Any]):
    details = serializers.CharField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return one field for each question, and the details."""
        questions = {name: serializers.BooleanField(allow_null=True) for name in SOLVENCY_QUESTIONS}
        return {**questions, **super().get_fields()}


class ContactInput(Part):
    """A firm, and whom to ask for there."""

    company_name = TextField(max_length=_NAME_MAX_LENGTH)
    contact_name = TextField(max_length=_NAME_MAX_LENGTH, allow_null=True, default=None)
    email = EmailField(allow_null=True, default=None)
    phone = PhoneField(allow_null=True, default=None)


class ContactOutput(serializers.Serializer[Any]):
    company_name = serializers.CharField()
    contact_name = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)


class ApplicationUpdateInput(Input):
    broker_id = UUIDField(required=False)
    bdm_id = UUIDField(required=False, allow_null=True)
    application_type = ChoiceField(choices=APPLICATION_TYPES, required=False)
    application_type_other = TextField(max_length=_NAME_MAX_LENGTH, required=False, allow_null=True)
    purpose = TextField(max_length=_PROSE_MAX_LENGTH, required=False, allow_null=True)
    exit_strategy = ChoiceField(choices=EXIT_STRATEGIES, required=False, allow_null=True)
    terms = TermsInput(required=False, allow_null=True)
    solvency = SolvencyInput(required=False)
    valuer = ContactInput(required=False, allow_null=True)
    quantity_surveyor = ContactInput(required=False, allow_null=True)
    estimated_settlement_on = DateField(required=False, allow_null=True)


class ApplicationCreateInput(ApplicationUpdateInput):
    """Nothing is needed but a broker, and who is one need not even say so."""


class ApplicationBorrowerLinkInput(Input):
    borrower_id = UUIDField()
    role = ChoiceField(choices=BORROWER_ROLES)


class ApplicationGuarantorLinkInput(Input):
    guarantor_id = UUIDField()


class _PartyOutput(serializers.Serializer[Any]):
    """Somebody on the application; without the id when it is not the viewer's to know."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Leave the id out where the selector says that the viewer does not know it."""
        shown: dict[str, Any] = super().to_representation(instance)
        return shown if instance.is_known else {name: shown[name] for name in ("name", "role")}


class ApplicationBorrowerOutput(_PartyOutput):
    borrower_id = serializers.UUIDField(required=False)
    name = serializers.CharField(source="borrower.name")
    role = serializers.ChoiceField(choices=BORROWER_ROLES)


class ApplicationGuarantorOutput(_PartyOutput):
    guarantor_id = serializers.UUIDField(required=False)
    name = serializers.CharField(source="guarantor.name")
    role = serializers.ChoiceField(choices=["guarantor"])


class ApplicationOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    reference = serializers.RegexField(_REFERENCE)
    stage = serializers.ChoiceField(choices=STAGES)
    stage_since = serializers.DateTimeField()
    resume_stage = serializers.ChoiceField(choices=STAGES, allow_null=True)
    application_type = serializers.ChoiceField(choices=APPLICATION_TYPES)
    application_type_other = serializers.CharField(allow_null=True)
    purpose = serializers.CharField(allow_null=True)
    exit_strategy = serializers.ChoiceField(choices=EXIT_STRATEGIES, allow_null=True)
    terms = TermsOutput(allow_null=True)
    terms_version = serializers.IntegerField()
    broker_id = serializers.UUIDField()
    branch_id = serializers.UUIDField()
    bdm_id = serializers.UUIDField(allow_null=True)
    borrowers = ApplicationBorrowerOutput(many=True, source="borrower_links.all")
    guarantors = ApplicationGuarantorOutput(many=True, source="guarantor_links.all")
    security_properties = EmbeddedSecurityPropertyOutput(many=True, source="security_properties.all")
    outstanding_principal = MoneyOutput()
    unpaid_fees = MoneyOutput(digits=_SUM_DIGITS)
    lvr = MoneyField(digits=_LVR_DIGITS, read_only=True, allow_null=True)
    solvency = SolvencyOutput()
    valuer = ContactOutput(allow_null=True)
    quantity_surveyor = ContactOutput(allow_null=True)
    estimated_settlement_on = serializers.DateField(allow_null=True)
    settled_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)
    is_stale = serializers.BooleanField()
    is_archived = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()
