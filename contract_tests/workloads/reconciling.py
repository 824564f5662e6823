"""Looks at all the figures of one application, each held against the others."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from contract_tests.actors import ADMIN
from contract_tests.enumeration.operations import operations
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask
from contract_tests.model.access_world import below
from contract_tests.workloads.meetings import Meeting

_WHOLE = {"page_size": 100}
KEY = "Idempotency-Key"


def journal(file: str | None = None) -> Step:
    """Return the look at the journal of an application, or at all journals."""
    one = {} if file is None else {"application_id": file}
    return ask("ledger_entry_list", ADMIN, query={**one, "ordering": "seq", **_WHOLE})


def reconciled(
    file: str, check: str, since: int | None = None, more: Sequence[int] = (), **shows: Any
) -> list[Step]:
    """Return looks at an application's journal, balances, payments, rows, fees, and at itself, in this order.

    Args:
        since: which answer of the meeting is an earlier look at the journal.
        more: how many entries may have joined it since.
        shows: fields of the application, and what they are.
    """
    of_file: dict[str, Any] = {"application_id": file}
    entries = journal(file).must(check, status=[200], journal=_grown(since, more))
    looks = {name: ask(name, ADMIN, query={**of_file, **_WHOLE}) for name in _LISTS}
    payments, rows, fees = (looks[name] for name in _LISTS)
    values = {"values": {f"/{name}": value for name, value in shows.items()}} if shows else {}
    # The answers before are told by how far back they are: of requests at once, some may be left out.
    return [
        entries,
        ask("ledger_balance_retrieve", ADMIN, query=of_file).must(check, status=[200], balanced=-2),
        payments.must(check, status=[200], posted={"journal": -3, "type": "payment"}),
        rows.must(check, status=[200], paid_by=-2),
        fees.must(check, status=[200], posted={"journal": -5, "type": "fee"}),
        ask("application_retrieve", ADMIN, **of_file).must(
            check, status=[200], owing={"journal": -6, "rows": -3, "fees": -2}, **values
        ),
    ]


_LISTS = ("payment_list", "repayment_list", "fee_list")


def of_present_terms(
    file: str, check: str, tables: Sequence[int], schedules: Sequence[int], starts_on: str | None = None
) -> list[Step]:
    """Return looks at an application, its fees, and the versions of its funding table and its schedule.

    Args:
        tables, schedules: how many versions there may be, beside those of the world.
        starts_on: the day on which the newest ones start.
    """
    one: dict[str, Any] = {"application_id": file}
    newest = {"values": {"/results/0/starts_on": starts_on}} if starts_on else {}
    return [
        ask("application_retrieve", ADMIN, **one).must(check, status=[200]),
        ask("fee_list", ADMIN, query={**one, **_WHOLE}).must(check, status=[200], current=-2),
        ask("funding_table_list", ADMIN, query=_WHOLE, **one).must(
            check, status=[200], versions=_beside(file, "funding_table", tables), current=-3, **newest
        ),
        ask("repayment_schedule_list", ADMIN, query=_WHOLE, **one).must(
            check, status=[200], versions=_beside(file, "repayment_schedule", schedules), current=-4, **newest
        ),
    ]


def _beside(file: str, kind: str, counts: Sequence[int]) -> list[int]:
    return [len(below(file, kind)) + count for count in counts]


def all_books(check: str, since: int, more: Sequence[int]) -> list[Step]:
    """Return looks at all journals and at the balances of the whole book."""
    return [
        journal().must(check, status=[200], journal=_grown(since, more)),
        ask("ledger_balance_retrieve", ADMIN).must(check, status=[200], balanced=-2),
    ]


def _grown(since: int | None, more: Sequence[int]) -> Mapping[str, Any]:
    return {} if since is None else {"since": since, "more": list(more)}


def keyed(meetings: Callable[[], Iterable[Meeting]]) -> Callable[[], Iterator[Meeting]]:
    """Give each request of these meetings that must have a key, and has none, one of its own."""

    @wraps(meetings)
    def with_keys() -> Iterator[Meeting]:
        for number, meeting in enumerate(meetings()):
            name = f"{meetings.__name__}-{number}"
            yield replace(
                meeting,
                before=_with_keys(meeting.before, f"{name}-before"),
                at_once=_with_keys(meeting.at_once, f"{name}-at-once"),
            )

    return with_keys


def _with_keys(steps: Sequence[Step], name: str) -> list[Step]:
    return [
        step.header(KEY, f"{name}-{place}") if _must_have_one(step) and KEY not in step.headers else step
        for place, step in enumerate(steps)
    ]


def _must_have_one(step: Step) -> bool:
    found = operations()[step.operation].header(KEY)
    return found is not None and found.required
