"""Moves about signatures: people are asked, look, sign, refuse, are asked no more, or let the time pass."""

from dataclasses import dataclass
from typing import Any, Literal

from contract_tests.actors import NOBODY, Actor
from contract_tests.enumeration.valid import ask
from contract_tests.model import registrar, signing
from contract_tests.model.documents import Document, Request
from contract_tests.model.loan_book import Verdict
from contract_tests.workloads import paper_looks, tally
from contract_tests.workloads.moves import papers
from contract_tests.workloads.moves.papers import known
from contract_tests.workloads.moves.sending import send
from contract_tests.workloads.walking import Pointless, Walk
from hooks import clock

ASKING = "people_are_asked_to_sign_what_can_be_signed"
SIGNATURE = "only_a_live_token_signs_once_in_its_turn_what_it_has_seen"
REFUSAL = "who_declines_ends_it_for_everybody"
CANCELLATION = "only_what_is_pending_is_cancelled"
SEEN = "signer_is_shown_the_bytes_to_sign"
HOUR = 60 * 60
DAY = 24 * HOUR
LATEST = registrar.EXPIRES_MOST
NO_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class AskToSign:
    """Ask people to sign the current version of a document.

    Args:
        request: how the scenario calls it.
        signers: how many.
        seconds: after which it expires.
        twice: whether one of them is named twice.
    """

    actor: Actor
    document: str
    request: str
    signers: int = 1
    sequential: bool = False
    seconds: int = HOUR
    twice: bool = False

    def play(self, walk: Walk) -> None:
        """Ask them."""
        document = known(walk, self.document)
        emails = [f"signer-{number}@walk.example" for number in range(self.signers)]
        if self.twice:
            emails[-1] = emails[0].upper()
        verdict = registrar.ask_to_sign(
            walk.book,
            self.actor,
            self.document,
            self.request,
            [each.lower() for each in emails],
            self.seconds,
            sequential=self.sequential,
        )
        body = {
            "signers": [
                {"name": f"Signer {number}", "email": email, "role": "borrower"}
                for number, email in enumerate(emails)
            ],
            "expires_at": clock.placeholder(self.seconds),
            "sequential": self.sequential,
        }
        step = ask("signature_request_create", self.actor, body, document_id=walk.id_of(self.document))
        values = {"/status": "pending", "/document_version": len(document.versions)}
        entry, changed = send(walk, step, ASKING, verdict, invited=self.signers, values=values)
        if verdict.is_accepted:
            walk.made[self.request] = entry.document["id"]
            for number, signer in enumerate(entry.document["signers"]):
                walk.made[f"token/{self.request}/{number}"] = signer["token"]
        _afterwards(walk, self.document, verdict, changed, "ask to sign", self.request)


@dataclass(frozen=True, slots=True)
class _OfRequest:
    """Do something about a signature request."""

    document: str
    request: str

    def _met(self, walk: Walk) -> tuple[Document, Request]:
        document = known(walk, self.document)
        if self.request not in document.requests:
            raise Pointless(self.request)
        return document, document.requests[self.request]

    def _token(self, walk: Walk, request: Request, signer: int) -> str:
        tokens = paper_looks.tokens_of(request, self.request)
        if signer >= len(tokens) or tokens[signer] not in walk.made:
            raise Pointless(self.request)
        return walk.made[tokens[signer]]


@dataclass(frozen=True, slots=True)
class Cancel(_OfRequest):
    """Take a request back."""

    actor: Actor

    def play(self, walk: Walk) -> None:
        """Take it back."""
        self._met(walk)
        verdict = registrar.cancel(walk.book, self.actor, self.document, self.request)
        which = walk.id_of(self.request)
        step = ask("signature_request_cancel", self.actor, signature_request_id=which)
        _, changed = send(walk, step, CANCELLATION, verdict, values={"/status": "cancelled"})
        _afterwards(walk, self.document, verdict, changed, "cancel", self.request)


@dataclass(frozen=True, slots=True)
class Open(_OfRequest):
    """Look at what is to be signed, and at its bytes."""

    signer: int = 0

    def play(self, walk: Walk) -> None:
        """Look."""
        document, request = self._met(walk)
        token = self._token(walk, request, self.signer)
        paper_looks.opened(walk, self.document, self.request, self.signer)
        verdict = signing.open_(request, walk.book.now)
        told: dict[str, Any] = {"status": [verdict.status]}
        if verdict.is_accepted:
            told["file_is"] = paper_looks.file_of(document.versions[request.version - 1])
        else:
            told["codes_in"] = sorted(verdict.codes)
        walk.send(ask("signing_document", NOBODY, token=token).must(SEEN, **told))


@dataclass(frozen=True, slots=True)
class SignPaper(_OfRequest):
    """Sign by a token.

    Args:
        seen: the hash of the version to sign, of another version, or of nothing.
    """

    signer: int = 0
    seen: Literal["right", "newest", "none"] = "right"

    def play(self, walk: Walk) -> None:
        """Sign."""
        document, request = self._met(walk)
        token = self._token(walk, request, self.signer)
        asked = document.versions[request.version - 1].sha256
        hashes = {"right": asked, "newest": document.versions[0].sha256, "none": NO_HASH}
        sha256 = hashes[self.seen]
        verdict = signing.sign(document, request, self.signer, right=sha256 == asked, now=walk.book.now)
        body = {"full_name": "Signed By Token", "consent": True, "document_sha256": sha256}
        values = {
            "/status": "signed",
            "/request_status": request.status(walk.book.now),
            "/order": self.signer + 1,
            "/document_sha256": asked,
        }
        step = ask("signing_sign", NOBODY, body, token=token)
        _, changed = send(walk, step, SIGNATURE, verdict, values=values)
        _afterwards(walk, self.document, verdict, changed, "sign", self.request)


@dataclass(frozen=True, slots=True)
class Decline(_OfRequest):
    """Refuse to sign."""

    signer: int = 0

    def play(self, walk: Walk) -> None:
        """Refuse."""
        _, request = self._met(walk)
        token = self._token(walk, request, self.signer)
        verdict = signing.decline(request, self.signer, walk.book.now)
        values = {"/status": "declined", "/request_status": request.status(walk.book.now)}
        step = ask("signing_decline", NOBODY, {"reason": "Not what was agreed"}, token=token)
        _, changed = send(walk, step, REFUSAL, verdict, values=values)
        _afterwards(walk, self.document, verdict, changed, "decline", self.request)


@dataclass(frozen=True, slots=True)
class Wait:
    """Let time pass."""

    seconds: int

    def play(self, walk: Walk) -> None:
        """Let it pass."""
        walk.book.now += self.seconds


def _afterwards(walk: Walk, name: str, verdict: Verdict, changed: bool, word: str, request: str) -> None:
    """Look at the document and its request: as the model has them, or as they were before a refusal."""
    asked = walk.book.document(name).requests.get(request)
    if walk.counted:
        tally.paper_moved(word, verdict)
        if asked is not None and asked.status(walk.book.now) != "pending":
            tally.request_ended(asked.status(walk.book.now))
    papers.look(walk, name, verdict, changed)
    if (verdict.is_accepted or changed) and asked is not None:
        check = paper_looks.REQUEST if verdict.is_accepted else papers.NOTHING
        paper_looks.look_at_request(walk, name, request, check)
