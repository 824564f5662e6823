"""Moves in the journal itself: an entry by hand, and looks by which everything must add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from contract_tests.actors import ADMIN, BDM, Actor
from contract_tests.enumeration.valid import ask
from contract_tests.model import cashier
from contract_tests.model.journal import Line
from contract_tests.workloads import money_looks, tally
from contract_tests.workloads.moves.loans import Pay, ReversePayment
from contract_tests.workloads.moves.sending import met, send, settle_accounts
from contract_tests.workloads.walking import PAGE, Entry, Pointless, Walk

ADJUSTMENT = "entry_by_hand_balances_and_leaves_what_borrowers_owe_alone"
RESTORED = "reversal_restores_every_balance_and_row"
IN_PARTS = "two_payments_give_the_same_as_one_of_their_sum"
LISTED = "balance_is_the_sum_over_the_listed_entries"
CASH = "cash_is_what_came_in_less_what_went_out"
OVERDUE = "row_is_overdue_from_the_day_after_it_was_due"
DAY_END = "trial_balance_counts_what_had_taken_effect"
_ROWS_BUT = ("version", "updated_at")


@dataclass(frozen=True, slots=True)
class Adjust:
    """Post an entry by hand.

    Args:
        application: empty for the book of none.
        lines: account, debit and credit in dollars.
        day: ISO date.
    """

    actor: Actor
    application: str
    lines: Sequence[tuple[str, str, str]]
    day: str

    def play(self, walk: Walk) -> None:
        """Post it."""
        if self.application:
            met(walk, self.application)
        lines = [Line(account, Decimal(debit), Decimal(credit)) for account, debit, credit in self.lines]
        verdict = cashier.adjust(walk.book, self.actor, self.application, lines, self.day)
        body: dict[str, Any] = {
            "effective_on": self.day,
            "description": "Put right by hand",
            "lines": [dict(zip(("account", "debit", "credit"), line, strict=True)) for line in self.lines],
        }
        if self.application:
            body["application_id"] = walk.id_of(self.application)
        step = ask("ledger_entry_create", self.actor, body).header("Idempotency-Key", walk.key())
        values: dict[str, Any] = {"/kind": "adjustment", "/lines": body["lines"]}
        entry, changed = send(walk, step, ADJUSTMENT, verdict, values=values)
        if self.application:
            settle_accounts(
                walk, self.application, verdict, changed, "adjust", ("journal", "balances", "figures")
            )
            return
        if walk.counted:
            tally.money_moved("adjust", verdict)
        if verdict.is_accepted:
            walk.made[f"ledger_entry/{entry.document['id']}"] = entry.document["id"]
        if verdict.is_accepted or changed:
            money_looks.look_at_book(walk)


@dataclass(frozen=True, slots=True)
class PayAndReverse:
    """Pay in one sum, take it back, and pay the same in parts. Source: laws L8 and L11.

    Args:
        payment: how the scenario calls it; its parts are numbered.
        parts: dollars.
    """

    actor: Actor
    application: str
    payment: str
    parts: Sequence[str]
    received_on: str

    def play(self, walk: Walk) -> None:
        """Do it; each state is compared with the one that it must equal, as the API shows both."""
        application = met(walk, self.application)
        total = sum(map(Decimal, self.parts))
        if application.stage != "settled" or application.money.plan is None:
            raise Pointless(self.application)
        if total > application.money.plan.left:
            raise Pointless(f"{total} to pay")
        before = self._look(walk)
        whole = f"{self.payment}_whole"
        Pay(self.actor, self.application, whole, str(total), self.received_on).play(walk)
        at_once = self._look(walk)
        ReversePayment(ADMIN, self.application, whole).play(walk)
        self._look(walk, RESTORED, before)
        for number, part in enumerate(self.parts):
            name = f"{self.payment}_{number}"
            Pay(self.actor, self.application, name, part, self.received_on).play(walk)
        self._look(walk, IN_PARTS, at_once)

    def _look(self, walk: Walk, check: str = "", before: Sequence[Entry] = ()) -> list[Entry]:
        which = walk.id_of(self.application)
        rows, balances = money_looks.repayments_of(which), money_looks.balances_of(which)
        if before:
            rows = rows.must(check, status=[200], same_as={"answer": before[0], "but": _ROWS_BUT})
            balances = balances.must(check, status=[200], balances_as={"answer": before[1]})
        return [walk.send(step, keep=True) for step in (rows, balances)]


@dataclass(frozen=True, slots=True)
class Reckon:
    """Look at everything that this scenario has touched: every figure, and that it adds up."""

    def play(self, walk: Walk) -> None:
        """Look."""
        for name in list(walk.seen):
            if name in walk.book.applications:
                _add_up(walk, name, money_looks.look(walk, name))
        if walk.seen:
            money_looks.look_at_book(walk)


def _add_up(walk: Walk, name: str, seen: Mapping[money_looks.Part, Entry]) -> None:
    """Hold what the API lists of one application against what it sums. Source: laws L3, L4 and L13."""
    which, money = walk.id_of(name), walk.book.applications[name].money
    for entry in seen.values():
        walk.keep(entry)
    pages, size = [seen["journal"]], len(money.journal.entries) // 2
    if size:
        numbers = range(1, -(-len(money.journal.entries) // size) + 1)
        steps = [money_looks.journal_of(which, page=number, page_size=size) for number in numbers]
        pages = [walk.send(step, keep=True) for step in steps]
    walk.hold(seen["balances"], LISTED, listed_entries_add_up=pages)
    lists = {word: seen[word] for word in ("fees", "payments", "tables")}
    walk.hold(seen["balances"], CASH, cash_adds_up={**lists, "entries": seen["journal"]})
    dated = sorted({entry.day for entry in money.journal.entries if entry.day})
    if dated:
        day = dated[len(dated) // 2]
        accounts = money_looks.balanced(money.journal.sums(day))
        step = money_looks.balances_of(which, as_of=day)
        walk.send(step.must(DAY_END, status=[200], trial_balance_is=accounts))
    plan = money.plan
    if plan is not None and len(plan.rows) <= PAGE["page_size"]:
        day = plan.day_of(len(plan.rows) // 2 + 1)  # the row due that day is not overdue yet
        step = money_looks.repayments_of(which, as_of=day)
        rows = {"by": "number", "rows": money_looks.rows_as_of(plan, day)}
        walk.send(step.must(OVERDUE, status=[200], rows_are=rows))


@dataclass(frozen=True, slots=True)
class ReckonBook:
    """Hold the whole book against every application that there is, as admin and BDM see it. Law L2."""

    def play(self, walk: Walk) -> None:
        """Look."""
        for actor in (ADMIN, BDM):
            listed = ask("application_list", actor, query={"archived": "all", **PAGE})
            parts = [
                walk.send(money_looks.balances_of(row["id"]).by(actor), keep=True)
                for row in walk.send(listed).document["results"]
            ]
            by_hand = walk.send(money_looks.adjustments().by(actor), keep=True)
            word = {"parts": parts, "unassigned": [by_hand]}
            look = money_looks.balances_of().by(actor)
            walk.send(look.must(money_looks.BOOK, status=[200], book_adds_up=word))
