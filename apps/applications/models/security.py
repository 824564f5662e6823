"""What secures a loan, and what it was found to be worth."""

from decimal import Decimal
from typing import ClassVar

import uuid_utils.compat
from django.db import models
from django.db.models import Q

from apps.kernel import clock
from apps.kernel.models import Entity

PROPERTY_TYPES = ("residential", "commercial", "industrial", "retail", "land", "rural", "other")
OCCUPANCIES = ("owner_occupied", "investment", "vacant")
AMOUNTS = ("existing_debt", "estimated_value", "purchase_price")


class SecurityProperty(Entity):
    """A property that secures the loan of one application."""

    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="security_properties"
    )
    address = models.JSONField()
    property_type = models.TextField(choices=[(kind, kind) for kind in PROPERTY_TYPES])
    occupancy = models.TextField(null=True, choices=[(kind, kind) for kind in OCCUPANCIES])  # noqa: DJ001
    current_mortgagee = models.TextField(null=True)  # noqa: DJ001 - the wire says null, not ""
    existing_debt = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    estimated_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    purchase_price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    bedrooms = models.PositiveSmallIntegerField(null=True)
    bathrooms = models.PositiveSmallIntegerField(null=True)
    car_spaces = models.PositiveSmallIntegerField(null=True)
    land_size_m2 = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(property_type__in=PROPERTY_TYPES), name="applications_property_type"
            ),
            models.CheckConstraint(
                condition=Q(occupancy=None) | Q(occupancy__in=OCCUPANCIES),
                name="applications_property_occupancy",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": Decimal(0)}),
                    name=f"applications_property_{name}",
                )
                for name in AMOUNTS
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def latest_valuation(self) -> "Valuation | None":
        """The valuation that counts: the newest by day, then by id. Selectors fetch in that order."""
        return next(iter(self.valuations.all()), None)


class Valuation(models.Model):
    """What a valuer found. UPDATE is refused by the database, DELETE while the property exists."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.UUIDField(null=True, editable=False)
    security_property = models.ForeignKey(
        "applications.SecurityProperty",
        # A property takes its valuations along, but after itself: see migration 0002.
        on_delete=models.DO_NOTHING,
        related_name="valuations",
        db_index=False,  # applications_latest begins with it
    )
    valuer = models.TextField()
    valued_on = models.DateField()
    amount = models.DecimalField(max_digits=11, decimal_places=2)

    class Meta:
        ordering = ("-valued_on", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="applications_valuation_amount")
        ]
        indexes: ClassVar[list[models.Index]] = [
            # the latest of each property, on every page of applications
            models.Index(fields=["security_property", "-valued_on", "-id"], name="applications_latest")
        ]

    def __str__(self) -> str:
        return f"{self.security_property_id} {self.valued_on} {self.amount}"
