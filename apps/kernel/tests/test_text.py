"""Clean text, and the pattern that says the same in the schema."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.kernel import text


@given(st.text())
def test_the_pattern_and_the_trimming_agree_on_what_is_blank(value):
    if "\x00" not in value:
        assert bool(re.search(text.NOT_BLANK, value)) == bool(text.clean(value))


@given(st.text())
def test_cleaning_twice_changes_nothing(value):
    assert text.clean(text.clean(value)) == text.clean(value)


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", "x\udfff"])
def test_nul_and_lone_surrogates_cannot_be_stored(value):
    assert not text.is_storable(value)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_other_text_can_be_stored(value):
    assert text.is_storable(value)
    value.encode()
