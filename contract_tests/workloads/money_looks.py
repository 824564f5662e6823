"""What must show after a step about money: the journal, balances, and every figure that follows from them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from contract_tests.actors import ADMIN
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask
from contract_tests.model import days, journal, learning
from contract_tests.model.journal import Entry as Posted
from contract_tests.model.journal import Journal
from contract_tests.model.lifecycle import Application
from contract_tests.model.money import Fee, Money, Payment, Plan, Table
from contract_tests.model.trial_balance import ACCOUNTS
from contract_tests.workloads import tally
from contract_tests.workloads.walking import PAGE, Entry, Walk, untouched

JOURNAL = "journal_only_grows_without_gaps_by_what_was_posted"
BALANCES = "trial_balance_is_what_was_posted_and_sums_to_zero"
FIGURES = "application_shows_what_the_ledger_holds"
FEES = "fees_stand_where_their_actions_have_put_them"
TABLES = "funding_table_adds_up"
SCHEDULES = "schedule_is_what_the_terms_make_it"
ALLOCATION = "payment_goes_to_rows_in_order_and_to_interest_first"
PAYMENTS = "payment_is_the_sum_of_its_allocations"
BOOK = "trial_balance_of_the_book_is_that_of_its_applications_and_the_unassigned"
Part = Literal["fees", "tables", "schedules", "repayments", "payments", "journal", "balances", "figures"]
EVERYTHING: tuple[Part, ...] = (
    "fees",
    "tables",
    "schedules",
    "repayments",
    "payments",
    "journal",
    "balances",
    "figures",
)
_FIRST_DAY = days.today()  # of this run: what is posted today is posted on it, or on the day that follows


# --- where they are read --------------------------------------------------------------------------------
def _about(which: str) -> dict[str, Any]:
    return {"application_id": which, **PAGE}


def fees_of(which: str) -> Step:
    """Return the look at an application's fees, by its id."""
    return ask("fee_list", ADMIN, query=_about(which))


def tables_of(which: str) -> Step:
    """Return the look at its funding tables."""
    return ask("funding_table_list", ADMIN, query=PAGE, application_id=which)


def schedules_of(which: str) -> Step:
    """Return the look at its schedules."""
    return ask("repayment_schedule_list", ADMIN, query=PAGE, application_id=which)


def repayments_of(which: str, **more: str) -> Step:
    """Return the look at the rows of its active schedule."""
    return ask("repayment_list", ADMIN, query={**_about(which), "ordering": "number", **more})


def payments_of(which: str) -> Step:
    """Return the look at its payments."""
    return ask("payment_list", ADMIN, query=_about(which))


def journal_of(which: str, **more: Any) -> Step:
    """Return the look at its journal."""
    return ask("ledger_entry_list", ADMIN, query={**_about(which), "ordering": "seq", **more})


def balances_of(which: str = "", **more: str) -> Step:
    """Return the look at its trial balance; without an id, at that of the whole book."""
    about = {"application_id": which} if which else {}
    return ask("ledger_balance_retrieve", ADMIN, query={**about, **more})


# --- before anything happens ----------------------------------------------------------------------------
def open_books(walk: Walk) -> None:
    """Learn what belongs to no application, before the scenario changes anything; once is enough."""
    if walk.book.definitions:
        return
    untouched(balances_of())
    rules = untouched(ask("fee_definition_list", ADMIN, query=PAGE)).document["results"]
    walk.book.definitions = {learning.name_of(rule): rule for rule in rules}
    for entry in untouched(adjustments()).document["results"]:
        if entry["application_id"] is None:
            lines = [
                journal.Line(line["account"], Decimal(line["debit"]), Decimal(line["credit"]))
                for line in entry["lines"]
            ]
            walk.book.unassigned.post("adjustment", lines, entry["effective_on"])


def adjustments() -> Step:
    """Return the look at what was posted by hand, on whatever application or on none."""
    return ask("ledger_entry_list", ADMIN, query={"kind": "adjustment", "ordering": "seq", **PAGE})


def learn(walk: Walk, which: str, terms: Mapping[str, Any] | None) -> tuple[Money, Mapping[Part, Entry]]:
    """Return the money of an application of the world, and what was seen of it, before it is changed.

    Raises:
        Broken: its rows contradict one another, so that there is nothing to learn from them.
    """
    steps: Mapping[Part, Step] = {
        "fees": fees_of(which),
        "tables": tables_of(which),
        "schedules": schedules_of(which),
        "repayments": repayments_of(which),
        "payments": payments_of(which),
        "journal": journal_of(which),
    }
    seen = {part: untouched(step) for part, step in steps.items()}
    walk.keep(seen["journal"])
    walk.hold(seen["journal"], JOURNAL, journal={})
    checks: Sequence[tuple[Part, str, str]] = (("fees", "fee", FEES), ("payments", "payment", PAYMENTS))
    for part, of, check in checks:
        walk.hold(seen[part], check, posted={"journal": seen["journal"], "type": of})
    return learning.money_of(terms, {part: entry.document["results"] for part, entry in seen.items()}), seen


