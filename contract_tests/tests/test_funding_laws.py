"""What is stored on an application: schedules, fees, funding tables. Domain.md, laws S20, F2 and F5 to F9."""

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st

from contract_tests.actors import ADMIN
from contract_tests.enumeration.steps import scene
from contract_tests.enumeration.valid import ask
from contract_tests.laws import drawing, drawing_fees
from contract_tests.laws.drawing import KINDS
from contract_tests.laws.reading import LEVEL, cents, shown
from contract_tests.tests.test_application_laws import TERMS, on
from contract_tests.tests.test_laws import about
from contract_tests.tests.test_party_laws import row
from contract_tests.workloads.calculating import drawn, price_of, schedule_of

pytestmark = pytest.mark.contract
OF_IT = {"application_id": row("application/inquiry")}
PROPERTY = row("security_property/inquiry")
START = "2025-03-31"


def keyed(step, key):
    return step.header("Idempotency-Key", f"funding-{key}")


def set_terms(played, terms, law):
    """Give the application terms of the calculator's shape."""
    given = {name: value for name, value in terms.items() if name != "starts_on"}
    return played.send(on("application_update", "inquiry", ADMIN, {"terms": given}).must(law, status=[200]))


def fee_of(definition, key, **others):
    return keyed(ask("fee_create", ADMIN, {**OF_IT, "definition_id": definition["id"], **others}), key)


def define(rule, collect="upfront", code="drawn", of="loan_amount"):
    base = {} if rule["method"] == "fixed" else {"base": of}
    about_it = {"code": code, "name": code, "kind": "other", "collect": collect}
    return ask("fee_definition_create", ADMIN, {**about_it, **base, **rule})


# --- schedules ------------------------------------------------------------------------------------------
def _of_days():
    """Draw instalments that some days allow and others do not: the terms are good, from some day on."""
    found = drawing.loans(kinds=(LEVEL,), longest=12).filter(lambda each: each["day_count"] == "actual_365")
    wrong = found.filter(drawing.wrong_instalments)
    return wrong.map(lambda terms: {**terms, "instalment_amount": shown(drawing.wrong_instalments(terms)[0])})


@about("repayment_schedule_create")
@drawn(
    24, terms=drawing.loans(longest=14) | drawing.loans(kinds=(LEVEL,), given=True, longest=14) | _of_days()
)
def test_a_stored_schedule_is_the_calculators(operation, terms):
    """A stored schedule MUST be the calculator's for the application's terms and start. Law S20."""
    law = "stored_schedule_can_be_made"
    with scene() as played:
        played.send(schedule_of(terms))
        set_terms(played, terms, law)
        step = ask(operation, ADMIN, {"starts_on": terms["starts_on"]}, **OF_IT)
        laws = ["stored_schedule_is_that_of_the_calculator"]
        stored = played.send(step.must(law, status=[201, 409], laws=laws))
        if played.status == 201:
            values = {f"/results/0/{name}": stored[name] for name in ("id", "totals", "rows", "is_active")}
            look = ask("repayment_schedule_list", ADMIN, **OF_IT)
            played.send(look.must("stored_schedule_stays_as_it_was_answered", status=[200], values=values))
            look = ask("repayment_list", ADMIN, query={**OF_IT, "page_size": "100"})
            laws = ["listed_instalments_are_those_of_the_calculator"]
            played.send(look.must(law, status=[200], laws=laws))


@about("application_update")
@drawn(30, terms=drawing.refused_loans() | drawing.loans(longest=14))
def test_an_application_takes_what_the_calculator_takes(operation, terms):
    """Terms MUST be refused by an application as by the calculator, and by the same rule. Law S22."""
    with scene() as played:
        played.send(schedule_of(terms))
        given = {name: value for name, value in terms.items() if name != "starts_on"}
        step = on(operation, "inquiry", ADMIN, {"terms": given})
        laws = ["terms_are_taken_where_there_is_a_schedule"]
        played.send(step.must("terms_are_judged", status=[200, 400], laws=laws))


