"""Properties and valuations."""

from typing import Any

from rest_framework import serializers

from apps.applications.models.security import OCCUPANCIES, PROPERTY_TYPES
from apps.kernel.addresses import AddressInput, AddressOutput
from apps.kernel.fields import ChoiceField, DateField, IntegerField, MoneyField, MoneyOutput, TextField
from apps.kernel.serializers import Input

_MOST_ROOMS = 100
_MOST_LAND = 100_000_000
_NAME_MAX_LENGTH = 160


class SecurityPropertyUpdateInput(Input):
    address = AddressInput(required=False)
    property_type = ChoiceField(choices=PROPERTY_TYPES, required=False)
    occupancy = ChoiceField(choices=OCCUPANCIES, required=False, allow_null=True)
    current_mortgagee = TextField(max_length=_NAME_MAX_LENGTH, required=False, allow_null=True)
    existing_debt = MoneyField(required=False, allow_null=True)
    estimated_value = MoneyField(required=False, allow_null=True)
    purchase_price = MoneyField(required=False, allow_null=True)
    bedrooms = IntegerField(min_value=0, max_value=_MOST_ROOMS, required=False, allow_null=True)
    bathrooms = IntegerField(min_value=0, max_value=_MOST_ROOMS, required=False, allow_null=True)
    car_spaces = IntegerField(min_value=0, max_value=_MOST_ROOMS, required=False, allow_null=True)
    land_size_m2 = IntegerField(min_value=0, max_value=_MOST_LAND, required=False, allow_null=True)


class SecurityPropertyCreateInput(SecurityPropertyUpdateInput):
    address = AddressInput()
    property_type = ChoiceField(choices=PROPERTY_TYPES)


class ValuationInput(Input):
    valuer = TextField(max_length=_NAME_MAX_LENGTH)
    valued_on = DateField()
    amount = MoneyField(digits=9, positive=True)


class ValuationOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    created_by = serializers.UUIDField(allow_null=True)
    security_property_id = serializers.UUIDField()
    valuer = serializers.CharField()
    valued_on = serializers.DateField()
    amount = MoneyOutput()


class EmbeddedSecurityPropertyOutput(serializers.Serializer[Any]):
    """A property as its application shows it: with the valuation that counts, not with all of them."""

    id = serializers.UUIDField()
    application_id = serializers.UUIDField()
    address = AddressOutput()
    property_type = serializers.ChoiceField(choices=PROPERTY_TYPES)
    occupancy = serializers.ChoiceField(choices=OCCUPANCIES, allow_null=True)
    current_mortgagee = serializers.CharField(allow_null=True)
    existing_debt = MoneyOutput(allow_null=True)
    estimated_value = MoneyOutput(allow_null=True)
    purchase_price = MoneyOutput(allow_null=True)
    bedrooms = serializers.IntegerField(allow_null=True)
    bathrooms = serializers.IntegerField(allow_null=True)
    car_spaces = serializers.IntegerField(allow_null=True)
    land_size_m2 = serializers.IntegerField(allow_null=True)
    latest_valuation = ValuationOutput(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()


class SecurityPropertyOutput(EmbeddedSecurityPropertyOutput):
    """A property on its own: with every valuation, the newest first."""

    valuations = ValuationOutput(many=True, source="valuations.all")
