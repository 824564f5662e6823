"""Requests that meet, committed, in a database of their own. Source: laws C1 to C4, and H6."""

from functools import partial

import pytest

from contract_tests import concurrency
from contract_tests.enumeration.operations import every
from contract_tests.enumeration.operations import operations as _operations
from contract_tests.enumeration.playing import each
from contract_tests.workloads import (
    fee_rivalry,
    money_rivalry,
    paper_rivalry,
    racing,
    rivalry,
    signing_rivalry,
)
from contract_tests.workloads.meetings import play

pytestmark = pytest.mark.contract


@pytest.fixture(scope="module")
def hold(seeded_world, django_db_blocker):
    """Where requests meet: a copy of the world for all of them."""
    with django_db_blocker.unblock(), concurrency.place() as place:
        yield lambda meetings: each(meetings, partial(play, place=place))


def about(*names):
    """Say which operations a law is about, so that a run of one of them plays it."""
    return pytest.mark.parametrize("operation", names)


@every(lambda operation: operation.header("If-Match") and operation.method != "DELETE")
def test_of_writers_who_have_read_the_same_one_writes(operation, hold):
    """Of writes against the same version MUST exactly one be made, the others be 412. Laws C3 and C4."""
    hold([racing.conditional(_operations()[operation])])


@about("application_transition")
def test_of_moves_at_once_one_is_made(operation, hold):
    """Of equal moves of an application MUST one be made; others MUST follow where it has led. Law C4."""
    hold(rivalry.moves())


@about("user_deactivate", "user_update")
def test_the_last_active_admin_stays_at_once(operation, hold):
    """When two admins let each other go, one of them MUST stay."""
    hold(one for one in rivalry.admins() if one.at_once[0].operation == operation)


@about("application_borrower_link")
def test_links_at_once_keep_the_rules_of_a_file(operation, hold):
    """Two primary borrowers, the same link twice, and a link to who is deleted MUST NOT come about."""
    hold(rivalry.parties())


@about("application_delete")
def test_what_is_deleted_at_once_is_gone(operation, hold):
    """What is put on something that is being deleted MUST be refused, or keep it, or go along."""
    hold(rivalry.files())


@about("application_sign")
def test_of_signatures_at_once_one_counts(operation, hold):
    """A borrower's second signature MUST be refused, however soon it comes."""
    hold(rivalry.signatures())


@about("user_create")
def test_of_equal_creations_at_once_one_is_made(operation, hold):
    """What there may be one of MUST be created once."""
    hold(rivalry.creations())


@about("broker_update")
def test_book_and_branch_move_together(operation, hold):
    """A broker who moves MUST leave no application with a BDM of another branch, and nobody waiting."""
    hold(rivalry.books())


@about("application_update")
def test_nobody_in_a_crowd_hangs(operation, hold):
    """Whoever touches a file and its people at once MUST be answered, and by no server error."""
    hold(rivalry.crowd())


@about("payment_create")
def test_payments_at_once_never_exceed_what_is_due(operation, hold):
    """Of 20 payments as many as fit MUST be accepted, none lost, none counted twice. Laws C4, L4, L10."""
    hold(money_rivalry.payments())


@about("payment_reverse")
def test_of_reversals_at_once_one_is_made(operation, hold):
    """A payment MUST be reversed once, only while it is the newest, and only while the loan runs. Law L8."""
    hold(money_rivalry.reversals())


@about("application_transition")
def test_a_loan_is_paid_out_once_and_as_planned(operation, hold):
    """However many pay a loan out, and whoever plans it anew, it MUST be paid out once. Law G8."""
    hold(money_rivalry.settlements())


@about("application_update")
def test_what_is_computed_is_of_the_terms_that_stand(operation, hold):
    """Terms that change while somebody relies on them MUST leave nothing that is current and is not. F8."""
    hold(fee_rivalry.new_terms())


@about("funding_table_create", "repayment_schedule_create")
def test_plans_at_once_are_numbered_without_a_gap(operation, hold):
    """Versions that are computed at once MUST follow one another, and the last one MUST count."""
    hold(one for one in fee_rivalry.plans() if one.at_once[0].operation == operation)


@about("fee_pay", "fee_waive", "fee_refund")
def test_a_fee_at_once_has_one_end(operation, hold):
    """Whoever pays, waives or refunds one fee at once, it MUST happen once. Law F9."""
    hold(one for one in fee_rivalry.fees() if one.at_once[0].operation == operation)


