"""What the API says about its socket."""

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from apps.notifications import asyncapi as messages


@require_safe
@transaction.non_atomic_requests
def asyncapi(request: HttpRequest) -> JsonResponse:
    """Answer with the AsyncAPI document of `/ws/notifications/`."""
    return JsonResponse(messages.document())
