"""The middleware that plants one defect."""

import os
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from contract_tests.defects import catalogue
from contract_tests.defects.planting import Defect, operation_of

_begun: set[Any] = set()  # there is one of us for each kind of server


class PlantingMiddleware:
    """Let the defect named by DEFECT spoil the requests and answers that it is about."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        kind = catalogue.ALL.get(os.environ.get("DEFECT", ""))
        self.defect: Defect | None = kind() if kind else None
        self._altered: set[type] = set()
        if self.defect is not None and kind not in _begun:
            _begun.add(kind)
            self.defect.begin()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        if self.defect is None or not self._concerns(request):
            return self.get_response(request)
        return self.defect.answer(request, self.get_response)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Let the defect change the view class, once, when the router has found it."""
        found = getattr(view, "view_class", None)
        if (
            self.defect is not None
            and found is not None
            and found not in self._altered
            and self._concerns(request)
        ):
            self._altered.add(found)
            self.defect.alter(found)

    def _concerns(self, request: HttpRequest) -> bool:
        assert self.defect is not None
        return self.defect.everywhere or operation_of(request) in self.defect.concerns
