"""Applications, who and what stands on them, and their stages."""

from collections.abc import Mapping
from typing import Any

from hooks.aims.base import DROP, Aim, BodyAim, Drawn, Place, any_of, by_caller, mostly, row
from hooks.aims.parties import BORROWERS, HOME_BROKERS

OPEN = (
    "inquiry",
    "sent_to_lender",
    "funding_table_issued",
    "iloo_issued",
    "iloo_signed",
    "commitment_fee_paid",
    "app_submitted",
    "valuation_ordered",
    "valuation_received",
    "more_info_required",
)
_APPROVED = (
    "formal_approval",
    "loan_docs_instructed",
    "loan_docs_issued",
    "loan_docs_signed",
    "settlement_conditions",
)
_SETTLED = ("settled", "discharged", "closed")
_ENDED = ("declined", "withdrawn")
STAGES = (*OPEN, *_APPROVED, *_SETTLED, *_ENDED)
# Moves that no guard holds up, by stage: who may make them, and where to.
_MOVES: Mapping[str, tuple[tuple[str, str], ...]] = {
    **dict.fromkeys((*OPEN, *_APPROVED), (("withdrawn", "admin bdm broker"), ("declined", "admin bdm"))),
    **dict.fromkeys(_ENDED, (("closed", "admin bdm"), ("inquiry", "admin"))),
    "discharged": (("closed", "admin bdm"),),
}
_MORE_MOVES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "inquiry": (("sent_to_lender", "admin bdm broker"),),
    "sent_to_lender": (("more_info_required", "admin bdm"),),
    "funding_table_issued": (("sent_to_lender", "admin bdm"),),
    "iloo_issued": (("funding_table_issued", "admin bdm"),),
    "app_submitted": (("valuation_ordered", "admin bdm"), ("more_info_required", "admin bdm")),
    "valuation_received": (("valuation_ordered", "admin bdm"), ("more_info_required", "admin bdm")),
    "more_info_required": (("sent_to_lender", "admin bdm broker"),),
    "formal_approval": (("loan_docs_instructed", "admin bdm"),),
    "loan_docs_issued": (("loan_docs_instructed", "admin bdm"),),
    "loan_docs_signed": (("settlement_conditions", "admin bdm"),),
}
_STAGE_OF = {row(f"application/{stage}"): stage for stage in STAGES}
_PER_YEAR = {"weekly": 52, "fortnightly": 26, "monthly": 12, "quarterly": 4, "annually": 1}
_WHOLE_MONTHS = {"weekly": 3, "fortnightly": 6, "monthly": 1, "quarterly": 3, "annually": 12}
_LONG_AGO = "2024-05-31"  # a day that nobody's clock has before it


# --- bodies ---------------------------------------------------------------------------------------------
def terms(drawn: Drawn) -> dict[str, Any]:
    """Make terms fit one another: whole periods, and only what their repayment type has."""
    # 12.0 is an integer to JSON Schema, and is drawn now and then.
    wanted = {
        name: int(value) if isinstance(value, float) and value.is_integer() else value
        for name, value in drawn.body.items()
    }
    kind, about = wanted.get("repayment_type"), drawn.about
    if about == "interest_only_periods":
        kind = "principal_and_interest" if wanted.get(about) else kind
    elif about == "prepaid_interest_periods":
        kind = "interest_only" if wanted.get(about) else kind
    elif about == "instalment_amount":
        kind = "principal_and_interest"
    wanted["repayment_type"] = kind
    if kind == "flat" and about != "day_count":
        wanted["day_count"] = "periodic"
    elif kind == "flat":
        wanted["repayment_type"] = kind = "interest_only"
    frequency, months = wanted.get("repayment_frequency"), wanted.get("term_months")
    if not isinstance(months, int) or frequency not in _PER_YEAR:
        return {}
    if about == "term_months":
        # The coarsest frequency that the number of months allows.
        if months % _WHOLE_MONTHS[frequency]:
            wanted["repayment_frequency"] = frequency = "monthly"
    else:
        whole = _WHOLE_MONTHS[frequency]
        wanted["term_months"] = months = max(whole, months - months % whole)
    periods = months * _PER_YEAR[frequency] // 12
    if about in ("interest_only_periods", "prepaid_interest_periods") and wanted[about] >= periods:
        wanted["term_months"], wanted["repayment_frequency"] = 480, "weekly"
        periods = 2080
    limits = {
        "interest_only_periods": periods - 1 if kind == "principal_and_interest" else 0,
        "prepaid_interest_periods": periods if kind == "interest_only" else 0,
    }
    for name, most in limits.items():
        if name in wanted and name != about:
            wanted[name] = min(wanted[name], most)
    if about != "instalment_amount" and wanted.get("instalment_amount") is not None:
        wanted["instalment_amount"] = None
    if kind == "capitalised" and months > 120 and about != "annual_rate":
        wanted["annual_rate"] = "9.5000"
    return {name: value for name, value in wanted.items() if drawn.body.get(name) != value}


