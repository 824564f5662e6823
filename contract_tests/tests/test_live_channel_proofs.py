"""The tests on real servers can fail, tell why a server did not start, and leave no process behind."""

import signal
import time

import psutil
import pytest

from contract_tests import __main__ as command
from contract_tests import asyncapi, live_tallies, remote, stack
from contract_tests.channel import owing
from contract_tests.defects.catalogue import ALL
from contract_tests.defects.laboratory import SETTINGS
from contract_tests.recorder import Recorder
from contract_tests.workloads import real

pytestmark = pytest.mark.proof
PATIENCE = 20  # seconds; what a planted defect has lost does not come
DEADLINE = 300


@pytest.fixture
def servers(seeded_world, django_db_blocker, monkeypatch):
    """Whatever is counted here is not the run's."""
    monkeypatch.setattr(remote, "PATIENCE", PATIENCE)
    monkeypatch.setattr(remote, "RECORDER", Recorder())
    with django_db_blocker.unblock():
        yield


@pytest.mark.parametrize(
    ("planted", "layer", "scene", "said"),
    [
        ("message_to_the_wrong_user", "memory", real.inboxes, "each_socket_hears"),
        ("duplicate_on_reconnect", "memory", real.inboxes, "each_socket_hears"),
        ("socket_survives_deactivation", "redis", real.endings, "the end is None, not 4401"),
        ("token_not_checked_on_connect", "memory", real.doors, "expired by query: the end is 4408"),
        ("malformed_frame_kills_the_consumer", "memory", real.frames, "is answered by None"),
        ("news_stays_in_its_process", "redis", real.inboxes, "each_socket_hears"),
        ("sockets_counted_in_each_process", "redis", real.doors, "the end is None, not 4429"),
        ("token_in_the_log_of_the_server", "memory", real.doors, "tokens into its log"),
    ],
)
def test_a_defect_of_a_server_process_is_found(planted, layer, scene, said, servers):
    """What is planted in the servers alone MUST be found from outside."""
    assert planted in ALL
    told = real.played(layer, [scene], DJANGO_SETTINGS_MODULE=SETTINGS, DEFECT=planted)
    assert any(said in each for each in told), told


def test_a_server_that_does_not_start_says_why(servers):
    """The failure MUST show the log of the server."""
    with pytest.raises(stack.StackFailed, match=r"ended with status 1\. It said:\n(.|\n)*nonsense"):
        real.played("memory", SOCKETS_PER_USER="nonsense")


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_who_is_told_to_end_leaves_no_process(told, laboratory):
    """Ctrl-C, and a polite kill, MUST end servers, Redis and all."""
    with laboratory.started("run", "--test", "live_channel", reports=f"stopped-{told}") as run:
        family, limit = [], time.monotonic() + DEADLINE
        while not any("uvicorn" in one for one in lines(family)):
            assert run.poll() is None, run.communicate()
            assert time.monotonic() < limit, lines(family)
            time.sleep(0.05)
            family = psutil.Process(run.pid).children(recursive=True)
        run.send_signal(told)
        assert run.wait(timeout=DEADLINE) == 130
    _, left = psutil.wait_procs(family, timeout=DEADLINE)
    assert not left, lines(left)


def lines(family):
    """Return the command line of each process that is there."""
    found = []
    for each in family:
        try:
            found.append(" ".join(each.cmdline()))
        except psutil.Error:
            continue
    return found


def test_what_real_servers_have_not_shown_fails_the_run(monkeypatch):
    """Every message and close code that is missing MUST be told, for each layer."""
    recorder = Recorder()
    monkeypatch.setattr(live_tallies, "RECORDER", recorder)
    assert [message.partition(":")[0] for _, message in live_tallies.faults()] == ["memory", "redis"]
    assert live_tallies.told(live_tallies.live()) == []
    for layer in live_tallies.LAYERS:
        names = live_tallies.live()[layer]["messages"]
        shown = [*(f"message {name}" for name in names), *(f"close {code}" for code in live_tallies.CODES)]
        recorder.live.update({f"{layer}: {what}": 1 for what in (*shown, "opened", "sent", "received")})
    assert live_tallies.faults() == []
    assert live_tallies.told(live_tallies.live())[0] == (
        "memory: 1 sockets, 1 frames sent, 1 received, 11 of 11 messages, closed by 4400, 4401, 4403, 4429"
    )
    del recorder.live["redis: message pong"]
    ((_, message),) = live_tallies.faults()
    assert message == "redis: never message pong: 1 in all"


@pytest.mark.parametrize(("given", "test"), [({}, "channel,live_channel"), ({"TEST": "channel"}, "channel")])
def test_a_run_can_be_narrowed_to_the_socket(given, test, monkeypatch):
    """What findings name MUST be what a run can be narrowed to."""
    environment = {"OPERATION": asyncapi.SOCKET, **given}
    monkeypatch.setattr(command.os, "environ", environment)
    command._take_the_socket_for_its_tests()
    assert environment == {"TEST": test}


def test_the_document_says_what_the_requirements_say():
    """Limits and codes of the published contract MUST be those of domain.md, section 9."""
    assert asyncapi.limit("sockets_of_a_user") == owing.MOST_SOCKETS == 10
    assert (asyncapi.limit("errors"), asyncapi.limit("frame_bytes")) == (10, 4096)
    assert asyncapi.limit("replayed_at_once") == 100
    assert {"malformed", "unknown_type", "too_large"} <= asyncapi.error_codes().keys()
    assert {4400, 4401, 4403, 4408, 4429} <= asyncapi.close_codes().keys()
