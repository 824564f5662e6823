"""Every word and every check of the enumeration can fail: else a green run would say nothing."""

import inspect
import json

import pytest
from schemathesis import Response

from contract_tests import expecting, wire
from contract_tests.enumeration import (
    access,
    access_moves,
    access_sets,
    bodies,
    changes,
    credentials,
    deletions,
    exports,
    figures,
    finding,
    forms,
    headers,
    judged,
    lists,
    malformed,
    methods,
    pages,
    queries,
    references,
    roles,
    searches,
    specs,
)
from contract_tests.enumeration.operations import operations
from contract_tests.enumeration.steps import Step
from contract_tests.model.trial_balance import trial_balance
from contract_tests.tests import (
    book_words,
    file_words,
    inbox_words,
    money_words,
    paper_words,
    report_words,
    signing_words,
    stage_words,
    test_application_laws,
    test_laws,
    test_party_laws,
    test_user_laws,
)
from hooks import isolation, transport

pytestmark = pytest.mark.proof
ID, OTHER = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


def answered(status=200, document=None, url="http://localhost/", **headers):
    """Return an answer as the transport gives it."""
    content = b"" if document is None else json.dumps(document).encode()
    request = transport._sent("GET", url, {}, None)
    received = {name.replace("_", "-"): [value] for name, value in headers.items()}
    return Response(status, received, content, request, 0.0, verify=False)


def page(*names, count=None, **links):
    """Return a page of rows."""
    rows = [{"id": name, "name": name[-1], "size": index} for index, name in enumerate(names)]
    found = {"count": len(rows) if count is None else count, "next": None, "previous": None, "results": rows}
    return answered(200, {**found, **links}, url="http://localhost/?page=1&page_size=2")


def problem(code="request.invalid", pointer="/body/name", status=400):
    """Return a refusal."""
    return answered(status, {"code": code, "errors": [{"pointer": pointer, "code": "x", "message": "x"}]})


def instalment(due_on):
    """Return a page of one instalment that nobody has called overdue."""
    row = {"id": ID, "due_on": due_on, "status": "scheduled", "overdue": False}
    return answered(200, {"count": 1, "results": [row]})


def journal_of(effective_on):
    """Return one entry of two lines."""
    sides = ({"debit": "1.00", "credit": "0.00"}, {"debit": "0.00", "credit": "1.00"})
    return [{"effective_on": effective_on, "lines": [{"account": "cash", **side} for side in sides]}]


def journal(effective_on):
    """Return a page of the journal."""
    return answered(200, {"count": 1, "results": journal_of(effective_on)})


def balances(entries, as_of):
    """Return the trial balance of some entries."""
    return {**trial_balance(entries, as_of), "as_of": as_of, "application_id": None}


