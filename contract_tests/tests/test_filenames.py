"""What a file is called is what it is called, and nothing else. Source: domain.md, section 8, "Upload"."""

import pytest

from contract_tests.actors import ADMIN, BROKER
from contract_tests.enumeration.playing import each
from contract_tests.enumeration.steps import scene
from contract_tests.enumeration.valid import ask
from contract_tests.workloads.paper_steps import add_version, letter, upload
from contract_tests.workloads.rivalry import the_id

pytestmark = pytest.mark.contract
_CHECK = "filename_is_never_a_path"
_FILE = {"application_id": the_id("application/inquiry")}
# What a sender says -> what is kept of it.
_NAMES = {
    "letter.pdf": "letter.pdf",
    "../../../../etc/passwd": "passwd",
    "/etc/shadow.pdf": "shadow.pdf",
    "letters/../letter.pdf": "letter.pdf",
    "C:\\letters\\letter.pdf": "letter.pdf",
    "..\\..\\windows\\win.ini": "win.ini",
    "..;/letter.pdf": "letter.pdf",
    "%2e%2e%2fletter.pdf": "%2e%2e%2fletter.pdf",
    "~root": "~root",
    "con.pdf": "con.pdf",
    "-rf *.pdf": "-rf *.pdf",
}


@pytest.mark.parametrize("operation", ["document_create"])
def test_filename_is_never_a_path(operation):
    """Of a name MUST be kept what is no path; whoever calls two files alike MUST get back each of them."""
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