def _details(drawn: Drawn) -> dict[str, Any]:
    if drawn.body.get("application_type_other") is None:
        return {}
    if drawn.about == "application_type":
        return {"application_type_other": None}
    return {"application_type": "other"}


def _application_create(drawn: Drawn) -> dict[str, Any]:
    fields = _details(drawn)
    broker = drawn.body.get("broker_id")
    if broker is None and drawn.caller in ("admin", "bdm") and drawn.about != "broker_id":
        fields["broker_id"] = broker = row("broker/broker")
    if broker == row("broker/spare") and drawn.about != "broker_id":  # who is not active gets nothing new
        fields["broker_id"] = broker = row("broker/colleague")
    return fields | _bdm_of(drawn, str(broker or row("broker/broker")))


def _application_update(drawn: Drawn) -> dict[str, Any]:
    fields = _details(drawn)
    if drawn.caller == "broker":  # who works a file is not the broker's to say
        fields |= {
            name: DROP for name in ("broker_id", "bdm_id") if name in drawn.body and name != drawn.about
        }
        return fields
    if drawn.body.get("broker_id", "") in (None, row("broker/spare")) and drawn.about != "broker_id":
        fields["broker_id"] = row("broker/colleague")
    broker = fields.get("broker_id", drawn.body.get("broker_id", row("broker/broker")))
    return fields | _bdm_of(drawn, str(broker))


def _bdm_of(drawn: Drawn, broker: str) -> dict[str, Any]:
    """Give an application a bdm of its broker's branch."""
    bdm = drawn.body.get("bdm_id")
    if bdm is None or drawn.about == "bdm_id":
        return {}
    of_home = {row("bdm/bdm"), row("bdm/spare")}
    if broker in HOME_BROKERS:
        return {} if bdm in of_home else {"bdm_id": row("bdm/bdm")}
    return {"bdm_id": row("bdm/bdm_stranger")}


