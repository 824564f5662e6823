"""The socket of notifications: who gets in, what frames are answered by, and what closes it.

Source: domain.md, section 9; laws U1, U2, U4, U8, U9 and U10; openapi/asyncapi.yaml.
"""

import pytest

from contract_tests.channel import drawing, scenes
from contract_tests.channel.playing import play
from contract_tests.enumeration.playing import each
from contract_tests.workloads.calculating import drawn

pytestmark = pytest.mark.contract


def test_only_a_living_access_token_opens_a_socket():
    """Whatever is no living access token, given once, MUST be refused by 4401, without a frame. Law U9."""
    each(scenes.credentials(), play)


def test_only_our_pages_open_a_socket():
    """A page that is none of ours MUST be refused by 4403."""
    each(scenes.origins(), play)


def test_a_user_has_ten_sockets():
    """The eleventh socket of a user MUST be refused by 4429, and no other."""
    each(scenes.many(), play)


def test_a_session_that_ends_closes_its_sockets():
    """Logout, a new password, deactivation and reuse MUST close by 4401 the sockets concerned, no other."""
    each(scenes.endings(), play)


def test_an_expired_token_closes_its_socket():
    """A socket MUST be closed by 4408 when its token expires, and answer nothing from then on."""
    each(scenes.expiring(), play)


def test_who_does_not_read_is_closed():
    """A client that does not read MUST be closed by 1013, and hold up nobody else."""
    each(scenes.slow(), play)


def test_what_is_no_message_is_answered_by_an_error():
    """Each frame that is no message MUST be answered by its error, change nothing, and close nothing."""
    each(scenes.wrong(), play)


def test_ten_errors_close_a_socket():
    """The tenth error MUST close a socket by 4400, and no earlier one."""
    each(scenes.errors(), play)


def test_reading_on_one_device_updates_the_others():
    """Marking MUST mark exactly those, of one's own; every device MUST know. Laws U1, U2, U4, U8 and U10."""
    each(scenes.marking(), play)


def test_a_flood_is_answered_in_its_order():
    """More than a hundred frames at once MUST each be answered, in their order."""
    each(scenes.floods(), play)


@drawn(40, steps=drawing.scenarios())
def test_every_frame_is_answered_as_documented(steps):
    """Whatever is sent, each frame MUST be answered as the contract says, on every socket."""
    play(steps)
