"""A request as plain data with what its answer must be, and sequences of them in one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

import schemathesis
from schemathesis.core.failures import Failure, FailureGroup, as_reported_failure

from contract_tests import expecting, replaying, wire
from contract_tests.actors import Actor
from contract_tests.enumeration import written
from contract_tests.expecting import reading
from contract_tests.findings import JOURNAL
from contract_tests.judging import count, describe, failures_of
from contract_tests.recorder import RECORDER
from hooks import forms, isolation
from hooks.files import File

JSON = "application/json"
_SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Step:
    """One request.

    Args:
        path: percent-encoded.
        query: percent-encoded, without the question mark.
        headers: with placeholders in the place of secrets.
        body: as stored: {"json": value}, {"form": parts}, {"text": text} or {"base64": bytes}; None for no
            body.
        expect: see `contract_tests.expecting`.
        needed: query parameters without which the operation answers nothing.
        later: seconds by which the clock of the API is moved forward for it.
        edge: the request sits on a boundary of its input; only counted.
    """

    operation: str
    method: str
    path: str
    path_parameters: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    expect: Mapping[str, Any] = field(default_factory=dict)
    needed: Mapping[str, str] = field(default_factory=dict)
    later: int = 0
    edge: bool = False

    def stored(self) -> dict[str, Any]:
        """Return the request as it is stored and sent."""
        return {
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "path_parameters": dict(self.path_parameters),
            "query": self.query,
            "headers": dict(self.headers),
            "body": None if self.body is None else dict(self.body),
            "meta": None,
            "expect": dict(self.expect),
            **({"later": self.later} if self.later else {}),
        }

    def by(self, actor: Actor) -> "Step":
        """Return the same request sent by somebody else."""
        others = {name: value for name, value in self.headers.items() if name != "Authorization"}
        return replace(self, headers={**actor.headers, **others})

    def header(self, name: str, value: str | None) -> "Step":
        """Return the same request with a header set; None takes it away."""
        others = {known: old for known, old in self.headers.items() if known.lower() != name.lower()}
        return replace(self, headers=others if value is None else {**others, name: value})

    def json(self, value: Any) -> "Step":
        """Return the same request with another JSON body."""
        return replace(self.header("Content-Type", JSON), body={"json": value})

    def form(self, parts: Mapping[str, str | File] | forms.Parts) -> "Step":
        """Return the same request with a multipart body."""
        given = list(parts.items()) if isinstance(parts, Mapping) else parts
        return replace(self.header("Content-Type", forms.CONTENT_TYPE), body={"form": forms.stored(given)})

    @property
    def value(self) -> Any:
        """What the body says: its JSON value, or the parts of its form by their names; None for no body."""
        if self.body is None:
            return None
        return dict(forms.restored(self.body["form"])) if "form" in self.body else self.body.get("json")

    def saying(self, value: Any) -> "Step":
        """Return the same request with another body of the same kind."""
        return self.form(value) if self.body is not None and "form" in self.body else self.json(value)

    def text(self, text: str) -> "Step":
        """Return the same request with a body of any text."""
        return replace(
            self.header("Content-Type", self.headers.get("Content-Type", JSON)), body={"text": text}
        )

    def no_body(self) -> "Step":
        """Return the same request without a body."""
        return replace(self.header("Content-Type", None), body=None)

    def with_query(self, query: Mapping[str, Any] | Sequence[tuple[str, str]] | str) -> "Step":
        """Return the same request with another query; what is needed stays unless the query names it."""
        text = query if isinstance(query, str) else urlencode(query, quote_via=quote, safe=",-")
        named = {pair.partition("=")[0] for pair in text.split("&")}
        kept = {name: value for name, value in self.needed.items() if name not in named}
        needed = [urlencode(kept, quote_via=quote)] if kept else []
        return replace(self, query="&".join([*needed, *filter(None, [text])]))

    def sent_as(self, method: str) -> "Step":
        """Return the same request with another method."""
        return replace(self, method=method)

    def on(self, path: str) -> "Step":
        """Return the same request on another path."""
        return replace(self, path=path)

    def at_the_edge(self) -> "Step":
        """Return the same request, counted as one on a boundary."""
        return replace(self, edge=True)

    def must(self, check: str, **expected: Any) -> "Step":
        """Return the same request with what its answer must be.

        Args:
            check: the sentence that must be true.
            expected: words of `contract_tests.expecting`.
        """
        return replace(self, expect={"check": check, **expected})


Case = Sequence[Step]


class Scene:
    """Requests that follow one another in one transaction, each judged when it is sent."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.answers: list[schemathesis.Response] = []
        self._parsed: list[Any] = []

    def send(self, step: Step) -> Any:
        """Send one request and return the JSON of its answer.

        Raises:
            FailureGroup: the answer breaks the contract or the expectation; written down already.
        """
        stored = step.stored()
        if self._parsed:
            stored = replaying.link(stored, self._parsed)
        self.requests.append(stored)
        sent = replaying.resolve(stored, self._parsed)
        case, answer = wire.send(sent)
        self.answers.append(answer)
        count(case, answer, edge=step.edge)
        failures = expecting.judged(sent, failures_of(case, answer), self.answers)
        if failures:
            finding = JOURNAL.note(
                RECORDER.test, failures, self.requests, wire.stored_response(answer), smallest=True
            )
            raise as_reported_failure(FailureGroup(failures, describe(finding))) from None
        document = reading.parsed(answer)
        self._parsed.append(document)
        return document

    def fork(self) -> "Scene":
        """Return a scene that goes on from here; what it sends is unknown to this one."""
        other = Scene()
        other.requests, other.answers, other._parsed = [*self.requests], [*self.answers], [*self._parsed]
        return other

    @property
    def status(self) -> int:
        """Status of the last answer."""
        return self.answers[-1].status_code

    def etag(self) -> str:
        """Return the entity tag of the last answer."""
        return self.answers[-1].headers["etag"][0]


@contextmanager
def scene() -> Iterator[Scene]:
    """Play requests in one transaction and undo it."""
    with isolation.rollback_case():
        played = Scene()
        yield played
        if any(each["method"] not in _SAFE for each in played.requests):
            written.begin_anew()


def raise_all(failures: Sequence[Failure], told: Sequence[str]) -> None:
    """Raise what has been collected, if anything.

    Raises:
        FailureGroup: of all failures.
    """
    if failures:
        raise as_reported_failure(FailureGroup(list(failures), "\n\n".join(told[:20]))) from None
