"""Query parameters: what each accepts."""

import pytest
from django import forms

from apps.kernel import parameters


def _nothing(viewer):
    raise AssertionError("asked for rows while a value was read")


_CASES = [
    (parameters.UUIDFilter(among=_nothing), ["x", "{12345678-1234-1234-1234-123456789012}", "1" * 32]),
    (parameters.BusinessDayFilter(field_name="created_at", after=True), ["2026-02-30", "20260101", "today"]),
    (parameters.DateFilter(field_name="due_on", lookup_expr="gte"), ["2026-02-30", "2026-1-1", "0000-01-01"]),
    (parameters.AsOfFilter(), ["2026-02-30", "tomorrow"]),
    (parameters.MoneyFilter(field_name="amount", lookup_expr="gte"), ["1", "1e2", "-1.00", "1.00\n"]),
    (parameters.BooleanFilter(), ["1", "True", "yes"]),
    (parameters.ChoiceInFilter(choices=["a", "b"]), ["a,c", "a,a", "a,"]),
]


@pytest.mark.parametrize(("parameter", "text"), [(one, text) for one, texts in _CASES for text in texts])
def test_what_cannot_be_read_is_refused(parameter, text):
    with pytest.raises(forms.ValidationError):
        parameter.field.clean(text)


def test_an_absent_parameter_is_no_problem():
    for parameter, _ in _CASES:
        assert not parameter.field.clean(None)
