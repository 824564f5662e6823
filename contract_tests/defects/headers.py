"""Headers that are wrong, missing or ignored."""

from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, Requests


class EtagMissing(Defect):
    """A user is answered without the tag that If-Match asks for."""

    operation = "user_retrieve"
    test = "fuzz::valid_requests_are_answered_as_documented"
    checks = ("response_headers_conformance",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Spoil the answer."""
        if response.has_header("ETag"):
            del response.headers["ETag"]
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """A plain GET."""
        return len(requests) == 1 and requests[0]["query"] == "" and requests[0]["body"] is None


class LocationWrong(Defect):
    """The answer of a creation points to the list, not to what was created."""

    operation = "user_create"
    test = "read_back::what_was_created_can_be_retrieved"
    checks = ("created_object_can_be_retrieved",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Spoil the answer."""
        if response.status_code == 201:
            response.headers["Location"] = request.path_info
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The creation alone."""
        return len(requests) == 1


class MediaTypeIgnored(Defect):
    """Whatever a body says that it is, it is read as JSON."""

    operation = "profile_update"
    test = "enumeration::only_the_documented_media_type_is_taken"
    checks = ("foreign_media_type_is_refused",)

    def enter(self, request: HttpRequest) -> None:
        """Say that it is JSON."""
        if request.META.get("CONTENT_TYPE"):
            request.META["CONTENT_TYPE"] = "application/json"
            vars(request).pop("headers", None)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One request with another media type."""
        return len(requests) == 1 and requests[0]["headers"]["Content-Type"] != "application/json"


class HeadDiffersFromGet(Defect):
    """HEAD is answered 204, GET 200."""

    operation = "profile_retrieve"
    test = "enumeration::head_agrees_with_get"
    checks = ("head_agrees_with_get",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Spoil the answer."""
        if request.method == "HEAD" and response.status_code == 200:
            response.status_code = 204
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """GET, then HEAD."""
        return [request["method"] for request in requests] == ["GET", "HEAD"]
