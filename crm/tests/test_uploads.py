"""Files through HTTP: what is stored is what is sent back, and what is refused leaves nothing."""

import hashlib
import json

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as project
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient

from apps.accounts.tests.factories import PASSWORD, UserFactory
from apps.applications.tests.factories import application
from apps.documents.models import Document, DocumentVersion

DOCUMENTS = "/api/v1/documents/"
PDF = b"%PDF-1.7 the letter"
pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(settings, tmp_path):
    """Return a function that counts the files on the disk."""
    options = {"location": str(tmp_path / "documents"), "durable": False}
    settings.STORAGES = {
        **project.STORAGES,
        "documents": {"BACKEND": "apps.documents.storage.DurableStorage", "OPTIONS": options},
    }
    return lambda: len([each for each in tmp_path.rglob("*") if each.is_file()])


@pytest.fixture
def call(client, stored):
    """Return a function that sends a request as an admin."""
    cache.clear()  # other tests count as the same address
    body = {"email": UserFactory(role="admin").email, "password": PASSWORD}
    answer = client.post("/api/v1/auth/login/", body, content_type="application/json")
    bearer = f"Bearer {answer.json()['access']}"

    def send(method, path, data=None, **options):
        return getattr(client, method)(
            path, data, headers={"Authorization": bearer, **options.pop("headers", {})}, **options
        )

    return send


def _parts(**changes):
    return {
        "application_id": str(application().id),
        "type": "other",
        "audience": "internal",
        "title": "Letter",
        "file": SimpleUploadedFile("letter.pdf", PDF),
        **changes,
    }


def _code(answer):
    return answer.status_code, answer.json()["code"]


def test_what_is_stored_is_what_is_sent_back(call, stored):
    data = PDF + b"\x00\r\n--edge" * 200_000
    made = call("post", DOCUMENTS, _parts(file=SimpleUploadedFile("../Brief „neu“.pdf", data)))
    assert made.status_code == 201
    (version,) = made.json()["versions"]
    digest = hashlib.sha256(data).hexdigest()
    assert (version["sha256"], version["size"], version["content_type"], version["filename"]) == (
        digest,
        len(data),
        "application/pdf",
        "Brief „neu“.pdf",
    )
    answer = call("get", f"{made['Location']}download/")
    assert b"".join(answer.streaming_content) == data
    expected = {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(data)),
        "Content-Disposition": "attachment; filename*=UTF-8''Brief%20%E2%80%9Eneu%E2%80%9C.pdf",
        "ETag": f'"{digest}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert {name: answer[name] for name in expected} == expected
    head = call("head", f"{made['Location']}download/")
    assert {name: head[name] for name in expected} == expected
    assert (head.status_code, head.content, stored()) == (200, b"", 1)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ('"{}"', 304),
        ('W/"{}"', 304),
        ('"other", "{}"', 304),
        ("*", 304),
        ('"other"', 200),
        ("{}", 200),
        ("", 200),
    ],
)
def test_a_client_that_has_the_file_gets_no_second_one(call, header, status):
    made = call("post", DOCUMENTS, _parts())
    digest = made.json()["versions"][0]["sha256"]
    for method in ("get", "head"):
        answer = call(
            method, f"{made['Location']}download/", headers={"If-None-Match": header.format(digest)}
        )
        assert (answer.status_code, answer["ETag"]) == (status, f'"{digest}"')
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert body == (PDF if (status, method) == (200, "get") else b"")


def test_every_version_stays(call):
    made = call("post", DOCUMENTS, _parts())
    text = SimpleUploadedFile("notes.pdf", b"only text")
    added = call("post", f"{made['Location']}versions/", {"file": text})
    assert (added.status_code, added["Location"], added["ETag"]) == (201, made["Location"], '"2"')
    assert [each["number"] for each in added.json()["versions"]] == [1, 2]
    sent = {}
    for path in ("versions/1/download/", "versions/2/download/", "download/"):
        answer = call("get", made["Location"] + path)
        sent[path] = (b"".join(answer.streaming_content), answer["Content-Type"])
    assert sent == {
        "versions/1/download/": (PDF, "application/pdf"),
        "versions/2/download/": (b"only text", "text/plain; charset=utf-8"),
        "download/": (b"only text", "text/plain; charset=utf-8"),
    }
    for number in ("3", "0", "01", "999999999", "9999999999"):
        assert call("get", f"{made['Location']}versions/{number}/download/").status_code == 404


