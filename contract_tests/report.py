"""The run as pytest sees it: settles findings, tells engine errors apart, writes the reports.

A pytest plugin; `python -m contract_tests` loads it. Plain `pytest contract_tests` works without it.
"""

import gc
import logging
import os
import time
import traceback
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from hypothesis.errors import Flaky
from schemathesis.core.failures import Failure

from contract_tests import closing, parts, profiles, reducing, replaying
from contract_tests.environment import ENGINE
from contract_tests.findings import JOURNAL, Finding, identity
from contract_tests.judging import describe
from contract_tests.progress import progress
from contract_tests.recorder import RECORDER
from hooks import tracing
from hooks.redaction import redact

_LOGGERS = ("", "crm", "crm.security", "django", "django.request", "django.security", "hypothesis")
log = logging.getLogger("contract_tests")


class Run:
    """One run: what it shows while it goes, and how it ends."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.progress = progress()
        self.errors: list[str] = []
        self.interrupted = False
        self.status = ENGINE

    # --- while running --------------------------------------------------------------------------------
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Show the live line."""
        if not profiles.PART:
            self.progress.say(
                f"seed {profiles.SEED}, profile {profiles.PROFILE.name}, {len(session.items)} tests"
                + (f", only {profiles.OPERATION}" if profiles.OPERATION else "")
            )
        self.progress.begin(len(session.items))
        _remember_checks()
        _collect_garbage_seldom()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A module that cannot be collected is an error of the engine."""
        if report.failed:
            self._engine_error(report.nodeid, str(report.longrepr))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Count what follows for this test."""
        RECORDER.test = getattr(item, "originalname", None) or item.name
        self.progress.at(item.nodeid.rpartition("::")[2])

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Settle what the test has found, and put nothing secret into the report."""
        report = yield
        if call.when == "call":
            self.progress.done += 1
            self._settle(item, call, report)
        elif report.failed:
            self._engine_error(item.nodeid, str(report.longrepr))
        if report.failed:
            report.longrepr = redact(str(report.longrepr))
        report.sections = [(name, redact(content)) for name, content in report.sections]
        return report

    def pytest_keyboard_interrupt(self) -> None:
        """A stop by hand keeps what is known so far."""
        self.interrupted = True

    def pytest_internalerror(self, excrepr: object) -> None:
        """pytest itself failed."""
        self._engine_error("pytest", str(excrepr))

    # --- at the end -----------------------------------------------------------------------------------
    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the reports and decide the exit status."""
        tracing.resume()
        self.progress.end()
        for finding in JOURNAL.settle():
            log.error("finding\n%s", describe(finding))
        if not self.interrupted and RECORDER.total == 0 and not profiles.REPLAYING:
            self._engine_error("contract run", "no test case ran")
        if profiles.PART:
            parts.write(complete=not self.interrupted, errors=self.errors)
            return
        self.status, text = closing.close(complete=not self.interrupted, errors=self.errors)
        self.progress.say(text)
        session.exitstatus = self.status

    def _settle(self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
        exception = call.excinfo.value if call.excinfo else None
        found = JOURNAL.settle()
        if report.passed or report.skipped:
            for finding in found:
                finding.flaky = "failed once; Hypothesis could not make it fail again"
        elif not found and exception is not None and _is_verdict(exception):
            found = [self._plain_finding(item, exception)]
        for finding in found:
            noted = finding.id
            JOURNAL.replace(noted, finding if finding.flaky else reducing.reduce(replaying.confirm(finding)))
            log.error("finding\n%s", describe(finding))
            self.progress.say(f"FINDING {finding.id}  {finding.operation}: {finding.title} [{finding.check}]")
        told = report.skipped or (bool(found) and isinstance(exception, Flaky))
        if exception is not None and not told and not _is_verdict(exception):
            self._engine_error(item.nodeid, "".join(traceback.format_exception(exception)))

    def _plain_finding(self, item: pytest.Item, exception: BaseException) -> Finding:
        """A test's own assertion failed: there is no request to store, but there is something to tell."""
        from contract_tests.conftest import operation_of

        operation = operation_of(item) or "*"
        test = getattr(item, "originalname", None) or item.name
        message = redact(str(exception) or repr(exception))
        return Finding(
            id=identity(operation, test, [], item.nodeid),
            operation=operation,
            check=test,
            title="A property does not hold",
            message=message,
            test=test,
        )

    def _engine_error(self, where: str, what: str) -> None:
        self.errors.append(redact(f"{where}: {what.strip().splitlines()[-1] if what.strip() else ''}"))
        log.error("engine error in %s\n%s", where, redact(what))
        self.progress.say(f"ENGINE ERROR in {where}; see reports/contract/contract.log")


def _is_verdict(exception: BaseException) -> bool:
    """Whether an exception is about the API: a failed check or a failed assertion, alone or in a group."""
    if isinstance(exception, Flaky):
        return False
    if isinstance(exception, BaseExceptionGroup) and not isinstance(exception, AssertionError):
        return all(_is_verdict(inner) for inner in exception.exceptions)
    return isinstance(exception, (AssertionError, Failure, pytest.fail.Exception))


def _remember_checks() -> None:
    from schemathesis.checks import CHECKS, load_all_checks

    from contract_tests import contract

    load_all_checks()
    config = contract.schema().config.checks_config_for()
    RECORDER.checks |= {name for name in CHECKS.get_all_names() if config.get_by_name(name=name).enabled}


def _collect_garbage_seldom() -> None:
    """What stands now stands until the end; what is drawn is short-lived. Saves an eighth of the CPU."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


class _Redacting(logging.Formatter):
    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def _log_to_file() -> None:
    """Send every log line, the application's too, to one file; nothing of it belongs on the terminal."""
    profiles.OWN_REPORTS.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(profiles.OWN_REPORTS / "contract.log", mode="w")
    handler.setFormatter(_Redacting("%(asctime)s %(name)s %(levelname)s %(message)s"))
    for name in _LOGGERS:
        logging.getLogger(name).handlers = []
    for name in _LOGGERS[1:]:
        logging.getLogger(name).propagate = True
    # A fuzzer is denied thousands of times; those lines say nothing here.
    logging.getLogger("crm.security").setLevel(logging.CRITICAL)
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def _environment() -> Iterator[str]:
    for name in ("DJANGO_SETTINGS_MODULE", "POSTGRES_CLUSTER"):
        yield f"{name}={os.environ.get(name, '')}"


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take the place of pytest's own terminal output."""
    run = Run(config)
    config.pluginmanager.register(run, "contract-run")
    terminal: Any = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None:
        config.pluginmanager.unregister(terminal)
    _log_to_file()
    log.info("%s", ", ".join(_environment()))
