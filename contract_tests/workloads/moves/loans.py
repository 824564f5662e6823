"""Moves about what is paid out and paid back: funding tables, schedules, the days of rows, payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from contract_tests.actors import Actor
from contract_tests.enumeration.valid import ask
from contract_tests.model import cashier
from contract_tests.model.lifecycle import Application
from contract_tests.model.repayment import ZERO
from contract_tests.workloads import money_looks
from contract_tests.workloads.moves.sending import found, met, send, settle_accounts
from contract_tests.workloads.walking import Pointless, Walk

FUNDING = "funding_table_is_computed_and_never_negative"
SCHEDULE = "schedule_is_computed_while_the_loan_is_not_paid_out"
DUE = "untouched_rows_move_between_their_neighbours_only"
PAYMENT = "payment_is_answered_as_the_loan_allows"
NO_MORE = "no_more_is_paid_than_is_owed"
PAID_OFF = "what_is_left_pays_the_loan_off"
REVERSAL = "only_the_newest_payment_is_reversed_and_only_once"
_CENT = Decimal("0.01")
_TABLES: tuple[money_looks.Part, ...] = ("tables",)
_PAYMENT_PARTS: tuple[money_looks.Part, ...] = ("repayments", "payments", "journal", "balances", "figures")
# A number of dollars, or what there is to pay: of the next row a part or exactly it, everything, a cent more.
Amount = Literal["part", "interest", "row", "rows", "all", "all but a cent", "too much"] | str


@dataclass(frozen=True, slots=True)
class Fund:
    """Compute the next version of a funding table.

    Args:
        payouts: payee and dollars.
    """

    actor: Actor
    application: str
    starts_on: str
    payouts: Sequence[tuple[str, str]] = ()

    def play(self, walk: Walk) -> None:
        """Compute it."""
        application = met(walk, self.application)
        payouts = [(payee, Decimal(amount)) for payee, amount in self.payouts]
        verdict = cashier.fund(walk.book, self.actor, self.application, self.starts_on, payouts)
        which = walk.id_of(self.application)
        body: dict[str, Any] = {"starts_on": self.starts_on}
        if self.payouts:
            body["payouts"] = [{"payee": payee, "amount": amount} for payee, amount in self.payouts]
        step = ask("funding_table_create", self.actor, body, application_id=which)
        values: dict[str, Any] = {}
        if verdict.is_accepted:
            table = application.money.tables[-1]
            values = {
                "/number": table.number,
                "/terms_version": application.terms_version,
                "/gross_loan": str(table.gross_loan),
                "/prepaid_interest": str(table.prepaid),
                "/net_funds": str(table.net_funds),
                "/lvr": None if application.lvr is None else str(application.lvr),
            }
        _, changed = send(walk, step, FUNDING, verdict, values=values)
        settle_accounts(walk, self.application, verdict, changed, "fund", _TABLES)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Compute the next version of a schedule."""

    actor: Actor
    application: str
    starts_on: str

    def play(self, walk: Walk) -> None:
        """Compute it."""
        application = met(walk, self.application)
        verdict = cashier.plan(walk.book, self.actor, self.application, self.starts_on)
        which = walk.id_of(self.application)
        step = ask(
            "repayment_schedule_create", self.actor, {"starts_on": self.starts_on}, application_id=which
        )
        values: dict[str, Any] = {}
        if verdict.is_accepted and application.money.plan is not None:
            plan = application.money.plan
            values = {"/number": plan.number, "/is_active": True, "/starts_on": self.starts_on}
            values |= money_looks.rows_at_pointers(plan)
        _, changed = send(walk, step, SCHEDULE, verdict, values=values)
        settle_accounts(walk, self.application, verdict, changed, "schedule", ("schedules", "repayments"))


