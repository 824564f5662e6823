"""The socket: what is told at once, in which order, and what is asked of it. On both channel layers."""

import asyncio
from uuid import uuid4

import pytest
from django.db import transaction

from apps.accounts.tests.factories import UserFactory
from apps.brokers.services.brokers import broker_update
from apps.kernel.serializers import rendered
from apps.notifications import push, selectors
from apps.notifications.consumers import NotificationsConsumer
from apps.notifications.models import Notification, Socket
from apps.notifications.serializers import NotificationOutput
from apps.notifications.services.notifications import notification_mark_read, notification_update
from apps.notifications.tests.factories import tell, withdraw
from apps.notifications.tests.sockets import PATH, PATIENCE, Client, in_database, played, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("layer")]


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def token(user):
    return sign_in(user).access


def body_of(row):
    return rendered(NotificationOutput, row)


@played
async def test_hello_comes_first(user, token):
    await in_database(tell)(user.actor)
    async with Client(token) as client:
        assert await client.hello() == {
            "type": "hello",
            "user": str(user.id),
            "seq": 1,
            "unread_count": 1,
        }
        assert await client.silent()
    assert not await in_database(Socket.objects.exists)()


@played
async def test_what_is_told_arrives_at_once_as_rest_shows_it(user, token):
    async with Client(token) as client:
        assert (await client.hello())["seq"] == 0
        (row,) = await in_database(tell)(user.actor)
        assert await client.frame() == {
            "type": "notification",
            "seq": 1,
            "notification": await in_database(body_of)(row),
            "unread_count": 1,
        }
        assert await client.silent()


@played
async def test_many_arrive_in_order_without_loss_or_doubles(user, token):
    async with Client(token) as client:
        await client.hello()
        for _ in range(3):
            await in_database(tell)(user.actor)
        await in_database(lambda: [tell(user.actor) for _ in range(250)])()
        told = [await client.frame() for _ in range(253)]
        assert [frame["seq"] for frame in told] == list(range(1, 254))
        assert told[-1]["unread_count"] == 253
        assert await client.silent()


@played
async def test_what_is_rolled_back_is_told_to_nobody(user, token):
    def undone():
        with transaction.atomic():
            tell(user.actor)
            transaction.set_rollback(True)

    async with Client(token) as client:
        await client.hello()
        await in_database(undone)()
        assert await client.silent()


@played
async def test_each_hears_of_the_own_only(user, token):
    other = await in_database(UserFactory)()
    async with Client(token) as mine, Client((await in_database(sign_in)(other)).access) as theirs:
        await mine.hello()
        await theirs.hello()
        await in_database(tell)(other.actor)
        assert (await theirs.frame())["notification"]["seq"] == 1
        assert await mine.silent()


@played
async def test_two_devices_are_told_the_same_and_reading_on_one_updates_the_other(user, token):
    async with Client(token) as phone, Client(token, by="protocol") as desk:
        for client in (phone, desk):
            await client.hello()
        (first,) = await in_database(tell)(user.actor)
        (second,) = await in_database(tell)(user.actor)
        told = [[await client.frame(), await client.frame()] for client in (phone, desk)]
        bodies = [[each["notification"] for each in received] for received in told]
        assert bodies[0] == bodies[1]
        assert [body["id"] for body in bodies[0]] == [str(first.id), str(second.id)]
        answer = await phone.ask(type="mark_read", ids=[str(first.id)])
        assert answer == {"type": "unread_count", "seq": 2, "unread_count": 1} == await desk.frame()
        await in_database(notification_update)(notification_id=second.id, actor=user.actor, is_read=True)
        for client in (phone, desk):
            assert await client.frame() == {"type": "unread_count", "seq": 2, "unread_count": 0}
        await in_database(notification_mark_read)(actor=user.actor, all=True)
        for client in (phone, desk):
            assert await client.silent()


@played
async def test_a_client_counts_and_marks(user, token):
    async with Client(token) as client:
        await client.hello()
        rows = await in_database(lambda: [tell(user.actor)[0] for _ in range(3)])()
        for _ in rows:
            await client.frame()
        assert (await client.ask(type="get_unread_count"))["unread_count"] == 3
        ids = [str(row.id) for row in rows]
        assert (await client.ask(type="mark_read", ids=ids[:1]))["unread_count"] == 2
        assert (await client.ask(type="mark_read", ids=ids[:2]))["unread_count"] == 1
        assert await client.ask(type="mark_read", ids=[ids[2], str(uuid4())]) == {
            "type": "error",
            "code": "unknown_notification",
        }
        assert (await client.ask(type="get_unread_count"))["unread_count"] == 1
        assert (await client.ask(type="mark_read", all=True))["unread_count"] == 0
        assert await client.silent()
    assert await in_database(selectors.unread)(viewer=user.actor) == selectors.Unread(
        0, dict.fromkeys(selectors.TYPES, 0)
    )


@played
async def test_a_replay_is_exactly_what_was_missed(user, token):
    await in_database(lambda: [tell(user.actor) for _ in range(3)])()
    async with Client(token) as client:
        assert (await client.hello())["seq"] == 3
        await client.say(type="replay", after_seq=1)
        assert [(await client.frame())["seq"] for _ in range(2)] == [2, 3]
        assert await client.frame() == {"type": "replay_done"}
        assert await client.ask(type="replay", after_seq=3) == {"type": "replay_done"}
        assert await client.ask(type="replay", after_seq=2_147_483_647) == {"type": "replay_done"}
        await in_database(tell)(user.actor)
        assert (await client.frame())["seq"] == 4
        assert await client.silent()


