"""Who gets in, for how long, and how many times."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import jwt
import pytest
from django.db import connection, transaction

from apps.accounts import tokens
from apps.accounts.services.passwords import auth_password_change
from apps.accounts.services.sessions import auth_logout, auth_refresh
from apps.accounts.services.users import user_deactivate, user_update
from apps.accounts.tests.factories import PASSWORD, UserFactory
from apps.kernel import clock
from apps.notifications.models import Socket
from apps.notifications.services import sockets
from apps.notifications.tests.factories import tell
from apps.notifications.tests.sockets import PATIENCE, Client, in_database, played, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("layer")]


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def pair(user):
    return sign_in(user)


def revoke_unheard():
    """End every session as if nobody heard of it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_sessionfamily SET revoked_at = now()")


def minted(settings, access, *, key=None, algorithm="HS256", **changes):
    """Return the claims of an access token with some of them changed, signed again."""
    claims = jwt.decode(access, options={"verify_signature": False})
    return jwt.encode({**claims, **changes}, key or settings.JWT_SIGNING_KEY, algorithm=algorithm)


def bad_tokens(settings, pair):
    now = int(time.time())
    return {
        "empty": "",
        "garbage": "abc",
        "refresh": pair.refresh,
        "expired": minted(settings, pair.access, exp=now - 1),
        "not yet": minted(settings, pair.access, nbf=now + 60),
        "foreign key": minted(settings, pair.access, key="k" * 50),
        "other audience": minted(settings, pair.access, aud="another"),
        "other issuer": minted(settings, pair.access, iss="another"),
        "unknown family": minted(settings, pair.access, fam=str(uuid4())),
        "unknown user": minted(settings, pair.access, sub=str(uuid4())),
        "no user": minted(settings, pair.access, sub="nobody"),
        "none": jwt.encode(jwt.decode(pair.access, options={"verify_signature": False}), None, "none"),
    }


@pytest.mark.parametrize("by", ["query", "protocol"])
@played
async def test_a_token_gets_in_by_both_ways(pair, by):
    async with Client(pair.access, by=by) as client:
        assert client.protocol == ("bearer" if by == "protocol" else None)
        await client.hello()


@pytest.mark.parametrize("by", ["query", "protocol"])
@played
async def test_what_is_no_access_token_gets_nothing(settings, pair, by):
    for name, token in bad_tokens(settings, pair).items():
        async with Client(token, by=by) as client:
            assert await client.closed() == 4401, name
            assert client.protocol == ("bearer" if by == "protocol" else None)
    assert not await in_database(Socket.objects.exists)()


@played
async def test_a_token_is_given_once(pair):
    access = pair.access
    for given in (
        {},
        {"query": f"token={access}&token={access}"},
        {"query": f"token={access}", "subprotocols": ("bearer", access)},
        {"query": f"Token={access}"},
        {"query": "token=\u00e9"},
        {"subprotocols": ("bearer",)},
        {"subprotocols": (access,)},
        {"subprotocols": (access, "bearer")},
        {"subprotocols": ("bearer", access, "other")},
    ):
        async with Client(**given) as client:
            assert await client.closed() == 4401, given


@played
async def test_sessions_that_have_ended_get_nothing(user, pair):
    admin = (await in_database(UserFactory)(role="admin")).actor
    other = await in_database(sign_in)(user)
    await in_database(auth_logout)(refresh=pair.refresh, actor=user.actor)
    async with Client(pair.access) as client:
        assert await client.closed() == 4401
    async with Client(other.access) as client:
        await client.hello()
    await in_database(user_deactivate)(user_id=user.id, actor=admin)
    async with Client(other.access) as client:
        assert await client.closed() == 4401


@pytest.mark.parametrize("end", ["logout", "password", "deactivation", "inactive", "reuse"])
@played
async def test_a_session_that_ends_closes_its_sockets_at_once(user, pair, end):
    admin = (await in_database(UserFactory)(role="admin")).actor
    stays = await in_database(sign_in)(user)
    survives = end in ("logout", "reuse")

    def reuse():
        auth_refresh(refresh=pair.refresh)
        with pytest.raises(tokens.InvalidToken):
            auth_refresh(refresh=pair.refresh)

    ends = {
        "logout": lambda: auth_logout(refresh=pair.refresh, actor=user.actor),
        "password": lambda: auth_password_change(
            old_password=PASSWORD, new_password="Another-long-1", actor=user.actor
        ),
        "deactivation": lambda: user_deactivate(user_id=user.id, actor=admin),
        "inactive": lambda: user_update(user_id=user.id, actor=admin, is_active=False),
        "reuse": reuse,
    }

    def in_a_request():
        with transaction.atomic():
            ends[end]()

    async with Client(pair.access) as ended, Client(stays.access) as other:
        await ended.hello()
        await other.hello()
        await in_database(in_a_request)()
        assert await ended.closed() == 4401
        if survives:
            assert await other.silent()
        else:
            assert await other.closed() == 4401


