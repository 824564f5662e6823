"""Lists of applications that are not the filtered, ordered, paged book."""

from datetime import date, timedelta
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse

from contract_tests.defects.lists import OrderingNotTotal
from contract_tests.defects.planting import Defect, Requests, change, parsed, put_query

_FILTERS = "lists::a_filter_shows_exactly_what_satisfies_it"
_FILTERED = ("filter_shows_exactly_what_satisfies_it",)


def _query(request: HttpRequest) -> dict[str, str]:
    return dict(parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True))


class _OfTheBook(Defect):
    """Found in the list of applications, beside the whole of it."""

    operation = "application_list"
    test = _FILTERS
    checks = _FILTERED
    parameter = ""

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The whole list, and this filter."""
        return len(requests) == 2 and f"{cls.parameter}=" in requests[-1]["query"]


class BookOrderedWithoutId(OrderingNotTotal):
    """Applications that tie come in another order on even pages: the ordering has no unique tail."""

    operation = "application_list"


class GuarantorFilterIgnored(_OfTheBook):
    """`guarantor_id` does not filter."""

    parameter = "guarantor_id"

    def enter(self, request: HttpRequest) -> None:
        """Drop the parameter where it is valid."""
        query = _query(request)
        if len(query.get("guarantor_id", "")) == len("00000000-0000-4000-8000-000000000000"):
            put_query(
                request, urlencode({name: text for name, text in query.items() if name != "guarantor_id"})
            )


class LastDayLeftOut(_OfTheBook):
    """`created_before` leaves out what was created on that day."""

    parameter = "created_before"

    def enter(self, request: HttpRequest) -> None:
        """Ask for the day before."""
        query = _query(request)
        try:
            day = date.fromisoformat(query.get("created_before", ""))
        except ValueError:
            return
        put_query(request, urlencode({**query, "created_before": str(day - timedelta(days=1))}))


class AmountLimitExclusive(_OfTheBook):
    """`loan_amount_gte` leaves out the amount itself."""

    parameter = "loan_amount_gte"

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Drop the rows at the limit."""
        limit = _query(request).get("loan_amount_gte")
        document = parsed(response)
        if response.status_code != 200 or limit is None:
            return response
        above = [row for row in document["results"] if row["terms"]["loan_amount"] != limit]
        fewer = len(document["results"]) - len(above)
        return change(response, {**document, "results": above, "count": document["count"] - fewer})


class ClosedShownByDefault(_OfTheBook):
    """Closed applications are listed although nobody has asked for them."""

    checks = ("filter_left_out_has_its_default",)

    def enter(self, request: HttpRequest) -> None:
        """Ask for all."""
        query = _query(request)
        if request.method == "GET" and "archived" not in query:
            put_query(request, urlencode({"archived": "all", **query}))

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The whole list, and the list without the parameter."""
        return len(requests) == 2 and "archived=" not in requests[-1]["query"]


class StaleFilterLeavesSomeOut(_OfTheBook):
    """`is_stale=false` leaves out what has no terms yet."""

    test = "lists::a_filter_and_its_complement_are_the_whole_list"
    checks = ("filter_and_its_complement_are_the_whole_list",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Leave it out."""
        document = parsed(response)
        if response.status_code != 200 or _query(request).get("is_stale") != "false":
            return response
        kept = [row for row in document["results"] if row["terms"]]
        fewer = len(document["results"]) - len(kept)
        return change(response, {**document, "results": kept, "count": document["count"] - fewer})

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The whole list, and its two parts."""
        return len(requests) == 3


class RowLostWhileThePagesAreTurned(Defect):
    """When a row is created while somebody turns the pages, the next page begins one row too late."""

    operation = "application_create"  # the write in the midst of the walk
    others = ("application_list",)
    whole = True
    test = "lists::an_object_created_during_a_walk_removes_nobody"
    checks = ("an_object_created_during_a_walk_removes_nobody",)

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Skip one."""
        document = parsed(response)
        if response.status_code != 200 or request.method != "GET":
            return response
        query = _query(request)
        if query.get("page", "1") == "1":
            self.counts[query.get("ordering", "")] = document["count"]
        elif document["count"] > self.counts.get(query.get("ordering", ""), document["count"]):
            return change(response, {**document, "results": document["results"][1:]})
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The list, and a walk with a creation in its midst."""
        return [each["method"] for each in requests].count("POST") == 1
