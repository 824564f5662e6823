"""A condition that a column is among some ids, one index lookup also where it stands beside an `OR`."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet


class _AnyOf(Func):
    """`column = ANY (ARRAY (...))`: the ids are read once, before the rows."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def among(reference: str, ids: QuerySet[Any]) -> Q:
    """Return the condition that a row's `reference` is one of `ids`.

    `IN` beside an `OR` reads the whole table: PostgreSQL makes a join of it only where it stands alone. Two
    of these are two index lookups put together, so that who sees little reads little.
    """
    return Q(_AnyOf(F(reference), ArraySubquery(ids)))
