"""Schedules as they were computed, and their rows with what was paid on them."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import ClassVar
from uuid import UUID

import uuid_utils.compat
from django.db import models
from django.db.models import Case, F, Q, Value, When

from apps.kernel import clock
from apps.kernel.models import Entity
from apps.repayments import schedule as rules

STATUSES = ("nil", "scheduled", "partial", "paid")
_FIGURES = ("opening_balance", "interest", "prepaid", "principal", "amount", "closing_balance")
_PAID = ("paid_interest", "paid_principal")


class RepaymentSchedule(models.Model):
    """One version of a loan's schedule. Only `is_active` ever changes; it goes when the application goes."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.UUIDField(null=True, editable=False)
    application = models.ForeignKey(
        "applications.Application",
        # An application that may be deleted takes it along, but after itself: see `handlers`.
        on_delete=models.DO_NOTHING,
        related_name="repayment_schedules",
        db_index=False,  # repayments_schedule_number begins with it
    )
    number = models.PositiveIntegerField()
    terms_version = models.PositiveIntegerField()
    starts_on = models.DateField()
    level_instalment = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "number"], name="repayments_schedule_number"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(is_active=True), name="repayments_one_active_schedule"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="repayments_schedule_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.number}"

    @property
    def is_current(self) -> bool:
        """Whether it was computed from the terms that the application has now."""
        return self.terms_version == self.application.terms_version

    @cached_property
    def annual_totals(self) -> list[rules.AnnualTotals]:
        """Sums by calendar year, of the rows as they fall due now; selectors fetch them in their order."""
        return rules.annual_totals(self.rows.all())

    @property
    def totals(self) -> rules.Totals:
        """Sums over the rows."""
        return rules.totals(self.annual_totals)

    @property
    def final_instalment(self) -> Decimal:
        """The amount of the last row."""
        return self._last.amount

    @property
    def maturity_on(self) -> date:
        """The day on which the last row falls due."""
        return self._last.due_on

    @property
    def _last(self) -> "Repayment":
        return list(self.rows.all())[-1]


class Repayment(Entity):
    """One row of a schedule. Its figures never change; its day may, and what was paid on it."""

    schedule = models.ForeignKey(
        "repayments.RepaymentSchedule",
        on_delete=models.DO_NOTHING,  # goes with its schedule, after it
        related_name="rows",
        db_index=False,  # repayments_row_number begins with it
    )
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    opening_balance = models.DecimalField(max_digits=14, decimal_places=2)
    interest = models.DecimalField(max_digits=14, decimal_places=2)
    prepaid = models.DecimalField(max_digits=14, decimal_places=2)
    principal = models.DecimalField(max_digits=14, decimal_places=2)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    closing_balance = models.DecimalField(max_digits=14, decimal_places=2)
    paid_interest = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    paid_principal = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    # The database derives it, so that it cannot differ from what was paid.
    status = models.GeneratedField(
        expression=Case(
            When(amount=0, then=Value("nil")),
            When(paid_interest=0, paid_principal=0, then=Value("scheduled")),
            When(amount=F("paid_interest") + F("paid_principal"), then=Value("paid")),
            default=Value("partial"),
        ),
        output_field=models.TextField(choices=[(status, status) for status in STATUSES]),
        db_persist=True,
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["schedule", "number"], name="repayments_row_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="repayments_row_from_one"),
            *(
                models.CheckConstraint(condition=Q(**{f"{name}__gte": 0}), name=f"repayments_row_{name}")
                for name in (*_FIGURES, *_PAID)
            ),
            models.CheckConstraint(
                condition=Q(
                    closing_balance=F("opening_balance") + F("interest") - F("prepaid") - F("amount")
                ),
                name="repayments_row_identity",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=F("principal")), name="repayments_row_interest_due"
            ),
            # Never more than is due, and no principal before all interest of the row.
            models.CheckConstraint(
                condition=Q(
                    paid_principal=0,
                    paid_interest__lte=F("amount") - F("principal"),
                )
                | Q(
                    paid_principal__lte=F("principal"),
                    paid_interest=F("amount") - F("principal"),
                ),
                name="repayments_row_paid",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # the list as everybody first sees it, the next to fall due first; due_after, due_before
            models.Index(fields=["due_on", "id"], name="repayments_due"),
            # overdue: what is not paid, by day
            models.Index(fields=["status", "due_on"], name="repayments_status_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.amount} on {self.due_on}"

    @property
    def application_id(self) -> UUID:
        """The application of its schedule."""
        return self.schedule.application_id

    @property
    def interest_due(self) -> Decimal:
        """What is to be paid beside principal; of a capitalised loan all interest stands in the last row."""
        return self.amount - self.principal
