"""What fees are computed from, and what was charged."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from apps.fees.pricing import PARAMETER, Gst, Method, Rule
from apps.kernel.models import Entity

KINDS = (
    "establishment",
    "commitment",
    "application",
    "valuation",
    "legal",
    "brokerage",
    "settlement",
    "line",
    "discharge",
    "other",
)
METHODS = [method.value for method in Method]
TREATMENTS = [treatment.value for treatment in Gst]
LOAN_AMOUNT, SECURITY_VALUE = BASES = ("loan_amount", "security_value")
UPFRONT, AT_SETTLEMENT = COLLECTS = ("upfront", "at_settlement")
PENDING, PAID, WAIVED, REFUNDED, DEDUCTED = STATUSES = ("pending", "paid", "waived", "refunded", "deducted")


def _choices(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class FeeDefinition(Entity):
    """A rule that fees are charged by. Only `is_active` ever changes: what was charged stays explained."""

    code = models.TextField(unique=True)
    name = models.TextField()
    kind = models.TextField(choices=_choices(KINDS))
    method = models.TextField(choices=_choices(METHODS))
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    rate = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    bands = models.JSONField(null=True)
    base = models.TextField(null=True, choices=_choices(BASES))  # noqa: DJ001 - the wire says null, not ""
    minimum = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    maximum = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    gst = models.TextField(choices=_choices(TREATMENTS))
    collect = models.TextField(choices=_choices(COLLECTS))
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="fees_definition_kind"),
            models.CheckConstraint(condition=Q(gst__in=TREATMENTS), name="fees_definition_gst"),
            models.CheckConstraint(condition=Q(collect__in=COLLECTS), name="fees_definition_collect"),
            models.CheckConstraint(condition=Q(method__in=METHODS), name="fees_definition_method"),
            *(
                models.CheckConstraint(
                    condition=Q(method=method.value, **{f"{name}__isnull": False})
                    | (~Q(method=method.value) & Q(**{f"{name}__isnull": True})),
                    name=f"fees_definition_{name}_of_method",
                )
                for method, name in PARAMETER.items()
            ),
            models.CheckConstraint(
                condition=Q(method=Method.FIXED.value, base=None)
                | (~Q(method=Method.FIXED.value) & Q(base__isnull=False, base__in=BASES)),
                name="fees_definition_base",
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(minimum__lte=F("maximum")),
                name="fees_definition_minimum",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def rule(self) -> Rule:
        """What is computed."""
        names = ("method", "gst", "amount", "rate", "bands", "minimum", "maximum")
        return Rule.of({name: getattr(self, name) for name in names})


class Fee(Entity):
    """A fee that was charged. Its figures never change; its status follows the arrows of migration 0002."""

    application = models.ForeignKey(
        "applications.Application",
        on_delete=models.PROTECT,
        related_name="fees",
        db_index=False,  # fees_of_application begins with it
    )
    definition = models.ForeignKey(
        "fees.FeeDefinition", on_delete=models.PROTECT, null=True, related_name="fees"
    )
    kind = models.TextField(choices=_choices(KINDS))
    description = models.TextField()
    base_amount = models.DecimalField(max_digits=22, decimal_places=2, null=True)
    net = models.DecimalField(max_digits=14, decimal_places=2)
    gst = models.DecimalField(max_digits=14, decimal_places=2)
    gross = models.DecimalField(max_digits=14, decimal_places=2)
    gst_treatment = models.TextField(choices=_choices(TREATMENTS))
    collect = models.TextField(choices=_choices(COLLECTS))
    due_on = models.DateField(null=True)
    status = models.TextField(choices=_choices(STATUSES), default=PENDING)
    paid_on = models.DateField(null=True)
    terms_version = models.PositiveIntegerField()
    trace = models.JSONField()
    charge = models.OneToOneField("ledger.JournalEntry", on_delete=models.PROTECT, related_name="fee")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="fees_fee_kind"),
            models.CheckConstraint(condition=Q(collect__in=COLLECTS), name="fees_fee_collect"),
            models.CheckConstraint(condition=Q(gst_treatment__in=TREATMENTS), name="fees_fee_treatment"),
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="fees_fee_status"),
            models.CheckConstraint(
                condition=Q(net__gt=0, gst__gte=0, gross=F("net") + F("gst")), name="fees_fee_gross"
            ),
            models.CheckConstraint(
                condition=~Q(gst_treatment=Gst.INPUT_TAXED.value) | Q(gst=0), name="fees_fee_input_taxed"
            ),
            models.CheckConstraint(
                condition=Q(status__in=(PAID, REFUNDED), paid_on__isnull=False)
                | (~Q(status__in=(PAID, REFUNDED)) & Q(paid_on=None)),
                name="fees_fee_paid_on",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # the list as everybody first sees it, newest first
            models.Index(fields=["-created_at", "-id"], name="fees_newest"),
            # one application's fees: guards, settlement, waiving, and its own list
            models.Index(fields=["application", "status", "-created_at"], name="fees_of_application"),
            # due_after, due_before and the ordering by day
            models.Index(fields=["due_on", "id"], name="fees_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.gross}"

    @property
    def is_current(self) -> bool:
        """Whether it was charged under the terms that the application has now; a fixed amount always is.

        Law F8 asks it of every fee by percentage, whatever the percentage is of.
        """
        definition = self.definition
        if definition is None or definition.method == Method.FIXED:
            return True
        return self.terms_version == self.application.terms_version
