"""Shapes on the wire. No queries, no rules: `Input` cleans, `Output` renders."""

from collections.abc import Callable
from typing import Any, ClassVar

from rest_framework import serializers

from apps.borrowers import identifiers, kinds
from apps.borrowers.models import AMOUNT_LISTS, MARITAL_STATUSES, RESIDENCIES, Borrower, Guarantor
from apps.kernel.addresses import AddressInput, AddressOutput
from apps.kernel.fields import (
    ChoiceField,
    DateField,
    EmailField,
    ListField,
    MoneyField,
    MoneyOutput,
    PatternField,
    PhoneField,
    TextField,
    UUIDField,
)
from apps.kernel.serializers import Input, Output, Part

_COMMON = ("id", "created_at", "updated_at", "created_by", "version")
_PERSON_MAX_LENGTH = 80
_NAME_MAX_LENGTH = 160
_MAX_AMOUNTS = 50
_MAX_DIRECTORS = 20
_MAX_TAGS = 20


class _CheckedField(PatternField):
    """Digits of which the last, or the first two, follow from the others."""

    format: ClassVar[str]
    is_right: Callable[[str], bool]

    def to_internal_value(self, data: Any) -> str:
        value = super().to_internal_value(data)
        if not type(self).is_right(value):
            name = self.format.upper()
            message = f"The checksum of this {name} is wrong."
            raise serializers.ValidationError(message, code="invalid_checksum")
        return value


class AbnField(_CheckedField):
    """An Australian business number, with its checksum."""

    format, is_right = "abn", staticmethod(identifiers.is_abn)

    def __init__(self, **options: Any) -> None:
        super().__init__(identifiers.ABN, message="Enter the 11 digits of an ABN.", **options)


class AcnField(_CheckedField):
    """An Australian company number, with its checksum."""

    format, is_right = "acn", staticmethod(identifiers.is_acn)

    def __init__(self, **options: Any) -> None:
        super().__init__(identifiers.ACN, message="Enter the 9 digits of an ACN.", **options)


class AmountInput(Part):
    """One line of income, expenses, assets or liabilities."""

    description = TextField(max_length=_NAME_MAX_LENGTH)
    amount = MoneyField(digits=9)


class EmploymentInput(Part):
    """Where a borrower works."""

    employer = TextField(max_length=_NAME_MAX_LENGTH)
    occupation = TextField(max_length=80, required=False, allow_null=True, default=None)
    started_on = DateField(required=False, allow_null=True, default=None)


class _PartyInput(Input):
    first_name = TextField(max_length=_PERSON_MAX_LENGTH, required=False, allow_null=True)
    last_name = TextField(max_length=_PERSON_MAX_LENGTH, required=False, allow_null=True)
    company_name = TextField(max_length=_NAME_MAX_LENGTH, required=False, allow_null=True)
    acn = AcnField(required=False, allow_null=True)
    abn = AbnField(required=False, allow_null=True)
    email = EmailField(required=False, allow_null=True)
    phone = PhoneField(required=False, allow_null=True)


class BorrowerUpdateInput(_PartyInput):
    date_of_birth = DateField(required=False, allow_null=True)
    residency = ChoiceField(choices=RESIDENCIES, required=False, allow_null=True)
    marital_status = ChoiceField(choices=MARITAL_STATUSES, required=False, allow_null=True)
    directors = ListField(
        child=TextField(max_length=_NAME_MAX_LENGTH), max_length=_MAX_DIRECTORS, required=False
    )
    trust_name = TextField(max_length=_NAME_MAX_LENGTH, required=False, allow_null=True)
    trustee = TextField(max_length=_NAME_MAX_LENGTH, required=False, allow_null=True)
    residential_address = AddressInput(required=False, allow_null=True)
    mailing_address = AddressInput(required=False, allow_null=True)
    employment = EmploymentInput(required=False, allow_null=True)
    income = ListField(child=AmountInput(), max_length=_MAX_AMOUNTS, required=False)
    expenses = ListField(child=AmountInput(), max_length=_MAX_AMOUNTS, required=False)
    assets = ListField(child=AmountInput(), max_length=_MAX_AMOUNTS, required=False)
    liabilities = ListField(child=AmountInput(), max_length=_MAX_AMOUNTS, required=False)
    broker_id = UUIDField(required=False, allow_null=True)
    user_id = UUIDField(required=False, allow_null=True)
    tags = ListField(child=TextField(max_length=40), max_length=_MAX_TAGS, unique=True, required=False)

    def validate_tags(self, tags: list[str]) -> list[str]:
        """Make one of what was different as received and is equal once it is trimmed and NFC."""
        return list(dict.fromkeys(tags))


class BorrowerCreateInput(BorrowerUpdateInput):
    kind = ChoiceField(choices=list(kinds.BORROWER))


class GuarantorUpdateInput(_PartyInput):
    relationship = TextField(max_length=80, required=False, allow_null=True)
    address = AddressInput(required=False, allow_null=True)


class GuarantorCreateInput(GuarantorUpdateInput):
    kind = ChoiceField(choices=list(kinds.GUARANTOR))
    borrower_id = UUIDField()


class AmountOutput(serializers.Serializer[Any]):
    """One line of income, expenses, assets or liabilities."""

    description = serializers.CharField()
    amount = MoneyOutput()


class EmploymentOutput(serializers.Serializer[Any]):
    """Where a borrower works."""

    employer = serializers.CharField()
    occupation = serializers.CharField(allow_null=True)
    started_on = serializers.DateField(allow_null=True)


class BorrowerOutput(Output):
    name = serializers.CharField()
    directors = serializers.ListField(child=serializers.CharField())
    residential_address = AddressOutput(allow_null=True)
    mailing_address = AddressOutput(allow_null=True)
    employment = EmploymentOutput(allow_null=True)
    income = AmountOutput(many=True)
    expenses = AmountOutput(many=True)
    assets = AmountOutput(many=True)
    liabilities = AmountOutput(many=True)
    net_position = MoneyOutput()
    broker_id = serializers.UUIDField(allow_null=True)
    user_id = serializers.UUIDField(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Borrower
        fields = (
            "kind",
            "name",
            "first_name",
            "last_name",
            "date_of_birth",
            "residency",
            "marital_status",
            "company_name",
            "acn",
            "abn",
            "directors",
            "trust_name",
            "trustee",
            "email",
            "phone",
            "residential_address",
            "mailing_address",
            "employment",
            *AMOUNT_LISTS,
            "net_position",
            "broker_id",
            "user_id",
            "tags",
            *_COMMON,
        )
        extra_kwargs = {
            name: {"required": True}
            for name in (
                "first_name",
                "last_name",
                "date_of_birth",
                "residency",
                "marital_status",
                "company_name",
                "acn",
                "abn",
                "trust_name",
                "trustee",
                "email",
                "phone",
            )
        }


class GuarantorOutput(Output):
    name = serializers.CharField()
    borrower_id = serializers.UUIDField()
    address = AddressOutput(allow_null=True)

    class Meta:
        model = Guarantor
        fields = (
            "kind",
            "name",
            "first_name",
            "last_name",
            "company_name",
            "acn",
            "abn",
            "relationship",
            "borrower_id",
            "email",
            "phone",
            "address",
            *_COMMON,
        )
        extra_kwargs = {
            name: {"required": True}
            for name in (
                "first_name",
                "last_name",
                "company_name",
                "acn",
                "abn",
                "relationship",
                "email",
                "phone",
            )
        }