@dataclass(frozen=True, slots=True)
class MoveDue:
    """Move the day of a row.

    Args:
        number: of the row.
        due_on: ISO date.
        version: of the schedule; 0 for the active one.
    """

    actor: Actor
    application: str
    number: int
    due_on: str
    version: int = 0

    def play(self, walk: Walk) -> None:
        """Move it."""
        plans = met(walk, self.application).money.plans
        version = self.version or len(plans)
        if not 0 < version <= len(plans) or not 0 < self.number <= len(plans[version - 1].rows):
            raise Pointless(f"row {self.number} of schedule {version}")
        looked = walk.send(money_looks.schedules_of(walk.id_of(self.application)), keep=True)
        shown = next(one for one in looked.document["results"] if one["number"] == version)
        which = shown["rows"][self.number - 1]["id"]
        walk.made[f"repayment/{self.application}/{version}/{self.number}"] = which
        verdict = cashier.move_due(walk.book, self.actor, self.application, version, self.number, self.due_on)
        step = ask("repayment_update", self.actor, {"due_on": self.due_on}, repayment_id=which)
        row = plans[version - 1].rows[self.number - 1]
        values = {"/due_on": self.due_on, "/days": row.days, "/amount": str(row.amount)}
        _, changed = send(walk, step, DUE, verdict, values=values)
        parts: Sequence[money_looks.Part] = ("repayments",)
        settle_accounts(walk, self.application, verdict, changed, "move a day", parts)


@dataclass(frozen=True, slots=True)
class Pay:
    """Receive money for instalments.

    Args:
        payment: how the scenario calls it.
        received_on: ISO date.
    """

    actor: Actor
    application: str
    payment: str
    amount: Amount
    received_on: str

    def play(self, walk: Walk) -> None:
        """Receive it."""
        application = met(walk, self.application)
        amount = _dollars(application, self.amount)
        verdict = cashier.pay(walk.book, self.actor, self.application, self.payment, amount, self.received_on)
        check = {"too much": NO_MORE, "all": PAID_OFF}.get(self.amount, PAYMENT)
        body = {
            "application_id": walk.id_of(self.application),
            "amount": str(amount),
            "received_on": self.received_on,
            "reference": "Paid in",
            "method": "eft",
        }
        step = ask("payment_create", self.actor, body).header("Idempotency-Key", walk.key())
        values: dict[str, Any] = {}
        if verdict.is_accepted:
            shares = application.money.payments[self.payment].shares
            values = {"/amount": str(amount), "/is_reversed": False, **money_looks.shares_of(shares)}
        entry, changed = send(walk, step, check, verdict, values=values)
        if verdict.is_accepted:
            walk.made[self.payment] = entry.document["id"]
        settle_accounts(walk, self.application, verdict, changed, "pay", _PAYMENT_PARTS)


def _dollars(application: Application, amount: Amount) -> Decimal:
    """Return what is to be paid; some dollars where there is nothing to pay."""
    plan = application.money.plan
    left = plan.left if plan is not None else ZERO
    if amount[0].isdigit():
        return Decimal(amount)
    if amount == "too much":
        return left + _CENT
    if plan is None or left == 0:
        return Decimal("100.00")
    if amount.startswith("all"):
        return left if amount == "all" else left - _CENT
    due = [row.amount - sum(plan.paid.get(row.number, ()), ZERO) for row in plan.rows]
    first = next(number for number, owed in enumerate(due) if owed)
    if amount == "interest":
        paid = plan.paid.get(first + 1, (ZERO, ZERO))[0]
        return (plan.rows[first].interest_due - paid) or due[first]
    if amount == "part":
        return max(_CENT, (due[first] / 3).quantize(_CENT))
    if amount == "row":
        return due[first]
    later = sum(due[first + 1 :], ZERO)  # a row, and a part of those after it
    return min(left, due[first] + (later / 3).quantize(_CENT))


@dataclass(frozen=True, slots=True)
class ReversePayment:
    """Take a payment back."""

    actor: Actor
    application: str
    payment: str

    def play(self, walk: Walk) -> None:
        """Take it back."""
        application = met(walk, self.application)
        found(application.money.payments, self.payment)
        verdict = cashier.reverse(walk.book, self.actor, self.application, self.payment)
        step = ask("payment_reverse", self.actor, payment_id=walk.id_of(self.payment))
        taken = application.money.payments[self.payment]
        values = {"/is_reversed": True, "/amount": str(taken.amount)}
        _, changed = send(walk, step, REVERSAL, verdict, values=values)
        settle_accounts(walk, self.application, verdict, changed, "reverse a payment", _PAYMENT_PARTS)
