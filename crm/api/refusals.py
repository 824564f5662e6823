"""Which refusals an operation may answer with, derived from what its view declares."""

from collections.abc import Mapping
from typing import Any

from apps.accounts import roles
from apps.kernel import errors
from apps.kernel.idempotency import Idempotency
from apps.kernel.views import APIView
from crm.api.errors import status_of

ACCEPTED = {"200": "Success.", "201": "Created.", "202": "Accepted.", "204": "Done; no body."}
_SHAPE = ["request.invalid", "request.unknown_parameter"]
_BODY_SHAPE = ["request.unknown_field", "request.parse_error"]
_PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
_MEDIA_TYPE = "application/problem+json"
_TEXT = {"type": "string"}
_DISPOSITION = {"type": "string", "pattern": r"^attachment; filename\*=UTF-8''[A-Za-z0-9._~%-]+$"}

# Refusals that every operation documents in the same words; components/responses.
SHARED: Mapping[str, tuple[str, str, str, dict[str, Any]]] = {
    "401": (
        "NotAuthenticated",
        "request.not_authenticated",
        "The access token is missing, malformed, expired or revoked.",
        {"WWW-Authenticate": _TEXT},
    ),
    "403": ("PermissionDenied", "request.permission_denied", "Your role may not do this.", {}),
    "404": ("NotFound", "request.not_found", "No such object or page, or not visible to you.", {}),
    "405": (
        "MethodNotAllowed",
        "request.method_not_allowed",
        "The path has no such method.",
        {"Allow": _TEXT},
    ),
    "406": ("NotAcceptable", "request.not_acceptable", "Accept names nothing that this API can send.", {}),
    "412": ("Stale", "request.stale", "If-Match names another version.", {}),
    "413": (
        "TooLarge",
        "request.too_large",
        "The body is larger than 1 MiB; an upload's file larger than 10 MiB.",
        {},
    ),
    "415": (
        "UnsupportedMediaType",
        "request.unsupported_media_type",
        "The body is not of the media type that the operation takes, in UTF-8.",
        {},
    ),
    "422": ("KeyReused", "request.key_reused", "The Idempotency-Key was used for another request.", {}),
    "429": (
        "Throttled",
        "request.throttled",
        "Too many requests.",
        {"Retry-After": {"type": "integer", "minimum": 0}},
    ),
}


def _raised(view: APIView, method: str) -> dict[str, list[type[errors.DomainError]]]:
    raised: dict[str, list[type[errors.DomainError]]] = {}
    for error in view.raises.get(method, ()):
        raised.setdefault(str(status_of(error)), []).append(error)
    if view.idempotency_of(method) is not Idempotency.NOT_OFFERED:
        raised.setdefault("409", []).append(errors.IdempotencyInProgress)
        raised.setdefault("422", []).append(errors.IdempotencyKeyReused)
    if view.is_conditional(method):
        raised.setdefault("412", []).append(errors.StalePrecondition)
    return raised


def rule_codes(view: APIView, method: str) -> list[str]:
    """Return the codes with which valid data may be refused."""
    return sorted(error.code for errors_ in _raised(view, method).values() for error in errors_)


def responses(view: APIView, method: str, path: str) -> dict[str, Any]:
    """Return every refusal of one operation, by status (domain.md, section 11, "Derived for each")."""
    public, raised = view.is_public(method), _raised(view, method)
    codes: dict[str, list[str]] = {"400": list(_SHAPE), "405": [], "406": [], "429": []}
    if not public:
        codes["401"] = []
        if not roles.everyone(view.needs[method]):
            codes["403"] = []
    if "{" in path or (view.lists and method == "GET"):
        codes["404"] = []
    if method in view.accepts:
        codes["400"] += _BODY_SHAPE
        codes |= {"413": [], "415": []}
    for status, own in raised.items():
        codes.setdefault(status, []).extend(error.code for error in own)
    for status in codes.keys() & SHARED.keys():
        if not (status == "401" and public):  # there it can only mean that the sign-in was refused
            codes[status].append(SHARED[status][1])
    return {status: _response(status, own, raised.get(status, [])) for status, own in sorted(codes.items())}


def _response(status: str, codes: list[str], raised: list[type[errors.DomainError]]) -> dict[str, Any]:
    every = sorted(set(codes))
    if status in SHARED and every == [SHARED[status][1]]:
        return {"$ref": f"#/components/responses/{SHARED[status][0]}"}
    reasons = [f"`{error.code}`: {error.summary()}" for error in sorted(raised, key=lambda e: e.code)]
    return body(every, "\n\n".join(reasons) or "The request is malformed.", headers(status))


def body(codes: list[str], description: str, extra: dict[str, Any]) -> dict[str, Any]:
    """Return a response whose problem carries one of `codes`."""
    only = {"properties": {"code": {"enum": codes}}}
    return {
        "description": description,
        "headers": extra,
        "content": {_MEDIA_TYPE: {"schema": {"allOf": [_PROBLEM_REF, only]}}},
    }


def headers(status: str) -> dict[str, Any]:
    """Return the headers of a refusal."""
    own = SHARED[status][3] if status in SHARED else {}
    return {
        "X-Request-ID": {"$ref": "#/components/headers/RequestId"},
        **{name: {"required": True, "schema": schema} for name, schema in own.items()},
    }


def success_headers(view: APIView, method: str, status: str) -> dict[str, Any]:
    """Return the headers of an accepted request."""
    found: dict[str, Any] = {"X-Request-ID": {"$ref": "#/components/headers/RequestId"}}
    if status == "201":
        found["Location"] = {"required": True, "schema": {"type": "string", "format": "uri-reference"}}
    if view.serves and method == "GET":
        found["ETag"] = {"required": True, "schema": {"type": "string", "pattern": '^"[0-9a-f]{64}"$'}}
        if status == "200":
            found["Content-Disposition"] = {"required": True, "schema": _DISPOSITION}
    if view.exports:
        found["Content-Disposition"] = {"schema": _DISPOSITION}  # of a file only
    if view.idempotency_of(method) is not Idempotency.NOT_OFFERED:
        found["Idempotent-Replayed"] = {"schema": {"type": "string", "enum": ["true"]}}
    return found
