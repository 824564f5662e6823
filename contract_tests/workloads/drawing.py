"""What the state machine draws: dense where rules change their mind."""

from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from contract_tests.model import stage_graph
from contract_tests.model.lifecycle import LVR_LIMIT, Application
from contract_tests.model.loan_book import Book
from contract_tests.workloads.moves import DAYS as _DAYS

_CENT = Decimal("0.01")


def _terms(loan_amount: str, repayment_type: str, **others: Any) -> dict[str, Any]:
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


PLAIN = _terms("500000.00", "interest_only", prepaid_interest_periods=3)
_RIGHT = (
    PLAIN,
    _terms("500000.01", "interest_only", prepaid_interest_periods=3),
    _terms("750000.00", "principal_and_interest", interest_only_periods=2),
    _terms("999999999.99", "equal_principal", term_months=480),
    None,
)
# Terms that a rule refuses, wherever the application stands.
_WRONG = (
    (_terms("500000.00", "interest_only", term_months=4, repayment_frequency="weekly"), "terms_periods"),
    (_terms("500000.00", "flat", day_count="actual_365"), "terms_flat_day_count"),
    (_terms("500000.00", "interest_only", prepaid_interest_periods=13), "terms_prepaid"),
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
DAYS = st.sampled_from(("2026-01-01", "2026-01-02", "2025-12-31", _DAYS["future"]))


def applications(book: Book) -> SearchStrategy[str]:
    """Draw an application: one that this scenario has moved or made, or any."""
    known = list(book.applications)
    begun = [name for name in known if "/new_" in name or len(book.applications[name].path) > _length(name)]
    return st.one_of(st.sampled_from(begun), st.sampled_from(known)) if begun else st.sampled_from(known)


def applications_before(book: Book, to: str) -> SearchStrategy[str]:
    """Draw an application from which an edge leads to a stage; now and then any."""
    near = [name for name, one in book.applications.items() if one.edge_to(to) is not None]
    return st.one_of(st.sampled_from(near), st.sampled_from(near), applications(book))


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
