"""Shapes on the wire. No queries, no rules: `Input` cleans, `Output` renders."""

from typing import Any

from rest_framework import serializers

from apps.brokers.masking import masked
from apps.brokers.models import Bdm, Branch, Broker
from apps.kernel.fields import BooleanField, EmailField, PatternField, PhoneField, TextField, UUIDField
from apps.kernel.serializers import Input, Output, Part

_COMMON = ("id", "created_at", "updated_at", "created_by", "version")
_NAME_MAX_LENGTH = 160


class BranchCreateInput(Input):
    name = TextField(max_length=100)
    is_active = BooleanField(required=False)


class BranchUpdateInput(Input):
    name = TextField(max_length=100, required=False)
    is_active = BooleanField(required=False)


class BdmUpdateInput(Input):
    name = TextField(max_length=_NAME_MAX_LENGTH, required=False)
    email = EmailField(required=False)
    phone = PhoneField(required=False, allow_null=True)
    branch_id = UUIDField(required=False)


class BdmCreateInput(Input):
    user_id = UUIDField()
    name = TextField(max_length=_NAME_MAX_LENGTH)
    email = EmailField()
    phone = PhoneField(required=False, allow_null=True)
    branch_id = UUIDField()


class CommissionAccountInput(Part):
    """Where a broker's commission is paid."""

    account_name = TextField(max_length=_NAME_MAX_LENGTH)
    bsb = PatternField(r"^[0-9]{3}-[0-9]{3}$", message="Enter a BSB such as 062-000.")
    account_number = PatternField(r"^[0-9]{5,10}$", message="Enter 5 to 10 digits.")


class BrokerUpdateInput(Input):
    user_id = UUIDField(required=False, allow_null=True)
    name = TextField(max_length=_NAME_MAX_LENGTH, required=False)
    company = TextField(max_length=_NAME_MAX_LENGTH, required=False, allow_null=True)
    email = EmailField(required=False)
    phone = PhoneField(required=False, allow_null=True)
    branch_id = UUIDField(required=False)
    default_bdm_id = UUIDField(required=False, allow_null=True)
    commission_account = CommissionAccountInput(required=False, allow_null=True)
    is_active = BooleanField(required=False)


class BrokerCreateInput(BrokerUpdateInput):
    name = TextField(max_length=_NAME_MAX_LENGTH)
    email = EmailField()
    branch_id = UUIDField()


class BranchOutput(Output):
    class Meta:
        model = Branch
        fields = ("name", "is_active", *_COMMON)
        extra_kwargs = {"is_active": {"required": True}}


class BdmOutput(Output):
    user_id = serializers.UUIDField()
    branch_id = serializers.UUIDField()

    class Meta:
        model = Bdm
        fields = ("user_id", "name", "email", "phone", "branch_id", *_COMMON)
        extra_kwargs = {"phone": {"required": True}}


class CommissionAccountOutput(serializers.Serializer[Any]):
    """Where a broker's commission is paid; the number is masked to all but admins."""

    account_name = serializers.CharField()
    bsb = serializers.CharField()
    account_number = serializers.CharField()


class BrokerOutput(Output):
    user_id = serializers.UUIDField(allow_null=True)
    branch_id = serializers.UUIDField()
    default_bdm_id = serializers.UUIDField(allow_null=True)
    commission_account = CommissionAccountOutput(allow_null=True)

    class Meta:
        model = Broker
        fields = (
            "user_id",
            "name",
            "company",
            "email",
            "phone",
            "branch_id",
            "default_bdm_id",
            "commission_account",
            "is_active",
            *_COMMON,
        )
        extra_kwargs = {name: {"required": True} for name in ("company", "phone", "is_active")}


class BrokerMaskedOutput(BrokerOutput):
    """A broker as all but admins see one."""

    def to_representation(self, instance: Broker) -> dict[str, Any]:
        """Return the broker, the account number masked."""
        shown: dict[str, Any] = super().to_representation(instance)
        return {**shown, "commission_account": masked(shown["commission_account"])}
