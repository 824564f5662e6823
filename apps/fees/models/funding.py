"""What was left of a loan to pay out, version by version."""

from typing import ClassVar

import uuid_utils.compat
from django.db import models
from django.db.models import F, Q

from apps.kernel import clock


class FundingTable(models.Model):
    """One version. UPDATE is refused by the database, DELETE while the application exists."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    computed_by = models.UUIDField(null=True, editable=False)
    application = models.ForeignKey(
        "applications.Application",
        # An application that may be deleted takes it along, but after itself: see `handlers`.
        on_delete=models.DO_NOTHING,
        related_name="funding_tables",
        db_index=False,  # fees_funding_number begins with it
    )
    number = models.PositiveIntegerField()
    terms_version = models.PositiveIntegerField()
    starts_on = models.DateField()
    gross_loan = models.DecimalField(max_digits=14, decimal_places=2)
    deducted_fees = models.JSONField()  # [{fee_id, kind, description, gross}]
    deducted_total = models.DecimalField(max_digits=14, decimal_places=2)
    prepaid_interest = models.DecimalField(max_digits=14, decimal_places=2)
    payouts = models.JSONField()  # [{payee, amount}]
    payouts_total = models.DecimalField(max_digits=14, decimal_places=2)
    net_funds = models.DecimalField(max_digits=14, decimal_places=2)
    security_value = models.DecimalField(max_digits=22, decimal_places=2, null=True)
    lvr = models.DecimalField(max_digits=15, decimal_places=2, null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "number"], name="fees_funding_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="fees_funding_from_one"),
            models.CheckConstraint(condition=Q(net_funds__gte=0), name="fees_funding_not_negative"),
            models.CheckConstraint(
                condition=Q(
                    net_funds=F("gross_loan")
                    - F("deducted_total")
                    - F("prepaid_interest")
                    - F("payouts_total")
                ),
                name="fees_funding_net",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.number}"

    @property
    def is_current(self) -> bool:
        """Whether it was computed from the terms that the application has now."""
        return self.terms_version == self.application.terms_version
