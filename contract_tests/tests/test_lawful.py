"""Every law can fail: it is silent about a right answer and speaks about one that is spoiled."""

import pytest
from django.db import connection

from contract_tests.expecting import lawful as word
from contract_tests.laws import LAWS
from contract_tests.laws.reading import LEVEL, Asked, cents, shown
from contract_tests.tests.lawful import RULE, TERMS, calculated, priced, refused, spoiled, terms
from hooks import isolation

pytestmark = pytest.mark.proof
_LEVEL, _FLAT = calculated(terms()), calculated(terms("flat"))
_EQUAL, _ONLY = calculated(terms("equal_principal")), calculated(terms("interest_only"))
_GROWN, _PREPAID = (
    calculated(terms("capitalised")),
    calculated(terms("interest_only", prepaid_interest_periods=2)),
)
_FREE = calculated(terms(annual_rate="0.0000"))
_ONE = priced(RULE, "100.00", "100.01", "1000.00")
_BANDS = [{"up_to": "100.00", "rate": "1.0000"}, {"up_to": None, "rate": "1.0000"}]
_TIERED = priced({"method": "tiered", "bands": _BANDS, "gst": "taxable"}, "100.00", "100.01", "1000.00")


def _stored(asked, **others):
    """Return what is stored of a computed schedule."""
    document = {**asked.document, "starts_on": asked.body["starts_on"], **others}
    return Asked({"starts_on": asked.body["starts_on"]}, 201, document, "/api/v1/applications/a/schedules/")


def _listed(stored):
    return Asked(None, 200, {"results": [stored.document]}, stored.path)


_MOVED = Asked({"due_on": "2024-03-01"}, 200, {"number": 1, "due_on": "2024-03-01"}, "/api/v1/repayments/r/")
_IN_MARCH = spoiled(_stored(_LEVEL), ("/rows/0/due_on", "2024-03-01"))
_PRICE = priced(RULE, "100.00")
_FEE = Asked({}, 201, {**_PRICE.document["results"][0], "base_amount": "100.00", "id": "f"}, "/api/v1/fees/")
_TAKEN = Asked({}, 201, {"id": "f", "gross": "100.00", "collect": "at_settlement"}, "/api/v1/fees/")
_TABLE = Asked(
    {"payouts": [{"payee": "x", "amount": "800.00"}]},
    201,
    {
        "gross_loan": "1000.00",
        "deducted_fees": [{"fee_id": "f", "gross": "100.00"}],
        "prepaid_interest": "20.00",
        "payouts": [{"payee": "x", "amount": "800.00"}],
        "net_funds": "80.00",
    },
    "/api/v1/applications/a/funding-tables/",
)
_ASKED = Asked({"terms": TERMS}, 200, {}, "/api/v1/applications/a/")
_VALUED = Asked({"amount": "3000.00"}, 201, {}, "/api/v1/security-properties/p/valuations/")
_LVR = Asked(None, 200, {"lvr": "33.33"}, "/api/v1/applications/a/")
_BACK = calculated(terms(instalment_amount=_LEVEL.document["level_instalment"]))
_LATER = calculated(terms(starts_on="2025-05-15"))
_DEARER = calculated(terms(annual_rate="12.0001"))

_WRONG, _CODE = terms(interest_only_periods=6), "application.terms_interest_only"


def _refusal(code, pointer):
    """Return a refused change of an application's terms."""
    return Asked({}, 400, {"code": code, "errors": [{"pointer": pointer}]}, "/api/v1/applications/a/")


def _instalments(asked):
    """Return the list of instalments of a computed schedule."""
    due = [
        {
            **row,
            "interest_due": shown(cents(row["amount"]) - cents(row["principal"])),
            "paid_interest": "0.00",
            "paid_principal": "0.00",
            "status": "nil" if row["amount"] == "0.00" else "scheduled",
        }
        for row in asked.document["rows"]
    ]
    return Asked(None, 200, {"results": due}, "/api/v1/repayments/")


