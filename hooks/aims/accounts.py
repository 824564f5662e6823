"""Signing in, and users."""

from typing import Any

from hooks.aims.base import Aim, BodyAim, Drawn, Place, any_of, row
from hooks.auth import placeholder
from hooks.names import email

LIVING = ("admin", "bdm", "broker", "borrower", "admin_stranger", "bdm_stranger", "broker_stranger")
SUBJECTS = ("target", "broker_stranger", "borrower_stranger", "bdm_stranger")
# Users without a profile, whose role may change.
FREE = ("target", "bdm_new", "broker_new", "borrower_new")


def user_id(actor: str) -> str:
    """Return the id of a user of the world."""
    return row(f"user/{actor}")


def strong_password(lot: int) -> str:
    """Return a password that every validator accepts."""
    return f"aimed {lot:08x} phrase"


def _login(drawn: Drawn) -> dict[str, Any]:
    who = LIVING[drawn.lot % len(LIVING)]
    return {"email": email(who), "password": placeholder("password", who)}


def _refresh(drawn: Drawn) -> dict[str, Any]:
    return {"refresh": placeholder("refresh", LIVING[drawn.lot % len(LIVING)])}


def _own_refresh(drawn: Drawn) -> dict[str, Any]:
    return {"refresh": placeholder("refresh", drawn.caller)}


def _verify(drawn: Drawn) -> dict[str, Any]:
    kind = ("access", "refresh")[drawn.lot % 2]
    return {"token": placeholder(kind, LIVING[drawn.lot % len(LIVING)])}


def _password_change(drawn: Drawn) -> dict[str, Any]:
    old = placeholder("password", drawn.caller)
    return {"old_password": old, "new_password": strong_password(drawn.lot)}


def _password_reset(drawn: Drawn) -> dict[str, Any]:
    return {"email": email(SUBJECTS[drawn.lot % len(SUBJECTS)])} if drawn.lot % 2 else {}


def _password_reset_confirm(drawn: Drawn) -> dict[str, Any]:
    reset = {"uid": user_id("resetting"), "token": placeholder("reset", "resetting")}
    return {**reset, "new_password": strong_password(drawn.lot)}


# Users that bodies and filters point to.
ANYBODY = any_of("user", *SUBJECTS)
PATH: dict[Place, Aim] = {
    ("*", "user_id"): any_of("user", *LIVING, "target", "resetting", "deactivated"),
    ("user_update", "user_id"): any_of("user", *FREE, *SUBJECTS),
    ("user_deactivate", "user_id"): any_of("user", *SUBJECTS),
}
BODIES: dict[str, BodyAim] = {
    "auth_login": _login,
    "auth_refresh": _refresh,
    "auth_verify": _verify,
    "auth_logout": _own_refresh,
    "auth_password_change": _password_change,
    "auth_password_reset": _password_reset,
    "auth_password_reset_confirm": _password_reset_confirm,
}
