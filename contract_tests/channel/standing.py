"""What a scenario has come to: who is signed in, which sockets are open, what each user's inbox holds.

The inbox is read through HTTP, so that whatever a socket says is held against what the API says elsewhere.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contract_tests import wire

_PAGE = 100
Row = Mapping[str, Any]


class Unseen(Exception):
    """The API does not show an inbox to its owner."""


@dataclass
class Inbox:
    """One user's notifications, as the API lists them.

    Args:
        rows: by id.
        seq: the last number, as the first socket has said; None before.
    """

    rows: dict[str, Row] = field(default_factory=dict)
    unread: int = 0
    seq: int | None = None

    @property
    def read(self) -> set[str]:
        """Ids of those that are read."""
        return {name for name, row in self.rows.items() if row["is_read"]}

    def after(self, seq: int, most: int) -> list[Row]:
        """Return those with a greater number, in their order, at most so many."""
        return sorted(
            (row for row in self.rows.values() if row["seq"] > seq), key=lambda row: int(row["seq"])
        )[:most]

    def look(self, authorization: str) -> None:
        """Read it again.

        Raises:
            Unseen: the API does not show it.
        """
        self.rows, number, pages = {}, 0, 1
        while number < pages:
            number += 1
            answer = _get("notification_list", "/", f"page_size={_PAGE}&page={number}", authorization)
            self.rows |= {str(row["id"]): row for row in answer["results"]}
            pages = -(-int(answer["count"]) // _PAGE)
        answer = _get("notification_unread_count", "/unread-count/", "", authorization)
        self.unread = int(answer["unread_count"])


@dataclass
class Open:
    """What is known of one socket.

    Args:
        session: whose it is.
        authorization: of the HTTP requests that look for it.
        count: unread notifications, as it was told last.
        code: with which it was closed, or the client's own 1000.
        ages: seconds that have gone by since its token was made.
    """

    session: str
    authorization: str
    count: int = 0
    errors: int = 0
    code: int | None = None
    ages: int = 0
    is_stalled: bool = False

    @property
    def user(self) -> str:
        """The user's name in the world."""
        return self.session.partition("/")[0]


def _get(operation: str, path: str, query: str, authorization: str) -> Mapping[str, Any]:
    _, answer = wire.send(
        {
            "operation": operation,
            "method": "GET",
            "path": f"/api/v1/notifications{path}",
            "path_parameters": {},
            "query": query,
            "headers": {"Authorization": authorization},
            "body": None,
            "meta": None,
        }
    )
    if answer.status_code != 200:
        raise Unseen(f"{operation} answers {answer.status_code}")
    document: dict[str, Any] = json.loads(answer.content)
    return document
