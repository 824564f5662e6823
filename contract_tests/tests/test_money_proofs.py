"""The oracle of money is right about published figures, and the tests that use it can fail."""

import json
from decimal import Decimal

import pytest

from contract_tests import profiles, tallies, wire
from contract_tests.actors import ADMIN, BROKER
from contract_tests.expecting import money as words
from contract_tests.model import cashier, days, journal, pricing, repayment
from contract_tests.model.journal import Journal, Line
from contract_tests.model.loan_book import Book
from contract_tests.model.money import Fee, Money, Plan
from contract_tests.model.repayment import ZERO
from contract_tests.model.trial_balance import ACCOUNTS
from contract_tests.recorder import Recorder
from contract_tests.tests.money_words import BROKEN_JOURNALS
from contract_tests.tests.test_words import agreeing, refusing
from contract_tests.workloads import drawing, money_scenarios, playing, walking
from contract_tests.workloads.moves import ChargeFee, Pay, PayFee, ReversePayment

pytestmark = pytest.mark.proof
PUBLISHED = json.loads((profiles.ROOT / "contract_tests/oracles/repayment_schedules.json").read_text())
PER_YEAR = {"monthly": 12, "annually": 1}
CELLS = {"interest": "interest", "principal": "principal", "amount": "amount", "closing": "closing_balance"}
GENERATORS = (
    money_scenarios.worked,
    money_scenarios.fees,
    money_scenarios.charges,
    money_scenarios.stages,
    money_scenarios.plans,
    money_scenarios.due_days,
    money_scenarios.settlements,
    money_scenarios.payments,
    money_scenarios.adjustments,
)


# --- the oracle -----------------------------------------------------------------------------------------
def test_an_entry_posted_today_counts_from_today_on():
    """A balance as of today MUST be the balance; as of an earlier day what was posted today is not in it."""
    book = Journal()
    book.post("fee_paid", journal.fee_paid(Decimal("3.00")), "2026-01-05")
    book.post("fee_charged", journal.fee_charged(Decimal("3.00"), ZERO))
    assert book.sums(days.today()) == book.sums() != book.sums("2026-01-05")
    assert book.sums("2026-01-05")["fees_receivable"] == (ZERO, Decimal("3.00"))


@pytest.mark.parametrize("case", PUBLISHED, ids=[case["name"] for case in PUBLISHED])
def test_the_oracle_gives_published_schedules(case):
    """Published figures MUST come out to the cent. Law S21."""
    given = case["input"]
    frequency = given.get("freq", "monthly")
    found = repayment.schedule(
        drawing.terms(
            given["principal"],
            given.get("method", "principal_and_interest"),
            annual_rate=given["annual_rate"],
            term_months=given["instalments"] * 12 // PER_YEAR[frequency],
            repayment_frequency=frequency,
            day_count=given.get("day_count", "periodic"),
            interest_only_periods=int(given.get("interest_only", 0)),
            instalment_amount=given.get("instalment"),
        ),
        given.get("start", "2024-01-01"),
    )
    for number, cells in case["published"].items():
        row = found.rows[int(number) - 1]
        for name, printed in cells.items():
            if name in CELLS:
                assert getattr(row, CELLS[name]) == Decimal(printed), (number, name)
            else:
                assert str(row.due_on if name == "due" else row.days) == printed


@pytest.mark.parametrize(
    ("base", "net"),
    [("750000.00", "13750.00"), ("500000.00", "10000.00"), ("500000.01", "10000.00"), ("0.01", "0.00")],
)
def test_the_oracle_gives_the_worked_fees(base, net):
    """Bands MUST be marginal, GST of half a cent MUST be rounded up. Source: domain.md, section 5."""
    rule = {**money_scenarios.BROKERAGE, "minimum": None, "maximum": None}
    found = pricing.price(rule, Decimal(base))
    assert found is not None
    assert (str(found.net), found.gross) == (net, found.net + found.gst)
    assert [str(pricing.taxed(Decimal(one), "taxable").gst) for one in ("0.05", "0.15", "1234.55")] == [
        "0.01",
        "0.02",
        "123.46",
    ]


def test_the_oracle_gives_the_worked_balances():
    """The loan of section 7 MUST leave these balances after each of its events. Law L14."""
    money, found = Money(), []

    def charge(kind, net, treatment, collect):
        price = pricing.taxed(Decimal(net), treatment)
        number = money.journal.post("fee_charged", journal.fee_charged(price.net, price.gst))
        name = f"fee/{number}"
        money.fees[name] = Fee(kind, kind, price.net, price.gst, collect, "pending", number, 1)
        return name

    def note():
        accounts = ACCOUNTS[:6]
        found.append([str(money.journal.balance(account)) for account in accounts])

    upfront = [
        charge("commitment", "2500.00", "input_taxed", "upfront"),
        charge("valuation", "1000.00", "taxable", "upfront"),
    ]
    note()
    for name in upfront:
        money.fees[name].status = "paid"
        money.journal.post("fee_paid", journal.fee_paid(money.fees[name].gross), "2025-03-03")
    note()
    charge("establishment", "20000.00", "input_taxed", "at_settlement")
    charge("brokerage", "17500.00", "taxable", "at_settlement")
    charge("legal", "1200.00", "taxable", "at_settlement")
    note()
    terms = money_scenarios.WORKED
    payouts = [("Outgoing mortgagee", Decimal("350000.00"))]
    money.tables.append(money.funding(terms, 1, "2025-03-31", payouts))
    assert str(money.tables[-1].net_funds) == "538179.97"
    money.settle(terms, 1, "2025-03-31")
    note()
    assert money.plan is not None
    for amount in ("7916.67", "7916.67", "1007916.67"):
        shares = money.plan.allocate(Decimal(amount))
        money.plan.give(shares)
        sums = [sum(share[place] for share in shares) for place in (1, 2)]
        money.journal.post("payment", journal.payment(*sums), "2026-01-05")
    note()
    assert found == [
        ["0.00", "0.00", "3600.00", "-100.00", "-3500.00", "0.00"],
        ["3600.00", "0.00", "0.00", "-100.00", "-3500.00", "0.00"],
        ["3600.00", "0.00", "40570.00", "-1970.00", "-42200.00", "0.00"],
        ["-884579.97", "1000000.00", "0.00", "-1970.00", "-42200.00", "-71250.03"],
        ["139170.04", "0.00", "0.00", "-1970.00", "-42200.00", "-95000.04"],
    ]
    assert money.plan.left == 0
    assert {money.plan.status(row) for row in money.plan.rows} == {"nil", "paid"}


