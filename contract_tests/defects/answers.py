"""Answers that leave the contract: status, media type, headers, shape."""

from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, Requests, body_of, change, parsed, sent


class UndocumentedStatus(Defect):
    """Whoever moves to UTC is answered 418."""

    operation = "profile_update"
    test = "fuzz::valid_requests_are_answered_as_documented"
    checks = ("status_code_conformance",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Spoil the answer."""
        body = body_of(request)
        if isinstance(body, dict) and body.get("time_zone") == "UTC":
            response.status_code = 418
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Only the time zone is left."""
        return len(requests) == 1 and sent(requests[0]) == {"time_zone": "UTC"}


class WrongResponseType(Defect):
    """The version of one's profile is a string."""

    operation = "profile_retrieve"
    test = "fuzz::valid_requests_are_answered_as_documented"
    checks = ("response_schema_conformance",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Spoil the answer."""
        body = parsed(response)
        return (
            change(response, {**body, "version": str(body["version"])})
            if response.status_code == 200
            else response
        )

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """A plain GET."""
        return len(requests) == 1 and requests[0]["query"] == "" and requests[0]["body"] is None


class MissingResponseField(Defect):
    """A user without a phone number is answered without the field."""

    operation = "user_update"
    test = "fuzz::valid_requests_are_answered_as_documented"
    checks = ("response_schema_conformance",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Spoil the answer."""
        body, given = parsed(response), body_of(request)
        if (
            response.status_code == 200
            and isinstance(given, dict)
            and "phone" in given
            and body["phone"] is None
        ):
            del body["phone"]
            return change(response, body)
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Only the phone is left."""
        return len(requests) == 1 and sent(requests[0]) == {"phone": None}


class ProblemNotProblemJson(Defect):
    """A 404 is sent as plain JSON."""

    operation = "user_retrieve"
    test = "fuzz::valid_requests_are_answered_as_documented"
    checks = ("refusal_is_a_problem", "content_type_conformance")

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Spoil the answer."""
        if response.status_code == 404:
            response.headers["Content-Type"] = "application/json"
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """A plain GET."""
        return len(requests) == 1 and requests[0]["query"] == "" and requests[0]["body"] is None


class WwwAuthenticateMissing(Defect):
    """A 401 does not say how to authenticate."""

    operation = "auth_login"
    test = "fuzz::valid_requests_are_answered_as_documented"
    checks = ("denial_names_the_scheme", "response_headers_conformance")

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Spoil the answer."""
        if response.status_code == 401:
            del response.headers["WWW-Authenticate"]
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Two fields, both short."""
        body = sent(requests[0])
        return len(requests) == 1 and set(body) == {"email", "password"} and len(body["password"]) <= 20


class MethodNotAllowedWithoutAllow(Defect):
    """A 405 does not list the methods that there are."""

    operation = "auth_verify"
    everywhere = True
    test = "coverage::boundary_requests_are_answered_as_documented"
    checks = ("method_not_allowed_lists_methods", "unsupported_method")

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Spoil the answer."""
        if response.status_code == 405:
            del response.headers["Allow"]
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One request with a method that the path does not have."""
        return len(requests) == 1 and requests[0]["method"] != "POST"


class StackTraceLeaked(Defect):
    """A refused body is answered with the traceback of its refusal."""

    operation = "user_create"
    test = "coverage::boundary_requests_are_answered_as_documented"
    checks = ("answer_leaks_no_internals",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Spoil the answer."""
        if response.status_code == 400:
            body = parsed(response)
            where = 'Traceback (most recent call last):\n  File "views.py", line 1, in post'
            return change(response, {**body, "detail": where})
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The smallest body there is."""
        return len(requests) == 1


class TokenLeakedInProblem(Defect):
    """A refused access token is repeated in the problem document."""

    operation = "profile_retrieve"
    everywhere = True
    test = "credentials::only_the_good_credential_passes"
    checks = ("answer_leaks_no_secret",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Spoil the answer."""
        if response.status_code == 401:
            return change(response, {**parsed(response), "detail": str(request.headers.get("Authorization"))})
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One request."""
        return len(requests) == 1 and requests[0]["body"] is None


class PasswordInAnswer(Defect):
    """A new password is part of the answer of a user's creation."""

    operation = "user_create"
    test = "fuzz::valid_requests_are_answered_as_documented"
    checks = ("answer_leaks_no_secret",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Spoil the answer."""
        if response.status_code == 201:
            return change(
                response, {**parsed(response), "password": "argon2$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA"}
            )
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The fields a user must have, each as short as it can be."""
        body = sent(requests[0])
        return set(body) == {"email", "first_name", "last_name", "role"} and len(body["first_name"]) == 1
