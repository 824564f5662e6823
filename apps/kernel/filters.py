"""Query parameters -> queryset. Alone, django-filter ignores what it does not know or cannot read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import unquote_plus, unquote_to_bytes

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from rest_framework.exceptions import ErrorDetail

from apps.kernel import text
from apps.kernel.actor import Actor
from apps.kernel.text import pointer_segment

UNKNOWN_PARAMETER = "unknown_parameter"
# name -> (default, greatest)
PAGE_BOUNDS = {"page": (1, 1_000_000_000), "page_size": (20, 100)}
_NATURAL = re.compile(r"[1-9][0-9]{0,9}")
SEARCH_MAX_LENGTH = 100
ORDERING_MAX_FIELDS = 3


class QueryFilter(django_filters.FilterSet):
    """The query of one GET that is not a list: its filters, and nothing of pages."""

    required: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *, query: QueryDict, viewer: Actor) -> None:
        self.query, self.viewer = query, viewer
        # The queryset comes with `rows`: the query is judged before anything is looked up.
        super().__init__(data=query, queryset=SimpleNamespace(model=None))

    @classmethod
    def parameters(cls) -> dict[str, dict[str, Any]]:
        """Return `{name: JSON Schema}` of every parameter."""
        return {name: filter_.schema for name, filter_ in cls.base_filters.items()}

    def problems(self) -> dict[str, list[Any]]:
        """Return what is malformed in the query, by parameter; nothing is looked up."""
        missing = {
            name: [ErrorDetail("This parameter is required.", code="required")]
            for name in self.required
            if name not in self.query
        }
        if self.is_valid():
            return missing
        return missing | {
            name: [ErrorDetail(str(message), code=problem.code or "invalid") for message in problem.messages]
            for name, problems in self.form.errors.as_data().items()
            for problem in problems
        }

    def value(self, name: str) -> Any:
        """Return what a query without problems says under `name`; None when it says nothing."""
        self.is_valid()
        said = self.form.cleaned_data[name]
        return None if said == "" else said  # of a choice, django-filter says nothing with an empty text

    def rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return `queryset` filtered, for a query without problems."""
        self.queryset = queryset
        found: QuerySet[Any] = self.qs
        return found


