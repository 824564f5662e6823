"""The logical file, and its versions."""

from collections.abc import Iterable
from typing import ClassVar

import uuid_utils.compat
from django.db import models
from django.db.models import Q

from apps.documents import storage
from apps.documents.audience import AUDIENCES
from apps.documents.sniffing import CONTENT_TYPES
from apps.kernel import clock
from apps.kernel.models import Entity
from apps.kernel.searching import search_index

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
TEMPLATES = (
    "application_form",
    "indicative_letter",
    "formal_approval_letter",
    "loan_contract",
    "guarantee_deed",
    "discharge_letter",
    "repayment_schedule",
)
UPLOADED, GENERATED, SIGNED = VERSION_KINDS = ("uploaded", "generated", "signed")


def _choices(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class Document(Entity):
    """A file of an application or of a borrower. What it holds are its versions; locked is for ever."""

    application = models.ForeignKey(
        "applications.Application",
        on_delete=models.PROTECT,
        null=True,
        related_name="documents",
        db_index=False,  # documents_of_application begins with it
    )
    borrower = models.ForeignKey(
        "borrowers.Borrower", on_delete=models.PROTECT, null=True, related_name="documents"
    )
    type = models.TextField(choices=_choices(TYPES))
    title = models.TextField()
    description = models.TextField(null=True)  # noqa: DJ001 - the wire says null, not ""
    audience = models.TextField(choices=_choices(AUDIENCES))
    current_version = models.PositiveIntegerField(default=1)
    is_locked = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(application=None, borrower__isnull=False)
                | Q(application__isnull=False, borrower=None),
                name="documents_document_one_owner",
            ),
            models.CheckConstraint(condition=Q(type__in=TYPES), name="documents_document_type"),
            models.CheckConstraint(condition=Q(audience__in=AUDIENCES), name="documents_document_audience"),
            models.CheckConstraint(condition=Q(current_version__gte=1), name="documents_document_current"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # the list as everybody first sees it, newest first
            models.Index(fields=["-created_at", "-id"], name="documents_newest"),
            # the newest of a type on one application: guards, and which document a template goes on with
            models.Index(fields=["application", "type", "-created_at"], name="documents_of_application"),
            # the global search
            search_index("documents_search", "title", "description"),
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.title}"


class DocumentVersion(models.Model):
    """One set of bytes, in the storage under this id. UPDATE is refused by the database, DELETE while the
    document exists; numbers have no gaps, and a locked document takes no more: see migration 0002."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    document = models.ForeignKey(
        "documents.Document",
        # A document that may be deleted takes its versions along, but after itself.
        on_delete=models.DO_NOTHING,
        related_name="versions",
        db_index=False,  # documents_version_number begins with it
    )
    number = models.PositiveIntegerField()
    kind = models.TextField(choices=_choices(VERSION_KINDS))
    filename = models.TextField()
    content_type = models.TextField(choices=_choices(CONTENT_TYPES))
    size = models.PositiveBigIntegerField()
    sha256 = models.TextField()
    template = models.TextField(null=True, choices=_choices(TEMPLATES))  # noqa: DJ001
    terms_version = models.PositiveIntegerField(null=True)
    data_sha256 = models.TextField(null=True)  # noqa: DJ001
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.UUIDField(null=True, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["document", "number"], name="documents_version_number"),
            models.CheckConstraint(condition=Q(number__gte=1, size__gte=1), name="documents_version_some"),
            models.CheckConstraint(condition=Q(kind__in=VERSION_KINDS), name="documents_version_kind"),
            models.CheckConstraint(
                condition=Q(content_type__in=CONTENT_TYPES), name="documents_version_content_type"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="documents_version_sha256"
            ),
            # What was made from a template says which, and from which data; a signed copy need not.
            models.CheckConstraint(
                condition=~Q(kind=UPLOADED) | Q(template=None, terms_version=None, data_sha256=None),
                name="documents_version_uploaded",
            ),
            models.CheckConstraint(
                condition=~Q(kind=GENERATED)
                | Q(template__isnull=False, template__in=TEMPLATES, data_sha256__isnull=False),
                name="documents_version_generated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"

    @property
    def storage_name(self) -> str:
        """Where the bytes are; never made from what a client says."""
        return storage.name_of(self.id)
