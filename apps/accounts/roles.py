"""What a role may do: a list of permission codes. A new role is a new list; views name codes, never roles."""

from collections.abc import Iterable, Mapping

from apps.kernel.actor import Role

_EVERYONE = frozenset(
    {
        "auth.logout",
        "auth.password_change",
        "user.read_self",
        "profile.read",
        "profile.update",
        "profile.permissions",
        "preferences.read",
        "preferences.update",
        "notification.read",
        "notification.update",
        "application.read",
        "borrower.read",
        "security.read",
        "stage_graph.read",
        "fee.read",
        "schedule.read",
        "repayment.read",
        "payment.read",
        "calculator.schedule",
        "document.read",
        "signature_request.read",
        "document.create",
        "document.delete_own",
        "document.version_create_own",
        "note.read",
        "note.create",
        "note.update_own",
        "note.delete_own",
        "search.read",
    }
)
# Who brings loans and works them.
_TRADE = frozenset(
    {
        "branch.read",
        "bdm.read",
        "broker.read",
        "borrower.create",
        "borrower.update",
        "guarantor.read",
        "guarantor.create",
        "guarantor.update",
        "application.create",
        "application.update",
        "application.transition",
        "application.link",
        "security.write",
        "fee_definition.read",
        "funding.read",
        "calculator.fees",
        "document.update",
        "document.version_create",
        "report.read",
        "report_definition.read",
        "report_definition.create",
        "report_definition.run_own",
        "report_definition.delete_own",
    }
)
# Who looks after the brokers' files.
_DESK = frozenset(
    {
        "broker.update",
        "application.audit",
        "application.assign",
        "valuation.create",
        "ledger.read",
        "fee.create",
        "fee.pay",
        "funding.create",
        "schedule.create",
        "repayment.update",
        "payment.create",
        "document.generate",
        "signature_request.create",
        "signature_request.cancel",
    }
)
_OWNER = frozenset({"borrower.delete", "guarantor.delete", "application.delete"})
_OFFICE = frozenset(
    {
        "user.list",
        "user.create",
        "user.read",
        "user.update",
        "user.deactivate",
        "branch.create",
        "branch.update",
        "branch.delete",
        "bdm.create",
        "bdm.update",
        "bdm.delete",
        "broker.create",
        "broker.delete",
        "commission_account.unlock",
        "user_link.write",
        "ledger.adjust",
        "fee_definition.create",
        "fee_definition.update",
        "fee.waive",
        "fee.refund",
        "payment.reverse",
        "document.delete",
        "note.delete",
        "reminders.create",
        "report_definition.run",
        "report_definition.delete",
    }
)
CODES: Mapping[Role, frozenset[str]] = {
    Role.ADMIN: _EVERYONE | _TRADE | _DESK | _OWNER | _OFFICE,
    Role.BDM: _EVERYONE | _TRADE | _DESK,
    Role.BROKER: _EVERYONE | _TRADE | _OWNER,
    Role.BORROWER: _EVERYONE | {"application.sign"},
}
LETTERS: Mapping[Role, str] = {Role.ADMIN: "A", Role.BDM: "M", Role.BROKER: "K", Role.BORROWER: "B"}
# Codes that allow an operation on some objects only; visibility decides on which.
RELATIVE: Mapping[str, str] = {
    "user.read_self": "self",
    "document.delete_own": "uploader",
    "document.version_create_own": "uploader",
    "note.update_own": "author",
    "note.delete_own": "author",
    "report_definition.run_own": "owner",
    "report_definition.delete_own": "owner",
}


def holds(role: Role, needs: Iterable[str]) -> bool:
    """Tell whether `role` holds any of the codes."""
    return not CODES[role].isdisjoint(needs)


def everyone(needs: str | tuple[str, ...]) -> bool:
    """Tell whether every role may call an operation that needs any of `needs`."""
    codes = (needs,) if isinstance(needs, str) else needs
    return all(holds(role, codes) for role in Role)


def letters(needs: Iterable[str]) -> list[str]:
    """Return the `x-roles` of an operation: letters of roles, then names of relative roles; P when public."""
    found: list[str] = []
    for need in needs:
        if need == "public":
            found.append("P")
        elif need == "token_holder":
            found.append("T")
        elif need in RELATIVE:
            found.append(RELATIVE[need])
        else:
            found += [LETTERS[role] for role in Role if need in CODES[role]]
    return found
