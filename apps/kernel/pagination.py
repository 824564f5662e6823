"""The one paginator: `{count, next, previous, results}`."""

import re
from collections.abc import Callable, Sequence
from typing import Any, cast

from django.db.models import QuerySet
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from apps.kernel.filters import PAGE_MAX, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX

_NATURAL = re.compile(r"[1-9][0-9]{0,9}")


def page_of(
    request: Request, rows: Callable[[], QuerySet[Any]], render: Callable[[Sequence[Any]], Any]
) -> dict[str, Any]:
    """Return one page of `rows` as the wire shows it, in two queries whatever the page size.

    Args:
        rows: called after `page` and `page_size` were found well formed.

    Raises:
        ValidationError: `page` or `page_size` is not a number in its range.
        NotFound: the page lies beyond the last one; page 1 of nothing is an empty page.
    """
    errors: dict[str, list[Any]] = {}
    page = _number(request, "page", 1, PAGE_MAX, errors)
    size = _number(request, "page_size", PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, errors)
    try:
        queryset = rows()
    except ValidationError as refusal:
        raise ValidationError({**errors, **cast(dict[str, Any], refusal.detail)}) from None
    if errors:
        raise ValidationError(errors)
    count = queryset.count()
    first = (page - 1) * size
    if page > 1 and first >= count:
        raise NotFound("That page is beyond the last one.")
    return {
        "count": count,
        "next": _link(request, page + 1) if first + size < count else None,
        "previous": _link(request, page - 1) if page > 1 else None,
        "results": render(list(queryset[first : first + size])),
    }


def _number(request: Request, name: str, default: int, maximum: int, errors: dict[str, list[Any]]) -> int:
    raw = request.query_params.get(name)
    if raw is None:
        return default
    if not _NATURAL.fullmatch(raw) or int(raw) > maximum:
        errors[name] = [ErrorDetail(f"Must be a whole number from 1 to {maximum}.", code="invalid")]
        return default
    return int(raw)


def _link(request: Request, page: int) -> str:
    return str(replace_query_param(request.build_absolute_uri(), "page", page))
