"""The base view: it decides the order of refusals, so that a view's method does one thing.

Before the method runs: 406, 401, 403 role, 429, 405 (DRF); 415, 413, 400 shape; 404 of the path's object;
idempotency; 412. What is left to the method is one service call and its answer.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar, Final, cast

from django.conf import settings
from django.http.response import HttpResponseBase
from rest_framework import views
from rest_framework.exceptions import ErrorDetail, MethodNotAllowed, UnsupportedMediaType, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.kernel import downloads, errors, idempotency, pagination, preconditions
from apps.kernel.actor import Actor
from apps.kernel.downloads import Download
from apps.kernel.filters import ListFilter, QueryFilter, unusable
from apps.kernel.idempotency import Attempt, Idempotency, StoredAnswer
from apps.kernel.models import Entity
from apps.kernel.serializers import Input, cleaned, rendered
from apps.kernel.uploads import MULTIPART

PUBLIC: Final = "public"
HOLDER: Final = "token_holder"  # the path carries a secret that says who calls
security_log = logging.getLogger("crm.security")
_NO_SIGN_IN = (PUBLIC, HOLDER)
_WITH_BODY = ("POST", "PATCH")
_KEPT_HEADERS = ("ETag", "Location")


class APIView(views.APIView):
    """One path. Each attribute says something of its operations, by method; so the schema is made from it."""

    needs: ClassVar[Mapping[str, str | tuple[str, ...]]] = {}
    accepts: ClassVar[Mapping[str, type[Input]]] = {}
    lists: ClassVar[type[ListFilter] | None] = None
    asks: ClassVar[type[QueryFilter] | None] = None
    finds: ClassVar[Mapping[str, Callable[..., Any]]] = {}
    raises: ClassVar[Mapping[str, tuple[type[errors.DomainError], ...]]] = {}
    idempotent: ClassVar[Mapping[str, Idempotency]] = {}
    conditional: ClassVar[tuple[str, ...]] = ("PATCH", "DELETE")
    serves: ClassVar[tuple[str, ...]] = ()  # content types, where GET answers with a file
    exports: ClassVar[tuple[str, ...]] = ()  # content types, where the answer may be asked for as a file

    data: dict[str, Any]
    found: Any
    listing: ListFilter
    asked: QueryFilter

    @property
    def actor(self) -> Actor:
        """The signed-in caller."""
        actor: Actor = cast(Any, self.request.user).actor  # kernel does not know the model
        return actor

    @classmethod
    def idempotency_of(cls, method: str) -> Idempotency:
        """Return whether `method` offers Idempotency-Key: every POST does unless the view says otherwise."""
        return cls.idempotent.get(
            method, Idempotency.OPTIONAL if method == "POST" else Idempotency.NOT_OFFERED
        )

    @classmethod
    def is_conditional(cls, method: str) -> bool:
        """Tell whether `method` honours If-Match."""
        return method in cls.conditional and method in cls.finds

    @classmethod
    def is_public(cls, method: str) -> bool:
        """Tell whether `method` may be called without a token."""
        if method in cls.needs:
            return cls.needs[method] in _NO_SIGN_IN
        # A method that the path does not have is refused (405) as its operations are guarded.
        return all(need in _NO_SIGN_IN for need in cls.needs.values())

    def get_authenticators(self) -> list[Any]:
        """Read no credentials where none are needed, so that a stale header cannot spoil a login."""
        if self.request is None:  # the schema generator asks without a request
            return list(super().get_authenticators())
        method = _read_method(self.request.method or "")
        return [] if self.is_public(method) else list(super().get_authenticators())

    def get_parsers(self) -> list[Any]:
        """Read a body only in the media type that the operation takes."""
        parsers = list(super().get_parsers())
        if self.request is None:  # the schema generator asks without a request
            return parsers
        kind = self.accepts.get(self.request.method or "", Input)
        return [parser for parser in parsers if parser.media_type == kind.media_type]

    def get_renderers(self) -> list[Any]:
        """Let Accept name the types of the files that may be sent."""
        return [*super().get_renderers(), *map(_named, (*self.serves, *self.exports))]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse in the contract's order whatever can be refused before the method."""
        super().initial(request, *args, **kwargs)
        method = _read_method(request.method or "")
        if method == "OPTIONS":
            return
        handler = getattr(self, (request.method or "").lower(), None)
        if handler is None or method not in self.needs:
            raise MethodNotAllowed(request.method or "")
        self.data = self._clean(request, method)
        find = self.finds.get(method)
        who = {} if self.is_public(method) else {"viewer": self.actor}
        self.found = find(**who, **kwargs) if find else None
        wrapped = handler
        if self.is_conditional(method):
            wrapped = partial(self._if_match, wrapped)
        key = request.headers.get("Idempotency-Key")
        if key is not None and self.idempotency_of(method) is not Idempotency.NOT_OFFERED:
            # A replay comes before the condition: the first request has changed the version.
            wrapped = partial(self._once, wrapped, key)
        # The instance serves one request; its method is wrapped for this request only.
        setattr(self, (request.method or "").lower(), wrapped)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Answer with `Allow` and nothing else."""
        return Response(status=204)

    # --- answers -------------------------------------------------------------------------------------
    def answer(self, output: type[Any], instance: Any, *, status: int = 200, location: str = "") -> Response:
        """Render one object, with its ETag and, when created, its Location."""
        headers = {"ETag": preconditions.etag(instance.version)} if isinstance(instance, Entity) else {}
        if location:
            headers["Location"] = location
        return Response(rendered(output, instance), status=status, headers=headers)

    def answer_page(
        self, output: type[Any], queryset: Any, *, tally: Callable[..., int | None] | None = None
    ) -> Response:
        """Render one page of the list that `self.lists` describes.

        Args:
            tally: the selector that may know how many rows the whole list has.
        """
        number, size = self.listing.page()
        is_known = tally is not None and self.listing.is_whole()
        page = pagination.page_of(
            self.request,
            self.listing.rows(queryset),
            lambda objects: [rendered(output, each) for each in objects],
            number=number,
            size=size,
            known=partial(cast(Any, tally), viewer=self.actor) if is_known else None,
        )
        return Response(page)

    def answer_file(self, download: Download) -> HttpResponseBase:
        """Send a file, as `serves` declares."""
        return downloads.answer(self.request, download)

    def answer_export(self, filename: str, content_type: str, content: bytes) -> HttpResponseBase:
        """Send what was computed as a file; who took what out of the house is in the security log."""
        security_log.info(
            "export",
            extra={"action": "export", "user_id": str(self.actor.user_id), "view": type(self).__name__},
        )
        return downloads.answer_computed(filename, content_type, content)

    # --- shape ---------------------------------------------------------------------------------------
    def _clean(self, request: Request, method: str) -> dict[str, Any]:
        """Return the cleaned body; refuse a malformed body, query and headers in one answer.

        Raises:
            UnsupportedMediaType, TooLarge, ParseError: the body cannot be read.
            ValidationError: keys are `body`, `query` and `header`.
        """
        problems: dict[str, Any] = {}
        body: dict[str, Any] = {}
        body_type = self.accepts.get(method)
        if body_type is not None:
            given = self._parse(request, body_type)
            try:
                body = cleaned(body_type, given, partial=method == "PATCH")
            except ValidationError as refusal:
                problems["body"] = refusal.detail
        elif method in _WITH_BODY and _has_body(request):
            problems["body"] = [ErrorDetail("This operation takes no body.", code="unexpected_body")]
        if query_problems := self._query_problems(request, method):
            problems["query"] = query_problems
        if header_problems := self._header_problems(request, method):
            problems["header"] = header_problems
        if problems:
            raise ValidationError(problems)
        return body

    def _parse(self, request: Request, body_type: type[Input]) -> Any:
        if _has_length(request):
            if cast(Any, request).negotiator.select_parser(request, request.parsers) is None:
                raise UnsupportedMediaType(request.content_type or "none")
            # What stands around a file is a body too.
            files = settings.UPLOAD_LIMIT if body_type.media_type == MULTIPART else 0
            if int(request.META["CONTENT_LENGTH"]) > settings.BODY_LIMIT + files:
                raise errors.TooLarge(f"The body may have at most {settings.BODY_LIMIT + files} bytes.")
        return request.data

    def _query_problems(self, request: Request, method: str) -> dict[str, Any]:
        query, raw = request.query_params, request.META.get("QUERY_STRING", "")
        kind = self.lists or self.asks
        if kind is None or method != "GET":
            return unusable(query, raw=raw, known=())
        self.asked = kind(query=query, viewer=self.actor)
        if isinstance(self.asked, ListFilter):
            self.listing = self.asked
        # What is unusable has said so already; it is not judged a second time.
        return {**self.asked.problems(), **unusable(query, raw=raw, known=kind.parameters())}

    def _header_problems(self, request: Request, method: str) -> dict[str, list[ErrorDetail]]:
        problems = {}
        if_match = request.headers.get("If-Match")
        if (
            if_match is not None
            and self.is_conditional(method)
            and not preconditions.is_well_formed(if_match)
        ):
            problems["If-Match"] = [ErrorDetail('Must be "<version>" or *.', code="invalid")]
        offered, key = self.idempotency_of(method), request.headers.get("Idempotency-Key")
        if key is None and offered is Idempotency.REQUIRED:
            problems["Idempotency-Key"] = [ErrorDetail("This header is required.", code="required")]
        if key is not None and offered is not Idempotency.NOT_OFFERED and not idempotency.is_well_formed(key):
            problems["Idempotency-Key"] = [ErrorDetail("Must be 8 to 64 visible ASCII.", code="invalid")]
        return problems

    def _if_match(self, handler: Callable[..., Response], request: Request, **kwargs: Any) -> Response:
        preconditions.check(request.headers.get("If-Match"), version=self.found.version)
        return handler(request, **kwargs)

    # --- idempotency ---------------------------------------------------------------------------------
    def _once(self, handler: Callable[..., Response], key: str, request: Request, **kwargs: Any) -> Response:
        body = json.dumps(request.data, sort_keys=True) if self.accepts.get("POST") else ""
        attempt = Attempt(
            user_id=self.actor.user_id,
            key=key,
            method="POST",
            path=request.path,
            body_sha256=hashlib.sha256(body.encode()).hexdigest(),
        )
        known = idempotency.store().begin(attempt)
        if known is not None:
            return Response(
                known.body, known.status, headers={**known.headers, "Idempotent-Replayed": "true"}
            )
        response = handler(request, **kwargs)
        if response.status_code < 300:
            kept = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
            idempotency.store().keep(attempt, StoredAnswer(response.status_code, response.data, kept))
        return response


def _named(content_type: str) -> Any:
    return downloads.renderer_of(content_type)()


def _read_method(method: str) -> str:
    """HEAD is GET without a body; everything that holds for GET holds for it."""
    return "GET" if method == "HEAD" else method


def _has_length(request: Request) -> bool:
    return request.META.get("CONTENT_LENGTH") not in (None, "", "0")


def _has_body(request: Request) -> bool:
    """Tell whether a request to an operation without a body brings one; `{}` says nothing and is let pass."""
    return _has_length(request) and request._request.read(16).strip() not in (b"", b"{}")
