"""Query parameters that cannot mean what was asked are refused."""

from datetime import date
from uuid import UUID

import pytest
from django.http import QueryDict

from apps.kernel.actor import Actor, Role
from apps.kernel.filters import ListFilter, QueryFilter, unusable
from apps.kernel.parameters import AsOfFilter

_VIEWER = Actor(user_id=UUID(int=0), role=Role.ADMIN)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a=1", {}),
        ("a=%C3%A9", {}),
        ("a=%ff", {"a": "invalid"}),
        ("a=%00", {"a": "invalid"}),
        ("a=", {"a": "empty"}),
        ("a=1&a=1", {"a": "repeated_parameter"}),
        ("b=1", {"b": "unknown_parameter"}),
        ("b%2Fc=1", {"b~1c": "unknown_parameter"}),
        ("%ff=1", {"\ufffd": "unknown_parameter"}),
    ],
)
def test_each_parameter_is_judged(raw, expected):
    found = unusable(QueryDict(raw), raw=raw, known=["a"])
    assert {name: errors[0].code for name, errors in found.items()} == expected


class _Question(QueryFilter):
    as_of = AsOfFilter()


def test_what_is_no_list_has_no_pages():
    assert list(_Question.parameters()) == ["as_of"]
    assert _Question(query=QueryDict("as_of=2026-03-31"), viewer=_VIEWER).value("as_of") == date(2026, 3, 31)
    assert _Question(query=QueryDict(""), viewer=_VIEWER).value("as_of") is None
    assert list(_Question(query=QueryDict("as_of=today"), viewer=_VIEWER).problems()) == ["as_of"]


@pytest.mark.parametrize(
    ("raw", "refused"),
    [
        ("", []),
        ("ordering=-created_at", []),
        ("ordering=x", ["ordering"]),
        ("ordering=created_at,created_at", ["ordering"]),
        ("page=0", ["page"]),
        ("page=01", ["page"]),
        ("page=1000000001", ["page"]),
        ("page_size=100", []),
        ("page_size=101&page=x", ["page", "page_size"]),
    ],
)
def test_pages_and_orderings_are_judged_without_a_database(raw, refused):
    assert sorted(ListFilter(query=QueryDict(raw), viewer=_VIEWER).problems()) == refused
