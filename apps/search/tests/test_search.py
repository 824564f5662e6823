"""The global search: every kind, every word, in any case, and never what its caller may not see."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from apps.accounts.tests.factories import UserFactory
from apps.applications.models import ApplicationBorrower
from apps.applications.tests.factories import application, borrower_of, put
from apps.borrowers import filters as borrowers
from apps.brokers import filters as brokers
from apps.brokers.tests.factories import BrokerWithBdmFactory
from apps.documents.filters import DocumentFilter
from apps.documents.tests.factories import document
from apps.notes.filters import NoteFilter
from apps.notes.services import note_create
from apps.repayments.filters import PaymentFilter
from apps.repayments.services.payments import payment_create
from apps.repayments.tests.factories import settled
from apps.search import selectors
from apps.search.filters import SearchFilter
from apps.search.kinds import KINDS, NAMES

pytestmark = pytest.mark.django_db


def _asked(viewer, query):
    listing = SearchFilter(query=QueryDict(query), viewer=viewer)
    assert listing.problems() == {}, listing.problems()
    return listing.rows(
        selectors.thing_list(viewer=viewer, words=listing.words(), kinds=listing.value("type_in") or NAMES)
    )


def _titles(viewer, query):
    return sorted(f"{row['found_type']}: {row['found_title']}" for row in _asked(viewer, query))


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


@pytest.fixture
def file(admin):
    """Return an application of a broker, with one thing of each kind that holds "Wombat"."""
    broker = BrokerWithBdmFactory(name="Wombat Broker")
    broker.branch.name = "Wombat Hill"
    broker.branch.save()
    bdm = broker.default_bdm
    bdm.name = "Wanda Wombat"
    bdm.save()
    made = settled()
    made.broker, made.bdm, made.purpose = broker, bdm, "Buy a wombat farm"
    made.save()
    borrower = borrower_of(
        broker, first_name="Wim", last_name="Wombatson", user=UserFactory(role="borrower"), email=None
    )
    ApplicationBorrower.objects.create(application=made, borrower=borrower, role="primary")
    for audience in ("internal", "shared"):
        note_create(actor=admin, application_id=made.id, body=f"{audience} WOMBAT", audience=audience)
        document(admin, application_id=made.id, title=f"{audience} wombat.pdf", audience=audience)
    note_create(actor=admin, application_id=made.id, body="private wombat", audience="private")
    payment_create(
        application_id=made.id,
        actor=admin,
        amount=10,
        received_on=made.settled_on,
        reference="wombat 100%_\\",
        method="eft",
    )
    return made


def test_each_role_finds_what_it_may_see(file, admin):
    reference, borrower = file.reference, file.borrower_links.get().borrower
    shared = ["document: shared wombat.pdf", "note: shared WOMBAT", "payment: wombat 100%_\\"]
    internal = ["document: internal wombat.pdf", "note: internal WOMBAT"]
    parties = ["bdm: Wanda Wombat", "branch: Wombat Hill", "broker: Wombat Broker"]
    common = [f"application: {reference}", "borrower: Wim Wombatson", *shared]
    assert _titles(admin, "search=wombat") == sorted([*common, *parties, *internal, "note: private wombat"])
    assert _titles(file.bdm.user.actor, "search=wombat") == sorted([*common, *parties, *internal])
    assert _titles(file.broker.user.actor, "search=wombat") == sorted([*common, *parties])
    assert _titles(borrower.user.actor, "search=wombat") == sorted(common)


def test_strangers_find_none_of_it(file, admin):
    other = application()
    for viewer in (
        other.broker.user.actor,
        other.bdm.user.actor,
        *(UserFactory(role=role).actor for role in ("bdm", "broker", "borrower")),
    ):
        for query in ("search=wombat", f"search={file.reference}", "search=wo", "search=Wim"):
            found = _titles(viewer, query)
            assert not any("ombat" in each or file.reference in each or "Wim" in each for each in found)
            assert _asked(viewer, query).count() == len(found)


def test_what_left_is_found_no_longer(file):
    before = file.broker.user.actor
    assert _titles(before, "search=wombat&type_in=application,note")
    other = BrokerWithBdmFactory()
    file.broker, file.bdm = other, other.default_bdm
    file.save()
    assert _titles(before, "search=wombat&type_in=application,note,document,payment") == []
    assert len(_titles(other.user.actor, "search=wombat&type_in=application,note")) == 2


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("search=WOMBAT+farm", 1),
        ("search=farm+wombatson", 1),  # a word of the file's own and one of its borrower's
        ("search=ombat", 11),  # inside a word
        ("search=wombat+nothing", 0),
        ("search=100%25_", 1),
        ("search=100x", 0),
        ("search=m", None),
        ("search=wombat&type_in=note", 3),
        ("search=wombat&type_in=broker,bdm", 2),
        ("search='+OR+1=1+--", 0),
        ("search=%F0%9F%A6%98", 0),
    ],
)
def test_words(file, admin, query, count):
    found = _titles(admin, query)
    assert len(found) == _asked(admin, query).count()
    if count is not None:
        assert len(found) == count


def test_closed_applications_are_found(admin):
    made = application(purpose="Quokka shelter")
    put(made, "withdrawn")
    put(made, "closed")
    assert _titles(admin, "search=quokka") == [f"application: {made.reference}"]


def test_fields_are_those_of_the_lists():
    lists = {
        "borrower": borrowers.BorrowerFilter,
        "guarantor": borrowers.GuarantorFilter,
        "branch": brokers.BranchFilter,
        "bdm": brokers.BdmFilter,
        "broker": brokers.BrokerFilter,
        "document": DocumentFilter,
        "note": NoteFilter,
        "payment": PaymentFilter,
    }
    fields = {kind.name: kind.fields for kind in KINDS}
    assert {name: tuple(kind.search_fields) for name, kind in lists.items()} == {
        name: fields[name] for name in lists
    }


def test_the_query_must_search(admin):
    for query in (
        "",
        "search=",
        "search=+",
        f"search={'x' * 101}",
        "search=a&type_in=user",
        "search=a&page=0",
    ):
        assert SearchFilter(query=QueryDict(query), viewer=admin).problems() != {}


def test_pages_partition_what_was_found(file, admin):
    rows = _asked(admin, "search=wombat")
    ids = [row["id"] for row in rows]
    assert len(set(ids)) == len(ids) == rows.count()
    assert [row["id"] for start in range(0, len(ids), 3) for row in rows[start : start + 3]] == ids
    oldest = _asked(admin, "search=wombat&ordering=created_at")
    assert [row["id"] for row in oldest] == ids[::-1]


def test_it_costs_one_query_for_all_kinds(file, admin, django_assert_num_queries):
    for viewer in (admin, file.broker.user.actor):
        with django_assert_num_queries(1):
            assert list(_asked(viewer, "search=wombat+farm"))


def test_the_indexes_carry_it(file, admin):
    """With nothing else to go by, each kind MUST be looked up in the index of its words."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        list(_asked(admin, "search=wombat"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute(f"EXPLAIN {queries[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    for index in (
        "applications_search",
        "borrowers_borrower_search",
        "borrowers_guarantor_search",
        "brokers_branch_search",
        "brokers_bdm_search",
        "brokers_broker_search",
        "documents_search",
        "notes_search",
        "repayments_payment_search",
    ):
        assert f"Index Scan on {index}" in plan, plan
