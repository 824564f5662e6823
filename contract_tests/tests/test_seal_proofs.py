"""The judge of seals can tell each way in which a signed PDF is not what it must be."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pypdf import PdfReader, PdfWriter

from contract_tests import expecting, seals
from contract_tests.tests.signing_words import file
from hooks import files

pytestmark = pytest.mark.proof
SIGNED, CERTIFICATE = files.pdf("what was signed"), files.pdf("Signer 1 has signed it")


@pytest.fixture
def key(settings, tmp_path):
    """A key whose certificate the deployment trusts."""
    made = _key(tmp_path / "own.pem")
    settings.SIGNING_CERTIFICATE_FILE = str(tmp_path / "own.pem")
    return made


def _key(path):
    private = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Proof")]), datetime.now(UTC)
    usage = [name == "digital_signature" or name == "content_commitment" for name in _USAGES]
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
    builder = (
        builder.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    )
    usage = x509.KeyUsage(*usage)
    certificate = builder.add_extension(usage, critical=True).sign(private, hashes.SHA256())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private.private_bytes(*form) + certificate.public_bytes(form[0]))
    return SimpleSigner.load(str(path), str(path))


_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def joined(*documents):
    """Return the pages of all of them in one file."""
    writer = PdfWriter()
    for each in documents:
        for page in PdfReader(BytesIO(each)).pages:
            writer.add_page(page)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def sealed(pdf, key):
    """Return a PDF under a signature of this key."""
    signer = PdfSigner(PdfSignatureMetadata(field_name="Seal"), key)
    return signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))).getvalue()


def test_a_sealed_file_is_right_and_each_fault_is_told(key, tmp_path):
    """A file of the same pages, a certificate and a seal MUST be right, any other MUST be told apart."""
    whole = sealed(joined(SIGNED, CERTIFICATE), key)
    assert seals.fault(whole, SIGNED, ["Signer 1"]) is None
    for pdf, says, told in (
        (joined(SIGNED, CERTIFICATE), [], "nobody has signed"),
        (whole + b"% later\n", [], "not the file as a whole"),
        (sealed(joined(CERTIFICATE, SIGNED), key), [], "not those that were signed"),
        (sealed(SIGNED, key), ["Signer 1"], "does not say Signer 1"),
        (whole, ["Signer 2"], "does not say Signer 2"),
        (sealed(joined(SIGNED, CERTIFICATE), _key(tmp_path / "other.pem")), [], "does not validate"),
        (b"no PDF", [], "cannot be read"),
    ):
        assert told in seals.fault(pdf, SIGNED, says)


def test_a_change_that_goes_unnoticed_is_told(key, monkeypatch):
    """When a validator takes any file for valid, each byte that was changed MUST be told."""
    whole = sealed(joined(SIGNED, CERTIFICATE), key)
    monkeypatch.setattr(seals, "is_valid", lambda pdf: True)
    assert "goes unnoticed" in seals.fault(whole, SIGNED)


def test_the_word_about_seals_can_hold_and_fail(key):
    """The word MUST be silent about a sealed file, and speak about one that is not."""
    word, says = expecting.WORDS["sealed"], {"of": 0, "says": ["Signer 1"]}
    assert word(says, [file(SIGNED), file(sealed(joined(SIGNED, CERTIFICATE), key))]) is None
    assert word(says, [file(SIGNED), file(joined(SIGNED, CERTIFICATE))])
