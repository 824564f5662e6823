"""Send a request into Django in process: secrets go in here, isolation happens here, crashes become answers
here.

Every request passes through `DjangoTransport.send`, those of checks' probes too. Stock Schemathesis
serializes each request twice and builds two clients around it; this sends the bytes straight to the WSGI
application.
"""

import json
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from time import perf_counter
from types import FrameType
from typing import Any
from urllib.parse import unquote_to_bytes

import requests
from django.core import mail
from django.core.signals import got_request_exception
from requests.structures import CaseInsensitiveDict
from schemathesis import Case, Response
from schemathesis.transport import wsgi as stock
from schemathesis.transport.prepare import get_exclude_headers
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.urls import _urlencode

from hooks import auth, clock, forms, isolation, redaction, storage, tracing
from hooks.files import File

HOST = "localhost"
TIME_LIMIT_SECONDS = 60  # far above a slow answer of a busy machine, which is no finding
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_TEST_CASE_HEADER = "X-Schemathesis-TestCaseId"  # random; would make equal requests different
_SOCKET_OPTIONS = ("max_redirects", "verify", "cert", "proxies", "timeout", "stream")


class Crashes:
    """What went wrong inside the request in hand, each thread's own; attached to the failure it causes."""

    def __init__(self) -> None:
        self._here = threading.local()

    @property
    def cause(self) -> BaseException | None:
        """The exception; None when there was none."""
        return getattr(self._here, "first", None)

    def begin(self, cause: BaseException | None = None) -> None:
        """Forget the request before; take over what another thread's request has met."""
        self._here.first = cause

    def receive(self, sender: object = None, **_: Any) -> None:
        """Keep the exception that is about to become a 500. The first one is the cause."""
        self._here.first = self.cause or sys.exc_info()[1]

    @property
    def traceback(self) -> str | None:
        """Where the request failed; None when it did not. Formatted only when somebody asks."""
        return "".join(traceback.format_exception(self.cause)) if self.cause else None


crashes = Crashes()


class DjangoTransport(stock.WSGITransport):
    """The transport of every test case."""

    def send(self, case: Case[Any], *, session: Any = None, **kwargs: Any) -> Response:
        """Send one request in a savepoint of its own and return the answer.

        The request kept with the answer still carries placeholders: it is what reports show.
        """
        for option in _SOCKET_OPTIONS:
            kwargs.pop(option, None)
        application = kwargs.pop("app", case.operation.app)
        body: dict[str, Any] = {name: kwargs[name] for name in ("json", "data", "content") if name in kwargs}
        data = self.serialize_case(case, headers=kwargs.get("headers"), params=kwargs.get("params"), **body)
        data.update(body)
        headers = data["headers"]
        headers.pop(_TEST_CASE_HEADER, None)
        for name in get_exclude_headers(case):
            headers.pop(name, None)
        cookies = {**(case.cookies or {}), **(kwargs.get("cookies") or {})}
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        content, content_type = _content(data)
        if content_type is not None:
            headers["Content-Type"] = content_type
        query = _query_string(data.get("query_string"))
        return send(application, data["method"], data["path"], query, headers, content)


def send(
    application: Any, method: str, path: str, query: str, headers: dict[str, str], content: bytes | None
) -> Response:
    """Send one request with placeholders and return the answer.

    Args:
        path: percent-encoded.
        query: percent-encoded, without the question mark.
    """
    environ = _environ(method, path, query, headers, content)
    crashes.begin()
    sent_before = len(_outbox())
    started_at = perf_counter()
    with storage.request() as files, isolation.request_savepoint(), tracing.answering():
        status, received, body = _answer(application, environ)
        if method not in SAFE_METHODS:
            try:
                isolation.commit_as_production_would()
            except Exception:
                crashes.receive()
                status, received, body = _crashed("the end of the request's transaction failed")
    redaction.notice(body)
    sent = prepared(method, f"http://{HOST}{path}{'?' + query if query else ''}", headers, content)
    # For the checks.
    vars(sent)["files_left"] = len(files)
    vars(sent)["mailed"] = [address for message in _outbox()[sent_before:] for address in message.to]
    return Response(
        status_code=status,
        headers=received,
        content=body,
        request=sent,
        elapsed=perf_counter() - started_at,
        verify=False,
    )


def _outbox() -> list[Any]:
    """Return the mails of the test case so far."""
    sent: list[Any] = getattr(mail, "outbox", [])
    return sent


