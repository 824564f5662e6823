"""Who is told of what by which write, and by which channel. Source: domain.md, section 9, law U6.

Recipients are the people of the intended roles who can see the object now, less whoever did it. Where the
requirements leave the roles open, docs/decisions/0019 says them. Rows and people go by their names in the
world. What time brings is told in `reminding`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contract_tests.model import access, audience
from contract_tests.model.access_world import World, kind_of

TYPES = (
    "application_assigned",
    "application_stage_changed",
    "document_uploaded",
    "signature_requested",
    "signature_completed",
    "fee_due",
    "repayment_upcoming",
    "repayment_overdue",
    "note_reminder",
    "system",
)
CHANNELS = ("in_app", "email")
ALWAYS = ("system", "in_app")  # the one cell that nobody can switch off
# What a user wishes, by type and channel; whatever it does not name is switched on.
Wishes = Mapping[tuple[str, str], bool]


@dataclass(frozen=True, slots=True)
class Person:
    """A user, as `access` looks at one."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document or a note, as far as it decides who is told of it.

    Args:
        owner: name of the application or the borrower.
        author: name of the user who made it.
    """

    name: str
    owner: str
    audience: str
    author: str

    @property
    def application(self) -> str:
        """Name of its application; empty when it belongs to a borrower."""
        return self.owner if kind_of(self.owner) == "application" else ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What some people are told at once: one notification for each of them.

    Args:
        about: name of the object that it links to.
        application: empty when it belongs to none.
        to: names of users.
        by: name of the user who did it; empty for nobody.
    """

    type: str
    about: str
    application: str
    to: frozenset[str]
    by: str = ""

    def reaching(self, channel: str, wishes: Mapping[str, Wishes]) -> frozenset[str]:
        """Return whom it reaches by a channel: each channel is asked for itself. Law U5."""
        cell = (self.type, channel)
        return frozenset(name for name in self.to if cell == ALWAYS or wishes.get(name, {}).get(cell, True))


def person(world: World, name: str) -> Person:
    """Return a user."""
    return Person(name, world[f"user/{name}"].role)


def paper(world: World, name: str) -> Paper:
    """Return a document or a note of the world."""
    row = world[name]
    return Paper(name, row.application or row.borrower, row.audience, row.author)


# --- who has to do with it --------------------------------------------------------------------------------
def parties(world: World, application: str, roles: str = "MKB") -> frozenset[str]:
    """Return who signs in and works on an application, or stands on it.

    "BDM" is the application's own, not everybody of the branch.
    """
    row = world[application]
    known = {"M": [row.bdm], "K": [row.broker], "B": list(row.borrowers)}
    profiles = [profile for role in roles for profile in known[role] if profile]
    return frozenset(world[profile].user for profile in profiles if world[profile].user)


def _owners(world: World, owner: str) -> frozenset[str]:
    """Return who has to do with the owner of a paper: of a borrower, the borrower and the broker."""
    if kind_of(owner) == "application":
        return parties(world, owner)
    broker = world[owner].broker
    found = (world[owner].user, world[broker].user if broker else "")
    return frozenset(filter(None, found))


def _active(world: World, names: Iterable[str]) -> list[Person]:
    """Return those who can sign in at all."""
    return [person(world, name) for name in names if world[f"user/{name}"].is_active]


def seeing(world: World, application: str, names: Iterable[str]) -> frozenset[str]:
    """Return those of these users who see an application."""
    people = _active(world, names)
    return frozenset(each.name for each in people if access.sees(each, application, world))


def reading(world: World, about: Paper, names: Iterable[str]) -> frozenset[str]:
    """Return those of these users who may read a paper. Law V8."""
    return frozenset(
        each.name
        for each in _active(world, names)
        if access.sees(each, about.owner, world) and audience.allows(each, about.audience, about.author)
    )


# --- what each write tells --------------------------------------------------------------------------------
def moved(world: World, application: str, by: str) -> Notice:
    """Return what a move tells: broker, BDM and borrowers."""
    to = seeing(world, application, parties(world, application)) - {by}
    return Notice("application_stage_changed", application, application, to, by)


def created(world: World, application: str, by: str) -> Notice:
    """Return what a creation tells: nothing but its assignment to the BDM."""
    return _assigned(world, application, "M", by)


def handed_over(before: World, after: World, application: str, by: str) -> Notice:
    """Return what a change of broker or BDM tells: whoever has it now and had not."""
    old, new = before[application], after[application]
    changed = (("K", old.broker, new.broker), ("M", old.bdm, new.bdm))
    return _assigned(after, application, "".join(role for role, was, now in changed if was != now), by)


def _assigned(world: World, application: str, roles: str, by: str) -> Notice:
    to = seeing(world, application, parties(world, application, roles)) - {by}
    return Notice("application_assigned", application, application, to, by)


def uploaded(world: World, about: Paper, by: str) -> Notice:
    """Return what the upload of a document, or of a further version, tells; to generate one tells nothing."""
    return _read("document_uploaded", world, about, _owners(world, about.owner), by)


def asked_to_sign(world: World, about: Paper, by: str, signers: Iterable[str] = ()) -> Notice:
    """Return what a signature request tells.

    Args:
        signers: those of the signers whose addresses are users'.
    """
    return _read("signature_requested", world, about, _owners(world, about.owner) | {*signers}, by)


def all_signed(world: World, about: Paper, asked_by: str) -> Notice:
    """Return what the last signature tells; who signs by a token is nobody's user, so nobody is left out."""
    return _read("signature_completed", world, about, _owners(world, about.owner) | {asked_by})


def _read(kind: str, world: World, about: Paper, names: Iterable[str], by: str = "") -> Notice:
    return Notice(kind, about.name, about.application, reading(world, about, names) - {by}, by)
