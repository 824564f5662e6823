"""Reports, saved ones, and the global search."""

from typing import Any

from hooks.aims.base import DROP, Aim, BodyAim, Drawn, Place, by_caller

# Words of which each finds things of several types in the world.
_WORDS = ("ee", "home", "kin", "app-2025", "called", "receipt", "purpose of", "world", "nowhere")
_DAYS = ("date_from", "date_to")


def _columns(spec: Any) -> set[str]:
    """Return the columns that a custom report has."""
    measures = [each for each in spec.get("measures") or () if isinstance(each, dict)]
    named = {
        f"{each.get('fn')}_{each['field']}" if "field" in each else str(each.get("fn")) for each in measures
    }
    return named | set(spec.get("group_by") or ())


def spec(drawn: Drawn) -> dict[str, Any]:
    """Order a report by columns that it has."""
    asked = drawn.body.get("order_by")
    if drawn.about or not isinstance(asked, list) or drawn.lot % 12 == 11:
        return {}
    known = _columns(drawn.body)
    kept = [name for name in asked if str(name).removeprefix("-") in known]
    if kept == asked:
        return {}
    return {"order_by": kept} if kept else {"order_by": DROP}


PATH: dict[Place, Aim] = {
    ("*", "report_definition_id"): by_caller(
        "report_definition",
        "admin",
        admin="admin bdm broker bdm_stranger broker_stranger second_bdm second_broker",
        bdm="bdm second_bdm",
        broker="broker second_broker",
        bdm_stranger="bdm_stranger",
        broker_stranger="broker_stranger",
    ),
}
QUERY: dict[Place, Aim] = {
    ("search_list", "search"): lambda lot, caller: _WORDS[lot % len(_WORDS)],
}
BODIES: dict[str, BodyAim] = {"report_custom": spec}
# Borrowers have no reports: domain.md, section 10.
WITHOUT: dict[str, str] = dict.fromkeys(("report_definition_results", "report_definition_delete"), "B")