@about("repayment_update")
@drawn(10, terms=drawing.loans(longest=14), data=st.data())
def test_a_moved_due_date_moves_no_money(operation, terms, data):
    """A moved due date MUST change dates and sums by year only, and no loan that counts days. Law S20."""
    law = "due_date_can_be_moved"
    with scene() as played:
        played.send(schedule_of(terms))
        set_terms(played, terms, law)
        step = ask("repayment_schedule_create", ADMIN, {"starts_on": terms["starts_on"]}, **OF_IT)
        rows = played.send(step.must(law, status=[201]))["rows"]
        moved = data.draw(st.sampled_from(rows))
        # The end of a year is near for some: then the money falls due in another.
        later = date.fromisoformat(moved["due_on"]) + timedelta(days=data.draw(st.sampled_from((-1, 1, 6))))
        step = ask(operation, ADMIN, {"due_on": later.isoformat()}, repayment_id=moved["id"])
        if terms["day_count"] == "actual_365":
            played.send(step.must(law, status=[409], codes_in=["repayments.days_count"]))
        else:
            played.send(step.must(law, status=[200], values={"/due_on": later.isoformat()}))
        look = ask("repayment_schedule_list", ADMIN, **OF_IT)
        played.send(look.must(law, status=[200], laws=["moved_rows_keep_their_figures"]))


# --- fees -----------------------------------------------------------------------------------------------
@about("fee_create")
@drawn(
    20,
    rule=drawing_fees.rules(),
    amount=drawing.amounts,
    of=st.sampled_from(("loan_amount", "security_value")),
    data=st.data(),
)
def test_a_stored_fee_is_the_calculators(operation, rule, amount, of, data):
    """A fee by a rule MUST be the calculator's price of the loan, or of its security. Law F2."""
    law = "stored_fee_can_be_charged"
    if rule["method"] == "percentage":
        amount = min(data.draw(drawing_fees.halves_of(rule)), drawing.MOST_LENT) or 1
    with scene() as played:
        played.send(price_of(rule, [shown(amount)]))
        if of == "loan_amount":
            set_terms(played, {**TERMS, "loan_amount": shown(amount)}, law)
        else:
            valued = {"valuer": "Somebody", "valued_on": "2024-05-01", "amount": shown(amount)}
            step = ask("valuation_create", ADMIN, valued, security_property_id=PROPERTY)
            played.send(step.must(law, status=[201]))
        definition = played.send(define(rule, of=of).must(law, status=[201]))
        laws = ["stored_fee_is_that_of_the_calculator"]
        stored = played.send(fee_of(definition, "drawn").must(law, status=[201, 400], laws=laws))
        if played.status == 201:
            look = ask("fee_retrieve", ADMIN, fee_id=stored["id"])
            same = {"answer": len(played.answers) - 1}
            played.send(look.must("stored_fee_stays_as_it_was_answered", status=[200], same_as=same))


# --- funding tables -------------------------------------------------------------------------------------
_ODD = (5, 25, 125, 625)  # of these, 100 x loan / value ends in half of 0.01, above an even one


