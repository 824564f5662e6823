"""The state machine of the money: fees, payouts, payments and entries by hand, in any order, by anybody.

Each scenario is one transaction, rolled back at its end, when everything that it has touched was reckoned up.
"""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from contract_tests import actors, profiles
from contract_tests.actors import ADMIN, BDM, Actor
from contract_tests.model import days, stage_graph
from contract_tests.model.money import Money
from contract_tests.workloads import drawing
from contract_tests.workloads import money_scenarios as known
from contract_tests.workloads.moves import (
    Adjust,
    ChargeFee,
    Create,
    Fund,
    MoveDue,
    Pay,
    Reckon,
    ReversePayment,
    Schedule,
    SetTerms,
    Transition,
)
from contract_tests.workloads.moves.fees import act
from contract_tests.workloads.stages import Playing

# Who may do most of it, most of the time; now and then anybody.
PEOPLE = st.sampled_from((*(ADMIN,) * 6, BDM, BDM, BDM, *actors.EVERYBODY))
FILES = (
    "application/settled",
    "application/settlement_conditions",
    "application/settlement_conditions",
    "application/settled",
    "application/loan_docs_signed",
    "application/sent_to_lender",
    "application/app_submitted",
    "application/iloo_signed",
    "application/discharged",
)
DAYS = st.sampled_from(("2024-06-28", "2025-01-31", "2025-06-27", "2025-06-28", "2026-01-05", days.today()))
NETS = st.one_of(
    st.sampled_from(("0.01", "0.05", "0.15", "1234.55", "2500.00", "99999.95")),
    st.integers(1, 10_000_000).map(lambda number: f"{number // 100}.{number % 100:02}"),
)
SIZES = st.sampled_from(("part", "interest", "row", "rows", "rows", "all", "too much", "0.01", "5000.00"))
RULES = st.sampled_from(("fixed", "percentage", "tiered", "inactive"))
ACCOUNTS = st.sampled_from(("cash", "gst_payable", "fee_income", "interest_income", "adjustments", "cash"))


