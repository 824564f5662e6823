"""What each request about money is answered, and what it leaves in the book.

Where two rules refuse the same request, either may speak: the requirements leave it open. A fault of the
input is said before a state that is wrong.

Source: domain.md, sections 5, 7, 11 and 12; laws F1 to F9, L4 to L13.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from contract_tests.model import days, journal, pricing
from contract_tests.model.access import Viewer
from contract_tests.model.journal import CONTROL, Line
from contract_tests.model.lifecycle import Application
from contract_tests.model.loan_book import NOT_FOUND, ROLE_REFUSED, Book, Verdict, refused
from contract_tests.model.money import Fee, Payment
from contract_tests.model.repayment import ZERO, NotComputable, schedule

# Every code by which a rule about money refuses; a run must have shown each.
REFUSALS: Mapping[str, str] = {
    "fees": "rule_or_figures unknown_application unknown_definition nothing_to_charge application_over "
    "already_settled base_missing fee_not_found paid_in_future not_pending not_paid terms_missing "
    "funding_locked not_computable net_funds_negative",
    "repayments": "schedule_locked terms_missing not_computable date_out_of_range order not_active "
    "days_count row_touched repayment_not_found unknown_application received_on not_settled overpayment "
    "already_reversed later_payment",
    "ledger": "future one_sided unbalanced control_account",
}
OFFICE = "AM"
ADMINS = "A"
_OVER = frozenset({"discharged", "closed", "declined", "withdrawn"})
_LOCKED = _OVER | {"settled"}
_FIGURES = frozenset({"kind", "description", "net", "gst_treatment", "collect"})


def _told(status: int, app: str, reasons: Mapping[str, bool], pointer: str | None = None) -> Verdict | None:
    """Return the refusal by whichever reasons hold, None when none does."""
    codes = [code for code, holds in reasons.items() if holds]
    return refused(status, app, *codes, pointer=pointer) if codes else None


# --- fees -----------------------------------------------------------------------------------------------
def define(book: Book, viewer: Viewer, name: str, rule: Mapping[str, Any]) -> Verdict:
    """Add a well-formed rule to the catalogue."""
    if viewer.role not in ADMINS:
        return ROLE_REFUSED
    nothing = dict.fromkeys(("amount", "rate", "bands", "base", "minimum", "maximum"))
    book.definitions[name] = {**nothing, "is_active": True, **rule}
    return Verdict(201)


def charge(
    book: Book, viewer: Viewer, name: str, fee: str, definition: str, figures: Mapping[str, str]
) -> Verdict:
    """Charge a fee.

    Args:
        fee: how the scenario calls it.
        definition: name of the rule; empty for none.
        figures: fields of the body that say it instead.
    """
    if viewer.role not in OFFICE:
        return ROLE_REFUSED
    if (set(figures) - {"description"}) if definition else (set(figures) != _FIGURES):
        return refused(400, "fees", "rule_or_figures")
    if not book.sees(viewer, name):
        return refused(400, "fees", "unknown_application", pointer="/body/application_id")
    rule = book.definitions.get(definition)
    if definition and (rule is None or not rule["is_active"]):
        return refused(400, "fees", "unknown_definition", pointer="/body/definition_id")
    application = book.applications[name]
    if rule is None:
        price: pricing.Price | None = pricing.taxed(Decimal(figures["net"]), figures["gst_treatment"])
    else:
        price = pricing.price(rule, _base(application, rule["base"]))
    if price is not None and price.net == 0:
        return refused(400, "fees", "nothing_to_charge")
    said = figures if rule is None else rule
    collect = said["collect"]
    locked = {
        "application_over": application.stage in _OVER,
        "already_settled": application.stage == "settled" and collect == "at_settlement",
        "base_missing": price is None,
    }
    verdict = _told(409, "fees", locked)
    if verdict is not None or price is None:
        return verdict or refused(409, "fees", "base_missing")
    money = application.money
    number = money.journal.post("fee_charged", journal.fee_charged(price.net, price.gst))
    computed = rule is not None and rule["method"] != "fixed"
    version = application.terms_version
    words = figures.get("description") or said["name"]
    money.fees[fee] = Fee(
        said["kind"],
        words,
        price.net,
        price.gst,
        collect,
        "pending",
        number,
        version,
        is_computed=computed,
    )
    return Verdict(201)


def _base(application: Application, base: str | None) -> Decimal | None:
    if base == "security_value":
        return application.security_value
    if base == "loan_amount" and application.terms is not None:
        return Decimal(application.terms["loan_amount"])
    return None


def _fee(book: Book, viewer: Viewer, roles: str, name: str) -> Verdict | None:
    if viewer.role not in roles:
        return ROLE_REFUSED
    return None if book.sees(viewer, name) else refused(404, "fees", "fee_not_found")


def pay_fee(book: Book, viewer: Viewer, name: str, fee: str, received_on: str) -> Verdict:
    """Record that a fee was paid."""
    verdict = _fee(book, viewer, OFFICE, name)
    if verdict is not None:
        return verdict
    money = book.applications[name].money
    if received_on > days.today():
        return refused(400, "fees", "paid_in_future", pointer="/body/received_on")
    if money.fees[fee].status != "pending":
        return refused(409, "fees", "not_pending")
    money.fees[fee].status, money.fees[fee].paid_on = "paid", received_on
    money.journal.post("fee_paid", journal.fee_paid(money.fees[fee].gross), received_on)
    return Verdict(200)


def waive_fee(book: Book, viewer: Viewer, name: str, fee: str) -> Verdict:
    """Give up a fee."""
    verdict = _fee(book, viewer, ADMINS, name)
    if verdict is not None:
        return verdict
    money = book.applications[name].money
    if money.fees[fee].status != "pending":
        return refused(409, "fees", "not_pending")
    money.waive(fee)
    return Verdict(200)


def refund_fee(book: Book, viewer: Viewer, name: str, fee: str) -> Verdict:
    """Give a paid fee back."""
    verdict = _fee(book, viewer, ADMINS, name)
    if verdict is not None:
        return verdict
    money = book.applications[name].money
    if money.fees[fee].status != "paid":
        return refused(409, "fees", "not_paid")
    money.fees[fee].status = "refunded"
    lines = journal.fee_refunded(money.fees[fee].net, money.fees[fee].gst)
    money.journal.post("fee_refunded", lines)
    return Verdict(200)


# --- funding tables and schedules -----------------------------------------------------------------------
def _plannable(
    book: Book, viewer: Viewer, name: str, starts_on: str, app: str, locked: str
) -> Verdict | None:
    """Return why nothing can be computed for an application from a day, None when it can."""
    if viewer.role not in OFFICE:
        return ROLE_REFUSED
    if not book.sees(viewer, name):
        return NOT_FOUND
    application, reason = book.applications[name], ""
    if application.terms is not None:
        try:
            schedule(application.terms, starts_on)
        except NotComputable as why:
            reason = str(why)
    if reason == "date_out_of_range":
        return refused(400, "repayments", reason, pointer="/body/starts_on")
    reasons = {
        locked: application.stage in _LOCKED,
        "terms_missing": application.terms is None,
        "not_computable": bool(reason),
    }
    return _told(409, app, reasons)


def fund(
    book: Book, viewer: Viewer, name: str, starts_on: str, payouts: Sequence[tuple[str, Decimal]]
) -> Verdict:
    """Compute the next version of a funding table."""
    verdict = _plannable(book, viewer, name, starts_on, "fees", "funding_locked")
    if verdict is not None:
        return verdict
    application = book.applications[name]
    assert application.terms is not None
    table = application.money.funding(
        application.terms,
        application.terms_version,
        starts_on,
        payouts,
        application.security_value,
        application.lvr,
    )
    if table.net_funds < 0:
        return refused(409, "fees", "net_funds_negative")
    application.money.tables.append(table)
    return Verdict(201)


def plan(book: Book, viewer: Viewer, name: str, starts_on: str) -> Verdict:
    """Compute the next version of a schedule."""
    verdict = _plannable(book, viewer, name, starts_on, "repayments", "schedule_locked")
    if verdict is not None:
        return verdict
    application = book.applications[name]
    assert application.terms is not None
    application.money.schedule(application.terms, application.terms_version, starts_on)
    return Verdict(201)


def move_due(book: Book, viewer: Viewer, name: str, version: int, number: int, due_on: str) -> Verdict:
    """Move the day of one row of one version of the schedule."""
    if viewer.role not in OFFICE:
        return ROLE_REFUSED
    if not book.sees(viewer, name):
        return refused(404, "repayments", "repayment_not_found")
    application = book.applications[name]
    money = application.money
    of = money.plans[version - 1]
    before = of.day_of(number - 1) if number > 1 else of.starts_on
    if due_on <= before or (number < len(of.rows) and due_on >= of.day_of(number + 1)):
        return refused(400, "repayments", "order", pointer="/body/due_on")
    reasons = {
        "not_active": of is not money.plan,
        "schedule_locked": application.stage in _OVER,
        "days_count": application.terms is not None and application.terms["day_count"] == "actual_365",
        "row_touched": any(of.paid.get(number, ())),
    }
    verdict = _told(409, "repayments", reasons)
    if verdict is not None:
        return verdict
    of.due_on[number] = due_on
    return Verdict(200)


# --- payments -------------------------------------------------------------------------------------------
def pay(book: Book, viewer: Viewer, name: str, payment: str, amount: Decimal, received_on: str) -> Verdict:
    """Receive money for instalments."""
    if viewer.role not in OFFICE:
        return ROLE_REFUSED
    if not book.sees(viewer, name):
        return refused(400, "repayments", "unknown_application", pointer="/body/application_id")
    application = book.applications[name]
    if received_on > days.today() or received_on < (application.settled_on or ""):
        return refused(400, "repayments", "received_on", pointer="/body/received_on")
    money = application.money
    if application.stage != "settled" or money.plan is None:
        return refused(409, "repayments", "not_settled")
    try:
        shares = money.plan.allocate(amount)
    except ValueError:
        return refused(400, "repayments", "overpayment", pointer="/body/amount")
    money.plan.give(shares)
    interest = sum((share[1] for share in shares), ZERO)
    principal = sum((share[2] for share in shares), ZERO)
    number = money.journal.post("payment", journal.payment(interest, principal), received_on)
    money.payments[payment] = Payment(amount, received_on, shares, number)
    return Verdict(201)


def reverse(book: Book, viewer: Viewer, name: str, payment: str) -> Verdict:
    """Take a payment back."""
    if viewer.role not in ADMINS:
        return ROLE_REFUSED
    if not book.sees(viewer, name):
        return refused(404, "repayments", "payment_not_found")
    application = book.applications[name]
    money = application.money
    taken = money.payments[payment]
    reasons = {
        "already_reversed": taken.contra is not None,
        "not_settled": application.stage != "settled",
        "later_payment": taken.contra is None and money.standing != payment,
    }
    verdict = _told(409, "repayments", reasons)
    if verdict is not None:
        return verdict
    assert money.plan is not None
    money.plan.give(taken.shares, -1)
    taken.contra = money.journal.reverse(taken.entry, "payment_reversed")
    return Verdict(201)


# --- by hand --------------------------------------------------------------------------------------------
def adjust(book: Book, viewer: Viewer, name: str, lines: Sequence[Line], day: str) -> Verdict:
    """Post an entry by hand.

    Args:
        name: of the application; empty for the book of none.
    """
    if viewer.role not in ADMINS:
        return ROLE_REFUSED
    debits, credits_ = sum(line.debit for line in lines), sum(line.credit for line in lines)
    reasons = {
        "future": day > days.today(),
        "one_sided": any((line.debit > 0) == (line.credit > 0) for line in lines),
        "control_account": any(line.account in CONTROL for line in lines),
        "unbalanced": debits != credits_,
        "unknown_application": bool(name) and not book.sees(viewer, name),
    }
    if any(min(line.debit, line.credit) < 0 for line in lines) or len(lines) < 2:
        return Verdict(400)  # no money at all, or not enough lines: the shape says so
    verdict = _told(400, "ledger", reasons)
    if verdict is not None:
        return verdict
    entries = book.applications[name].money.journal if name else book.unassigned
    entries.post("adjustment", lines, day)
    return Verdict(201)
