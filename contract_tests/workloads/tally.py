"""Count what the walks have shown of the stage graph; the summary of the run holds it against the model."""

from collections.abc import Collection

from contract_tests.model.stage_graph import Edge
from contract_tests.recorder import RECORDER


def taken(edge: Edge, role: str) -> None:
    """An edge was taken."""
    RECORDER.stages.taken.add(f"{edge.name} by {role}")


def forbidden(edge: Edge, role: str) -> None:
    """An edge was refused to a role that may not take it."""
    RECORDER.stages.forbidden.add(f"{edge.name} by {role}")


def no_edge(come_from: str, to: str, role: str) -> None:
    """A move that is no edge was refused."""
    RECORDER.stages.no_edges.add(f"{come_from} -> {to} by {role}")


def guards(edge: Edge, unmet: Collection[str]) -> None:
    """The API has said which guards of an edge do not hold."""
    RECORDER.stages.unmet |= set(unmet)
    RECORDER.stages.met |= edge.guards - set(unmet)
