"""Documents, what is put up for signature, who signs, and notes."""

from collections.abc import Mapping
from typing import Any

from hooks import auth, clock, files
from hooks.aims.base import DROP, KEEP, Aim, BodyAim, Drawn, Place, any_of, by_caller, mostly

_DAY = 24 * 3600
_SHARED = "admin bdm broker borrower"
_PUT_UP = "pending sequential completed declined cancelled expired"
_KEPT = any_of("document", "pending", "completed", "sequential")
# What each role may choose, first what fewer read; what is written about a row that all see stays visible.
_AUDIENCES: Mapping[str, tuple[str, ...]] = {
    "admin": ("internal", "shared", "broker"),
    "bdm": ("internal", "shared", "broker"),
    "broker": ("broker", "shared"),
    "borrower": ("shared", "shared"),
}
_OWN_ONLY = ("private",)
# Documents that are PDFs, free to be put up for signature.
_SIGNABLE = mostly(any_of("document", "signable", "of_borrower"), any_of("document", "pending", "admin"), 10)
# Applications that have what each template asks for.
_TEMPLATES_OF: Mapping[str, tuple[str, ...]] = {
    "settled": ("application_form", "indicative_letter", "loan_contract", "repayment_schedule"),
    "settlement_conditions": ("guarantee_deed", "formal_approval_letter", "loan_contract"),
    "discharged": ("discharge_letter", "indicative_letter", "guarantee_deed", "repayment_schedule"),
}
# Signers whose turn it is, and others, with the request that they belong to.
_TURN = ("pending_first", "sequential_turn", "pending_second", "pending_internal_only", "pending_third")
_NO_TURN = ("sequential_later", "sequential_signed", "completed_first", "expired_first", "cancelled_first")


