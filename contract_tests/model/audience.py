"""Who reads what is written about a loan: one scale for notes and documents. Source: domain.md, section 3."""

from collections.abc import Mapping

from contract_tests.model.access import Viewer

# The roles that an audience includes; whoever wrote it always reads it.
READERS: Mapping[str, str] = {"private": "", "internal": "AM", "broker": "AMK", "shared": "AMKB"}
AUDIENCES = tuple(READERS)


def allows(viewer: Viewer, audience: str, author: str) -> bool:
    """Whether an audience includes the viewer.

    Args:
        author: name of the actor who wrote it; empty for nobody.
    """
    return viewer.name == author or viewer.role in READERS[audience]


def may_choose(viewer: Viewer, audience: str, author: str) -> bool:
    """Whether somebody may choose an audience: it must include whoever chooses it."""
    return viewer.name == author if audience == "private" else viewer.role in READERS[audience]
