"""Published figures through the calculators, to the cent. Domain.md, 4.2 and section 5; law S21."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from contract_tests.enumeration.steps import scene
from contract_tests.laws import drawing
from contract_tests.laws.reading import LEVEL, PER_YEAR
from contract_tests.tests.test_laws import about
from contract_tests.workloads.calculating import price_of, schedule_of

pytestmark = pytest.mark.contract
ORACLES = Path(__file__).parent.parent / "oracles" / "repayment_schedules.json"
PUBLISHED = json.loads(ORACLES.read_text())
_COLUMNS = {"closing": "closing_balance", "due": "due_on"}
_LEVEL = (LEVEL, "monthly", "periodic")


def _terms(given):
    """Return the calculator's terms of a published case."""
    frequency = given.get("freq", "monthly")
    terms = drawing.body(
        given.get("method", LEVEL),
        frequency,
        given.get("day_count", "periodic"),
        given["instalments"] * 12 // PER_YEAR[frequency],
        starts_on=given.get("start", "2024-01-01"),
        loan_amount=_money(given["principal"]),
        annual_rate=f"{Decimal(given['annual_rate']):.4f}",
        interest_only_periods=int(given.get("interest_only", 0)),
    )
    return terms | ({"instalment_amount": _money(given["instalment"])} if "instalment" in given else {})


def _money(text):
    return f"{Decimal(text):.2f}"


def _cells(published):
    """Return the published cells as values at pointers of the answer."""
    return {
        f"/rows/{int(number) - 1}/{_COLUMNS.get(name, name)}": _cell(name, text)
        for number, cells in published.items()
        for name, text in cells.items()
    }


def _cell(name, text):
    if name == "days":
        return int(text)
    return text if name == "due" else _money(text)


@about("calculator_repayment_schedule")
@pytest.mark.parametrize("case", PUBLISHED, ids=[case["name"] for case in PUBLISHED])
def test_published_schedules_come_out_to_the_cent(operation, case):
    """Every published cell MUST be reproduced. Law S21."""
    cells = _cells(case["published"])
    assert cells
    with scene() as played:
        step = schedule_of(_terms(case["input"]))
        shown = played.send(step.must("published_schedules_come_out", **_and(step, cells)))
        assert len(shown["rows"]) == case["input"]["instalments"]


def _and(step, values):
    return {
        **{name: value for name, value in step.expect.items() if name != "check"},
        "status": [200],
        "values": values,
    }


def _rows(**columns):
    """Return values at the pointers of whole columns, from the first row."""
    return {
        f"/rows/{number}/{name}": text for name, texts in columns.items() for number, text in enumerate(texts)
    }


# The table of domain.md, 4.2: terms, and what is printed there.
_RS = {"starts_on": "2022-11-01", "loan_amount": "5000.00", "annual_rate": "12.0000", "term_months": 18}
_O = {"starts_on": "2024-01-01"}
TABLE = {
    "O1": (
        {**_O, "loan_amount": "100.00", "annual_rate": "7.0000", "term_months": 6},
        _rows(
            amount=["17.01"] * 5 + ["17.00"],
            interest=["0.58", "0.49", "0.39", "0.29", "0.20", "0.10"],
            closing_balance=["83.57", "67.05", "50.43", "33.71", "16.90", "0.00"],
        )
        | {"/totals/interest": "2.05"},
    ),
    "O2": (
        {**_O, "loan_amount": "100.00", "annual_rate": "9.4822", "term_months": 6},
        _rows(
            amount=["17.13"] * 6,
            interest=["0.79", "0.66", "0.53", "0.40", "0.27", "0.13"],
            closing_balance=["83.66", "67.19", "50.59", "33.86", "17.00", "0.00"],
        ),
    ),
    "O3": (
        {**_O, "loan_amount": "100.00", "annual_rate": "15.6780", "term_months": 6}
        | {"day_count": "actual_365", "instalment_amount": "17.43"},
        _rows(interest=["1.33", "1.05", "0.90", "0.66", "0.46", "0.22"]) | {"/final_instalment": "17.47"},
    ),
    "O4": (
        {**_RS, "instalment_amount": "305.00"},
        _rows(principal=["255.00", "257.55"], interest=["50.00", "47.45"], closing_balance=["4745.00"])
        | {"/rows/17/principal": "300.22", "/rows/17/interest": "3.00", "/rows/17/amount": "303.22"}
        | {"/totals/interest": "488.22", "/level_instalment": "305.00"},
    ),
    "O6": (
        {**_RS, "repayment_type": "equal_principal"},
        _rows(
            principal=["277.78"] * 17 + ["277.74"],
            interest=["50.00", "47.22", "44.44", "41.67"],
            amount=["327.78"],
        )
        | {"/rows/17/interest": "2.78", "/rows/17/amount": "280.52", "/totals/interest": "475.00"},
    ),
    "O8": (
        {**_RS, "interest_only_periods": 6, "instalment_amount": "444.00"},
        _rows(amount=["50.00"] * 6 + ["444.00"], principal=["0.00"] * 6 + ["394.00"], interest=["50.00"] * 7)
        | {"/rows/17/amount": "447.09", "/totals/interest": "631.09"},
    ),
    "O9": (
        {**_RS, "repayment_type": "flat"},
        _rows(interest=["50.00"] * 18) | {"/totals/interest": "900.00"},
    ),
    "O10": (
        {**_O, "loan_amount": "20000.00", "annual_rate": "8.0000", "term_months": 144}
        | {"repayment_frequency": "annually"},
        _rows(amount=["2653.90"] * 11 + ["2653.91"]),
    ),
    "O11": (
        {**_O, "loan_amount": "10000.00", "annual_rate": "10.0000", "term_months": 48}
        | {"repayment_frequency": "annually"},
        _rows(amount=["3154.71"] * 3 + ["3154.70"], interest=["1000.00", "784.53", "547.51", "286.79"]),
    ),
    "O13": (
        {**_O, "loan_amount": "162000.00", "annual_rate": "3.8750", "term_months": 360},
        {"/level_instalment": "761.78", "/rows/0/interest": "523.13"},
    ),
    "O16, 36 months": (
        {**_O, "loan_amount": "12000.00", "annual_rate": "12.0000", "term_months": 36},
        {"/level_instalment": "398.57"},
    ),
    "O16, 48 months": (
        {**_O, "loan_amount": "12000.00", "annual_rate": "15.0000", "term_months": 48},
        {"/level_instalment": "333.97"},
    ),
    # Each posting rounded; the book's unrounded chain is within the bound of law S14.
    "O21": (
        {**_O, "loan_amount": "10000.00", "annual_rate": "5.7500", "term_months": 18}
        | {"repayment_type": "capitalised"},
        _rows(closing_balance=["10047.92", "10096.07", "10144.45"])
        | {"/rows/16/closing_balance": "10846.58", "/final_instalment": "10898.55"},
    ),
    "1,250.00 at 15 %": (
        {**_O, "loan_amount": "1250.00", "annual_rate": "15.0000", "term_months": 4},
        {"/rows/0/interest": "15.63"},
    ),
    "the funding table's own loan": (
        {"starts_on": "2025-03-31", "loan_amount": "1000000.00", "annual_rate": "9.5000", "term_months": 12}
        | {"repayment_type": "interest_only", "prepaid_interest_periods": 9},
        _rows(interest=["7916.67"] * 12, amount=["0.00"] * 9 + ["7916.67"] * 2 + ["1007916.67"])
        | {"/totals/prepaid": "71250.03", "/totals/interest": "95000.04", "/maturity_on": "2026-03-31"},
    ),
    "days of a loan from 31 January": (
        {"starts_on": "2024-01-31", "loan_amount": "36500.00", "annual_rate": "10.0000", "term_months": 3}
        | {"repayment_type": "interest_only", "day_count": "actual_365"},
        _rows(due_on=["2024-02-29", "2024-03-31", "2024-04-30"], interest=["290.00", "310.00", "300.00"]),
    ),
}


