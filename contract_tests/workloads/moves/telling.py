"""Moves that tell people something, change who sees what, or what they wish to be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contract_tests.actors import ADMIN, EVERYBODY, Actor
from contract_tests.enumeration import due
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask
from contract_tests.model import access, registrar, telling
from contract_tests.model.access_world import WORLD, changed, rows
from contract_tests.model.documents import Document
from contract_tests.model.inbox import Inbox, Item
from contract_tests.model.loan_book import Verdict
from contract_tests.model.telling import Notice, Paper
from contract_tests.workloads import inbox_tally
from contract_tests.workloads.moves.papers import WORD, _version, file_of
from contract_tests.workloads.moves.sending import WHY, met
from contract_tests.workloads.walking import PAGE, Entry, Walk, untouched
from hooks.names import email

HEARS = "each_socket_hears_exactly_what_its_owner_is_told"
LISTED = "unread_count_is_what_the_list_shows_unread"
MAILED = "each_channel_is_chosen_for_itself"
NEWEST = {**PAGE, "ordering": "-seq"}


def tell(
    walk: Walk,
    step: Step,
    verdict: Verdict,
    notices: list[Notice],
    word: str,
    check: str = HEARS,
    more_mail: Mapping[str, int] | None = None,
    values: Mapping[str, Any] | None = None,
    to: Sequence[Notice] = (),
) -> Entry:
    """Send a write; whoever is to be told is, at once, and nobody else. Laws U6 and U7.

    Args:
        notices: what it tells when it is accepted; a refused one tells nothing.
        word: how reports call it.
        more_mail: that leaves besides, by user.
        values: that the answer must hold.
        to: what it tells besides, which is delivered already.
    """
    mails = dict(more_mail or {})
    if verdict.is_accepted:
        for user, count in walk.post.deliver(notices).items():
            mails[user] = mails.get(user, 0) + count
    expected: dict[str, Any] = {
        "status": [verdict.status],
        "hears": walk.post.hear(walk.book.world),
        "mailed": {email(user): count for user, count in mails.items()},
    }
    if verdict.codes:
        expected["codes_in"] = sorted(verdict.codes)
    if values:
        expected["values"] = dict(values)
    entry = walk.send(step.must(check, **expected), keep=True)
    heard = [*notices, *to] if verdict.is_accepted else []
    if walk.counted:
        inbox_tally.moved(word, verdict.is_accepted)
        inbox_tally.told(heard)
    look(walk, entry, {user for notice in heard for user in notice.to})
    return entry


def look(walk: Walk, entry: Entry, told: Any = ()) -> None:
    """Whoever has a socket, or was told, sees in the list what the model has. Laws U1, U8 and V9."""
    world = walk.book.world
    for actor in EVERYBODY:
        sockets = [name for name, line in walk.post.lines.items() if line.actor == actor]
        if not sockets and actor.name not in told:
            continue
        items = sorted(walk.post.visible(world, actor), key=lambda item: -item.seq)
        shown = [
            [item.seq, item.type, walk.id_of(item.application) if item.application else None, item.is_read]
            for item in items
        ]
        more: dict[str, Any] = {"as_heard": {"answer": entry, "sockets": sockets}} if sockets else {}
        listed = ask("notification_list", actor, query=NEWEST)
        walk.send(listed.must(LISTED, status=[200], inbox=shown, **more))
        counted = ask("notification_unread_count", actor)
        walk.send(counted.must(LISTED, status=[200], counts=walk.post.by_type(world, actor)))


def begin(walk: Walk) -> None:
    """Learn what everybody was told, and what is due; once in a walk, before anything is written."""
    if walk.post.inboxes:
        return
    for actor in EVERYBODY:
        shown = untouched(ask("notification_list", actor, query=NEWEST)).document["results"]
        known = {row["id"]: name for name, row in _applications(walk)}
        items = [
            Item(row["seq"], row["type"], known.get(row["application_id"], ""), row["is_read"])
            for row in reversed(shown)
        ]
        hidden = WORLD.get(f"notification/{actor.name}_hidden")
        if hidden is not None:  # the last one of each, unread
            last = max((item.seq for item in items), default=0) + 1
            items.append(Item(last, "application_stage_changed", hidden.application))
        walk.post.inboxes[actor.name] = Inbox(items, max((item.seq for item in items), default=0))
    walk.time.seeded = list(due.occasions(_shown))


def _shown(operation: str, reader: Actor) -> Any:
    return untouched(ask(operation, reader, query=PAGE)).document["results"]


def _applications(walk: Walk) -> Any:
    return [(name, {"id": walk.id_of(name)}) for name in rows(WORLD, "application")]


# --- what tells -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class MoveOn:
    """Move an application to another stage, or try to. Law U6."""

    actor: Actor
    application: str
    to: str
    comment: bool = True

    def play(self, walk: Walk) -> None:
        """Move it."""
        begin(walk)
        met(walk, self.application)
        verdict = walk.book.transition(
            self.actor, self.application, self.to, comment=self.comment, effective_on=None
        )
        notice = telling.moved(walk.book.world, self.application, self.actor.name)
        body = {"to": self.to, **({"comment": WHY} if self.comment else {})}
        step = ask("application_transition", self.actor, body, application_id=walk.id_of(self.application))
        tell(walk, step, verdict, [notice], "move an application")


@dataclass(frozen=True, slots=True)
class Hand:
    """Upload a document.

    Args:
        document: how the scenario calls it.
        owner: name of an application or a borrower.
    """

    actor: Actor
    document: str
    owner: str
    audience: str = "shared"

    def play(self, walk: Walk) -> None:
        """Upload it."""
        begin(walk)
        if self.owner.startswith("application/"):
            met(walk, self.owner)
        file, title = file_of("pdf", self.document), f"{WORD} {self.document}"
        new = Document(self.owner, "other", title, self.audience, self.actor.name, [])
        verdict = registrar.upload(
            walk.book, self.actor, self.document, new, _version("pdf", file), signable=True
        )
        about = Paper(self.document, self.owner, self.audience, self.actor.name)
        notices = []
        if verdict.is_accepted:
            notices = [telling.uploaded(walk.book.world, about, self.actor.name)]
        owner = {f"{self.owner.partition('/')[0]}_id": walk.id_of(self.owner)}
        parts: dict[str, Any] = {
            "type": "other",
            "audience": self.audience,
            "title": title,
            **owner,
            "file": file,
        }
        step = ask("document_create", self.actor).form(parts)
        entry = tell(walk, step, verdict, notices, "upload a document")
        if verdict.is_accepted:
            walk.made[self.document] = entry.document["id"]


@dataclass(frozen=True, slots=True)
class HandOver:
    """Give an application to another broker: who had it hears of it no more. Law V9."""

    application: str
    broker: str

    def play(self, walk: Walk) -> None:
        """Give it."""
        begin(walk)
        met(walk, self.application)
        before = walk.book.world
        old = before[self.application]
        kept = old.bdm if old.bdm and before[old.bdm].branch == before[self.broker].branch else ""
        walk.book.world = changed(before, self.application, broker=self.broker, bdm=kept)
        notice = telling.handed_over(before, walk.book.world, self.application, ADMIN.name)
        step = ask(
            "application_update",
            ADMIN,
            {"broker_id": walk.id_of(self.broker)},
            application_id=walk.id_of(self.application),
        )
        tell(walk, step, Verdict(200), [notice], "hand an application over")


@dataclass(frozen=True, slots=True)
class Entrust:
    """Give an application to a BDM."""

    application: str
    bdm: str

    def play(self, walk: Walk) -> None:
        """Give it."""
        begin(walk)
        met(walk, self.application)
        before = walk.book.world
        walk.book.world = changed(before, self.application, bdm=self.bdm)
        notice = telling.handed_over(before, walk.book.world, self.application, ADMIN.name)
        which = walk.id_of(self.application)
        step = ask("application_update", ADMIN, {"bdm_id": walk.id_of(self.bdm)}, application_id=which)
        tell(walk, step, Verdict(200), [notice], "hand an application over")


@dataclass(frozen=True, slots=True)
class TakeAway:
    """Take a borrower off an application, or put one on: nobody is told, but what is seen changes."""

    application: str
    borrower: str

    def play(self, walk: Walk) -> None:
        """Do it."""
        begin(walk)
        file = met(walk, self.application)
        which = walk.id_of(self.application)
        if self.borrower in file.borrowers:
            verdict = walk.book.unlink(ADMIN, self.application, self.borrower)
            path: dict[str, Any] = {"application_id": which, "borrower_id": walk.id_of(self.borrower)}
            step = ask("application_borrower_unlink", ADMIN, **path)
        else:
            verdict = walk.book.link_borrower(ADMIN, self.application, self.borrower, "co_borrower")
            body = {"borrower_id": walk.id_of(self.borrower), "role": "co_borrower"}
            step = ask("application_borrower_link", ADMIN, body, application_id=which)
        tell(walk, step, verdict, [], "change the borrowers")


@dataclass(frozen=True, slots=True)
class MoveBranch:
    """Move a broker to another branch, and the book along. Law V9."""

    broker: str
    branch: str

    def play(self, walk: Walk) -> None:
        """Move the broker."""
        begin(walk)
        book = [name for name in rows(WORLD, "application") if WORLD[name].broker == self.broker]
        for name in book:
            if name in walk.book.applications:
                met(walk, name)
        world = changed(walk.book.world, self.broker, branch=self.branch)
        for name in rows(world, "application"):
            row = world[name]
            if row.broker == self.broker and row.bdm and world[row.bdm].branch != self.branch:
                world = changed(world, name, bdm="")
        walk.book.world = world
        body = {"branch_id": walk.id_of(self.branch)}
        step = ask("broker_update", ADMIN, body, broker_id=walk.id_of(self.broker))
        tell(walk, step, Verdict(200), [], "move a branch")


@dataclass(frozen=True, slots=True)
class Wish:
    """Say by which channels one wants to hear of a type, and how often mails are to come."""

    actor: Actor
    type: str
    in_app: bool
    email: bool
    digest: str = ""

    def play(self, walk: Walk) -> None:
        """Say so."""
        begin(walk)
        is_refused = self.type == "system" and not self.in_app
        verdict = Verdict(400 if is_refused else 200)
        if verdict.is_accepted:
            wishes = walk.post.wishes.setdefault(self.actor.name, {})
            wishes.update({(self.type, "in_app"): self.in_app, (self.type, "email"): self.email})
            if self.digest:
                walk.post.digests[self.actor.name] = self.digest
        body: dict[str, Any] = {"matrix": {self.type: {"in_app": self.in_app, "email": self.email}}}
        if self.digest:
            body["digest"] = self.digest
        step = ask("notification_preferences_update", self.actor, body)
        tell(walk, step, verdict, [], "say what one wishes", MAILED)


def sees(walk: Walk, actor: Actor, application: str) -> bool:
    """Whether somebody sees an application as the world is now."""
    return access.sees(actor, application, walk.book.world)
