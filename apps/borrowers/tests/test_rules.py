"""Checksums, and which fields a kind has."""

import pytest

from apps.borrowers import identifiers, kinds


@pytest.mark.parametrize("abn", ["51824753556", "53004085616", "83914571673"])
def test_published_abns_are_right(abn):
    assert identifiers.is_abn(abn)


@pytest.mark.parametrize("acn", ["004085616", "000000019", "010499966"])
def test_published_acns_are_right(acn):
    assert identifiers.is_acn(acn)


def test_any_wrong_digit_of_an_abn_is_found():
    right = "51824753556"
    for place, digit in enumerate(right):
        for other in set("0123456789") - {digit}:
            assert not identifiers.is_abn(right[:place] + other + right[place + 1 :])


def test_an_acn_has_one_check_digit():
    assert [digit for digit in "0123456789" if identifiers.is_acn("00408561" + digit)] == ["6"]


PERSON = {"first_name": "Bea", "last_name": "Borrower"}
COMPANY = {"company_name": "Example Pty Ltd"}
TRUST = {"trust_name": "Example Trust", "trustee": "Bea Borrower"}


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("individual", PERSON, None),
        ("individual", {**PERSON, "residency": "citizen", "company_name": None, "directors": []}, None),
        ("individual", {"first_name": "Bea"}, "last_name"),
        ("individual", {**PERSON, "last_name": None}, "last_name"),
        ("individual", {**PERSON, **COMPANY}, "company_name"),
        ("individual", {**PERSON, "directors": ["Bea Borrower"]}, "directors"),
        ("company", {**COMPANY, "directors": ["Bea Borrower"], "acn": "004085616"}, None),
        ("company", {}, "company_name"),
        ("company", {**COMPANY, "first_name": "Bea"}, "first_name"),
        ("company", {**COMPANY, "date_of_birth": "1990-01-01"}, "date_of_birth"),
        ("trust", TRUST, None),
        ("trust", {"trust_name": "Example Trust"}, "trustee"),
        ("trust", {**TRUST, "abn": "51824753556"}, "abn"),
    ],
)
def test_a_borrower_has_the_fields_of_its_kind(kind, values, field):
    assert kinds.misfit(kinds.BORROWER, kind, values) == field


def test_a_party_is_called_by_its_name():
    assert kinds.name_of("individual", PERSON) == "Bea Borrower"
    assert kinds.name_of("company", COMPANY) == "Example Pty Ltd"
    assert kinds.name_of("trust", TRUST) == "Example Trust"
