"""Where documents and notes can race: versions, deletions, other words, generations, and whose they are."""

from collections.abc import Iterator
from typing import Any

from contract_tests.actors import ADMIN, ADMIN_STRANGER, BDM, BORROWER, BROKER
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask
from contract_tests.workloads.meetings import NEW, Meeting
from contract_tests.workloads.paper_steps import (
    add_version,
    agreeing,
    ask_to_sign,
    generate,
    gone,
    letter,
    upload,
)
from contract_tests.workloads.racing import GONE, outcome
from contract_tests.workloads.rivalry import new_application, new_borrower, the_id

PENDING = [409, "documents.signature_pending"]
LOCKED = [409, "documents.locked"]
SENT = [409, "documents.sent_for_signature"]
FILE, PAPER = NEW[:2]
FIRST = letter("first")
BEFORE = [new_application(), upload({"application_id": FILE}, FIRST)]
# Its terms, tables and people are as every template but two needs them.
_FUNDED = the_id("application/settlement_conditions")


def update(paper: str = PAPER, **fields: str) -> Step:
    """Return other words for a document."""
    return ask("document_update", BDM, fields or {"title": "Called otherwise at once"}, document_id=paper)


def delete(paper: str = PAPER) -> Step:
    """Return the deletion of a document."""
    return ask("document_delete", ADMIN, document_id=paper)


# --- versions -------------------------------------------------------------------------------------------
def versions() -> Iterator[Meeting]:
    """Yield uploads of versions of one document. Source: laws DOC2 and C4."""
    check = "versions_at_once_are_numbered_without_a_gap"
    actors = (ADMIN, BDM, BROKER, ADMIN_STRANGER)
    for number in (2, 8):
        files = [letter(f"second-{one}") for one in range(number)]
        at_once = [add_version(PAPER, file, actors[one % 4]) for one, file in enumerate(files)]
        shown = agreeing(FILE, PAPER, check, versions=[number + 1], of=[FIRST, *files])
        yield Meeting(check, at_once, outcome([number]), BEFORE, shown)


def deletions() -> Iterator[Meeting]:
    """Yield a document that goes while somebody adds a version, changes it, or asks for signatures."""
    check = "a_document_that_goes_at_once_is_gone"
    for other in (add_version(PAPER, letter("second")), update()):
        for at_once in ([delete(), other], [other, delete()]):
            yield Meeting(check, at_once, outcome([1, 2], GONE), BEFORE, gone(PAPER, check))
    check = "what_is_put_up_for_signature_stays"
    shown = ask("signature_request_list", ADMIN, query={"application_id": FILE})
    for at_once in ([delete(), ask_to_sign(PAPER)], [ask_to_sign(PAPER), delete()]):
        looks = [shown.must(check, status=[200])]
        yield Meeting(check, at_once, outcome([1], GONE, SENT), BEFORE, looks)


def owners() -> Iterator[Meeting]:
    """Yield what something is written about, and goes at that moment."""
    check = "what_is_deleted_keeps_no_papers"
    note = {"body": "At once", "audience": "shared"}
    person, file = {"borrower_id": FILE}, {"application_id": FILE}
    go = ask("application_delete", ADMIN, application_id=FILE)
    used = ([409, "application.in_use"], [400, "documents.unknown_application"])
    unknown = [400, "notes.unknown_application"]
    look = ask("application_retrieve", ADMIN, application_id=FILE).must(check, status=[200, 404])
    yield Meeting(check, [upload(file, FIRST), go], outcome([1], *used), BEFORE[:1], [look])
    noted = ask("note_create", BDM, {**note, **file})
    yield Meeting(check, [noted, go], outcome([1, 2], unknown), BEFORE[:1], [look])
    go = ask("borrower_delete", ADMIN, borrower_id=FILE)
    used = ([409, "borrowers.borrower_in_use"], [400, "documents.unknown_borrower"])
    unknown = [400, "notes.unknown_borrower"]
    look = ask("borrower_retrieve", ADMIN, borrower_id=FILE).must(check, status=[200, 404])
    yield Meeting(check, [upload(person, FIRST), go], outcome([1], *used), [new_borrower()], [look])
    noted = ask("note_create", BDM, {**note, **person})
    allowed = outcome([1, 2], unknown, used[0])
    yield Meeting(check, [noted, go], allowed, [new_borrower()], [look])


