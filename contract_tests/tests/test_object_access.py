"""Who sees which object, in every operation that names one. Source: domain.md, section 3, laws V1 to V10.

The oracle is `contract_tests/model/access.py`: it knows the world's rows and the rules, not the server.
"""

import pytest

from contract_tests import actors
from contract_tests.enumeration import access, access_fans, access_moves, access_requests, access_sets
from contract_tests.enumeration.operations import every, operations
from contract_tests.enumeration.playing import play

pytestmark = pytest.mark.contract
LIMITED = [actor for actor in actors.EVERYBODY if actor.role != "A"]


def names_a_row(where):
    """Return whether an operation has an identifier in one part of its requests."""
    return lambda operation: access_requests.in_(operation, where)


@every(names_a_row("path"))
def test_an_invisible_object_is_answered_like_a_random_id(operation):
    """What the caller may not see MUST be the 404 of what does not exist, in every byte. Laws V2, V6, V10."""
    access_fans.play(access.path_fans(operations()[operation]))


@every(lambda operation: operation.method != "GET" and access_requests.in_(operation, "path"))
def test_a_visible_object_can_be_written_to_by_whom_the_role_lets(operation):
    """What the caller sees MUST be reached by each role that may call, and refused by declared rules only."""
    access_fans.play(access.reached_fans(operations()[operation]))


@every(names_a_row("query"))
def test_a_filter_by_an_invisible_object_shows_nothing(operation):
    """A well-formed id that is not visible MUST give the empty list, as one that does not exist."""
    access_fans.play(access.query_fans(operations()[operation]))


@every(names_a_row("body"))
def test_a_reference_to_an_invisible_object_is_answered_like_a_random_id(operation):
    """A reference MUST NOT tell whether what the caller may not see exists. Law V7."""
    one = operations()[operation]
    access_fans.play([*access.body_fans(one), *access.known_fans(one)])


@every(lambda operation: operation.is_list and operation.secured)
def test_a_list_is_exactly_what_the_caller_sees(operation):
    """A list MUST hold every row that the caller sees and nothing of any other. Laws V1 to V4."""
    one = operations()[operation]
    play(
        [
            *access_sets.list_cases(one),
            *access_sets.nested_cases(one),
            *access_sets.ladder_cases(one),
            *access_sets.sum_cases(one),
        ]
    )


@every(lambda operation: operation.method == "GET" and operation.secured and not operation.path_parameters)
def test_no_answer_shows_what_is_invisible(operation):
    """What is read without naming an object MUST NOT show anything that the caller may not see. Law V1."""
    play(access_sets.plain_cases(operations()[operation]))


@every(lambda operation: operation.is_list and any(one.name == "search" for one in operation.query))
def test_a_search_finds_nothing_invisible(operation):
    """A search for what only an invisible object holds MUST find nothing. Law V1."""
    fans = [*access_sets.search_fans(operations()[operation])]
    if fans:  # an admin's list hides nothing
        access_fans.play(fans)


@every(access_moves.moving)
def test_who_sees_what_follows_at_once(operation):
    """After a row has changed hands, the old holder MUST get 404 and the new one 200, lists too. Law V9."""
    access_fans.play(access_moves.fans(operations()[operation]))


@pytest.mark.every_operation
def test_every_move_is_made():
    """Each operation by which a row changes hands MUST be in the contract: else its move is never played."""
    assert {move.operation for move in access_moves.MOVES} <= set(operations())


@pytest.mark.every_operation
@pytest.mark.parametrize("actor", LIMITED, ids=lambda actor: actor.name)
def test_each_invisible_object_has_something_that_could_leak(actor):
    """Each row that an actor may not see MUST hold a text that nothing visible holds: else no leak shows."""
    assert access_sets.unmarked(actor) == []
