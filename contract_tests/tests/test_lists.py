"""What a list shows: exactly the rows it should, in order, page by page. Source: domain.md, section 12."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contract_tests.enumeration import access_fans, judged, lists, pages, searches
from contract_tests.enumeration.operations import every, operations
from contract_tests.enumeration.playing import play
from contract_tests.enumeration.steps import scene

pytestmark = pytest.mark.contract


def has_search(operation):
    # What shows nothing but what is searched for has no whole list: test_searches.py.
    return operation.is_list and any(one.name == "search" and not one.required for one in operation.query)


def has_filter(operation):
    paging = {"page", "page_size", "ordering", "search"}
    return operation.is_list and any(one.name not in paging for one in operation.query)


@every(has_filter)
def test_a_filter_shows_exactly_what_satisfies_it(operation):
    """A filtered list MUST be the whole list without the rows that do not satisfy the filter. Laws P3, P7."""
    access_fans.play(lists.filter_fans(operations()[operation]))


@every(has_filter)
def test_a_filter_and_its_complement_are_the_whole_list(operation):
    """A filter and its complement MUST share no row and leave none out. Law P3."""
    cases = [*lists.partition_cases(operations()[operation])]
    if cases:  # a filter by an id has no complement
        play(cases)


@every(has_filter)
def test_no_filter_is_vacuous(operation):
    """For each filter the world MUST hold rows that satisfy it and rows that do not."""
    assert lists.vacuous(operations()[operation]) == [], "please give the world such rows: seed_world"


@every(has_search)
def test_a_search_finds_rows_with_every_word(operation):
    """`search` MUST find the rows in which every word occurs, in any case; signs stand for themselves."""
    access_fans.play(searches.search_fans(operations()[operation]))


@every(lambda operation: has_search(operation) and has_filter(operation))
def test_filters_commute_with_search(operation):
    """A search of a filtered list MUST be the filter of a searched one. Law P6."""
    play(searches.commuting_cases(operations()[operation]))


@every(lambda operation: operation.is_list)
def test_an_ordering_is_total_and_reversible(operation):
    """Each ordering MUST sort, break ties by id, and give the exact reverse when reversed. Law P2."""
    play(lists.ordering_cases(operations()[operation]))


@every(judged.judges)
def test_rows_are_judged_on_the_day_that_is_asked_for(operation):
    """A list as of a day MUST show the same rows, judged on that day; by default today."""
    access_fans.play(judged.judged_fans(operations()[operation]))


@every(judged.sums)
def test_balances_are_the_sums_of_the_journal(operation):
    """The balances that a caller is shown MUST be the sums of the entries they are listed. Laws L2 and L3."""
    access_fans.play(judged.sum_fans(operations()[operation]))


@every(lambda operation: operation.is_list)
def test_pages_are_the_list(operation):
    """The pages of any size MUST be the whole list, each row once; beyond the last page MUST be a 404."""
    one = operations()[operation]
    play([*pages.page_cases(one), pages.default_size_case(one)])


@every(lambda operation: operation.is_list)
def test_what_a_list_does_not_offer_is_refused(operation):
    """A page, a size, an ordering or a filter that there is not MUST be a 400 that names it. Law P5."""
    play(pages.refused_cases(operations()[operation]))


@every(lambda operation: operation.is_list and lists.creation_of(operation))
def test_an_object_created_during_a_walk_removes_nobody(operation):
    """What is created while somebody turns pages MUST appear at most once and hide no other row. Law P8."""
    play(pages.walk_cases(operations()[operation]))


@every(lambda operation: operation.is_list)
def test_the_number_of_queries_does_not_grow_with_the_page(operation):
    """A page of many rows MUST NOT need a SQL query for each: half of them and all of them need the same.

    Where all of them are on one page there is nothing left to count: that is one query less.
    """
    one = operations()[operation]
    rows = len(lists.rows_of(one))
    counts = {}
    some = max(2, rows // 2)
    with scene() as played:
        for size in (1, some, lists.LARGEST):
            with CaptureQueriesContext(connection) as queries:
                played.send(lists.whole(one, page_size=size))
            counts[size] = len(queries)
    alone, half, every_row = counts.values()
    # What belongs to no row of a page is not asked for: a short page may need fewer.
    uncounted = int(some < rows <= lists.LARGEST)
    assert half == every_row + uncounted, f"SQL queries by page_size: {counts}"
    assert every_row - alone < max(1, rows - 1), f"SQL queries by page_size: {counts}"
