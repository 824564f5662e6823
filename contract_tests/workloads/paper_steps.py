"""Requests about documents that meet, and looks at what is left of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.actors import ADMIN, NOBODY, Actor
from contract_tests.enumeration.operations import operations
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask, filled
from hooks import clock, files
from hooks.files import File

DAY = 86_400
_WHOLE = {"page_size": 100}


def letter(name: str = "letter") -> File:
    """Return a PDF that can be signed; another name gives other bytes."""
    return File(files.pdf(name), f"{name}.pdf", files.PDF)


# --- documents ------------------------------------------------------------------------------------------
def upload(owner: Mapping[str, str], file: File, actor: Actor = ADMIN, **words: str) -> Step:
    """Return the upload of a document.

    Args:
        owner: `application_id` or `borrower_id`.
    """
    parts = {"type": "other", "audience": "shared", "title": "At once", **owner, **words}
    return ask("document_create", actor).form({**parts, "file": file})


def add_version(document: str, file: File, actor: Actor = ADMIN) -> Step:
    """Return the upload of a further version."""
    return ask("document_version_create", actor, document_id=document).form({"file": file})


def generate(application: str, template: str, actor: Actor = ADMIN) -> Step:
    """Return the generation of a document."""
    body = {"template": template}
    return ask("generated_document_create", actor, body, application_id=application)


# --- signing --------------------------------------------------------------------------------------------
def ask_to_sign(document: str, signers: int = 1, actor: Actor = ADMIN, *, sequential: bool = False) -> Step:
    """Return a signature request that ends in a day."""
    people = [
        {"name": f"Signer {number}", "email": f"signer-{number}@example.com", "role": "borrower"}
        for number in range(1, signers + 1)
    ]
    body = {"signers": people, "expires_at": clock.placeholder(DAY), "sequential": sequential}
    return ask("signature_request_create", actor, body, document_id=document)


def cancel(request: str, actor: Actor = ADMIN) -> Step:
    """Return the withdrawal of a signature request."""
    return ask("signature_request_cancel", actor, signature_request_id=request)


def sign(answer: int, file: File, signer: int = 0) -> Step:
    """Return a signature.

    Args:
        answer: which request of the sequence has brought the token.
        signer: from 0.
    """
    body = {"full_name": f"Signer {signer + 1}", "consent": True, "document_sha256": file.sha256}
    return _by_token("signing_sign", answer, signer).json(body)


def decline(answer: int, signer: int = 0) -> Step:
    """Return a refusal to sign; see `sign`."""
    return _by_token("signing_decline", answer, signer).json({"reason": "At once"})


def open_link(answer: int, signer: int = 0) -> Step:
    """Return a look at what is to be signed; see `sign`."""
    return _by_token("signing_retrieve", answer, signer)


def _by_token(name: str, answer: int, signer: int) -> Step:
    operation, token = operations()[name], f"{{{{answer:{answer}:/signers/{signer}/token}}}}"
    mark = "0" * 43
    path = filled(operation.path, {"token": mark}).replace(mark, token)
    return Step(name, operation.method, path, {"token": token}, headers=NOBODY.headers)


# --- looks ----------------------------------------------------------------------------------------------
def agreeing(
    application: str,
    document: str,
    check: str,
    *,
    versions: Sequence[int],
    states: Sequence[str] = ("none",),
    of: Sequence[File] = (),
) -> list[Step]:
    """Return looks at a document, at the requests to sign it and at the bytes of its versions.

    Args:
        versions: how many there may be.
        states: of its signature, as there may be.
        of: files that its uploaded versions were made of, each once at most.
    """
    one: dict[str, Any] = {"document_id": document}
    paper = {"versions": list(versions), "states": list(states), "of": [file.sha256 for file in of]}
    asked = {"application_id": application, **_WHOLE}
    downloads = [
        ask("document_version_download", ADMIN, number=number, **one).must(
            check, bytes_of={"document": -1 - number, "number": number}
        )
        for number in range(1, max(versions) + 1)
    ]
    return [
        ask("signature_request_list", ADMIN, query=asked).must(check, status=[200]),
        ask("document_retrieve", ADMIN, **one).must(check, status=[200], paper={"requests": -2, **paper}),
        *downloads,
    ]


def gone(document: str, check: str) -> list[Step]:
    """Return looks at a document that is there no more, and at its bytes."""
    one: dict[str, Any] = {"document_id": document}
    return [
        ask("document_retrieve", ADMIN, **one).must(check, status=[404]),
        ask("document_version_download", ADMIN, number=1, **one).must(check, status=[404]),
    ]