@played
async def test_nothing_is_told_after_the_session_has_ended_even_when_nobody_says_so(user, pair):
    async with Client(pair.access) as client:
        await client.hello()
        await in_database(revoke_unheard)()
        await in_database(tell)(user.actor)
        assert await client.closed() == 4401
    async with Client((await in_database(sign_in)(user)).access) as client:
        await client.hello()
        await in_database(revoke_unheard)()
        await client.say(type="mark_read", all=True)
        assert await client.closed() == 4401


@played
async def test_a_token_that_expires_closes(settings, pair):
    token = minted(settings, pair.access, exp=int(time.time()) + 5)
    async with Client(token) as client:
        await client.hello()
        assert await client.closed() == 4408
    assert not await in_database(Socket.objects.exists)()


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        (b"http://localhost:3000", True),
        (b"https://testserver", True),
        (b"https://app.example", True),
        (b"https://app.example:8443", False),
        (b"http://app.example", False),
        (b"https://app.example.evil.example", False),
        (b"https://evilapp.example", False),
        (b"https://localhost.evil.example", False),
        (b"https://evil.example", False),
        (b"https://localhost@evil.example", False),
        (b"https://user@localhost", False),
        (b"https://localhost/path", False),
        (b"ftp://localhost", False),
        (b"localhost", False),
        (b"https://localhost:port", False),
        (b"https://[", False),
        (b"null", False),
        (b"", False),
        (b"\xff", False),
    ],
)
@played
async def test_only_our_pages_may_connect(settings, pair, origin, allowed):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "*"]
    async with Client(pair.access, origin=origin) as client:
        if allowed:
            await client.hello()
        else:
            assert await client.closed() == 4403
    async with Client("garbage", origin=origin) as client:
        assert await client.closed() == (4401 if allowed else 4403)


@played
async def test_a_user_has_ten_sockets_and_others_have_theirs(user, pair):
    other = await in_database(sign_in)(await in_database(UserFactory)())
    open_ones = [await Client(pair.access).__aenter__() for _ in range(10)]
    for client in open_ones:
        await client.hello()
    async with Client(pair.access) as eleventh:
        assert await eleventh.closed() == 4429
    async with Client(other.access) as client:
        await client.hello()
    await open_ones.pop().__aexit__()
    async with Client(pair.access) as client:
        await client.hello()
    for client in open_ones:
        await client.__aexit__()
    assert not await in_database(Socket.objects.exists)()


@played
async def test_sockets_of_a_process_that_died_are_forgotten(user, pair):
    stale = [Socket(user=user, expires_at=clock.now() - timedelta(seconds=1)) for _ in range(10)]
    await in_database(Socket.objects.bulk_create)(stale)
    async with Client(pair.access) as client:
        await client.hello()
        assert await in_database(Socket.objects.count)() == 1


@played
async def test_an_open_socket_stays_counted(settings, user, pair):
    settings.SOCKET_HEARTBEAT_SECONDS = 1
    async with Client(pair.access) as client:
        await client.hello()
        await in_database(Socket.objects.update)(expires_at=clock.now())
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if await in_database(Socket.objects.filter(expires_at__gt=clock.now()).exists)():
                break
            await asyncio.sleep(0.1)
        assert await in_database(Socket.objects.count)() == 1
        assert await client.silent()


def test_of_twenty_that_open_at_once_ten_get_in(user):
    def one(_):
        try:
            return sockets.socket_open(user_id=user.id)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(one, range(20)))
    assert len([answer for answer in answers if answer]) == 10 == Socket.objects.count()


@pytest.mark.parametrize(
    ("scheme", "forwarded", "trusted", "opens"),
    [
        ("ws", None, False, False),
        ("wss", None, False, True),
        ("ws", b"https", False, False),
        ("ws", b"https", True, True),
        ("ws", b"http", True, False),
        ("ws", None, True, False),
    ],
)
@played
async def test_in_production_no_token_travels_in_the_clear(settings, pair, scheme, forwarded, trusted, opens):
    settings.SECURE_SSL_REDIRECT = True
    if trusted:
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    client = Client(pair.access)
    client.wire.scope["scheme"] = scheme
    if forwarded:
        client.wire.scope["headers"] = [(b"x-forwarded-proto", forwarded)]
    if opens:
        async with client:
            await client.hello()
    else:
        await client.wire.send_input({"type": "websocket.connect"})
        assert await client.wire.receive_output(timeout=PATIENCE) == {"type": "websocket.close"}
        await client.wire.wait(timeout=PATIENCE)


@played
async def test_other_paths_are_refused_before_they_open():
    for path in ("/ws/", "/ws/notifications", "/ws/notifications/x/", "/"):
        client = Client(path=path)
        await client.wire.send_input({"type": "websocket.connect"})
        assert await client.wire.receive_output(timeout=PATIENCE) == {"type": "websocket.close"}
        await client.wire.wait(timeout=PATIENCE)
