"""What is finite about the socket: who gets in, for how long, how many, and each kind of frame."""

from collections.abc import Iterator
from urllib.parse import quote

from contract_tests import world
from contract_tests.channel.malformed import malformed, wrong_messages
from contract_tests.channel.steps import Step, held, left, opened, read, request, sent, stalled, waited
from hooks import auth
from hooks.sockets import PROTOCOL

Scene = list[Step]
WAYS = ("query", "protocol")
PING = {"type": "ping"}
_NEW_PASSWORD = "an unlikely phrase 72"  # noqa: S105 - of nobody
_LATER = "{{answer:0:/access}}"
_TOKEN = auth.placeholder("access", "broker")


def credentials() -> Iterator[Scene]:
    """Every credential that HTTP is tried with, by both ways; none, both, and what is no token at all."""
    for by in WAYS:
        for variant in (auth.GOOD, *auth.BAD):
            yield [opened("a", "broker", by=by, variant=variant)]
        for kind in ("refresh", "reset", "basic"):
            secret = quote(auth.placeholder(kind, "broker"), safe="{}:")
            yield [opened("a", "broker", by=by, token=secret, is_good=False)]
    for query in ("", "token=", "token", "token=%20", f"Token={_TOKEN}", f"access={_TOKEN}", "token=%C3%A9"):
        yield [opened("a", "broker", query=query, is_good=False)]
    for offered in (
        "bearer",
        "bearer, ",
        _TOKEN,
        f"{_TOKEN}, bearer",
        f"bearer, {_TOKEN}, more",
        f"Bearer, {_TOKEN}",
        f"token, {_TOKEN}",
    ):
        yield [opened("a", "broker", query="", headers={PROTOCOL: offered}, is_good=False)]
    twice = f"token={_TOKEN}&token={_TOKEN}"
    yield [opened("a", "broker", query=twice, is_good=False)]
    both = {PROTOCOL: f"bearer, {_TOKEN}"}
    yield [opened("a", "broker", query=f"token={_TOKEN}", headers=both, is_good=False)]
    yield [opened("a", "broker", query="token=abc", headers=both, is_good=False)]
    yield [opened("a", "broker", query="", headers={"Authorization": f"Bearer {_TOKEN}"}, is_good=False)]


def origins() -> Iterator[Scene]:
    """Pages of ours, and pages that look like ours."""
    for origin in ("http://localhost:3000", "https://localhost", "http://127.0.0.1:8000"):
        yield [opened("a", "broker", by=by, headers={"Origin": origin}) for by in WAYS[:1]]
    for origin in (
        "https://evil.example",
        "https://localhost.evil.example",
        "https://evillocalhost",
        "https://localhost@evil.example",
        "https://user@localhost",
        "https://localhost/path",
        "file://localhost",
        "localhost",
        "https://localhost:port",
        "https://[",
        "null",
        "",
        "\xff",
    ):
        yield [opened("a", "broker", by=by, headers={"Origin": origin}, is_ours=False) for by in WAYS[:1]]
    yield [
        opened("a", "broker", variant="expired", headers={"Origin": "https://evil.example"}, is_ours=False)
    ]


def many() -> Iterator[Scene]:
    """Ten sockets of one user, and an eleventh; one that is closed makes room; others have their own."""
    ten = [opened(f"s{number}", "broker", by=WAYS[number % 2]) for number in range(10)]
    one_more = opened("one_more", "broker")
    yield [*ten, one_more, opened("other", "bdm"), left("s3"), opened("again", "broker"), sent("again", PING)]
    yield [*ten, sent("s9", {"type": "mark_read", "all": True}), sent("s0", PING)]


def endings() -> Iterator[Scene]:
    """Whatever ends a session, while sockets of it are open, others of the same user, and of others."""
    mine, admin = f"Bearer {_TOKEN}", f"Bearer {auth.placeholder('access', 'admin')}"
    password, refresh = auth.placeholder("password", "broker"), auth.placeholder("refresh", "broker")
    renew = "/api/v1/auth/refresh/"
    login = {"email": world.email("broker"), "password": password}
    before = [
        request("auth_login", "POST", "/api/v1/auth/login/", login),
        opened("a", "broker"),
        opened("b", "broker", by="protocol"),
        opened("later", "broker/2", token=_LATER),
        opened("other", "bdm"),
    ]
    user = f"/api/v1/users/{world.user_id('broker')}/"
    changed = {"old_password": password, "new_password": _NEW_PASSWORD}
    ends = (
        [
            request(
                "auth_logout",
                "POST",
                "/api/v1/auth/logout/",
                {"refresh": refresh},
                authorization=mine,
                status=204,
                ends="broker",
            )
        ],
        [
            request(
                "auth_password_change",
                "POST",
                "/api/v1/auth/password/change/",
                changed,
                authorization=mine,
                status=204,
                ends="broker*",
            )
        ],
        [request("user_deactivate", "POST", f"{user}deactivate/", authorization=admin, ends="broker*")],
        [request("user_update", "PATCH", user, {"is_active": False}, authorization=admin, ends="broker*")],
        [
            request("auth_refresh", "POST", renew, {"refresh": refresh}),
            request("auth_refresh", "POST", renew, {"refresh": refresh}, status=401, ends="broker"),
        ],
    )
    for end in ends:
        yield [*before, *end, sent("later", PING), sent("other", PING), opened("again", "broker")]
        yield [before[1], *end[:-1], held(sent("a", {"type": "mark_read", "all": True})), end[-1]]


