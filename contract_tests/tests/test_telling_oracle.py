"""The oracle of telling: who is told of what follows from the requirements. Source: domain.md, section 9."""

from datetime import date, timedelta

import pytest

from contract_tests.model import effects, telling
from contract_tests.model.access_world import WORLD, changed, row_id
from contract_tests.model.effects_of_documents import LAST_TOKENS
from contract_tests.model.reminding import RULES, Occasion, Reminders
from contract_tests.model.telling import Paper

pytestmark = pytest.mark.proof
OURS, THEIRS = "application/inquiry", "application/colleague"
DAY = date(2026, 3, 10)
# What each write that tells is said to tell: method, body, path, caller, and the type and whom.
WRITES = {
    "application_create": ("POST", {}, {}, "broker", "application_assigned", {"bdm"}),
    "application_update": (
        "PATCH",
        {"bdm_id": row_id("bdm/spare")},
        {"application_id": row_id(OURS)},
        "admin",
        "application_assigned",
        {"bdm_spare"},
    ),
    "application_transition": (
        "POST",
        {"to": "withdrawn"},
        {"application_id": row_id(OURS)},
        "broker",
        "application_stage_changed",
        {"bdm", "borrower"},
    ),
    "document_create": (
        "POST",
        {"borrower_id": row_id("borrower/company"), "audience": "broker"},
        {},
        "admin",
        "document_uploaded",
        {"broker"},
    ),
    "document_version_create": (
        "POST",
        {},
        {"document_id": row_id("document/stranger")},
        "admin",
        "document_uploaded",
        {"broker_stranger", "borrower_stranger"},
    ),
    "signature_request_create": (
        "POST",
        {"signers": [{"email": "admin-stranger@world.example"}, {"email": "nobody@example.org"}]},
        {"document_id": row_id("document/of_company")},
        "admin",
        "signature_requested",
        {"broker", "admin_stranger"},
    ),
    "signing_sign": ("POST", {}, {"token": LAST_TOKENS[0]}, "", "signature_completed", {"bdm"}),
}


def test_a_move_is_told_to_everybody_of_the_file_but_who_made_it():
    """Broker, BDM and borrowers MUST be told, nobody else of the branch, not the actor. Source: law U6."""
    assert telling.moved(WORLD, OURS, "admin").to == {"broker", "bdm", "borrower"}
    assert telling.moved(WORLD, OURS, "bdm").to == {"broker", "borrower"}
    assert telling.moved(WORLD, THEIRS, "admin").to == set()


def test_who_does_not_see_it_is_not_told():
    """An inactive broker, a BDM who has moved away, and a user who cannot sign in MUST NOT be told."""
    for row, links in (
        ("broker/broker", {"is_active": False}),
        ("bdm/bdm", {"branch": "branch/away"}),
        ("user/borrower", {"is_active": False}),
    ):
        world = changed(WORLD, row, **links)
        assert row.partition("/")[2] not in telling.moved(world, OURS, "admin").to


def test_only_whoever_has_it_now_and_had_not_is_told_of_a_handover():
    """A new broker MUST be told, and a new BDM; the old ones not, and nobody when nothing changes."""
    other = changed(WORLD, OURS, bdm="bdm/spare")
    assert telling.handed_over(WORLD, other, OURS, "admin").to == {"bdm_spare"}
    assert telling.handed_over(WORLD, WORLD, OURS, "admin").to == set()
    away = changed(WORLD, OURS, broker="broker/broker_stranger", bdm="")
    assert telling.handed_over(WORLD, away, OURS, "admin").to == {"broker_stranger"}
    assert telling.created(WORLD, OURS, "broker").to == {"bdm"}


def test_a_document_is_told_to_those_who_may_read_it():
    """An audience MUST bound who is told; who asks for signatures, or is asked, is told as well."""
    for audience, told in (
        ("shared", {"broker", "borrower"}),
        ("broker", {"broker"}),
        ("internal", set()),
        ("private", set()),
    ):
        assert telling.uploaded(WORLD, Paper("document/new", OURS, audience, "bdm"), "bdm").to == told
    letter = Paper("document/new", OURS, "shared", "admin")
    asked = telling.asked_to_sign(WORLD, letter, "admin", ["borrower_stranger", "admin_stranger"])
    assert asked.to == {"broker", "bdm", "borrower", "admin_stranger"}
    assert telling.all_signed(WORLD, letter, "admin").to == {"broker", "bdm", "borrower", "admin"}
    of_borrower = telling.paper(WORLD, "document/of_borrower")
    assert telling.uploaded(WORLD, of_borrower, "admin").to == {"broker", "borrower"}
    assert telling.uploaded(WORLD, of_borrower, "admin").application == ""


def test_each_channel_is_asked_for_itself():
    """A channel that is off MUST reach nobody by it, and the other as before. Source: law U5."""
    notice = telling.moved(WORLD, OURS, "admin")
    wishes = {"broker": {(notice.type, "in_app"): False}, "bdm": {(notice.type, "email"): False}}
    assert notice.reaching("in_app", wishes) == {"bdm", "borrower"}
    assert notice.reaching("email", wishes) == {"broker", "borrower"}


@pytest.mark.parametrize("kind", RULES)
def test_a_reminder_comes_once_for_each_threshold(kind):
    """No day before a threshold, and no second run, MUST remind anybody. Source: law U11."""
    note = Paper("note/new", OURS, "private", "borrower") if kind == "note_reminder" else None
    occasion = Occasion(kind, "fee/some", DAY, OURS, note)
    reminders, told = Reminders(), {}
    for days in range(-40, 41):
        for notice in reminders.run(WORLD, [occasion], DAY + timedelta(days=days)):
            for name in notice.to:
                told.setdefault(name, []).append(days)
        assert reminders.run(WORLD, [occasion], DAY + timedelta(days=days)) == []
    users = {"K": "broker", "M": "bdm", "B": "borrower", "author": "borrower"}
    assert told == {users[role]: [*days] for role, days in RULES[kind].thresholds.items()}


def test_only_the_highest_threshold_is_told():
    """A first run that is late MUST tell of the last threshold only, and of no earlier one afterwards."""
    occasion = Occasion("repayment_overdue", "repayment/some", DAY, OURS)
    reminders = Reminders()
    late = reminders.run(WORLD, [occasion], DAY + timedelta(days=20))
    assert sorted(name for notice in late for name in notice.to) == ["bdm", "borrower"]
    assert reminders.run(WORLD, [occasion], DAY + timedelta(days=3)) == []


@pytest.mark.parametrize("operation", WRITES)
def test_each_write_that_tells_says_whom(operation):
    """The model of effects MUST say whom a write tells, and of what."""
    method, body, path, caller, kind, told = WRITES[operation]
    people = {"admin-stranger@world.example": row_id("user/admin_stranger")}
    own = row_id(f"user/{caller}") if caller else ""
    (notice,) = effects.effect(operation, method, body, path, own, people).tells
    assert (notice.type, notice.to, notice.by) == (kind, told, caller)
