"""For each word about documents: an argument, answers that are right, answers that are not."""

import hashlib

from schemathesis import Response

from contract_tests.tests.stage_words import answered
from hooks import transport

CONTENT = b"%PDF-1.7 as it was"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
TOKENS = ("a" * 43, "b" * 43)
HEADERS = {
    "etag": f'"{SHA256}"',
    "content-length": str(len(CONTENT)),
    "content-type": "application/pdf",
    "content-disposition": "attachment; filename*=UTF-8''a.pdf",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
}
FILE = {"sha256": SHA256, "size": len(CONTENT), "content_type": "application/pdf"}


def sent(content=CONTENT, **changes):
    """Return a download."""
    headers = {name: [value] for name, value in {**HEADERS, **changes}.items() if value is not None}
    request = transport.prepared("GET", "http://localhost/", {}, None)
    return Response(200, headers, content, request, 0.0, verify=False)


def version(number, sha256=SHA256, data="d"):
    """Return one version of a document."""
    return {"number": number, "kind": "uploaded", "sha256": sha256, "data_sha256": data}


def document(*versions):
    """Return a document."""
    return answered({"versions": list(versions)})


def invitation(*tokens, url="/api/v1/signing/{}/"):
    """Return a request with links."""
    return answered({"signers": [{"token": token, "signing_url": url.format(token)} for token in tokens]})


KNOWN = [{"kind": "uploaded", "sha256": SHA256}, {"kind": "uploaded", "sha256": None}]
PAIRS = {
    "file_is": (FILE, [sent()], [sent(CONTENT + b"!")]),
    "versions_are": (
        KNOWN,
        [document(version(1), version(2, "other"))],
        [document(version(1, "other"), version(2))],
    ),
    "versions_grown": (
        0,
        [document(version(1)), document(version(1), version(2))],
        [document(version(1)), document(version(1, "other"), version(2))],
    ),
    "newest_as": (
        {"answer": 0, "number": 1},
        [document(version(1)), document(version(1), version(2))],
        [document(version(1)), document(version(1), version(2, "other"))],
    ),
    "invited": (2, [invitation(*TOKENS)], [invitation(TOKENS[0], TOKENS[0])]),
}
# Word -> argument and answers that are wrong in another way.
WRONGS = [
    ("file_is", {**FILE, "size": 1}, [sent()]),
    *(("file_is", FILE, [sent(**{name: None})]) for name in HEADERS),
    ("file_is", FILE, [sent(**{"content-type": "text/html"})]),
    ("file_is", FILE, [sent(**{"content-disposition": "inline"})]),
    ("versions_are", KNOWN, [document(version(1), version(3))]),
    ("versions_are", KNOWN, [document(version(1))]),
    ("versions_grown", 0, [document(version(1), version(2)), document(version(1))]),
    ("newest_as", {"answer": 0, "number": 1}, [document(version(1)), document(version(1, data="e"))]),
    ("newest_as", {"answer": 0, "number": 1, "other": True}, [document(version(1)), document(version(1))]),
    ("invited", 1, [invitation("short")]),
    ("invited", 1, [invitation(*TOKENS)]),
    ("invited", 1, [invitation(TOKENS[0], url="/signing/{}/")]),
]
