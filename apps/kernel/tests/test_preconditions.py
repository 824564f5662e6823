"""If-Match."""

import pytest

from apps.kernel import preconditions
from apps.kernel.errors import StalePrecondition


@pytest.mark.parametrize("header", [None, "*", '"3"'])
def test_the_right_version_passes(header):
    preconditions.check(header, version=3)


@pytest.mark.parametrize("header", ['"2"', '"4"', '""', '"x"'])
def test_another_version_is_stale(header):
    with pytest.raises(StalePrecondition):
        preconditions.check(header, version=3)


@pytest.mark.parametrize(
    ("header", "well_formed"), [("*", True), ('"1"', True), ("1", False), ('W/"1"', False), ('"1"\n', False)]
)
def test_the_header_is_one_strong_tag_or_a_star(header, well_formed):
    assert preconditions.is_well_formed(header) is well_formed
