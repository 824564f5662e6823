"""What people are told, enumerated: who, by which channel, on which socket, what of it they have read."""

from collections.abc import Iterator, Sequence

from contract_tests.actors import ADMIN, BDM, BDM_STRANGER, BORROWER, BROKER, BROKER_STRANGER, Actor
from contract_tests.model.stage_graph import ASKS_FOR_MORE
from contract_tests.workloads.moves import Move
from contract_tests.workloads.moves.reminding import Owe, Remember, Remind
from contract_tests.workloads.moves.sockets import Ask, Connect, HangUp, Miss, Read, Replay, SetRead
from contract_tests.workloads.moves.summoning import Complete, Summon
from contract_tests.workloads.moves.telling import (
    Entrust,
    Hand,
    HandOver,
    MoveBranch,
    MoveOn,
    TakeAway,
    Wish,
)

Scenario = Sequence[Move]
FILE, OTHER = "application/inquiry", "application/sent_to_lender"
PARTIES = (BDM, BROKER, BORROWER)
MORE = ASKS_FOR_MORE
PAPER, REQUEST = "document/new_1", "signature_request/new_1"
SETTINGS = [(in_app, email) for in_app in (True, False) for email in (True, False)]
# Of the settled loan, the first instalment that is not paid falls due on 28 August 2024.
INTEREST, UPCOMING, OVERDUE = "2024-08-14", "2024-08-21", ("2024-08-31", "2024-09-04", "2024-09-07")
EXPIRING = "2025-05-29"


def _on(*actors: Actor) -> list[Move]:
    return [Connect(actor, f"{actor.name}_phone") for actor in actors]


def _asked_for_more(actor: Actor = ADMIN) -> Move:
    return MoveOn(actor, OTHER, MORE)


def told() -> Iterator[Scenario]:
    """Yield each way to tell somebody, by each role that may, with sockets of everybody open. Law U6."""
    everybody = _on(*PARTIES, ADMIN, BDM_STRANGER, BROKER_STRANGER)
    for actor in (ADMIN, BDM, BROKER):
        yield [*everybody, MoveOn(actor, FILE, "withdrawn")]
    for actor in (ADMIN, *PARTIES):
        for audience in ("private", "internal", "broker", "shared"):
            yield [*_on(*PARTIES), Hand(actor, "document/new_1", FILE, audience)]
    yield [*everybody, Hand(ADMIN, "document/new_1", "borrower/borrower")]
    yield [*everybody, HandOver(FILE, "broker/colleague")]
    yield [*everybody, HandOver(FILE, "broker/broker_stranger")]
    for actor in (ADMIN, BDM):
        for audience in ("internal", "broker", "shared"):
            asked: list[Move] = [Hand(actor, PAPER, FILE, audience), Summon(actor, PAPER, REQUEST)]
            yield [*everybody, *asked, Complete(PAPER, REQUEST, actor.name)]


def refused() -> Iterator[Scenario]:
    """Yield requests that are refused, or rolled back: nobody hears of them. Law U7."""
    for actor, to, comment in (
        (ADMIN, "settled", True),
        (ADMIN, "withdrawn", False),
        (BROKER_STRANGER, "withdrawn", True),
        (BORROWER, "withdrawn", True),
        (BROKER, "formal_approval", True),
    ):
        yield [*_on(*PARTIES), MoveOn(actor, FILE, to, comment), MoveOn(ADMIN, FILE, "withdrawn")]
    # Its guards do not hold.
    yield [*_on(*PARTIES), MoveOn(ADMIN, "application/commitment_fee_paid", "app_submitted")]
    yield [
        *_on(*PARTIES),
        Hand(BROKER_STRANGER, "document/new_1", FILE),
        Hand(BROKER, "document/new_2", FILE),
    ]
    for actor in (BORROWER, BDM_STRANGER):
        yield [*_on(*PARTIES), Hand(ADMIN, PAPER, FILE), Summon(actor, PAPER, REQUEST)]
    again = Summon(BDM, PAPER, "signature_request/new_2")
    yield [*_on(*PARTIES), Hand(ADMIN, PAPER, FILE), Summon(ADMIN, PAPER, REQUEST), again]


def devices() -> Iterator[Scenario]:
    """Yield two devices of one user, beside those of others: both hear, reading on one shows on both. U10."""
    for actor in PARTIES:
        phone, desk = f"{actor.name}_phone", "desk"
        both: list[Move] = [Connect(actor, phone), Connect(actor, desk, "protocol"), *_on(ADMIN)]
        news = MoveOn(ADMIN, FILE, "withdrawn")
        yield [*both, news, Read(actor, 1, phone)]
        yield [*both, news, Read(actor, 1), Read(actor, 1), Read(actor, None, desk), Read(actor)]
        yield [*both, Read(actor), news, SetRead(actor, True), SetRead(actor, False), Read(actor, 2, desk)]
        yield [*both, news, HangUp(phone), Read(actor, None, desk), Connect(actor, phone), Ask(phone, "ping")]
        yield [*both, news, Ask(desk, "get_unread_count"), Ask(desk, "nonsense"), Ask(phone, "ping")]


