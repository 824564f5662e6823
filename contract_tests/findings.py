"""Findings: on disk before they are shown, minimal when the test ends, replayable for ever."""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from schemathesis.core.failures import Failure

from contract_tests import profiles, wire
from hooks import transport
from hooks.redaction import redact, redact_all

EXCEPTIONS = Path(__file__).with_name("exceptions.yaml")
PENDING = "pending-"


@dataclass
class Finding:
    """One failure of one operation: the check it breaks and the smallest requests known to show it."""

    id: str
    operation: str
    check: str
    title: str
    message: str
    test: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    response: dict[str, Any] | None = None
    also: list[str] = field(default_factory=list)
    traceback: str | None = None
    flaky: str | None = None

    @property
    def replay(self) -> str:
        """The command that shows it again."""
        if self.requests:
            return f"make replay ID={self.id}"
        return (
            f"make contract OPERATION={self.operation} SEED={profiles.SEED} PROFILE={profiles.PROFILE.name}"
        )

    @property
    def curl(self) -> str:
        """The requests as commands for a person."""
        return "\n".join(wire.curl(request) for request in self.requests)

    def document(self) -> dict[str, Any]:
        """Return what the file holds."""
        return {
            "id": self.id,
            "operation": self.operation,
            "check": self.check,
            "title": self.title,
            "message": self.message,
            "also": self.also,
            "flaky": self.flaky,
            "replay": self.replay,
            "curl": self.curl,
            "note": "{{...}} stands for a secret, which is put in at the moment of sending",
            "requests": self.requests,
            "response": self.response,
            "traceback": self.traceback,
            "test": self.test,
            "seed": profiles.SEED,
            "profile": profiles.PROFILE.name,
        }

    @classmethod
    def read(cls, path: Path) -> "Finding":
        """Return the finding of a file."""
        stored = json.loads(path.read_text())
        names = (
            "id",
            "operation",
            "check",
            "title",
            "message",
            "test",
            "requests",
            "response",
            "also",
            "traceback",
        )
        return cls(**{name: stored[name] for name in names}, flaky=stored.get("flaky"))


def check_of(failure: Failure) -> str:
    """Return the name of the check that a failure breaks."""
    if failure.checks:
        return failure.checks[0]
    title = failure.title
    return title.split("`")[1] if "`" in title else type(failure).__name__


def identity(operation: str, check: str, requests: Sequence[dict[str, Any]], otherwise: str = "") -> str:
    """Return the short name of a finding: the same failure of the same request has it in every run."""
    read = ("method", "path", "query", "headers", "body")
    what = [[request[part] for part in read] for request in requests] or otherwise
    return hashlib.sha256(json.dumps([operation, check, what], sort_keys=True).encode()).hexdigest()[:8]


def exceptions() -> list[dict[str, str]]:
    """Return the failures that are accepted for now, each with its reason."""
    loaded = yaml.safe_load(EXCEPTIONS.read_text()) or []
    for entry in loaded:
        if set(entry) != {"operation", "check", "reason"}:
            raise ValueError(
                f"{EXCEPTIONS.name}: each entry has operation, check and reason, and nothing else: {entry}"
            )
    return list(loaded)


