"""The rows of the world as far as access depends on them: who owns what, in which branch, linked to what.

Written from the description of the world, not from the server: see ARCHITECTURE.md, "The fuzzer's world".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from contract_tests.model.stage_graph import STAGES
from hooks.names import ACTORS, identifier


@dataclass(frozen=True, slots=True)
class Row:
    """What one row is linked to, by the names of other rows; empty where there is nothing.

    Args:
        user: actor who signs in as this person.
        broker: owner of a borrower, or broker of an application.
        borrower: whom a guarantor guarantees.
        schedule: of an instalment.
        definition: rule by which a fee was charged.
        document: that a signature request or a notification is about.
        audience: who may read what was written or uploaded.
        author: user who wrote, uploaded or saved it.
        reader: user who is told so.
        signers: users who are asked to sign.
        role: letter of a user's role.
        is_active: an inactive broker sees nothing; what an inactive schedule holds is not listed; an inactive
            user cannot sign in.
    """

    branch: str = ""
    user: str = ""
    broker: str = ""
    bdm: str = ""
    borrower: str = ""
    application: str = ""
    schedule: str = ""
    definition: str = ""
    document: str = ""
    audience: str = ""
    author: str = ""
    reader: str = ""
    signers: tuple[str, ...] = ()
    borrowers: tuple[str, ...] = ()
    guarantors: tuple[str, ...] = ()
    role: str = ""
    is_active: bool = True


World = Mapping[str, Row]

# Letters of roles, by how the name of a user begins.
_ROLES = {
    "admin": "A",
    "bdm": "M",
    "broker": "K",
    "borrower": "B",
    **dict.fromkeys(("deactivated", "target", "resetting"), "K"),
}
_STAGED = Row(
    broker="broker/broker",
    bdm="bdm/bdm",
    borrowers=("borrower/borrower", "borrower/company"),
    guarantors=("guarantor/guarantor",),
)
# Applications with money, by the kind and name of what is theirs; of entries and instalments, how many.
_FEES = {
    "pending": ("app_submitted", "fixed"),
    "to_deduct": ("settlement_conditions", "percentage"),
    "paid": ("commitment_fee_paid", ""),
    "offered": ("iloo_signed", ""),
    "waived": ("formal_approval", "tiered"),
    "refunded": ("valuation_ordered", "fixed"),
    "deducted": ("settled", "percentage"),
    "stranger": ("stranger", "fixed"),
    "colleague": ("colleague", "fixed"),
}
# Versions of funding tables and schedules: of one application the last one counts.
_VERSIONS = {
    "sent_to_lender": "sent_to_lender",
    "valuation_received": "valuation_received",
    "settlement_conditions_first": "settlement_conditions",
    "settlement_conditions_before": "settlement_conditions",
    "settlement_conditions": "settlement_conditions",
    "settled_before": "settled",
    "settled": "settled",
    "discharged": "discharged",
    "stranger": "stranger",
}
_PAYMENTS = {"settled": "settled", "reversed": "settled", "discharged": "discharged"}
_INSTALMENTS = 12
_ENTRIES = {
    "app_submitted": 1,
    "settlement_conditions": 1,
    "commitment_fee_paid": 2,
    "iloo_signed": 2,
    "formal_approval": 2,
    "valuation_ordered": 3,
    "settled": 5,
    "discharged": 2,
    "stranger": 1,
    "colleague": 1,
}
# What was uploaded or written: its owner, who did, and who may read it.
_INQUIRY, _APPROVED, _STRANGER = "application/inquiry", "application/formal_approval", "application/stranger"
_WRITTEN = {
    "admin": (_INQUIRY, "admin", "shared"),
    "bdm": (_INQUIRY, "bdm", "shared"),
    "broker": (_INQUIRY, "broker", "shared"),
    "borrower": (_INQUIRY, "borrower", "shared"),
    "private_admin": (_INQUIRY, "admin", "private"),
    "private_bdm": (_INQUIRY, "bdm", "private"),
    "private_broker": (_INQUIRY, "broker", "private"),
    "private_borrower": (_INQUIRY, "borrower", "private"),
    "internal": (_INQUIRY, "bdm", "internal"),
    "for_brokers": (_INQUIRY, "broker", "broker"),
    "of_borrower": ("borrower/borrower", "broker", "shared"),
    "of_company": ("borrower/company", "admin", "broker"),
    "of_stranger": ("borrower/borrower_stranger", "broker_stranger", "shared"),
    "colleague": ("application/colleague", "admin", "shared"),
    "stranger_internal": (_STRANGER, "bdm_stranger", "internal"),
}
_DOCUMENTS = {
    **_WRITTEN,
    "stranger": (_STRANGER, "broker_stranger", "shared"),
    "stranger_private": (_STRANGER, "borrower_stranger", "private"),
    **dict.fromkeys(
        ("signable", "pending", "sequential", "completed", "declined", "cancelled", "expired"),
        (_APPROVED, "admin", "shared"),
    ),
    "pending_internal": (_APPROVED, "bdm", "internal"),
    "pending_stranger": (_STRANGER, "bdm_stranger", "shared"),
}
_REQUESTS = {
    **dict.fromkeys(("pending", "completed", "declined", "expired"), "admin"),
    **dict.fromkeys(("sequential", "cancelled", "pending_internal"), "bdm"),
    "pending_stranger": "bdm_stranger",
}
_SIGNERS = {"pending": ("borrower",), "sequential": ("broker",), "declined": ("borrower",)}
_NOTES = {
    **_WRITTEN,
    "stranger": (_STRANGER, "borrower_stranger", "shared"),
    "stranger_private": (_STRANGER, "broker_stranger", "private"),
}

# Reports that somebody has saved.
_DEFINITIONS = {
    **{owner: owner for owner in ("admin", "bdm", "broker", "bdm_stranger", "broker_stranger")},
    "second_bdm": "bdm",
    "second_broker": "broker",
}
# What people were told: by how a notification is called, the application, and the document that it is about.
_TOLD = {
    "assigned": (_INQUIRY, ""),
    "moved": ("application/sent_to_lender", ""),
    "uploaded": ("", "document/of_borrower"),
    "asked": (_APPROVED, "document/pending"),
    "signed": (_APPROVED, "document/completed"),
    "fee": ("application/app_submitted", ""),
    "upcoming": ("application/settled", ""),
    "overdue": ("application/settled", ""),
    "note": (_INQUIRY, ""),
    "system": ("", ""),
}
_TOLD_STRANGERS = {
    "assigned": (_STRANGER, ""),
    "uploaded": (_STRANGER, "document/stranger"),
    "system": ("", ""),
}
# What nobody is shown any more: its application is out of sight, or deleted.
_HIDDEN = {
    **dict.fromkeys(("admin", "admin_stranger"), "application/deleted"),
    **dict.fromkeys(("bdm", "broker"), _STRANGER),
    "borrower": "application/colleague",
    **dict.fromkeys(("bdm_stranger", "broker_stranger", "borrower_stranger"), _INQUIRY),
}


def _told(reader: str) -> dict[str, tuple[str, str]]:
    known = _TOLD_STRANGERS if reader.endswith("_stranger") else _TOLD
    return {**known, "hidden": (_HIDDEN[reader], "")}


def _written(owner: str, author: str, audience: str) -> Row:
    link = {owner.partition("/")[0]: owner}
    return Row(**link, author=author, audience=audience)  # type: ignore[arg-type]


_ROWS: dict[str, Row] = {
    **{
        f"user/{actor}": Row(role=_ROLES[actor.partition("_")[0]], is_active=actor != "deactivated")
        for actor in ACTORS
    },
    "branch/home": Row(),
    "branch/away": Row(),
    "branch/empty": Row(),
    "bdm/bdm": Row(branch="branch/home", user="bdm"),
    "bdm/bdm_stranger": Row(branch="branch/away", user="bdm_stranger"),
    "bdm/spare": Row(branch="branch/home", user="bdm_spare"),
    "broker/broker": Row(branch="branch/home", user="broker", bdm="bdm/bdm"),
    "broker/broker_stranger": Row(branch="branch/away", user="broker_stranger", bdm="bdm/bdm_stranger"),
    "broker/colleague": Row(branch="branch/home"),
    "broker/spare": Row(branch="branch/home"),
    "borrower/borrower": Row(broker="broker/broker", user="borrower"),
    "borrower/borrower_stranger": Row(broker="broker/broker_stranger", user="borrower_stranger"),
    "borrower/company": Row(broker="broker/broker"),
    "borrower/trust": Row(broker="broker/broker"),
    "borrower/spare": Row(broker="broker/broker"),
    "borrower/colleague": Row(broker="broker/colleague"),
    "guarantor/guarantor": Row(borrower="borrower/company"),
    "guarantor/stranger": Row(borrower="borrower/borrower_stranger"),
    "guarantor/spare": Row(borrower="borrower/trust"),
    **{f"application/{stage}": _STAGED for stage in STAGES},
    "application/bare": Row(broker="broker/broker"),
    "application/unready": Row(broker="broker/broker"),
    "application/colleague": Row(broker="broker/colleague", borrowers=("borrower/colleague",)),
    "application/worked": Row(broker="broker/colleague", borrowers=("borrower/colleague",)),
    "application/stranger": Row(broker="broker/broker_stranger", borrowers=("borrower/borrower_stranger",)),
    **{
        f"security_property/{name}": Row(application=f"application/{name}")
        for name in (*STAGES, "colleague", "stranger", "worked")
    },
    **{f"fee_definition/{name}": Row() for name in ("fixed", "percentage", "tiered", "inactive")},
    **{
        f"fee/{name}": Row(
            application=f"application/{where}", definition=f"fee_definition/{rule}" if rule else ""
        )
        for name, (where, rule) in _FEES.items()
    },
    **{f"funding_table/{name}": Row(application=f"application/{of}") for name, of in _VERSIONS.items()},
    **{
        f"repayment_schedule/{name}": Row(application=f"application/{of}", is_active=name == of)
        for name, of in _VERSIONS.items()
    },
    **{
        f"repayment/{name}/{number}": Row(
            application=f"application/{of}", schedule=f"repayment_schedule/{name}"
        )
        for name, of in _VERSIONS.items()
        for number in range(1, _INSTALMENTS + 1)
    },
    **{f"payment/{name}": Row(application=f"application/{where}") for name, where in _PAYMENTS.items()},
    **{
        f"ledger_entry/{name}/{number}": Row(application=f"application/{name}")
        for name, last in _ENTRIES.items()
        for number in range(1, last + 1)
    },
    "ledger_entry/unassigned/1": Row(),
    **{f"document/{name}": _written(*of) for name, of in _DOCUMENTS.items()},
    **{
        f"signature_request/{name}": Row(
            document=f"document/{name}", author=by, signers=_SIGNERS.get(name, ())
        )
        for name, by in _REQUESTS.items()
    },
    **{f"note/{name}": _written(*of) for name, of in _NOTES.items()},
    **{f"report_definition/{name}": Row(author=owner) for name, owner in _DEFINITIONS.items()},
    **{
        f"notification/{reader}_{name}": Row(reader=reader, application=application, document=document)
        for reader in _HIDDEN
        for name, (application, document) in _told(reader).items()
    },
}
WORLD: World = MappingProxyType(_ROWS)


def told_in_vain() -> dict[str, str]:
    """Return what the notifications say that nobody is shown, by their ids."""
    return {
        row_id(f"notification/{reader}_hidden"): f"Tidings for-{reader.replace('_', '-')}-hidden"
        for reader in _HIDDEN
    }


def kind_of(name: str) -> str:
    """Return the row type of a row's name."""
    return name.partition("/")[0]