# law -> a scene that obeys it, and some that do not
SCENES = {
    "terms_without_a_schedule_are_refused_by_their_rule": (
        [calculated(terms(interest_only_periods=6))],
        [Asked(terms(interest_only_periods=6), 200, {}, "")],
        [refused(terms(interest_only_periods=6), "application.terms_prepaid", "/body/interest_only_periods")],
        [refused(terms(interest_only_periods=6), "application.terms_interest_only", "/body")],
        [refused(terms(), "application.repays_early", "/body/instalment_amount")],
    ),
    "rows_are_numbered_without_gaps": ([_LEVEL], [spoiled(_LEVEL, ("/rows/2/number", 4))]),
    "due_dates_count_from_the_start": (
        [_LEVEL],
        [spoiled(_LEVEL, ("/rows/1/due_on", "2024-03-29"))],
        [spoiled(_LEVEL, ("/rows/1/days", 30))],
        [spoiled(_LEVEL, ("/maturity_on", "2024-07-30"))],
    ),
    "amounts_are_never_negative": (
        [_LEVEL],
        [spoiled(_LEVEL, ("/rows/0/principal", "-0.01"))],
        [spoiled(_LEVEL, ("/totals/interest", "-0.01"))],
    ),
    "interest_is_multiplied_first_and_rounded_once": (
        [_LEVEL],
        [spoiled(_LEVEL, ("/rows/0/interest", "10.01"))],
    ),
    "flat_interest_is_spread_evenly": ([_FLAT], [spoiled(_FLAT, ("/rows/5/interest", "10.01"))]),
    "level_instalment_repays_the_loan": (
        [_LEVEL],
        [spoiled(_LEVEL, ("/level_instalment", "172.56"))],
        [spoiled(_ONLY, ("/level_instalment", "10.00"))],
    ),
    "principal_follows_its_method": ([_LEVEL], [spoiled(_LEVEL, ("/rows/5/principal", "170.00"))]),
    "principal_adds_up_to_the_loan": ([_LEVEL], [spoiled(_LEVEL, ("/rows/5/principal", "170.00"))]),
    "prepaid_interest_is_withheld": (
        [_PREPAID],
        [spoiled(_PREPAID, ("/rows/1/prepaid", "9.99"))],
        [spoiled(_PREPAID, ("/rows/1/amount", "0.01"))],
    ),
    "amount_is_what_falls_due": (
        [_GROWN],
        [spoiled(_GROWN, ("/rows/5/amount", "1000.00"))],
        [spoiled(_LEVEL, ("/rows/0/amount", "1.00"))],
    ),
    "each_balance_follows_from_the_one_before": (
        [_LEVEL],
        [spoiled(_LEVEL, ("/rows/0/opening_balance", "999.99"))],
        [spoiled(_LEVEL, ("/rows/1/closing_balance", "0.00"))],
        [spoiled(_LEVEL, ("/rows/5/amount", "0.00"), ("/rows/5/closing_balance", "172.54"))],
    ),
    "totals_are_sums_of_the_rows": (
        [_LEVEL],
        [spoiled(_LEVEL, ("/totals/interest", "0.00"))],
        [spoiled(_LEVEL, ("/annual_totals/0/amount", "0.00"))],
        [spoiled(_LEVEL, ("/annual_totals", []))],
        [spoiled(_LEVEL, ("/final_instalment", "0.00"))],
    ),
    "instalments_are_level": (
        [_LEVEL],
        [spoiled(_LEVEL, ("/rows/2/amount", "172.56"))],
        [spoiled(_LEVEL, ("/rows/5/amount", "172.00"))],
    ),
    "no_rate_no_interest": (
        [_FREE],
        [spoiled(_FREE, ("/rows/0/interest", "0.01"))],
        [spoiled(_FREE, ("/level_instalment", "166.66"))],
    ),
    "interest_only_repays_at_the_end": (
        [_ONLY],
        [spoiled(_ONLY, ("/rows/0/principal", "0.01"))],
        [spoiled(_ONLY, ("/rows/3/interest", "10.01"))],
    ),
    "principal_is_spread_equally": (
        [_EQUAL],
        [spoiled(_EQUAL, ("/rows/2/principal", "166.66"))],
        [spoiled(_EQUAL, ("/rows/2/interest", "9.00"))],
    ),
    "capitalised_interest_is_paid_at_the_end": (
        [_GROWN],
        [spoiled(_GROWN, ("/rows/0/amount", "0.01"))],
        [spoiled(_GROWN, ("/rows/5/amount", "1061.60"))],
    ),
    "equal_requests_get_equal_answers": (
        [_LEVEL, _FLAT, _LEVEL],
        [_LEVEL, _FLAT, spoiled(_LEVEL, ("/rows/0/days", 28))],
    ),
    "flat_interest_is_the_dearest": (
        [_LEVEL, _FLAT],
        [_LEVEL, spoiled(_FLAT, ("/totals/interest", "35.00"))],
    ),
    "dearer_terms_never_lower_the_interest": (
        [_LEVEL, _DEARER],
        [_LEVEL, spoiled(_DEARER, ("/totals/interest", "34.00"))],
    ),
    "the_start_moves_no_money": (
        [_LEVEL, _LATER],
        [_LEVEL, spoiled(_LATER, ("/rows/3/interest", "0.00"))],
        [_LEVEL, spoiled(_LATER, ("/final_instalment", "0.00"))],
    ),
    "the_level_instalment_given_back_changes_nothing": (
        [_LEVEL, _BACK],
        [_LEVEL, spoiled(_BACK, ("/final_instalment", "172.54"))],
        [_LEVEL, refused(_BACK.body, "application.terms_instalment", "/body/instalment_amount")],
    ),
    "fee_rules_without_a_price_are_refused": (
        [_ONE],
        [Asked({"definition": {**RULE, "amount": "1.00"}, "bases": ["1.00"]}, 200, {}, "")],
        [Asked(_ONE.body, 400, {"code": "fees.bands"}, "")],
    ),
    "each_base_has_its_net": (
        [_ONE],
        [spoiled(_ONE, ("/results/0/net", "1.01"))],
        [spoiled(_ONE, ("/results/0/base", "100.01"))],
    ),
    "gst_is_a_tenth_of_a_taxable_fee": (
        [_ONE],
        [spoiled(_ONE, ("/results/0/gst", "0.11"))],
        [spoiled(_ONE, ("/results/0/gross", "1.00"))],
    ),
    "fees_never_fall_as_the_base_grows": (
        [_TIERED],
        [spoiled(_TIERED, ("/results/1/net", "0.99"))],
        [spoiled(_TIERED, ("/results/1/net", "1.02"))],
        [
            priced({**RULE, "minimum": "2.00"}, "1.00"),
            spoiled(priced({**RULE, "minimum": "2.00"}, "1.00"), ("/results/0/net", "1.00")),
        ],
    ),
    "the_trace_recomputes_to_the_net": (
        [_ONE],
        [spoiled(_ONE, ("/results/0/trace/inputs/rate", "2.0000"))],
        [spoiled(_ONE, ("/results/0/trace/steps", []))],
    ),
    "equivalent_rules_cost_the_same": ([_ONE, _TIERED], [_ONE, spoiled(_TIERED, ("/results/2/gst", "0.00"))]),
    "stored_schedule_is_that_of_the_calculator": (
        [_LEVEL, _stored(_LEVEL)],
        [_LEVEL, spoiled(_stored(_LEVEL), ("/rows/0/interest", "0.00"))],
        [_LEVEL, _stored(_LEVEL, level_instalment="1.00")],
        [_LEVEL, _stored(_LEVEL, rows=[])],
        [_LEVEL, Asked({}, 409, {"code": "repayments.not_computable"}, "")],
        [calculated(terms(interest_only_periods=6)), _stored(_LEVEL)],
    ),
    "listed_instalments_are_those_of_the_calculator": (
        [_PREPAID, _instalments(_PREPAID)],
        [_PREPAID, spoiled(_instalments(_PREPAID), ("/results/0/status", "scheduled"))],
        [_PREPAID, spoiled(_instalments(_PREPAID), ("/results/5/interest_due", "0.00"))],
        [_PREPAID, spoiled(_instalments(_PREPAID), ("/results/5/principal", "0.00"))],
        [_PREPAID, spoiled(_instalments(_PREPAID), ("/results", []))],
    ),
    "terms_are_taken_where_there_is_a_schedule": (
        [calculated(_WRONG), _refusal(_CODE, "/body/terms/interest_only_periods")],
        [calculated(_WRONG), _refusal(_CODE, "/body/interest_only_periods")],
        [calculated(_WRONG), _refusal("application.terms_prepaid", "/body/terms")],
        [calculated(_WRONG), Asked(_WRONG, 200, {}, "")],
        [_LEVEL, _refusal(_CODE, "/body/terms/interest_only_periods")],
    ),
    "moved_rows_keep_their_figures": (
        [_LEVEL, _MOVED, _listed(_IN_MARCH)],
        [_LEVEL, _MOVED, _listed(spoiled(_IN_MARCH, ("/rows/1/due_on", "2024-04-01")))],
        [_LEVEL, _MOVED, _listed(spoiled(_IN_MARCH, ("/annual_totals/0/interest", "0.00")))],
        [_LEVEL, _MOVED, _listed(spoiled(_IN_MARCH, ("/maturity_on", "2024-08-31")))],
        [_LEVEL, _MOVED, _listed(spoiled(_IN_MARCH, ("/final_instalment", "0.00")))],
    ),
    "stored_fee_is_that_of_the_calculator": (
        [_PRICE, _FEE],
        [_PRICE, spoiled(_FEE, ("/net", "1.01"))],
        [_PRICE, spoiled(_FEE, ("/base_amount", "99.00"))],
        [_PRICE, Asked({}, 409, {"code": "fees.base_missing"}, "")],
        [priced(RULE, "0.01"), _FEE],
    ),
    "net_funds_are_what_is_left_of_the_loan": (
        [_PREPAID, _TAKEN, _TABLE],
        [_PREPAID, _TAKEN, spoiled(_TABLE, ("/net_funds", "80.01"))],
        [_PREPAID, _TAKEN, spoiled(_TABLE, ("/prepaid_interest", "20.01"))],
        [_PREPAID, _TAKEN, spoiled(_TABLE, ("/deducted_fees", []))],
        [_PREPAID, _TAKEN, spoiled(_TABLE, ("/payouts", []))],
        [_PREPAID, _TAKEN, Asked(_TABLE.body, 409, {"code": "fees.net_funds_negative"}, "")],
        [_PREPAID, _TAKEN, Asked({"payouts": [{"amount": "880.01"}]}, 201, _TABLE.document, "")],
    ),
    "lvr_is_loan_over_value": (
        [_ASKED, _VALUED, _LVR],
        [_ASKED, _VALUED, spoiled(_LVR, ("/lvr", "33.34"))],
        [_ASKED, _VALUED, spoiled(_LVR, ("/security_value", "2.00"))],
    ),
}


@pytest.mark.parametrize("name", sorted(LAWS))
def test_every_law_can_hold_and_fail(name):
    """A law MUST be silent about a right answer and speak about each wrong one."""
    right, *wrongs = SCENES[name]
    assert LAWS[name](right) is None
    for number, wrong in enumerate(wrongs):
        assert LAWS[name](wrong), number


@pytest.mark.parametrize("kind", [LEVEL, "equal_principal", "interest_only", "capitalised", "flat"])
def test_right_answers_obey_every_law(kind):
    """The laws MUST agree with one another: a right answer breaks none."""
    for others in ({}, {"day_count": "actual_365"}, {"annual_rate": "0.0000"}, {"loan_amount": "0.01"}):
        asked = calculated(terms(kind, **others))
        broken = [name for name, law in LAWS.items() if name in SINGLE and law([asked])]
        assert broken == []


SINGLE = [name for name, (right, *_) in SCENES.items() if len(right) == 1 and right[0].path == _LEVEL.path]


def test_a_row_that_is_locked_or_written_is_seen():
    """A calculator that writes or locks MUST be noticed."""
    with isolation.rollback_case():
        assert word.writes_nothing(True, []) is None
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
        assert word.writes_nothing(True, [])