# --- after a step ---------------------------------------------------------------------------------------
def look(walk: Walk, name: str, parts: Collection[Part] = EVERYTHING, check: str = "") -> dict[Part, Entry]:
    """Look at what a step may have changed of an application's money; return what was seen.

    Args:
        check: what each of the looks is about; by default each part's own sentence.
    """
    application, which = walk.book.applications[name], walk.id_of(name)
    money, looks = application.money, walk.seen[name].looks

    def rows(by: str, found: Mapping[str, Any]) -> dict[str, Any]:
        return {"rows_are": {"by": by, "rows": found}}

    asked: Mapping[Part, Callable[[], tuple[Step, str, Mapping[str, Any]]]] = {
        "fees": lambda: (fees_of(which), FEES, rows("id", _fees(walk, application))),
        "tables": lambda: (tables_of(which), TABLES, rows("number", _tables(walk, application))),
        "schedules": lambda: (schedules_of(which), SCHEDULES, rows("number", _plans(application))),
        "repayments": lambda: (repayments_of(which), ALLOCATION, rows("number", _rows(money.plan))),
        "payments": lambda: (
            payments_of(which),
            PAYMENTS,
            {
                **rows("id", _payments(walk, money)),
                "allocations_are": {walk.id_of(each): _shares(paid) for each, paid in money.payments.items()},
            },
        ),
        "journal": lambda: (journal_of(which), JOURNAL, _journal(walk, name)),
        "balances": lambda: (
            balances_of(which),
            BALANCES,
            {"trial_balance_is": balanced(money.journal.sums())},
        ),
        "figures": lambda: (
            ask("application_retrieve", ADMIN, application_id=which),
            FIGURES,
            {"values": figures(application)},
        ),
    }
    wide = money.plan is not None and len(money.plan.rows) > PAGE["page_size"]
    found: dict[Part, Entry] = {}
    for part in (one for one in parts if not (wide and one in ("repayments", "schedules"))):
        step, own, expected = asked[part]()
        at, known = looks.get(part, (-1, None))
        if known is not None and at == walk.written:  # nothing was written since, so it is as it was shown
            walk.hold(known, check or own, status=[200], **expected)
            found[part] = known
            continue
        found[part] = walk.send(step.must(check or own, status=[200], **expected))
        looks[part] = walk.written, found[part]
        if part == "journal":
            _see_journal(walk, name, found[part])
        if part == "figures":
            walk.seen[name].version = found[part].document["version"]
    return found


def _journal(walk: Walk, name: str) -> dict[str, Any]:
    posted = walk.book.applications[name].money.journal.entries
    return {"journal_is": {"entries": list(map(_posted, posted)), "since": walk.seen[name].journal}}


def _see_journal(walk: Walk, name: str, shown: Entry) -> None:
    """Let later looks at the journal begin with this one, and count what was posted since the last."""
    seen, posted = walk.seen[name], walk.book.applications[name].money.journal.entries
    known = 0 if seen.journal is None else seen.journal.document["count"]
    for entry in posted[known:] if walk.counted else ():
        tally.posted(entry.kind)
    seen.journal = shown
    walk.keep(shown)


def figures(application: Application) -> dict[str, Any]:
    """Return what an application shows of its money. Source: domain.md, section 7; laws L4 and L5."""
    books = application.money.journal
    return {
        "/outstanding_principal": str(books.balance("loan_receivable")),
        "/unpaid_fees": str(books.balance("fees_receivable")),
        "/settled_on": application.settled_on,
    }


def look_at_book(walk: Walk) -> None:
    """The whole book is what it was, and what this scenario has posted. Source: law L2."""
    before = untouched(balances_of()).document["accounts"]
    sums = {row["account"]: (Decimal(row["debit"]), Decimal(row["credit"])) for row in before}
    for name in walk.seen:
        application = walk.book.applications.get(name)
        had = 0 if name in walk.made else untouched(journal_of(walk.id_of(name))).document["count"]
        if application is not None:
            _add(sums, Journal(application.money.journal.entries[had:]))
    had = len([one for one in untouched(adjustments()).document["results"] if not one["application_id"]])
    _add(sums, Journal(walk.book.unassigned.entries[had:]))
    walk.send(balances_of().must(BOOK, status=[200], trial_balance_is=balanced(sums)))


def _add(sums: dict[str, tuple[Decimal, Decimal]], posted: Journal) -> None:
    for account, (debit, credit) in posted.sums().items():
        sums[account] = sums[account][0] + debit, sums[account][1] + credit


# --- as the API says it ---------------------------------------------------------------------------------
def balanced(sums: Mapping[str, tuple[Decimal, Decimal]]) -> list[list[str]]:
    """Return the debits and credits of each account, in the order of the chart."""
    return [[account, *(str(side) for side in sums[account])] for account in ACCOUNTS]


def _posted(entry: Posted) -> list[Any]:
    """Return an entry as `journal_is` takes it."""
    on = [entry.day] if entry.day else sorted({_FIRST_DAY, days.today()})
    lines = [[line.account, str(line.debit), str(line.credit)] for line in entry.lines]
    return [entry.kind, on, entry.reverses, lines]