def rows(world: World, kind: str) -> list[str]:
    """Return the names of all rows of one type."""
    if world is WORLD:
        return [*_by_kind().get(kind, ())]
    return [name for name in world if kind_of(name) == kind]


@cache
def _by_kind() -> dict[str, list[str]]:
    """Return the names of the rows of WORLD, which never changes, by their types."""
    found: dict[str, list[str]] = {}
    for name in WORLD:
        found.setdefault(kind_of(name), []).append(name)
    return found


def row_id(name: str) -> str:
    """Return the id of a row of the world."""
    return str(identifier(name))


@cache
def names() -> dict[str, str]:
    """Return the name of each row of the world, by its id."""
    return {row_id(name): name for name in WORLD}


def application_of(identity: str) -> str:
    """Return the id of the application that a row belongs to, by the row's id; empty when it has none."""
    name = names().get(identity, "")
    application = name if kind_of(name) == "application" else WORLD[name].application if name else ""
    return row_id(application) if application else ""


def below(application: str, kind: str) -> list[str]:
    """Return the ids of the rows of one type that belong to an application, by its id."""
    return [
        row_id(name) for name in rows(WORLD, kind) if row_id(WORLD[name].application or "-") == application
    ]


def changed(world: World, name: str, **links: Any) -> World:
    """Return the world with other links of one row."""
    return MappingProxyType({**world, name: replace(world[name], **links)})


def without(world: World, *names: str) -> World:
    """Return the world without some rows."""
    return MappingProxyType({name: row for name, row in world.items() if name not in names})
