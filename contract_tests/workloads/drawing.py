"""What the state machine draws: dense where rules change their mind."""

from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from contract_tests.model import stage_graph
from contract_tests.model.lifecycle import LVR_LIMIT, Application
from contract_tests.model.loan_book import Book
from contract_tests.workloads.moves.sending import DAYS as _DAYS

_CENT = Decimal("0.01")


def terms(loan_amount: str, repayment_type: str, **others: Any) -> dict[str, Any]:
    """Return terms as the API shows them, defaults included."""
    return {
        "loan_amount": loan_amount,
        "annual_rate": "9.5000",
        "term_months": 12,
        "repayment_type": repayment_type,
        "repayment_frequency": "monthly",
        "day_count": "periodic",
        "interest_only_periods": 0,
        "prepaid_interest_periods": 0,
        "instalment_amount": None,
        **others,
    }


PLAIN = terms("500000.00", "interest_only", prepaid_interest_periods=3)
_RIGHT = (
    PLAIN,
    terms("500000.01", "interest_only", prepaid_interest_periods=3),
    terms("750000.00", "principal_and_interest", interest_only_periods=2),
    terms("999999999.99", "equal_principal", term_months=480),
    None,
)
# Terms that a rule refuses, wherever the application stands.
_WRONG = (
    (terms("500000.00", "interest_only", term_months=4, repayment_frequency="weekly"), "terms_periods"),
    (terms("500000.00", "flat", day_count="actual_365"), "terms_flat_day_count"),
    (terms("500000.00", "interest_only", prepaid_interest_periods=13), "terms_prepaid"),
)
# Whether its instalment repays anything depends on the days of the first period.
NARROW = terms(
    "100000.00",
    "principal_and_interest",
    annual_rate="12.0000",
    day_count="actual_365",
    instalment_amount="1000.00",
)
# One of each way to repay, each frequency, each way to count days; none has more rows than a page.
EVERY_KIND = (
    terms("500000.00", "principal_and_interest", repayment_frequency="fortnightly"),
    terms("500000.00", "principal_and_interest", day_count="actual_365", interest_only_periods=5),
    terms(
        "5000.00", "principal_and_interest", term_months=18, annual_rate="12.0000", instalment_amount="305.00"
    ),
    terms("20000.00", "principal_and_interest", annual_rate="0.0000", term_months=7),
    terms("0.05", "principal_and_interest", term_months=12),
    terms("300000.01", "equal_principal", repayment_frequency="quarterly", term_months=21),
    terms(
        "300000.00", "interest_only", repayment_frequency="weekly", term_months=6, prepaid_interest_periods=26
    ),
    terms(
        "162000.00", "interest_only", day_count="actual_365", annual_rate="3.8750", prepaid_interest_periods=2
    ),
    terms("10000.00", "capitalised", term_months=18, annual_rate="5.7500"),
    terms("10000.00", "capitalised", day_count="actual_365", repayment_frequency="annually", term_months=36),
    terms("5000.00", "flat", term_months=18, annual_rate="12.0000"),
    terms("100.00", "flat", term_months=7, annual_rate="99.9999"),
)
TERMS: SearchStrategy[Any] = st.sampled_from(_RIGHT)
TERMS_AND_RULES: SearchStrategy[Any] = st.one_of(
    TERMS.map(lambda terms: (terms, "")), st.sampled_from(_WRONG)
)
PARTIES = st.sampled_from(
    (
        "borrower/spare",
        "borrower/borrower",
        "borrower/company",
        "borrower/trust",
        "borrower/borrower_stranger",
        "guarantor/guarantor",
        "guarantor/spare",
        "guarantor/stranger",
    )
)
PAST = st.sampled_from(("2024-02-29", "2025-01-31", "2025-06-28"))  # settlements before payments
DAYS = st.sampled_from(("2026-01-01", "2026-01-02", "2025-12-31", _DAYS["future"]))


def applications(book: Book) -> SearchStrategy[str]:
    """Draw an application: one that this scenario has moved or made, or any."""
    known = list(book.applications)
    begun = [name for name in known if "/new_" in name or len(book.applications[name].path) > _length(name)]
    return st.one_of(st.sampled_from(begun), st.sampled_from(known)) if begun else st.sampled_from(known)


def applications_before(book: Book, to: str) -> SearchStrategy[str]:
    """Draw an application from which an edge leads to a stage; now and then any."""
    near = [name for name, one in book.applications.items() if one.edge_to(to) is not None]
    anywhere = applications(book)
    return st.one_of(st.sampled_from(near), st.sampled_from(near), anywhere) if near else anywhere


def _length(name: str) -> int:
    stage = name.partition("/")[2]
    return len(stage_graph.path_to(stage)) if stage in stage_graph.STAGES else 1


def stages_near(application: Application) -> SearchStrategy[str]:
    """Draw a stage: one that an edge leads to, whoever may take it, or any, the same included."""
    near = [edge.to for edge in stage_graph.EDGES if edge.come_from == application.stage]
    anywhere = st.sampled_from(stage_graph.STAGES)
    return st.one_of(st.sampled_from(near), anywhere) if near else anywhere


def amounts_around(application: Application) -> SearchStrategy[str]:
    """Draw the value of a property: any, or where loan to value turns from allowed to too much."""
    plain = ["1450000.00", "1.00"]
    if application.terms is not None:
        exact = 100 * Decimal(application.terms["loan_amount"]) / LVR_LIMIT
        edge = [exact.quantize(_CENT, rounding) for rounding in (ROUND_DOWN, ROUND_UP)]
        # 80.00 after rounding is allowed: the ratio turns where it rounds to 80.01.
        turning = (100 * Decimal(application.terms["loan_amount"]) / (LVR_LIMIT + _CENT / 2)).quantize(
            _CENT, ROUND_UP
        )
        near = [*edge, turning, turning - _CENT]
        plain += [str(amount) for amount in near if 0 < amount <= Decimal("999999999.99")]
    return st.sampled_from(plain)


def shifted(day: str, by: int) -> str:
    """Return an ISO date some days later, or earlier."""
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()