# word -> (argument, answers for which it holds, answers for which it does not)
PAIRS = {
    "status": ([200], [answered(200)], [answered(201)]),
    "accepted_or_refused_by": (
        {"status": 200, "codes": ["a.b"]},
        [problem("a.b")],
        [problem("request.invalid")],
    ),
    "codes_in": (["a.b"], [problem("a.b")], [problem("c.d")]),
    "pointer": ("/body/name", [problem(pointer="/body/name/0")], [problem(pointer="/body/names")]),
    "headers": ({"Allow": "GET", "X": None}, [answered(allow="GET")], [answered(allow="GETS")]),
    "methods": (["GET", "HEAD"], [answered(allow="HEAD, GET")], [answered(allow="HEAD, GET, PUT")]),
    "values": ({"/a/b": 1}, [answered(200, {"a": {"b": 1}})], [answered(200, {"a": {"b": True}})]),
    "empty": (True, [answered()], [answered(200, {})]),
    "same_as": (
        {"answer": 0, "but": ["version"]},
        [answered(200, {"a": [1], "version": 1}), answered(200, {"a": [1], "version": 2})],
        [answered(200, {"a": [1]}), answered(200, {"a": [2]})],
    ),
    "same_status": (0, [answered(404), answered(404)], [answered(404), answered(401)]),
    "same_headers": (
        {"answer": 0},
        [answered(etag='"1"', date="1"), answered(etag='"1"', date="2")],
        [answered(etag='"1"'), answered(etag='"2"')],
    ),
    "differs_from": (
        {"answer": 0, "at": "/a"},
        [answered(200, {"a": 1}), answered(200, {"a": 2})],
        [answered(200, {"a": 1}), answered(200, {"a": 1})],
    ),
    "locates": (
        "/x/{id}/",
        [answered(201, {"id": ID}, location=f"/x/{ID}/")],
        [answered(201, {"id": ID}, location=f"/x/{OTHER}/")],
    ),
    "only_changed": (
        {"look": 0, "write": 1, "objects": {"": ["a"]}, "creates": False},
        [
            answered(200, {"id": ID, "a": 1}),
            answered(200, {"id": ID, "a": 2}),
            answered(200, {"id": ID, "a": 2}),
        ],
        [answered(200, {"id": ID, "b": 1}), answered(200, {"id": ID}), answered(200, {"id": ID, "b": 2})],
    ),
    "gone_or_same": (
        {"write": 1, "like": 0},
        [answered(200, {"id": ID}), answered(204), answered(404)],
        [answered(200, {"id": ID}), answered(409), answered(404)],
    ),
    "listed": (
        {"answer": 0},
        [answered(201, {"id": ID, "name": "1", "size": 0}), page(ID)],
        [answered(201, {"id": ID, "name": "2", "size": 0}), page(ID)],
    ),
    "filtered": (
        {"answer": 0, "where": [["name", "is", "1"]]},
        [page(ID, OTHER), page(ID)],
        [page(ID, OTHER), page(ID, OTHER)],
    ),
    "found": (
        {"answer": 0, "words": ["1"], "fields": ["name"]},
        [page(ID, OTHER), page(ID)],
        [page(ID, OTHER), page()],
    ),
    "sorted_by": (["-size"], [page(OTHER)], [page(ID, OTHER)]),
    "same_rows_as": (0, [page(ID), page(ID)], [page(ID), page(OTHER)]),
    "reverse_of": (0, [page(ID, OTHER), page(OTHER, ID)], [page(ID, OTHER), page(ID, OTHER)]),
    "page_of": (
        {"answer": 0, "page": 1, "size": 2},
        [page(ID, OTHER), page(ID, OTHER)],
        [page(ID, OTHER), page(ID)],
    ),
    **stage_words.PAIRS,
    **book_words.PAIRS,
    **money_words.PAIRS,
    **paper_words.PAIRS,
    **signing_words.PAIRS,
    **file_words.pairs(answered),
    **inbox_words.PAIRS,
    **report_words.PAIRS,
    "gathered": (
        {"answer": 0, "parts": [1]},
        [page(ID, OTHER), page(ID), page(OTHER)],
        [page(ID, OTHER), page(ID), page(ID)],
    ),
    "judged_on": (
        {"answer": 0, "field": "overdue", "on": "2024-02-01"},
        [instalment("2024-02-01"), instalment("2024-02-01")],
        [instalment("2024-01-31"), instalment("2024-01-31")],
    ),
    "sums_up": (
        {"answer": 0, "on": "2024-02-01", "application_id": None},
        [journal("2024-02-01"), answered(200, balances(journal_of("2024-02-01"), "2024-02-01"))],
        [journal("2024-02-02"), answered(200, balances(journal_of("2024-02-01"), "2024-02-01"))],
    ),
    "walked": (
        {"whole": 0, "created": 1, "pages": [2]},
        [page(ID), answered(201, {"id": OTHER}), page(OTHER), page(ID)],
        [page(ID), answered(201, {"id": OTHER}), page(OTHER), page(OTHER)],
    ),
    "lists_exactly": ([ID, OTHER], [page(OTHER, ID)], [page(ID)]),
    "subset_of": (
        {"answer": 0, "but": []},
        [page(ID, OTHER), page(OTHER)],
        [page(ID), page(OTHER)],
    ),
    "never_shows": (["secret"], [answered(404, {"code": "a"})], [answered(200, {"a": ["a secret"]})]),
    "not_as": (0, [problem("a.b"), problem("c.d")], [problem("a.b"), problem("a.b")]),
    "belongs": ({"name": "1"}, [page(ID)], [page(ID, OTHER)]),
    "masked": (
        {"parties": ["/some"], "own": [ID], "keys": ["name"]},
        [answered(200, {"some": [{"name": "a"}, {"name": "b", "x_id": ID}]})],
        [answered(200, {"some": [{"name": "a", "x_id": OTHER}]})],
    ),
}