# --- generation -----------------------------------------------------------------------------------------
def generations() -> Iterator[Meeting]:
    """Yield generations of one template. Source: laws DOC2 and DOC5."""
    check = "generated_at_once_is_one_document"
    template = "guarantee_deed"
    looks = agreeing(_FUNDED, FILE, check, versions=[4])
    looks[1] = looks[1].must(check, status=[200], same_versions=template, **_word(looks[1], "paper"))
    three = [generate(_FUNDED, template, actor) for actor in (ADMIN, BDM, ADMIN)]
    before = [generate(_FUNDED, template, BDM)]
    yield Meeting(check, three, outcome([3]), before, looks, apart=True)
    check = "the_first_generated_at_once_is_one_document"
    listed = ask("document_list", ADMIN, query={"application_id": _FUNDED, "page_size": 100})
    shown = [listed.must(check, status=[200], one_of_template={"template": template, "versions": 2})]
    yield Meeting(check, three[:2], outcome([2]), [], shown, apart=True)
    check = "what_is_put_up_for_signature_is_what_was_generated_last"
    looks = agreeing(_FUNDED, FILE, check, versions=[1, 2], states=["pending"])
    both = [generate(_FUNDED, template), ask_to_sign(FILE)]
    yield Meeting(check, both, outcome([1, 2], PENDING), before, looks, apart=True)


def _word(step: Step, name: str) -> dict[str, Any]:
    return {name: step.expect[name]}


# --- notes ----------------------------------------------------------------------------------------------
def notes() -> Iterator[Meeting]:
    """Yield a note that is changed and deleted. Source: law DOC11."""
    check = "a_note_that_goes_at_once_is_gone"
    note = {"application_id": FILE, "body": "Before", "audience": "shared"}
    before = [new_application(), ask("note_create", BDM, note)]
    change = ask("note_update", BDM, {"body": "At once"}, note_id=PAPER)
    go = ask("note_delete", ADMIN, note_id=PAPER)
    look = ask("note_retrieve", ADMIN, note_id=PAPER).must(check, status=[404])
    for at_once in ([change, go], [go, change], [change, go, go]):
        yield Meeting(check, at_once, outcome([1, 2], GONE), before, [look])


# --- everybody ------------------------------------------------------------------------------------------
def paper_crowd() -> Iterator[Meeting]:
    """Yield everybody who may touch one document, at once: nobody hangs, and what is left agrees."""
    check = "papers_agree_after_a_crowd"
    files = [letter(f"crowd-{number}") for number in range(3)]
    one: dict[str, Any] = {"document_id": PAPER}
    requests = [
        *(add_version(PAPER, file, actor) for file, actor in zip(files, (ADMIN, BDM, BROKER), strict=True)),
        ask_to_sign(PAPER),
        ask_to_sign(PAPER, 3, BDM),
        update(),
        update(audience="broker"),
        ask("document_download", BROKER, **one),
        ask("document_retrieve", BORROWER, **one),
        ask("application_update", ADMIN, {"purpose": "In a crowd"}, application_id=FILE),
        ask("application_transition", ADMIN, {"to": "withdrawn", "comment": "So"}, application_id=FILE),
        ask("note_create", BROKER, {"application_id": FILE, "body": "In a crowd", "audience": "shared"}),
    ]
    refused = [[status, None] for status in (404, 409)]
    states = ["none", "pending", "cancelled"]
    for crowded in (requests, requests[::-1]):
        any_number = list(range(1, len(crowded) + 1))
        shown = agreeing(FILE, PAPER, check, versions=[1, 2, 3, 4], states=states, of=[FIRST, *files])
        yield Meeting(check, crowded, outcome(any_number, *refused), BEFORE, shown)
