"""The tables of aims put together: which valid value is replaced by one that exists in the world."""

from typing import Any

from hooks.aims import accounts, applications, documents, money, notifications, parties, reports
from hooks.aims.base import DROP, Aim, BodyAim, Place


def _version(lot: int, caller: str) -> Any:
    # Mostly no condition, or one that holds; now and then a stale version.
    return (DROP, DROP, DROP, "*", '"1"', '"1"', "*", '"9"')[lot % 8]


PATH: dict[Place, Aim] = {
    **accounts.PATH,
    **parties.PATH,
    **applications.PATH,
    **money.PATH,
    **documents.PATH,
    **notifications.PATH,
    **reports.PATH,
}
QUERY: dict[Place, Aim] = {
    ("*", "page"): lambda lot, caller: 1 if lot % 3 else DROP,
    **reports.QUERY,
}
HEADERS: dict[Place, Aim] = {
    ("*", "If-Match"): _version,
}
# Fields of a body, wherever they occur in it, and of a query, that point to a row.
FIELDS: dict[Place, Aim] = {
    ("*", "user_id"): accounts.ANYBODY,
    **parties.FIELDS,
    **applications.FIELDS,
    **money.FIELDS,
    **documents.FIELDS,
    **notifications.FIELDS,
}
# Objects inside of bodies, by the name of their field.
PARTS: dict[str, BodyAim] = {"terms": applications.terms, "spec": reports.spec}
# Whole bodies; what they hold is aimed already.
BODIES: dict[str, BodyAim] = {
    **accounts.BODIES,
    **parties.BODIES,
    **applications.BODIES,
    **money.BODIES,
    **documents.BODIES,
    **notifications.BODIES,
    **reports.BODIES,
}
# Where a field belongs to some rows only, the row on which it may be written.
HOLDERS: dict[Place, dict[str, str]] = {**parties.HOLDERS, **money.HOLDERS}


# Roles that have nothing of their own of what an operation is about.
WITHOUT: dict[str, str] = {**reports.WITHOUT}


def aim_at(table: dict[Place, Aim], operation: str, name: str) -> Aim | None:
    """Return the aim of a parameter or field: the operation's own, else everybody's."""
    return table.get((operation, name)) or table.get(("*", name))
