"""The run on one page, for people who do not read JSON: `reports/contract/report.html`."""

from pathlib import Path
from typing import Any

from django.template import Context, Engine

from contract_tests import channel_tallies, inbox_tallies, live_tallies, paper_tallies, profiles, tallies

_TEMPLATE = Path(__file__).parent / "templates" / "report.html"
# The columns are the customer's list of what every operation must show.
COLUMNS = {
    "success": "Success",
    "validation_error": "Validation error",
    "permission_error": "Permission error",
    "not_found": "Not found",
    "edge_case": "Edge case",
    "token_expiry": "Expired sign-in",
}


def write(summary: dict[str, Any]) -> Path:
    """Write the page for `summary` (the document of summary.json) and return its path."""
    page = Engine(autoescape=True).from_string(_TEMPLATE.read_text()).render(Context(_context(summary)))
    path = profiles.REPORTS / "report.html"
    path.write_text(page)
    return path


def _context(summary: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {"operation": name, "cells": [_cell(cells[column]) for column in COLUMNS]}
        for name, cells in summary["matrix"].items()
    ]
    shown = [cell for row in rows for cell in row["cells"] if cell["kind"] != "impossible"]
    return {
        "summary": summary,
        "clean": not summary["failures"] and not summary["errors"] and summary["complete"],
        "columns": list(COLUMNS.values()),
        "rows": rows,
        "shown": sum(cell["kind"] == "shown" for cell in shown),
        "possible": len(shown),
        "reach": [
            (phase, f"{one['ratio']:.0%}")
            for phase, one in summary["reach"].items()
            if one["ratio"] is not None
        ],
        "stages": tallies.told(summary["stages"]),
        "money": tallies.told_of_money(summary["money"]),
        "papers": paper_tallies.told(summary["papers"]),
        "channel": channel_tallies.told(summary["channel"]),
        "live": live_tallies.told(summary["live"]),
        "inboxes": inbox_tallies.told(summary["inboxes"]),
        "meetings": tallies.told_of_meetings(summary["meetings"]),
        "tests": [
            (name.removeprefix("test_").replace("_", " "), n)
            for name, n in summary["cases"]["by_test"].items()
        ],
    }


def _cell(value: int | str) -> dict[str, str]:
    if isinstance(value, str):
        return {"kind": "impossible", "text": "\u2013", "why": value.removeprefix("n/a: ")}
    return {"kind": "shown" if value else "empty", "text": str(value), "why": ""}