# What is asked of the database or the storage, not of an answer: test_lawful.py, test_storage.py; of a key:
# test_seal_proofs.py.
_ELSEWHERE = {"writes_nothing", "stores", "sealed"}
_WRONGS = {**book_words.WRONGS, **signing_words.WRONGS, **inbox_words.WRONGS, **report_words.WRONGS}


@pytest.mark.parametrize("word", sorted(expecting.WORDS.keys() - _ELSEWHERE))
def test_every_word_can_hold_and_fail(word):
    """A word MUST be silent about a right answer and speak about a wrong one."""
    argument, right, wrong = PAIRS[word]
    assert expecting.WORDS[word](argument, right) is None
    assert expecting.WORDS[word](argument, wrong)


@pytest.mark.parametrize("wrong", file_words.WRONGS)
def test_every_part_of_a_file_can_be_wrong(wrong):
    """Bytes, length, type, hash and name MUST each be held against what they should be."""
    argument = {**file_words.TOLD, "filename": "a name.csv"}
    assert expecting.WORDS["file_is"](argument, [file_words.sent()]) is None
    assert expecting.WORDS["file_is"](argument, [wrong])


@pytest.mark.parametrize("word", sorted(_WRONGS))
def test_every_part_of_a_word_about_books_or_papers_can_fail(word):
    """A word that says several things MUST speak about each of them."""
    argument, right, *wrongs = _WRONGS[word]
    assert expecting.WORDS[word.split()[0]](argument, right) is None
    faults = [expecting._said(expecting.WORDS[word.split()[0]], argument, wrong) for wrong in wrongs]
    assert None not in faults, faults.index(None)
    assert len({fault[:12] for fault in faults}) > 1 or len(faults) == 1


_MODULES = (
    bodies,
    changes,
    credentials,
    deletions,
    exports,
    figures,
    finding,
    forms,
    headers,
    judged,
    lists,
    pages,
    malformed,
    methods,
    queries,
    references,
    roles,
    searches,
    specs,
    access,
    access_sets,
    access_moves,
)
GENERATORS = [
    function
    for module in _MODULES
    for name, function in vars(module).items()
    if name.endswith("_cases") or name == "cases"
    if inspect.signature(function).return_annotation and len(inspect.signature(function).parameters) == 1
]


LAWS = (test_laws, test_user_laws, test_party_laws, test_application_laws)


def cases_of(generator):
    """Return every step of every operation that the generator knows what to do with."""
    for operation in operations().values():
        try:
            for case in generator(operation):
                yield (
                    case
                    if isinstance(case[0], Step) and all(isinstance(step, Step) for step in case)
                    else [
                        case[0],
                        case[0],
                        *case[1],
                    ]
                )
        except (AssertionError, LookupError, StopIteration):
            continue  # not an operation of this kind


def agreeing(environ, start_response):
    """Answer everything with an empty success."""
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b"{}"]


def refusing(environ, start_response):
    """Answer everything with a teapot."""
    start_response("418 I'm a teapot", [("Content-Type", "text/plain"), ("Access-Control-Allow-Origin", "*")])
    return [b"no"]


def fickle(environ, start_response):
    """Agree to everything but what only looks."""
    return (refusing if environ["REQUEST_METHOD"] == "HEAD" else agreeing)(environ, start_response)


def test_every_check_of_the_enumeration_can_fail(monkeypatch):
    """Servers that agree to everything, to nothing, or as they please MUST break every check there is."""
    asked, broken = set(), set()
    steps = [list(case) for generator in GENERATORS for case in cases_of(generator)]
    for stub in (agreeing, refusing, fickle):
        monkeypatch.setattr(wire, "application", stub)
        for case in steps:
            checks = {step.expect["check"] for step in case if "check" in step.expect}
            asked |= checks
            if checks <= broken:
                continue
            answers = []
            with isolation.rollback_case():
                for step in case:
                    stored = step.stored()
                    answers.append(wire.send(stored)[1])
                    check = step.expect.get("check")
                    if check and check not in broken and expecting.judged(stored, [], answers):
                        broken.add(check)
    assert len(asked) > 40
    assert asked - broken == set()


def test_the_laws_can_fail(monkeypatch):
    """A server that says yes to everything MUST break every law written by hand."""
    monkeypatch.setattr(wire, "application", agreeing)
    laws = {name: law for module in LAWS for name, law in vars(module).items() if name.startswith("test_")}
    for law in laws.values():
        for operation in law.pytestmark[0].args[1]:
            with pytest.raises((AssertionError, KeyError, TypeError)):
                law(operation)
