"""The one paginator: `{count, next, previous, results}`."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param


def page_of(
    request: Request,
    queryset: QuerySet[Any],
    render: Callable[[Sequence[Any]], Any],
    *,
    number: int,
    size: int,
    known: Callable[[], int | None] | None = None,
) -> dict[str, Any]:
    """Return page `number` of an ordered queryset as the wire shows it, in at most two queries.

    In one, when page 1 shows everything: then nothing is left to count.

    Args:
        known: how many rows there are, when somebody knows without counting; it must be exact.

    Raises:
        NotFound: the page lies beyond the last one; page 1 of nothing is an empty page.
    """
    if number == 1:
        rows = list(queryset[: size + 1])
        count = len(rows) if len(rows) <= size else _counted(queryset, known)
    else:  # counted first: to find out by skipping rows that there are no more of them costs more
        count = _counted(queryset, known)
        if (number - 1) * size >= count:
            raise NotFound("That page is beyond the last one.")
        rows = list(queryset[(number - 1) * size : number * size])
    return {
        "count": count,
        "next": _link(request, number + 1) if number * size < count else None,
        "previous": _link(request, number - 1) if number > 1 else None,
        "results": render(rows[:size]),
    }


def _counted(queryset: QuerySet[Any], known: Callable[[], int | None] | None) -> int:
    count = known() if known else None
    return queryset.count() if count is None else count


def _link(request: Request, page: int) -> str:
    return str(replace_query_param(request.build_absolute_uri(), "page", page))