def _one_owner(drawn: Drawn) -> dict[str, Any]:
    """Name the application or the borrower, never both: the one that the case is about, else by lot."""
    names = ("application_id", "borrower_id")
    named = drawn.about if drawn.about in names else names[drawn.lot // 2 % 2]
    other = names[1 - names.index(named)]
    if drawn.about == named and drawn.body.get(named) is None:
        named, other = other, named
    given = {} if drawn.body.get(named) is not None else {named: _OWNERS[named](0, drawn.caller)}
    unnamed = KEEP if other == drawn.about or other not in drawn.body else DROP
    return {**given, other: unnamed}


def _audience(drawn: Drawn, more: tuple[str, ...] = ()) -> dict[str, Any]:
    if "audience" not in drawn.body or drawn.about == "audience":
        return {}
    choices = (*_AUDIENCES.get(drawn.caller, ("shared", "shared")), *more)
    return {"audience": choices[drawn.lot % len(choices)]}


def _document_create(drawn: Drawn) -> dict[str, Any]:
    return {**_one_owner(drawn), **_audience(drawn, _OWN_ONLY)}


def _generated_document_create(drawn: Drawn) -> dict[str, Any]:
    known = next((names for row, names in _TEMPLATES.items() if row == drawn.path.get("application_id")), ())
    fitting = known and drawn.body.get("template") not in known and drawn.about != "template"
    return {**({"template": known[drawn.lot % len(known)]} if fitting else {}), **_audience(drawn)}


def _signature_request_create(drawn: Drawn) -> dict[str, Any]:
    """Ask people whose addresses differ, until a day that the clock has before it."""
    fields: dict[str, Any] = {}
    if drawn.about != "expires_at":
        fields["expires_at"] = clock.placeholder(_DAY * (1, 30, 89)[drawn.lot % 3])
    signers = drawn.body.get("signers")
    if drawn.about != "signers" and isinstance(signers, list):
        fields["signers"] = [
            {**each, "email": f"signer{number}@example.org"} if number else each
            for number, each in enumerate(signers)
        ]
    return fields


def _signing_sign(drawn: Drawn) -> dict[str, Any]:
    found = auth.PLACEHOLDER.fullmatch(drawn.path.get("token", ""))
    if found is None or drawn.about == "document_sha256" or drawn.lot % 12 == 11:
        return {}
    request = found.group(2).rpartition("_")[0]
    return {"document_sha256": files.of_world(files.PDF, request, 1).sha256}


def _signer(*names: str) -> Aim:
    return lambda lot, caller: auth.placeholder("signing", names[lot % len(names)])


def _file(lot: int, caller: str) -> files.File:
    """A real file of any type that may be uploaded."""
    kinds = tuple(files.MAKERS)
    return files.sample(kinds[lot % len(kinds)], f"aimed-{lot}")


_TOKEN = mostly(_signer(*_TURN), _signer(*_NO_TURN), 12)
_APPLICATIONS = any_of("application", "inquiry", "sent_to_lender", "settled", "app_submitted")
_OWNERS: dict[str, Aim] = {
    "application_id": _APPLICATIONS,
    "borrower_id": any_of("borrower", "borrower"),
}
_TEMPLATES = {any_of("application", name)(0, ""): templates for name, templates in _TEMPLATES_OF.items()}
PATH: dict[Place, Aim] = {
    ("*", "document_id"): by_caller(
        "document",
        f"{_SHARED} of_borrower",
        admin=f"{_SHARED} internal for_brokers of_company colleague stranger private_admin {_PUT_UP}",
        bdm=f"{_SHARED} internal for_brokers of_company colleague private_bdm {_PUT_UP}",
        broker=f"{_SHARED} for_brokers of_company private_broker {_PUT_UP}",
        borrower=f"{_SHARED} of_borrower private_borrower {_PUT_UP}",
    ),
    ("document_update", "document_id"): mostly(
        by_caller("document", f"{_SHARED} of_borrower", broker="broker admin bdm borrower of_borrower"),
        _KEPT,
        12,
    ),
    ("document_delete", "document_id"): mostly(
        by_caller(
            "document",
            "admin",
            admin="admin bdm broker borrower internal of_borrower private_admin signable",
            bdm="bdm internal private_bdm",
            broker="broker of_borrower private_broker",
            borrower="borrower private_borrower",
        ),
        _KEPT,
        12,
    ),
    ("document_version_create", "document_id"): mostly(
        by_caller("document", _SHARED, borrower="borrower private_borrower"), _KEPT, 12
    ),
    ("document_version_download", "document_id"): any_of("document", "admin", "signable", "completed"),
    ("document_version_download", "number"): lambda lot, caller: (1, 2, 1, 2, 3)[lot % 5],
    ("generated_document_create", "application_id"): any_of("application", *_TEMPLATES_OF),
    ("signature_request_create", "document_id"): _SIGNABLE,
    ("*", "signature_request_id"): by_caller(
        "signature_request", _PUT_UP, admin=f"{_PUT_UP} pending_stranger"
    ),
    ("signature_request_cancel", "signature_request_id"): mostly(
        any_of("signature_request", "pending", "sequential", "pending_internal"),
        any_of("signature_request", "completed", "expired", "declined"),
        12,
    ),
    ("*", "token"): _TOKEN,
    ("*", "note_id"): by_caller(
        "note",
        _SHARED,
        admin=f"{_SHARED} internal for_brokers private_admin stranger",
        bdm=f"{_SHARED} internal for_brokers private_bdm colleague",
        broker=f"{_SHARED} for_brokers private_broker of_company",
        borrower=f"{_SHARED} private_borrower of_borrower",
    ),
    ("note_update", "note_id"): by_caller(
        "note",
        "admin",
        admin="admin of_company private_admin",
        bdm="bdm internal private_bdm",
        broker="broker for_brokers private_broker",
        borrower="borrower private_borrower",
    ),
    ("note_delete", "note_id"): by_caller(
        "note",
        "admin",
        admin="admin bdm broker borrower internal private_admin",
        bdm="bdm internal private_bdm",
        broker="broker for_brokers private_broker",
        borrower="borrower private_borrower",
    ),
}
FIELDS: dict[Place, Aim] = {
    **{
        (operation, name): aim
        for operation in ("document_create", "note_create")
        for name, aim in _OWNERS.items()
    },
    ("*", "author_id"): any_of("user", "admin", "bdm", "broker", "borrower"),
}
# Parts of a form that are files.
FILES: dict[str, Aim] = {"file": _file}
BODIES: dict[str, BodyAim] = {
    "document_create": _document_create,
    "document_update": _audience,
    "generated_document_create": _generated_document_create,
    "signature_request_create": _signature_request_create,
    "signing_sign": _signing_sign,
    "note_create": _document_create,
    "note_update": _audience,
}
