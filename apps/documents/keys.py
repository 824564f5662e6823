"""The key that seals what was signed: from the settings, or one for development that is made on first use.

Source: settings SIGNING_KEY_FILE, SIGNING_CERTIFICATE_FILE
"""

import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pyhanko.sign.signers import SimpleSigner

from apps.kernel import clock

_VALID_FOR = timedelta(days=3650)


def signer() -> SimpleSigner:
    """Return who seals: read anew each time, so that a key can be changed without a restart.

    Raises:
        ImproperlyConfigured: a file cannot be read, or the certificate is not that of the key.
    """
    key_file, certificate_file = _files()
    passphrase = settings.SIGNING_KEY_PASSPHRASE.encode() or None
    load: Any = SimpleSigner.load  # without types in the library
    loaded: SimpleSigner | None = load(key_file, certificate_file, key_passphrase=passphrase)
    if loaded is None or loaded.signing_cert is None:
        raise ImproperlyConfigured(
            "The key or the certificate of signed documents cannot be read. Please look at SIGNING_KEY_FILE, "
            "SIGNING_CERTIFICATE_FILE and SIGNING_KEY_PASSPHRASE."
        )
    public = serialization.load_der_public_key(loaded.signing_cert.public_key.dump())
    private = serialization.load_der_private_key(loaded.signing_key.dump(), None)
    if private.public_key() != public:
        raise ImproperlyConfigured("SIGNING_CERTIFICATE_FILE is not the certificate of SIGNING_KEY_FILE.")
    return loaded


def create(path: Path, *, name: str) -> None:
    """Write a new key and a certificate that it signs itself, as PEM in one file that only its owner reads.

    Args:
        path: a file that is there already stays as it is: of two who create it, both use the first.
        name: who the certificate says it is.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    now = clock.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()


def _files() -> tuple[str, str]:
    if settings.SIGNING_KEY_FILE:
        return settings.SIGNING_KEY_FILE, settings.SIGNING_CERTIFICATE_FILE or settings.SIGNING_KEY_FILE
    path = Path(settings.SIGNING_DEVELOPMENT_FILE)
    if not path.exists():
        create(path, name=f"{settings.LENDER_NAME} (development)")
    return str(path), str(path)
