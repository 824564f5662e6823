"""Files as they are uploaded and downloaded: every type, size and name. Domain.md, 8; DOC1, DOC3."""

import unicodedata

import pytest

from contract_tests.actors import ADMIN, BORROWER, BROKER
from contract_tests.enumeration import valid
from contract_tests.enumeration.malformed import UPLOAD_LIMIT
from contract_tests.enumeration.operations import operations
from contract_tests.enumeration.playing import play
from contract_tests.enumeration.valid import ask
from contract_tests.tests.test_laws import about
from contract_tests.tests.test_party_laws import row
from hooks import files
from hooks.files import File

pytestmark = pytest.mark.contract
UPLOADS = ("document_create", "document_version_create")
EVERY = tuple(files.MAKERS)
SAMPLES = [files.sample(kind, "uploaded") for kind in EVERY]


def upload(operation, file, actor=ADMIN):
    """Return an upload of a file, otherwise a plain one."""
    base = valid.request(operations()[operation], actor)
    return base.form({**base.value, "file": file})


def newest(operation):
    """Return where the answer of an upload shows the version, and its number."""
    return ("/versions/0", 1) if operation == "document_create" else ("/versions/2", 3)


def kept(operation, file, content_type, filename, actor=ADMIN):
    """Return an upload that is accepted, and both downloads of what it has stored."""
    law = "what_was_uploaded_is_what_is_stored"
    at, number = newest(operation)
    told = {"filename": filename, "content_type": content_type, "kind": "uploaded", "number": number}
    measured = {"size": len(file.content), "sha256": file.sha256}
    shown = {f"{at}/{name}": value for name, value in {**told, **measured}.items()}
    sends = {**measured, "content_type": content_type}
    document = {"document_id": "{{answer:0:/id}}"}
    return [
        upload(operation, file, actor).must(law, status=[201], values=shown, stores=1),
        linked(ask("document_download", actor, **document)).must(law, status=[200], file_is=sends),
        linked(ask("document_version_download", actor, **document, number=number)).must(
            law, status=[200], file_is=sends, told={"answer": 0, "at": at}, sends_again=1
        ),
    ]


def linked(step):
    """Return a request about what an earlier answer has brought: its path says where."""
    return step.on(step.path.replace("%7B", "{").replace("%7D", "}").replace("%3A", ":").replace("%2F", "/"))


@about(*UPLOADS)
def test_each_type_is_told_by_its_bytes(operation):
    """A file of each allowed type MUST be stored as that, whatever its name and sender say. DOC1."""
    lies = [("report.pdf", files.PDF), ("photo.exe", "application/x-msdownload"), ("page.html", "text/html")]
    play(
        kept(operation, file.called(*name), file.content_type, name[0])
        for file in SAMPLES
        for name in ((file.filename, file.content_type), *lies, ("nothing", ""))
    )


REFUSED_BYTES = {
    "html": b"<!DOCTYPE html><html><body>hello</body></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "xml": b'<?xml version="1.0"?><a/>',
    "markup after a mark": b"\xef\xbb\xbf \n<script>alert(1)</script>",
    "gif": b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,",
    "zip": b"PK\x03\x04\x14\x00\x00\x00\x00\x00" + b"\x00" * 20 + b"a.txt",
    "empty zip": b"PK\x05\x06" + b"\x00" * 18,
    "office archive that is cut off": files.docx("cut")[:-40],
    "presentation": files.docx("slides").replace(
        b"wordprocessingml.document.main", b"presentationml.slides.main"
    ),
    "windows program": b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff",
    "linux program": b"\x7fELF\x02\x01\x01\x00" + b"\x00" * 8,
    "script": b"#!/bin/sh\necho hello\n",
    "postscript": b"%!PS-Adobe-3.0\n",
    "rtf": b"{\\rtf1\\ansi hello}",
    "not utf-8": b"caf\xe9\n",
    "utf-16": "hello".encode("utf-16"),
    "utf-8 that is cut off": "caf\u00e9".encode()[:-1],
    "nul": b"hello\x00world",
    "escape": b"hello\x1b[31mworld",
    "random": bytes(range(128, 256)),
}


@about(*UPLOADS)
@pytest.mark.parametrize("name", REFUSED_BYTES)
def test_bytes_of_any_other_type_are_refused(operation, name):
    """A file of any other type MUST be a 415 that leaves nothing, whatever it is called. Laws DOC1, DOC3."""
    law = "file_of_another_type_is_refused"
    refused = {"status": [415], "codes_in": ["documents.unsupported_type"], "stores": 0}
    looks = [("upload.pdf", files.PDF), ("upload.txt", files.TXT), ("upload", "")]
    steps = [upload(operation, File(REFUSED_BYTES[name], *look)) for look in looks]
    play([step.must(law, **refused)] for step in steps)


