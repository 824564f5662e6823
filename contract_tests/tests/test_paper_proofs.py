"""The tests of documents, signatures and notes can fail, and what they leave out is told."""

from itertools import pairwise

import pytest

from contract_tests import expecting, paper_tallies, replaying, wire
from contract_tests.actors import ADMIN, BDM, BORROWER, BROKER
from contract_tests.model import audience, documents, notes, signing
from contract_tests.model.documents import Document, Request, Version
from contract_tests.model.lifecycle import Application
from contract_tests.model.loan_book import Book, Verdict
from contract_tests.recorder import Recorder
from contract_tests.tests.paper_words import WRONGS
from contract_tests.tests.test_words import agreeing, refusing
from contract_tests.workloads import paper_guards, paper_looks, paper_scenarios, playing, walking
from contract_tests.workloads.moves import (
    AddVersion,
    AskToSign,
    Generate,
    Open,
    Review,
    SetTerms,
    SignPaper,
    Sweep,
    Upload,
    Wait,
)
from contract_tests.workloads.moves import papers as paper_moves
from contract_tests.workloads.moves.signing import HOUR

pytestmark = pytest.mark.proof
GENERATORS = (
    paper_scenarios.uploads,
    paper_scenarios.versions,
    paper_scenarios.kept,
    paper_scenarios.generated,
    paper_scenarios.asked,
    paper_scenarios.frozen,
    paper_scenarios.acts,
    paper_scenarios.notes,
)
D1, R1 = paper_scenarios.D1, paper_scenarios.R1
FILE = paper_scenarios.FILE
UP = Upload(ADMIN, D1, FILE)


@pytest.fixture
def untouched(monkeypatch):
    """Whatever was seen of the world before, this test has not seen."""
    monkeypatch.setattr(walking, "_before", {})


@pytest.mark.parametrize("stub", [agreeing, refusing], ids=["agreeing", "refusing"])
@pytest.mark.parametrize("generator", GENERATORS, ids=lambda one: one.__name__)
def test_a_server_without_rules_breaks_every_scenario(stub, generator, untouched, monkeypatch):
    """Servers that agree to everything, or to nothing, MUST break each scenario about documents."""
    monkeypatch.setattr(wire, "application", stub)
    for scenario in generator():
        with walking.walk(counted=False) as walked, pytest.raises((walking.Broken, TypeError, KeyError)):
            _play(walked, scenario)


@pytest.mark.parametrize("number", range(len(WRONGS)))
def test_every_part_of_a_word_can_fail(number):
    """A word about documents MUST speak about each thing that it is about."""
    word, argument, wrong = WRONGS[number]
    assert expecting._said(expecting.WORDS[word], argument, wrong)


# --- a model that errs finds the API wrong --------------------------------------------------------------
ERRORS = {
    # Law -> what the model says wrongly, and the moves that show it.
    "DOC1": (
        (paper_looks, "file_of", lambda version: {"sha256": "0" * 64, "size": 1, "content_type": ""}),
        [UP, Review()],
    ),
    "DOC2": (
        (Document, "add", lambda paper, kind, **known: paper.versions[-1]),
        [UP, AskToSign(ADMIN, D1, R1), SignPaper(D1, R1)],
    ),
    "DOC4": (
        (Document, "is_signed", property(lambda paper: False)),
        [UP, AskToSign(ADMIN, D1, R1), SignPaper(D1, R1), AddVersion(ADMIN, D1, "file/1")],
    ),
    "DOC5": (
        (paper_moves, "_facts", lambda application: 1),
        [
            Generate(ADMIN, FILE, D1, "application_form"),
            SetTerms(ADMIN, FILE, paper_guards.DEARER, brief=True),
            Generate(ADMIN, FILE, D1, "application_form"),
        ],
    ),
    "DOC6": (
        (Request, "is_turn_of", lambda request, signer: True),
        [UP, AskToSign(ADMIN, D1, R1, 2, sequential=True), SignPaper(D1, R1, 1)],
    ),
    "DOC7": (
        (signing, "open_", lambda request, now: Verdict(200)),
        [UP, AskToSign(ADMIN, D1, R1), SignPaper(D1, R1), Open(D1, R1)],
    ),
    "DOC9": (
        (signing, "sign", lambda *given, **more: Verdict(200)),
        [UP, AskToSign(ADMIN, D1, R1), SignPaper(D1, R1, seen="none")],
    ),
    "DOC10": (
        (documents, "is_type_signed", lambda papers, kind: True),
        [Generate(ADMIN, "application/commitment_fee_paid", D1, "application_form")],
    ),
    "V8": (
        (audience, "READERS", {**audience.READERS, "private": "A"}),
        [Upload(BDM, D1, FILE, audience="private"), Sweep()],
    ),
}


@pytest.mark.parametrize("law", sorted(ERRORS))
def test_a_model_that_errs_finds_the_api_wrong(law, monkeypatch):
    """Where model and API differ in a law, the walk MUST break."""
    (place, name, value), moves = ERRORS[law]
    monkeypatch.setattr(place, name, value)
    with walking.walk(counted=False) as walked, pytest.raises(walking.Broken):
        _play(walked, moves)


