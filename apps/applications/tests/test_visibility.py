"""Who sees which application, and what of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from apps.accounts import visibility
from apps.accounts.tests.factories import UserFactory
from apps.applications import selectors
from apps.applications.filters import ApplicationFilter
from apps.applications.models import Application
from apps.applications.serializers import ApplicationOutput
from apps.applications.services import links, security
from apps.applications.tests.factories import ADDRESS, application, borrower_of, put, terms
from apps.borrowers.tests.factories import GuarantorFactory
from apps.brokers.tests.factories import BdmFactory
from apps.kernel import clock

pytestmark = pytest.mark.django_db


def _ids(viewer):
    return {row.id for row in selectors.application_list(viewer=viewer)}


def _populate(made):
    admin = UserFactory(role="admin").actor
    own = borrower_of(made.broker, user=UserFactory(role="borrower"))
    other = borrower_of(made.broker, first_name="Otto")
    guarantor = GuarantorFactory(borrower=other)
    on = {"application_id": made.id, "actor": admin}
    links.application_borrower_link(borrower_id=other.id, role="primary", **on)
    links.application_borrower_link(borrower_id=own.id, role="co_borrower", **on)
    links.application_guarantor_link(
        guarantor_id=GuarantorFactory(borrower=borrower_of(made.broker)).id, **on
    )
    found = security.security_property_create(address=ADDRESS, property_type="land", **on)
    security.valuation_create(
        security_property_id=found.id, actor=admin, valuer="V", valued_on=clock.today(), amount=1
    )
    return own, other, guarantor


def test_each_role_sees_its_own():
    mine, theirs = application(), application()
    own, _, _ = _populate(mine)
    admin, bdm = UserFactory(role="admin").actor, BdmFactory(branch=mine.broker.branch).user.actor
    assert _ids(admin) == {mine.id, theirs.id}
    for viewer in (bdm, mine.broker.user.actor, own.user.actor):
        assert _ids(viewer) == {mine.id}
    for role in ("bdm", "broker", "borrower"):
        assert _ids(UserFactory(role=role).actor) == set()
    mine.broker.is_active = False
    mine.broker.save()
    assert _ids(mine.broker.user.actor) == set()


def test_lower_apps_ask_the_same_question():
    mine = application()
    own, other, _ = _populate(mine)
    viewer, borrower = mine.broker.user.actor, own.user.actor
    stranger = application().broker.user.actor
    assert set(visibility.application_ids(viewer).values_list("id", flat=True)) == {mine.id}
    assert set(visibility.borrower_ids(viewer).values_list("borrower_id", flat=True)) == {own.id, other.id}
    assert set(visibility.borrower_ids(borrower).values_list("borrower_id", flat=True)) == {own.id}
    assert visibility.guarantor_ids(viewer).count() == 1
    assert visibility.guarantor_ids(viewer, mine.id).count() == 1
    assert visibility.guarantor_ids(stranger, mine.id).count() == 0
    assert visibility.guarantor_ids(borrower).count() == 0


def test_a_borrower_learns_names_and_not_whose_record_they_are():
    mine = application()
    own, other, _ = _populate(mine)
    shown = ApplicationOutput(selectors.application_get(viewer=own.user.actor, application_id=mine.id)).data
    assert shown["borrowers"] == [
        {"name": other.name, "role": "primary"},
        {"borrower_id": str(own.id), "name": own.name, "role": "co_borrower"},
    ]
    assert [set(party) for party in shown["guarantors"]] == [{"name", "role"}]
    to_broker = ApplicationOutput(
        selectors.application_get(viewer=mine.broker.user.actor, application_id=mine.id)
    ).data
    assert all("borrower_id" in party for party in to_broker["borrowers"])
    assert all("guarantor_id" in party for party in to_broker["guarantors"])


def test_a_page_takes_as_many_queries_as_a_row():
    viewer, counts = UserFactory(role="admin").actor, []
    for _ in range(2):
        for _ in range(2):
            _populate(application(terms=terms()))
        with CaptureQueriesContext(connection) as queries:
            rows = selectors.application_list(viewer=viewer)
            assert len(ApplicationOutput(rows, many=True).data) == 2 * (len(counts) + 1)
        counts.append(len(queries))
    assert counts == [5, 5]


def _found(query, viewer):
    listing = ApplicationFilter(query=QueryDict(query), viewer=viewer)
    assert not listing.problems()
    return [row.reference for row in listing.rows(selectors.application_list(viewer=viewer))]


def test_search_looks_at_reference_purpose_and_borrowers_and_shows_nothing_twice():
    made = application(purpose="Refit of a bakery")
    own, _, _ = _populate(made)
    application(purpose="A shop")
    viewer = UserFactory(role="admin").actor
    for words in (made.reference, "BAKERY", "otto", f"otto+{own.last_name.lower()}", "borrower+refit"):
        assert _found(f"search={words}", viewer) == [made.reference]
    assert _found("search=otto+shop", viewer) == []


def test_filters_by_state_and_party():
    stale, fresh, closed = application(terms=terms()), application(), put(application(), "closed")
    own, other, guarantor = _populate(stale)
    Application.objects.filter(id=stale.id).update(stage_since=clock.now() - timedelta(days=15))
    viewer = UserFactory(role="admin").actor
    for query, expected in [
        ("", {stale, fresh}),
        ("archived=true", {closed}),
        ("archived=all", {stale, fresh, closed}),
        ("stage=closed", set()),
        ("is_stale=true", {stale}),
        ("is_stale=false&archived=all", {fresh, closed}),
        (f"borrower_id={own.id}", {stale}),
        (f"guarantor_id={guarantor.id}", set()),
        (f"branch_id={stale.broker.branch_id}", {stale}),
        (f"bdm_id={fresh.bdm_id}", {fresh}),
        ("loan_amount_gte=100000.00&loan_amount_lte=100000.00", {stale}),
        ("loan_amount_gte=100000.01", set()),
        (f"created_after={clock.today()}&created_before={clock.today()}", {stale, fresh}),
    ]:
        assert set(_found(query, viewer)) == {row.reference for row in expected}, query
    assert _found(f"borrower_id={other.id}", own.user.actor) == []
    assert _found(f"borrower_id={own.id}", own.user.actor) == [stale.reference]
