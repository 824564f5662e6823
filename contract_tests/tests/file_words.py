"""Right and wrong answers for the words about files."""

import hashlib

from schemathesis import Response

BYTES = b"day,what\n2025-03-31,a\n"
SHA256 = hashlib.sha256(BYTES).hexdigest()
TOLD = {"size": len(BYTES), "sha256": SHA256, "content_type": "text/csv"}


def sent(content=BYTES, **headers):
    """Return the answer that sends a file, with some headers replaced."""
    right = {
        "content-type": "text/csv; charset=utf-8",
        "content-length": str(len(content)),
        "etag": f'"{hashlib.sha256(content).hexdigest()}"',
        "content-disposition": "attachment; filename*=UTF-8''a%20name.csv",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
    }
    shown = {name: [value] for name, value in {**right, **headers}.items()}
    return Response(200, shown, content, None, 0.1, False)


def version(**changes):
    """Return the answer that tells of a version."""
    return {"versions": [{**TOLD, **changes}]}


def pairs(answered):
    """Return an argument, right answers and wrong ones of each word; `answered` makes an answer of JSON."""
    return {
        "sends_again": (0, [sent(), sent()], [sent(), sent(BYTES + b"b")]),
        "told": (
            {"answer": 0, "at": "/versions/0"},
            [answered(200, version()), sent()],
            [answered(200, version(sha256="0" * 64)), sent()],
        ),
    }


# Each part of what a file must be, spoiled alone.
WRONGS = (
    sent(**{"content-type": "text/plain"}),
    sent(**{"content-length": "1"}),
    sent(**{"etag": '"' + "0" * 64 + '"'}),
    sent(**{"content-disposition": "inline; filename*=UTF-8''a%20name.csv"}),
    sent(**{"content-disposition": "attachment; filename*=UTF-8''another.csv"}),
    sent(**{"x-content-type-options": "sniff"}),
    sent(BYTES[:-1]),
)
