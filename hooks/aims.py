"""The table of aims: which valid value of a test case is replaced by one that exists in the world.

Read it as: "a valid `user_id` in a path means one of these users". `lot` is a number drawn from the value
itself (its CRC), so the same value is always aimed at the same row: Hypothesis loves 0, and 0 must not mean
one row only. An aim returns the new value, KEEP, or DROP for a parameter that is better left out.
"""

from collections.abc import Callable
from typing import Any

from hooks.auth import placeholder
from hooks.names import email, identifier

KEEP = object()
DROP = object()

LIVING = ("admin", "bdm", "broker", "borrower", "admin_stranger", "bdm_stranger", "broker_stranger")
SUBJECTS = ("target", "broker_stranger", "borrower_stranger", "bdm_stranger")

Aim = Callable[[int, str], Any]  # (lot, name of the caller) -> value
BodyAim = Callable[[int, str, dict[str, Any]], dict[str, Any]]  # (lot, caller, body) -> fields to replace

# One value in this many stays as drawn, so that "no such row" and refused rules are reached as well.
UNAIMED_SHARE = 12


def user_id(actor: str) -> str:
    """Return the id of a user of the world."""
    return str(identifier(f"user/{actor}"))


def strong_password(lot: int) -> str:
    """Return a password that every validator accepts."""
    return f"aimed {lot:08x} phrase"


def _any_of(names: tuple[str, ...]) -> Aim:
    return lambda lot, caller: user_id(names[lot % len(names)])


def _version(lot: int, caller: str) -> Any:
    # Mostly no condition, or one that holds; now and then a stale version.
    return (DROP, DROP, DROP, "*", '"1"', '"1"', "*", '"9"')[lot % 8]


# --- parameters: (operationId or "*", name) -----------------------------------------------------------
PATH: dict[tuple[str, str], Aim] = {
    ("*", "user_id"): _any_of((*LIVING, "target", "resetting", "deactivated")),
    ("user_update", "user_id"): _any_of(SUBJECTS),
    ("user_deactivate", "user_id"): _any_of(SUBJECTS),
}
QUERY: dict[tuple[str, str], Aim] = {
    ("*", "page"): lambda lot, caller: 1 if lot % 3 else DROP,
}
HEADERS: dict[tuple[str, str], Aim] = {
    ("*", "If-Match"): _version,
}


# --- bodies: operationId ------------------------------------------------------------------------------
def _login(lot: int, caller: str, body: dict[str, Any]) -> dict[str, Any]:
    who = LIVING[lot % len(LIVING)]
    return {"email": email(who), "password": placeholder("password", who)}


def _refresh(lot: int, caller: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"refresh": placeholder("refresh", LIVING[lot % len(LIVING)])}


def _own_refresh(lot: int, caller: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"refresh": placeholder("refresh", caller)}


def _verify(lot: int, caller: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"token": placeholder(("access", "refresh")[lot % 2], LIVING[lot % len(LIVING)])}


def _password_change(lot: int, caller: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"old_password": placeholder("password", caller), "new_password": strong_password(lot)}


def _password_reset(lot: int, caller: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"email": email(SUBJECTS[lot % len(SUBJECTS)])} if lot % 2 else {}


def _password_reset_confirm(lot: int, caller: str, body: dict[str, Any]) -> dict[str, Any]:
    reset = {"uid": user_id("resetting"), "token": placeholder("reset", "resetting")}
    return {**reset, "new_password": strong_password(lot)}


BODIES: dict[str, BodyAim] = {
    "auth_login": _login,
    "auth_refresh": _refresh,
    "auth_verify": _verify,
    "auth_logout": _own_refresh,
    "auth_password_change": _password_change,
    "auth_password_reset": _password_reset,
    "auth_password_reset_confirm": _password_reset_confirm,
}

# Body and query fields named like this point to a row: (field name) -> aim. Wherever the schema uses the
# name.
FIELDS: dict[str, Aim] = {
    "user_id": _any_of(SUBJECTS),
}
