"""Who is told what, what they see of it later, and what reading changes."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from apps.accounts.preferences import CHANNELS, NotificationType
from apps.accounts.services.users import user_deactivate
from apps.accounts.tests.factories import UserFactory
from apps.applications.models import ApplicationBorrower
from apps.applications.services.applications import (
    application_create,
    application_delete,
    application_update,
)
from apps.applications.services.links import application_borrower_unlink
from apps.applications.tests.factories import application, borrower_of
from apps.brokers.services.brokers import broker_update
from apps.brokers.tests.factories import BdmFactory, BranchFactory, BrokerWithBdmFactory
from apps.documents import rendering
from apps.documents.services.documents import document_version_create
from apps.documents.services.signing import signing_sign
from apps.documents.tests.factories import content, document
from apps.documents.tests.samples import full
from apps.notifications import selectors
from apps.notifications.filters import NotificationFilter
from apps.notifications.models import Counter, Mail, Notification
from apps.notifications.services import notifications as services
from apps.notifications.services.notifications import notification_mark_read, notification_update
from apps.notifications.tests.factories import prefer, tell, withdraw
from apps.notifications.wording import Words

pytestmark = pytest.mark.django_db


def types(actor):
    """Return the types of what an actor sees, in the order in which it was told."""
    return list(selectors.notification_list(viewer=actor).order_by("seq").values_list("type", flat=True))


def unread(actor):
    return selectors.unread(viewer=actor).unread_count


def found(viewer, query):
    listing = NotificationFilter(query=QueryDict(query), viewer=viewer)
    assert listing.problems() == {}
    return [each.title for each in listing.rows(selectors.notification_list(viewer=viewer))]


# --- who is told ---------------------------------------------------------------------------------------
def test_a_new_application_is_told_to_its_bdm_only():
    broker = BrokerWithBdmFactory()
    made = application_create(actor=broker.user.actor)
    (told,) = Notification.objects.all()
    assert (told.user_id, told.type) == (broker.default_bdm.user_id, "application_assigned")
    assert (told.application_id, told.object) == (made.id, {"type": "application", "id": made.id})
    assert (told.seq, told.is_read, told.read_at) == (1, False, None)
    assert told.created_by == broker.user_id


@pytest.mark.parametrize("mover", ["admin", "bdm", "broker"])
def test_a_move_is_told_once_to_each_of_them_but_not_to_the_mover(people, made, mover):
    moved = withdraw(made, people[mover])
    rows = Notification.objects.filter(created_at__gte=moved.at)
    told = {each.user_id: each.type for each in rows}
    assert rows.count() == len(told)
    expected = {people[role].user_id for role in ("bdm", "broker", "borrower") if role != mover}
    assert told == dict.fromkeys(expected, "application_stage_changed")
    assert all(made.reference in each.title for each in rows)


def test_those_who_do_not_see_it_are_not_told(people, made):
    user_deactivate(user_id=people["borrower"].user_id, actor=people["admin"])
    made.broker.is_active = False
    made.broker.save()
    moved = withdraw(made, people["admin"])
    told = Notification.objects.filter(created_at__gte=moved.at)
    assert {each.user_id for each in told} == {people["bdm"].user_id}


def test_who_takes_over_is_told(people, made):
    other_bdm = BdmFactory(branch=made.broker.branch)
    before = Notification.objects.count()
    application_update(application_id=made.id, actor=people["admin"], bdm_id=other_bdm.id)
    assert types(other_bdm.user.actor) == ["application_assigned"]
    other = BrokerWithBdmFactory(branch=made.broker.branch)
    application_update(application_id=made.id, actor=people["admin"], broker_id=other.id)
    assert types(other.user.actor) == ["application_assigned"]
    application_update(application_id=made.id, actor=people["admin"], bdm_id=None, purpose="Same.")
    assert Notification.objects.count() == before + 2


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ("private", set()),
        ("internal", {"bdm"}),
        ("broker", {"bdm", "broker"}),
        ("shared", {"bdm", "broker", "borrower"}),
    ],
)
def test_a_document_is_told_to_those_who_may_read_it(people, made, audience, readers):
    uploaded = document(people["admin"], application_id=made.id, audience=audience)
    document_version_create(document_id=uploaded.id, actor=people["admin"], file=content())
    for role in ("admin", "bdm", "broker", "borrower"):
        assert types(people[role]).count("document_uploaded") == (2 if role in readers else 0), role


def test_a_borrowers_own_document_is_told_to_the_broker(people, made):
    borrower = made.borrower_links.get().borrower
    document(people["borrower"], borrower_id=borrower.id, audience="shared")
    assert types(people["broker"]) == ["document_uploaded"]
    assert types(people["borrower"]) == []


def test_signatures_are_told_to_those_concerned_and_to_who_is_asked(people, made, ask):
    letter = document(
        people["admin"],
        application_id=made.id,
        audience="shared",
        file=content(rendering.render("repayment_schedule", full())),
    )
    asked = UserFactory(role="admin", email="asked@mail.example")
    _, (token,) = ask(letter, people["admin"], emails=(asked.email,))
    for role in ("bdm", "broker", "borrower"):
        assert types(people[role])[-1] == "signature_requested", role
    assert types(asked.actor) == ["signature_requested"]
    assert types(people["admin"]) == []
    sha256 = letter.versions.get(number=1).sha256
    signing_sign(token=token, full_name="Ask Ed", document_sha256=sha256)
    for role in ("admin", "bdm", "broker", "borrower"):
        assert types(people[role])[-1] == "signature_completed", role
    told = Notification.objects.filter(type="signature_completed").first()
    assert (told.object, told.created_by) == ({"type": "document", "id": letter.id}, None)


# --- by which way --------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", [kind for kind in NotificationType if kind != "system"])
@pytest.mark.parametrize("in_app", [True, False])
@pytest.mark.parametrize("email", [True, False])
def test_each_channel_is_chosen_by_itself(kind, in_app, email):
    actor = UserFactory().actor
    prefer(actor, kind, in_app=in_app, email=email)
    tell(actor, kind=kind)
    assert Notification.objects.count() == in_app
    assert Mail.objects.count() == email
    assert len(CHANNELS) == 2


# --- numbers -------------------------------------------------------------------------------------------
def test_numbers_have_no_gaps_whatever_is_told_at_once():
    one, two = UserFactory().actor, UserFactory().actor
    tell(one, two, one)
    tell(two)
    prefer(two, "fee_due", in_app=False)
    tell(one, two, kind=NotificationType.FEE_DUE)
    tell(two)
    for actor, last in ((one, 2), (two, 3)):
        numbers = Notification.objects.filter(user_id=actor.user_id).order_by("seq")
        assert list(numbers.values_list("seq", flat=True)) == list(range(1, last + 1))
        assert Counter.objects.get(user_id=actor.user_id).last == last


def test_what_is_rolled_back_was_never_told():
    actor = UserFactory().actor
    with transaction.atomic():
        tell(actor)
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
    assert not Mail.objects.exists()
    assert tell(actor)[0].seq == 1


def test_telling_a_hundred_costs_what_telling_one_costs(django_assert_num_queries):
    few = [UserFactory().actor]
    many = [UserFactory().actor for _ in range(100)]
    for actors in (few, many):
        with django_assert_num_queries(4):  # addressees, numbers, notifications, mails
            tell(*actors)


def test_a_move_costs_the_same_with_many_borrowers(people, made):
    def queries(act):
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    few = queries(lambda: withdraw(made, people["admin"]))
    other = application(broker=made.broker)
    for _ in range(20):
        borrower = borrower_of(made.broker, user=UserFactory(role="borrower"))
        ApplicationBorrower.objects.create(application=other, borrower=borrower, role="co_borrower")
    assert queries(lambda: withdraw(other, people["admin"])) == few


# --- what is seen of it --------------------------------------------------------------------------------
def test_what_leaves_the_view_is_neither_listed_nor_counted(people, made):
    for role in ("broker", "bdm", "borrower"):
        assert unread(people[role]) == (role == "bdm")
    withdraw(made, people["admin"])
    assert [unread(people[role]) for role in ("bdm", "broker", "borrower")] == [2, 1, 1]
    borrower = made.borrower_links.get().borrower
    application_borrower_unlink(application_id=made.id, actor=people["admin"], borrower_id=borrower.id)
    assert unread(people["borrower"]) == 0
    assert types(people["borrower"]) == []
    broker_update(broker_id=made.broker_id, actor=people["admin"], branch_id=BranchFactory().id)
    assert unread(people["bdm"]) == 0
    assert unread(people["broker"]) == 1
    # It is out of sight, and still there: numbers stay without gaps.
    assert Notification.objects.filter(user_id=people["bdm"].user_id).count() == 2
    assert selectors.standing(viewer=people["bdm"]) == selectors.Standing(seq=2, unread_count=0)


def test_what_was_told_of_a_deleted_application_is_seen_by_nobody(people, made):
    assert unread(people["bdm"]) == 1
    application_delete(application_id=made.id, actor=people["admin"])
    connection.check_constraints()
    assert unread(people["bdm"]) == 0
    assert Notification.objects.filter(user_id=people["bdm"].user_id).count() == 1
    assert found(people["bdm"], "search=app") == []


def test_lists_are_filtered_searched_and_ordered(people, made):
    admin = people["admin"]
    tell(admin, words=Words("Apples", "Green."))
    tell(admin, words=Words("Pears", "Yellow."), application_id=made.id)
    tell(admin, words=Words("Plums", "Blue."), kind=NotificationType.FEE_DUE)
    first = selectors.notification_list(viewer=admin).get(title="Apples")
    notification_update(notification_id=first.id, actor=admin, is_read=True)
    assert found(admin, "") == ["Plums", "Pears", "Apples"]
    assert found(admin, "ordering=seq") == ["Apples", "Pears", "Plums"]
    assert found(admin, "is_read=true") == ["Apples"]
    assert found(admin, "is_read=false&type=fee_due") == ["Plums"]
    assert found(admin, f"application_id={made.id}") == ["Pears"]
    assert found(admin, "search=YELLOW+pear") == ["Pears"]
    assert found(admin, "created_after=2999-01-01") == []
    assert found(people["broker"], f"application_id={made.id}") == []


def test_the_badge_is_the_list(people):
    admin = people["admin"]
    tell(admin)
    tell(admin, kind=NotificationType.FEE_DUE)
    tell(admin, kind=NotificationType.FEE_DUE)
    counted = selectors.unread(viewer=admin)
    assert counted.unread_count == 3 == sum(counted.by_type.values())
    assert (counted.by_type["fee_due"], counted.by_type["system"], len(counted.by_type)) == (2, 1, 10)
    assert selectors.standing(viewer=admin) == selectors.Standing(seq=3, unread_count=3)


# --- reading -------------------------------------------------------------------------------------------
def test_reading_is_said_and_taken_back(people):
    admin = people["admin"]
    (told,) = tell(admin)
    read = notification_update(notification_id=told.id, actor=admin, is_read=True)
    assert (read.is_read, read.version, read.read_at is not None) == (True, 2, True)
    again = notification_update(notification_id=told.id, actor=admin, is_read=True)
    assert (again.version, again.read_at) == (2, read.read_at)
    assert notification_update(notification_id=told.id, actor=admin).version == 2
    back = notification_update(notification_id=told.id, actor=admin, is_read=False)
    assert (back.is_read, back.read_at, back.version) == (False, None, 3)


def test_marking_counts_what_was_unread(people):
    admin = people["admin"]
    told = [tell(admin)[0].id for _ in range(3)]
    assert notification_mark_read(actor=admin, ids=told[:2]) == services.Marked(2, 1)
    assert notification_mark_read(actor=admin, ids=told) == services.Marked(1, 0)
    assert notification_mark_read(actor=admin, ids=told) == services.Marked(0, 0)
    tell(admin)
    assert notification_mark_read(actor=admin, all=True) == services.Marked(1, 0)
    tell(admin)
    assert unread(admin) == 1
    assert set(Notification.objects.filter(is_read=True).values_list("version", flat=True)) == {2}


def test_nobody_reads_for_somebody_else(people):
    (told,) = tell(people["broker"])
    (own,) = tell(people["admin"])
    with pytest.raises(selectors.NotificationNotFound):
        notification_update(notification_id=told.id, actor=people["admin"], is_read=True)
    for stranger in (told.id, uuid4()):
        with pytest.raises(services.UnknownNotification) as refusal:
            notification_mark_read(actor=people["admin"], ids=[own.id, stranger])
        assert refusal.value.pointer == "/body/ids/1"
    notification_mark_read(actor=people["admin"], all=True)
    assert unread(people["broker"]) == 1


@pytest.mark.parametrize("body", [{}, {"all": False}, {"ids": [uuid4()], "all": True}])
def test_ids_or_all(people, body):
    tell(people["admin"])
    with pytest.raises(services.IdsOrAll):
        notification_mark_read(actor=people["admin"], **body)
    assert unread(people["admin"]) == 1


def test_a_deactivated_user_is_told_nothing(people):
    user_deactivate(user_id=people["broker"].user_id, actor=people["admin"])
    assert tell(people["broker"]) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notifications_notification SET is_read = true",
        "UPDATE notifications_notification SET type = 'gossip'",
        "UPDATE notifications_notification SET seq = 0",
        "UPDATE notifications_notification SET object_type = 'fee'",
        "UPDATE notifications_notification SET seq = seq + 1",
        "UPDATE notifications_notification SET message = 'else'",
        "DELETE FROM notifications_notification",
    ],
)
def test_the_database_keeps_what_was_told(statement):
    tell(UserFactory().actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(statement)
