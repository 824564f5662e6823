"""Moves about signatures that people with sockets are told of: one is asked, and everybody has signed."""

from dataclasses import dataclass

from contract_tests.actors import NOBODY, Actor
from contract_tests.enumeration.valid import ask
from contract_tests.model import registrar, signing, telling
from contract_tests.model.documents import Document
from contract_tests.model.telling import Paper
from contract_tests.workloads.moves.papers import known
from contract_tests.workloads.moves.sending import found
from contract_tests.workloads.moves.telling import begin, tell
from contract_tests.workloads.walking import Walk
from hooks import clock
from hooks.names import email

HOUR = 60 * 60


@dataclass(frozen=True, slots=True)
class Summon:
    """Ask one person to sign the current version of a document. Law U6.

    Args:
        request: how the scenario calls it.
        signer: name of a user.
    """

    actor: Actor
    document: str
    request: str
    signer: str = "borrower"

    def play(self, walk: Walk) -> None:
        """Ask."""
        begin(walk)
        document = known(walk, self.document)
        address = email(self.signer)
        verdict = registrar.ask_to_sign(
            walk.book, self.actor, self.document, self.request, [address], HOUR, sequential=False
        )
        about = _paper(self.document, document)
        notice = telling.asked_to_sign(walk.book.world, about, self.actor.name, [self.signer])
        body = {
            "signers": [{"name": "Whoever is asked", "email": address, "role": "borrower"}],
            "expires_at": clock.placeholder(HOUR),
        }
        step = ask("signature_request_create", self.actor, body, document_id=walk.id_of(self.document))
        entry = tell(walk, step, verdict, [notice], "ask to sign")
        if verdict.is_accepted:
            walk.made[self.request] = entry.document["id"]
            walk.made[f"token/{self.request}"] = entry.document["signers"][0]["token"]


@dataclass(frozen=True, slots=True)
class Complete:
    """Sign as the one person who was asked: that completes it. Law U6.

    Args:
        asked_by: name of who did.
    """

    document: str
    request: str
    asked_by: str

    def play(self, walk: Walk) -> None:
        """Sign."""
        begin(walk)
        document = known(walk, self.document)
        found(document.requests, self.request)
        request = document.requests[self.request]
        version = document.versions[request.version - 1]
        verdict = signing.sign(document, request, 0, right=True, now=walk.book.now)
        about = _paper(self.document, document)
        notice = telling.all_signed(walk.book.world, about, self.asked_by)
        body = {"full_name": "Whoever is asked", "consent": True, "document_sha256": version.sha256}
        step = ask("signing_sign", NOBODY, body, token=walk.made[f"token/{self.request}"])
        tell(walk, step, verdict, [notice], "sign")


def _paper(name: str, document: Document) -> Paper:
    return Paper(name, document.owner, document.audience, document.author)
