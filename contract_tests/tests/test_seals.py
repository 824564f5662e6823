"""What everybody has signed is sealed. Sources: domain.md, section 8, "all signed"; laws DOC4 and DOC8."""

import hashlib

import pytest

from contract_tests.actors import ADMIN, BDM
from contract_tests.enumeration.steps import scene
from contract_tests.enumeration.valid import ask
from contract_tests.workloads.paper_steps import ask_to_sign, generate, letter, sign, upload
from contract_tests.workloads.rivalry import the_id
from hooks.files import File

pytestmark = pytest.mark.contract
_CHECK = "completed_document_is_sealed"
_FUNDED = the_id("application/settlement_conditions")
_MADE = {
    "uploaded": upload({"application_id": _FUNDED}, letter("to-be-sealed")),
    "application_form": generate(_FUNDED, "application_form"),
    "loan_contract": generate(_FUNDED, "loan_contract", BDM),
}


@pytest.mark.parametrize("operation", ["signing_sign"])
@pytest.mark.parametrize("made", sorted(_MADE))
def test_completed_document_is_sealed(operation, made):
    """What all have signed MUST become a PDF of the same pages, a certificate, and a seal that shows changes.

    Signing it again would change it: it is locked, and stays as it is.
    """
    with scene() as played:
        paper = played.send(_MADE[made])
        one, number = {"document_id": paper["id"]}, paper["current_version"]
        played.send(ask_to_sign(paper["id"], signers=2))
        asked = len(played.answers) - 1
        signed = ask("document_version_download", ADMIN, number=number, **one)
        played.send(signed.must(_CHECK, status=[200], bytes_of={"document": 0, "number": number}))
        file = File(played.answers[-1].content, "", "")
        for signer in range(2):
            played.send(sign(asked, file, signer).must(_CHECK, status=[200]))
        says = [file.sha256, "Signer 1", "Signer 2", "signer-1@example.com", "signer-2@example.com"]
        sealed = ask("document_download", ADMIN, **one)
        played.send(sealed.must(_CHECK, status=[200], sealed={"of": -4, "says": says}))
        assert hashlib.sha256(played.answers[-1].content).hexdigest() != file.sha256
