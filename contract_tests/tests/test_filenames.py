"""What a file is called is what it is called, and nothing else. Source: domain.md, section 8, "Upload"."""

import pytest

from contract_tests.actors import ADMIN, BROKER
from contract_tests.enumeration.playing import each
from contract_tests.enumeration.steps import scene
from contract_tests.enumeration.valid import ask
from contract_tests.workloads.paper_steps import add_version, letter, upload
from contract_tests.workloads.rivalry import the_id

pytestmark = pytest.mark.contract
_CHECK = "files_of_one_name_are_kept_apart"
_FILE = {"application_id": the_id("application/inquiry")}
# What a sender says -> what is kept of it.
_NAMES = {"letter.pdf": "letter.pdf", "../../letter.pdf": "letter.pdf", "/etc/passwd": "passwd"}


@pytest.mark.parametrize("operation", ["document_create"])
def test_files_of_one_name_are_kept_apart(operation):
    """Whoever calls files alike, in one document or in two, MUST get back the bytes of each. Law DOC1."""
    each(_NAMES.items(), _kept)


def _kept(names):
    sent, kept = names
    files = [letter(name).called(sent) for name in ("first", "second", "third")]
    shown = {"status": [201], "values": {"/versions/0/filename": kept}}
    with scene() as played:
        paper = played.send(upload(_FILE, files[0], BROKER).must(_CHECK, **shown))
        played.send(upload(_FILE, files[1]).must(_CHECK, **shown))
        shown["values"] = {"/versions/1/filename": kept}
        played.send(add_version(paper["id"], files[2], BROKER).must(_CHECK, **shown))
        for number in (1, 2):
            one = {"document_id": paper["id"], "number": number}
            look = ask("document_version_download", ADMIN, **one)
            played.send(look.must(_CHECK, bytes_of={"document": 2, "number": number}))
        hashes = {f"/versions/{place}/sha256": files[place * 2].sha256 for place in (0, 1)}
        look = ask("document_retrieve", ADMIN, document_id=paper["id"])
        played.send(look.must(_CHECK, status=[200], values=hashes))
