"""What the global search looks through: the lists that can be searched, each in the fields of its own list.

Source: domain.md, sections 3 and 11, operation 117
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Left

from apps.applications.visibility import visible_applications
from apps.borrowers import selectors as borrowers
from apps.brokers import selectors as brokers
from apps.documents import selectors as documents
from apps.kernel.actor import Actor
from apps.kernel.searching import holding
from apps.notes import selectors as notes
from apps.repayments import selectors as repayments

_TITLE_LENGTH = 120
_PARTY = ("first_name", "last_name", "company_name", "trust_name", "trustee", "email")
_NAMES = ("first_name", "last_name", "company_name", "trust_name")
_NONE = Cast(Value(None), UUIDField())


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of things.

    Args:
        needs: permission code; who does not hold it finds none of them.
        rows: those that a viewer may see.
        fields: where words are looked for; all of the index of the table, in its order.
        title: what a thing is called.
        application_id, borrower_id: what it belongs to.
    """

    name: str
    needs: str
    rows: Callable[[Actor], QuerySet[Any]]
    fields: tuple[str, ...]
    title: Any
    application_id: Any = _NONE
    borrower_id: Any = _NONE

    def matching(self, rows: QuerySet[Any], word: str) -> QuerySet[Any]:
        """Return the rows that hold `word`."""
        return rows.filter(holding(word, self.fields))


class ApplicationKind(Kind):
    """Applications, which are also found by the names of their borrowers."""

    def matching(self, rows: QuerySet[Any], word: str) -> QuerySet[Any]:
        """Return the applications that hold `word`, or on which somebody so called stands.

        Each way has an index of its own, so each is a statement; a common condition could use neither index.
        """
        every = rows.model._default_manager
        to = "borrower_links__borrower__"
        names, indexed = ([f"{to}{name}" for name in fields] for fields in (_NAMES, _PARTY))
        own = every.filter(holding(word, self.fields)).values("id")
        by_name = every.filter(holding(word, names, indexed=indexed)).values("id")
        return rows.filter(id__in=own.union(by_name))


def _party_name(*names: str) -> Any:
    """Return the name of a company or a trust, else that of a person."""
    return Coalesce(*names, Concat("first_name", Value(" ", TextField()), "last_name"))


KINDS = (
    ApplicationKind(
        "application",
        "application.read",
        visible_applications,
        ("reference", "purpose"),
        F("reference"),
        application_id=F("id"),
    ),
    Kind(
        "borrower",
        "borrower.read",
        lambda viewer: borrowers.borrower_list(viewer=viewer),
        _PARTY,
        _party_name("company_name", "trust_name"),
        borrower_id=F("id"),
    ),
    Kind(
        "guarantor",
        "guarantor.read",
        lambda viewer: borrowers.guarantor_list(viewer=viewer),
        ("first_name", "last_name", "company_name", "email"),
        _party_name("company_name"),
        borrower_id=F("borrower_id"),
    ),
    Kind("branch", "branch.read", lambda viewer: brokers.branch_list(viewer=viewer), ("name",), F("name")),
    Kind("bdm", "bdm.read", lambda viewer: brokers.bdm_list(viewer=viewer), ("name", "email"), F("name")),
    Kind(
        "broker",
        "broker.read",
        lambda viewer: brokers.broker_list(viewer=viewer),
        ("name", "company", "email"),
        F("name"),
    ),
    Kind(
        "document",
        "document.read",
        lambda viewer: documents.document_list(viewer=viewer),
        ("title", "description"),
        F("title"),
        application_id=F("application_id"),
        borrower_id=F("borrower_id"),
    ),
    Kind(
        "note",
        "note.read",
        lambda viewer: notes.note_list(viewer=viewer),
        ("body",),
        Left("body", _TITLE_LENGTH),
        application_id=F("application_id"),
        borrower_id=F("borrower_id"),
    ),
    Kind(
        "payment",
        "payment.read",
        lambda viewer: repayments.payment_list(viewer=viewer),
        ("reference",),
        F("reference"),
        application_id=F("application_id"),
    ),
)
NAMES = [kind.name for kind in KINDS]
