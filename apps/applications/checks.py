"""What must be wired at start-up: nobody finds out from a refusal that a question has no answer."""

from typing import Any

from django.core.checks import CheckMessage, Error

from apps.accounts import visibility
from apps.applications import guards


def wiring(**options: Any) -> list[CheckMessage]:
    """Return what is not answered, and what need not be waited for any more."""
    return [
        *(
            Error(
                f"No app answers the guard {guard}.",
                hint="Please call applications.guards.register in the apps.py of the app that knows.",
                id="applications.E001",
            )
            for guard in guards.unanswered()
        ),
        *(
            Error(
                f"The guard {guard} is answered, and still awaited.",
                hint="Please take it out of applications.guards.AWAITED.",
                id="applications.E002",
            )
            for guard in guards.answered_though_awaited()
        ),
        *(
            []
            if visibility.is_answered()
            else [
                Error(
                    "No app answers who may see which application.",
                    hint="Please call accounts.visibility.register in the apps.py of applications.",
                    id="applications.E003",
                )
            ]
        ),
    ]
