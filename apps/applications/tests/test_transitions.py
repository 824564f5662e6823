"""Moving through the stages."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.tests.factories import UserFactory
from apps.applications import checks, conditions, guards, lifecycle, selectors
from apps.applications.lifecycle import Guard, Stage
from apps.applications.models import Application, StageEvent
from apps.applications.services import links, security, signature, transitions
from apps.applications.services.transitions import application_transition
from apps.applications.tests.factories import ADDRESS, application, borrower_of, put, terms
from apps.brokers.tests.factories import BdmFactory
from apps.kernel import clock
from apps.kernel.errors import DomainError

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


@pytest.fixture
def open_guards(monkeypatch):
    """Let every guard hold that the apps above answer, or will."""
    above = set(Guard) - conditions.ANSWERS.keys()
    answers = {**guards._answers, **{guard: lambda application, day: True for guard in above}}
    monkeypatch.setattr(guards, "_answers", answers)


def _ready(made, actor):
    links.application_borrower_link(
        application_id=made.id, actor=actor, borrower_id=borrower_of(made.broker).id, role="primary"
    )
    return security.security_property_create(
        application_id=made.id, actor=actor, address=ADDRESS, property_type="land"
    )


def _value(found, actor, amount, day=None):
    security.valuation_create(
        security_property_id=found.id, actor=actor, valuer="V", valued_on=day or clock.today(), amount=amount
    )


def test_a_move_needs_what_the_stage_needs_and_leaves_a_trace():
    made = application(terms=terms())
    actor = made.broker.user.actor
    with pytest.raises(transitions.GuardFailed) as refusal:
        application_transition(application_id=made.id, actor=actor, to="sent_to_lender")
    assert [code for _, code, _ in refusal.value.errors] == ["one_primary_borrower", "has_security_property"]
    _ready(made, actor)
    event = application_transition(application_id=made.id, actor=actor, to="sent_to_lender", comment="Go")
    made.refresh_from_db()
    assert (event.seq, event.from_stage, event.to_stage, event.comment) == (
        2,
        "inquiry",
        "sent_to_lender",
        "Go",
    )
    assert (made.stage, made.stage_since, made.version) == ("sent_to_lender", event.at, 4)


def test_the_order_of_refusals(admin):
    made = put(application(terms=terms()), "settlement_conditions", approved=True)
    bdm = BdmFactory(branch=made.broker.branch).user.actor
    tomorrow = clock.today() + timedelta(days=1)
    for refusal, actor, values in [
        (transitions.NotAnEdge, bdm, {"to": "discharged"}),
        (transitions.NotAnEdge, bdm, {"to": "settlement_conditions"}),
        (transitions.EdgeForbidden, bdm, {"to": "settled"}),
        (transitions.CommentRequired, bdm, {"to": "declined", "effective_on": tomorrow}),
        (
            transitions.EffectiveOnUnexpected,
            bdm,
            {"to": "declined", "comment": "No", "effective_on": tomorrow},
        ),
        (transitions.EffectiveOnRequired, admin, {"to": "settled"}),
        (transitions.EffectiveOnInFuture, admin, {"to": "settled", "effective_on": tomorrow}),
        (transitions.GuardFailed, admin, {"to": "settled", "effective_on": clock.today()}),
    ]:
        with pytest.raises(refusal):
            application_transition(application_id=made.id, actor=actor, **values)
    made.refresh_from_db()
    assert (made.stage, made.version) == ("settlement_conditions", 1)


def test_missing_information_is_asked_for_and_resumed(admin):
    made = put(application(terms=terms()), "sent_to_lender")
    ask = {"application_id": made.id, "actor": admin, "comment": "Payslips"}
    application_transition(to="more_info_required", **ask)
    made.refresh_from_db()
    assert made.resume_stage == "sent_to_lender"
    with pytest.raises(transitions.NotAnEdge):
        application_transition(to="app_submitted", **ask)
    application_transition(to="sent_to_lender", **ask)
    made.refresh_from_db()
    assert (made.stage, made.resume_stage) == ("sent_to_lender", None)


def test_an_approval_locks_the_terms_for_ever(admin, open_guards):
    made = put(application(terms=terms()), "valuation_received")
    _value(_ready(made, admin), admin, Decimal(200_000))
    for to, locked in [("formal_approval", True), ("declined", True), ("inquiry", True)]:
        application_transition(application_id=made.id, actor=admin, to=to, comment="Why")
        made.refresh_from_db()
        assert made.terms_locked is locked


def test_opening_again_what_was_never_approved_unlocks_the_terms(admin):
    made = put(application(terms=terms()), "withdrawn")
    application_transition(application_id=made.id, actor=admin, to="inquiry", comment="Back")
    made.refresh_from_db()
    assert lifecycle.terms_editable(Stage(made.stage), was_approved=made.terms_locked)


def test_settling_sets_the_day(admin, open_guards):
    made = put(application(terms=terms()), "settlement_conditions", approved=True)
    day = clock.today() - timedelta(days=3)
    application_transition(application_id=made.id, actor=admin, to="settled", effective_on=day)
    made.refresh_from_db()
    assert (made.settled_on, made.is_archived) == (day, False)
    for to in ("discharged", "closed"):
        application_transition(application_id=made.id, actor=admin, to=to)
    made.refresh_from_db()
    assert (made.settled_on, made.is_archived) == (day, True)


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("role", ["admin", "bdm", "broker"])
def test_what_may_be_done_is_what_can_be_done(stage, role, open_guards):
    """Law G4: a listed move without unmet guards succeeds, and no other does."""
    made = application(terms=terms())
    settled_on = clock.today() if stage in lifecycle.PAID_OUT - {Stage.CLOSED} else None
    resume_stage = "app_submitted" if stage is Stage.MORE_INFO_REQUIRED else None
    if stage is not Stage.INQUIRY:
        put(
            made,
            stage.value,
            resume_stage=resume_stage,
            settled_on=settled_on,
            approved=stage in lifecycle.APPROVED,
        )
    actors = {
        "admin": lambda: UserFactory(role="admin"),
        "bdm": lambda: BdmFactory(branch=made.broker.branch).user,
        "broker": lambda: made.broker.user,
    }
    actor = actors[role]().actor
    listed = {
        move.to for move in selectors.transition_list(viewer=actor, application=made) if not move.unmet_guards
    }
    done = set()
    for to in Stage:
        with transaction.atomic():
            try:
                application_transition(
                    application_id=made.id,
                    actor=actor,
                    to=to.value,
                    comment="Why",
                    effective_on=clock.today() if to is Stage.SETTLED else None,
                )
                done.add(to)
            except DomainError:
                pass
            transaction.set_rollback(True)
    assert done == listed


def test_security_is_judged_by_its_latest_valuations(admin):
    made = application(terms=terms())
    judge = guards._answers
    today = clock.today()
    for guard in (Guard.EVERY_PROPERTY_VALUED, Guard.LVR_WITHIN_LIMIT, Guard.HAS_SECURITY_PROPERTY):
        assert not judge[guard](made, today)
    house, shop = _ready(made, admin), None
    _value(house, admin, Decimal("125000.00"))
    assert judge[Guard.LVR_WITHIN_LIMIT](made, today)  # 80.00 exactly
    _value(house, admin, Decimal("999999.00"), today - timedelta(days=1))  # older: does not count
    _value(house, admin, Decimal("124990.00"))
    assert not judge[Guard.LVR_WITHIN_LIMIT](made, today)  # 80.01
    shop = security.security_property_create(
        application_id=made.id, actor=admin, address=ADDRESS, property_type="retail"
    )
    assert not judge[Guard.EVERY_PROPERTY_VALUED](made, today)
    _value(shop, admin, Decimal(10))
    assert judge[Guard.EVERY_PROPERTY_VALUED](made, today)
    assert judge[Guard.LVR_WITHIN_LIMIT](made, today)


def test_everybody_who_can_sign_has_signed(admin):
    made = application()
    answer = guards._answers[Guard.APPLICATION_SIGNED]
    one, other = (borrower_of(made.broker, user=UserFactory(role="borrower")) for _ in range(2))
    link = {"application_id": made.id, "actor": admin, "role": "co_borrower"}
    links.application_borrower_link(borrower_id=borrower_of(made.broker).id, **link)
    assert not answer(made, clock.today())  # nobody has a login
    for borrower in (one, other):
        links.application_borrower_link(borrower_id=borrower.id, **link)
    sign = {"application_id": made.id, "full_name": "Bea"}
    signature.application_sign(actor=one.user.actor, **sign)
    assert not answer(made, clock.today())
    with pytest.raises(signature.AlreadySigned):
        signature.application_sign(actor=one.user.actor, **sign)
    signature.application_sign(actor=other.user.actor, **sign)
    assert answer(made, clock.today())
    put(made, "declined")
    with pytest.raises(signature.SigningClosed):
        signature.application_sign(actor=one.user.actor, **sign)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE applications_stageevent SET comment = 'x'", "DELETE FROM applications_stageevent"],
)
def test_the_database_refuses_to_change_history(statement):
    application()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert StageEvent.objects.count() == 1


@pytest.mark.parametrize(
    "event",
    [
        {"seq": 1, "from_stage": "inquiry", "to_stage": "declined"},
        {"seq": 1, "to_stage": "inquiry"},
        {"seq": 2, "to_stage": "declined"},
        {"seq": 2, "from_stage": "inquiry", "to_stage": "settled"},
    ],
)
def test_the_database_keeps_the_history_gapless_at_its_start(event):
    with pytest.raises(IntegrityError), transaction.atomic():
        StageEvent.objects.create(application=application(), **event)


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_at_once_one_is_made():
    admin = UserFactory(role="admin").actor
    made = put(application(), "formal_approval", approved=True)
    barrier, outcomes = threading.Barrier(2), []

    def move():
        try:
            with transaction.atomic():
                barrier.wait(timeout=10)
                application_transition(application_id=made.id, actor=admin, to="loan_docs_instructed")
            outcomes.append("moved")
        except transitions.NotAnEdge:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=move) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["moved", "refused"]
    assert Application.objects.get().stage == "loan_docs_instructed"


def test_a_guard_nobody_answers_stops_the_start(monkeypatch):
    assert checks.wiring() == []
    monkeypatch.setattr(guards, "_answers", {})
    assert {problem.id for problem in checks.wiring()} == {"applications.E001"}


def test_a_guard_that_is_answered_is_not_awaited(monkeypatch):
    monkeypatch.setattr(guards, "AWAITED", {Guard.LOAN_CONTRACT_SIGNED: "apps.documents"})
    assert {problem.id for problem in checks.wiring()} == {"applications.E002"}


def test_visibility_that_nobody_answers_stops_the_start(monkeypatch):
    monkeypatch.setattr("apps.accounts.visibility._answers", [])
    assert [problem.id for problem in checks.wiring()] == ["applications.E003"]
