"""The model of what people are told can be wrong, and what a run leaves out is told."""

from collections import Counter

from contract_tests import inbox_tallies
from contract_tests.actors import BROKER
from contract_tests.model.access_world import WORLD, changed
from contract_tests.model.inbox import Post
from contract_tests.model.telling import Notice
from contract_tests.recorder import Recorder

FILE = "application/inquiry"


def told(kind="document_uploaded", application=FILE):
    """Return a notice to the broker."""
    return Notice(kind, application, application, frozenset({"broker"}))


def test_a_new_socket_hears_only_what_comes_later():
    """A socket MUST hear each new number once; a replay MUST bring the earlier ones. Law U8."""
    post = Post({})
    post.deliver([told()])
    assert post.connect(WORLD, "phone", BROKER)["phone"]["frames"] == [["hello", 1]]
    post.deliver([told()])
    heard = post.hear(WORLD)["phone"]
    assert ([frame[:2] for frame in heard["frames"]], heard["unread"]) == ([["notification", 2]], 2)
    assert post.hear(WORLD)["phone"]["frames"] == []
    assert [frame[:2] for frame in post.replayed(WORLD, "phone", 0)] == [
        ["notification", 1],
        ["notification", 2],
        ["replay_done"],
    ]


def test_what_goes_out_of_sight_is_not_counted():
    """A count MUST follow what is seen, and be told when nothing else is. Law V9."""
    post = Post({})
    post.connect(WORLD, "phone", BROKER)
    post.deliver([told(), told("system", "")])
    post.hear(WORLD)
    away = changed(WORLD, FILE, broker="broker/colleague")
    assert post.hear(away)["phone"] == {"frames": [["unread_count", 2]], "unread": 1, "code": None}
    assert post.by_type(away, BROKER)["system"] == 1
    assert post.hear(WORLD)["phone"]["frames"] == [["unread_count", 2]]
    assert post.mark(away, BROKER, None) == 1
    assert post.unread(WORLD, BROKER) == 1


def test_channels_are_independent_and_digests_wait():
    """Each channel MUST follow its own setting; who bundles gets no single mail. Law U5."""
    post = Post({})
    post.wishes["broker"] = {("document_uploaded", "in_app"): False}
    assert post.deliver([told()]) == {"broker": 1}
    assert post.inbox("broker").last == 0
    post.digests["broker"] = "daily"
    assert post.deliver([told()]) == {}
    assert post.bundled == {"broker": 1}


def test_what_was_not_shown_of_notifications_fails_the_run(monkeypatch):
    """Every move, refusal, event and frame that is missing MUST be told."""
    recorder = Recorder()
    monkeypatch.setattr(inbox_tallies, "RECORDER", recorder)
    recorder.inboxes = Counter(
        [f"{move}: accepted" for move in inbox_tallies.MOVES]
        + [f"{move}: refused" for move in inbox_tallies.REFUSED]
        + [f"told {kind}" for kind in inbox_tallies.TOLD]
        + [f"frame {kind}" for kind in inbox_tallies.FRAMES]
    )
    assert inbox_tallies.faults() == []
    for missing in list(recorder.inboxes):
        del recorder.inboxes[missing]
        assert len(inbox_tallies.faults()) == 1, missing
        recorder.inboxes[missing] = 1
    assert "11 moves accepted" in inbox_tallies.told(inbox_tallies.inboxes())[0]
