"""What a list shows: exactly the rows it should, in order, page by page. Source: domain.md, section 12."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contract_tests.enumeration import lists, valid
from contract_tests.enumeration.operations import every, operations
from contract_tests.enumeration.playing import play
from contract_tests.enumeration.steps import scene

pytestmark = pytest.mark.contract


@every(lambda operation: operation.is_list)
def test_a_filter_shows_exactly_what_satisfies_it(operation):
    """A filtered list MUST be the whole list without the rows that do not satisfy the filter."""
    play(lists.filter_cases(operations()[operation]))


@every(lambda operation: operation.is_list and any(one.name == "search" for one in operation.query))
def test_a_search_finds_rows_with_every_word(operation):
    """`search` MUST find the rows in which every word occurs, in any case; signs stand for themselves."""
    play(lists.search_cases(operations()[operation]))


@every(lambda operation: operation.is_list)
def test_an_ordering_is_total_and_reversible(operation):
    """Each ordering MUST sort, break ties by id, and give the exact reverse when reversed."""
    play(lists.ordering_cases(operations()[operation]))


@every(lambda operation: operation.is_list)
def test_pages_are_the_list(operation):
    """The pages of any size MUST be the whole list, each row once; beyond the last page MUST be a 404."""
    one = operations()[operation]
    play([*lists.page_cases(one), lists.default_size_case(one)])


@every(lambda operation: operation.is_list)
def test_the_number_of_queries_does_not_grow_with_the_page(operation):
    """A page of many rows MUST need as many SQL queries as a page of one."""
    one = operations()[operation]
    counts = {}
    with scene() as played:
        for size in (1, 5, lists.LARGEST):
            with CaptureQueriesContext(connection) as queries:
                played.send(valid.request(one).with_query({"page_size": size}))
            counts[size] = len(queries)
    assert len(set(counts.values())) == 1, f"SQL queries by page_size: {counts}"
