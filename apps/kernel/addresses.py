"""An Australian address, which parties and properties have alike."""

from typing import Any

from rest_framework import serializers

from apps.kernel.fields import ChoiceField, PatternField, TextField
from apps.kernel.serializers import Part

STATES = ("NSW", "VIC", "QLD", "SA", "WA", "TAS", "NT", "ACT")
_POSTCODE = r"^[0-9]{4}$"


class AddressInput(Part):
    """An Australian address, always given as a whole."""

    # null when left out: stored is every name, so that what is read can be sent back
    unit = TextField(max_length=20, required=False, allow_null=True, default=None)
    street_no = TextField(max_length=20)
    street = TextField(max_length=120)
    suburb = TextField(max_length=80)
    state = ChoiceField(choices=STATES)
    postcode = PatternField(_POSTCODE, message="Enter the four digits of a postcode.")


class AddressOutput(serializers.Serializer[Any]):
    """An Australian address."""

    unit = serializers.CharField(allow_null=True)
    street_no = serializers.CharField()
    street = serializers.CharField()
    suburb = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    postcode = serializers.RegexField(_POSTCODE)
