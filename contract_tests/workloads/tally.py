"""Count what the walks have shown of the stage graph; the summary of the run holds it against the model."""

from collections.abc import Collection

from contract_tests.model.loan_book import Verdict
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


def money_moved(word: str, verdict: Verdict) -> None:
    """A move about money was answered as it must be."""
    RECORDER.money[f"{word}: {'accepted' if verdict.is_accepted else 'refused'}"] += 1
    if len(verdict.codes) == 1:  # of several, any may have spoken
        RECORDER.money[f"code {min(verdict.codes)}"] += 1


def posted(kind: str) -> None:
    """An entry of this kind was seen in a journal for the first time."""
    RECORDER.money[f"posted {kind}"] += 1


def paper_moved(word: str, verdict: Verdict) -> None:
    """A move about documents, signatures or notes was answered as it must be."""
    RECORDER.papers[f"{word}: {'accepted' if verdict.is_accepted else 'refused'}"] += 1
    if len(verdict.codes) == 1:
        RECORDER.papers[f"code {min(verdict.codes)}"] += 1


def compared() -> None:
    """The bytes of a version were downloaded and compared."""
    RECORDER.papers["bytes compared"] += 1


def request_ended(state: str) -> None:
    """A move has ended a signature request, or came to one that had ended."""
    RECORDER.papers[f"request {state}"] += 1
