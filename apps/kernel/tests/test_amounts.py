"""Money, rates, dates, whole numbers and lists: exactly what the schema says, and rounding half up."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from rest_framework.exceptions import ValidationError

from apps.kernel import clock, fields, money
from apps.kernel.serializers import Input, Part


class _Address(Part):
    street = fields.TextField(max_length=10)
    unit = fields.TextField(max_length=10, required=False, default="1")


class _Body(Input):
    name = fields.TextField(max_length=3)
    address = _Address(required=False, allow_null=True)


def _code(field, value):
    with pytest.raises(ValidationError) as refusal:
        field.run_validation(value)
    return refusal.value.detail[0].code


@pytest.mark.parametrize(
    "value",
    [1, 1.5, None, True, "", "1", "1.5", "1.505", "1e2", "-1.00", "+1.00", " 1.00", "1.00\n", "01.00", "NaN",
     "Infinity", "1,000.00", "1234567890123.00", "\u0661.\u0660\u0660", "1_0.00"],
)  # fmt: skip
def test_money_is_a_string_with_two_places(value):
    assert _code(fields.MoneyField(), value) in ("invalid", "null")


def test_money_has_bounds():
    assert fields.MoneyField().run_validation("999999999999.99") == money.MAX_AMOUNT
    assert fields.MoneyField(positive=True).run_validation("0.01") == money.CENT
    assert _code(fields.MoneyField(positive=True), "0.00") == "invalid"
    assert _code(fields.MoneyField(digits=9), "1000000000.00") == "invalid"
    assert fields.MoneyOutput().to_representation(Decimal("-5")) == "-5.00"


@pytest.mark.parametrize("value", ["100.0000", "9.5", "-1.0000", 9.5, "9.50000"])
def test_a_rate_is_a_string_with_four_places(value):
    assert _code(fields.RateField(), value) == "invalid"


@pytest.mark.parametrize(
    "value", ["20260331", "2026-W14-2", "2026-02-30", "2026-3-31", 5, "2026-03-31\n", ""]
)
def test_a_date_is_written_with_hyphens(value):
    assert _code(fields.DateField(), value) == "invalid"
    assert fields.DateField().run_validation("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize("value", ["5", True, 5.5, None, 11, -1, 10**30])
def test_a_whole_number_is_one(value):
    _code(fields.IntegerField(min_value=0, max_value=10), value)
    assert fields.IntegerField(min_value=0, max_value=10).run_validation(5.0) == 5


def test_a_list_has_a_greatest_length_and_no_repetition():
    field = fields.ListField(child=fields.TextField(max_length=3), max_length=2, unique=True)
    assert field.run_validation(["a", "b"]) == ["a", "b"]
    assert _code(field, ["a", "a"]) == "repeated_item"
    assert _code(field, ["a", "b", "c"]) == "max_length"
    assert _code(field, "ab") == "not_a_list"


def test_a_part_is_whole_in_a_partial_body_too():
    body = _Body(data={"address": {"unit": "2"}}, partial=True)
    assert not body.is_valid()
    assert body.errors["address"]["street"][0].code == "required"
    body = _Body(data={"address": {"street": "High"}}, partial=True)
    assert body.is_valid()
    assert body.validated_data == {"address": {"street": "High", "unit": "1"}}
    assert _Body(data={"address": None}, partial=True).is_valid()


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.005", "0.01"), ("0.015", "0.02"), ("523.125", "523.13"), ("-0.005", "-0.01")]
)
def test_half_a_cent_is_rounded_up(value, rounded):
    assert money.cents(Decimal(value)) == Decimal(rounded)


def test_a_quotient_is_rounded_once():
    assert money.quotient(Decimal("162000.00") * Decimal("3.875"), Decimal(1200)) == Decimal("523.13")


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 10, 4), 23), (date(2026, 4, 5), 25), (date(2026, 1, 1), 24)]
)
def test_a_business_day_is_as_long_as_in_sydney(day, hours):
    assert clock.day_end(day) - clock.day_start(day) == timedelta(hours=hours)
    assert clock.business_day(clock.day_start(day)) == day
    assert clock.business_day(clock.day_end(day) - timedelta(microseconds=1)) == day


def test_the_first_and_the_last_day_of_all_are_days():
    assert clock.day_start(date.min) == datetime.min.replace(tzinfo=UTC)
    assert clock.day_end(date.max) == datetime.max.replace(tzinfo=UTC)
