"""Money that goes astray: fees, payments and entries by hand, what they leave behind, and what is shown."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from django.apps import apps
from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, InTheBook, Requests, change, parsed, room, spoilt

_JOURNAL = ("journal_only_grows_without_gaps_by_what_was_posted",)
_FEES = "money::fees_go_their_ways_and_no_other"
_PAYMENTS = "money::payments_are_allotted_and_reversed"
_CENT = Decimal("0.01")


def _rows(app: str, name: str) -> Any:
    """Return the rows of a table, through Django's registry, as any deployment's code may."""
    return apps.get_model(app, name)._default_manager


# --- fees -----------------------------------------------------------------------------------------------
class FeePostedTwice(InTheBook):
    """A fee that is charged is posted twice."""

    operation = "fee_create"
    test = _FEES
    checks = _JOURNAL
    writes = ("fee_create",)

    def alter(self, view: Any) -> None:
        """Post it again."""
        module = room("apps.fees.services.charges")
        real = module.ledger

        def entry_post(**values: Any) -> Any:
            real.entry_post(**values)
            return real.entry_post(**values)

        module.ledger = spoilt(real, entry_post=entry_post)


class RefundOnTheWrongSides(InTheBook):
    """Debit and credit are swapped when a fee is refunded."""

    operation = "fee_refund"
    test = _FEES
    checks = _JOURNAL
    writes = ("fee_create", "fee_pay", "fee_refund")

    def alter(self, view: Any) -> None:
        """Swap them."""
        module = room("apps.fees.services.fees")
        real = module.posting

        def fee_refunded(**amounts: Any) -> Any:
            whole = real.fee_refunded(**amounts)
            return real.contra(whole.lines, whole.kind)

        module.posting = spoilt(real, fee_refunded=fee_refunded)


class WaivedFeeStaysIncome(InTheBook):
    """A fee that is waived is written off, but stays in the income of the lender."""

    operation = "fee_waive"
    test = _FEES
    checks = _JOURNAL
    writes = ("fee_create", "fee_waive")

    def alter(self, view: Any) -> None:
        """Take it from another account."""
        module = room("apps.ledger.services")
        real = module.rules

        def contra(lines: Any, kind: Any) -> Any:
            account = module.Account
            moved = [
                replace(line, account=account.ADJUSTMENTS) if line.account == account.FEE_INCOME else line
                for line in lines
            ]
            return real.contra(moved if kind.value == "fee_waived" else lines, kind)

        module.rules = spoilt(real, contra=contra)


class PercentageStaysCurrent(Defect):
    """A fee by percentage of the loan is current, whatever has become of the loan."""

    operation = "application_update"
    others = ("fee_retrieve",)
    test = "funding_laws::new_terms_outdate_what_was_computed_from_the_old"
    checks = ("new_terms_outdate_what_the_old_gave",)

    def alter(self, view: Any) -> None:
        """Say so of every fee."""
        fee: Any = apps.get_model("fees", "Fee")
        fee.is_current = property(lambda fee: True)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The first look at the fee after new terms."""
        terms = [number for number, one in enumerate(requests) if one["operation"] == "application_update"]
        return terms[-1] == len(requests) - 2 and requests[-1]["operation"] == "fee_retrieve"


