"""Documents of the demo: what its stage says was generated and signed, and what people have uploaded.

Written by the services, so that versions, seals, the timeline and every hash are what people would have made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from apps.applications.models import ApplicationBorrower
from apps.borrowers.models import Borrower
from apps.documents.models import Document
from apps.documents.services.documents import document_create, document_version_create
from apps.documents.services.generation import generated_document_create
from apps.documents.services.signature_requests import signature_request_create
from apps.documents.services.signing import signing_sign
from apps.documents.storage import Content
from apps.kernel import clock
from apps.kernel.actor import Actor
from crm.management.demo import people
from crm.management.demo.book import FILES, File
from crm.management.world import demo_id, files
from crm.management.world.applications import PATHS

_OPEN = timedelta(days=60)
_PDF, _CSV = "application/pdf", "text/csv"


@dataclass(frozen=True, slots=True)
class _Upload:
    """One document that somebody has uploaded.

    Args:
        owner: row of the demo, such as `borrower/harbour`.
        by: name of a demo user before the @.
        lines: what each version says.
    """

    owner: str
    by: str
    type: str
    title: str
    filename: str
    lines: tuple[str, ...]
    audience: str = "broker"
    content_type: str = _PDF


_UPLOADS = (
    _Upload(
        "borrower/borrower",
        "borrower",
        "identification",
        "Driver licence of Bao Nguyen",
        "licence.pdf",
        ("Driver licence, New South Wales",),
        "shared",
    ),
    _Upload(
        "borrower/harbour",
        "broker",
        "financial_statement",
        "Harbour Developments, last two years",
        "harbour-accounts.pdf",
        ("Profit and loss, balance sheet",),
    ),
    _Upload(
        "application/commitment_fee_paid/borrower",
        "broker",
        "bank_statement",
        "Bank statement of the bakery",
        "statement.csv",
        ("Takings of the week",),
        content_type=_CSV,
    ),
    _Upload(
        "application/valuation_received/sophie",
        "admin",
        "valuation_report",
        "Valuation of 7 High Street, Balmain",
        "valuation.pdf",
        ("Valuation of 7 High Street, Balmain: draft", "Valuation of 7 High Street, Balmain: final"),
        "internal",
    ),
    _Upload(
        "application/formal_approval/ingrid",
        "broker2",
        "contract_of_sale",
        "Contract of sale, St Kilda",
        "contract-of-sale.pdf",
        ("Contract of sale of 7 High Street, St Kilda",),
        "shared",
    ),
)


def build(users: Mapping[str, UUID]) -> None:
    """Upload, generate, put up for signature and sign.

    Args:
        users: id of each demo user, by the name before the @.
    """
    for upload in _UPLOADS:
        _upload(upload, users)
    admin = people.actor_of(users, "admin")
    for file in FILES:
        _papers(file, admin)


def _upload(upload: _Upload, users: Mapping[str, UUID]) -> None:
    actor = people.actor_of(users, upload.by)
    made: Document | None = None
    for line in upload.lines:
        content = Content.of(
            files.MAKERS[upload.content_type](line),
            filename=upload.filename,
            content_type=upload.content_type,
        )
        if made is not None:
            document_version_create(document_id=made.id, actor=actor, file=content)
            continue
        made = document_create(
            file=content,
            audience=upload.audience,
            actor=actor,
            type=upload.type,
            title=upload.title,
            **people.belonging_to(upload.owner),
        )


def _papers(file: File, admin: Actor) -> None:
    """Generate what an application on its way has been given, and sign what it has signed."""
    path = PATHS[file.stage]

    def generated(template: str) -> Document:
        return generated_document_create(
            application_id=demo_id(f"application/{file.key}"),
            actor=admin,
            template=template,
            audience="shared",
        )

    if "iloo_issued" in path:
        _ask(generated("indicative_letter"), file, admin, is_signed="iloo_signed" in path)
    if "formal_approval" in path:
        generated("formal_approval_letter")
    if "loan_docs_issued" in path:
        if file.guarantor:
            generated("guarantee_deed")
        _ask(generated("loan_contract"), file, admin, is_signed="loan_docs_signed" in path)


def _ask(document: Document, file: File, admin: Actor, *, is_signed: bool) -> None:
    """Ask everybody who signs for the borrowers; nobody or all of them have signed."""
    signers = list(_signers(file))
    _, tokens = signature_request_create(
        document_id=document.id, actor=admin, signers=signers, expires_at=clock.now() + _OPEN
    )
    sha256 = document.versions.get(number=document.current_version).sha256
    for signer, token in zip(signers, tokens, strict=True) if is_signed else ():
        signing_sign(token=token, full_name=signer["name"], document_sha256=sha256)


def _signers(file: File) -> Iterator[dict[str, Any]]:
    """Return each borrower, and for a company its directors."""
    links = ApplicationBorrower.objects.filter(application=demo_id(f"application/{file.key}"))
    for borrower in Borrower.objects.filter(id__in=links.values("borrower")).order_by("email", "id"):
        if borrower.kind == "individual":
            yield {"name": borrower.name, "email": borrower.email, "role": "borrower"}
        for director in borrower.directors or []:
            email = f"{director.partition(' ')[0].lower()}@demo.example"
            yield {"name": director, "email": email, "role": "director"}