def test_a_failure_replays_without_tokens_and_hashes(monkeypatch):
    """What a finding stores MUST name where tokens and hashes came from, and keep no other move."""
    monkeypatch.setattr(Document, "is_signed", property(lambda paper: False))
    other = Upload(BROKER, "document/new_9", FILE, "txt")
    moves = [other, UP, AskToSign(ADMIN, D1, R1), Wait(HOUR - 60), SignPaper(D1, R1)]
    with walking.walk(counted=False) as walked, pytest.raises(walking.Broken) as raised:
        _play(walked, moves)
    smaller = playing.smallest(moves, raised.value) or raised.value
    asked = [request["operation"] for request in smaller.requests if request["method"] != "GET"]
    assert asked == ["document_create", "signature_request_create", "signing_sign"]
    (signed,) = [request for request in smaller.requests if request["operation"] == "signing_sign"]
    assert signed["path"].startswith("/api/v1/signing/{{answer:"), signed["path"]
    assert signed["body"]["json"]["document_sha256"].startswith("{{answer:")
    (late,) = [request for request in raised.value.requests if request["operation"] == "signing_sign"]
    assert late["later"] == HOUR - 60
    for requests in (raised.value.requests, smaller.requests):
        (fault,) = replaying.replay(requests).failures
        assert "/is_locked is True, not False" in fault.message


def _play(walked, moves):
    for move in moves:
        playing.step(walked, move)


# --- the model ------------------------------------------------------------------------------------------
def test_a_request_ends_once():
    """Final states MUST stay, whatever time it is, and the last signature MUST complete. Law DOC6."""
    paper = Document(FILE, "other", "", "shared", "admin", [Version(1, "uploaded", "a", 1)])
    request = Request(1, ["pending", "pending"], sequential=False, expires=10)
    assert [request.status(now) for now in (0, 9, 10)] == ["pending", "pending", "expired"]
    assert signing.sign(paper, request, 0, right=False, now=0).codes == {"documents.hash_mismatch"}
    assert [signing.sign(paper, request, 0, right=True, now=0).status for _ in range(2)] == [200, 409]
    assert signing.sign(paper, request, 1, right=True, now=10).status == 404
    assert signing.sign(paper, request, 1, right=True, now=9).is_accepted
    assert (request.status(10), len(paper.versions)) == ("completed", 2)
    assert signing.decline(request, 1, 0) == signing.NOT_FOUND


def test_audiences_are_a_ladder():
    """Each audience MUST include the readers of those before it; private is the author's alone. Law V8."""
    wider = [set(audience.READERS[each]) for each in audience.AUDIENCES]
    assert all(one < other for one, other in pairwise(wider))
    assert audience.allows(BROKER, "private", "broker")
    assert not audience.allows(ADMIN, "private", "broker")
    chosen = [each for each in audience.AUDIENCES if audience.may_choose(BORROWER, each, "borrower")]
    assert chosen == ["private", "shared"]


def test_the_newest_document_of_a_template_counts():
    """An upload MUST meet no guard of what is generated, and a newer document hide an older. Law DOC10."""
    file = Application(terms_version=2)
    file.papers["document/up"] = Document(
        FILE, "loan_contract", "", "shared", "admin", [Version(1, "uploaded")]
    )
    assert not documents.is_generated(file.papers, "loan_contract")
    old, new = (
        Document(
            FILE, "x", "", "shared", "admin", [Version(1, "generated", template="x", terms_version=terms)]
        )
        for terms in (2, 1)
    )
    file.papers["document/old"] = old
    assert documents.is_generated(file.papers, "x", 2)
    file.papers["document/new"] = new
    assert not documents.is_generated(file.papers, "x", 2)


def test_the_model_refuses_by_who_asks_first():
    """Whoever does not see a note MUST not learn that it is somebody else's. Law DOC11."""
    book, note = Book(), notes.Note(FILE, "", "internal", "bdm")
    answers = [notes.edit(book, actor, note, "", "shared").status for actor in (BORROWER, ADMIN, BDM)]
    assert answers == [404, 403, 200]


# --- counts ---------------------------------------------------------------------------------------------
def test_what_was_not_shown_of_documents_fails_the_run(monkeypatch):
    """Every move, every end and every refusal that is missing MUST be told."""
    recorder = Recorder()
    monkeypatch.setattr(paper_tallies, "RECORDER", recorder)
    shown = recorder.papers
    shown.update({f"{m}: {word}": 1 for m in paper_tallies.MOVES for word in ("accepted", "refused")})
    shown.update({f"code {code}": 1 for code in paper_tallies.refusals()})
    shown.update({f"request {end}": 1 for end in paper_tallies.ENDS})
    shown["bytes compared"] = 1
    assert paper_tallies.faults() == []
    for missing in ("sign: accepted", "request expired", "code notes.not_author", "bytes compared"):
        kept = shown.pop(missing)
        assert len(paper_tallies.faults()) == 1
        shown[missing] = kept
    shown.clear()
    assert "never accepted upload" in paper_tallies.faults()[0][1]
    assert "0 moves accepted" in paper_tallies.told(paper_tallies.papers())[0]
