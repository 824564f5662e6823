"""What a list must hold and in which order. Source: domain.md, section 12."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

# Fields that `search` looks at; the words must all occur, each in any of them.
SEARCH: Mapping[str, tuple[str, ...]] = {"user_list": ("email", "first_name", "last_name")}
# Filters whose name is not that of a field of the row: parameter -> pointer.
FIELDS: Mapping[tuple[str, str], str] = {}
_OPERATORS = ("in", "gte", "lte", "after", "before")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_AMOUNT = re.compile(r"-?\d+\.\d+")
Row = Mapping[str, Any]


def reading(operation: str, parameter: str, row: Row) -> tuple[str, str] | None:
    """Return the field and the operator that a filter stands for, None when nobody has said so."""
    known = FIELDS.get((operation, parameter))
    if known is not None:
        return known, "is"
    if parameter in row:
        return parameter, "is"
    field, _, operator = parameter.rpartition("_")
    return (field, operator) if operator in _OPERATORS and field in row else None


def satisfies(row: Row, field: str, operator: str, text: str) -> bool:
    """Whether a row belongs into a list filtered by the text of one parameter."""
    value = row[field]
    if value is None:
        return False
    if operator == "in":
        return _shown(value) in text.split(",")
    if operator == "is":
        return _shown(value) == text
    mine, bound = comparable(value), comparable(text)
    return bool(mine >= bound if operator in ("gte", "after") else mine <= bound)


def is_found(row: Row, words: Sequence[str], fields: Sequence[str]) -> bool:
    """Whether every word occurs in some field, in any case."""
    texts = [str(row[field] or "").casefold() for field in fields]
    return all(any(word.casefold() in text for text in texts) for word in words)


def comparable(value: Any) -> Any:
    """Return a value that compares as the thing it stands for."""
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        whole, _, cents = value.partition(".")
        return int(whole + cents.ljust(20, "0"))
    return value


def disorder(rows: Sequence[Row], ordering: Sequence[str]) -> str | None:
    """Return where rows are out of order, None when they are in order.

    Ties are broken by id, in the direction of the last field. Where two texts differ in signs or case first,
    the database's collation decides, which the contract leaves open; nulls stand together at either end.
    """
    fields = [*ordering, "-id" if ordering[-1].startswith("-") else "id"]
    for earlier, later in pairwise(rows):
        for field in fields:
            order = _compare(earlier[field.removeprefix("-")], later[field.removeprefix("-")])
            if order == 0:
                continue
            if order is not None and (order > 0) != field.startswith("-"):
                return f"{earlier['id']} stands before {later['id']}, ordered by {field}"
            break
    first = fields[0].removeprefix("-")
    nulls = [row[first] is None for row in rows]
    if sum(one != other for one, other in pairwise(nulls)) > 1:
        return f"rows without {first} are scattered"
    return None


def _compare(earlier: Any, later: Any) -> int | None:
    """Return the order of two values, None when it is not ours to say."""
    one, other = comparable(earlier), comparable(later)
    if one == other:
        return 0
    if one is None or other is None:
        return None
    if isinstance(one, str):
        for mine, yours in zip(one, other, strict=False):
            if mine != yours:
                alike = any(re.fullmatch(kind, mine + yours) for kind in ("[a-z]{2}", "[A-Z]{2}", "[0-9]{2}"))
                return None if not alike else (1 if mine > yours else -1)
        return 1 if len(one) > len(other) else -1
    return 1 if one > other else -1


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
