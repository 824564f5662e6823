"""Moves about fees: the rules, what is charged by them or by hand, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from contract_tests.actors import Actor
from contract_tests.enumeration.valid import ask
from contract_tests.model import cashier
from contract_tests.model.loan_book import Verdict
from contract_tests.workloads import money_looks
from contract_tests.workloads.moves.sending import found, met, send, settle_accounts
from contract_tests.workloads.walking import Pointless, Walk

NET_FUNDS = "net funds"  # in the place of a net amount: all that the last funding table leaves
DEFINITION = "rule_for_fees_is_as_it_was_given"
CHARGE = "fee_is_charged_what_its_rule_makes_it"
ACTION = "fee_moves_from_pending_to_paid_waived_or_deducted_and_from_paid_to_refunded_only"
_PARTS: tuple[money_looks.Part, ...] = ("fees", "journal", "balances", "figures")


@dataclass(frozen=True, slots=True)
class Define:
    """Add a well-formed rule to the catalogue.

    Args:
        definition: how the scenario calls it.
    """

    actor: Actor
    definition: str
    rule: Mapping[str, Any]

    def play(self, walk: Walk) -> None:
        """Add it."""
        verdict = cashier.define(walk.book, self.actor, self.definition, self.rule)
        step = ask("fee_definition_create", self.actor, dict(self.rule))
        values = {f"/{name}": value for name, value in self.rule.items()}
        entry, _ = send(walk, step, DEFINITION, verdict, values=values)
        if verdict.is_accepted:
            walk.made[self.definition] = entry.document["id"]


@dataclass(frozen=True, slots=True)
class ChargeFee:
    """Charge a fee.

    Args:
        fee: how the scenario calls it.
        definition: the rule's name; empty for a fee with figures of its own.
        figures: fields of the body beside the application and the rule.
    """

    actor: Actor
    application: str
    fee: str
    definition: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)

    def play(self, walk: Walk) -> None:
        """Charge it."""
        application = met(walk, self.application)
        if self.definition:
            found(walk.book.definitions, self.definition)
        figures = dict(self.figures)
        if figures.get("net") == NET_FUNDS:
            if not application.money.tables:
                raise Pointless(NET_FUNDS)
            figures["net"] = str(application.money.tables[-1].net_funds)
        verdict = cashier.charge(walk.book, self.actor, self.application, self.fee, self.definition, figures)
        rule = {"definition_id": walk.id_of(self.definition)} if self.definition else {}
        which = walk.id_of(self.application)
        body = {"application_id": which, **rule, **figures}
        step = ask("fee_create", self.actor, body).header("Idempotency-Key", walk.key())
        values: dict[str, Any] = {}
        if verdict.is_accepted:
            fee = application.money.fees[self.fee]
            values = {
                "/application_id": which,
                "/definition_id": rule.get("definition_id"),
                "/kind": fee.kind,
                "/net": str(fee.net),
                "/gst": str(fee.gst),
                "/gross": str(fee.gross),
                "/status": "pending",
                "/terms_version": application.terms_version,
            }
        entry, changed = send(walk, step, CHARGE, verdict, values=values)
        if verdict.is_accepted:
            walk.made[self.fee] = entry.document["id"]
        settle_accounts(walk, self.application, verdict, changed, "charge a fee", _PARTS)


@dataclass(frozen=True, slots=True)
class _Act:
    """Do something with a fee that was charged."""

    actor: Actor
    application: str
    fee: str

    def _done(
        self, walk: Walk, operation: str, verdict: Verdict, word: str, body: Any = None, key: bool = False
    ) -> None:
        application = walk.book.applications[self.application]
        step = ask(operation, self.actor, body, fee_id=walk.id_of(self.fee))
        step = step.header("Idempotency-Key", walk.key()) if key else step
        fee = application.money.fees[self.fee]
        values = {"/status": fee.status, "/paid_on": fee.paid_on, "/gross": str(fee.gross)}
        _, changed = send(walk, step, ACTION, verdict, values=values)
        settle_accounts(walk, self.application, verdict, changed, word, _PARTS)

    def _meet(self, walk: Walk) -> None:
        found(met(walk, self.application).money.fees, self.fee)


@dataclass(frozen=True, slots=True)
class PayFee(_Act):
    """Record that a fee was paid.

    Args:
        received_on: ISO date.
    """

    received_on: str = "2026-01-05"

    def play(self, walk: Walk) -> None:
        """Record it."""
        self._meet(walk)
        verdict = cashier.pay_fee(walk.book, self.actor, self.application, self.fee, self.received_on)
        body = {"received_on": self.received_on}
        self._done(walk, "fee_pay", verdict, "pay a fee", body, key=True)


@dataclass(frozen=True, slots=True)
class WaiveFee(_Act):
    """Give a fee up."""

    def play(self, walk: Walk) -> None:
        """Give it up."""
        self._meet(walk)
        verdict = cashier.waive_fee(walk.book, self.actor, self.application, self.fee)
        self._done(walk, "fee_waive", verdict, "waive a fee")


@dataclass(frozen=True, slots=True)
class RefundFee(_Act):
    """Give a paid fee back."""

    def play(self, walk: Walk) -> None:
        """Give it back."""
        self._meet(walk)
        verdict = cashier.refund_fee(walk.book, self.actor, self.application, self.fee)
        self._done(walk, "fee_refund", verdict, "refund a fee")


Action = Literal["pay", "waive", "refund"]


def act(action: Action, actor: Actor, application: str, fee: str) -> PayFee | WaiveFee | RefundFee:
    """Return a move that does something with a fee."""
    kinds: Mapping[Action, type[PayFee] | type[WaiveFee] | type[RefundFee]] = {
        "pay": PayFee,
        "waive": WaiveFee,
        "refund": RefundFee,
    }
    return kinds[action](actor, application, fee)
