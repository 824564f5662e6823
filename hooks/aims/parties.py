"""Branches, BDMs, brokers, borrowers and guarantors."""

from collections.abc import Mapping
from typing import Any

from hooks.aims.base import DROP, Aim, BodyAim, Drawn, Place, any_of, by_caller, mostly, row

# What each kind of borrower or guarantor is called, and what else belongs to its kind alone.
NAMES: Mapping[str, tuple[str, ...]] = {
    "individual": ("first_name", "last_name"),
    "company": ("company_name",),
    "trust": ("trust_name", "trustee"),
}
OF_KIND: Mapping[str, tuple[str, ...]] = {
    "individual": (*NAMES["individual"], "date_of_birth", "residency", "marital_status"),
    "company": (*NAMES["company"], "acn", "abn", "directors"),
    "trust": NAMES["trust"],
}
# What the rows of the world are, for changes that must fit the kind.
_KINDS = {
    **{row(f"borrower/{name}"): "individual" for name in ("borrower", "borrower_stranger", "spare")},
    row("borrower/colleague"): "individual",
    row("borrower/company"): "company",
    row("borrower/trust"): "trust",
    **{row(f"guarantor/{name}"): "individual" for name in ("guarantor", "stranger")},
    row("guarantor/spare"): "company",
}
_GROWN_UP = "2000-01-01"  # whoever was born before it may borrow
_OWN_BRANCH = ("broker", "colleague", "spare")

BRANCHES = by_caller("branch", "home", admin="home away empty")
BDMS = by_caller("bdm", "bdm spare", admin="bdm spare bdm_stranger")
BROKERS = by_caller(
    "broker", "broker", admin="broker colleague broker_stranger spare", bdm="broker colleague spare"
)
BORROWERS = by_caller(
    "borrower",
    "borrower",
    admin="borrower company trust spare colleague borrower_stranger",
    bdm="borrower company trust spare colleague",
    broker="borrower company trust spare",
)
GUARANTORS = by_caller("guarantor", "guarantor spare", admin="guarantor spare stranger")


def _of_home(kind: str, *names: str) -> set[str]:
    return {row(f"{kind}/{name}") for name in names}


_HOME_BDMS = _of_home("bdm", "bdm", "spare")
HOME_BROKERS = _of_home("broker", *_OWN_BRANCH)


# --- bodies ---------------------------------------------------------------------------------------------
def _broker_create(drawn: Drawn) -> dict[str, Any]:
    return _bdm_of_the_branch(drawn, str(drawn.body.get("branch_id")))


def _broker_update(drawn: Drawn) -> dict[str, Any]:
    home = drawn.path.get("broker_id") in HOME_BROKERS
    branch = row("branch/home") if home else row("branch/away")
    fields = _bdm_of_the_branch(drawn, str(drawn.body.get("branch_id", branch)))
    if drawn.caller == "bdm":
        # What only the office may change. Who has an account keeps it.
        fields |= {name: DROP for name in ("user_id",) if name in drawn.body and name != drawn.about}
        if drawn.path.get("broker_id") == row("broker/broker") and drawn.about != "commission_account":
            fields["commission_account"] = DROP
    return fields


def _bdm_of_the_branch(drawn: Drawn, branch: str) -> dict[str, Any]:
    bdm = drawn.body.get("default_bdm_id")
    if bdm is None or drawn.about == "default_bdm_id":
        return {}
    if branch == row("branch/home"):
        return {} if bdm in _HOME_BDMS else {"default_bdm_id": row("bdm/bdm")}
    if branch == row("branch/away"):
        return {"default_bdm_id": row("bdm/bdm_stranger")}
    return {"default_bdm_id": None}


def fitting_kind(drawn: Drawn, kind: str | None) -> dict[str, Any]:
    """Return the fields that leave a party with the names of its kind, and with nothing of another."""
    fields: dict[str, Any] = {}
    for name in (name for other, names in OF_KIND.items() if other != kind for name in names):
        if name in drawn.body and name not in OF_KIND.get(kind or "", ()) and name != drawn.about:
            fields[name] = DROP
    born = drawn.body.get("date_of_birth")
    if born is not None and born >= _GROWN_UP and drawn.about != "date_of_birth":
        fields.setdefault("date_of_birth", "1975-06-30")
    return fields


def _named(drawn: Drawn, kind: str, *, created: bool) -> dict[str, Any]:
    """Give a party the names that it must have."""
    return {
        name: f"Aimed {name.partition('_')[0]}"
        for name in NAMES[kind]
        if (created or name in drawn.body) and drawn.body.get(name) is None and name != drawn.about
    }


