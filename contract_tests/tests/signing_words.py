"""Right and wrong answers for the words about a document beside the requests to sign it."""

import hashlib

from schemathesis import Response

from contract_tests.tests.stage_words import answered
from hooks import transport

FIRST, SECOND, SEALED = (hashlib.sha256(name).hexdigest() for name in (b"first", b"second", b"sealed"))


def file(content, sha256=None, status=200):
    """Return a download."""
    etag = f'"{sha256 or hashlib.sha256(content).hexdigest()}"'
    sent = transport.prepared("GET", "http://localhost/", {}, None)
    return Response(status, {"etag": [etag]}, content, sent, 0.0, verify=False)


def refusal(code):
    """Return what is not found."""
    sent = transport.prepared("GET", "http://localhost/", {}, None)
    return Response(404, {}, b'{"code": "%b"}' % code.encode(), sent, 0.0, verify=False)


def version(number, sha256, kind="uploaded", template=None):
    """Return a version."""
    made = {"template": template, "data_sha256": None if template is None else FIRST}
    return {"number": number, "sha256": sha256, "size": 5, "kind": kind, **made}


def document(*versions, status="none", locked=False, current=None):
    """Return a document."""
    shown = {"id": "d", "current_version": current or len(versions), "is_locked": locked}
    return answered({**shown, "signature_status": status, "versions": list(versions)})


def asked(number, sha256, status, *signers, of="d"):
    """Return a signature request."""
    people = [{"status": each} for each in signers]
    return {
        "document_id": of,
        "document_version": number,
        "document_sha256": sha256,
        "status": status,
        "signers": people,
    }


def listed(*rows):
    """Return a page that shows all there is."""
    return answered({"count": len(rows), "results": list(rows)})


ONE, TWO, SIGNED = version(1, FIRST), version(2, SECOND), version(2, SEALED, "signed")
NOBODY, PENDING = listed(), asked(1, FIRST, "pending", "signed", "pending")
DONE, REFUSED = asked(1, FIRST, "completed", "signed"), asked(1, FIRST, "declined", "declined")
OTHERS = asked(1, SEALED, "completed", "signed", of="another")
_ANY = {"requests": -2, "versions": [1, 2], "states": ["none", "pending", "completed", "declined"], "of": []}
_DEED = version(1, FIRST, "generated", "guarantee_deed")

# word -> (argument, answers for which it holds, answers for which it does not, each for another reason)
WRONGS = {
    "paper": (
        {**_ANY, "of": [FIRST, SECOND]},
        [listed(OTHERS), document(ONE, TWO)],
        [NOBODY, document(ONE, ONE)],
        [NOBODY, document(ONE, TWO, current=1)],
        [NOBODY, document(ONE, TWO, version(3, FIRST))],
        [NOBODY, document(ONE, version(2, FIRST))],
        [NOBODY, document(ONE, status="cancelled")],
        [listed(PENDING), document(ONE)],
    ),
    "paper that is to be signed": (
        _ANY,
        [listed(PENDING, REFUSED), document(ONE, status="pending")],
        [listed(PENDING, PENDING), document(ONE, status="pending")],
        [listed(PENDING), document(ONE, TWO, status="pending")],
        [listed(PENDING), document(TWO | {"number": 1}, status="pending")],
        [listed(PENDING), document(ONE, status="pending", locked=True)],
        [listed(asked(1, FIRST, "pending", "signed")), document(ONE, status="pending")],
        [listed(asked(1, FIRST, "pending", "declined", "pending")), document(ONE, status="pending")],
    ),
    "paper that is signed": (
        _ANY,
        [listed(DONE, REFUSED), document(ONE, SIGNED, status="completed", locked=True)],
        [listed(DONE), document(ONE, SIGNED, status="completed")],
        [listed(DONE), document(ONE, status="completed", locked=True)],
        [listed(DONE), document(ONE, TWO, status="completed", locked=True)],
        [listed(REFUSED), document(ONE, SIGNED, status="declined")],
        [
            listed(asked(1, FIRST, "completed", "pending")),
            document(ONE, SIGNED, status="completed", locked=True),
        ],
    ),
    "bytes_of": (
        {"document": 0, "number": 1},
        [document(ONE), file(b"first")],
        [document(ONE), file(b"other")],
        [document({**ONE, "size": 6}), file(b"first")],
        [document(ONE), file(b"first", status=206)],
        [document(ONE), file(b"first", sha256=SECOND)],
    ),
    "bytes_of what there is not": (
        {"document": 0, "number": 2},
        [document(ONE), refusal("documents.version_not_found")],
        [document(ONE), file(b"first")],
        [document(ONE), refusal("documents.document_not_found")],
    ),
    "same_versions": (
        "guarantee_deed",
        [document(_DEED, {**_DEED, "number": 2})],
        [document(_DEED, {**_DEED, "number": 2, "sha256": SECOND})],
        [document(_DEED, {**_DEED, "number": 2, "data_sha256": SECOND})],
        [document(ONE)],
    ),
    "one_of_template": (
        {"template": "guarantee_deed", "versions": 1},
        [listed({"versions": [_DEED]}, {"versions": [ONE]})],
        [listed({"versions": [_DEED]}, {"versions": [_DEED]})],
        [listed({"versions": [_DEED, _DEED]})],
        [listed({"versions": [ONE]})],
    ),
}
PAIRS = {
    word: (argument, right, wrong) for word, (argument, right, wrong, *_) in WRONGS.items() if " " not in word
}