@about(*UPLOADS)
def test_an_empty_file_is_refused(operation):
    """A file without bytes MUST be a 400 at the part, and one byte MUST be enough. Domain.md, section 8."""
    law = "empty_file_is_refused"
    refused = {"status": [400], "codes_in": ["documents.empty_file"], "pointer": "/body/file", "stores": 0}
    play(
        [upload(operation, file.called(file.filename)).must(law, **refused)]
        for file in (File(b"", "empty.txt", files.TXT), File(b"", "empty.pdf", files.PDF), File(b"", "", ""))
    )
    play([kept(operation, File(b"1", "one.txt", files.TXT), files.TXT, "one.txt")])


@about(*UPLOADS)
def test_a_file_may_have_ten_mebibytes_and_no_byte_more(operation):
    """10 MiB MUST be stored to the byte, one byte more be a 413 that leaves nothing. Domain.md, section 8."""
    law = "file_above_the_limit_is_refused"
    full = File(b"x" * UPLOAD_LIMIT, "full.txt", files.TXT)
    play([kept(operation, full, files.TXT, "full.txt")])
    for file in (
        File(full.content + b"x", "over.txt", files.TXT),
        File(full.content * 2, "far.txt", files.TXT),
    ):
        step = upload(operation, file).at_the_edge()
        play([[step.must(law, status=[413], codes_in=["request.too_large"], stores=0)]])


# What is kept of a name: what a person can see of its last part, composed, at most 255 code points.
NAMES = {
    "letter.txt": "letter.txt",
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\system.ini": "system.ini",
    "/etc/passwd": "passwd",
    "C:\\Users\\Ann\\letter.txt": "letter.txt",
    "name\x00.txt": "name.txt",
    "name\x1b[31m\x7f.txt": "name[31m.txt",
    "name\u202etxt.exe": "nametxt.exe",
    "cafe\u0301.txt": "caf\u00e9.txt",
    "\u540d\u524d \U0001f600.txt": "\u540d\u524d \U0001f600.txt",
    "  spaced  name.txt ": "spaced  name.txt",
    "semi;colon=1, 'quoted' %41.txt": "semi;colon=1, 'quoted' %41.txt",
    "a" * 255: "a" * 255,
    "a" * 256: "a" * 255,
    "a" * 300 + ".txt": "a" * 251 + ".txt",
    ".hidden": ".hidden",
}
NAMELESS = ("..", ".", "/", "\\", " ", "a/..", "\x00", "\u202e")


@about(*UPLOADS)
def test_a_name_is_kept_as_what_it_says_and_never_as_a_path(operation):
    """Of a name the last part MUST be kept, without what nobody sees, and no name MUST lead anywhere."""
    given = {**NAMES, **dict.fromkeys(NAMELESS, "document")}
    assert all(unicodedata.is_normalized("NFC", name) for name in given.values())
    play(
        kept(operation, File(f"called {number}\n".encode(), name, files.TXT), files.TXT, shown)
        for number, (name, shown) in enumerate(given.items())
    )


@about("document_create")
def test_a_document_has_exactly_one_owner(operation):
    """Application and borrower, or neither, MUST be a 400 by the rule, and leave nothing. Section 8."""
    law = "document_has_one_owner"
    base = valid.request(operations()[operation], BROKER)
    plain = {name: value for name, value in base.value.items() if not name.endswith("_id")}
    both = {"application_id": row("application/inquiry"), "borrower_id": row("borrower/borrower")}
    refused = {"status": [400], "codes_in": ["documents.one_owner"], "stores": 0}
    play([base.form({**plain, **owners}).must(law, **refused)] for owners in ({}, both))
    play(
        [base.form({**plain, name: owner}).must(law, status=[201], values={f"/{name}": owner}, stores=1)]
        for name, owner in both.items()
    )


@about("document_create")
def test_an_author_chooses_an_audience_that_includes_them(operation):
    """An audience without the author's role MUST be a 400 at the part, any other be taken. Section 3."""
    law = "audience_includes_the_author"
    may = {BROKER: ("private", "broker", "shared"), BORROWER: ("private", "shared")}
    may[ADMIN] = ("private", "internal", "broker", "shared")
    refused = {"status": [400], "codes_in": ["documents.audience"], "pointer": "/body/audience", "stores": 0}
    for actor, allowed in may.items():
        base = valid.request(operations()[operation], actor)
        for audience in may[ADMIN]:
            step = base.form({**base.value, "audience": audience})
            taken = {"status": [201], "values": {"/audience": audience}, "stores": 1}
            play([[step.must(law, **(taken if audience in allowed else refused))]])
