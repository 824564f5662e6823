"""What a loan would give the templates: the loan of domain.md, section 5, with two borrowers."""

from datetime import date
from decimal import Decimal

from apps.applications.terms import Terms
from apps.repayments.schedule import schedule

ADDRESS = {
    "unit": "12",
    "street_no": "48",
    "street": "Kent Street",
    "suburb": "Sydney",
    "state": "NSW",
    "postcode": "2000",
}
TERMS = {
    "loan_amount": "1000000.00",
    "annual_rate": "9.5000",
    "term_months": 12,
    "repayment_type": "interest_only",
    "repayment_frequency": "monthly",
    "day_count": "periodic",
    "interest_only_periods": 0,
    "prepaid_interest_periods": 9,
    "instalment_amount": None,
}


def plan(**changes):
    """Return the schedule of the terms as data."""
    terms = {**TERMS, **changes}
    made = schedule(
        Terms.of(
            {
                **terms,
                "loan_amount": Decimal(terms["loan_amount"]),
                "annual_rate": Decimal(terms["annual_rate"]),
            }
        ),
        date(2025, 3, 31),
    )
    return {
        "number": 2,
        "starts_on": "2025-03-31",
        "maturity_on": made.maturity_on.isoformat(),
        "level_instalment": None if made.level_instalment is None else str(made.level_instalment),
        "final_instalment": str(made.final_instalment),
        "totals": {name: str(getattr(made.totals, name)) for name in made.totals.__slots__},
        "rows": [
            {name: value if isinstance(value, int) else str(value) for name, value in row._asdict().items()}
            for row in made.rows
        ],
    }


def _person(name, role, **changes):
    return {
        "name": name,
        "role": role,
        "kind": "individual",
        "email": "nguyen@mail.example",
        "phone": "+61 400 000 000",
        "date_of_birth": "1980-02-29",
        "residency": "citizen",
        "marital_status": "married",
        "trustee": None,
        "directors": [],
        "acn": None,
        "abn": None,
        "address": ADDRESS,
        "mailing_address": None,
        "position": {
            "assets": [{"description": "House in Marrickville", "amount": "1850000.00"}],
            "liabilities": [{"description": "Home loan", "amount": "640000.00"}],
        },
        "net_position": "1210000.00",
        **changes,
    }


def full():
    """Return every section, as if all had been given."""
    people = [
        _person("Nguyễn Thị Ánh", "primary"),
        _person(
            "Łukasz & Söhne Pty Ltd",
            "co_borrower",
            kind="company",
            date_of_birth=None,
            residency=None,
            marital_status=None,
            acn="004085616",
            abn="53004085616",
            directors=["Łukasz Nowak", "Jörg Söhne"],
        ),
    ]
    return {
        "people": people,
        "lender": {
            "name": "Example Lending Pty Ltd",
            "abn": "53 004 085 616",
            "address": "Level 9, 1 Example Street, Sydney NSW 2000",
            "contact": "02 5550 0100 · lending@crm.example",
        },
        "application": {
            "reference": "APP-2025-000042",
            "application_type": "refinance_equity_release",
            "application_type_other": None,
            "purpose": "Refinance of the present mortgage, and working capital for the shop.",
            "exit_strategy": "sale",
            "estimated_settlement_on": "2025-03-31",
            "terms_version": 3,
        },
        "broker": {"name": "Kim Broker", "company": "Harbour Finance"},
        "borrowers": people,
        "guarantors": [{"name": "Đặng Văn Lâm", "relationship": "Father", "address": ADDRESS}],
        "security_properties": [
            {"address": ADDRESS, "property_type": "commercial", "value": "1450000.00"},
            {"address": {**ADDRESS, "unit": None}, "property_type": "residential", "value": None},
        ],
        "terms": TERMS,
        "funding_table": {
            "number": 3,
            "starts_on": "2025-03-31",
            "computed_on": "2025-03-12",
            "gross_loan": "1000000.00",
            "deducted_fees": [
                {"description": "Establishment fee", "gross": "20000.00"},
                {"description": "Brokerage", "gross": "19250.00"},
                {"description": "Legal fee", "gross": "1320.00"},
            ],
            "prepaid_interest": "71250.03",
            "payouts": [{"payee": "First Mortgage Bank", "amount": "350000.00"}],
            "net_funds": "538179.97",
            "lvr": "68.97",
        },
        "fees": [
            {"description": "Commitment fee", "net": "2500.00", "gst": "0.00", "gross": "2500.00"},
            {"description": "Legal fee", "net": "1200.00", "gst": "120.00", "gross": "1320.00"},
        ],
        "repayment_schedule": plan(),
        "solvency": {"is_bankrupt": False, "has_unpaid_tax": True, "details": "ATO payment plan since 2024"},
        "formal_approval": "2025-03-20",
        "settled_on": "2025-03-31",
        "discharge": "2026-03-31",
    }


def certificate():
    """Return what two signers leave behind."""
    return {
        "lender": full()["lender"],
        "reference": "APP-2025-000042",
        "title": "Indicative letter of offer",
        "version": 1,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "request_id": "0195d5b6-6c8e-7c3a-9d0e-3f8a4b7c2d11",
        "completed_at": "2025-03-12T23:14:05+00:00",
        "signers": [
            {
                "name": "Nguyễn Thị Ánh",
                "email": "nguyen@mail.example",
                "role": "borrower",
                "signed_name": "Nguyễn Thị Ánh",
                "acted_at": "2025-03-12T22:01:59+00:00",
            },
            {
                "name": "Łukasz Nowak",
                "email": "l.nowak@mail.example",
                "role": "director",
                "signed_name": "Łukasz Nowak",
                "acted_at": "2025-03-12T23:14:05+00:00",
            },
        ],
    }
