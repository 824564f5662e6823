"""A client of the socket, through the whole ASGI application; what it receives is held against its class."""

import functools
import inspect
import json
from typing import Annotated, Any

from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from channels.routing import get_default_application
from pydantic import Field, TypeAdapter

from apps.accounts.services.sessions import auth_login
from apps.accounts.tests.factories import PASSWORD
from apps.notifications import frames

PATH = "/ws/notifications/"
PATIENCE = 60  # seconds, on a machine that has much else to do
SERVER: TypeAdapter[Any] = TypeAdapter(
    Annotated[
        frames.Hello | frames.Told | frames.UnreadCount | frames.Pong | frames.ReplayDone | frames.Error,
        Field(discriminator="type"),
    ]
)
in_database = database_sync_to_async


def sign_in(user):
    """Return a pair of tokens."""
    return auth_login(email=user.email, password=PASSWORD)


class Client:
    """One socket. Used as `async with Client(token) as client`; `client.code` says how it was closed."""

    def __init__(self, token=None, *, by="query", origin=None, path=PATH, query="", subprotocols=()):
        if token is not None and by == "query":
            query = f"token={token}"
        elif token is not None:
            subprotocols = ("bearer", token)
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"origin", origin)] if origin is not None else [],
            "subprotocols": list(subprotocols),
        }
        self.wire = ApplicationCommunicator(get_default_application(), scope)
        self.wire.scope = scope
        self.protocol, self.code = None, None

    async def __aenter__(self):
        await self.wire.send_input({"type": "websocket.connect"})
        opened = await self.wire.receive_output(timeout=PATIENCE)
        assert opened["type"] == "websocket.accept", opened
        self.protocol = opened["subprotocol"]
        return self

    async def __aexit__(self, *_):
        if self.code is None:
            await self.wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wire.wait(timeout=PATIENCE)

    async def send(self, text=None, data=None):
        event = {"text": text} if data is None else {"bytes": data}
        await self.wire.send_input({"type": "websocket.receive", **event})

    async def frame(self):
        """Return the next frame; its class is checked."""
        event = await self.wire.receive_output(timeout=PATIENCE)
        assert event["type"] == "websocket.send", event
        SERVER.validate_json(event["text"])
        return json.loads(event["text"])

    async def hello(self):
        first = await self.frame()
        assert first["type"] == "hello"
        return first

    async def closed(self):
        """Return the code with which the server closes next, and nothing else."""
        event = await self.wire.receive_output(timeout=PATIENCE)
        assert event["type"] == "websocket.close", event
        self.code = event["code"]
        return self.code

    async def say(self, **frame):
        await self.send(json.dumps(frame))

    async def ask(self, **frame):
        await self.say(**frame)
        return await self.frame()

    async def silent(self):
        """Tell that nothing has come: a pong is the next frame."""
        return await self.ask(type="ping") == {"type": "pong"}


def played(scenario):
    """Make a test of an async function; its database work is done in the test's own thread."""

    @functools.wraps(scenario)
    def run(**given):
        async_to_sync(scenario)(**given)

    run.__signature__ = inspect.signature(scenario)
    return run