@st.composite
def _values(draw, loan):
    """Draw what security is worth: such that loan to value ends in a half, or turns at 80, or anything."""
    halved = [20_000 * loan // odd for odd in _ODD if 20_000 * loan % odd == 0]
    near = [
        value for value in (*halved, loan, loan * 5 // 4, loan * 5 // 4 - 1) if 0 < value <= drawing.MOST_LENT
    ]
    return draw(st.sampled_from(near) | st.integers(1, drawing.MOST_LENT))


@about("funding_table_create")
@drawn(
    18,
    terms=drawing.loans(kinds=("interest_only", "interest_only", *KINDS), longest=14),
    fees=st.lists(
        st.tuples(st.integers(1, 500_000), st.sampled_from(("at_settlement", "upfront"))), max_size=3
    ),
    short=st.sampled_from((-1, 0, 0, 1, 2, 12_345)),
    data=st.data(),
)
def test_net_funds_are_what_is_left(operation, terms, fees, short, data):
    """Net funds MUST be the loan less fees, prepaid interest and payouts, and >= 0.00. Laws F5 to F7."""
    law = "funding_table_can_be_made"
    with scene() as played:
        computed = played.send(schedule_of(terms))
        set_terms(played, terms, law)
        left = cents(terms["loan_amount"]) - cents(computed["totals"]["prepaid"])
        for number, (net, collect) in enumerate(fees):
            figures = {"kind": "other", "net": shown(net), "gst_treatment": "taxable", "collect": collect}
            body = {**OF_IT, **figures, "description": f"Fee {number}"}
            fee = played.send(keyed(ask("fee_create", ADMIN, body), number).must(law, status=[201]))
            left -= cents(fee["gross"]) if collect == "at_settlement" else 0
        value = data.draw(_values(cents(terms["loan_amount"])))
        valued = {"valuer": "Somebody", "valued_on": "2024-05-01", "amount": shown(value)}
        step = ask("valuation_create", ADMIN, valued, security_property_id=PROPERTY)
        played.send(step.must(law, status=[201]))
        # All that is left but `short` is paid out.
        amounts = [max(left - short, 1) // 2, max(left - short, 1) - max(left - short, 1) // 2]
        payouts = [{"payee": "Somebody", "amount": shown(amount)} for amount in amounts if amount]
        body = {"starts_on": terms["starts_on"], "payouts": payouts}
        laws = ["net_funds_are_what_is_left_of_the_loan", "lvr_is_loan_over_value"]
        step = ask(operation, ADMIN, body, **OF_IT)
        stored = played.send(step.must(law, status=[201, 409], laws=laws))
        created = played.status == 201
        look = ask("application_retrieve", ADMIN, **OF_IT)
        played.send(look.must(law, status=[200], laws=["lvr_is_loan_over_value"]))
        if created:
            # Whatever changes afterwards, the table is what it was.
            again = {**valued, "amount": "1.00"}
            step = ask("valuation_create", ADMIN, again, security_property_id=PROPERTY)
            played.send(step.must(law, status=[201]))
            set_terms(played, TERMS, law)
            kept = {name: value for name, value in stored.items() if name != "is_current"}
            values = {f"/results/0/{name}": value for name, value in kept.items()}
            look = ask("funding_table_list", ADMIN, **OF_IT)
            played.send(look.must("stored_table_never_changes", status=[200], values=values))


# --- new terms ------------------------------------------------------------------------------------------
CHANGES = {
    "rate": {"annual_rate": "9.5001"},
    "loan": {"loan_amount": "600000.01"},
    "term": {"term_months": 24},
}


@pytest.mark.parametrize(
    ("operation", "change"),
    [
        *(("application_update", change) for change in CHANGES),
        *((name, "rate") for name in ("fee_retrieve", "funding_table_list", "repayment_schedule_list")),
    ],
)
def test_new_terms_outdate_what_was_computed_from_the_old(operation, change):
    """After new terms, fees by percentage, tables and schedules MUST NOT be current any more. Law F8."""
    law = "new_terms_outdate_what_the_old_gave"
    percentage = {"method": "percentage", "rate": "2.0000", "gst": "input_taxed"}
    tiered = {"method": "tiered", "bands": [{"up_to": None, "rate": "1.0000"}], "gst": "taxable"}
    fixed = {"method": "fixed", "amount": "1200.00", "gst": "taxable"}
    figures = {"kind": "legal", "net": "1.00", "gst_treatment": "taxable", "collect": "upfront"}
    with scene() as played:
        first = set_terms(played, TERMS, law)["terms_version"]
        fees = {}
        for code, rule in (("percentage", percentage), ("tiered", tiered), ("fixed", fixed)):
            definition = played.send(define(rule, code=code).must(law, status=[201]))
            values = {"/is_current": True, "/terms_version": first}
            fees[code] = played.send(fee_of(definition, code).must(law, status=[201], values=values))["id"]
        body = {**OF_IT, **figures, "description": "By hand"}
        fees["by hand"] = played.send(keyed(ask("fee_create", ADMIN, body), "hand").must(law, status=[201]))[
            "id"
        ]

        def plan(version):
            for name in ("funding_table_create", "repayment_schedule_create"):
                values = {"/is_current": True, "/terms_version": version}
                played.send(
                    ask(name, ADMIN, {"starts_on": START}, **OF_IT).must(law, status=[201], values=values)
                )

        def stands(version, *, current):
            for code, fee in fees.items():
                values = {"/is_current": current or code in ("fixed", "by hand"), "/terms_version": first}
                played.send(ask("fee_retrieve", ADMIN, fee_id=fee).must(law, status=[200], values=values))
            listed = ask("fee_list", ADMIN, query={**OF_IT, "page_size": "100"})
            values = {f"/results/{len(fees) - 1}/is_current": current}  # the percentage, the oldest
            played.send(listed.must(law, status=[200], values=values))
            for name in ("funding_table_list", "repayment_schedule_list"):
                values = {"/results/0/is_current": current, "/results/0/terms_version": first}
                played.send(ask(name, ADMIN, **OF_IT).must(law, status=[200], values=values))
            shown_version = {"/terms_version": version}
            look = ask("application_retrieve", ADMIN, **OF_IT)
            played.send(look.must(law, status=[200], values=shown_version))

        plan(first)
        stands(first, current=True)
        set_terms(played, TERMS, law)
        stands(first, current=True)
        set_terms(played, {**TERMS, **CHANGES[change]}, law)
        stands(first + 1, current=False)
        set_terms(played, TERMS, law)  # the old terms again are another version
        stands(first + 2, current=False)
        plan(first + 2)
        for name in ("funding_table_list", "repayment_schedule_list"):
            values = {"/results/0/is_current": True, "/results/1/is_current": False}
            played.send(ask(name, ADMIN, **OF_IT).must(law, status=[200], values=values))


# --- what becomes of a fee ------------------------------------------------------------------------------
PAY = {"received_on": "2025-03-01"}
# What a fee may become by which action, from where.
MOVES = {
    ("pending", "fee_pay"): "paid",
    ("pending", "fee_waive"): "waived",
    ("paid", "fee_refund"): "refunded",
}
REFUSED = {"fee_pay": "fees.not_pending", "fee_waive": "fees.not_pending", "fee_refund": "fees.not_paid"}
WAYS = {
    "pending": (),
    "paid": ("fee_pay",),
    "waived": ("fee_waive",),
    "refunded": ("fee_pay", "fee_refund"),
    "deducted": (),
}


def act(action, fee):
    step = ask(action, ADMIN, PAY if action == "fee_pay" else None, fee_id=fee)
    return keyed(step, "act") if action == "fee_pay" else step


@about("fee_pay", "fee_waive", "fee_refund")
@pytest.mark.parametrize("status", WAYS)
def test_a_fee_moves_one_way_only(operation, status):
    """pending MUST become paid or waived, paid refunded; all else is a 409 and changes nothing. Law F9."""
    law = "fee_moves_one_way_only"
    fee = row("fee/deducted" if status == "deducted" else "fee/pending")
    with scene() as played:
        for action in WAYS[status]:
            played.send(act(action, fee).must(law, status=[200]))
        look = ask("fee_retrieve", ADMIN, fee_id=fee)
        played.send(look.must(law, status=[200], values={"/status": status}))
        before = {"answer": len(played.answers) - 1}
        step = act(operation, fee)
        becomes = MOVES.get((status, operation))
        if becomes is not None:
            played.send(step.must(law, status=[200], values={"/status": becomes}))
        else:
            # A key of its own: a repeated one would be answered with what it got the first time.
            step = step.header("Idempotency-Key", "funding-again") if operation == "fee_pay" else step
            played.send(step.must(law, status=[409], codes_in=[REFUSED[operation]]))
            played.send(look.must(law, status=[200], same_as=before))