def expiring() -> Iterator[Scene]:
    """A token that expires closes its sockets: not before, and nothing is answered any more."""
    for by in WAYS:
        yield [opened("a", "broker", by=by), waited(901)]
    yield [opened("a", "broker"), waited(500), sent("a", PING), waited(401)]
    yield [opened("a", "broker"), held(sent("a", PING)), waited(901)]


def slow() -> Iterator[Scene]:
    """Who does not read is waited for, and then closed; others are served meanwhile."""
    pings = [sent("a", PING) for _ in range(3)]
    yield [opened("a", "broker"), stalled("a"), sent("a", PING), waited(60), read("a")]
    yield [opened("a", "broker"), stalled("a"), *pings, waited(5), read("a"), sent("a", PING)]
    yield [opened("a", "broker"), opened("b", "broker"), stalled("a"), *pings, sent("b", PING), read("a")]


def wrong() -> Iterator[Scene]:
    """Every kind of frame that is no message, followed by one that is."""
    for step in (*malformed("a"), *wrong_messages("a")):
        yield [opened("a", "broker"), step, sent("a", PING)]


def errors() -> Iterator[Scene]:
    """Ten errors, in turn or at once, whatever they are: the tenth closes; what follows is not answered."""
    nonsense = [{"type": "nonsense"}, {"type": "ping", "more": 1}, [], {"type": "mark_read", "ids": ["x"]}]
    ten = [sent("a", nonsense[number % 4]) for number in range(10)]
    yield [opened("a", "broker"), opened("b", "broker"), *ten, sent("b", PING)]
    yield [opened("a", "broker"), *map(held, ten), sent("a", PING)]
    yield [opened("a", "broker"), *ten[:9], *[sent("a", PING)] * 3, ten[9]]


def marking() -> Iterator[Scene]:
    """Reading on one device updates the others; nobody reads for others. Laws U2 to U4, U8."""
    mine = [str(world.identifier(f"notification/broker_{name}")) for name in ("assigned", "uploaded", "fee")]
    hidden, others = (
        str(world.identifier(f"notification/{name}")) for name in ("broker_hidden", "bdm_assigned")
    )
    for by in WAYS:
        yield [
            opened("a", "broker", by=by),
            opened("b", "broker"),
            opened("other", "bdm"),
            sent("a", {"type": "replay", "after_seq": 0}),
            sent("a", {"type": "mark_read", "ids": mine[:1]}),
            sent("a", {"type": "mark_read", "ids": mine}),
            sent("a", {"type": "mark_read", "ids": mine}),
            sent("b", {"type": "get_unread_count"}),
            sent("b", {"type": "mark_read", "all": True}),
            sent("a", {"type": "mark_read", "all": True}),
            sent("a", {"type": "replay", "after_seq": 3}),
        ]
    for ids in ([others], [mine[0], others], [hidden], [mine[1], hidden], [str(world.NOBODY)]):
        yield [opened("a", "broker"), opened("other", "bdm"), sent("a", {"type": "mark_read", "ids": ids})]
    yield [
        opened("a", "broker"),
        *(sent("a", {"type": "replay", "after_seq": seq}) for seq in (5, 2**31 - 1)),
    ]


def floods() -> Iterator[Scene]:
    """Many frames before the server gets to act: each is answered, in order."""
    kinds = [PING, {"type": "get_unread_count"}, {"type": "replay", "after_seq": 8}]
    many = [held(sent("a", kinds[number % 3])) for number in range(120)]
    yield [opened("a", "broker"), opened("b", "broker"), *many, sent("a", PING), sent("b", PING)]


ALL = (credentials, origins, many, endings, expiring, slow, wrong, errors, marking, floods)
