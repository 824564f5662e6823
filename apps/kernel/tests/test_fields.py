"""Fields accept exactly what the schema says."""

import pytest
from rest_framework.exceptions import ValidationError

from apps.kernel import fields
from apps.kernel.serializers import Input


class _Body(Input):
    name = fields.TextField(max_length=3)
    flag = fields.BooleanField(required=False)


def _refused(field, value):
    with pytest.raises(ValidationError) as refusal:
        field.run_validation(value)
    return refusal.value.detail[0].code


@pytest.mark.parametrize("value", [1, True, None, [], {}, "", "  ", "abcd", "a\x00", "\ud800"])
def test_text_refuses_what_is_not_a_short_visible_string(value):
    _refused(fields.TextField(max_length=3), value)


def test_text_is_measured_as_received_and_trimmed_afterwards():
    assert fields.TextField(max_length=3).run_validation(" a ") == "a"
    assert _refused(fields.TextField(max_length=3), " ab ") == "max_length"
    # U+0958 becomes two code points in NFC: longer than what was received, and still accepted.
    assert fields.TextField(max_length=1).run_validation("\u0958") == "\u0915\u093c"


@pytest.mark.parametrize("value", ["true", 1, 0, "yes", None, "on"])
def test_a_boolean_is_a_json_boolean(value):
    _refused(fields.BooleanField(), value)


_NO_UUIDS = [
    False,
    0,
    "",
    "{12345678-1234-1234-1234-123456789012}",
    "urn:uuid:x",
    "1" * 32,
    "1234-5678-12344234-82341234-56789abc",
    "+2345678-1234-4234-8234-123456789abc",
]


@pytest.mark.parametrize("value", _NO_UUIDS)
def test_a_uuid_is_written_with_hyphens(value):
    assert _refused(fields.UUIDField(), value) in ("invalid", "null")


@pytest.mark.parametrize(
    "value", ["x", 5, "a@b", "a@b.co\n", " a@b.co", "ä@b.co", "a" * 65 + "@b.co", "a\x00@b.co"]
)
def test_an_email_address_is_one(value):
    _refused(fields.EmailField(), value)


def test_an_email_address_is_lower_cased():
    assert fields.EmailField().run_validation("Ann@Example.COM") == "ann@example.com"


@pytest.mark.parametrize(
    "value", ["02 5550 1234\n", "1234", "+", "12345678901234567890123", 5550123, "٠١٢٣٤٥"]
)
def test_a_phone_number_is_digits_and_spaces(value):
    _refused(fields.PhoneField(), value)


@pytest.mark.parametrize("value", [1, True, [], "c", "A", "\ud800"])
def test_a_choice_is_one_of_the_strings(value):
    assert _refused(fields.ChoiceField(choices=["a", "b", "1"]), value) == "invalid_choice"


def test_an_unknown_field_is_refused_beside_other_problems():
    body = _Body(data={"name": "abcd", "flag": "x", "a/b~": 1})
    assert not body.is_valid()
    assert {name: errors[0].code for name, errors in body.errors.items()} == {
        "name": "max_length",
        "flag": "invalid",
        "a~1b~0": "unknown_field",
    }
