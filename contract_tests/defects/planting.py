"""What planted defects are made of. As any middleware does, they see requests, answers and the view class."""

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from io import BytesIO
from types import SimpleNamespace
from typing import Any, ClassVar

from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponse

from contract_tests import exported

Requests = Sequence[Mapping[str, Any]]
ABSENT: Any = object()


class Defect:
    """One planted fault. Its docstring says what is wrong; the attributes say who must notice.

    Attributes:
        operation: operationId that the run is narrowed to, and that the finding must be of.
        others: operationIds that are spoiled too.
        everywhere: every operation is spoiled.
        whole: the run is not narrowed to the operation, because it takes others to get there.
        test: the test module that must convict it, `tests/test_<test>.py`; several with commas.
        checks: the finding must name one of these.
    """

    operation: ClassVar[str]
    others: ClassVar[tuple[str, ...]] = ()
    everywhere: ClassVar[bool] = False
    whole: ClassVar[bool] = False
    test: ClassVar[str]
    checks: ClassVar[tuple[str, ...]]

    @property
    def concerns(self) -> tuple[str, ...]:
        """The operations that are spoiled."""
        return (self.operation, *self.others)

    def begin(self) -> None:
        """Spoil what answers no request, once, when the deployment starts."""

    def answer(
        self, request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]
    ) -> HttpResponse:
        """Answer one request."""
        self.enter(request)
        return self.leave(request, get_response(request))

    def enter(self, request: HttpRequest) -> None:
        """Spoil the request before the API sees it."""

    def alter(self, view: Any) -> None:
        """Spoil the view class that the router has found; called once for each class."""

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Spoil the answer."""
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Whether nothing can be left out of the stored requests of the finding."""
        raise NotImplementedError


class InTheBook(Defect):
    """Something that shows in the figures after some writes.

    Attributes:
        writes: the operations of the smallest sequence that shows it; looks may come between them.
        unguarded: table and constraint, when the database itself would refuse it.
        unkept: tables and triggers, when it would keep what it has.
    """

    whole = True
    writes: ClassVar[tuple[str, ...]]
    unguarded: ClassVar[tuple[str, str] | None] = None
    unkept: ClassVar[tuple[tuple[str, str], ...]] = ()

    def enter(self, request: HttpRequest) -> None:
        """Take away what the database would say to it, until the case is rolled back."""
        with connection.cursor() as cursor:
            if self.unguarded is not None:
                cursor.execute("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}".format(*self.unguarded))
            for table, trigger in self.unkept:
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {table}")

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Nothing but these writes, and looks."""
        return tuple(one["operation"] for one in requests if one["method"] != "GET") == cls.writes


class AtOnce(Defect):
    """What goes wrong only when requests meet.

    Attributes:
        meet: how many at least show it.
        before: an operation that comes before they meet.
        unguarded: statements that, then, take away what the database itself would say to it.
    """

    meet: ClassVar[int] = 2
    before: ClassVar[str] = ""
    unguarded: ClassVar[tuple[str, ...]] = ()

    def enter(self, request: HttpRequest) -> None:
        """Take it away, in the copy of the world where they meet."""
        if self.before and operation_of(request) == self.before:
            with connection.cursor() as cursor:
                for statement in self.unguarded:
                    cursor.execute(statement)

    @property
    def concerns(self) -> tuple[str, ...]:
        """The operations that are spoiled, and the one before."""
        return (self.operation, *self.others, *filter(None, [self.before]))

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """As few at once as show it."""
        return sum(bool(one.get("at_once")) for one in requests) == cls.meet


def name_of(defect: type[Defect]) -> str:
    """Return what DEFECT calls it."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", defect.__name__).lower()


# --- requests ----------------------------------------------------------------------------------------
@cache
def _routes() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    paths = sorted(exported.document()["paths"].items(), key=lambda item: item[0].count("{"))
    return [
        (
            re.compile(re.sub(r"\{\w+\}", "[^/]+", path)),
            {
                method.upper(): item["operationId"]
                for method, item in methods.items()
                if method in exported.METHODS
            },
        )
        for path, methods in paths
    ]


def operation_of(request: HttpRequest) -> str | None:
    """Return the operationId of a request as the exported document names it."""
    found = next((methods for path, methods in _routes() if path.fullmatch(request.path_info)), {})
    return found.get("GET" if request.method == "HEAD" else str(request.method))


def body_of(request: HttpRequest) -> Any:
    """Return the JSON body; ABSENT when there is none that could be read."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdigit() or not 0 < int(length) < 100_000:
        return ABSENT
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return ABSENT


def put_body(request: HttpRequest, document: Any) -> None:
    """Give the request another JSON body."""
    content = json.dumps(document).encode()
    _ = request.body
    vars(request).update(_body=content, _stream=BytesIO(content))
    request.META["CONTENT_LENGTH"] = str(len(content))


def put_query(request: HttpRequest, query: str) -> None:
    """Give the request another query."""
    request.META["QUERY_STRING"] = query
    vars(request).pop("GET", None)  # parsed once, kept


# --- answers -----------------------------------------------------------------------------------------
def change(response: HttpResponse, document: Any) -> HttpResponse:
    """Give the answer another JSON body."""
    response.content = json.dumps(document).encode()
    return response


def parsed(response: HttpResponse) -> Any:
    """Return the JSON of an answer; ABSENT when there is none."""
    try:
        return json.loads(response.content)
    except ValueError:
        return ABSENT


def model(name: str) -> Any:
    """Return a table of the accounts app through Django's registry, as any deployment's code may."""
    return apps.get_model("accounts", name)


def room(name: str) -> Any:
    """Return a module of the deployment, as any code of it may."""
    return sys.modules[name]


def spoilt(real: Any, **others: Any) -> Any:
    """Return a module with some of its names replaced, for one that uses it."""
    return SimpleNamespace(**{**vars(real), **others})


# --- what a minimal request looks like ---------------------------------------------------------------
def sent(request: Mapping[str, Any]) -> Any:
    """Return the JSON body of a stored request; ABSENT when it has none."""
    return (request["body"] or {}).get("json", ABSENT)