def _fees(walk: Walk, application: Application) -> dict[str, Any]:
    return {walk.id_of(name): _fee(application, fee) for name, fee in application.money.fees.items()}


def _tables(walk: Walk, application: Application) -> dict[str, Any]:
    return {str(table.number): _table(walk, application, table) for table in application.money.tables}


def _plans(application: Application) -> dict[str, Any]:
    return {str(plan.number): _plan(application, plan) for plan in application.money.plans}


def _rows(plan: Plan | None) -> dict[str, Any]:
    return {} if plan is None else {str(row.number): _row(plan, row.number) for row in plan.rows}


def _payments(walk: Walk, money: Money) -> dict[str, Any]:
    return {
        walk.id_of(name): {
            "amount": str(paid.amount),
            "received_on": paid.received_on,
            "is_reversed": paid.contra is not None,
        }
        for name, paid in money.payments.items()
    }


def _shares(paid: Payment) -> list[list[Any]]:
    return [[number, str(interest), str(principal)] for number, interest, principal in paid.shares]


def _fee(application: Application, fee: Fee) -> dict[str, Any]:
    return {
        "kind": fee.kind,
        "description": fee.description,
        "net": str(fee.net),
        "gst": str(fee.gst),
        "gross": str(fee.gross),
        "collect": fee.collect,
        "status": fee.status,
        "paid_on": fee.paid_on,
        "terms_version": fee.terms_version,
        "is_current": not fee.is_computed or fee.terms_version == application.terms_version,
    }


def _table(walk: Walk, application: Application, table: Table) -> dict[str, Any]:
    fees = application.money.fees
    return {
        "terms_version": table.terms_version,
        "is_current": table.terms_version == application.terms_version,
        "starts_on": table.starts_on,
        "gross_loan": str(table.gross_loan),
        "prepaid_interest": str(table.prepaid),
        "net_funds": str(table.net_funds),
        "payouts": [{"payee": payee, "amount": str(amount)} for payee, amount in table.payouts],
        "security_value": None if table.security_value is None else str(table.security_value),
        "lvr": None if table.lvr is None else str(table.lvr),
        "deducted_fees": [
            {
                "fee_id": walk.id_of(name),
                "kind": fees[name].kind,
                "description": fees[name].description,
                "gross": str(gross),
            }
            for name, gross in table.fees
        ],
    }


def _plan(application: Application, plan: Plan) -> dict[str, Any]:
    amounts = {name: sum((getattr(row, name) for row in plan.rows), Decimal("0.00")) for name in _TOTALS}
    return {
        "terms_version": plan.terms_version,
        "is_current": plan.terms_version == application.terms_version,
        "is_active": plan is application.money.plan,
        "starts_on": plan.starts_on,
        "totals": {name: str(amount) for name, amount in amounts.items()},
        "level_instalment": None if plan.level is None else str(plan.level),
        "final_instalment": str(plan.rows[-1].amount),
        "maturity_on": plan.day_of(len(plan.rows)),
    }


_TOTALS = ("principal", "interest", "prepaid", "amount")


def _row(plan: Plan, number: int, as_of: str = "") -> dict[str, Any]:
    row = plan.rows[number - 1]
    interest, principal = plan.paid.get(number, (Decimal("0.00"), Decimal("0.00")))
    status, due_on = plan.status(row), plan.day_of(number)
    return {
        "due_on": due_on,
        "days": row.days,
        "opening_balance": str(row.opening_balance),
        "interest": str(row.interest),
        "prepaid": str(row.prepaid),
        "principal": str(row.principal),
        "amount": str(row.amount),
        "closing_balance": str(row.closing_balance),
        "interest_due": str(row.interest_due),
        "paid_interest": str(interest),
        "paid_principal": str(principal),
        "status": status,
        "overdue": status in ("scheduled", "partial") and due_on < (as_of or days.today()),
    }


def rows_as_of(plan: Plan, day: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a schedule, judged at the end of a day."""
    return {str(row.number): _row(plan, row.number, day) for row in plan.rows}


def shares_of(shares: Sequence[tuple[int, Decimal, Decimal]]) -> dict[str, Any]:
    """Return what an answer must hold of the allocations of a payment, as values at pointers."""
    return {
        pointer: value
        for place, (number, interest, principal) in enumerate(shares)
        for pointer, value in (
            (f"/allocations/{place}/number", number),
            (f"/allocations/{place}/interest", str(interest)),
            (f"/allocations/{place}/principal", str(principal)),
            (f"/allocations/{len(shares)}", None),
        )
    }


def rows_at_pointers(plan: Plan) -> dict[str, Any]:
    """Return what an answer must hold of the rows of a schedule, as values at pointers."""
    return {
        f"/rows/{row.number - 1}/{name}": value
        for row in plan.rows
        for name, value in _row(plan, row.number).items()
        if name in _FIGURES
    }


_FIGURES = frozenset(
    (
        "due_on",
        "days",
        "opening_balance",
        "interest",
        "prepaid",
        "principal",
        "amount",
        "closing_balance",
    )
)
