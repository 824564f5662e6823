"""Who may see which row. Source: domain.md, section 3; written from the description of the world's rows.

A row type of its own needs three things here: its rows in `access_world`, a rule in `_RULES`, and, when a
list shows it below another object, a line in `NESTED`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from contract_tests.model.access_world import WORLD, World, kind_of, row_id, rows

HERE = "contract_tests/model/access.py"


class Viewer(Protocol):
    """Who looks: a user of the world and a role letter; an empty name for nobody."""

    @property
    def name(self) -> str: ...

    @property
    def role(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Named:
    """A viewer, and nothing but that."""

    name: str
    role: str


class NobodyHasSaid(AssertionError):
    """The oracle does not know an identifier, a row type or a list."""


# --- profiles -------------------------------------------------------------------------------------------
def _own(world: World, viewer: Viewer, kind: str) -> list[str]:
    """Return the viewer's own profiles: none for an inactive broker, who therefore sees nothing."""
    return [name for name in rows(world, kind) if world[name].user == viewer.name and world[name].is_active]


def _branches(world: World, viewer: Viewer) -> set[str]:
    """Return the branches that the viewer belongs to."""
    own = {"M": "bdm", "K": "broker"}.get(viewer.role)
    return {world[name].branch for name in _own(world, viewer, own)} if own else set()


# --- the rules, one for each row type -------------------------------------------------------------------
def _application(world: World, viewer: Viewer, name: str) -> bool:
    """The one function of the requirements: everything else follows from it."""
    row = world[name]
    match viewer.role:
        case "M":
            return world[row.broker].branch in _branches(world, viewer)
        case "K":
            return row.broker in _own(world, viewer, "broker")
        case "B":
            return bool(set(row.borrowers) & set(_own(world, viewer, "borrower")))
    return False


def _linked(world: World, viewer: Viewer, name: str) -> bool:
    """Whether a borrower or guarantor stands on an application that the viewer sees."""
    return any(
        name in (*world[each].borrowers, *world[each].guarantors) and _application(world, viewer, each)
        for each in rows(world, "application")
    )


def _borrower(world: World, viewer: Viewer, name: str) -> bool:
    if viewer.role == "B":
        return name in _own(world, viewer, "borrower")  # co-borrowers are shown by name only
    owner = world[name].broker
    own = _own(world, viewer, "broker") if viewer.role == "K" else []
    mine = owner in own or (
        viewer.role == "M" and owner != "" and world[owner].branch in _branches(world, viewer)
    )
    return mine or _linked(world, viewer, name)


def _guarantor(world: World, viewer: Viewer, name: str) -> bool:
    if viewer.role == "B":
        return False  # shown by name only
    return _borrower(world, viewer, world[name].borrower) or _linked(world, viewer, name)


def _branch(world: World, viewer: Viewer, name: str) -> bool:
    return name in _branches(world, viewer)


def _bdm(world: World, viewer: Viewer, name: str) -> bool:
    return world[name].branch in _branches(world, viewer)


def _broker(world: World, viewer: Viewer, name: str) -> bool:
    if viewer.role == "K":
        return name in _own(world, viewer, "broker")  # of the branch, only themselves
    return world[name].branch in _branches(world, viewer)


def _of_application(world: World, viewer: Viewer, name: str) -> bool:
    application = world[name].application
    return application != "" and _application(world, viewer, application)  # else the office's own


def _fee_definition(world: World, viewer: Viewer, name: str) -> bool:
    return viewer.role in "MK"  # one catalogue for all who sell


# Who reads what was written for whom; the author always does. Source: domain.md, section 3.
READERS: Mapping[str, str] = {"private": "", "internal": "AM", "broker": "AMK", "shared": "AMKB"}


def _written(world: World, viewer: Viewer, name: str) -> bool:
    """Whether the viewer sees what it belongs to, and is among those it was written for."""
    row = world[name]
    if not sees(viewer, row.application or row.borrower, world):
        return False
    return viewer.name == row.author or viewer.role in READERS[row.audience]


def _signature_request(world: World, viewer: Viewer, name: str) -> bool:
    return _written(world, viewer, world[name].document)


def _notification(world: World, viewer: Viewer, name: str) -> bool:
    """Whether it is the viewer's own, and about nothing out of sight."""
    row = world[name]
    return viewer.name == row.reader and (row.application == "" or sees(viewer, row.application, world))


def _own_report(world: World, viewer: Viewer, name: str) -> bool:
    return world[name].author == viewer.name


def _user(world: World, viewer: Viewer, name: str) -> bool:
    return name == f"user/{viewer.name}"


_RULES: Mapping[str, Callable[[World, Viewer, str], bool]] = {
    "user": _user,
    "branch": _branch,
    "bdm": _bdm,
    "broker": _broker,
    "borrower": _borrower,
    "guarantor": _guarantor,
    "application": _application,
    "security_property": _of_application,
    "fee_definition": _fee_definition,
    "document": _written,
    "note": _written,
    "signature_request": _signature_request,
    "notification": _notification,
    "report_definition": _own_report,
    **dict.fromkeys(
        ("fee", "funding_table", "repayment_schedule", "repayment", "payment", "ledger_entry"),
        _of_application,
    ),
}
KINDS = frozenset(_RULES)
# Rows that even an admin does not see all of.
KEPT_FROM_ALL = frozenset({"document", "note", "signature_request", "notification"})
# Rows that are one user's own: a larger role does not see more of them.
PERSONAL = frozenset({"notification", "report_definition"})


