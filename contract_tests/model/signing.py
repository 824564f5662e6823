"""What somebody who signs must be answered, known by a token and nothing else, and what it leaves.

Source: domain.md, section 8; laws DOC6 to DOC9.
"""

from contract_tests.model.documents import Document, Request
from contract_tests.model.loan_book import Verdict
from contract_tests.model.registrar import no

NOT_FOUND = no(404, "signing_not_found")


def open_(request: Request, now: int) -> Verdict:
    """Return the answer to a look at what is to be signed: a token is dead once its request has ended."""
    return Verdict(200) if request.status(now) == "pending" else NOT_FOUND


def sign(document: Document, request: Request, signer: int, *, right: bool, now: int) -> Verdict:
    """Return the answer to a signature; the last one completes the request.

    Args:
        signer: from 0.
        right: whether the hash in the body is that of the version.
    """
    refused = _may_act(request, signer, now, right=right)
    if refused is not None:
        return refused
    request.signers[signer] = "signed"
    if all(state == "signed" for state in request.signers):
        request.ended = "completed"
        document.add("signed")
    return Verdict(200)


def decline(request: Request, signer: int, now: int) -> Verdict:
    """Return the answer to somebody who refuses to sign: that ends it for everybody."""
    refused = _may_act(request, signer, now)
    if refused is not None:
        return refused
    request.signers[signer] = "declined"
    request.ended = "declined"
    return Verdict(200)


def _may_act(request: Request, signer: int, now: int, *, right: bool = True) -> Verdict | None:
    if request.status(now) != "pending":
        return NOT_FOUND
    reasons = {
        "already_acted": request.signers[signer] != "pending",
        "not_your_turn": not request.is_turn_of(signer),
        "hash_mismatch": not right,
    }
    broken = [code for code, holds in reasons.items() if holds]
    return no(409, *broken) if broken else None
