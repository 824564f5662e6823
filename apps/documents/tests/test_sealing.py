"""A sealed PDF: the original in full, the certificate, and a signature that shows every change."""

import io
import logging
import random
from datetime import UTC, datetime

import pypdf
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf.generic import ArrayObject, NameObject

from apps.documents import checks, keys, sealing
from apps.documents.rendering import render, render_certificate
from apps.documents.tests.factories import PDF
from apps.documents.tests.samples import certificate, full

AT = datetime(2025, 3, 12, 23, 14, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def key(settings, tmp_path):
    """Return the key of this test, made on first use."""
    settings.SIGNING_DEVELOPMENT_FILE = tmp_path / "keys" / "development.pem"
    return keys.signer()


@pytest.fixture
def letter():
    return render("indicative_letter", full())


def seal(pdf, key):
    return sealing.seal(
        pdf, certificate=render_certificate(certificate()), name="Example Lending", at=AT, signer=key
    )


def status(pdf, key):
    """Return what pyHanko's validator says, trusting this key's certificate."""
    reader = PdfFileReader(io.BytesIO(pdf))
    if reader.encrypted:
        reader.decrypt(b"")
    (signature,) = reader.embedded_signatures
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[key.signing_cert]))


def is_valid(pdf, key):
    try:
        return status(pdf, key).bottom_line
    except Exception:  # a file that cannot be read any more is not valid either
        return False


def protected(pdf, *, user=""):
    """Return the PDF encrypted, with a password for those who only read."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt(user, "owner", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_sealed_file_validates_and_is_certified_as_a_whole(letter, key):
    sealed = seal(letter, key)
    found = status(sealed, key)
    assert found.bottom_line
    assert found.coverage.name == "ENTIRE_FILE"
    assert found.docmdp_ok
    assert found.signer_reported_dt == AT


def test_the_pages_are_the_same_and_the_certificate_follows(letter, key):
    sealed = seal(letter, key)
    assert sealed.startswith(letter)
    before, after = (pypdf.PdfReader(io.BytesIO(pdf)).pages for pdf in (letter, sealed))
    assert [page.extract_text() for page in after[: len(before)]] == [page.extract_text() for page in before]
    assert len(after) == len(before) + 1
    assert "Certificate of signing" in after[-1].extract_text()


def test_it_stops_validating_when_one_byte_changes(letter, key, caplog):
    """Of every stretch that the signature covers, and of the signature itself, but for the room beside it."""
    caplog.set_level(logging.CRITICAL)
    sealed = seal(letter, key)
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    first, end, second, rest = (int(each) for each in signature.byte_range)
    assert (first, second + rest) == (0, len(sealed))
    raw = signature.signer_info["signature"].contents.hex().upper().encode()
    at = sealed.index(raw)
    assert end < at < second
    drawn = random.Random(7)
    places = {
        *range(at, at + len(raw), 8),
        *(drawn.randrange(0, end) for _ in range(80)),
        *(drawn.randrange(second, len(sealed)) for _ in range(40)),
        0,
        end - 1,
        second,
        len(sealed) - 1,
    }
    survived = [
        place
        for place in sorted(places)
        if is_valid(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], key)
    ]
    assert survived == []


def test_what_is_appended_later_shows(letter, key):
    sealed = seal(letter, key)
    writer = pypdf.PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.add_blank_page(100, 100)
    file = io.BytesIO()
    writer.write(file)
    assert file.getvalue().startswith(sealed)
    assert not is_valid(file.getvalue(), key)


def test_another_key_is_not_trusted(letter, key, settings, tmp_path):
    sealed = seal(letter, key)
    settings.SIGNING_DEVELOPMENT_FILE = tmp_path / "other.pem"
    assert not is_valid(sealed, keys.signer())


def test_a_file_that_opens_without_a_password_stays_encrypted_and_validates(letter, key):
    sealed = seal(protected(letter), key)
    assert is_valid(sealed, key)
    assert pypdf.PdfReader(io.BytesIO(sealed)).is_encrypted


@pytest.mark.parametrize("make", [lambda pdf: protected(pdf, user="secret"), lambda pdf: pdf[:200]])
def test_what_cannot_be_opened_cannot_be_sealed(make, letter, key):
    with pytest.raises(sealing.Unsealable):
        seal(make(letter), key)


@pytest.mark.parametrize("junk", [b"", PDF, b"%PDF-1.7\n" + b"[" * 5000])
def test_what_is_no_pdf_cannot_be_sealed(junk, key):
    with pytest.raises(sealing.Unsealable):
        seal(junk, key)


def test_a_file_that_forbids_changes_cannot_be_sealed_again(letter, key):
    with pytest.raises(sealing.Unsealable):
        seal(seal(letter, key), key)


def test_the_development_key_is_made_once_and_only_its_owner_reads_it(settings, key):
    path = settings.SIGNING_DEVELOPMENT_FILE
    made = path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    keys.create(path, name="Another")
    assert path.read_bytes() == made
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_key_that_cannot_be_used_stops_the_start(settings, tmp_path):
    assert checks.signing_key() == []
    own, other = tmp_path / "own.pem", tmp_path / "other.pem"
    for path in (own, other):
        call_command("signing_key_create", path)
    settings.SIGNING_KEY_FILE = str(own)
    assert checks.signing_key() == []
    settings.SIGNING_CERTIFICATE_FILE = str(other)
    with pytest.raises(ImproperlyConfigured, match="not the certificate"):
        keys.signer()
    assert [problem.id for problem in checks.signing_key()] == ["documents.E001"]
    settings.SIGNING_KEY_FILE = str(tmp_path / "missing.pem")
    assert [problem.id for problem in checks.signing_key()] == ["documents.E001"]


def _parent_of_itself(pages, reference):
    pages[NameObject("/Parent")] = reference


def _kid_of_itself(pages, reference):
    pages[NameObject("/Kids")] = ArrayObject([reference])


def _same_kid_twice(pages, reference):
    (kid,) = pages["/Kids"]
    pages[NameObject("/Kids")] = ArrayObject([kid, kid])


@pytest.mark.parametrize("spoil", [_parent_of_itself, _kid_of_itself, _same_kid_twice])
def test_pages_that_are_no_tree_are_refused_and_nobody_waits(spoil, key):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    sealed = io.BytesIO()
    writer.write(sealed)
    assert is_valid(seal(sealed.getvalue(), key), key)
    spoil(writer.root_object["/Pages"], writer.root_object.raw_get("/Pages"))
    file = io.BytesIO()
    writer.write(file)
    with pytest.raises(sealing.Unsealable, match="not a tree"):
        seal(file.getvalue(), key)
