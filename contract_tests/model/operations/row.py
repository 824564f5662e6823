"""One row of the table of operations, and how it is written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Args:
        number: in domain.md; 64 stands for 64a too.
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


def row(number: int, name: str, method: str, path: str, roles: str, statuses: str, takes: str = "") -> Row:
    """Return a row written in words."""
    return Row(
        number, name, method, path, frozenset(roles.split()), frozenset(map(int, statuses.split())), takes
    )


def coded(app: str, names: str) -> frozenset[str]:
    """Return the rule codes called `names` of one app."""
    return frozenset(f"{app}.{name}" for name in names.split())
