"""Operations 18 to 22 and 119: what people are told, and what the clock asks for."""

from contract_tests.model.operations.row import Row, coded, row

_NOTIFICATIONS = "/notifications/"
_NOTIFICATION = f"{_NOTIFICATIONS}{{notification_id}}/"
# fmt: off
TABLE: tuple[Row, ...] = (
    row(18, "notification_list", "GET", _NOTIFICATIONS, "A M K B", "200", "L"),
    row(19, "notification_retrieve", "GET", _NOTIFICATION, "A M K B", "200"),
    row(20, "notification_update", "PATCH", _NOTIFICATION, "A M K B", "200 400", "BI"),
    row(21, "notification_mark_read", "POST", f"{_NOTIFICATIONS}mark-read/", "A M K B", "200 400", "BK"),
    row(22, "notification_unread_count", "GET", f"{_NOTIFICATIONS}unread-count/", "A M K B", "200"),
    row(119, "reminders_create", "POST", "/maintenance/reminders/", "A", "200 400", "BK"),
)
# fmt: on
_FOUND = coded("notifications", "notification_not_found")
CODES: dict[str, frozenset[str]] = {
    "notification_retrieve": _FOUND,
    "notification_update": _FOUND,
    "notification_mark_read": coded("notifications", "ids_or_all unknown_notification"),
}
