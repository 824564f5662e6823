"""The whole book in one transaction. Triggers that look at single rows wait; all is checked at once."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import connection, transaction

from apps.applications.models.application import ReferenceCounter
from apps.brokers.models import Branch
from apps.fees import pricing
from apps.fees.models import FeeDefinition
from crm.management.book import parties, plans
from crm.management.book.drawing import Draw, instant
from crm.management.book.files import Files
from crm.management.book.loans import COMMITMENT
from crm.management.book.sheets import Sheets
from crm.management.world import demo_id

_AT_ONCE = 2000  # applications in memory
_PLANS = 400
# They look at one row each, at the commit; a million of these takes longer than all the rest.
_TRIGGERS = (
    ("ledger_journalentry", "ledger_entry_whole"),
    ("ledger_journalline", "ledger_line_whole"),
    ("repayments_payment", "repayments_payment_allocated"),
    ("repayments_paymentallocation", "repayments_allocations_fit"),
)
# The same rules, each as one statement over the whole book: it may find nothing.
_RULES = (
    """SELECT entry_id FROM ledger_journalline GROUP BY entry_id
       HAVING count(*) < 2 OR sum(debit) <> sum(credit)""",
    """SELECT entry.id FROM ledger_journalentry AS entry
       LEFT JOIN ledger_journalline AS line ON line.entry_id = entry.id WHERE line.id IS NULL""",
    """SELECT application_id FROM ledger_journalentry GROUP BY application_id
       HAVING count(*) <> max(seq) OR min(seq) <> 1""",
    """SELECT payment.id FROM repayments_payment AS payment
       LEFT JOIN repayments_paymentallocation AS given ON given.payment_id = payment.id
       GROUP BY payment.id HAVING payment.amount IS DISTINCT FROM sum(given.interest + given.principal)""",
)


class BookIsWrong(RuntimeError):
    """A rule of the database does not hold for what was drawn; nothing was kept."""


@transaction.atomic
def build(*, applications: int, seed: int, today: date, by: str) -> dict[str, int]:
    """Write a book, and return how many rows of each table it has; nothing when it is there already.

    Args:
        applications: how many.
        seed: equal seeds, numbers and days give equal rows.
        today: everything happened before this business day.
        by: id of the user who has done it all.

    Raises:
        BookIsWrong: see there.
    """
    mark = f"{seed}-{applications}"
    if Branch.objects.filter(id=demo_id(f"book/{mark}")).exists():
        return {}
    draw, sheets = Draw(f"{mark}-{today}"), Sheets()
    start = instant(today - timedelta(days=1700))
    Branch.objects.create(id=demo_id(f"book/{mark}"), name=f"Head office {mark}")
    desks = parties.built(draw, mark, applications, start)
    files = Files(draw, sheets, desks, plans.drawn(draw, _PLANS), by)
    fee = _fee(mark)
    counters = {row.year: row.last for row in ReferenceCounter.objects.select_for_update()}
    # The oldest first, so that references and ids follow one another as they would have.
    placed = sorted((files.placed(today) for _ in range(applications)), key=lambda each: each[1])
    with _unwatched():
        for number, (stage, created) in enumerate(placed, start=1):
            counters[created.year] = last = counters.get(created.year, 0) + 1
            files.write(f"APP-{created.year}-{last:06}", today, fee, stage, created)
            if number % _AT_ONCE == 0:
                sheets.write()
        sheets.write()
        _check()
    for year, last in counters.items():
        ReferenceCounter.objects.update_or_create(year=year, defaults={"last": last})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return sheets.written


def _fee(mark: str) -> tuple[str, str]:
    """Return the rule of the commitment fee, and the trace of a fee by it."""
    values = {
        "method": "fixed",
        "gst": "input_taxed",
        "amount": COMMITMENT,
        **dict.fromkeys(("rate", "bands", "minimum", "maximum")),
    }
    rule = FeeDefinition.objects.create(
        id=demo_id(f"book/{mark}/commitment"),
        code=f"commitment-{mark}",
        name="Commitment fee",
        kind="commitment",
        collect="upfront",
        **values,
    )
    price = pricing.price(rule.rule, None)
    return str(rule.id), json.dumps(price.trace)


@contextmanager
def _unwatched() -> Iterator[None]:
    """Let references be checked statement by statement, and the rules of `_TRIGGERS` by `_check`.

    A failure needs no more: the rollback brings the triggers back too.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, trigger in _TRIGGERS:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        for table, trigger in _TRIGGERS:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _check() -> None:
    with connection.cursor() as cursor:
        for rule in _RULES:
            cursor.execute(f"SELECT EXISTS ({rule})")
            if cursor.fetchone()[0]:
                raise BookIsWrong(rule)
