"""Tables: borrowers and guarantors."""

from collections.abc import Mapping
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.borrowers import kinds
from apps.kernel.models import Entity
from apps.kernel.searching import search_index

RESIDENCIES = ("citizen", "permanent_resident", "temporary_resident", "non_resident")
MARITAL_STATUSES = ("single", "married", "de_facto", "separated", "divorced", "widowed")
# Lists of amounts; what is owned and owed makes the net position.
AMOUNT_LISTS = ("income", "expenses", "assets", "liabilities")


def _fits(table: Mapping[str, kinds.Fields]) -> Q:
    """Return `kinds.misfit` as a condition of the database."""
    return reduce(or_, (_fits_kind(table, kind) for kind in table))


def _fits_kind(table: Mapping[str, kinds.Fields], kind: str) -> Q:
    condition = Q(kind=kind)
    for name in table[kind].required:
        condition &= Q(**{f"{name}__isnull": False})
    for other, fields in table.items():
        if other != kind:
            for name in (*fields.required, *fields.optional):
                condition &= Q(directors=[]) if name == "directors" else Q(**{f"{name}__isnull": True})
    return condition


class _Party(Entity):
    """What borrowers and guarantors have in common."""

    first_name = models.TextField(null=True)  # noqa: DJ001 - null says "not of this kind"
    last_name = models.TextField(null=True)  # noqa: DJ001
    company_name = models.TextField(null=True)  # noqa: DJ001
    acn = models.TextField(null=True)  # noqa: DJ001
    abn = models.TextField(null=True)  # noqa: DJ001
    email = models.TextField(null=True)  # noqa: DJ001 - the wire says null, not ""
    phone = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """What the party is called."""
        return kinds.name_of(str(getattr(self, "kind", "")), vars(self))


class Borrower(_Party):
    """Who owes: a person, a company or a trust. The owner is the broker whose client it is."""

    kind = models.TextField(choices=[(kind, kind) for kind in kinds.BORROWER])
    date_of_birth = models.DateField(null=True)
    residency = models.TextField(null=True, choices=[(name, name) for name in RESIDENCIES])  # noqa: DJ001
    marital_status = models.TextField(null=True, choices=[(name, name) for name in MARITAL_STATUSES])  # noqa: DJ001
    directors = models.JSONField(default=list)
    trust_name = models.TextField(null=True)  # noqa: DJ001
    trustee = models.TextField(null=True)  # noqa: DJ001
    residential_address = models.JSONField(null=True)
    mailing_address = models.JSONField(null=True)
    employment = models.JSONField(null=True)
    income = models.JSONField(default=list)
    expenses = models.JSONField(default=list)
    assets = models.JSONField(default=list)
    liabilities = models.JSONField(default=list)
    broker = models.ForeignKey(
        "brokers.Broker", on_delete=models.PROTECT, null=True, related_name="borrowers"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="borrower"
    )
    tags = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_fits(kinds.BORROWER), name="borrowers_borrower_kind"),
            models.CheckConstraint(
                condition=Q(residency=None) | Q(residency__in=RESIDENCIES),
                name="borrowers_borrower_residency",
            ),
            models.CheckConstraint(
                condition=Q(marital_status=None) | Q(marital_status__in=MARITAL_STATUSES),
                name="borrowers_borrower_marital_status",
            ),
        ]
        indexes = [
            # the list as everybody first sees it, newest first
            models.Index(fields=["-created_at", "-id"], name="borrowers_borrower_newest"),
            # the global search, which also finds applications by the names of their borrowers
            search_index(
                "borrowers_borrower_search",
                "first_name",
                "last_name",
                "company_name",
                "trust_name",
                "trustee",
                "email",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def net_position(self) -> Decimal:
        """What is owned less what is owed."""
        return _sum(self.assets) - _sum(self.liabilities)


class Guarantor(_Party):
    """Who stands in for one borrower."""

    kind = models.TextField(choices=[(kind, kind) for kind in kinds.GUARANTOR])
    relationship = models.TextField(null=True)  # noqa: DJ001
    borrower = models.ForeignKey("borrowers.Borrower", on_delete=models.PROTECT, related_name="guarantors")
    address = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_fits(kinds.GUARANTOR), name="borrowers_guarantor_kind")
        ]
        indexes = [
            # the list as everybody first sees it, newest first
            models.Index(fields=["-created_at", "-id"], name="borrowers_guarantor_newest"),
            # the global search
            search_index("borrowers_guarantor_search", "first_name", "last_name", "company_name", "email"),
        ]

    def __str__(self) -> str:
        return self.name


def _sum(items: list[dict[str, Any]]) -> Decimal:
    return sum((Decimal(item["amount"]) for item in items), Decimal("0.00"))