class Journal:
    """The findings of one run. There is one: JOURNAL."""

    def __init__(self, folder: Path = profiles.REPORTS / "failures") -> None:
        self.folder = folder
        self.findings: dict[str, Finding] = {}
        self.excepted: dict[tuple[str, str], int] = {}
        self._pending: dict[tuple[str, str, str], Finding] = {}
        self._accepted = {(entry["operation"], entry["check"]) for entry in exceptions()}

    def is_excepted(self, operation: str, check: str) -> bool:
        """Whether `exceptions.yaml` accepts this failure; counted when it does."""
        if (operation, check) not in self._accepted:
            return False
        self.excepted[operation, check] = self.excepted.get((operation, check), 0) + 1
        return True

    def note(
        self,
        test: str,
        failures: Sequence[Failure],
        requests: list[dict[str, Any]],
        response: dict[str, Any] | None,
        *,
        smallest: bool = False,
    ) -> Finding:
        """Write a failure down, before anybody is told.

        While Hypothesis shrinks, each failing request overwrites the one before: the last is the minimal one.

        Args:
            failures: of one answer; the most severe names the finding.
            smallest: keep the smaller of this and what is noted: for test cases that Hypothesis does not
            shrink.
        """
        first, *others = sorted(failures, key=lambda failure: (failure.severity, check_of(failure)))
        operation, check = _operation_at_fault(requests), check_of(first)
        finding = Finding(
            id=identity(operation, check, requests),
            operation=operation,
            check=check,
            title=first.title,
            message=redact(first.message),
            test=test,
            requests=redact_all(requests),
            response=response,
            also=sorted({check_of(failure) for failure in others} - {check}),
            traceback=redact(transport.crashes.traceback or "") or None,
        )
        key = (test, operation, check)
        known = self._pending.get(key)
        if smallest and known is not None and _size(known) <= _size(finding):
            return known
        self._pending[key] = finding
        name = hashlib.sha256("|".join(key).encode()).hexdigest()[:8]
        self._write(self.folder / f"{PENDING}{name}.json", finding, durable=known is None)
        return finding

    def add(self, finding: Finding) -> Finding:
        """Write a finding that is final."""
        self._write(self.folder / f"{finding.id}.json", finding, durable=True)
        self.findings[finding.id] = finding
        return finding

    def replace(self, noted: str, finding: Finding) -> Finding:
        """Write what has become of a finding, and remove what was noted before under another name."""
        self.add(finding)
        if noted != finding.id:
            self.findings.pop(noted, None)
            (self.folder / f"{noted}.json").unlink(missing_ok=True)
        return finding

    def keep(self, finding: Finding) -> None:
        """Note a finding of an earlier run that still fails."""
        self._pending[finding.test, finding.operation, finding.check + finding.id] = finding
        self.add(finding)

    def settle(self) -> list[Finding]:
        """Give the failures of the test that has ended their final names."""
        settled = [self.add(finding) for finding in self._pending.values()]
        for key in self._pending:
            name = hashlib.sha256("|".join(key).encode()).hexdigest()[:8]
            (self.folder / f"{PENDING}{name}.json").unlink(missing_ok=True)
        self._pending.clear()
        return settled

    def stored(self) -> list[Path]:
        """Return the files of earlier runs, those of a run that was killed included."""
        return sorted(self.folder.glob("*.json")) if self.folder.exists() else []

    def forget(self, path: Path) -> None:
        """Remove the file of a failure that is fixed or superseded."""
        path.unlink(missing_ok=True)

    def _write(self, path: Path, finding: Finding, *, durable: bool) -> None:
        """Replace a file in one step, so that no kill leaves half of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".tmp")
        with draft.open("w") as file:
            json.dump(finding.document(), file, indent=2, ensure_ascii=True, default=str)
            file.write("\n")
            file.flush()
            if durable:
                os.fsync(file.fileno())
        draft.replace(path)
        if durable:
            folder = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _operation_at_fault(requests: Sequence[dict[str, Any]]) -> str:
    """Return the operation that a failure is about: a look belongs to the write that it follows."""
    last = requests[-1]
    if last.get("expect") and last["method"] in transport.SAFE_METHODS:
        last = next((request for request in reversed(requests) if _writes(request)), last)
    return str(last["operation"])


def _writes(request: dict[str, Any]) -> bool:
    return request["method"] not in transport.SAFE_METHODS


def _size(finding: Finding) -> int:
    return sum(wire.size(request) for request in finding.requests)


def by_fault(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """Group findings that are probably one fault: the same check of the same operation."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.operation, finding.check), []).append(finding)
    return groups


JOURNAL = Journal()