def test_what_is_refused_leaves_nothing(call, stored, settings):
    settings.UPLOAD_LIMIT = 100_000
    letter = SimpleUploadedFile("letter.pdf", PDF)
    over = SimpleUploadedFile("a.txt", b"x" * 100_001)
    at_the_limit = SimpleUploadedFile("a.txt", b"x" * 100_000)
    no_file = {name: value for name, value in _parts().items() if name != "file"}
    refused = {
        "over the limit": (_parts(file=over), (413, "request.too_large")),
        "no bytes": (_parts(file=SimpleUploadedFile("a.pdf", b"")), (400, "documents.empty_file")),
        "a picture of no kind": (
            _parts(file=SimpleUploadedFile("a.pdf", b"GIF89a\x00")),
            (415, "documents.unsupported_type"),
        ),
        "before the shape": (
            _parts(file=SimpleUploadedFile("a.pdf", b"GIF89a\x00"), title="", type="x"),
            (415, "documents.unsupported_type"),
        ),
        "no file": (no_file, (400, "request.invalid")),
        "text for a file": (_parts(file="text"), (400, "request.invalid")),
        "a file for text": (_parts(title=letter), (400, "request.invalid")),
        "another field": (_parts(current_version="7"), (400, "request.unknown_field")),
        "another file": (_parts(other=letter), (400, "request.unknown_field")),
        "no title": (_parts(title=" "), (400, "request.invalid")),
        "a long title": (_parts(title="x" * 201), (400, "request.invalid")),
        "two values": (_parts(title=["a", "b"]), (400, "request.parse_error")),
        "nobody's application": (
            _parts(application_id="00000000-0000-4000-8000-000000000000"),
            (400, "documents.unknown_application"),
        ),
    }
    for name, (parts, expected) in refused.items():
        assert _code(call("post", DOCUMENTS, parts)) == expected, name
    assert (stored(), Document.objects.count(), DocumentVersion.objects.count()) == (0, 0, 0)
    assert call("post", DOCUMENTS, _parts(file=at_the_limit)).status_code == 201
    assert stored() == 1


def test_only_parts_are_taken_and_elsewhere_only_json(call, stored):
    body = json.dumps({"title": "x"})
    assert _code(call("post", DOCUMENTS, body, content_type="application/json")) == (
        415,
        "request.unsupported_media_type",
    )
    assert _code(call("post", "/api/v1/notes/", {"body": "x"})) == (415, "request.unsupported_media_type")
    broken = "multipart/form-data; boundary=edge"
    raw = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%PDF'
    assert _code(call("post", DOCUMENTS, raw, content_type=broken)) == (400, "request.parse_error")
    assert stored() == 0


def test_a_declared_length_is_believed_before_anything_is_read(call, settings):
    settings.UPLOAD_LIMIT = settings.BODY_LIMIT = 10
    assert _code(call("post", DOCUMENTS, _parts())) == (413, "request.too_large")


def test_accept_may_name_the_types_that_are_sent(call):
    made = call("post", DOCUMENTS, _parts())
    path = f"{made['Location']}download/"
    answer = call("get", path, headers={"Accept": "application/pdf"})
    assert b"".join(answer.streaming_content) == PDF
    assert _code(call("get", path, headers={"Accept": "text/html"})) == (406, "request.not_acceptable")
    gone = call("get", f"{DOCUMENTS}{application().id}/download/", headers={"Accept": "image/png"})
    assert (gone["Content-Type"], *_code(gone)) == (
        "application/problem+json",
        404,
        "documents.document_not_found",
    )


def test_a_retried_upload_is_a_second_document(call, stored):
    key = {"Idempotency-Key": "the-same-key"}
    first, second = (call("post", DOCUMENTS, _parts(), headers=key) for _ in range(2))
    assert first.json()["id"] != second.json()["id"]
    assert stored() == 2


@pytest.mark.django_db(transaction=True)
def test_a_file_comes_in_pieces_under_asgi_too(call):
    data = PDF + b"\x00" * 300_000
    made = call("post", DOCUMENTS, _parts(file=SimpleUploadedFile("letter.pdf", data)))
    bearer = call("get", "/api/v1/users/me/").wsgi_request.headers["Authorization"]

    async def download():
        answer = await AsyncClient().get(f"{made['Location']}download/", headers={"Authorization": bearer})
        assert answer.is_async
        return [piece async for piece in answer.streaming_content], answer["Content-Length"]

    pieces, length = async_to_sync(download)()
    assert (b"".join(pieces), length) == (data, str(len(data)))
    assert len(pieces) > 1
