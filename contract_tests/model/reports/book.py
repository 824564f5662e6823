"""What reports are made of: the rows that lists have shown to one caller, and what they are linked to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contract_tests.model.collections import day

Row = Mapping[str, Any]
Rows = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Book:
    """The rows of one caller.

    Args:
        histories: stage events of each application, by its id, in their order.
        names: what brokers, BDMs and branches are called, by their ids, as far as the caller is shown them.
    """

    applications: Rows = ()
    repayments: Rows = ()
    payments: Rows = ()
    fees: Rows = ()
    documents: Rows = ()
    histories: Mapping[str, Rows] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def by_id(self) -> dict[str, Row]:
        """Return the applications by their ids."""
        return {row["id"]: row for row in self.applications}


def created_on(row: Row) -> date:
    """Return the business day on which a row was created."""
    return day(row["created_at"])


def is_within(when: date, asked: Mapping[str, str]) -> bool:
    """Whether a day lies in the range that was asked for; both ends count. Source: law P7."""
    return asked.get("date_from", "") <= when.isoformat() <= asked.get("date_to", "9999-12-31")


def belongs(application: Row, asked: Mapping[str, str]) -> bool:
    """Whether an application is one that was asked for, by broker, BDM or branch."""
    return all(
        application[name] == asked[name] for name in ("broker_id", "bdm_id", "branch_id") if name in asked
    )
