"""Data of an application -> what is printed: amounts with separators, days in words, labels.

Pure: text in, text out. Source: domain.md, section 8
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from apps.documents.rendering import printed
from apps.documents.rendering.printed import Data, Pair

_FIRST_PAGE_ROWS, _PAGE_ROWS = 30, 44
_COLUMNS = {
    "number": "No.",
    "due_on": "Due on",
    "days": "Days",
    "opening_balance": "Opening",
    "interest": "Interest",
    "prepaid": "Prepaid",
    "principal": "Principal",
    "amount": "Instalment",
    "closing_balance": "Closing",
}
_PLAIN = {"number", "days"}
_FIRST_FIGURE = 3  # of the columns
_REPAYMENT_TYPES = {
    "principal_and_interest": "Principal and interest",
    "equal_principal": "Equal principal",
    "interest_only": "Interest only",
    "capitalised": "Interest capitalised, all of it due at the end",
    "flat": "Flat interest on the whole loan",
}
_DAY_COUNTS = {"periodic": "Equal periods", "actual_365": "Actual days in a year of 365"}
_ROLES = {"primary": "Borrower", "co_borrower": "Co-borrower"}
_QUESTIONS = {
    "is_bankrupt": "Is or was bankrupt",
    "has_part_ix_agreement": "Has a Part IX debt agreement",
    "was_director_of_insolvent_company": "Was a director of an insolvent company",
    "has_court_judgments": "Has court judgments",
    "has_unpaid_tax": "Has unpaid tax",
    "has_legal_proceedings": "Is party to legal proceedings",
    "has_credit_defaults": "Has credit defaults",
}


def words(data: Data) -> dict[str, Any]:
    """Return `doc` of the templates, from the sections that `data` has."""
    application = data["application"]
    borrowers = data.get("borrowers", [])
    found: dict[str, Any] = {
        "lender": data["lender"],
        "application": application,
        "addressee": {
            "names": printed.listed(each["name"] for each in borrowers),
            "lines": printed.address_lines(borrowers[0].get("address")) if borrowers else [],
        },
        "borrower_names": [each["name"] for each in borrowers],
        "about": _about(data),
        "approved_on": printed.day(data.get("formal_approval")),
        "discharged_on": printed.day(data.get("discharge")),
        "guarantors": [
            [
                each["name"],
                printed.capital(each.get("relationship")) or "—",
                printed.address(each.get("address")) or "—",
            ]
            for each in data.get("guarantors", [])
        ],
        "guarantor_names": [each["name"] for each in data.get("guarantors", [])],
        "security": [_security(each) for each in data.get("security_properties", [])],
    }
    if "terms" in data:
        found["loan"] = _loan(data)
    if "funding_table" in data:
        found["funding"] = _funding(data["funding_table"])
    if "fees" in data:
        found["fees"] = [
            [each["description"], *(printed.money(each[name]) for name in ("net", "gst", "gross"))]
            for each in data["fees"]
        ]
    if "repayment_schedule" in data:
        found["schedule"] = _schedule(data)
    if "solvency" in data:
        found |= _form(data)
    found["parties"] = _parties(data)
    broken: dict[str, Any] = printed.breakable(found)
    return broken


def certificate_words(data: Data) -> dict[str, Any]:
    """Return `doc` of the certificate of signing.

    Args:
        data: `lender`, `reference`, `title`, `version`, `sha256`, `request_id`, `completed_at` and `signers`
            (`name`, `email`, `role`, `signed_name`, `acted_at`); moments are RFC 3339 in UTC.
    """
    facts = [
        ("Document", data["title"]),
        ("Version", str(data["version"])),
        ("SHA-256", data["sha256"]),
        ("Signature request", data["request_id"]),
        ("Completed", printed.moment(data["completed_at"])),
    ]
    signers = [
        {
            "signed_name": each["signed_name"],
            "facts": printed.known(
                [
                    ("Invited as", each["name"]),
                    ("Role", printed.capital(each["role"])),
                    ("E-mail", each["email"]),
                    ("Signed", printed.moment(each["acted_at"])),
                ]
            ),
        }
        for each in data["signers"]
    ]
    application = {"reference": data["reference"] or ""}
    found: dict[str, Any] = printed.breakable(
        {"lender": data["lender"], "application": application, "facts": facts, "signers": signers}
    )
    # Nobody has typed these, and what is copied from the page must be the same.
    found["facts"][2:4] = facts[2:4]
    return found


def _about(data: Data) -> list[Pair]:
    """Return the lines beside the address. None is the day of printing: that would change the bytes."""
    application, funding = data["application"], data.get("funding_table")
    broker = data.get("broker")
    return printed.known(
        [
            ("Our reference", application["reference"]),
            ("Terms", f"version {application['terms_version']}" if "terms" in data else None),
            ("Figures as at", printed.day(funding["computed_on"]) if funding else None),
            ("Broker", (broker["company"] or broker["name"]) if broker else None),
        ]
    )


def _loan(data: Data) -> list[Pair]:
    terms = data["terms"]
    prepaid, interest_only = terms["prepaid_interest_periods"], terms["interest_only_periods"]
    return printed.known(
        [
            ("Purpose", data["application"].get("purpose")),
            ("Loan amount", printed.dollars(terms["loan_amount"])),
            ("Interest rate", f"{printed.per_cent(terms['annual_rate'])} per annum"),
            ("Term", _count(terms["term_months"], "month")),
            ("Repayment", _REPAYMENT_TYPES[terms["repayment_type"]]),
            ("Instalments", printed.label(terms["repayment_frequency"])),
            ("Interest only", _count(interest_only, "period") if interest_only else None),
            ("Interest prepaid", _count(prepaid, "period") if prepaid else None),
            ("Agreed instalment", printed.dollars(terms["instalment_amount"])),
            ("Interest calculated on", _DAY_COUNTS[terms["day_count"]]),
            ("Paid out on", printed.day(data.get("settled_on"))),
        ]
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _security(each: Data) -> list[str]:
    valued = printed.dollars(each["value"]) if each.get("value") else "Not yet valued"
    return [printed.address(each["address"]), printed.label(each["property_type"]), valued]


def _funding(table: Data) -> dict[str, Any]:
    lines = [("Gross loan", printed.money(table["gross_loan"]))]
    lines += [(each["description"], _less(each["gross"])) for each in table["deducted_fees"]]
    if table["prepaid_interest"] != "0.00":
        lines.append(("Prepaid interest", _less(table["prepaid_interest"])))
    lines += [(f"Payout: {each['payee']}", _less(each["amount"])) for each in table["payouts"]]
    return {
        "number": str(table["number"]),
        "title": f"At settlement on {printed.day(table['starts_on'])}",
        "lines": lines,
        "total": ("Net funds available", printed.money(table["net_funds"])),
        "lvr": f"{table['lvr']}%" if table["lvr"] else None,
    }


def _less(amount: str) -> str:
    return f"{printed.MINUS}{printed.money(amount)}"


def _schedule(data: Data) -> dict[str, Any]:
    plan = data["repayment_schedule"]
    totals = plan["totals"]
    shown = [name for name in _COLUMNS if name != "prepaid" or totals[name] != "0.00"]
    rows = [[_cell(name, row[name]) for name in shown] for row in plan["rows"]]
    cuts = [0, *range(_FIRST_PAGE_ROWS, len(rows), _PAGE_ROWS)]
    pages = [rows[start:end] for start, end in zip_longest(cuts, cuts[1:])]
    return {
        "facts": printed.known(
            [
                ("Loan amount", printed.dollars(data["terms"]["loan_amount"])),
                ("Interest rate", f"{printed.per_cent(data['terms']['annual_rate'])} per annum"),
                ("Schedule", f"version {plan['number']}, from {printed.day(plan['starts_on'])}"),
                ("Number of instalments", str(len(rows))),
                ("Level instalment", printed.dollars(plan["level_instalment"])),
                ("Last instalment", printed.dollars(plan["final_instalment"])),
                ("Matures on", printed.day(plan["maturity_on"])),
            ]
        ),
        "columns": [_COLUMNS[name] for name in shown],
        "lengths": [
            max(len(_COLUMNS[shown[at]]), *(len(row[at]) for row in rows))
            for at in range(_FIRST_FIGURE, len(shown))
        ],
        "pages": [["\n".join(column) for column in zip(*page, strict=True)] for page in pages],
        "totals": [
            (printed.label(name), printed.dollars(totals[name]))
            for name in ("principal", "interest", "prepaid")
            if name in shown
        ]
        + [("Instalments", printed.dollars(totals["amount"]))],
    }


def _cell(name: str, value: Any) -> str:
    if name in _PLAIN:
        return str(value)
    return printed.short_day(value) if name == "due_on" else printed.money(value)


def _parties(data: Data) -> list[list[str]]:
    found = [[each["name"], _ROLES[each["role"]], _identified(each)] for each in data.get("borrowers", [])]
    return found + [[each["name"], "Guarantor", _identified(each)] for each in data.get("guarantors", [])]


def _identified(party: Data) -> str:
    known = [("ACN", party.get("acn")), ("ABN", party.get("abn"))]
    return ", ".join(f"{name} {printed.grouped(value)}" for name, value in known if value) or "—"


def _form(data: Data) -> dict[str, Any]:
    """Return what only the application form asks."""
    application = data["application"]
    return {
        "request": printed.known(
            [
                ("Application type", printed.label(application["application_type"])),
                ("Described as", application.get("application_type_other")),
                ("Exit strategy", printed.label(application.get("exit_strategy"))),
                ("Expected settlement", printed.day(application.get("estimated_settlement_on"))),
            ]
        ),
        "people": [_person(each) for each in data["people"]],
        "solvency": [(label, _answer(data["solvency"].get(name))) for name, label in _QUESTIONS.items()]
        + printed.known([("Details", data["solvency"].get("details"))]),
    }


def _answer(value: bool | None) -> str:
    return "Not answered" if value is None else "Yes" if value else "No"


def _person(each: Data) -> dict[str, Any]:
    position = each["position"]
    return {
        "title": f"{_ROLES[each['role']]}: {each['name']}",
        "facts": printed.known(
            [
                ("Kind", printed.label(each["kind"])),
                ("Trustee", each.get("trustee")),
                ("Directors", printed.listed(each["directors"]) if each["directors"] else None),
                ("ACN", printed.grouped(each.get("acn"))),
                ("ABN", printed.grouped(each.get("abn"))),
                ("Date of birth", printed.day(each.get("date_of_birth"))),
                ("Residency", printed.label(each.get("residency"))),
                ("Marital status", printed.label(each.get("marital_status"))),
                ("E-mail", each.get("email")),
                ("Phone", each.get("phone")),
                ("Address", printed.address(each.get("address"))),
                ("Mailing address", printed.address(each.get("mailing_address"))),
            ]
        ),
        "position": _lines(position),
        "net": ("Assets less liabilities", printed.money(each["net_position"])),
    }


def _lines(position: Mapping[str, Sequence[Data]]) -> list[Pair]:
    return [
        (f"{label}: {item['description']}", sign(item["amount"]))
        for name, label, sign in (
            ("assets", "Asset", printed.money),
            ("liabilities", "Liability", _less),
        )
        for item in position[name]
    ]
