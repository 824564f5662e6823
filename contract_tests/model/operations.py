"""The operations as the requirements list them, written again. Source: domain.md, section 11."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Args:
        path: below `/api/v1`.
        roles: A M K B P T, and the relative ones.
        statuses: the operation's own.
        takes: B body, I If-Match, K Idempotency-Key, L list; what the derived statuses depend on.
    """

    number: int
    name: str
    method: str
    path: str
    roles: frozenset[str]
    statuses: frozenset[int]
    takes: str


def _row(number: int, name: str, method: str, path: str, roles: str, statuses: str, takes: str = "") -> Row:
    return Row(
        number, name, method, path, frozenset(roles.split()), frozenset(map(int, statuses.split())), takes
    )


_PREFERENCES = "/users/me/notification-preferences/"
# fmt: off
TABLE = (
    _row(1, "auth_login", "POST", "/auth/login/", "P", "200 400 401 429", "B"),
    _row(2, "auth_refresh", "POST", "/auth/refresh/", "P", "200 400 401", "B"),
    _row(3, "auth_verify", "POST", "/auth/verify/", "P", "200 400 401", "B"),
    _row(4, "auth_logout", "POST", "/auth/logout/", "A M K B", "204 400", "B"),
    _row(5, "auth_password_change", "POST", "/auth/password/change/", "A M K B", "204 400", "B"),
    _row(6, "auth_password_reset", "POST", "/auth/password/reset/", "P", "202 400 429", "B"),
    _row(7, "auth_password_reset_confirm", "POST", "/auth/password/reset/confirm/", "P", "204 400", "B"),
    _row(8, "user_list", "GET", "/users/", "A", "200", "L"),
    _row(9, "user_create", "POST", "/users/", "A", "201 400", "BK"),
    _row(10, "user_retrieve", "GET", "/users/{user_id}/", "A self", "200"),
    _row(11, "user_update", "PATCH", "/users/{user_id}/", "A", "200 400 409 412", "BI"),
    _row(12, "user_deactivate", "POST", "/users/{user_id}/deactivate/", "A", "200 409", "K"),
    _row(13, "profile_retrieve", "GET", "/users/me/", "A M K B", "200"),
    _row(14, "profile_update", "PATCH", "/users/me/", "A M K B", "200 400 412", "BI"),
    _row(15, "profile_permissions", "GET", "/users/me/permissions/", "A M K B", "200"),
    _row(16, "notification_preferences_retrieve", "GET", _PREFERENCES, "A M K B", "200"),
    _row(17, "notification_preferences_update", "PATCH", _PREFERENCES, "A M K B", "200 400", "BI"),
)
# fmt: on
# Rule codes of each operation; what Idempotency-Key and If-Match add is derived.
CODES: dict[str, frozenset[str]] = {
    "auth_login": frozenset({"accounts.invalid_credentials", "accounts.too_many_failures"}),
    "auth_refresh": frozenset({"accounts.invalid_token"}),
    "auth_verify": frozenset({"accounts.invalid_token"}),
    "auth_logout": frozenset({"accounts.invalid_refresh_token"}),
    "auth_password_change": frozenset(
        {"accounts.wrong_password", "accounts.weak_password", "accounts.too_many_failures"}
    ),
    "auth_password_reset": frozenset({"accounts.too_many_resets"}),
    "auth_password_reset_confirm": frozenset({"accounts.invalid_reset_token", "accounts.weak_password"}),
    "user_create": frozenset({"accounts.email_taken"}),
    "user_retrieve": frozenset({"accounts.user_not_found"}),
    "user_update": frozenset(
        {"accounts.user_not_found", "accounts.email_taken", "accounts.last_active_admin"}
    ),
    "user_deactivate": frozenset(
        {"accounts.user_not_found", "accounts.user_not_active", "accounts.last_active_admin"}
    ),
}
_EVERY_ROLE = frozenset("AMKB")
_OPEN = frozenset("PT")


def statuses(row: Row) -> frozenset[int]:
    """Return every status of an operation: its own, and those that section 11 derives.

    A relative role lets every role call: what it may not see is a 404, so there is no 403 of its own.
    """
    found = set(row.statuses) | {400, 405, 406, 429}
    if "{" in row.path or "L" in row.takes:
        found.add(404)
    if "I" in row.takes:
        found.add(412)
    if "K" in row.takes:
        found |= {409, 422}
    if "B" in row.takes:
        found |= {413, 415}
    if not row.roles & _OPEN:
        found.add(401)
        if not row.roles >= _EVERY_ROLE and "self" not in row.roles:
            found.add(403)
    return frozenset(found)


def codes(row: Row) -> frozenset[str]:
    """Return every rule code of an operation."""
    derived: set[str] = set()
    if "I" in row.takes:
        derived.add("request.stale")
    if "K" in row.takes:
        derived |= {"request.in_progress", "request.key_reused"}
    return CODES.get(row.name, frozenset()) | derived
