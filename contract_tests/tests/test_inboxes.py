"""Notifications and sockets, beside a model of them. Source: domain.md, section 9; laws U1 to U10, V9."""

import pytest
from hypothesis.stateful import run_state_machine_as_test

from contract_tests.enumeration.playing import each
from contract_tests.profiles import PROFILE
from contract_tests.workloads import inbox_scenarios
from contract_tests.workloads.inboxes import InboxWalk
from contract_tests.workloads.playing import play

pytestmark = pytest.mark.contract


def about(operation):
    """Say which operation a test is about, so that a run of that one plays it."""
    return pytest.mark.parametrize("operation", [operation])


@about("application_transition")
def test_whoever_is_to_be_told_is_told_once(operation):
    """Each event MUST be told once to each recipient, and to nobody else, the actor neither. Law U6."""
    each(inbox_scenarios.told(), play)


@about("application_transition")
def test_a_refused_request_tells_nobody(operation):
    """What is refused MUST NOT be told, by list, socket or mail. Law U7."""
    each(inbox_scenarios.refused(), play)


@about("notification_mark_read")
def test_devices_of_one_user_agree(operation):
    """All sockets of a user MUST hear the same, whichever has read. Laws U1, U2, U3 and U10."""
    each(inbox_scenarios.devices(), play)


@about("notification_list")
def test_a_replay_brings_what_was_missed(operation):
    """A replay MUST bring exactly what is visible and has a greater number. Law U8."""
    each(inbox_scenarios.missed(), play)


@about("application_update")
def test_who_sees_an_application_no_more_hears_of_it_no_more(operation):
    """Lists, counts and sockets MUST follow whoever sees an application. Law V9."""
    each(inbox_scenarios.handed(), play)


@about("notification_mark_read")
def test_nobody_reads_what_is_somebody_elses(operation):
    """Naming another's notification MUST be refused and mark nothing. Law U4."""
    each(inbox_scenarios.foreign(), play)


@about("notification_preferences_update")
def test_each_channel_is_chosen_for_itself(operation):
    """In-app and mail MUST follow each its own setting. Law U5."""
    each(inbox_scenarios.wished(), play)


@about("notification_preferences_update")
def test_each_channel_is_chosen_for_itself_by_what_time_tells_too(operation):
    """What falls due MUST follow the settings as anything else does. Law U5."""
    each(inbox_scenarios.wished_of_dates(), play)


@about("reminders_create")
def test_loans_and_stages_are_reminded_of_at_their_highest_threshold(operation):
    """Of the thresholds that are reached, the highest MUST be told, once, to its role. Law U11."""
    each(inbox_scenarios.fell_due(), play)


@about("reminders_create")
def test_what_is_due_is_told_once(operation):
    """Each threshold MUST be told once, to whoever can see it then. Law U11."""
    each(inbox_scenarios.reminded(), play)


@about("reminders_create")
def test_a_digest_is_sent_once_in_its_period(operation):
    """Mails that are bundled MUST leave as one, once in a day or a week. Law U5."""
    each(inbox_scenarios.bundled(), play)


@about("notification_mark_read")
def test_everybody_hears_what_they_are_told_whatever_happens(operation):
    """Whatever is done in whatever order, each socket MUST have what its owner is told. Laws U1 to U10."""
    run_state_machine_as_test(InboxWalk, settings=PROFILE.walks())
