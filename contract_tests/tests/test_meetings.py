"""Requests at once do meet, where nobody else sees them, and one that hangs does not hang the run."""

import threading
import time
from functools import partial

import pytest
from django.db import connection

from contract_tests import concurrency, replaying, wire
from contract_tests.actors import ADMIN
from contract_tests.enumeration.operations import operations
from contract_tests.enumeration.steps import scene
from contract_tests.enumeration.valid import ask
from contract_tests.tests.test_words import agreeing, refusing
from contract_tests.workloads import (
    fee_rivalry,
    money_rivalry,
    paper_rivalry,
    racing,
    rivalry,
    signing_rivalry,
)
from contract_tests.workloads.meetings import _hold

pytestmark = pytest.mark.proof
ADDRESSES = ("one@world.example", "two@world.example")
NEW = {"email": "met@world.example", "first_name": "M", "last_name": "Et", "role": "bdm"}


@pytest.fixture
def place(seeded_world, django_db_blocker):
    """A copy of the world."""
    with django_db_blocker.unblock(), concurrency.place() as place:
        yield place


def sending(step):
    """Return the call that sends a request."""
    return partial(replaying._send_apart, step.stored())


def test_what_is_committed_in_a_meeting_is_seen_nowhere_else(place):
    """Rows of a meeting MUST be seen by later requests there, and by nobody outside."""
    made = place.alone(sending(ask("user_create", ADMIN, NEW)))
    assert made.response.status_code == 201
    look = ask("user_list", ADMIN, query={"search": "met@world.example"})
    assert place.alone(sending(look)).response.json()["count"] == 1
    with scene() as played:
        assert played.send(look)["count"] == 0


def test_requests_of_a_meeting_wait_for_one_another(place):
    """Each of two writes MUST have begun before either has ended."""
    meeting = place.at_once(
        [sending(ask("user_create", ADMIN, {**NEW, "email": name})) for name in ADDRESSES]
    )
    assert [one.response.status_code for one in meeting.results] == [201, 201]
    assert meeting.waited == 2


def test_requests_that_do_not_meet_prove_nothing(place):
    """Requests that write nothing MUST NOT count as a meeting."""
    with pytest.raises(concurrency.NeverMet):
        place.at_once([sending(ask("user_list", ADMIN))] * 2)


def test_a_request_that_hangs_is_told(place, monkeypatch):
    """A call that does not end MUST be given up, and stand as one without an answer."""
    monkeypatch.setattr(concurrency, "DEADLINE_SECONDS", 0.2)
    monkeypatch.setattr(concurrency, "_GATHER_SECONDS", 1)
    ended = threading.Event()
    meeting = place.at_once([partial(ended.wait, 60), sending(ask("user_create", ADMIN, NEW))])
    result = meeting.results[0]
    ended.set()
    assert isinstance(result, TimeoutError)
    sent = replaying._as_sent(ask("user_create", ADMIN, NEW).stored(), result)
    assert sent.response.status_code == 500


def test_two_who_lock_in_opposite_order_do_not_hang(place):
    """A deadlock MUST end as an error of one of the two, within the deadline."""

    def lock(*names):
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute("SELECT id FROM accounts_user WHERE email = %s FOR UPDATE", [name])
                time.sleep(0.3)
        connection.rollback()

    addresses = ["admin@world.example", "bdm@world.example"]
    began = time.monotonic()
    meeting = place.at_once([partial(lock, *addresses), partial(lock, *reversed(addresses))])
    assert any(result is not None for result in meeting.results)
    assert time.monotonic() - began < concurrency.DEADLINE_SECONDS


@pytest.mark.parametrize("stub", [agreeing, refusing], ids=["agreeing", "refusing"])
def test_a_server_without_rules_breaks_every_meeting(place, stub, monkeypatch):
    """Servers that agree to everything, or to nothing, MUST break each meeting."""
    monkeypatch.setattr(wire, "application", stub)
    monkeypatch.setattr(place.__class__, "at_once", lambda self, calls: self._run(calls, None))
    rivals = (rivalry.moves, rivalry.signatures, rivalry.admins, rivalry.creations, rivalry.parties)
    money = (money_rivalry.payments, money_rivalry.reversals, money_rivalry.settlements)
    money += (money_rivalry.entries, money_rivalry.retries, money_rivalry.handovers, money_rivalry.loan_crowd)
    fees = (fee_rivalry.fees, fee_rivalry.charges, fee_rivalry.plans, fee_rivalry.new_terms)
    papers = (
        paper_rivalry.versions,
        paper_rivalry.deletions,
        paper_rivalry.owners,
        paper_rivalry.generations,
    )
    papers += (paper_rivalry.notes, paper_rivalry.paper_crowd)
    signing = (signing_rivalry.requests, signing_rivalry.signers, signing_rivalry.ends)
    signing += (signing_rivalry.changes, signing_rivalry.signing_crowd)
    every = (*rivals, rivalry.files, rivalry.books, *money, *fees, *papers, *signing)
    meetings = [meeting for of in every for meeting in of()]
    meetings += [racing.conditional(operations()["user_update"]), racing.keyed(operations()["user_create"])]
    meetings += [racing.deletion(operations()["borrower_delete"])]
    for meeting in meetings:
        assert _hold(meeting, place) is not None, meeting.check