def test_the_oracle_balances_or_says_so():
    """An entry that does not balance MUST stop the oracle itself."""
    for lines in (
        [Line("cash", debit=Decimal("1.00")), Line("adjustments", credit=Decimal("1.01"))],
        [Line("cash", debit=Decimal("1.00"), credit=Decimal("1.00"))],
    ):
        with pytest.raises(AssertionError, match="does not balance"):
            Journal().post("adjustment", lines)


def test_the_oracle_spreads_a_payment_in_order():
    """Rows MUST be filled in order, interest first; what is too much MUST be said; any split is the same."""
    money = Money()
    money.schedule(drawing.terms("12000.00", "principal_and_interest"), 1, "2025-01-31")
    assert money.plan is not None
    first = money.plan.rows[0]
    assert money.plan.allocate(first.interest) == [(1, first.interest, Decimal("0.00"))]
    everything = money.plan.left
    with pytest.raises(ValueError, match=r"0\.01 too much"):
        money.plan.allocate(everything + Decimal("0.01"))
    for part in (Decimal("100.00"), Decimal("2000.00")):
        money.plan.give(money.plan.allocate(part))
    in_parts = dict(money.plan.paid)
    money.plan.paid.clear()
    money.plan.give(money.plan.allocate(Decimal("2100.00")))
    assert money.plan.paid == in_parts


# --- the tests that use it ------------------------------------------------------------------------------
@pytest.fixture
def untouched(monkeypatch):
    """Whatever was seen of the world before, this test has not seen."""
    monkeypatch.setattr(walking, "_before", {})


@pytest.mark.parametrize("stub", [agreeing, refusing], ids=["agreeing", "refusing"])
@pytest.mark.parametrize("generator", GENERATORS, ids=lambda one: one.__name__)
def test_a_server_without_rules_breaks_every_scenario(stub, generator, untouched, monkeypatch):
    """Servers that agree to everything, or to nothing, MUST break each scenario about money."""
    monkeypatch.setattr(wire, "application", stub)
    for scenario in generator():
        with walking.walk(counted=False) as walked, pytest.raises((walking.Broken, TypeError, KeyError)):
            _play(walked, scenario)


def test_what_a_failure_does_not_need_is_left_out(monkeypatch):
    """Of a failing scenario about money only the moves that lead to the failure MUST be kept."""
    # The model errs, so the API is found wrong: everything is said to go to the last row.
    monkeypatch.setattr(Plan, "allocate", lambda plan, amount: [(len(plan.rows), ZERO, amount)])
    file, loan = "application/inquiry", money_scenarios.SETTLED
    moves = [
        ChargeFee(ADMIN, file, "fee/new_1", figures=money_scenarios.COMMITMENT),
        PayFee(ADMIN, file, "fee/new_1"),
        ReversePayment(ADMIN, loan, "payment/settled"),
        Pay(ADMIN, loan, "payment/new_1", "1.00", money_scenarios.LATER),
    ]
    smaller = playing.smallest(moves, _broken(moves))
    assert smaller is not None
    assert [request["operation"] for request in smaller.requests] == ["payment_create"]


def _broken(moves):
    with walking.walk(counted=False) as walked, pytest.raises(walking.Broken) as raised:
        _play(walked, moves)
    return raised.value


def _play(walked, moves):
    for move in moves:
        playing.step(walked, move)


@pytest.mark.parametrize("fault", sorted(BROKEN_JOURNALS))
def test_a_journal_that_is_not_as_it_was_posted_is_told(fault):
    """Gaps, other sides, other days and what is not balanced MUST be told."""
    entries, answers = BROKEN_JOURNALS[fault]
    assert words.journal_is({"entries": entries}, answers)


def test_what_was_not_shown_of_money_fails_the_run(monkeypatch):
    """Every kind of entry, every move and every refusal that is missing MUST be told."""
    recorder = Recorder()
    monkeypatch.setattr(tallies, "RECORDER", recorder)
    recorder.money.update({f"posted {kind}": 1 for kind in journal.KINDS})
    recorder.money.update({f"{m}: {word}": 1 for m in tallies.MOVES for word in ("accepted", "refused")})
    recorder.money.update({f"code {code}": 1 for code in tallies.refusals()})
    assert tallies.money_faults() == []
    for missing in ("posted settlement", "pay: accepted", "adjust: refused", "code repayments.overpayment"):
        kept = recorder.money.pop(missing)
        assert len(tallies.money_faults()) == 1
        recorder.money[missing] = kept
    recorder.money.clear()
    assert "never posted fee_charged" in tallies.money_faults()[0][1]
    assert "0 entries posted" in tallies.told_of_money(tallies.money())[1]


def test_the_model_knows_its_actors():
    """A refusal MUST be by role before anything else is looked at."""
    book = Book()
    assert cashier.adjust(book, ADMIN, "", [], "2026-01-05").status == 400
    assert cashier.pay_fee(book, BROKER, "application/none", "x", "").status == 403
