"""Fees, funding tables, schedules, payments, the journal and the calculators."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zlib import crc32

from hooks.aims.applications import OPEN, terms
from hooks.aims.base import DROP, KEEP, Aim, BodyAim, Drawn, Place, any_of, by_caller, mostly, row

_APPROVED = (
    "formal_approval",
    "loan_docs_instructed",
    "loan_docs_issued",
    "loan_docs_signed",
    "settlement_conditions",
)
_OVER = ("discharged", "closed", "declined", "withdrawn")
_FUNDED = ("settlement_conditions", "settled", "discharged")
_LONG_AGO = "2024-05-31"  # a day that nobody's clock has before it
# Instalments that may be moved, with the first of 28 days to which they may.
_MOVED = {
    "settlement_conditions/12": date(2027, 3, 15),
    "settlement_conditions/6": date(2026, 9, 15),
    "settled/12": date(2025, 6, 15),
    "settled/7": date(2025, 1, 10),
}
_MOVABLE = {row(f"repayment/{name}"): first for name, first in _MOVED.items()}
_PAYABLE_FROM = "2024-06-28"  # the settlement of whatever is settled
_PAID_ON = "2025-01-31"
_LATEST = "9000-01-01"  # beyond it, the last instalment may have no date
_LEAST_LOAN = 510_000  # no application of the world has less


def _figures(drawn: Drawn, *names: str) -> dict[str, Any]:
    """Leave out some fields, except for the one that the case is about."""
    return {name: DROP for name in names if name in drawn.body and name != drawn.about}


# --- fees -----------------------------------------------------------------------------------------------
_PARAMETERS = {"fixed": "amount", "percentage": "rate", "tiered": "bands"}
_BANDS = [{"up_to": "500000.00", "rate": "2.0000"}, {"up_to": None, "rate": "1.5000"}]
_GIVEN = {"amount": "1200.00", "rate": "2.0000", "bands": _BANDS}
_OWN_FIGURES = ("kind", "net", "gst_treatment", "collect")


def _rule(drawn: Drawn) -> dict[str, Any]:
    """Give a rule the parameters of its method, and nothing of another."""
    fields: dict[str, Any] = {}
    method = str(drawn.body.get("method"))
    if drawn.body.get(drawn.about) is not None:
        method = next((one for one, name in _PARAMETERS.items() if name == drawn.about), method)
    if drawn.about == "method":
        method = str(drawn.body["method"])
    fields["method"] = method
    if method == "fixed" and drawn.body.get("base") is not None and drawn.about != "base":
        fields["base"] = DROP
    for one, name in _PARAMETERS.items():
        if one != method:
            fields |= {name: DROP} if name in drawn.body else {}
        elif drawn.body.get(name) is None:
            fields[name] = _GIVEN[name]
    if "bands" in drawn.body and method == "tiered":
        fields["bands"] = _ordered(drawn.body["bands"])
    least, most = drawn.body.get("minimum"), drawn.body.get("maximum")
    if least is not None and most is not None:
        fields |= _figures(drawn, "maximum" if drawn.about == "minimum" else "minimum")
    return fields


def _ordered(bands: Any) -> Any:
    """Return bands that rise, the last without an end."""
    if not isinstance(bands, list) or not bands:
        return _BANDS
    *rest, last = bands
    rising = [{**band, "up_to": f"{100_000 * number}.00"} for number, band in enumerate(rest, start=1)]
    return [*rising, {**last, "up_to": None}]


def _fee_definition_create(drawn: Drawn) -> dict[str, Any]:
    fields = _rule(drawn)
    if drawn.about == "base" and drawn.body.get("base") is not None and fields["method"] == "fixed":
        fields |= {"method": "percentage", "amount": DROP, "rate": _GIVEN["rate"]}
    if fields["method"] == "fixed":
        fields |= {"base": DROP} if "base" in drawn.body else {}
    elif drawn.about == "base" and drawn.body.get("base") is None:
        fields |= {"method": "fixed", "amount": _GIVEN["amount"], "rate": DROP, "bands": DROP}
    elif drawn.body.get("base") is None:
        fields["base"] = "loan_amount"
    if drawn.about != "code":
        fields["code"] = (
            "world_fixed" if drawn.lot % 12 == 11 else f"aimed_{crc32(repr(drawn.body).encode()):08x}"
        )
    return fields


def _calculator_fees(drawn: Drawn) -> dict[str, Any]:
    definition = drawn.body.get("definition")
    if not isinstance(definition, dict) or drawn.about == "definition":
        return {}
    fitted = dict(definition)
    for name, value in _rule(Drawn(drawn.lot, drawn.caller, definition)).items():
        if value is DROP:
            fitted.pop(name, None)
        elif value is not KEEP:
            fitted[name] = value
    return {"definition": fitted}


def _fee_create(drawn: Drawn) -> dict[str, Any]:
    """Charge by a rule, or by figures; never both."""
    given = drawn.body.get(drawn.about) is not None
    by_figures = drawn.lot % 4 == 3
    if drawn.about == "definition_id":
        by_figures = not given
    elif drawn.about in _OWN_FIGURES:
        by_figures = given
    if by_figures:
        return {**_all_figures(drawn), **_figures(drawn, "definition_id")}
    rule = {} if drawn.body.get("definition_id") else {"definition_id": row("fee_definition/fixed")}
    return {**_figures(drawn, *_OWN_FIGURES), **rule}


def _all_figures(drawn: Drawn) -> dict[str, Any]:
    values = {
        "kind": "other",
        "description": "Aimed fee",
        "net": "100.00",
        "gst_treatment": "taxable",
        "collect": "upfront",
    }
    return {name: value for name, value in values.items() if drawn.body.get(name) is None}


def _fee_pay(drawn: Drawn) -> dict[str, Any]:
    late = str(drawn.body.get("received_on", "")) > _LONG_AGO
    return {"received_on": _LONG_AGO} if late and drawn.about != "received_on" else {}


# --- funding, schedules, payments -----------------------------------------------------------------------
def _starts_on(drawn: Drawn) -> dict[str, Any]:
    late = str(drawn.body.get("starts_on", "")) > _LATEST
    return {"starts_on": "2026-03-31"} if late and drawn.about != "starts_on" else {}


def _funding_table_create(drawn: Drawn) -> dict[str, Any]:
    fields = _starts_on(drawn)
    payouts = drawn.body.get("payouts")
    if isinstance(payouts, list) and payouts and drawn.about != "payouts":
        share = _LEAST_LOAN // 2 // len(payouts)  # so that something is left of the loan
        fields["payouts"] = [{**payout, "amount": f"{share}.00"} for payout in payouts]
    return fields


def _payment_create(drawn: Drawn) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if drawn.about != "received_on" and not _PAYABLE_FROM <= str(drawn.body.get("received_on")) <= _PAID_ON:
        fields["received_on"] = _PAID_ON
    if drawn.about != "amount" and len(str(drawn.body.get("amount", ""))) > len("99999.99"):
        fields["amount"] = "1234.56"
    return fields


def _repayment_update(drawn: Drawn) -> dict[str, Any]:
    """Move an instalment between those before and after it; the last one may fall due on any later day."""
    first = _MOVABLE.get(drawn.path.get("repayment_id", ""))
    if first is None or "due_on" not in drawn.body or drawn.about == "due_on":
        return {}
    return {"due_on": (first + timedelta(days=drawn.lot % 28)).isoformat()}


# --- the journal ----------------------------------------------------------------------------------------
_MOST_EACH = Decimal("50000000000.00")  # twenty of them are still an amount
_FREE_ACCOUNTS = ("cash", "adjustments", "gst_payable", "fee_income", "interest_income")


def _ledger_entry_create(drawn: Drawn) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if drawn.about != "effective_on" and str(drawn.body.get("effective_on", "")) > _LONG_AGO:
        fields["effective_on"] = _LONG_AGO
    lines = drawn.body.get("lines")
    if drawn.about != "lines" and isinstance(lines, list) and len(lines) > 1:
        fields["lines"] = _balanced(lines, drawn.lot)
    return fields


def _balanced(lines: list[dict[str, Any]], lot: int) -> list[dict[str, Any]]:
    """Return as many lines, each on one side: the last one balances the others."""
    drawn = [Decimal(line["debit"]) or Decimal(line["credit"]) for line in lines[:-1]]
    amounts = [amount if 0 < amount < _MOST_EACH else Decimal("1.00") for amount in drawn]
    one, other = ("debit", "credit") if lot % 2 else ("credit", "debit")
    accounts = [
        line["account"] if line["account"] in _FREE_ACCOUNTS else _FREE_ACCOUNTS[number % len(_FREE_ACCOUNTS)]
        for number, line in enumerate(lines)
    ]
    first = [{one: f"{amount:.2f}", other: "0.00"} for amount in amounts]
    last = {one: "0.00", other: f"{sum(amounts):.2f}"}
    return [{"account": account, **sides} for account, sides in zip(accounts, (*first, last), strict=True)]


# --- the calculators ------------------------------------------------------------------------------------
def _calculator_schedule(drawn: Drawn) -> dict[str, Any]:
    return {**terms(drawn), **_starts_on(drawn)}


# --- tables ---------------------------------------------------------------------------------------------
_HOLDING = mostly(any_of("application", *OPEN[1:], *_APPROVED), any_of("application", "settled", *_OVER), 12)
_FEES = by_caller(
    "fee",
    "pending to_deduct paid waived refunded deducted",
    admin="pending to_deduct paid waived refunded deducted stranger colleague",
)
_PENDING: Aim = mostly(any_of("fee", "pending", "to_deduct"), any_of("fee", "paid", "waived", "deducted"), 12)
_LAST = "settlement_conditions/12"
PATH: dict[Place, Aim] = {
    # First one that is not active: a plain write says that it is, which must be a change.
    ("*", "fee_definition_id"): any_of("fee_definition", "inactive", "fixed", "percentage", "tiered"),
    ("*", "fee_id"): _FEES,
    ("fee_pay", "fee_id"): _PENDING,
    ("fee_waive", "fee_id"): _PENDING,
    ("fee_refund", "fee_id"): mostly(any_of("fee", "paid"), any_of("fee", "pending", "refunded"), 12),
    ("funding_table_list", "application_id"): any_of("application", *_FUNDED),
    ("funding_table_create", "application_id"): _HOLDING,
    ("repayment_schedule_list", "application_id"): any_of("application", *_FUNDED),
    ("repayment_schedule_create", "application_id"): _HOLDING,
    ("*", "repayment_id"): any_of(
        "repayment", *(f"{name}/{number}" for name in _FUNDED for number in (1, 12))
    ),
    ("repayment_update", "repayment_id"): mostly(
        any_of("repayment", *_MOVED),
        any_of("repayment", "settled/1", "discharged/12", "settled_before/12"),
        12,
    ),
    ("*", "payment_id"): any_of("payment", "settled", "reversed", "discharged"),
    ("payment_reverse", "payment_id"): mostly(
        any_of("payment", "settled"), any_of("payment", "reversed", "discharged"), 12
    ),
}
FIELDS: dict[Place, Aim] = {
    ("*", "definition_id"): mostly(
        any_of("fee_definition", "fixed", "percentage", "tiered"), any_of("fee_definition", "inactive"), 12
    ),
    ("*", "schedule_id"): any_of("repayment_schedule", *_FUNDED),
    ("fee_create", "application_id"): _HOLDING,
    ("payment_create", "application_id"): mostly(
        any_of("application", "settled"), any_of("application", "discharged", "settlement_conditions"), 30
    ),
}
BODIES: dict[str, BodyAim] = {
    "fee_definition_create": _fee_definition_create,
    "fee_create": _fee_create,
    "fee_pay": _fee_pay,
    "funding_table_create": _funding_table_create,
    "repayment_schedule_create": _starts_on,
    "repayment_update": _repayment_update,
    "payment_create": _payment_create,
    "ledger_entry_create": _ledger_entry_create,
    "calculator_repayment_schedule": _calculator_schedule,
    "calculator_fees": _calculator_fees,
}
HOLDERS: dict[Place, dict[str, str]] = {
    ("repayment_update", "due_on"): {"repayment_id": row(f"repayment/{_LAST}")}
}
