"""What an accepted write changes, and nothing else. Source: domain.md, sections 2, 11 and 12."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_BOOKKEEPING = ("updated_at", "version")
ANSWERED = ""  # stands for the object that the write answers with


@dataclass(frozen=True, slots=True)
class Effect:
    """What may differ afterwards.

    Args:
        objects: fields that may change, by the object's id.
        ended: ids of users whose sessions are over.
        creates: whether one new object appears.
    """

    objects: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    creates: bool = False


class NobodyHasSaid(AssertionError):
    """The model does not know the operation."""


def effect(
    operation: str, method: str, body: Any, path: Mapping[str, str], caller: str, people: Mapping[str, str]
) -> Effect:
    """Return the effect of an accepted write.

    Args:
        caller: id of the user who calls; empty for nobody.
        people: id of each user of the world, by e-mail address.
    """
    fields = body if isinstance(body, dict) else {}
    match operation:
        case "auth_login":
            return Effect({people[fields["email"]]: ["last_login_at"]})
        case "auth_refresh" | "auth_verify" | "auth_password_reset":
            return Effect()
        case "auth_logout" | "auth_password_change":
            return Effect(ended=frozenset({caller}))
        case "auth_password_reset_confirm":
            return Effect(ended=frozenset({fields["uid"]}))
        case "user_deactivate":
            user = path["user_id"]
            return Effect({user: ["is_active", *_BOOKKEEPING]}, ended=frozenset({user}))
        case "user_update":
            # What a role may do is shown beside it.
            shown = ["permissions"] if "role" in fields else []
            over = {path["user_id"]} if fields.get("is_active") is False else set()
            return Effect({path["user_id"]: [*fields, *shown, *_BOOKKEEPING]}, ended=frozenset(over))
    if method == "PATCH":
        return Effect({ANSWERED: [*fields, *_BOOKKEEPING]})
    if operation.endswith("_create"):
        return Effect(creates=True)
    raise NobodyHasSaid(f"what does {operation} change? Please say so in contract_tests/model/effects.py")
