"""Hypothesis strategies for the string formats our schema names, and what a string of them must be.

E-mail addresses stay with the stock strategy: Schemathesis knows its lengths, so boundaries cost no search.
"""

from collections.abc import Callable, Mapping

import schemathesis
from hypothesis import strategies as st

_ABN_WEIGHTS = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
_ACN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 1)


def abn(number: int) -> str:
    """Return the Australian business number whose last nine digits are `number`."""
    last = f"{number % 10**9:09d}"
    weighted = sum(weight * int(digit) for weight, digit in zip(_ABN_WEIGHTS[2:], last, strict=True))
    return f"{99 - weighted % 89}{last}"


def acn(number: int) -> str:
    """Return the Australian company number whose first eight digits are `number`."""
    first = f"{number % 10**8:08d}"
    weighted = sum(weight * int(digit) for weight, digit in zip(_ACN_WEIGHTS, first, strict=True))
    return f"{first}{-weighted % 10}"


def _is_number(text: str, digits: int) -> bool:
    return len(text) == digits and text.isascii() and text.isdigit()


def is_abn(text: str) -> bool:
    """Whether the digits of an ABN, weighted and less one in the first place, are a multiple of 89."""
    if not _is_number(text, 11):
        return False
    weighted = sum(weight * int(digit) for weight, digit in zip(_ABN_WEIGHTS, text, strict=True))
    return (weighted - _ABN_WEIGHTS[0]) % 89 == 0


def is_acn(text: str) -> bool:
    """Whether the last digit of an ACN checks the others."""
    return _is_number(text, 9) and acn(int(text[:8])) == text


# Formats, and the fields of the same names.
NUMBERED: Mapping[str, Callable[[int], str]] = {"abn": abn, "acn": acn}
# What JSON Schema validators do not know by themselves.
CHECKED: Mapping[str, Callable[[str], bool]] = {"abn": is_abn, "acn": is_acn}

schemathesis.openapi.format("uuid", st.uuids(version=4).map(str))
schemathesis.openapi.format("abn", st.integers(0, 10**9 - 1).map(abn))
schemathesis.openapi.format("acn", st.integers(0, 10**8 - 1).map(acn))
