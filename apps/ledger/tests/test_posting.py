"""What each event posts: the worked loan of domain.md, sections 5 and 7, posting by posting."""

from collections import Counter
from decimal import Decimal

import pytest

from apps.ledger import posting
from apps.ledger.chart import ACCOUNTS, Account
from apps.ledger.posting import Kind, Line, Posting

ONE = Decimal("1.00")


def _trial(*postings):
    """Return debit less credit of the six accounts of the worked example."""
    balances = Counter()
    for each in postings:
        assert sum(line.debit for line in each.lines) == sum(line.credit for line in each.lines)
        for line in each.lines:
            balances[line.account] += line.debit - line.credit
    return [
        str(balances[account].quantize(ONE / 100) if balances[account] else "0.00")
        for account in list(Account)[:6]
    ]


def test_the_worked_loan():
    def charged(net, gst="0.00"):
        return posting.fee_charged(net=Decimal(net), gst=Decimal(gst))

    upfront = [charged("2500.00"), charged("1000.00", "100.00")]
    assert _trial(*upfront) == ["0.00", "0.00", "3600.00", "-100.00", "-3500.00", "0.00"]
    paid = [*upfront, *(posting.fee_paid(gross=Decimal(gross)) for gross in ("2500.00", "1100.00"))]
    assert _trial(*paid) == ["3600.00", "0.00", "0.00", "-100.00", "-3500.00", "0.00"]
    due = [*paid, charged("20000.00"), charged("17500.00", "1750.00"), charged("1200.00", "120.00")]
    assert _trial(*due) == ["3600.00", "0.00", "40570.00", "-1970.00", "-42200.00", "0.00"]
    settled = [
        *due,
        posting.settlement(
            loan_amount=Decimal("1000000.00"),
            deducted_fees=Decimal("40570.00"),
            prepaid_interest=Decimal("71250.03"),
            payouts=[Decimal("350000.00")],
            net_funds=Decimal("538179.97"),
        ),
    ]
    assert _trial(*settled) == ["-884579.97", "1000000.00", "0.00", "-1970.00", "-42200.00", "-71250.03"]
    interest = Decimal("7916.67")
    repaid = [
        *settled,
        *(posting.payment(interest=interest, principal=Decimal(part)) for part in ("0", "0", "1000000")),
    ]
    assert _trial(*repaid) == ["139170.04", "0.00", "0.00", "-1970.00", "-42200.00", "-95000.04"]


def test_a_contra_entry_undoes_every_balance():
    for each in (
        posting.fee_charged(net=ONE, gst=ONE),
        posting.payment(interest=ONE, principal=Decimal(0)),
    ):
        undone = posting.contra(each.lines, Kind.FEE_WAIVED)
        assert _trial(each, undone) == ["0.00"] * 6


def test_a_refund_undoes_the_fee_and_not_the_charge():
    fee = posting.fee_charged(net=ONE, gst=ONE), posting.fee_paid(gross=2 * ONE)
    assert _trial(*fee, posting.fee_refunded(net=ONE, gst=ONE)) == ["0.00"] * 6


def test_lines_of_nothing_are_left_out():
    settled = posting.settlement(
        loan_amount=ONE, deducted_fees=Decimal(0), prepaid_interest=Decimal(0), payouts=[], net_funds=ONE
    )
    assert [line.account for line in settled.lines] == ["loan_receivable", "cash"]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [Line(Account.CASH, debit=ONE)],
        [Line(Account.CASH, debit=ONE), Line(Account.FEE_INCOME, credit=2 * ONE)],
        [Line(Account.CASH, debit=ONE, credit=ONE), Line(Account.FEE_INCOME, debit=ONE, credit=ONE)],
        [Line(Account.CASH, debit=-ONE), Line(Account.FEE_INCOME, credit=-ONE)],
        [Line(Account.CASH), Line(Account.FEE_INCOME)],
    ],
)
def test_what_does_not_balance_is_no_posting(lines):
    with pytest.raises(ValueError, match="not a balanced posting"):
        Posting(Kind.ADJUSTMENT, lines)


@pytest.mark.parametrize(
    ("refusal", "pointer", "lines"),
    [
        (posting.OneSided, "/0", [Line(Account.CASH), Line(Account.FEE_INCOME)]),
        (posting.OneSided, "/1", [Line(Account.CASH, ONE), Line(Account.FEE_INCOME, ONE, ONE)]),
        (
            posting.ControlAccount,
            "/1/account",
            [Line(Account.CASH, ONE), Line(Account.LOAN_RECEIVABLE, credit=ONE)],
        ),
        (posting.ControlAccount, "/0/account", [Line(Account.FEES_RECEIVABLE, ONE), Line(Account.CASH, ONE)]),
        (posting.Unbalanced, "", [Line(Account.CASH, ONE), Line(Account.ADJUSTMENTS, ONE)]),
    ],
)
def test_an_entry_by_hand_is_judged(refusal, pointer, lines):
    with pytest.raises(refusal) as refused:
        posting.adjustment(lines)
    assert refused.value.pointer == f"/body/lines{pointer}"


def test_an_entry_by_hand_may_use_every_other_account():
    names = [name for name in ACCOUNTS if "receivable" not in name]
    lines = [Line(Account(name), debit=ONE) for name in names[1:]]
    made = posting.adjustment([Line(Account.CASH, credit=4 * ONE), *lines])
    assert made.kind is Kind.ADJUSTMENT