def _transition(drawn: Drawn) -> dict[str, Any]:
    """Move along an edge that no guard holds up; only settling says from which day."""
    fields: dict[str, Any] = {}
    if drawn.body.get("effective_on") is not None and drawn.about != "effective_on":
        fields["effective_on"] = DROP
    if drawn.body.get("comment") is None and drawn.about != "comment":
        fields["comment"] = "Aimed comment"
    stage = _STAGE_OF.get(drawn.path.get("application_id", ""))
    moves = (*_MORE_MOVES.get(stage or "", ()), *_MOVES.get(stage or "", ()))
    possible = [to for to, callers in moves if drawn.caller in callers.split()]
    if possible and drawn.about != "to":
        fields["to"] = possible[(drawn.lot // 12) % len(possible)]
    return fields


def _borrower_link(drawn: Drawn) -> dict[str, Any]:
    staged = drawn.path.get("application_id") in _STAGE_OF
    return {"role": "co_borrower"} if staged and drawn.about != "role" else {}


def _valuation(drawn: Drawn) -> dict[str, Any]:
    late = str(drawn.body.get("valued_on", "")) > _LONG_AGO
    return {"valued_on": _LONG_AGO} if late and drawn.about != "valued_on" else {}


# --- tables ---------------------------------------------------------------------------------------------
_ANY = by_caller(
    "application",
    " ".join(STAGES),
    admin=" ".join((*STAGES, "bare", "unready", "colleague", "stranger")),
    bdm=" ".join((*STAGES, "bare", "unready", "colleague")),
    broker=" ".join((*STAGES, "bare", "unready")),
)
_TERMS_OPEN = mostly(
    any_of("application", *OPEN, "unready"), any_of("application", *_APPROVED, *_SETTLED, *_ENDED), 12
)
_PARTIES_OPEN = mostly(
    any_of("application", *OPEN, *_APPROVED, *_ENDED), any_of("application", *_SETTLED), 12
)
PATH: dict[Place, Aim] = {
    ("*", "application_id"): _ANY,
    ("application_update", "application_id"): _TERMS_OPEN,
    ("application_delete", "application_id"): mostly(
        any_of("application", "bare", "unready", "inquiry"),
        any_of("application", "valuation_received", "withdrawn"),
        8,
    ),
    ("application_transition", "application_id"): any_of(
        "application", *OPEN, *_APPROVED, *_ENDED, "discharged"
    ),
    ("application_sign", "application_id"): mostly(
        any_of("application", *OPEN[:6]), any_of("application", "app_submitted", *_SETTLED, *_ENDED), 12
    ),
    ("application_borrower_link", "application_id"): mostly(
        any_of("application", "bare", "unready", *OPEN), any_of("application", *_SETTLED), 12
    ),
    ("application_borrower_unlink", "application_id"): _PARTIES_OPEN,
    ("application_borrower_unlink", "borrower_id"): any_of("borrower", "company", "borrower"),
    ("application_guarantor_link", "application_id"): mostly(
        any_of("application", *OPEN, "bare", "unready"), any_of("application", *_SETTLED), 12
    ),
    ("application_guarantor_unlink", "application_id"): _PARTIES_OPEN,
    ("application_guarantor_unlink", "guarantor_id"): any_of("guarantor", "guarantor"),
    ("security_property_create", "application_id"): mostly(
        any_of("application", *OPEN, *_APPROVED, *_ENDED, "bare"), any_of("application", *_SETTLED), 12
    ),
    ("*", "security_property_id"): any_of("security_property", *STAGES),
    ("security_property_update", "security_property_id"): mostly(
        any_of("security_property", *OPEN, *_APPROVED, *_ENDED), any_of("security_property", *_SETTLED), 12
    ),
    ("security_property_delete", "security_property_id"): mostly(
        any_of("security_property", *OPEN), any_of("security_property", *_APPROVED, *_SETTLED, *_ENDED), 12
    ),
    ("valuation_create", "security_property_id"): mostly(
        any_of("security_property", *OPEN, *_APPROVED, *_ENDED), any_of("security_property", *_SETTLED), 12
    ),
}
BODIES: dict[str, BodyAim] = {
    "application_create": _application_create,
    "application_update": _application_update,
    "application_transition": _transition,
    "application_borrower_link": _borrower_link,
    "valuation_create": _valuation,
}
FIELDS: dict[Place, Aim] = {
    ("*", "application_id"): _ANY,
    ("application_create", "broker_id"): by_caller(
        "broker", "broker", admin="broker colleague broker_stranger", bdm="broker colleague"
    ),
    ("application_update", "broker_id"): any_of("broker", "broker", "colleague"),
    ("application_borrower_link", "borrower_id"): mostly(any_of("borrower", "spare", "trust"), BORROWERS),
    ("application_guarantor_link", "guarantor_id"): mostly(
        any_of("guarantor", "spare"), any_of("guarantor", "guarantor")
    ),
}