class ListFilter(QueryFilter):
    """The query of one list: its filters, `search` and `ordering`. Pages are cut by `kernel.pagination`.

    `ordering_fields` maps the public name to the ORM path; `default_ordering` uses public names.
    """

    ordering_fields: ClassVar[Mapping[str, str]] = {"created_at": "created_at"}
    default_ordering: ClassVar[Sequence[str]] = ("-created_at",)
    search_fields: ClassVar[Sequence[str]] = ()
    whole: ClassVar[Sequence[str]] = (*PAGE_BOUNDS, "ordering")  # parameters that leave nothing out

    @classmethod
    def parameters(cls) -> dict[str, dict[str, Any]]:
        """Return `{name: JSON Schema}` of every parameter of the list."""
        directions = [sign + name for name in cls.ordering_fields for sign in ("", "-")]
        ordering = {
            "type": "array",
            "items": {"type": "string", "enum": directions},
            "minItems": 1,
            "maxItems": ORDERING_MAX_FIELDS,
            "uniqueItems": True,
            "default": list(cls.default_ordering),
        }
        search = {"type": "string", "minLength": 1, "maxLength": SEARCH_MAX_LENGTH, "pattern": text.NOT_BLANK}
        return {
            **{
                name: {"type": "integer", "minimum": 1, "maximum": maximum, "default": default}
                for name, (default, maximum) in PAGE_BOUNDS.items()
            },
            "ordering": ordering,
            **({"search": search} if cls.search_fields else {}),
            **super().parameters(),
        }

    def problems(self) -> dict[str, list[Any]]:
        """Return what is malformed in the query, by parameter; nothing is looked up."""
        errors = super().problems()
        self._words(errors)
        self._ordering(errors)
        for name, (_, maximum) in PAGE_BOUNDS.items():
            raw = self.query.get(name)
            if raw is not None and not (_NATURAL.fullmatch(raw) and int(raw) <= maximum):
                errors[name] = [ErrorDetail(f"Must be a whole number from 1 to {maximum}.", code="invalid")]
        return errors

    def page(self) -> tuple[int, int]:
        """Return `page` and `page_size` of a query without problems."""
        number, size = (int(self.query.get(name, default)) for name, (default, _) in PAGE_BOUNDS.items())
        return number, size

    def is_whole(self) -> bool:
        """Tell whether the query asks for the list as it is: a page of it in some order, and nothing else."""
        return set(self.query) <= set(self.whole)

    def words(self) -> list[str]:
        """Return the words that are searched for, of a query without problems."""
        return self._words({})

    def rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return `queryset` filtered, searched and totally ordered, for a query without problems."""
        words, ordering = self._words({}), self._ordering({})
        queryset = super().rows(queryset)
        for word in words:
            queryset = queryset.filter(self.matching(word))
        return queryset.order_by(*ordering)

    def matching(self, word: str) -> Q:
        """Return the condition that a row holds `word`. A field beyond a to-many relation needs a subquery:
        a join would show a row once for each match."""
        return reduce(or_, (Q(**{f"{name}__icontains": word}) for name in self.search_fields))

    def _words(self, errors: dict[str, list[Any]]) -> list[str]:
        raw = self.query.get("search")
        if raw is None or not self.search_fields:
            return []
        cleaned = text.clean(raw)
        if not cleaned or len(raw) > SEARCH_MAX_LENGTH:
            message = f"Must be 1 to {SEARCH_MAX_LENGTH} characters, not only spaces."
            errors["search"] = [ErrorDetail(message, code="invalid")]
        return cleaned.split()

    def _ordering(self, errors: dict[str, list[Any]]) -> list[str]:
        raw = self.query.get("ordering")
        names = list(self.default_ordering) if raw is None else raw.split(",")
        orm = []
        for name in names:
            path = self.ordering_fields.get(name.removeprefix("-"))
            if path is None:
                message = f"Cannot order by this. Possible: {', '.join(self.ordering_fields)}; - reverses."
                errors["ordering"] = [ErrorDetail(message, code="unknown_ordering")]
                return []
            orm.append(("-" if name.startswith("-") else "") + path)
        if len(set(names)) < len(names) or len(names) > ORDERING_MAX_FIELDS:
            message = f"At most {ORDERING_MAX_FIELDS} fields, each once."
            errors["ordering"] = [ErrorDetail(message, code="invalid")]
        # Total: ties are broken by id, in the direction of the last field.
        return [*orm, "-id" if orm[-1].startswith("-") else "id"]


def unusable(query: QueryDict, *, raw: str, known: Iterable[str]) -> dict[str, list[Any]]:
    """Return the parameters that are unknown, repeated, empty, or hold text that cannot be read or stored.

    Args:
        raw: the query string as received; Django replaces what is not UTF-8 and so changes what was asked.
    """
    known = set(known)
    errors: dict[str, list[Any]] = {
        pointer_segment(unquote_plus(name)): [ErrorDetail("Must be UTF-8.", code="invalid")]
        for name, _, value in (pair.partition("=") for pair in raw.split("&"))
        if not (_is_utf8(name) and _is_utf8(value))
    }
    for raw_name, values in query.lists():
        name = pointer_segment(raw_name)
        if raw_name not in known:
            errors[name] = [ErrorDetail("Unknown parameter.", code=UNKNOWN_PARAMETER)]
        elif len(values) > 1:
            errors[name] = [ErrorDetail("May be given once.", code="repeated_parameter")]
        elif not values[0]:
            errors[name] = [ErrorDetail("May not be empty.", code="empty")]
        elif not text.is_storable(str(values[0])):
            errors[name] = [ErrorDetail("NUL and lone surrogates are not allowed.", code="invalid")]
    return errors


def _is_utf8(encoded: str) -> bool:
    try:
        unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError:
        return False
    return True
