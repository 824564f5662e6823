"""Guards whose facts no app holds yet, and the edges that wait for them: a list that may only shrink."""

import re
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from contract_tests.model import stage_graph

FILE = Path(__file__).resolve().parent.parent / "awaited_guards.yaml"
_HERE = f"contract_tests/{FILE.name}"


@cache
def _document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return loaded


def guards() -> frozenset[str]:
    """Return the guards that nothing can meet."""
    return frozenset(_document()["guards"] or ())


def edges() -> frozenset[str]:
    """Return the names of the edges that cannot be taken."""
    return frozenset(_document()["edges"] or ())


def takeable() -> frozenset[str]:
    """Return the names of all other edges."""
    return frozenset(edge.name for edge in stage_graph.EDGES) - edges()


def outdated(operations: Iterable[tuple[str, str]]) -> list[str]:
    """Return what is wrong with the list itself.

    Args:
        operations: method and path below the version of every operation of the contract.
    """
    there = {f"{method} {re.sub(r'{[^}]*}', '{}', path)}" for method, path in operations}
    waiting = {edge.name for edge in stage_graph.EDGES if edge.guards & guards()}
    return [
        *(f"{_HERE} awaits {name}, which is no guard of the graph" for name in guards() - stage_graph.GUARDS),
        *(
            f"{_HERE} awaits the guard {name} of {one['app']}, but {one['until']} is in the contract now: "
            "please take guard and edges off the list, and let contract_tests/model/lifecycle.py answer it"
            for name, one in (_document()["guards"] or {}).items()
            if one["until"] in there
        ),
        *(f"{_HERE} lists the edge {name}, but none of its guards is awaited" for name in edges() - waiting),
        *(
            f"{_HERE} does not list the edge {name}, but it has an awaited guard"
            for name in waiting - edges()
        ),
    ]


def contradicted(taken: Collection[str], met: Collection[str]) -> list[str]:
    """Return what a run has shown of the list to be wrong.

    Args:
        taken: names of edges that were taken.
        met: guards that an application has met.
    """
    off = "please take it off the list: the list may only shrink"
    return [
        *(
            f"{_HERE} awaits the guard {name}, but an application has met it; {off}"
            for name in guards() & set(met)
        ),
        *(f"{_HERE} lists the edge {name}, but it was taken; {off}" for name in edges() & set(taken)),
        *(
            f"the edge {name} was never taken: the API refuses it, or it waits for an app that does not "
            f"exist yet; then list it in {_HERE}"
            for name in takeable() - set(taken)
        ),
    ]
