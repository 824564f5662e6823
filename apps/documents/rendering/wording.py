"""Data of an application -> what is printed: amounts with separators, days in words, labels.

Pure: text in, text out. Source: domain.md, section 8
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import zip_longest
from typing import Any

Data = Mapping[str, Any]
Pair = tuple[str, str]

_FIRST_PAGE_ROWS, _PAGE_ROWS = 30, 44
# A word as long as this would run off the page or over its neighbour, so it may be broken.
_LONG_WORD = re.compile(r"\S{31,}")
_PART_OF_WORD = re.compile(r"(\S{10})(?=\S)")
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
_MINUS = "\N{MINUS SIGN}"
# Not strftime's, which follow the machine's locale.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
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
            "names": _and(each["name"] for each in borrowers),
            "lines": _address_lines(borrowers[0].get("address")) if borrowers else [],
        },
        "borrower_names": [each["name"] for each in borrowers],
        "about": _about(data),
        "approved_on": _day(data.get("formal_approval")),
        "discharged_on": _day(data.get("discharge")),
        "guarantors": [
            [each["name"], _capital(each.get("relationship")) or "—", _address(each.get("address")) or "—"]
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
            [each["description"], *(money(each[name]) for name in ("net", "gst", "gross"))]
            for each in data["fees"]
        ]
    if "repayment_schedule" in data:
        found["schedule"] = _schedule(data)
    if "solvency" in data:
        found |= _form(data)
    found["parties"] = _parties(data)
    broken: dict[str, Any] = breakable(found)
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
        ("Completed", _moment(data["completed_at"])),
    ]
    signers = [
        {
            "signed_name": each["signed_name"],
            "facts": _known(
                [
                    ("Invited as", each["name"]),
                    ("Role", _capital(each["role"])),
                    ("E-mail", each["email"]),
                    ("Signed", _moment(each["acted_at"])),
                ]
            ),
        }
        for each in data["signers"]
    ]
    application = {"reference": data["reference"] or ""}
    found: dict[str, Any] = breakable(
        {"lender": data["lender"], "application": application, "facts": facts, "signers": signers}
    )
    # Nobody has typed these, and what is copied from the page must be the same.
    found["facts"][2:4] = facts[2:4]
    return found


def breakable(value: Any) -> Any:
    """Return a document in which long words can be broken, whatever somebody has typed."""
    if isinstance(value, str):
        return _LONG_WORD.sub(_broken, value)
    if isinstance(value, Mapping):
        return {name: breakable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [breakable(each) for each in value]
    return value


def _broken(word: re.Match[str]) -> str:
    return _PART_OF_WORD.sub("\\1\N{ZERO WIDTH SPACE}", word[0])


def money(value: str | None) -> str:
    """Return `"1250000.00"` as 1,250,000.00."""
    if value is None:
        return "—"
    whole, cents = value.removeprefix("-").split(".")
    return f"{_MINUS if value.startswith('-') else ''}{int(whole):,}.{cents}"


def grouped(digits: str | None) -> str:
    """Return the digits of an ABN or ACN as they are written: 53 004 085 616."""
    digits = digits or ""
    first = len(digits) % 3
    groups = [digits[:first], *(digits[start : start + 3] for start in range(first, len(digits), 3))]
    return " ".join(group for group in groups if group)


def _dollars(value: str | None) -> str:
    return "—" if value is None else f"${money(value)}"


def _day(value: str | None) -> str:
    if value is None:
        return "—"
    day = date.fromisoformat(value)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _moment(value: str) -> str:
    moment = datetime.fromisoformat(value).astimezone(UTC)
    return f"{_day(moment.date().isoformat())}, {moment:%H:%M:%S} UTC"


def _short_day(value: str) -> str:
    day = date.fromisoformat(value)
    return f"{day.day:02} {_MONTHS[day.month - 1][:3]} {day.year:04}"


def _per_cent(value: str) -> str:
    whole, _, places = value.partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}%"


def _label(value: str | None) -> str:
    return (value or "").replace("_", " ").capitalize()


def _capital(typed: str | None) -> str:
    """Return what somebody has typed with a capital at its beginning."""
    return f"{typed[0].upper()}{typed[1:]}" if typed else ""


def _and(names: Iterable[str]) -> str:
    *others, last = list(names) or [""]
    return f"{', '.join(others)} and {last}" if others else last


def _known(pairs: Iterable[tuple[str, str | None]]) -> list[Pair]:
    return [(label, value) for label, value in pairs if value and value != "—"]


def _address_lines(address: Data | None) -> list[str]:
    if not address:
        return []
    unit = f"{address['unit']}/" if address.get("unit") else ""
    return [
        f"{unit}{address['street_no']} {address['street']}",
        f"{address['suburb']} {address['state']} {address['postcode']}",
    ]


def _address(address: Data | None) -> str:
    return ", ".join(_address_lines(address))


def _about(data: Data) -> list[Pair]:
    """Return the lines beside the address. None is the day of printing: that would change the bytes."""
    application, funding = data["application"], data.get("funding_table")
    broker = data.get("broker")
    return _known(
        [
            ("Our reference", application["reference"]),
            ("Terms", f"version {application['terms_version']}" if "terms" in data else None),
            ("Figures as at", _day(funding["computed_on"]) if funding else None),
            ("Broker", (broker["company"] or broker["name"]) if broker else None),
        ]
    )


def _loan(data: Data) -> list[Pair]:
    terms = data["terms"]
    prepaid, interest_only = terms["prepaid_interest_periods"], terms["interest_only_periods"]
    return _known(
        [
            ("Purpose", data["application"].get("purpose")),
            ("Loan amount", _dollars(terms["loan_amount"])),
            ("Interest rate", f"{_per_cent(terms['annual_rate'])} per annum"),
            ("Term", _count(terms["term_months"], "month")),
            ("Repayment", _REPAYMENT_TYPES[terms["repayment_type"]]),
            ("Instalments", _label(terms["repayment_frequency"])),
            ("Interest only", _count(interest_only, "period") if interest_only else None),
            ("Interest prepaid", _count(prepaid, "period") if prepaid else None),
            ("Agreed instalment", _dollars(terms["instalment_amount"])),
            ("Interest calculated on", _DAY_COUNTS[terms["day_count"]]),
            ("Paid out on", _day(data.get("settled_on"))),
        ]
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _security(each: Data) -> list[str]:
    valued = _dollars(each["value"]) if each.get("value") else "Not yet valued"
    return [_address(each["address"]), _label(each["property_type"]), valued]


def _funding(table: Data) -> dict[str, Any]:
    lines = [("Gross loan", money(table["gross_loan"]))]
    lines += [(each["description"], _less(each["gross"])) for each in table["deducted_fees"]]
    if table["prepaid_interest"] != "0.00":
        lines.append(("Prepaid interest", _less(table["prepaid_interest"])))
    lines += [(f"Payout: {each['payee']}", _less(each["amount"])) for each in table["payouts"]]
    return {
        "number": str(table["number"]),
        "title": f"At settlement on {_day(table['starts_on'])}",
        "lines": lines,
        "total": ("Net funds available", money(table["net_funds"])),
        "lvr": f"{table['lvr']}%" if table["lvr"] else None,
    }


def _less(amount: str) -> str:
    return f"{_MINUS}{money(amount)}"


def _schedule(data: Data) -> dict[str, Any]:
    plan = data["repayment_schedule"]
    totals = plan["totals"]
    shown = [name for name in _COLUMNS if name != "prepaid" or totals[name] != "0.00"]
    rows = [[_cell(name, row[name]) for name in shown] for row in plan["rows"]]
    cuts = [0, *range(_FIRST_PAGE_ROWS, len(rows), _PAGE_ROWS)]
    pages = [rows[start:end] for start, end in zip_longest(cuts, cuts[1:])]
    return {
        "facts": _known(
            [
                ("Loan amount", _dollars(data["terms"]["loan_amount"])),
                ("Interest rate", f"{_per_cent(data['terms']['annual_rate'])} per annum"),
                ("Schedule", f"version {plan['number']}, from {_day(plan['starts_on'])}"),
                ("Number of instalments", str(len(rows))),
                ("Level instalment", _dollars(plan["level_instalment"])),
                ("Last instalment", _dollars(plan["final_instalment"])),
                ("Matures on", _day(plan["maturity_on"])),
            ]
        ),
        "columns": [_COLUMNS[name] for name in shown],
        "lengths": [
            max(len(_COLUMNS[shown[at]]), *(len(row[at]) for row in rows))
            for at in range(_FIRST_FIGURE, len(shown))
        ],
        "pages": [["\n".join(column) for column in zip(*page, strict=True)] for page in pages],
        "totals": [
            (_label(name), _dollars(totals[name]))
            for name in ("principal", "interest", "prepaid")
            if name in shown
        ]
        + [("Instalments", _dollars(totals["amount"]))],
    }


def _cell(name: str, value: Any) -> str:
    if name in _PLAIN:
        return str(value)
    return _short_day(value) if name == "due_on" else money(value)


def _parties(data: Data) -> list[list[str]]:
    found = [[each["name"], _ROLES[each["role"]], _identified(each)] for each in data.get("borrowers", [])]
    return found + [[each["name"], "Guarantor", _identified(each)] for each in data.get("guarantors", [])]


def _identified(party: Data) -> str:
    known = [("ACN", party.get("acn")), ("ABN", party.get("abn"))]
    return ", ".join(f"{name} {grouped(value)}" for name, value in known if value) or "—"


def _form(data: Data) -> dict[str, Any]:
    """Return what only the application form asks."""
    application = data["application"]
    return {
        "request": _known(
            [
                ("Application type", _label(application["application_type"])),
                ("Described as", application.get("application_type_other")),
                ("Exit strategy", _label(application.get("exit_strategy"))),
                ("Expected settlement", _day(application.get("estimated_settlement_on"))),
            ]
        ),
        "people": [_person(each) for each in data["people"]],
        "solvency": [(label, _answer(data["solvency"].get(name))) for name, label in _QUESTIONS.items()]
        + _known([("Details", data["solvency"].get("details"))]),
    }


def _answer(value: bool | None) -> str:
    return "Not answered" if value is None else "Yes" if value else "No"


def _person(each: Data) -> dict[str, Any]:
    position = each["position"]
    return {
        "title": f"{_ROLES[each['role']]}: {each['name']}",
        "facts": _known(
            [
                ("Kind", _label(each["kind"])),
                ("Trustee", each.get("trustee")),
                ("Directors", _and(each["directors"]) if each["directors"] else None),
                ("ACN", grouped(each.get("acn"))),
                ("ABN", grouped(each.get("abn"))),
                ("Date of birth", _day(each.get("date_of_birth"))),
                ("Residency", _label(each.get("residency"))),
                ("Marital status", _label(each.get("marital_status"))),
                ("E-mail", each.get("email")),
                ("Phone", each.get("phone")),
                ("Address", _address(each.get("address"))),
                ("Mailing address", _address(each.get("mailing_address"))),
            ]
        ),
        "position": _lines(position),
        "net": ("Assets less liabilities", money(each["net_position"])),
    }


def _lines(position: Mapping[str, Sequence[Data]]) -> list[Pair]:
    return [
        (f"{label}: {item['description']}", sign(item["amount"]))
        for name, label, sign in (
            ("assets", "Asset", money),
            ("liabilities", "Liability", _less),
        )
        for item in position[name]
    ]
