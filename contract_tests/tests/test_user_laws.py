"""Laws about users that span several requests. Source: domain.md, laws A1, A5, section 2; security.md."""

import pytest

from contract_tests import actors, world
from contract_tests.actors import ADMIN, ADMIN_STRANGER, BDM, BORROWER, BROKER, Actor
from contract_tests.enumeration.steps import scene
from contract_tests.enumeration.valid import ask
from contract_tests.tests.test_laws import (
    DEACTIVATED,
    INVALID_TOKEN,
    NOT_SIGNED_IN,
    TARGET,
    about,
    login,
    profile,
    refresh,
    verify,
)

pytestmark = pytest.mark.contract
NEWCOMER = Actor("broker_new", "K")  # without a profile


@about("user_deactivate", "user_update")
def test_deactivation_ends_every_session(operation):
    """A deactivated user's tokens MUST be refused at once and for good; later a new sign-in works."""
    law = "deactivation_ends_every_session"
    with scene() as played:
        pair = played.send(login(TARGET).must(law, status=[200]))
        if operation == "user_deactivate":
            step = ask("user_deactivate", ADMIN, user_id=TARGET.id)
        else:
            step = ask("user_update", ADMIN, {"is_active": False}, user_id=TARGET.id)
        played.send(step.must(law, status=[200], values={"/is_active": False}))
        played.send(profile(pair["access"]).must(law, **NOT_SIGNED_IN))
        played.send(refresh(pair["refresh"]).must(law, status=[401], codes_in=INVALID_TOKEN))
        played.send(verify(pair["access"]).must(law, status=[401], codes_in=INVALID_TOKEN))
        played.send(login(TARGET).must(law, status=[401], codes_in=["accounts.invalid_credentials"]))
        again = ask("user_update", ADMIN, {"is_active": True}, user_id=TARGET.id)
        played.send(again.must(law, status=[200], values={"/is_active": True}))
        played.send(profile(pair["access"]).must(law, **NOT_SIGNED_IN))
        played.send(refresh(pair["refresh"]).must(law, status=[401], codes_in=INVALID_TOKEN))
        played.send(login(TARGET).must(law, status=[200]))


@about("user_deactivate")
def test_who_is_not_active_cannot_be_deactivated(operation):
    """A second deactivation MUST be a 409."""
    law = "deactivation_happens_once"
    with scene() as played:
        step = ask("user_deactivate", ADMIN, user_id=TARGET.id)
        played.send(step.must(law, status=[200]))
        played.send(step.must(law, status=[409], codes_in=["accounts.user_not_active"]))
        idle = ask("user_deactivate", ADMIN, user_id=DEACTIVATED.id)
        played.send(idle.must(law, status=[409], codes_in=["accounts.user_not_active"]))


@about("user_deactivate", "user_update")
def test_the_last_active_admin_stays(operation):
    """The last active admin MUST NOT be deactivated or given another role; the last but one may."""
    law = "last_active_admin_stays"
    refused = {"status": [409], "codes_in": ["accounts.last_active_admin"]}
    with scene() as played:
        for body in ({"role": "bdm"}, {"role": "admin"}):  # there are two: either may go, and come back
            played.send(ask("user_update", ADMIN, body, user_id=ADMIN_STRANGER.id).must(law, status=[200]))
        played.send(ask("user_deactivate", ADMIN, user_id=ADMIN_STRANGER.id).must(law, status=[200]))
        if operation == "user_deactivate":
            played.send(ask("user_deactivate", ADMIN, user_id=ADMIN.id).must(law, **refused))
        else:
            for body in ({"role": "bdm"}, {"is_active": False}, {"role": "broker", "is_active": False}):
                played.send(ask("user_update", ADMIN, body, user_id=ADMIN.id).must(law, **refused))
            fine = {"role": "admin", "is_active": True, "first_name": "Still"}
            played.send(ask("user_update", ADMIN, fine, user_id=ADMIN.id).must(law, status=[200]))
        played.send(
            ask("profile_retrieve", ADMIN).must(
                law, status=[200], values={"/role": "admin", "/is_active": True}
            )
        )


@about("user_update")
def test_a_role_counts_from_the_next_request(operation):
    """A changed role MUST count at once, without a new sign-in, in both directions. Security.md, row 8."""
    law = "role_counts_at_once"
    with scene() as played:
        played.send(ask("user_list", NEWCOMER).must(law, status=[403]))
        played.send(ask("user_update", ADMIN, {"role": "admin"}, user_id=NEWCOMER.id).must(law, status=[200]))
        played.send(ask("user_list", NEWCOMER).must(law, status=[200]))
        played.send(ask("profile_permissions", NEWCOMER).must(law, status=[200], values={"/role": "admin"}))
        played.send(
            ask("user_update", ADMIN, {"role": "broker"}, user_id=NEWCOMER.id).must(law, status=[200])
        )
        played.send(ask("user_list", NEWCOMER).must(law, status=[403]))


