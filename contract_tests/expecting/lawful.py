"""Laws of the arithmetic, held against the requests of a scene and their answers."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from django.db import connection

from contract_tests.expecting.reading import Answers, parsed
from contract_tests.laws import LAWS
from contract_tests.laws.reading import Asked


def broken(names: Sequence[str], answers: Answers) -> list[tuple[str, str]]:
    """Return the laws that do not hold, in their order, each with what is wrong.

    An answer in which a law does not find its way breaks it.

    Raises:
        KeyError: there is no law of this name.
    """
    asked = [_asked(answer) for answer in answers] if names else []
    found = []
    for name in names:
        law = LAWS[name]
        try:
            fault = law(asked)
        except (LookupError, TypeError, AttributeError, ValueError, StopIteration) as lost:
            fault = f"the answer has not the form it must have ({type(lost).__name__}: {lost})"
        if fault is not None:
            found.append((name, fault))
    return found


def writes_nothing(expected: bool, answers: Answers) -> str | None:
    """No request so far has written or locked a row: PostgreSQL gives a transaction an id only then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        written = bool(cursor.fetchone()[0])
    return "a row is written or locked" if expected and written else None


def _asked(answer: schemathesis.Response) -> Asked:
    body: Any = answer.request.body
    return Asked(
        body=json.loads(body) if body else None,
        status=answer.status_code,
        document=parsed(answer),
        path=urlsplit(str(answer.request.url)).path,
    )
