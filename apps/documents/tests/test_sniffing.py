"""What a file is, told by its bytes."""

import io
import zipfile

import pytest

from apps.documents import sniffing
from apps.documents.sniffing import content_type_of
from apps.documents.tests import factories


def _type(data):
    return content_type_of(io.BytesIO(data))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (factories.PDF, sniffing.PDF),
        (b"%PDF-1.4 in letters only", sniffing.PDF),
        (factories.PNG, sniffing.PNG),
        (factories.JPEG, sniffing.JPEG),
        (factories.JPEG.replace(b"\xe0\x00\x10JFIF", b"\xe1\x00\x10Exif"), sniffing.JPEG),
        (factories.DOCX, sniffing.DOCX),
        (factories.XLSX, sniffing.XLSX),
        (factories.CSV, sniffing.CSV),
        (b'a,"b, and\nmore"\n"1",2\n', sniffing.CSV),
        (b"\xef\xbb\xbfa,b\n1,2", sniffing.CSV),
        (factories.TXT, sniffing.TXT),
        ("a,b\u2028c\n1,2\n".encode(), sniffing.CSV),
        (b"a,b\r1,2\r", sniffing.CSV),
        (b"x", sniffing.TXT),
        (b"one,record\n", sniffing.TXT),
        (b"a,b\n1,2,3\n", sniffing.TXT),
        (b'a,b\n"never closed,2\n', sniffing.TXT),
        (b"BMW loan\n", sniffing.TXT),  # begins as a bitmap does
        (b"PK\n", sniffing.TXT),
    ],
)
def test_what_may_be_stored(data, expected):
    assert _type(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a\x01\x00\x01\x00",
        b"MZ\x90\x00\x03",
        b"\x00",
        b"text with \x00",
        b"text with \x1b[31m",
        b"\x7f",
        b"caf\xe9",  # Latin-1
        "wide".encode("utf-16"),
        b"broken off \xe2\x82",
        b"<html>",
        b"  \n<svg onload=alert(1)>",
        b"\xef\xbb\xbf<?xml version='1.0'?>",
        b"#!/bin/sh\n",
        b"{\\RTF1}",
        b"%!PS-Adobe-3.0",
        factories.office("application/vnd.ms-word.document.macroEnabled.main+xml"),
        factories.office(f"{sniffing.DOCX}.main+xml")[:-30],
        b"PK\x03\x04" + b"\x00" * 100,
    ],
)
def test_what_may_not(data):
    assert _type(data) is None


def _archive(*members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types><Override ContentType="{sniffing.DOCX}.main+xml"/></Types>'
        )
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def test_an_archive_that_would_unpack_to_too_much(monkeypatch):
    assert _type(_archive(("a", b""))) == sniffing.DOCX
    monkeypatch.setattr(sniffing, "_UNPACKED_LIMIT", 1_000_000)
    assert _type(_archive(("bomb", b"0" * 1_000_000))) is None
    monkeypatch.setattr(sniffing, "_MEMBERS_LIMIT", 10)
    assert _type(_archive(*((str(number), b"") for number in range(9)))) == sniffing.DOCX
    assert _type(_archive(*((str(number), b"") for number in range(10)))) is None


def test_an_archive_without_a_list_of_its_parts():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f'ContentType="{sniffing.DOCX}.main+xml"')
    assert _type(file.getvalue()) is None


@pytest.mark.parametrize("before", [-3, -2, -1, 0])
def test_a_character_across_two_pieces(before):
    start = b"a" * (sniffing._CHUNK + before)
    assert _type(start + "€".encode()) == sniffing.TXT
    assert _type(start + "€".encode()[:2]) is None
    assert _type(start + b"\x00") is None


def test_a_long_table_is_judged_by_its_whole_records():
    record = b"x" * 99 + b",1\n"
    assert _type(record * 2_000) == sniffing.CSV
    assert _type(record * 2 + b'"' + b"a,\n" * 50_000 + b'",1\n') == sniffing.CSV
    assert _type(record * 2 + b'"a"b,1\n' + record * 2_000) == sniffing.TXT
    assert _type(b"a,b\n" + b"x" * 200_000) == sniffing.TXT