def failed(method: str, path: str, headers: dict[str, str], content: bytes | None, why: str) -> Response:
    """Return a server error in the place of an answer that never came."""
    status, received, body = _crashed(why)
    request = prepared(method, f"http://{HOST}{path}", headers, content)
    return Response(status, received, body, request, 0.0, verify=False)


def install() -> None:
    """Put our transport in the place of the stock WSGI transport."""
    transport = DjangoTransport()
    transport._copy_serializers_from(stock.WSGI_TRANSPORT)
    stock.WSGI_TRANSPORT = transport
    got_request_exception.connect(crashes.receive)


def _answer(application: Any, environ: dict[str, Any]) -> tuple[int, dict[str, list[str]], bytes]:
    """Run the application; whatever escapes it is what a server would answer 500 for."""
    begun: list[Any] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[..., Any]:
        begun[:] = [status, headers]
        return begun.append

    try:
        with _time_limit():
            result = application(environ, start_response)
            try:
                body = b"".join(result)
            finally:
                if hasattr(result, "close"):
                    result.close()
    except Exception as escaped:
        crashes.receive()
        return _crashed(f"{type(escaped).__name__} escaped the application")
    received: dict[str, list[str]] = {}
    for name, value in begun[1]:
        received.setdefault(name.lower(), []).append(value)
    return int(begun[0][:3]), received, body


def _crashed(why: str) -> tuple[int, dict[str, list[str]], bytes]:
    problem = {"type": "about:blank", "title": "Internal Server Error", "status": 500, "detail": why}
    return 500, {"content-type": ["application/problem+json"]}, json.dumps(problem).encode()


@contextmanager
def _time_limit() -> Iterator[None]:
    """Interrupt a request that hangs: it is a finding, not a reason to hang too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"no answer within {TIME_LIMIT_SECONDS} s")

    previous = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, TIME_LIMIT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _content(data: dict[str, Any]) -> tuple[bytes | None, str | None]:
    """Return the bytes of the body, and its media type when the encoder chose it."""
    if "json" in data:
        return json.dumps(data["json"]).encode(), None
    value = data.get("content", data.get("data"))
    if value is None or isinstance(value, bytes):
        return value, data.get("content_type")
    if isinstance(value, str):
        return value.encode(), data.get("content_type")
    return forms.encoded(list(_parts(value))), forms.CONTENT_TYPE


def _parts(form: Mapping[str, Any]) -> Iterator[tuple[str, str | File]]:
    """Yield the parts that the stock serializer has made for werkzeug."""
    for name, values in form.items():
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, FileStorage):
                yield str(name), File(value.stream.read(), value.filename, value.content_type or "")
            else:
                yield str(name), str(value)


def _query_string(query: Any) -> str:
    if not query:
        return ""
    return query if isinstance(query, str) else _urlencode(MultiDict(query))


def _environ(
    method: str, path: str, query: str, headers: dict[str, str], content: bytes | None
) -> dict[str, Any]:
    """Return the WSGI environment of one request, secrets included."""
    body = b"" if content is None else with_secrets(content)
    environ = {
        "REQUEST_METHOD": method.upper(),
        "SCRIPT_NAME": "",
        "PATH_INFO": auth.resolve(unquote_to_bytes(path).decode("latin-1")),
        "QUERY_STRING": auth.resolve(query) if "%7B%7B" in query or "{{" in query else query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "HTTP_HOST": HOST,
    }
    for name, value in headers.items():
        # Decoded as a server would: header bytes are Latin-1.
        key = name.upper().replace("-", "_")
        text = auth.resolve(value) if "{{" in value else value
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = text
    if content is not None:
        environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def with_secrets(content: bytes) -> bytes:
    """Return a body with secrets in the place of placeholders."""
    if b"{{" not in content:
        return content
    try:
        return clock.resolve(auth.resolve(content.decode())).encode()
    except UnicodeDecodeError:
        return content


def prepared(
    method: str, url: str, headers: dict[str, str], content: bytes | None
) -> requests.PreparedRequest:
    """Return a request as the checks read it; `requests` would prepare it for a network it never sees."""
    sent = requests.PreparedRequest()
    sent.method, sent.url, sent.body = method.upper(), url, content
    sent.headers = CaseInsensitiveDict(headers)
    sent._cookies = requests.cookies.RequestsCookieJar()
    return sent