@played
async def test_a_replay_is_cut_at_a_hundred_and_goes_on(user, token):
    await in_database(lambda: [tell(user.actor) for _ in range(150)])()
    async with Client(token) as client:
        await client.hello()
        seen = []
        for after, number in ((0, 100), (100, 50)):
            await client.say(type="replay", after_seq=after)
            seen += [(await client.frame())["seq"] for _ in range(number)]
            assert await client.frame() == {"type": "replay_done"}
        assert seen == list(range(1, 151))
        await in_database(tell)(user.actor)
        assert (await client.frame())["seq"] == 151
        assert await client.silent()


@played
async def test_what_leaves_the_view_counts_no_more_and_is_not_replayed(made, people):
    await in_database(withdraw)(made, people["admin"])
    pair = await in_database(sign_in)(made.broker.user)
    async with Client(pair.access) as client:
        assert (await client.hello())["unread_count"] == 1
        await in_database(broker_update)(broker_id=made.broker_id, actor=people["admin"], is_active=False)
        assert await client.frame() == {"type": "unread_count", "seq": 1, "unread_count": 0}
        assert await client.ask(type="replay", after_seq=0) == {"type": "replay_done"}
        await in_database(broker_update)(broker_id=made.broker_id, actor=people["admin"], is_active=True)
        assert await client.frame() == {"type": "unread_count", "seq": 1, "unread_count": 1}
        await client.say(type="replay", after_seq=0)
        assert (await client.frame())["seq"] == 1
        assert await client.frame() == {"type": "replay_done"}


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "malformed"),
        ("[]", "malformed"),
        ("null", "malformed"),
        ('{"type":"ping","type":"ping"}', "malformed"),
        ('{"type":"ping","x":NaN}', "malformed"),
        ("[" * 4000, "malformed"),
        ("\ud800", "malformed"),
        (b"\xff\xfe", "malformed"),
        (b'{"type":"ping"}', "malformed"),
        ("{}", "unknown_type"),
        ('{"type":"hello"}', "unknown_type"),
        ('{"type":["ping"]}', "unknown_type"),
        ('{"type":"ping","more":1}', "invalid"),
        ('{"type":"mark_read"}', "invalid"),
        ('{"type":"mark_read","all":1}', "invalid"),
        ('{"type":"mark_read","all":false}', "invalid"),
        ('{"type":"mark_read","ids":[]}', "invalid"),
        ('{"type":"mark_read","ids":[1]}', "invalid"),
        ('{"type":"replay","after_seq":"0"}', "invalid"),
        ('{"type":"replay","after_seq":-1}', "invalid"),
        ('{"type":"replay","after_seq":2147483648}', "invalid"),
        ('{"type":"replay","after_seq":1e400}', "invalid"),
        ('{"type":"ping"}' + " " * 4082, "too_large"),
        (b"x" * 4097, "too_large"),
        ("\u00e9" * 2049, "too_large"),
    ],
)
@played
async def test_what_is_no_frame_is_said_so_and_the_socket_stays(token, frame, code):
    async with Client(token) as client:
        await client.hello()
        await client.send(**{"data" if isinstance(frame, bytes) else "text": frame})
        assert await client.frame() == {"type": "error", "code": code}
        assert await client.silent()


@played
async def test_the_tenth_error_closes(token):
    async with Client(token) as client:
        await client.hello()
        for number in range(10):
            assert await client.ask(type="nonsense") == {"type": "error", "code": "unknown_type"}, number
        assert await client.closed() == 4400


@played
async def test_a_frame_of_four_kibibytes_is_taken(token):
    async with Client(token) as client:
        await client.hello()
        await client.send('{"type":"ping"}' + " " * (4096 - 15))
        assert await client.frame() == {"type": "pong"}


@played
async def test_a_flood_is_answered_in_order(user, token):
    await in_database(tell)(user.actor)
    async with Client(token) as client:
        await client.hello()
        for _ in range(100):
            await client.say(type="ping")
            await client.say(type="get_unread_count")
        answers = [(await client.frame())["type"] for _ in range(200)]
        assert answers == ["pong", "unread_count"] * 100


@played
async def test_a_client_that_does_not_read_is_closed(user, token, settings):
    settings.SOCKET_SEND_SECONDS = 1
    sent, stuck = [], asyncio.Event()
    incoming = asyncio.Queue()
    incoming.put_nowait({"type": "websocket.connect"})

    async def send(event):
        sent.append(event)
        if event["type"] == "websocket.send" and len(sent) > 2:
            await stuck.wait()

    scope = {"type": "websocket", "path": PATH, "headers": [], "query_string": f"token={token}".encode()}
    serving = asyncio.create_task(NotificationsConsumer()(scope, incoming.get, send))
    while len(sent) < 2:
        await asyncio.sleep(0.01)
    await in_database(tell)(user.actor)
    await asyncio.wait_for(serving, PATIENCE)
    assert sent[-1] == {"type": "websocket.close", "code": 1013}
    assert not await in_database(Socket.objects.exists)()


@played
async def test_a_lost_wake_costs_a_heartbeat_only(user, token, settings):
    settings.SOCKET_HEARTBEAT_SECONDS = 1
    async with Client(token) as client:
        await client.hello()

        def unheard():
            wake, push.wake_on_commit = push.wake_on_commit, lambda user_ids: None
            try:
                tell(user.actor)
            finally:
                push.wake_on_commit = wake

        await in_database(unheard)()
        assert (await client.frame())["seq"] == 1
    assert await in_database(Notification.objects.count)() == 1
