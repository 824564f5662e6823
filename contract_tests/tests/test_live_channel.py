"""The same notifications and sockets on real servers: uvicorn, TCP, committed data, both channel layers.

Source: domain.md, section 9; laws U1 to U10, V9.
"""

import pytest

from contract_tests.workloads import real

pytestmark = pytest.mark.contract


@pytest.mark.parametrize("operation", ["notification_mark_read"])
def test_everybody_hears_it_from_a_real_server(operation, seeded_world, django_db_blocker):
    """Real sockets MUST hear exactly what their owners are told, and be closed as documented."""
    with django_db_blocker.unblock():
        told = real.played("memory")
    assert not told, "\n".join(told)


@pytest.mark.parametrize("operation", ["notification_mark_read"])
def test_everybody_hears_it_from_whichever_server(operation, seeded_world, django_db_blocker):
    """With Redis between them, whoever is told by one server MUST hear it from the other."""
    with django_db_blocker.unblock():
        told = real.played("redis")
    assert not told, "\n".join(told)