def sees(viewer: Viewer, name: str, world: World = WORLD) -> bool:
    """Whether the viewer sees a row; an admin sees all but what is private, nobody sees none."""
    if world is WORLD:
        return _sees_in_the_world(viewer.name, viewer.role, name)
    return _sees(viewer, name, world)


@cache
def _sees_in_the_world(viewer: str, role: str, name: str) -> bool:
    """Answer for WORLD, which never changes: every enumeration asks the same again."""
    return _sees(_Named(viewer, role), name, WORLD)


def _sees(viewer: Viewer, name: str, world: World) -> bool:
    if name not in world or not viewer.name:
        return False
    if viewer.role == "A" and kind_of(name) not in KEPT_FROM_ALL:
        return True
    return _RULES[kind_of(name)](world, viewer, name)


def visible(viewer: Viewer, kind: str, world: World = WORLD) -> list[str]:
    """Return the names of the rows of one type that the viewer sees."""
    return [name for name in rows(world, kind) if sees(viewer, name, world)]


def ids(names: list[str]) -> list[str]:
    """Return the ids of rows."""
    return [row_id(name) for name in names]


def mentioned(viewer: Viewer, world: World = WORLD) -> set[str]:
    """Return every row whose id the viewer may meet: what they see, and what that is linked to.

    A borrower meets the ids of broker, branch and bdm in the own application, and of nobody else on it.
    """
    found = {name for name in world if sees(viewer, name, world)}
    for name in list(found):
        row = world[name]
        links = [row.branch, row.broker, row.bdm, row.borrower, row.application, row.definition, row.document]
        links += [
            f"user/{row.user}" if row.user else "",
            f"user/{row.author}" if row.author else "",
            world[row.broker].branch if row.broker else "",
        ]
        links += () if viewer.role == "B" else (*row.borrowers, *row.guarantors)
        found |= {link for link in links if link}
    return found


def listed(viewer: Viewer, kind: str, operation: str, world: World = WORLD) -> list[str]:
    """Return the names of the rows that a list shows when it is asked for nothing in particular."""
    _, link = UNLESS_ASKED.get(operation, ("", ""))
    names = visible(viewer, kind, world)
    return [name for name in names if not link or world[getattr(world[name], link)].is_active]


# --- what the contract's identifiers and lists are about ------------------------------------------------
# Identifiers whose name is not that of a row type with `_id`.
_IDENTIFIERS: Mapping[str, str] = {
    "default_bdm_id": "bdm",
    "uid": "user",
    "definition_id": "fee_definition",
    "schedule_id": "repayment_schedule",
    "author_id": "user",
    "ids": "notification",
}
# Lists below another object that a flat list shows too: the row type, and the link to the object of the path.
NESTED: Mapping[str, tuple[str, str]] = {"broker_application_list": ("application", "broker")}
# The same for what no flat list shows.
BELOW: Mapping[str, tuple[str, str]] = {
    "funding_table_list": ("funding_table", "application"),
    "repayment_schedule_list": ("repayment_schedule", "application"),
}
# Lists that leave out what belongs to an inactive object, unless they are asked for that object: the
# parameter that asks, and the link to it.
UNLESS_ASKED: Mapping[str, tuple[str, str]] = {"repayment_list": ("schedule_id", "schedule")}
# Lists that grow by what others write, and the query that asks for what was there before.
TOLD_BEFORE: Mapping[str, Mapping[str, str]] = {"notification_list": {"created_before": "2026-01-01"}}
# Lists of whose rows nobody reads one alone: the row type.
LISTED: Mapping[str, str] = {
    "fee_definition_list": "fee_definition",
    "ledger_entry_list": "ledger_entry",
    "report_definition_list": "report_definition",
}
# Lists of what other lists show, of every type in one: what they find is asked in `enumeration.finding`.
MIXED = frozenset({"search_list"})
# Lists whose rows are no rows of the world: what is shown of them is judged by what they belong to.
OF_THEIR_OBJECT = frozenset({"application_stage_history", "application_event_list"})
# (operation, field) -> roles that may not change the field, whatever they put into it: a 403 before any look.
RESERVED: Mapping[tuple[str, str], str] = {
    ("application_update", "broker_id"): "K",
    ("application_update", "bdm_id"): "K",
    ("borrower_update", "user_id"): "MK",
    ("broker_update", "user_id"): "M",
}


# Fields of which a body names exactly one.
ONE_OF: Mapping[str, tuple[str, ...]] = {
    "document_create": ("application_id", "borrower_id"),
    "note_create": ("application_id", "borrower_id"),
    "notification_mark_read": ("ids", "all"),
}
# Filters by an id that rows show to everybody who sees them: that its object is not seen hides no row.
SHOWN_BY_ROWS = frozenset({("note_list", "author_id")})


def kind_named(operation: str, identifier: str) -> str:
    """Return the row type that an identifier names.

    Raises:
        NobodyHasSaid: nobody has named it.
    """
    kind = _IDENTIFIERS.get(identifier) or identifier.removesuffix("_id")
    if kind not in KINDS:
        raise NobodyHasSaid(f"which rows does {identifier} of {operation} name? Please say so in {HERE}")
    return kind