@about("fee_create", "fee_pay", "fee_waive")
def test_nobody_owes_a_fee_of_what_is_over(operation, hold):
    """A fee of a file that comes to its end MUST be settled with it, or be refused. Laws L5 and L6."""
    hold(one for one in fee_rivalry.charges() if one.at_once[0].operation == operation)


@about("ledger_entry_create")
def test_entries_at_once_are_numbered_without_a_gap(operation, hold):
    """Entries that are posted at once MUST be numbered without a gap, in every journal. Law L6."""
    hold(money_rivalry.entries())


@about("payment_create", "fee_create", "fee_pay", "ledger_entry_create")
def test_one_key_posts_once(operation, hold):
    """Retries under one key MUST post once; those of another caller are their own. Laws C1 and C2."""
    hold(one for one in money_rivalry.retries() if one.at_once[0].operation == operation)


@about("payment_create", "fee_create")
def test_who_was_let_in_is_answered(operation, hold):
    """A write by whoever loses sight of the loan meanwhile MUST come about, or be refused as unknown."""
    hold(one for one in money_rivalry.handovers() if one.at_once[0].operation == operation)


@about("payment_create")
def test_figures_agree_after_a_crowd(operation, hold):
    """After everybody has touched one loan at once, every figure MUST agree with the journal. L1 to L9."""
    hold(money_rivalry.loan_crowd())


@about("document_version_create")
def test_versions_at_once_are_numbered_without_a_gap(operation, hold):
    """Versions that are uploaded at once MUST follow one another, each with its own bytes. Laws DOC2, C4."""
    hold(paper_rivalry.versions())


@about("document_delete")
def test_a_document_that_goes_at_once_is_gone(operation, hold):
    """A document that goes MUST take along what joins it, or stay because somebody is asked to sign it."""
    hold(paper_rivalry.deletions())


@about("document_create", "note_create")
def test_what_is_deleted_keeps_no_papers(operation, hold):
    """What is written about somebody who goes at once MUST be refused, keep them, or go along."""
    hold(one for one in paper_rivalry.owners() if one.at_once[0].operation == operation)


@about("generated_document_create")
def test_generated_at_once_is_one_document(operation, hold):
    """Who generates at once MUST add versions of the same bytes to one document. Laws DOC2 and DOC5."""
    hold(paper_rivalry.generations())


@about("note_update")
def test_a_note_that_goes_at_once_is_gone(operation, hold):
    """A note that is changed while it goes MUST be gone."""
    hold(paper_rivalry.notes())


@about("document_update")
def test_papers_agree_after_a_crowd(operation, hold):
    """After everybody has touched a document at once, it MUST agree with the requests to sign it."""
    hold(paper_rivalry.paper_crowd())


@about("signature_request_create")
def test_of_signature_requests_at_once_one_is_made(operation, hold):
    """Who is asked to sign at once MUST be asked by one request, for the newest version. Section 8."""
    hold(signing_rivalry.requests())


@about("signing_sign")
def test_of_signers_at_once_the_last_one_completes(operation, hold):
    """Whoever signs at once, there MUST be one signed version, and one signature by a token. DOC6 to DOC8."""
    hold(signing_rivalry.signers())
    hold(signing_rivalry.changes())


@about("signing_decline", "signature_request_cancel")
def test_a_signature_request_at_once_has_one_end(operation, hold):
    """However many ends a signature request comes to at once, it MUST have one. Law DOC6."""
    hold(one for one in signing_rivalry.ends() if operation in {step.operation for step in one.at_once})


@about("signing_decline")
def test_a_request_in_a_crowd_has_one_end(operation, hold):
    """After everybody has touched what is to be signed, document, requests and signers MUST agree."""
    hold(signing_rivalry.signing_crowd())


@every(lambda operation: operation.header("Idempotency-Key"))
def test_one_key_has_one_effect_at_once(operation, hold):
    """Equal requests under one key MUST have one effect, and be answered alike or as in progress. C1, C2."""
    hold([racing.keyed(_operations()[operation])])


@every(lambda operation: operation.method == "DELETE")
def test_of_deletions_at_once_one_deletes(operation, hold):
    """Of deletions of one thing MUST exactly one be made; to the others it is not there. Laws C3 and H6."""
    hold([racing.deletion(_operations()[operation])])
