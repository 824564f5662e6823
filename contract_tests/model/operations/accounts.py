"""Operations 1 to 17: signing in, and users."""

from contract_tests.model.operations.row import Row, row

_PREFERENCES = "/users/me/notification-preferences/"
# fmt: off
TABLE: tuple[Row, ...] = (
    row(1, "auth_login", "POST", "/auth/login/", "P", "200 400 401 429", "B"),
    row(2, "auth_refresh", "POST", "/auth/refresh/", "P", "200 400 401", "B"),
    row(3, "auth_verify", "POST", "/auth/verify/", "P", "200 400 401", "B"),
    row(4, "auth_logout", "POST", "/auth/logout/", "A M K B", "204 400", "B"),
    row(5, "auth_password_change", "POST", "/auth/password/change/", "A M K B", "204 400", "B"),
    row(6, "auth_password_reset", "POST", "/auth/password/reset/", "P", "202 400 429", "B"),
    row(7, "auth_password_reset_confirm", "POST", "/auth/password/reset/confirm/", "P", "204 400", "B"),
    row(8, "user_list", "GET", "/users/", "A", "200", "L"),
    row(9, "user_create", "POST", "/users/", "A", "201 400", "BK"),
    row(10, "user_retrieve", "GET", "/users/{user_id}/", "A self", "200"),
    row(11, "user_update", "PATCH", "/users/{user_id}/", "A", "200 400 409 412", "BI"),
    row(12, "user_deactivate", "POST", "/users/{user_id}/deactivate/", "A", "200 409", "K"),
    row(13, "profile_retrieve", "GET", "/users/me/", "A M K B", "200"),
    row(14, "profile_update", "PATCH", "/users/me/", "A M K B", "200 400 412", "BI"),
    row(15, "profile_permissions", "GET", "/users/me/permissions/", "A M K B", "200"),
    row(16, "notification_preferences_retrieve", "GET", _PREFERENCES, "A M K B", "200"),
    row(17, "notification_preferences_update", "PATCH", _PREFERENCES, "A M K B", "200 400", "BI"),
)
# fmt: on
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
        {
            "accounts.user_not_found",
            "accounts.email_taken",
            "accounts.last_active_admin",
            "accounts.profile_exists",
        }
    ),
    "user_deactivate": frozenset(
        {"accounts.user_not_found", "accounts.user_not_active", "accounts.last_active_admin"}
    ),
}
