"""The tests of the socket can fail, each check of them, and what they leave out is told."""

import json

import pytest

from contract_tests import asyncapi, channel_tallies, replaying
from contract_tests.channel import frames, owing, playing, scenes, standing
from contract_tests.channel.steps import opened, read, request, sent, stalled, waited
from contract_tests.findings import check_of
from contract_tests.recorder import Recorder
from hooks import auth, sockets

pytestmark = pytest.mark.proof
PING = {"type": "ping"}
A = opened("a", "broker")
WHO = request("profile_retrieve", "GET", "/api/v1/users/me/", authorization=auth.authorization("broker"))


def server(*said, closes=None, answers=(), fails=False):
    """Return a server that says the same to everybody."""

    async def application(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept", "subprotocol": None})
        for text in said:
            await send({"type": "websocket.send", "text": text})
        if fails:
            raise RuntimeError("a server that fails")
        if closes:
            await send({"type": "websocket.close", "code": closes})
        while (await receive())["type"] == "websocket.receive":
            for text in answers:
                await send({"type": "websocket.send", "text": text})

    return application


SERVERS = {
    "silent": server(),
    "closing": server(closes=4401),
    "unpublished": server('{"type":"welcome"}'),
    "failing": server(fails=True),
    "agreeing": server(answers=['{"type":"pong"}']),
    "refusing": server(answers=['{"type":"error","code":"invalid"}']),
}


@pytest.mark.parametrize("name", sorted(SERVERS))
@pytest.mark.parametrize("generator", scenes.ALL, ids=lambda one: one.__name__)
def test_a_server_without_rules_breaks_every_kind_of_scene(generator, name, monkeypatch):
    """Servers that know nothing MUST break each kind of scene about the socket."""
    real = sockets.sockets
    monkeypatch.setattr(playing.sockets, "sockets", lambda: real(SERVERS[name]))
    assert any(playing.shows(steps) for steps in generator())


# --- a model that errs finds the API wrong --------------------------------------------------------------
ERRORS = {
    owing.ONLY_TOKENS: [opened("a", "broker", is_good=False)],
    owing.OPENS: [opened("a", "broker", headers={"Origin": "https://evil.example"})],
    owing.ONLY_OURS: [opened("a", "broker", is_ours=False)],
    owing.ENDED: [A, {**WHO, "owes": {"status": 200, "ends": "broker"}}],
    owing.TEN_SOCKETS: [A, opened("b", "broker")],
    owing.EXPIRED: [A, waited(11)],
    owing.SLOW: [A, stalled("a"), sent("a", PING), waited(1), read("a")],
    owing.TEN_ERRORS: [A, sent("a", [])],
    owing.ANSWERED: [A, sent("a", {"type": "get_unread_count"})],
    owing.REFUSED: [A, sent("a", {"type": "nonsense"})],
    playing.POSSIBLE: [{**WHO, "owes": {"status": 204, "ends": ""}}],
}


@pytest.mark.parametrize("check", sorted(ERRORS))
def test_a_model_that_errs_finds_the_api_wrong(check, monkeypatch):
    """Where model and API differ, the scenario MUST break, and its steps alone show it again."""
    limits = {"errors": 1} if check == owing.TEN_ERRORS else {}
    known = asyncapi.limit
    monkeypatch.setattr(asyncapi, "limit", lambda name: limits.get(name) or known(name))
    if check in (owing.TEN_SOCKETS, owing.EXPIRED, owing.SLOW):
        for name, value in {"MOST_SOCKETS": 1, "LIFETIME": 10, "PATIENCE": 1}.items():
            monkeypatch.setattr(owing, name, value)
    if check == owing.ANSWERED:
        monkeypatch.setattr(owing, "meaning", lambda frame: frames.Meant("ping", PING))
    if check == owing.REFUSED:
        monkeypatch.setattr(owing, "meaning", lambda frame: frames.Meant("", {}, frozenset({"malformed"})))
    broken = playing.shows(ERRORS[check])
    assert [check_of(failure) for failure in broken.failures] == [check]
    assert replaying.replay(broken.requests).has(check)
    assert "{{access:" in json.dumps(broken.requests)
    assert "eyJ" not in json.dumps([broken.requests, broken.state])


ROW = {"id": "00000000-0000-4000-8000-000000000001", "seq": 1, "is_read": False, "version": 1}


@pytest.fixture
def ledger(monkeypatch):
    """One open socket, and one notification that is unread."""
    made = owing.Ledger()
    made.sockets["a"] = standing.Open("broker", "nobody's", count=1)
    made.inboxes["broker"] = standing.Inbox({ROW["id"]: ROW}, unread=1, seq=1)
    monkeypatch.setattr(standing.Inbox, "look", lambda inbox, authorization: None)
    made.settle()
    return made


def fault(call, *given):
    """Return the check of the fault that a call raises."""
    with pytest.raises(owing.Fault) as raised:
        call(*given)
    return raised.value.check


def test_what_comes_uncalled_is_told(ledger):
    """Frames and closes that nobody owes, wrong numbers and counts, and late frames MUST each be a fault."""
    count = {"type": "unread_count", "seq": 1, "unread_count": 1}
    assert fault(ledger.receive, "a", [("pong", {"type": "pong"})], None) == owing.NOT_TOLD
    assert fault(ledger.receive, "a", [], 4400) == owing.NOT_CLOSED
    assert fault(ledger.receive, "a", [], 1011) == owing.NEVER_FAILS
    ledger.send("a", '{"type":"get_unread_count"}')
    assert fault(ledger.receive, "a", [("unread_count", {**count, "seq": 2})], None) == owing.ANSWERED
    ledger.send("a", '{"type":"get_unread_count"}')
    assert (
        fault(ledger.receive, "a", [("unread_count", {**count, "unread_count": 2})], None) == owing.ANSWERED
    )
    ledger.send("a", '{"type":"get_unread_count"}')
    assert fault(ledger.receive, "a", [], None) == owing.ANSWERED
    ledger.leave("a")
    assert fault(ledger.receive, "a", [("unread_count", count)], None) == owing.NOT_TOLD


def test_a_replay_is_held_against_the_list(ledger):
    """A notification MUST be the one that is listed, field by field, and the first must not be left out."""
    told = {"type": "notification", "seq": 1, "unread_count": 1, "notification": ROW}
    done = ("replay_done", {"type": "replay_done"})
    for wrong in (
        [done],
        [("notification", {**told, "notification": {**ROW, "version": 2}}), done],
        [("notification", {**told, "seq": 2}), done],
        [("notification", told), ("notification", told), done],
    ):
        ledger.send("a", '{"type":"replay","after_seq":0}')
        assert fault(ledger.receive, "a", wrong, None) == owing.ANSWERED
    ledger.send("a", '{"type":"replay","after_seq":0}')
    assert ledger.receive("a", [("notification", told), done], None) is False


def test_what_is_marked_is_looked_up(ledger, monkeypatch):
    """What was not marked, or marked without being told so, MUST be a fault; a badge that drifts too."""
    inbox = ledger.inboxes["broker"]

    def look(self, authorization):
        self.rows, self.unread = {ROW["id"]: {**ROW, "is_read": True}}, 0

    ledger.sockets["a"].count = 2
    assert fault(ledger.settle) == owing.COUNTS
    ledger.sockets["a"].count = 1
    monkeypatch.setattr(standing.Inbox, "look", look)
    assert fault(ledger.settle) == owing.MARKED
    inbox.rows, inbox.unread = {ROW["id"]: ROW}, 1
    ledger.send("a", json.dumps({"type": "mark_read", "ids": [ROW["id"]]}))
    marked = {"type": "unread_count", "seq": 1, "unread_count": 0}
    ledger.receive("a", [("unread_count", marked)], None)
    ledger.settle()


@pytest.mark.parametrize(
    "frame",
    [
        b"{}",
        "x",
        "[]",
        "{}",
        '{"type":"ping"}',
        '{"type":1}',
        '{"type":"error"}',
        '{"type":"error","code":"odd"}',
        '{"type":"pong","more":1}',
        '{"type":"hello","user":"x","seq":0,"unread_count":0}',
    ],
)
def test_what_is_not_published_is_told(frame):
    """Whatever the document does not let the server send MUST be a fault."""
    assert fault(owing.Ledger().published, "a", frame) == owing.PUBLISHED


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b'{"type":"ping"}', "malformed"),
        (b"x" * 4097, "too_large"),
        ("x" * 4097, "too_large"),
        ('{"type":"ping"' + " " * 4082 + "}", "too_large"),
        ('{"type":"ping","type":"ping"}', "malformed"),
        ('{"type":"replay","after_seq":NaN}', "malformed"),
        ("[]", "malformed"),
        ("{}", "unknown_type"),
        ('{"type":"hello"}', "unknown_type"),
        ('{"type":"ping","more":1}', "invalid"),
        ('{"type":"replay","after_seq":true}', "invalid"),
        ('{"type":"mark_read","all":1}', "invalid"),
        ('{"type":"mark_read","ids":[]}', "invalid"),
        ('{"type":"mark_read","ids":["x"]}', "invalid"),
    ],
)
def test_the_oracle_of_frames(frame, code):
    """What is no message MUST be told by its code."""
    assert frames.meaning(frame).codes == {code}


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ('{"type":"ping"}', "ping"),
        ('{"type":"ping"' + " " * 4081 + "}", "ping"),
        ('{"type":"replay","after_seq":1.0}', "replay"),
        ('{"type":"mark_read","all":true}', "mark_read_all"),
        (json.dumps({"type": "mark_read", "ids": [ROW["id"]]}), "mark_read_ids"),
    ],
)
def test_the_oracle_of_messages(frame, message):
    """What is a message MUST be told by its name."""
    assert frames.meaning(frame).message == message


def test_what_was_not_shown_of_the_socket_fails_the_run(monkeypatch):
    """Every message, error code and close code that is missing MUST be told."""
    recorder = Recorder()
    monkeypatch.setattr(channel_tallies, "RECORDER", recorder)
    shown = recorder.channel
    shown.update({f"message {name}": 1 for name in channel_tallies.messages()})
    shown.update({f"error {code}": 1 for code in asyncapi.error_codes()})
    shown.update({f"close {code}": 1 for code in channel_tallies.reachable_codes()})
    assert channel_tallies.faults() == []
    assert len(channel_tallies.messages()) == 11
    assert channel_tallies.reachable_codes() == [1013, 4400, 4401, 4403, 4408, 4429]
    for missing in ("message replay_done", "message mark_read_all", "error invalid", "close 1013"):
        kept = shown.pop(missing)
        assert len(channel_tallies.faults()) == 1
        shown[missing] = kept
    assert (
        "11 of 11 messages exercised, 5 of 5 error codes and 6 of 6 close codes"
        in channel_tallies.told(channel_tallies.channel())[1]
    )