def missed() -> Iterator[Scenario]:
    """Yield sockets that lose their connection while something happens. Law U8."""
    for actor in PARTIES:
        phone = f"{actor.name}_phone"
        yield [*_on(actor), Replay(phone, 3), Replay(phone, 1000)]
        yield [*_on(*PARTIES), Miss(phone)]
        yield [*_on(*PARTIES), Miss(phone, MoveOn(ADMIN, FILE, "withdrawn")), Replay(phone, 0)]
        yield [
            *_on(*PARTIES),
            _asked_for_more(),
            Miss(phone, Hand(ADMIN, "document/new_1", FILE)),
            Replay(phone, 2),
            Replay(phone, 1),
            Replay(phone, 1000),
            Miss(phone, Read(actor)),
            MoveOn(ADMIN, FILE, "withdrawn"),
        ]


def handed() -> Iterator[Scenario]:
    """Yield applications that change hands while everybody listens. Law V9."""
    everybody = _on(*PARTIES, BROKER_STRANGER, BDM_STRANGER)
    news = Hand(ADMIN, "document/new_1", FILE)
    for broker in ("broker/colleague", "broker/broker_stranger"):
        yield [
            *everybody,
            news,
            HandOver(FILE, broker),
            MoveOn(ADMIN, FILE, "withdrawn"),
            Replay("broker_phone", 5),
            HandOver(FILE, "broker/broker"),
            Replay("broker_phone", 5),
        ]
    yield [*everybody, news, TakeAway(FILE, "borrower/borrower"), MoveOn(ADMIN, FILE, "withdrawn")]
    yield [*everybody, news, TakeAway(FILE, "borrower/borrower"), TakeAway(FILE, "borrower/borrower")]
    yield [
        *everybody,
        news,
        MoveBranch("broker/broker", "branch/away"),
        MoveOn(ADMIN, FILE, "withdrawn"),
        MoveBranch("broker/broker", "branch/home"),
        MoveOn(ADMIN, OTHER, MORE),
    ]


def foreign() -> Iterator[Scenario]:
    """Yield the reading of what is somebody else's: nothing of it is marked, by whichever way. Law U4."""
    news = MoveOn(ADMIN, FILE, "withdrawn")
    for actor, other in ((BDM, BROKER), (BROKER, BORROWER), (ADMIN, BDM), (BROKER_STRANGER, BROKER)):
        sockets = _on(actor, other)
        yield [*sockets, news, Read(actor, 1, whose=other)]
        yield [*sockets, news, Read(actor, 0, f"{actor.name}_phone", whose=other)]


def wished() -> Iterator[Scenario]:
    """Yield what requests tell, for each setting of both channels: independent of each other. Law U5."""
    news: dict[str, Move] = {
        "application_stage_changed": MoveOn(ADMIN, FILE, "withdrawn"),
        "document_uploaded": Hand(ADMIN, "document/new_1", FILE),
    }
    asked: list[Move] = [Hand(ADMIN, PAPER, FILE), Summon(ADMIN, PAPER, REQUEST)]
    for in_app, email in SETTINGS:
        for kind, move in news.items():
            yield [*_on(*PARTIES), Wish(BROKER, kind, in_app, email), move]
        yield [
            *_on(BROKER, BROKER_STRANGER),
            Wish(BROKER_STRANGER, "application_assigned", in_app, email),
            HandOver(FILE, "broker/broker_stranger"),
        ]
        for actor in (BROKER, BORROWER):
            yield [*_on(*PARTIES), Wish(actor, "signature_requested", in_app, email), *asked]
            signed = Wish(actor, "signature_completed", in_app, email)
            yield [*_on(*PARTIES), signed, *asked, Complete(PAPER, REQUEST, "admin")]


def wished_of_dates() -> Iterator[Scenario]:
    """Yield what time tells, for each setting of both channels. Law U5."""
    dues: dict[str, Move] = {
        "note_reminder": Remember(BROKER, "note/new_1", FILE),
        "fee_due": Owe("fee/new_1", FILE),
    }
    for in_app, email in SETTINGS:
        for kind, due in dues.items():
            yield [*_on(BROKER), Wish(BROKER, kind, in_app, email), due, Remind("2001-03-05")]
        yield [*_on(BORROWER), Wish(BORROWER, "repayment_upcoming", in_app, email), Remind(UPCOMING)]
        for actor in (BORROWER, BDM):
            late = Wish(actor, "repayment_overdue", in_app, email)
            yield [*_on(BORROWER, BDM), late, Remind(OVERDUE[-1])]
        # In the application it cannot be switched off, and what asks for that changes nothing.
        yield [*_on(BORROWER), Wish(BORROWER, "system", in_app, email), Remind(INTEREST)]


