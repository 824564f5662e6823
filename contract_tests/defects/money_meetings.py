"""Money when requests meet, what a key does to it, and who sees it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.apps import apps

from contract_tests.defects.access import see_all
from contract_tests.defects.planting import AtOnce, Defect, Requests, room, spoilt


# --- keys -----------------------------------------------------------------------------------------------
def _attempted(view: Any, spoil: Callable[[Any], Any]) -> None:
    """Let the store of answers see another attempt than was made."""
    store = room("apps.audit.services").IdempotencyStore
    begin, keep = store.begin, store.keep
    store.begin = lambda self, attempt: begin(self, spoil(attempt))
    store.keep = lambda self, attempt, answer: keep(self, spoil(attempt), answer)


class KeyIgnoresTheBody(Defect):
    """A key replays its answer to whatever is sent under it."""

    operation = "payment_create"
    test = "read_back::a_key_gives_one_effect"
    checks = ("same_key_and_other_request_is_refused",)

    def alter(self, view: Any) -> None:
        """Take all bodies for the same."""
        _attempted(view, lambda attempt: replace(attempt, body_sha256="0" * 64))

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The first request, and another under its key."""
        return len(requests) == 2 and requests[0]["body"] != requests[1]["body"]


class KeyOfEverybody(AtOnce):
    """A key that one caller has used is used up for all others."""

    operation = "payment_create"
    test = "concurrency::one_key_posts_once"
    checks = ("keys_of_two_callers_are_their_own",)
    meet = 3

    def alter(self, view: Any) -> None:
        """Take all callers for one."""
        one = apps.get_model("accounts", "User")._default_manager.filter(role="admin").earliest("id").id
        _attempted(view, lambda attempt: replace(attempt, user_id=one))


# --- requests at once -----------------------------------------------------------------------------------
class NumbersWithoutLock(AtOnce):
    """The next number of the journal is read without waiting for whoever writes one."""

    operation = "ledger_entry_create"
    test = "concurrency::entries_at_once_are_numbered_without_a_gap"
    checks = ("entries_at_once_are_numbered_without_a_gap", "not_a_server_error")

    def alter(self, view: Any) -> None:
        """Hold nothing."""
        module = room("apps.ledger.services")
        module.locks = spoilt(module.locks, hold=lambda name: None)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The entries of one meeting: all must be taken, so none can be left out."""
        together = [one["operation"] for one in requests if one.get("at_once")]
        return set(together) == {"ledger_entry_create"} and len(together) <= 5


class FeePaidByTwo(AtOnce):
    """Whether a fee is pending is judged before its application is locked, and never again."""

    operation = "fee_pay"
    test = "concurrency::a_fee_at_once_has_one_end"
    checks = ("a_fee_at_once_has_one_end", "not_a_server_error")

    def alter(self, view: Any) -> None:
        """Find without a lock, and keep what was found."""
        module = room("apps.fees.services.fees")
        unlocked = module.selectors.fee_get
        view.finds = {"POST": unlocked}
        module.selectors = spoilt(module.selectors, fee_get_for_update=unlocked)


class AnswerLostWithTheSight(AtOnce):
    """Whoever loses sight of a loan while a payment on it waits is told that there is no such payment."""

    operation = "broker_update"
    others = ("payment_create",)
    whole = True
    test = "concurrency::who_was_let_in_is_answered"
    checks = ("who_was_let_in_is_answered",)

    def alter(self, view: Any) -> None:
        """Look for what was written with the eyes of who wrote it."""
        module = room("apps.repayments.services.payments")
        real = module.payment_create

        def payment_create(*, actor: Any, **values: Any) -> Any:
            made = real(actor=actor, **values)
            return module.selectors.payment_get(viewer=actor, payment_id=made.id)

        module.payment_create = payment_create

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The move, and some payments before it that wait for one another."""
        together: Sequence[Any] = [one["operation"] for one in requests if one.get("at_once")]
        return together[-1] == "broker_update" and set(together[:-1]) == {"payment_create"}


# --- who sees it ----------------------------------------------------------------------------------------
class FundingTableShownToBorrowers(Defect):
    """Borrowers read what the lender pays to others."""

    operation = "funding_table_list"
    test = "roles::each_role_is_let_in_or_refused_as_declared"
    checks = ("role_is_refused",)

    def alter(self, view: Any) -> None:
        """Ask for a right that they have."""
        view.needs = {**view.needs, "GET": "application.read"}

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The look of a borrower."""
        return len(requests) == 1


class BalanceOfAnotherBranch(Defect):
    """Whoever knows the id of another branch's application reads its balances."""

    operation = "ledger_balance_retrieve"
    test = "object_access::a_filter_by_an_invisible_object_shows_nothing"
    checks = ("filter_by_what_is_invisible_shows_nothing",)

    def alter(self, view: Any) -> None:
        """Look at one application through an admin's eyes."""
        see_all(view, lambda request: "application_id=" in request.META.get("QUERY_STRING", ""))

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The random id, and the one that is not visible."""
        return len(requests) == 2 and len({request["operation"] for request in requests}) == 1
