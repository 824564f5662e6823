"""What custom reports may name: the one list from which schema, refusals and querysets are made (ADR 24).

Source: domain.md, section 10, "Custom"
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, DateField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Cast, TruncDate, TruncMonth

from apps.applications.lifecycle import STAGES
from apps.applications.visibility import visible_applications
from apps.documents import selectors as documents
from apps.fees import selectors as fees
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.repayments import selectors as repayments


class Kind(StrEnum):
    """What a cell is."""

    CHOICE = "choice"
    TEXT = "text"
    ID = "id"
    BOOLEAN = "boolean"
    MONEY = "money"
    RATE = "rate"
    INTEGER = "integer"
    DATE = "date"
    DECIMAL = "decimal"  # a mean of integers; no field has it


_EQUALITY = ("eq", "ne")
_ORDERED = frozenset({Kind.MONEY, Kind.RATE, Kind.INTEGER, Kind.DATE})
_ORDER = ("lt", "lte", "gt", "gte")
# function -> the kinds of fields that it takes, and of what it gives where that is another
FUNCTIONS: Mapping[str, frozenset[Kind]] = {
    "sum": frozenset({Kind.MONEY, Kind.INTEGER}),
    "avg": frozenset({Kind.MONEY, Kind.RATE, Kind.INTEGER}),
    "min": _ORDERED,
    "max": _ORDERED,
}
COUNT = "count"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entity.

    Args:
        source: the column, as the rows of the entity are asked for it.
        choices: every value of a choice.
    """

    kind: Kind
    source: Any
    nullable: bool = False
    choices: tuple[str, ...] = ()

    @property
    def operators(self) -> tuple[tuple[str, ...], ...]:
        """Operators by what they take: one value, a list of values, two values; `isnull` aside."""
        single = (*_EQUALITY, *_ORDER) if self.kind in _ORDERED else _EQUALITY
        many = () if self.kind is Kind.BOOLEAN else ("in",)
        return single, many, ("between",) if self.kind in _ORDERED else ()


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of rows.

    Args:
        rows: those that a viewer may see.
    """

    name: str
    rows: Callable[[Actor], QuerySet[Any]]
    fields: Mapping[str, Field]

    def summed(self, function: str) -> list[str]:
        """Return the fields that a function takes."""
        return [name for name, field in self.fields.items() if field.kind in FUNCTIONS[function]]

    @property
    def columns(self) -> list[str]:
        """Every column that a report may have: fields that it is grouped by, and measures."""
        measures = [f"{function}_{name}" for function in FUNCTIONS for name in self.summed(function)]
        return [*self.fields, COUNT, *measures]


def _day(source: str) -> Any:
    return TruncDate(source, tzinfo=clock.zone())


def _month(source: str, *, instant: bool = False) -> Any:
    """Return the first day of the month; of an instant, of the month of its business day."""
    zone = clock.zone() if instant else None
    return Cast(TruncMonth(source, tzinfo=zone), DateField())


def _choice(table: str, column: str, *, nullable: bool = False) -> Field:
    """Return a column whose values its table lists."""
    held: Any = apps.get_model(table)._meta.get_field(column)
    choices = getattr(held, "output_field", held).choices  # where the database derives it
    return Field(Kind.CHOICE, F(column), nullable, tuple(str(value) for value, _ in choices))


def _money(*names: str) -> dict[str, Field]:
    return {name: Field(Kind.MONEY, F(name)) for name in names}


def _created() -> dict[str, Field]:
    return {
        "created_on": Field(Kind.DATE, _day("created_at")),
        "created_month": Field(Kind.DATE, _month("created_at", instant=True)),
    }


def _people(path: str = "") -> dict[str, Field]:
    """Return whose book it is; `path` leads to the application."""
    return {
        "broker_id": Field(Kind.ID, F(f"{path}broker_id")),
        "broker_name": Field(Kind.TEXT, F(f"{path}broker__name")),
        "bdm_id": Field(Kind.ID, F(f"{path}bdm_id"), nullable=True),
        "bdm_name": Field(Kind.TEXT, F(f"{path}bdm__name"), nullable=True),
        "branch_id": Field(Kind.ID, F(f"{path}broker__branch_id")),
        "branch_name": Field(Kind.TEXT, F(f"{path}broker__branch__name")),
    }


def _file(path: str) -> dict[str, Field]:
    """Return the application that a row belongs to, and whose book that is in."""
    return {
        "application_id": Field(Kind.ID, F(f"{path}id")),
        "application_reference": Field(Kind.TEXT, F(f"{path}reference")),
        "application_stage": Field(Kind.CHOICE, F(f"{path}stage"), choices=tuple(STAGES)),
        **_people(path),
    }


def _applications() -> dict[str, Field]:
    table = "applications.Application"
    return {
        "reference": Field(Kind.TEXT, F("reference")),
        "stage": _choice(table, "stage"),
        "application_type": _choice(table, "application_type"),
        "exit_strategy": _choice(table, "exit_strategy", nullable=True),
        "loan_amount": Field(Kind.MONEY, F("loan_amount"), nullable=True),
        "annual_rate": Field(Kind.RATE, F("annual_rate"), nullable=True),
        "term_months": Field(Kind.INTEGER, F("term_months"), nullable=True),
        "repayment_type": _choice(table, "repayment_type", nullable=True),
        "repayment_frequency": _choice(table, "repayment_frequency", nullable=True),
        **_created(),
        "settled_on": Field(Kind.DATE, F("settled_on"), nullable=True),
        "settled_month": Field(Kind.DATE, _month("settled_on"), nullable=True),
        "estimated_settlement_on": Field(Kind.DATE, F("estimated_settlement_on"), nullable=True),
        **_people(),
    }


def _repayments() -> dict[str, Field]:
    return {
        "number": Field(Kind.INTEGER, F("number")),
        "due_on": Field(Kind.DATE, F("due_on")),
        "due_month": Field(Kind.DATE, _month("due_on")),
        "status": _choice("repayments.Repayment", "status"),
        **_money("amount", "interest", "prepaid", "principal", "opening_balance", "closing_balance"),
        **_money("paid_interest", "paid_principal"),
        **_file("schedule__application__"),
    }


def _payments() -> dict[str, Field]:
    reversed_ = ExpressionWrapper(Q(reversed_by__isnull=False), output_field=BooleanField())
    return {
        **_money("amount"),
        "received_on": Field(Kind.DATE, F("received_on")),
        "received_month": Field(Kind.DATE, _month("received_on")),
        "method": _choice("repayments.Payment", "method"),
        "reference": Field(Kind.TEXT, F("reference")),
        "is_reversed": Field(Kind.BOOLEAN, reversed_),
        **_file("application__"),
    }


def _fees() -> dict[str, Field]:
    choices = ("kind", "status", "collect", "gst_treatment")
    return {
        **{name: _choice("fees.Fee", name) for name in choices},
        "description": Field(Kind.TEXT, F("description")),
        **_money("net", "gst", "gross"),
        "due_on": Field(Kind.DATE, F("due_on"), nullable=True),
        "paid_on": Field(Kind.DATE, F("paid_on"), nullable=True),
        **_created(),
        **_file("application__"),
    }


def _documents() -> dict[str, Field]:
    return {
        "type": _choice("documents.Document", "type"),
        "audience": _choice("documents.Document", "audience"),
        "title": Field(Kind.TEXT, F("title")),
        "is_locked": Field(Kind.BOOLEAN, F("is_locked")),
        "current_version": Field(Kind.INTEGER, F("current_version")),
        **_created(),
        "application_id": Field(Kind.ID, F("application_id"), nullable=True),
        "application_reference": Field(Kind.TEXT, F("application__reference"), nullable=True),
        "borrower_id": Field(Kind.ID, F("borrower_id"), nullable=True),
    }


@cache
def entities() -> Mapping[str, Entity]:
    """Return every entity by its name; the tables must be known, so not before the apps are ready."""
    every = (
        Entity("applications", visible_applications, _applications()),
        Entity(
            "repayments",
            lambda viewer: repayments.repayment_list(viewer=viewer).filter(schedule__is_active=True),
            _repayments(),
        ),
        Entity("payments", lambda viewer: repayments.payment_list(viewer=viewer), _payments()),
        Entity("fees", lambda viewer: fees.fee_list(viewer=viewer), _fees()),
        Entity("documents", lambda viewer: documents.document_list(viewer=viewer), _documents()),
    )
    return {entity.name: entity for entity in every}
