"""Requests that meet, committed, in a database of their own. Source: laws C1 to C4, and H6."""

from functools import partial

import pytest

from contract_tests import concurrency
from contract_tests.enumeration.operations import every
from contract_tests.enumeration.operations import operations as _operations
from contract_tests.enumeration.playing import each
from contract_tests.workloads import racing, rivalry
from contract_tests.workloads.meetings import play

pytestmark = pytest.mark.contract


@pytest.fixture(scope="module")
def hold(seeded_world, django_db_blocker):
    """Where requests meet: a copy of the world for all of them."""
    with django_db_blocker.unblock(), concurrency.place() as place:
        yield lambda meetings: each(meetings, partial(play, place=place))


def about(*names):
    """Say which operations a law is about, so that a run of one of them plays it."""
    return pytest.mark.parametrize("operation", names)


@every(lambda operation: operation.header("If-Match") and operation.method != "DELETE")
def test_of_writers_who_have_read_the_same_one_writes(operation, hold):
    """Of writes against the same version MUST exactly one be made, the others be 412. Laws C3 and C4."""
    hold([racing.conditional(_operations()[operation])])


@about("application_transition")
def test_of_moves_at_once_one_is_made(operation, hold):
    """Of equal moves of an application MUST one be made; others MUST follow where it has led. Law C4."""
    hold(rivalry.moves())


@about("user_deactivate", "user_update")
def test_the_last_active_admin_stays_at_once(operation, hold):
    """When two admins let each other go, one of them MUST stay."""
    hold(one for one in rivalry.admins() if one.at_once[0].operation == operation)


@about("application_borrower_link")
def test_links_at_once_keep_the_rules_of_a_file(operation, hold):
    """Two primary borrowers, the same link twice, and a link to who is deleted MUST NOT come about."""
    hold(rivalry.parties())


@about("application_delete")
def test_what_is_deleted_at_once_is_gone(operation, hold):
    """What is put on something that is being deleted MUST be refused, or keep it, or go along."""
    hold(rivalry.files())


@about("application_sign")
def test_of_signatures_at_once_one_counts(operation, hold):
    """A borrower's second signature MUST be refused, however soon it comes."""
    hold(rivalry.signatures())


@about("user_create")
def test_of_equal_creations_at_once_one_is_made(operation, hold):
    """What there may be one of MUST be created once."""
    hold(rivalry.creations())


@about("broker_update")
def test_book_and_branch_move_together(operation, hold):
    """A broker who moves MUST leave no application with a BDM of another branch, and nobody waiting."""
    hold(rivalry.books())


@about("application_update")
def test_nobody_in_a_crowd_hangs(operation, hold):
    """Whoever touches a file and its people at once MUST be answered, and by no server error."""
    hold(rivalry.crowd())


@every(lambda operation: operation.header("Idempotency-Key"))
def test_one_key_has_one_effect_at_once(operation, hold):
    """Equal requests under one key MUST have one effect, and be answered alike or as in progress. C1, C2."""
    hold([racing.keyed(_operations()[operation])])


@every(lambda operation: operation.method == "DELETE")
def test_of_deletions_at_once_one_deletes(operation, hold):
    """Of deletions of one thing MUST exactly one be made; to the others it is not there. Laws C3 and H6."""
    hold([racing.deletion(_operations()[operation])])
