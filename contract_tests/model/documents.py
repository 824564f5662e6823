"""Documents, their versions and who is asked to sign them, as the requirements have them.

Source: domain.md, sections 2, 6 and 8; laws DOC1 to DOC10.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

TYPES = (
    "application_form",
    "indicative_letter",
    "formal_approval_letter",
    "loan_contract",
    "guarantee_deed",
    "discharge_letter",
    "valuation_report",
    "identification",
    "bank_statement",
    "financial_statement",
    "contract_of_sale",
    "other",
)
FORM, LETTER, CONTRACT = "application_form", "indicative_letter", "loan_contract"
_EVERY = ("borrowers", "terms")
_FILED = (*_EVERY, "security_properties")
# What each template cannot do without, by the names under which a refusal tells them.
NEEDS: Mapping[str, tuple[str, ...]] = {
    FORM: _FILED,
    LETTER: (*_FILED, "funding_table"),
    "formal_approval_letter": (*_FILED, "funding_table", "formal_approval"),
    CONTRACT: (*_FILED, "funding_table", "repayment_schedule", "formal_approval"),
    "guarantee_deed": (*_EVERY, "guarantors"),
    "discharge_letter": (*_FILED, "discharge"),
    "repayment_schedule": (*_EVERY, "repayment_schedule"),
}
TEMPLATES = tuple(NEEDS)
# Moves back, and what is not to be signed any more.
TAKEN_BACK: Mapping[tuple[str, str], str] = {
    ("iloo_issued", "funding_table_issued"): LETTER,
    ("loan_docs_issued", "loan_docs_instructed"): CONTRACT,
}


@dataclass
class Version:
    """One version; its bytes never change. Laws DOC1 and DOC2.

    Args:
        kind: uploaded, generated or signed.
        sha256, size: of the bytes; empty and 0 until the API has shown those that it has made itself.
        template, terms_version: what a generated one was made from.
    """

    number: int
    kind: str
    sha256: str = ""
    size: int = 0
    content_type: str = "application/pdf"
    template: str | None = None
    terms_version: int | None = None


@dataclass
class Request:
    """People who are asked to sign one version. Law DOC6.

    Args:
        signers: pending, signed or declined, in their order.
        expires: second of the scenario from which nobody can sign any more.
        ended: completed, declined or cancelled; empty before.
    """

    version: int
    signers: list[str]
    sequential: bool
    expires: int
    ended: str = ""

    def status(self, now: int) -> str:
        """Return the state at a second of the scenario: what has ended stays as it has."""
        return self.ended or ("expired" if now >= self.expires else "pending")

    def is_turn_of(self, signer: int) -> bool:
        """Whether nobody has to sign before."""
        return not self.sequential or "pending" not in self.signers[:signer]


@dataclass
class Document:
    """One document.

    Args:
        owner: name of the application or the borrower.
        author: name of the actor who made it.
        signable: whether the bytes of each version can be signed, by its number.
        requests: by name, the oldest first.
    """

    owner: str
    type: str
    title: str
    audience: str
    author: str
    versions: list[Version]
    description: str | None = None
    signable: dict[int, bool] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)

    @property
    def current(self) -> Version:
        """The newest version."""
        return self.versions[-1]

    @property
    def template(self) -> str | None:
        """The template it began with; None of an upload."""
        return self.versions[0].template

    @property
    def is_signed(self) -> bool:
        """Whether everybody who was asked has signed: then it is locked for ever. Law DOC4."""
        return any(request.ended == "completed" for request in self.requests.values())

    def pending(self, now: int) -> list[Request]:
        """Return the request that can still be signed: there is one at most."""
        return [request for request in self.requests.values() if request.status(now) == "pending"]

    def signature_status(self, now: int) -> str:
        """Return how far its signature is: that of the newest request."""
        states = [request.status(now) for request in self.requests.values()]
        return states[-1] if states else "none"

    def add(self, kind: str, **known: Any) -> Version:
        """Append the next version. Law DOC2."""
        version = Version(len(self.versions) + 1, kind, **known)
        self.versions.append(version)
        return version


Papers = Mapping[str, Document]


# --- what guards ask ------------------------------------------------------------------------------------
def newest(papers: Papers, template: str) -> Document | None:
    """Return the document that counts: the newest that was generated from a template."""
    found = [document for document in papers.values() if document.template == template]
    return found[-1] if found else None


def is_generated(papers: Papers, template: str, terms_version: int | None = None) -> bool:
    """Whether that document was generated; from these terms where they are named."""
    document = newest(papers, template)
    return document is not None and (
        terms_version is None or any(each.terms_version == terms_version for each in document.versions)
    )


def is_generated_signed(papers: Papers, template: str, terms_version: int | None = None) -> bool:
    """Whether that document is signed."""
    document = newest(papers, template)
    return is_generated(papers, template, terms_version) and document is not None and document.is_signed


def is_type_signed(papers: Papers, kind: str) -> bool:
    """Whether any document of a type is signed, generated or uploaded."""
    return any(document.type == kind and document.is_signed for document in papers.values())


def to_cancel(papers: Papers, come_from: str, to: str, now: int) -> Iterator[Request]:
    """Yield the requests that a move of the application takes back. Source: domain.md, section 6."""
    template = TAKEN_BACK.get((come_from, to))
    for document in papers.values():
        if to in ("declined", "withdrawn") or (template is not None and document.template == template):
            yield from document.pending(now)
