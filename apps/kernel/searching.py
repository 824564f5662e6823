"""Words in texts, in any case, found by an index: the trigrams of each text (ADR 23)."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import BooleanField, Func, Q, TextField, Value
from django.db.models.expressions import CombinedExpression

_LEAST = 3  # a shorter word has no trigram, and reads every row that is left


class Trigrams(Func):
    """The three-letter pieces of some text fields together."""

    function = "search_trigrams"
    output_field = ArrayField(TextField())


def search_index(name: str, *fields: str) -> GinIndex:
    """Return the index that carries searches in these fields; `holding` names them in the same order."""
    return GinIndex(Trigrams(*fields), name=name)


def holding(word: str, fields: Sequence[str], *, indexed: Sequence[str] = ()) -> Q:
    """Return the condition that one of the fields holds `word`.

    Args:
        indexed: the fields of the `search_index`, when it has more than `fields`.
    """
    found = reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields))
    if len(word) < _LEAST:
        return found
    pieces: Any = CombinedExpression(
        Trigrams(*(indexed or fields)), "@>", Trigrams(Value(word)), output_field=BooleanField()
    )
    return Q(pieces) & found
