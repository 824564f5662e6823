"""Lists that are not the filtered, ordered, paged table."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, Requests, change, parsed, put_query


class OrderingNotTotal(Defect):
    """Rows that tie come in another order on even pages: some rows are seen twice, some never."""

    operation = "user_list"
    test = "lists::pages_are_the_list"
    checks = ("pages_are_the_list",)

    def alter(self, view: Any) -> None:
        """Break ties by the page."""
        rows = view.lists.rows

        def rows_tied(self: Any, queryset: Any) -> Any:
            found = rows(self, queryset)
            *names, tie = found.query.order_by
            odd = int(self.query.get("page", "1")) % 2
            return found.order_by(*names, tie if odd else f"-{tie}".replace("--", ""))

        view.lists.rows = rows_tied

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Pages of one list."""
        return all(request["method"] == "GET" for request in requests)


class FilterIgnored(Defect):
    """`is_active` does not filter."""

    operation = "user_list"
    test = "lists::a_filter_shows_exactly_what_satisfies_it"
    checks = ("filter_shows_exactly_what_satisfies_it",)

    def enter(self, request: HttpRequest) -> None:
        """Drop the parameter where it is valid."""
        if request.GET.get("is_active") in ("true", "false") and len(request.GET.getlist("is_active")) == 1:
            pairs = parse_qsl(request.META["QUERY_STRING"], keep_blank_values=True)
            put_query(request, urlencode([pair for pair in pairs if pair[0] != "is_active"]))

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Only this filter."""
        return "is_active=" in requests[-1]["query"] and len(requests) <= 2


class SearchForgetsWords(Defect):
    """A search looks for its first word only."""

    operation = "user_list"
    test = "lists::a_search_finds_rows_with_every_word"
    checks = ("search_finds_rows_with_every_word",)

    def enter(self, request: HttpRequest) -> None:
        """Forget the others."""
        pairs = parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)
        cut = [(name, (value.split() or [value])[0] if name == "search" else value) for name, value in pairs]
        if cut != pairs:
            put_query(request, urlencode(cut))

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The whole list, and the search."""
        return len(requests) == 2 and "search=" in requests[-1]["query"]


class CountOffByOne(Defect):
    """The count of a list is one too many."""

    operation = "user_list"
    test = "lists::pages_are_the_list"
    checks = ("pages_are_the_list",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Count once more."""
        if response.status_code == 200:
            body = parsed(response)
            return change(response, {**body, "count": body["count"] + 1})
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Requests of one list."""
        return all(request["method"] == "GET" for request in requests)