@about("calculator_repayment_schedule")
@pytest.mark.parametrize("name", TABLE)
def test_the_table_of_oracles_comes_out_to_the_cent(operation, name):
    """Every figure of domain.md, 4.2, MUST be reproduced. Law S21."""
    terms, values = TABLE[name]
    kind, frequency, day_count = _LEVEL
    with scene() as played:
        step = schedule_of({**drawing.body(kind, frequency, day_count, 12), **terms})
        played.send(step.must("published_schedules_come_out", **_and(step, values)))


_TIERS = [{"up_to": "500000.00", "rate": "2.0000"}, {"up_to": None, "rate": "1.5000"}]
_TIERED = {"method": "tiered", "bands": _TIERS, "gst": "taxable"}
_PERCENT = {"method": "percentage", "rate": "1.0000", "gst": "input_taxed"}
# rule, and of each base net, gst and gross
FEES = {
    "tiered": (
        _TIERED,
        {
            "750000.00": ("13750.00", "1375.00", "15125.00"),
            "500000.00": ("10000.00", "1000.00", "11000.00"),
            "500000.01": ("10000.00", "1000.00", "11000.00"),
            "1000000.00": ("17500.00", "1750.00", "19250.00"),
        },
    ),
    "percentage": (
        _PERCENT,
        {
            "12000.00": ("120.00", "0.00", "120.00"),
            "10000.00": ("100.00", "0.00", "100.00"),
            "5000.00": ("50.00", "0.00", "50.00"),
        },
    ),
    "establishment": (
        {**_PERCENT, "rate": "2.0000"},
        {"1000000.00": ("20000.00", "0.00", "20000.00")},
    ),
    "fixed": (
        {"method": "fixed", "amount": "1200.00", "gst": "taxable"},
        {"0.00": ("1200.00", "120.00", "1320.00"), "1.00": ("1200.00", "120.00", "1320.00")},
    ),
    # Half a cent of GST goes up.
    **{
        f"GST of {net}": ({"method": "fixed", "amount": net, "gst": "taxable"}, {"1.00": (net, gst, gross)})
        for net, gst, gross in (
            ("0.05", "0.01", "0.06"),
            ("0.15", "0.02", "0.17"),
            ("0.25", "0.03", "0.28"),
            ("1234.55", "123.46", "1358.01"),
        )
    },
}


@about("calculator_fees")
@pytest.mark.parametrize("name", FEES)
def test_the_worked_fees_come_out_to_the_cent(operation, name):
    """Every worked fee of domain.md, section 5, MUST be reproduced. Law S21."""
    rule, prices = FEES[name]
    values = {
        f"/results/{number}/{field}": amount
        for number, figures in enumerate(prices.values())
        for field, amount in zip(("net", "gst", "gross"), figures, strict=True)
    }
    with scene() as played:
        step = price_of(rule, list(prices))
        played.send(step.must("published_fees_come_out", **_and(step, values)))
