"""What an accepted write to documents, requests and notes changes. Source: domain.md, sections 8 and 9."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contract_tests.model.access_world import WORLD, names, row_id, rows
from contract_tests.model.effect import ANSWERED, BOOKKEEPING, EVENTS, NEXT, Effect, Growth
from contract_tests.model.signers import request_of

_DOWNLOADS = frozenset({"document_download"})
# Moves that end an application early, for which nobody signs any more.
_ENDING = ("declined", "withdrawn")
# Requests of the world that somebody can still sign.
PENDING = ("pending", "sequential", "pending_internal", "pending_stranger")
# Tokens whose signature completes a request: it waits for nobody else.
LAST_TOKENS = ("{{signing:pending_internal_only}}", "{{signing:pending_stranger_only}}")


def on_documents(operation: str, fields: Mapping[str, Any], path: Mapping[str, str]) -> Effect | None:
    """Return the effect of a write; None when it is about something else."""
    found = _of_document(operation, fields, path)
    if found is None:
        return None
    # What has happened is told, and what may happen next may be something else.
    return replace(found, grows={EVENTS: Growth()}, follows=found.follows | {NEXT})


def _of_document(operation: str, fields: Mapping[str, Any], path: Mapping[str, str]) -> Effect | None:
    match operation:
        case "document_create" | "generated_document_create" | "note_create":
            return Effect(creates=True)
        case "document_update" | "note_update":
            return Effect({ANSWERED: [*fields, *BOOKKEEPING]})
        case "document_delete":
            return Effect(deleted=path["document_id"])
        case "note_delete":
            return Effect(deleted=path["note_id"])
        case "document_version_create":
            changed = ["current_version", "versions", *BOOKKEEPING]
            return Effect({ANSWERED: changed}, follows=_DOWNLOADS)
        case "signature_request_create":
            document = path["document_id"]
            return Effect(
                {document: ["signature_status", *BOOKKEEPING]},
                becomes={document: {"signature_status": "pending"}},
                creates=True,
            )
        case "signature_request_cancel":
            return _over(path["signature_request_id"], "cancelled", ["status"])
        case "signing_sign":
            request = row_id(request_of(path["token"]))
            if path["token"] in LAST_TOKENS:
                return _signed(request, path["token"])
            return Effect({request: ["signers", *BOOKKEEPING], "self": ["status", "acted_at"]})
        case "signing_decline":
            return _over(row_id(request_of(path["token"])), "declined", ["status", "signers"], path["token"])
    return None


def _over(request: str, status: str, changed: list[str], token: str = "") -> Effect:
    """Return a request that has come to its end, and the document that says so."""
    document = row_id(WORLD[names()[request]].document)
    return Effect(
        {request: [*changed, *BOOKKEEPING], document: ["signature_status", *BOOKKEEPING]},
        becomes={request: {"status": status}, document: {"signature_status": status}},
        dead=token,
    )


def _signed(request: str, token: str) -> Effect:
    """Return a request that the last signature completes, and the document that is locked from then on."""
    over = _over(request, "completed", ["status", "signers"], token)
    document = row_id(WORLD[names()[request]].document)
    changed = ["is_locked", "current_version", "versions", *over.objects[document]]
    locked = {**over.becomes[document], "is_locked": True}
    return replace(
        over,
        objects={**over.objects, document: changed},
        becomes={**over.becomes, document: locked},
        follows=_DOWNLOADS,
    )


def on_application(operation: str, fields: Mapping[str, Any], application: str) -> Effect:
    """Return what a move of an application does to what is to be signed on it."""
    if operation != "application_transition" or fields.get("to") not in _ENDING:
        return Effect()
    pending = [
        name
        for name in rows(WORLD, "signature_request")
        if name.partition("/")[2] in PENDING
        and row_id(WORLD[WORLD[name].document].application) == application
    ]
    cancelled = {row_id(name): ["status", *BOOKKEEPING] for name in pending}
    documents = {row_id(WORLD[name].document): ["signature_status", *BOOKKEEPING] for name in pending}
    return Effect(
        {**cancelled, **documents},
        becomes={
            **{name: {"status": "cancelled"} for name in cancelled},
            **{name: {"signature_status": "cancelled"} for name in documents},
        },
    )
