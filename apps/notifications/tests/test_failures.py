"""When the channel layer is down, requests succeed and sockets do not open."""

import logging

import pytest

from apps.accounts.tests.factories import UserFactory
from apps.notifications.models import Notification, Socket
from apps.notifications.tests.factories import tell
from apps.notifications.tests.sockets import Client, in_database, played, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_there(settings):
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": ["redis://127.0.0.1:1/0"]},
        }
    }


def test_people_are_told_all_the_same(caplog):
    with caplog.at_level(logging.CRITICAL):
        tell(UserFactory().actor)
    assert Notification.objects.count() == 1


@played
async def test_a_socket_that_could_not_be_woken_is_not_opened(caplog):
    pair = await in_database(lambda: sign_in(UserFactory()))()
    with caplog.at_level(logging.CRITICAL, "crm.notifications"):
        async with Client(pair.access) as client:
            assert await client.closed() == 1011
    assert not await in_database(Socket.objects.exists)()
