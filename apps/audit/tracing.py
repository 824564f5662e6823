"""Which request is being served: its id and the caller's address, for logs, problems and audit events."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import uuid_utils

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_address: ContextVar[str] = ContextVar("address", default="")


@contextmanager
def request(*, address: str | None) -> Iterator[str]:
    """Serve one request under a new id; ids from outside are not believed."""
    new_id = str(uuid_utils.uuid7())
    id_token, address_token = _request_id.set(new_id), _address.set(address or "")
    try:
        yield new_id
    finally:
        _request_id.reset(id_token)
        _address.reset(address_token)


def request_id() -> str:
    """Return the id of the request being served, or an empty string."""
    return _request_id.get()


def address() -> str:
    """Return the caller's network address, or an empty string."""
    return _address.get()