class MoneyWalk(Playing, RuleBasedStateMachine):
    """One scenario."""

    _hypothesis_internal_use_seed = profiles.SEED

    def teardown(self) -> None:
        """Reckon up, unless something is broken already; undo the scenario."""
        try:
            if self.broken is None:
                self.play(Reckon())
        finally:
            super().teardown()

    def _file(self, data: Any) -> str:
        """Draw an application: mostly one that this scenario has met."""
        begun = [name for name in self.walk.book.applications if name in self.walk.seen]
        files = st.sampled_from(FILES)
        which = st.one_of(st.sampled_from(begun), st.sampled_from(begun), files) if begun else files
        return str(data.draw(which, label="application"))

    def _money(self, name: str) -> Money:
        return self.walk.book.applications[name].money

    # --- fees -------------------------------------------------------------------------------------------
    @rule(data=st.data(), actor=PEOPLE, net=NETS, taxable=st.booleans(), upfront=st.booleans())
    def charge(self, data: Any, actor: Actor, net: str, taxable: bool, upfront: bool) -> None:
        """Charge a fee by hand, or by a rule."""
        name, fee = self._file(data), self.new("fee")
        if data.draw(st.integers(0, 2), label="by hand") == 0:
            chosen = data.draw(RULES, label="rule")
            self.play(ChargeFee(actor, name, fee, f"fee_definition/{chosen}"))
            return
        kind = data.draw(st.sampled_from(("commitment", "legal")), label="kind")
        treatment, collect = ("input_taxed", "taxable")[taxable], ("at_settlement", "upfront")[upfront]
        self.play(ChargeFee(actor, name, fee, figures=known.by_hand(net, treatment, collect, kind)))

    @rule(data=st.data(), actor=PEOPLE, action=st.sampled_from(("pay", "pay", "waive", "refund")))
    def act_on_fee(self, data: Any, actor: Actor, action: Any) -> None:
        """Pay, waive or refund a fee; mostly one on which that may be done."""
        name = self._file(data)
        wanted = "paid" if action == "refund" else "pending"
        all_fees = self._money(name).fees
        fit = [each for each, fee in all_fees.items() if fee.status == wanted]
        fee = data.draw(st.sampled_from(fit or list(all_fees) or ["fee/none"]), label="fee")
        self.play(act(action, actor, name, fee))

    # --- paying out -------------------------------------------------------------------------------------
    @rule(data=st.data(), actor=PEOPLE, day=DAYS, payout=NETS)
    def plan(self, data: Any, actor: Actor, day: str, payout: str) -> None:
        """Compute the schedule and the funding table."""
        name = self._file(data)
        self.play(Schedule(actor, name, day))
        self.play(Fund(actor, name, day, [("Payee", payout)]))

    @rule(data=st.data(), day=DAYS)
    def settle(self, data: Any, day: str) -> None:
        """Pay the loan out, wherever it may be."""
        name = self._file(data)
        if self.walk.book.applications[name].stage == "loan_docs_signed":
            self.play(Transition(ADMIN, name, "settlement_conditions", brief=True))
        self.play(Transition(ADMIN, name, "settled", effective_on=day, brief=True))

    @rule(data=st.data())
    def set_terms(self, data: Any) -> None:
        """Change terms; begin a file for them."""
        terms = data.draw(st.sampled_from(drawing.EVERY_KIND), label="terms")
        name = self._file(data)
        if data.draw(st.booleans(), label="new"):
            name = self.new("application")
            self.play(Create(ADMIN, name, "broker/broker"))
        self.play(SetTerms(ADMIN, name, terms, brief=True))

    @rule(
        data=st.data(), to=st.sampled_from(("discharged", "discharged", "declined", "withdrawn", "inquiry"))
    )
    def move(self, data: Any, to: str) -> None:
        """End a file, or open it again."""
        self.play(Transition(ADMIN, self._file(data), to, brief=True))

    # --- paying back ------------------------------------------------------------------------------------
    @rule(data=st.data(), actor=PEOPLE, size=SIZES, day=DAYS)
    def pay(self, data: Any, actor: Actor, size: str, day: str) -> None:
        """Receive money; mostly where the loan runs."""
        running = [n for n in self.walk.seen if self._is_settled(n)] or ["application/settled"]
        name = data.draw(st.one_of(st.sampled_from(running), st.sampled_from(FILES)), label="application")
        self.play(Pay(actor, name, self.new("payment"), size, day))

    def _is_settled(self, name: str) -> bool:
        application = self.walk.book.applications.get(name)
        return application is not None and application.stage == stage_graph.SETTLES

    @rule(data=st.data(), actor=PEOPLE)
    def reverse(self, data: Any, actor: Actor) -> None:
        """Take a payment back; mostly the newest that stands."""
        name = self._file(data)
        money = self._money(name)
        choices = [money.standing or "payment/none"] * 3 + list(money.payments)
        self.play(ReversePayment(actor, name, data.draw(st.sampled_from(choices), label="payment")))

    @rule(data=st.data(), actor=PEOPLE, number=st.integers(1, 12), shift=st.integers(-40, 40))
    def move_due(self, data: Any, actor: Actor, number: int, shift: int) -> None:
        """Move the day of a row."""
        name = self._file(data)
        plan = self._money(name).plan
        day = known.LATER
        if plan is not None and number <= len(plan.rows):
            day = drawing.shifted(plan.day_of(number), shift)
        self.play(MoveDue(actor, name, number, day))

    # --- by hand ----------------------------------------------------------------------------------------
    @rule(data=st.data(), amount=NETS, debit=ACCOUNTS, credit=ACCOUNTS, day=DAYS, nowhere=st.booleans())
    def adjust(self, data: Any, amount: str, debit: str, credit: str, day: str, nowhere: bool) -> None:
        """Post an entry by hand."""
        name = "" if nowhere else self._file(data)
        self.play(Adjust(ADMIN, name, ((debit, amount, "0.00"), (credit, "0.00", amount)), day))
