"""Files as they are sent: exactly the stored bytes, under their hash as entity tag. Domain.md, 8 and 12."""

import pytest

from contract_tests import world
from contract_tests.actors import ADMIN, EVERYBODY, NOBODY
from contract_tests.enumeration import valid
from contract_tests.enumeration.operations import every, operations
from contract_tests.enumeration.playing import play
from contract_tests.enumeration.steps import scene
from contract_tests.enumeration.valid import ask
from contract_tests.model.access_world import WORLD, rows
from contract_tests.tests.test_laws import about
from hooks import auth, files

pytestmark = pytest.mark.contract
SENDS = every(lambda operation: operation.sends)
OTHER = "0" * 64
# What the world's documents are, and how many versions they have; all others are text, and have one.
PDFS = {"for_brokers", "of_borrower", "signable", "pending", "sequential", "completed", "declined"}
PDFS |= {"cancelled", "expired", "pending_internal", "pending_stranger"}
TABLES = {"broker", "borrower"}
TWICE = {"admin", "stranger", "signable", "completed"}


def file_of(name, number):
    """Return the bytes of one version of a document of the world."""
    kind = files.PDF if name in PDFS else files.CSV if name in TABLES else files.TXT
    return files.of_world(kind, name, number)


def sent(file):
    """Return the words about an answer that is this file."""
    told = {"size": len(file.content), "sha256": file.sha256, "content_type": file.content_type}
    return {"status": [200], "file_is": {**told, "filename": file.filename}}


def whoever_reads(name):
    """Return the actor who has uploaded a document: nobody else sees each of them."""
    author = WORLD[name].author
    return next(actor for actor in EVERYBODY if actor.name == author)


@about("document_version_download")
def test_every_version_of_the_world_is_sent_to_the_byte(operation):
    """Each version MUST be sent exactly as it was stored, and so MUST the current one. Source: law DOC1."""
    law = "download_is_exactly_what_is_stored"
    for name in rows(WORLD, "document"):
        called, actor = name.partition("/")[2], whoever_reads(name)
        path = {"document_id": str(world.identifier(name))}
        last = 2 if called in TWICE else 1
        whole = [ask("document_download", actor, **path).must(law, **sent(file_of(called, last)))]
        each = [
            ask(operation, actor, **path, number=number).must(law, **sent(file_of(called, number)))
            for number in range(1, last + 1)
        ]
        play([step] for step in (*whole, *each))


@about("signing_document")
def test_a_signer_reads_exactly_what_is_to_be_signed(operation):
    """Each signer MUST be sent the bytes of the version that was put up. Domain.md, section 8."""
    law = "signer_reads_what_is_to_be_signed"
    signers = {"pending": ("first", "second"), "sequential": ("signed", "turn", "later")}
    for request, names in signers.items():
        for name in names:
            token = auth.placeholder("signing", f"{request}_{name}")
            play([[ask(operation, NOBODY, token=token).must(law, **sent(file_of(request, 1)))]])


@SENDS
def test_what_the_client_has_is_not_sent_again(operation):
    """The hash in If-None-Match MUST be a 304 without a body, any other be the file. Section 12."""
    law = "what_the_client_has_is_not_sent_again"
    base = valid.request(operations()[operation])
    with scene() as played:
        played.send(base)
        tag = played.etag()
    unchanged = {"status": [304], "empty": True, "headers": {"ETag": tag, "Content-Disposition": None}}
    known = (tag, f"W/{tag}", "*", f'"{OTHER}", {tag}', f'{tag},"{OTHER}"')
    unknown = (f'"{OTHER}"', tag.strip('"'), f'"{tag[1:9]}"', f'"{OTHER}", "x"', f"'{tag[1:-1]}'")
    for method in ("GET", "HEAD"):
        asked = base.sent_as(method)
        play([[base, asked.header("If-None-Match", value).must(law, **unchanged)] for value in known])
        again = {"status": [200], "same_headers": {"answer": 0, "but": ["content-length"]}}
        again |= {"sends_again": 0} if method == "GET" else {"empty": True}
        play([[base, asked.header("If-None-Match", value).must(law, **again)] for value in unknown])


@SENDS
def test_no_browser_misreads_a_file(operation):
    """A file MUST be an attachment of the documented type that nobody guesses or keeps. Section 8."""
    one = operations()[operation]
    kinds = "|".join(kind.replace("+", "\\+").replace(".", "\\.") for kind in one.sends)
    safe = {
        "Content-Type": f"({kinds})(; charset=utf-8)?",
        "Content-Disposition": "attachment; filename\\*=UTF-8''[^;\"]+",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    play([[valid.request(one).must("no_browser_misreads_a_file", status=[200], headers=safe)]])


@about("document_download", "document_version_create")
def test_a_new_version_is_another_file_and_the_old_one_stays(operation):
    """After an upload the new file MUST be sent, also to who has the old one, which stays. Law DOC1."""
    law = "new_version_is_another_file"
    old, new = file_of("admin", 2), files.sample(files.TXT, "newer")
    path = {"document_id": str(world.identifier("document/admin"))}
    current = ask("document_download", ADMIN, **path)
    has_old = current.header("If-None-Match", f'"{old.sha256}"')
    has_new = current.header("If-None-Match", f'"{new.sha256}"')
    write = ask("document_version_create", ADMIN, {"file": new}, **path)
    with scene() as played:
        played.send(has_old.must(law, status=[304]))
        played.send(write.must(law, status=[201], values={"/current_version": 3}, stores=1))
        played.send(has_old.must(law, **sent(new)))
        played.send(has_new.must(law, status=[304]))
        for number in (1, 2):
            step = ask("document_version_download", ADMIN, **path, number=number)
            played.send(step.must(law, **sent(file_of("admin", number))))
        missing = ask("document_version_download", ADMIN, **path, number=4)
        played.send(missing.must(law, status=[404], codes_in=["documents.version_not_found"]))