class PaidFeesCountAsUnpaid(InTheBook):
    """What an application shows as unpaid fees holds those that were paid."""

    operation = "fee_pay"
    others = ("application_retrieve",)
    test = _FEES
    checks = ("application_shows_what_the_ledger_holds",)
    writes = ("fee_create", "fee_pay")

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Count them."""
        document: Any = parsed(response)
        if request.method != "GET" or response.status_code != 200:
            return response
        fees = _rows("fees", "Fee").filter(application_id=document["id"], status__in=("pending", "paid"))
        total = sum((fee.gross for fee in fees), Decimal("0.00"))
        return change(response, {**document, "unpaid_fees": str(total)})


# --- payments -------------------------------------------------------------------------------------------
class _OfAPayment(InTheBook):
    """A payment that is taken or taken back as it must not be."""

    operation = "payment_create"
    test = _PAYMENTS
    checks = ("payment_is_answered_as_the_loan_allows",)
    writes: ClassVar[tuple[str, ...]] = ("payment_create",)


class CentTooMuchTaken(_OfAPayment):
    """A payment may be a cent more than all that is owed."""

    checks = ("no_more_is_paid_than_is_owed",)
    unguarded = ("repayments_repayment", "repayments_row_paid")

    def alter(self, view: Any) -> None:
        """Let the last row take it."""
        module = room("apps.repayments.services.payments")
        real = module.allocate

        def allocate(rows_due: Any, amount: Decimal) -> Any:
            *due, last = list(rows_due)
            return real([*due, replace(last, principal=last.principal + _CENT)], amount)

        module.allocate = allocate


class PrincipalBeforeInterest(_OfAPayment):
    """A payment repays the principal of a row before its interest."""

    unguarded = ("repayments_repayment", "repayments_row_paid")

    def alter(self, view: Any) -> None:
        """Turn them round."""
        module = room("apps.repayments.services.payments")
        real = module.allocate

        def allocate(rows_due: Any, amount: Decimal) -> Any:
            turned = [replace(row, interest=row.principal, principal=row.interest) for row in rows_due]
            shares = real(turned, amount)
            return [replace(one, interest=one.principal, principal=one.interest) for one in shares]

        module.allocate = allocate


class PaidBeforeItWasLent(_OfAPayment):
    """Money may be received before the loan was paid out; it counts from that day."""

    def alter(self, view: Any) -> None:
        """Take the day of the settlement instead."""
        module = room("apps.repayments.services.payments")
        real = module.payment_create

        def payment_create(*, application_id: Any, received_on: Any, **others: Any) -> Any:
            found = _rows("applications", "Application").filter(id=application_id).first()
            day = max(received_on, found.settled_on or received_on) if found else received_on
            return real(application_id=application_id, received_on=day, **others)

        module.payment_create = payment_create


class PaymentReversedTwice(_OfAPayment):
    """Whoever reverses a payment again is told that it went well."""

    operation = "payment_reverse"
    checks = ("only_the_newest_payment_is_reversed_and_only_once",)
    writes = ("payment_reverse",)  # one that was reversed before

    def alter(self, view: Any) -> None:
        """Show the payment."""
        module = room("apps.repayments.services.payments")
        real = module.payment_reverse

        def payment_reverse(*, payment_id: Any, actor: Any) -> Any:
            try:
                return real(payment_id=payment_id, actor=actor)
            except module.AlreadyReversed:
                return module.selectors.payment_written(payment_id=payment_id)

        module.payment_reverse = payment_reverse


class ReversalHidesTheOriginal(Defect):
    """An entry that was reversed is not listed any more."""

    operation = "payment_reverse"
    others = ("ledger_entry_list",)
    test = "concurrency::of_reversals_at_once_one_is_made"
    checks = ("of_reversals_at_once_one_is_made", "only_the_newest_payment_is_reversed_at_once")

    def alter(self, view: Any) -> None:
        """Leave it out."""
        module = room("apps.ledger.views")
        real = room("apps.ledger.selectors")

        def entry_list(*, viewer: Any) -> Any:
            return real.entry_list(viewer=viewer).filter(reversed_by=None)

        module.selectors = spoilt(real, entry_list=entry_list)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The payment, its reversal, and a look at the journal before and after."""
        return [one["operation"] for one in requests if one["method"] == "GET"] == ["ledger_entry_list"] * 2


class DischargedWithFeePending(InTheBook):
    """A loan is discharged while a fee is still to be paid."""

    operation = "application_transition"
    test = _PAYMENTS
    checks = ("move_is_answered_as_the_graph_says",)
    writes = ("fee_create", "application_transition")

    def alter(self, view: Any) -> None:
        """Forget the guard, where moves are made."""
        module = room("apps.applications.services.transitions")
        real = module.guards

        def assess(*arguments: Any) -> Any:
            return [guard for guard in real.assess(*arguments) if guard.value != "no_pending_fee"]

        module.guards = spoilt(real, assess=assess)


class ControlAccountTaken(InTheBook):
    """What borrowers owe can be written off by hand."""

    operation = "ledger_entry_create"
    test = "money::entries_by_hand_balance"
    checks = ("entry_by_hand_balances_and_leaves_what_borrowers_owe_alone",)
    writes = ("ledger_entry_create",)

    def alter(self, view: Any) -> None:
        """Let every account be."""
        room("apps.ledger.posting").CONTROL = frozenset()
