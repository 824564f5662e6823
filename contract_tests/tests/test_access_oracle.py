"""The oracle of access: what it says follows from the requirements, and it says when it does not know."""

import pytest

from contract_tests import actors
from contract_tests.enumeration import access_moves, access_requests
from contract_tests.enumeration.operations import operations
from contract_tests.model import access
from contract_tests.model.access_world import WORLD, kind_of

pytestmark = pytest.mark.proof
LADDERS = [
    (actors.BROKER, actors.BDM, actors.ADMIN),
    (actors.BROKER_STRANGER, actors.BDM_STRANGER, actors.ADMIN),
]
MOVES = [
    pytest.param(move, id=f"{number}-{move.operation}") for number, move in enumerate(access_moves.MOVES)
]


def view(actor, world=WORLD):
    """Return every row that an actor sees but those of which each sees only their own."""
    return {name for name in world if access.sees(actor, name, world) and not is_own(name)}


def is_own(name):
    """Whether a row is a user, or some user's own."""
    return kind_of(name) in {"user", *access.PERSONAL}


def is_private(name):
    """Whether only an author sees a row, of whatever role."""
    return WORLD[name].audience == "private"


def shared(actor, world=WORLD):
    """Return the rows that an actor sees by role: those of an audience that others belong to as well."""
    return {name for name in view(actor, world) if not is_private(name)}


@pytest.mark.parametrize("ladder", LADDERS)
def test_a_larger_role_sees_no_less(ladder):
    """visible(broker) MUST be within visible(bdm of that branch), and that within visible(admin)."""
    broker, bdm, admin = (shared(actor) for actor in ladder)
    everything = {name for name in WORLD if not is_own(name) and not is_private(name)}
    assert broker <= bdm < admin == everything


def test_what_is_private_is_seen_by_its_author_alone():
    """A private note or document MUST be seen by nobody but its author, an admin included. Source: law V8."""
    private = [name for name in WORLD if is_private(name)]
    assert {WORLD[name].author for name in private} >= {"admin", "bdm", "broker", "borrower"}
    for name in private:
        assert [each.name for each in actors.EVERYBODY if access.sees(each, name)] == [WORLD[name].author]


@pytest.mark.parametrize("move", MOVES)
def test_a_larger_role_sees_no_less_after_each_move(move):
    """The same MUST hold after every move that leaves a broker in the branch of the BDM."""
    world = move.after
    for broker, bdm, admin in LADDERS:
        branches = {world[name].branch for name in world if world[name].user in (broker.name, bdm.name)}
        if len(branches) == 1:
            assert shared(broker, world) <= shared(bdm, world) <= shared(admin, world)


# What belongs to nobody: a role sees all of it, or none.
CATALOGUES = frozenset({"fee_definition"})


@pytest.mark.parametrize("kind", sorted(access.KINDS))
def test_each_row_type_has_rows_seen_and_unseen(kind):
    """Each row type MUST have rows that a limited role sees, where it may, and rows that it does not.

    That is said of a role: where one actor sees all the rows there are, a stranger of that role does not.
    """
    for actor in (actors.BDM, actors.BROKER, actors.BORROWER):
        alike = [access.visible(each, kind) for each in (actor, actors.STRANGERS[actor.role])]
        every = [name for name in WORLD if name.startswith(f"{kind}/")]
        assert alike[0] or (
            actor.role == "B"
            and kind in {"branch", "bdm", "broker", "guarantor", "report_definition", *CATALOGUES}
        )
        if kind in CATALOGUES:
            assert alike in ([every, every], [[], []])
        else:
            assert any(len(seen) < len(every) for seen in alike)


@pytest.mark.parametrize("actor", access_requests.NEWCOMERS, ids=lambda actor: actor.name)
def test_who_has_no_profile_sees_nothing(actor):
    """A user without a profile MUST see nothing but themselves, and what the role is shown anyway."""
    assert {name for name in view(actor) if name.partition("/")[0] not in CATALOGUES} == set()


def test_nobody_sees_nothing():
    """Without a token nothing MUST be visible."""
    assert not any(access.sees(actors.NOBODY, name) for name in WORLD)


@pytest.mark.parametrize("move", MOVES)
def test_each_move_of_one_step_changes_who_sees_what(move):
    """A move MUST change what somebody sees: else nothing is shown by playing it."""
    if len(move.steps) == 1:
        assert any(view(actor) != view(actor, move.after) for actor in actors.EVERYBODY)


def test_an_identifier_that_nobody_has_named_is_told():
    """A new identifier MUST fail with a sentence that says where to name it."""
    with pytest.raises(AssertionError, match=r"invoice_id of invoice_pay .*model/access.py"):
        access.kind_named("invoice_pay", "invoice_id")


def test_each_identifier_of_the_contract_is_named():
    """Each operation with an identifier MUST be covered, in path, query and body."""
    found = {name: access_requests.identifiers(one) for name, one in operations().items()}
    named = {name for name, one in operations().items() if "_id}" in one.path}
    assert named <= {name for name, identifiers in found.items() if identifiers}
    assert {one.where for identifiers in found.values() for one in identifiers} == {"path", "query", "body"}
