"""Where to aim: the tables, and how a body is fitted to them."""

from hooks.aims.accounts import LIVING, strong_password, user_id
from hooks.aims.base import DROP, KEEP, UNAIMED_SHARE, Aim, Place
from hooks.aims.documents import FILES
from hooks.aims.fitting import Fitting
from hooks.aims.tables import BODIES, FIELDS, HEADERS, HOLDERS, PARTS, PATH, QUERY, WITHOUT, aim_at

__all__ = [
    "BODIES",
    "DROP",
    "FIELDS",
    "FILES",
    "HEADERS",
    "HOLDERS",
    "KEEP",
    "LIVING",
    "PARTS",
    "PATH",
    "QUERY",
    "UNAIMED_SHARE",
    "WITHOUT",
    "Aim",
    "Fitting",
    "Place",
    "aim_at",
    "strong_password",
    "user_id",
]