@about("user_update")
def test_who_has_a_profile_keeps_the_role(operation):
    """A role MUST NOT change while a broker, BDM or borrower stands for the user. Source: section 2, User."""
    law = "role_stays_with_the_profile"
    refused = {"status": [409], "codes_in": ["accounts.profile_exists"]}
    for person, role in ((BROKER, "bdm"), (BDM, "broker"), (BORROWER, "admin")):
        with scene() as played:
            step = ask("user_update", ADMIN, {"role": role}, user_id=person.id)
            played.send(step.must(law, **refused))
            same = {"A": "admin", "M": "bdm", "K": "broker", "B": "borrower"}[person.role]
            step = ask("user_update", ADMIN, {"role": same, "last_name": "Kept"}, user_id=person.id)
            played.send(step.must(law, status=[200], values={"/role": same, "/last_name": "Kept"}))
    profile_of = {"user_id": str(NEWCOMER.id), "name": "New", "email": "new@example.org"}
    with scene() as played:
        made = ask("broker_create", ADMIN, {**profile_of, "branch_id": str(world.identifier("branch/home"))})
        made = played.send(made.must(law, status=[201]))
        step = ask("user_update", ADMIN, {"role": "bdm"}, user_id=NEWCOMER.id)
        played.send(step.must(law, **refused))
        played.send(ask("broker_delete", ADMIN, broker_id=made["id"]).must(law, status=[204]))
        played.send(step.must(law, status=[200], values={"/role": "bdm"}))


@about("user_create", "user_update")
def test_an_address_belongs_to_one_user(operation):
    """An e-mail address that is taken, in any case, MUST be refused; one's own is not taken."""
    law = "address_belongs_to_one_user"
    taken = {"status": [400], "codes_in": ["accounts.email_taken"], "pointer": "/body/email"}
    new = {"first_name": "New", "last_name": "Person", "role": "bdm"}
    with scene() as played:
        for address in (world.email("broker"), world.email("broker").upper(), world.email("deactivated")):
            if operation == "user_create":
                step = ask("user_create", ADMIN, {**new, "email": address})
            else:
                step = ask("user_update", ADMIN, {"email": address}, user_id=TARGET.id)
            played.send(step.must(law, **taken))
        if operation == "user_create":
            fresh = ask("user_create", ADMIN, {**new, "email": "New@World.Example"})
            played.send(fresh.must(law, status=[201], values={"/email": "new@world.example"}))
            played.send(fresh.must(law, **taken))
        else:
            own = ask("user_update", ADMIN, {"email": world.email("target").upper()}, user_id=TARGET.id)
            played.send(own.must(law, status=[200], values={"/email": world.email("target")}))


@about("user_retrieve")
def test_a_stranger_cannot_be_told_from_nobody(operation):
    """What one may not see MUST be answered like what does not exist. ADR: 404, not 403."""
    law = "stranger_cannot_be_told_from_nobody"
    with scene() as played:
        for viewer in (BDM, BROKER, BORROWER):
            first = len(played.answers)
            played.send(ask("user_retrieve", viewer, user_id=world.NOBODY).must(law, status=[404]))
            for other in (ADMIN, actors.STRANGERS[viewer.role]):
                alike = {"same_as": {"answer": first}, "same_headers": {"answer": first}}
                played.send(ask("user_retrieve", viewer, user_id=other.id).must(law, status=[404], **alike))


@about("notification_preferences_update")
def test_a_cell_changes_alone(operation):
    """Changing one cell of the matrix MUST change that cell and no other."""
    law = "cell_changes_alone"
    with scene() as played:
        matrix = played.send(ask("notification_preferences_retrieve", BROKER).must(law, status=[200]))[
            "matrix"
        ]
        for kind in matrix:
            for channel in matrix[kind]:
                if (kind, channel) == ("system", "in_app"):
                    continue  # always on: the schema says so
                matrix = {**matrix, kind: {**matrix[kind], channel: not matrix[kind][channel]}}
                body = {"matrix": {kind: {channel: matrix[kind][channel]}}}
                step = ask("notification_preferences_update", BROKER, body)
                played.send(step.must(law, status=[200], values={"/matrix": matrix, "/digest": "none"}))
