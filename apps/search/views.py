"""HTTP in, one call, HTTP out: operation 117."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.kernel.views import APIView
from apps.search import filters, selectors, serializers
from apps.search.kinds import NAMES


class SearchView(APIView):
    tag = "System"
    needs = {"GET": "search.read"}
    lists = filters.SearchFilter

    @extend_schema(operation_id="search_list", responses=serializers.SearchResultOutput(many=True))
    def get(self, request: Request) -> Response:
        """Search everything that you may see: applications, parties, documents, notes and payments.

        All words must occur, in any field that the thing's own list searches and in any case. Closed
        applications are found too, and applications by the names of their borrowers. `application_id` and
        `borrower_id` say what a thing belongs to.
        """
        rows = selectors.thing_list(
            viewer=self.actor,
            words=self.listing.words(),
            kinds=self.listing.value("type_in") or NAMES,
        )
        return self.answer_page(serializers.SearchResultOutput, rows)
