"""Reports that people of the world have saved: one of each entity, and more than one of some owners."""

from datetime import UTC, datetime, timedelta
from typing import Any

from apps.reports.models import ReportDefinition
from crm.management.world import add, world_id

_FIRST_DAY = datetime(2025, 9, 1, 3, tzinfo=UTC)
_COUNT = {"fn": "count"}
# definition: owner, specification
_DEFINITIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "admin": ("admin", {"entity": "applications", "group_by": ["stage"], "measures": [_COUNT]}),
    "bdm": (
        "bdm",
        {
            "entity": "repayments",
            "group_by": ["status"],
            "measures": [_COUNT, {"fn": "sum", "field": "amount"}],
            "order_by": ["-count"],
        },
    ),
    "broker": (
        "broker",
        {
            "entity": "fees",
            "filters": [{"field": "status", "op": "ne", "value": "waived"}],
            "group_by": ["kind", "status"],
            "measures": [{"fn": "sum", "field": "gross"}],
        },
    ),
    "bdm_stranger": ("bdm_stranger", {"entity": "documents", "group_by": ["title"], "measures": [_COUNT]}),
    "broker_stranger": ("broker_stranger", {"entity": "payments", "measures": [_COUNT]}),
    "second_bdm": (
        "bdm",
        {
            "entity": "applications",
            "group_by": ["reference", "broker_name"],
            "measures": [_COUNT],
            "limit": 5,
        },
    ),
    "second_broker": ("broker", {"entity": "documents", "group_by": ["title"], "measures": [_COUNT]}),
}


def build() -> None:
    """Create what is missing."""
    add(_definition(name, number) for number, name in enumerate(_DEFINITIONS))


def _definition(name: str, number: int) -> ReportDefinition:
    owner, spec = _DEFINITIONS[name]
    saved_at = _FIRST_DAY + timedelta(days=number)
    return ReportDefinition(
        id=world_id(f"report_definition/{name}"),
        owner_id=world_id(f"user/{owner}"),
        name=f"Figures {number} called {name.replace('_', '-')}",
        spec=spec,
        created_at=saved_at,
        updated_at=saved_at,
        created_by=world_id(f"user/{owner}"),
    )