def reminded() -> Iterator[Scenario]:
    """Yield days on which something is due, each asked for twice: each is told once. Law U11."""
    days = [Remind(f"2001-{day}") for day in ("02-25", "02-25", "02-26", "03-04", "03-05", "03-05", "04-20")]
    for actor in (ADMIN, *PARTIES):
        yield [*_on(*PARTIES, ADMIN), Remember(actor, "note/new_1", FILE), *days]
    yield [*_on(*PARTIES), Owe("fee/new_1", FILE), *days]
    # Who sees it no more is not reminded; who sees it again is.
    yield [
        *_on(*PARTIES),
        Remember(BROKER, "note/new_1", FILE),
        HandOver(FILE, "broker/colleague"),
        Remind("2001-03-05"),
        HandOver(FILE, "broker/broker"),
        Remind("2001-03-06"),
        Remind("2001-03-07"),
    ]


def fell_due() -> Iterator[Scenario]:
    """Yield the thresholds of loans and stages: each once, and of several only the highest. Law U11."""
    late, later, latest = OVERDUE
    listening = _on(*PARTIES)
    slowly = (
        "2024-08-13",
        INTEREST,
        INTEREST,
        "2024-08-20",
        UPCOMING,
        "2024-08-30",
        late,
        late,
        "2024-09-03",
    )
    yield [*listening, *map(Remind, (*slowly, later, "2024-09-06", latest, latest, "2024-09-08"))]
    # At once what should have been told one after the other; then the days before.
    yield [*listening, *map(Remind, (latest, latest, late, UPCOMING, later))]
    yield [*listening, Remind(later), Remind(later), Remind(latest)]
    yield [*listening, *map(Remind, (UPCOMING, INTEREST, UPCOMING))]
    yield [*listening, *map(Remind, ("2025-05-28", EXPIRING, EXPIRING, "2025-05-30"))]
    waiting = "application/unready"
    stale: list[Move] = [Remind(stay=waiting, days=days) for days in (13, 14, 14, 15)]
    yield [*listening, Entrust(waiting, "bdm/bdm"), *stale]
    yield [*listening, *stale[:2], Entrust(waiting, "bdm/bdm"), *stale[1:]]
    moved = MoveOn(ADMIN, waiting, "withdrawn")
    yield [*listening, Entrust(waiting, "bdm/bdm"), stale[0], moved, *stale[1:]]


def bundled() -> Iterator[Scenario]:
    """Yield mails that wait for a digest: one leaves in each period, and only when there is something."""
    moved, kind = "application_stage_changed", "document_uploaded"
    first, second = Hand(ADMIN, "document/new_1", FILE), Hand(ADMIN, "document/new_2", FILE)
    for digest, later in (("daily", "2001-01-09"), ("weekly", "2001-01-15")):
        yield [
            *_on(BROKER),
            Wish(BROKER, moved, True, True, digest),
            Remind("2001-01-08"),
            first,
            MoveOn(ADMIN, OTHER, MORE),
            Remind("2001-01-08"),
            Remind("2001-01-08"),
            second,
            Remind("2001-01-08"),
            *([Remind("2001-01-14")] if digest == "weekly" else []),
            Remind(later),
            Remind(later),
        ]
        yield [Wish(BROKER, kind, False, True, digest), first, Remind("2001-01-08"), Remind(later)]
        yield [Wish(BROKER, kind, True, False, digest), first, Remind("2001-01-08"), Remind(later)]


def real() -> Scenario:
    """Return what shows on real servers whether everybody hears everything: one scenario, several devices."""
    return [
        *_on(*PARTIES),
        Connect(BROKER, "desk", "protocol"),
        MoveOn(BROKER_STRANGER, FILE, "withdrawn"),
        Hand(ADMIN, "document/new_1", FILE),
        Read(BROKER, 1, "desk"),
        Miss("broker_phone", HandOver(FILE, "broker/broker_stranger")),
        Hand(ADMIN, "document/new_2", FILE),
        HandOver(FILE, "broker/broker"),
        Replay("desk", 5),
        Miss("broker_phone", MoveOn(ADMIN, FILE, "withdrawn")),
        Read(BROKER, None, "broker_phone"),
        Ask("desk", "nonsense"),
    ]