def _kind_of(drawn: Drawn) -> str:
    """Return the kind that a party is created with: the one that has the field the case is about."""
    kind = str(drawn.body["kind"])
    if drawn.about in OF_KIND[kind]:
        return kind
    return next((other for other, names in OF_KIND.items() if drawn.about in names), kind)


def _party_create(drawn: Drawn) -> dict[str, Any]:
    kind = _kind_of(drawn)
    return {"kind": kind, **fitting_kind(drawn, kind), **_named(drawn, kind, created=True)}


def _party_update(drawn: Drawn) -> dict[str, Any]:
    kind = _KINDS.get(drawn.path.get("borrower_id") or drawn.path.get("guarantor_id") or "")
    if kind is None:
        return {}
    return {**fitting_kind(drawn, kind), **_named(drawn, kind, created=False)}


def _borrower_create(drawn: Drawn) -> dict[str, Any]:
    fields = _party_create(drawn)
    if drawn.caller != "admin" and "user_id" in drawn.body and drawn.about != "user_id":
        fields["user_id"] = DROP
    nobody = drawn.caller in ("bdm", "broker") and drawn.body.get("broker_id") is None
    if nobody and drawn.about != "broker_id":
        fields["broker_id"] = row("broker/broker")
    return fields


def _borrower_update(drawn: Drawn) -> dict[str, Any]:
    fields = _party_update(drawn)
    if drawn.caller != "admin":
        for name in ("user_id", "broker_id"):
            if name in drawn.body and name != drawn.about:
                fields[name] = DROP
    return fields


_SPARE_USERS = ("target", "resetting")
PATH: dict[Place, Aim] = {
    ("*", "branch_id"): BRANCHES,
    ("branch_delete", "branch_id"): mostly(any_of("branch", "empty"), any_of("branch", "home", "away"), 8),
    ("*", "bdm_id"): BDMS,
    ("bdm_delete", "bdm_id"): mostly(any_of("bdm", "spare"), any_of("bdm", "bdm", "bdm_stranger"), 8),
    ("*", "broker_id"): BROKERS,
    ("broker_update", "broker_id"): by_caller(
        "broker", "colleague broker spare", admin="colleague broker spare broker_stranger"
    ),
    ("broker_delete", "broker_id"): mostly(
        any_of("broker", "spare"), any_of("broker", "broker", "colleague"), 8
    ),
    ("*", "borrower_id"): BORROWERS,
    ("borrower_delete", "borrower_id"): mostly(
        any_of("borrower", "spare"), any_of("borrower", "trust", "company"), 8
    ),
    ("*", "guarantor_id"): GUARANTORS,
    ("guarantor_delete", "guarantor_id"): mostly(
        any_of("guarantor", "spare"), any_of("guarantor", "guarantor"), 8
    ),
}
BODIES: dict[str, BodyAim] = {
    "broker_create": _broker_create,
    "broker_update": _broker_update,
    "borrower_create": _borrower_create,
    "borrower_update": _borrower_update,
    "guarantor_create": _party_create,
    "guarantor_update": _party_update,
}
FIELDS: dict[Place, Aim] = {
    ("*", "branch_id"): BRANCHES,
    ("*", "bdm_id"): BDMS,
    ("*", "default_bdm_id"): BDMS,
    ("*", "broker_id"): BROKERS,
    ("*", "borrower_id"): BORROWERS,
    ("*", "guarantor_id"): GUARANTORS,
    ("bdm_create", "user_id"): mostly(any_of("user", "bdm_new"), any_of("user", "bdm", "broker_new")),
    ("broker_create", "user_id"): mostly(
        any_of("user", "broker_new", *_SPARE_USERS), any_of("user", "broker", "bdm_new")
    ),
    ("broker_update", "user_id"): mostly(
        any_of("user", "broker_new", *_SPARE_USERS), any_of("user", "broker")
    ),
    ("borrower_create", "user_id"): mostly(
        any_of("user", "borrower_new"), any_of("user", "borrower", "bdm_new")
    ),
    ("borrower_update", "user_id"): mostly(
        any_of("user", "borrower_new"), any_of("user", "borrower_stranger")
    ),
}
# (operation, field) -> the row of the world that may have this field: kinds never change.
HOLDERS: dict[Place, dict[str, str]] = {
    **{
        ("borrower_update", name): {"borrower_id": row(f"borrower/{holder}")}
        for kind, holder in (("company", "company"), ("trust", "trust"))
        for name in OF_KIND[kind]
    },
    **{
        ("guarantor_update", name): {"guarantor_id": row("guarantor/spare")}
        for name in ("company_name", "acn", "abn")
    },
}
