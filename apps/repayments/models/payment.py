"""Money received, and the rows it was spread over."""

from typing import ClassVar

import uuid_utils.compat
from django.db import models
from django.db.models import F, Q

from apps.kernel.models import Entity
from apps.kernel.searching import search_index

METHODS = ("eft", "bpay", "cheque", "other")


class Payment(Entity):
    """One payment. It stays as it is; what was wrong is reversed by another entry."""

    application = models.ForeignKey(
        "applications.Application",
        on_delete=models.PROTECT,
        related_name="payments",
        db_index=False,  # repayments_payment_of_appl begins with it
    )
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    received_on = models.DateField()
    reference = models.TextField()
    method = models.TextField(choices=[(method, method) for method in METHODS])
    entry = models.OneToOneField("ledger.JournalEntry", on_delete=models.PROTECT, related_name="payment")
    reversed_by = models.OneToOneField(
        "ledger.JournalEntry", on_delete=models.PROTECT, null=True, related_name="reversed_payment"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="repayments_payment_amount"),
            models.CheckConstraint(condition=Q(method__in=METHODS), name="repayments_payment_method"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # the list as everybody first sees it, newest first
            models.Index(fields=["-created_at", "-id"], name="repayments_payment_newest"),
            models.Index(fields=["application", "-created_at", "-id"], name="repayments_payment_of_appl"),
            # received_after, received_before and the ordering by day
            models.Index(fields=["received_on", "id"], name="repayments_payment_received"),
            # the global search
            search_index("repayments_payment_search", "reference"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.received_on}"

    @property
    def is_reversed(self) -> bool:
        """Whether it was taken back."""
        return self.reversed_by_id is not None


class PaymentAllocation(models.Model):
    """What one row got of one payment. UPDATE and DELETE are refused by the database."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    payment = models.ForeignKey(
        "repayments.Payment",
        on_delete=models.PROTECT,
        related_name="allocations",
        db_index=False,  # repayments_allocation_once begins with it
    )
    repayment = models.ForeignKey(
        "repayments.Repayment", on_delete=models.PROTECT, related_name="allocations"
    )
    interest = models.DecimalField(max_digits=14, decimal_places=2)
    principal = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["payment", "repayment"], name="repayments_allocation_once"),
            models.CheckConstraint(
                condition=Q(interest__gte=0, principal__gte=0), name="repayments_allocation_signs"
            ),
            models.CheckConstraint(
                condition=Q(interest__gt=-F("principal")), name="repayments_allocation_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interest} + {self.principal}"
