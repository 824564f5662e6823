"""Multipart bodies: read in pieces, and refused when two readers could understand them differently."""

import hashlib
import io
import tracemalloc

import pytest
from rest_framework.exceptions import ParseError

from apps.kernel.errors import TooLarge
from crm.api import multipart

MEDIA_TYPE = "multipart/form-data; boundary=edge"
END = b"--edge--\r\n"


def _part(disposition, body=b"x", *headers):
    lines = [f"Content-Disposition: {disposition}".encode(), *headers, b"", body]
    return b"--edge\r\n" + b"\r\n".join(lines) + b"\r\n"


TITLE = _part('form-data; name="title"', "façade".encode())
FILE = _part('form-data; name="file"; filename="a.pdf"', b"%PDF", b"Content-Type: text/html")


@pytest.fixture
def parse():
    """Return the parser as a function; what it opened is closed after the test."""
    opened = []

    def run(raw, media_type=MEDIA_TYPE):
        parsed = multipart.MultiPartParser().parse(io.BytesIO(raw), media_type)
        opened.extend(parsed.files.values())
        return parsed

    yield run
    for upload in opened:
        upload.close()


def test_text_and_files(parse):
    parsed = parse(TITLE + FILE + END)
    upload = parsed.files["file"]
    assert parsed.data == {"title": "façade"}
    assert (upload.filename, upload.size, upload.file.read() if upload.file.seek(0) == 0 else b"") == (
        "a.pdf",
        4,
        b"%PDF",
    )
    assert upload.sha256 == hashlib.sha256(b"%PDF").hexdigest()
    assert [name for name, _ in parsed.files.lists()] == ["file"]


@pytest.mark.parametrize("cut", range(1, len(TITLE + FILE + END) - 2, 7))
def test_a_body_that_breaks_off_is_refused(parse, cut):
    with pytest.raises(ParseError):
        parse((TITLE + FILE + END)[:cut])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not multipart at all" * 10,
        TITLE + TITLE + END,
        FILE + FILE + END,
        TITLE + _part('form-data; name="title"; filename="t"') + END,
        _part('form-data; name="title"', b"\xff") + END,
        _part('form-data; name="title"', b"x", b"Content-Type: text/plain; charset=latin-1") + END,
        _part('form-data; name="file"; filename="a"', b"eA==", b"Content-Transfer-Encoding: base64") + END,
        _part('attachment; name="title"') + END,
        b"--edge\r\n\r\nno headers\r\n" + END,
        b"--edge\nContent-Disposition: form-data; name=a\n\nx\n--edge--\n",
        b"--edge\r\n" + b"X: " + b"y" * 5_000 + b"\r\n\r\n" + END,
        b"".join(_part(f'form-data; name="{number}"') for number in range(33)) + END,
        _part('form-data; name="file"; filename="\xff"').replace("\xff".encode(), b"\xff") + END,
    ],
)
def test_a_malformed_body_is_refused(parse, raw):
    with pytest.raises(ParseError):
        parse(raw)


@pytest.mark.parametrize("media_type", ["multipart/form-data", "multipart/form-data; boundary="])
def test_a_body_without_a_boundary_is_refused(parse, media_type):
    with pytest.raises(ParseError):
        parse(TITLE + END, media_type)


def test_nothing_and_a_nameless_file(parse):
    assert parse(END).data == {}
    assert parse(_part('form-data; name="file"; filename=""', b"") + END).files["file"].size == 0


def test_bytes_that_look_like_the_edge_are_bytes(parse):
    body = b"\r\n--edg\r\n-\r\n--edgf--\r\n" * 9_000
    upload = parse(_part('form-data; name="file"; filename="a"', body) + END).files["file"]
    assert upload.sha256 == hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("size", range(multipart._CHUNK - 4, multipart._CHUNK + 5))
def test_the_end_may_fall_between_two_pieces(parse, size):
    around = len(_part('form-data; name="file"; filename="a"', b"") + END)
    body = b"x" * (size - around)
    assert parse(_part('form-data; name="file"; filename="a"', body) + END).files["file"].size == len(body)


def test_limits_and_where_reading_stops(parse, settings):
    settings.UPLOAD_LIMIT, settings.BODY_LIMIT = 300_000, 1_000
    head = _part('form-data; name="file"; filename="a"', b"")[:-2]
    assert parse(head + b"x" * 300_000 + b"\r\n" + END).files["file"].size == 300_000
    with pytest.raises(TooLarge):
        parse(head + b"x" * 300_001 + b"\r\n" + END)
    with pytest.raises(TooLarge):
        parse(_part('form-data; name="a"', b"x" * 500) + _part('form-data; name="b"', b"x" * 501) + END)
    endless = io.BytesIO(head + b"x" * 3_000_000)
    with pytest.raises(TooLarge):
        multipart.MultiPartParser().parse(endless, MEDIA_TYPE)
    assert endless.tell() < 500_000


def test_what_was_received_is_forgotten_on_refusal(monkeypatch):
    opened, spooled = [], multipart.tempfile.SpooledTemporaryFile

    def spy(**options):
        opened.append(spooled(**options))
        return opened[-1]

    monkeypatch.setattr(multipart.tempfile, "SpooledTemporaryFile", spy)
    with pytest.raises(ParseError):
        multipart.MultiPartParser().parse(io.BytesIO(FILE + FILE.replace(b'"file"', b'"more"')), MEDIA_TYPE)
    assert [file.closed for file in opened] == [True, True]


def test_a_large_file_is_never_in_memory(parse, settings):
    size = settings.UPLOAD_LIMIT
    head = _part('form-data; name="file"; filename="a"', b"")[:-2]
    raw = io.BytesIO(head + b"x" * size + b"\r\n" + END)
    tracemalloc.start()
    try:
        parsed = multipart.MultiPartParser().parse(raw, MEDIA_TYPE)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    parsed.files["file"].close()
    assert peak < 2_000_000
