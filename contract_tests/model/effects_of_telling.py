"""Whom an accepted write tells, and what reading changes. Source: domain.md, section 9."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contract_tests.model import access, telling
from contract_tests.model.access_world import WORLD, Row, World, changed, kind_of, names, row_id, without
from contract_tests.model.effect import BOOKKEEPING, Effect
from contract_tests.model.effects_of_documents import LAST_TOKENS
from contract_tests.model.signers import request_of
from contract_tests.model.telling import Notice, Paper

NEW = "new"  # how what a write has just made is called
_READING = ("is_read", "read_at", *BOOKKEEPING)


def with_telling(
    known: Effect,
    operation: str,
    fields: Mapping[str, Any],
    path: Mapping[str, str],
    caller: str,
    people: Mapping[str, str],
) -> Effect:
    """Return an effect with whom it tells, and with who sees what afterwards.

    Args:
        caller: id of the user who calls; empty for nobody.
        people: id of each user of the world, by e-mail address.
    """
    after = _after(operation, fields, path, _name(caller))
    return replace(known, tells=_told(operation, fields, path, _name(caller), people, after), after=after)


def on_reading(
    operation: str, fields: Mapping[str, Any], path: Mapping[str, str], caller: str
) -> Effect | None:
    """Return the effect of marking notifications; None when it is another write."""
    match operation:
        case "notification_update":
            marks = {path["notification_id"]: fields["is_read"]} if "is_read" in fields else {}
        case "notification_mark_read":
            reader = telling.person(WORLD, _name(caller))
            own = access.ids(access.visible(reader, "notification"))
            marks = dict.fromkeys(fields.get("ids") or own, True)
        case _:
            return None
    return Effect(
        dict.fromkeys(marks, _READING),
        becomes={name: {"is_read": read} for name, read in marks.items()},
        marks=marks,
    )


def _name(identity: str) -> str:
    """Return the name of a user; empty for nobody."""
    return names()[identity].partition("/")[2] if identity else ""


def _row(fields: Mapping[str, Any], field: str) -> str:
    return names()[fields[field]] if fields.get(field) else ""


def _after(operation: str, fields: Mapping[str, Any], path: Mapping[str, str], caller: str) -> World:
    """Return who stands on which application afterwards, and works on it."""
    if operation == "application_create":
        return {**WORLD, f"application/{NEW}": _begun(fields, caller)}
    application = names().get(path.get("application_id", ""), "")
    if not application:
        return WORLD
    row = WORLD[application]
    match operation:
        case "application_update":
            broker = _row(fields, "broker_id") or row.broker
            bdm = _row(fields, "bdm_id") if "bdm_id" in fields else row.bdm
            stays = bdm and WORLD[bdm].branch == WORLD[broker].branch
            return changed(WORLD, application, broker=broker, bdm=bdm if stays else "")
        case "application_borrower_link":
            return changed(WORLD, application, borrowers=(*row.borrowers, _row(fields, "borrower_id")))
        case "application_borrower_unlink":
            left = tuple(one for one in row.borrowers if row_id(one) != path["borrower_id"])
            return changed(WORLD, application, borrowers=left)
        case "application_delete":
            return without(WORLD, application)
    return WORLD


def _begun(fields: Mapping[str, Any], caller: str) -> Row:
    own = (name for name, row in WORLD.items() if kind_of(name) == "broker" and row.user == caller)
    broker = _row(fields, "broker_id") or next(own)
    return Row(broker=broker, bdm=_row(fields, "bdm_id") if "bdm_id" in fields else WORLD[broker].bdm)


def _told(
    operation: str,
    fields: Mapping[str, Any],
    path: Mapping[str, str],
    caller: str,
    people: Mapping[str, str],
    after: World,
) -> Sequence[Notice]:
    application = names().get(path.get("application_id", ""), "")
    document = names().get(path.get("document_id", ""), "")
    match operation:
        case "application_create":
            return [telling.created(after, f"application/{NEW}", caller)]
        case "application_update":
            return [telling.handed_over(WORLD, after, application, caller)]
        case "application_transition":
            return [telling.moved(WORLD, application, caller)]
        case "document_create":
            owner = _row(fields, "application_id") or _row(fields, "borrower_id")
            new = Paper(f"document/{NEW}", owner, fields["audience"], caller)
            return [telling.uploaded(WORLD, new, caller)]
        case "document_version_create":
            return [telling.uploaded(WORLD, telling.paper(WORLD, document), caller)]
        case "signature_request_create":
            asked = [people[each["email"]] for each in fields["signers"] if each["email"] in people]
            signers = [_name(each) for each in asked]
            return [telling.asked_to_sign(WORLD, telling.paper(WORLD, document), caller, signers)]
        case "signing_sign" if path["token"] in LAST_TOKENS:
            request = WORLD[request_of(path["token"])]
            return [telling.all_signed(WORLD, telling.paper(WORLD, request.document), request.author)]
    return ()
