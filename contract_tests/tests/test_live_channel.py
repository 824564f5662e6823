"""The same notifications and sockets on real servers: uvicorn, TCP, committed data, both channel layers.

Source: domain.md, section 9; laws U1 to U10, V9.
"""

import pytest

from contract_tests import stack
from contract_tests.remote import Remote
from contract_tests.workloads import inbox_scenarios, real

pytestmark = pytest.mark.contract
NO_TEXT = "Invalid UTF-8 sequence received from client."  # uvicorn says so with a traceback


def played(layer):
    """Play everything on servers with this channel layer; tell all that does not hold."""
    told = []
    with stack.running(layer) as servers:
        parts = [*real.SCENES]
        parts.insert(0, lambda remote: real.play(remote, inbox_scenarios.real()))
        for part in parts:
            with Remote(servers.addresses, servers.mails) as remote:
                try:
                    part(remote)
                except AssertionError as fault:
                    told.append(str(fault))
        written = servers.written()
    if written.count("Traceback") > written.count(NO_TEXT):
        told.append(f"a server has failed:\n{written[-3000:]}")
    assert not told, "\n".join(told)


@pytest.mark.parametrize("operation", ["notification_mark_read"])
def test_everybody_hears_it_from_a_real_server(operation, seeded_world, django_db_blocker):
    """Real sockets MUST hear exactly what their owners are told, and be closed as documented."""
    with django_db_blocker.unblock():
        played("memory")


@pytest.mark.parametrize("operation", ["notification_mark_read"])
def test_everybody_hears_it_from_whichever_server(operation, seeded_world, django_db_blocker):
    """With Redis between them, whoever is told by one server MUST hear it from the other."""
    with django_db_blocker.unblock():
        played("redis")
