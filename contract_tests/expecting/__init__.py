"""What the answer to an enumerated request must be: plain JSON that is stored beside the request.

So a stored failure is judged again by the same words, whatever has become of the test that found it. An
expectation names its `check` (the sentence that must be true) and some words, functions of this package.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from schemathesis.core.failures import Failure, Severity

from contract_tests.expecting import (
    access,
    answers,
    books,
    changes,
    files,
    inboxes,
    lawful,
    lists,
    meetings,
    money,
    papers,
    reports,
    sending,
    stages,
)
from contract_tests.expecting.reading import Answers, Expected

Word = Callable[[Any, Answers], str | None]
WORDS: Mapping[str, Word] = {
    word.__name__: word
    for word in (
        answers.status,
        answers.accepted_or_refused_by,
        answers.codes_in,
        answers.pointer,
        answers.headers,
        answers.methods,
        answers.values,
        answers.empty,
        answers.same_as,
        answers.same_status,
        answers.same_headers,
        answers.differs_from,
        answers.locates,
        changes.only_changed,
        changes.gone_or_same,
        changes.listed,
        sending.sends_again,
        sending.told,
        sending.stores,
        lists.filtered,
        lists.found,
        lists.sorted_by,
        lists.same_rows_as,
        lists.reverse_of,
        lists.page_of,
        lists.judged_on,
        lists.sums_up,
        lists.gathered,
        lists.walked,
        access.lists_exactly,
        access.subset_of,
        access.never_shows,
        access.not_as,
        access.belongs,
        access.masked,
        files.file_is,
        files.versions_are,
        files.versions_grown,
        files.newest_as,
        files.invited,
        inboxes.hears,
        inboxes.mailed,
        inboxes.inbox,
        inboxes.as_heard,
        inboxes.counts,
        lawful.writes_nothing,
        meetings.outcomes,
        meetings.one_effect,
        books.journal,
        books.balanced,
        books.posted,
        books.paid_by,
        books.owing,
        books.versions,
        books.current,
        money.journal_is,
        money.trial_balance_is,
        money.rows_are,
        money.allocations_are,
        money.balances_as,
        money.listed_entries_add_up,
        money.book_adds_up,
        money.cash_adds_up,
        papers.paper,
        papers.bytes_of,
        papers.same_versions,
        papers.one_of_template,
        papers.sealed,
        reports.report_is,
        reports.agrees_with_itself,
        reports.adds_up,
        reports.never_falls,
        reports.tabulates,
        reports.tells_as,
        reports.cells_of,
        reports.searched,
        stages.unmet,
        stages.targets,
        stages.path_is,
        stages.grown,
        stages.stands,
        stages.above,
        stages.graph,
    )
}
# `outside`: no operation documents what an unrouted path or OPTIONS answers; these have nothing to ask.
_ONLY_INSIDE = frozenset(
    {
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "response_headers_conformance",
    }
)
_OTHER_KEYS = frozenset({"check", "outside", "laws"})


class ExpectationBroken(Failure):
    """The answer is documented, and not the one that this request must get."""

    kind_title = "An enumerated request is not answered as it must be"


def judged(request: Expected, failures: Sequence[Failure], answered: Answers) -> list[Failure]:
    """Return what is wrong with the last answer: broken checks, and what it owes to the expectation.

    Args:
        request: as stored; without `expect` nothing is expected.
        failures: checks that do not hold.
        answered: the answers of the whole sequence so far, the last is that of `request`.

    Raises:
        KeyError: the expectation uses a word that nobody has defined.
    """
    expected = request.get("expect") or {}
    if expected.get("outside"):
        failures = [failure for failure in failures if not _ONLY_INSIDE.intersection(failure.checks)]
    words = [name for name in expected if name not in _OTHER_KEYS]
    faults = [fault for name in words if (fault := _said(WORDS[name], expected[name], answered)) is not None]
    broken = [(expected["check"], "\n".join(faults))] if faults else []
    # Each law is a check of its own; the first that is broken is the cause, the others mostly follow.
    broken += lawful.broken(expected.get("laws", ()), answered)[:1]
    return [*failures, *(_broken(request, check, message) for check, message in broken)]


def _broken(request: Expected, check: str, message: str) -> ExpectationBroken:
    return ExpectationBroken(
        operation=request["operation"],
        title=f"The property `{check}` does not hold",
        message=message,
        severity=Severity.HIGH,
    )


def _said(word: Word, argument: Any, answered: Answers) -> str | None:
    """Return what a word says; an answer in which it does not find its way is wrong too."""
    try:
        return word(argument, answered)
    except (LookupError, TypeError, AttributeError, ValueError) as lost:
        return f"{word.__name__}: the answer has not the form it must have ({type(lost).__name__}: {lost})"
