"""Documents, signatures and notes, beside a model of them. Source: domain.md, sections 3, 8 and 9."""

import pytest
from hypothesis.stateful import run_state_machine_as_test

from contract_tests.enumeration.playing import each
from contract_tests.profiles import PROFILE
from contract_tests.workloads import paper_scenarios
from contract_tests.workloads.papers import PaperWalk
from contract_tests.workloads.playing import play

pytestmark = pytest.mark.contract


def about(operation):
    """Say which operation a test is about, so that a run of that one plays it."""
    return pytest.mark.parametrize("operation", [operation])


@about("document_create")
def test_uploads_are_stored_as_they_are_or_refused(operation):
    """Whatever is uploaded MUST be there byte by byte, for whom it is meant; or nothing. Laws DOC1, DOC3."""
    each(paper_scenarios.uploads(), play)


@about("document_version_create")
def test_versions_are_added_and_never_changed(operation):
    """Versions MUST be numbered from 1, and each MUST keep its bytes. Laws DOC1 and DOC2."""
    each(paper_scenarios.versions(), play)


@about("application_delete")
def test_an_application_with_a_document_is_kept(operation):
    """An application MUST NOT be deleted while there is a document on it; its notes MUST go with it."""
    each(paper_scenarios.kept(), play)


@about("generated_document_create")
def test_the_same_data_give_the_same_bytes(operation):
    """What is generated MUST be made of the facts of the application, and of nothing else. Law DOC5."""
    each(paper_scenarios.generated(), play)


@about("signature_request_create")
def test_people_are_asked_to_sign_what_can_be_signed(operation):
    """A request MUST be on a PDF that can be signed, with signers who differ, and end within 90 days."""
    each(paper_scenarios.asked(), play)


@about("signature_request_cancel")
def test_nothing_changes_while_people_sign_and_after_they_have_signed(operation):
    """A pending request MUST hold the document; a completed one MUST lock it for ever. Laws DOC4, DOC7."""
    each(paper_scenarios.frozen(), play)


@about("signing_sign")
def test_a_token_signs_once_in_its_turn_what_it_has_seen(operation):
    """A token MUST act once, in its turn, on bytes that it has seen, while it lives. Laws DOC6 to DOC9."""
    each(paper_scenarios.acts(), play)


@about("note_create")
def test_the_audience_decides_who_reads(operation):
    """Notes MUST be listed, found and read by exactly those of their audience. Laws V8 and DOC11."""
    each(paper_scenarios.notes(), play)


@about("signing_sign")
def test_documents_keep_their_bytes_whatever_happens(operation):
    """Whatever is tried, in whatever order, each answer MUST be the model's. Laws DOC1 to DOC11 and V8."""
    run_state_machine_as_test(PaperWalk, settings=PROFILE.walks(share=2))
