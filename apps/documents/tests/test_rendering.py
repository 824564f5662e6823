"""The seven templates and the certificate: what they say, that they stay the same, and that they are fast."""

import hashlib
import io
import subprocess
import sys
import time

import pypdf
import pytest

from apps.documents.rendering import TEMPLATES, printed, render, render_certificate
from apps.documents.tests.samples import certificate, full, plan

_SAYS = {
    "application_form": [
        "Loan application form",
        "Łukasz Nowak and Jörg Söhne",
        "ATO payment plan",
        "1,210,000.00",
    ],
    "indicative_letter": [
        "Indicative letter of offer",
        "538,179.97",
        "68.97%",
        "\N{MINUS SIGN}71,250.03",
        "$1,000,000.00",
    ],
    "formal_approval_letter": ["formally approved on 20 March 2025", "First Mortgage Bank", "538,179.97"],
    "loan_contract": ["Loan contract", "ACN 004 085 616", "Annexure: repayment schedule", "1,007,916.67"],
    "guarantee_deed": ["Deed of guarantee", "Đặng Văn Lâm", "Father"],
    "discharge_letter": ["discharged on 31 March 2026", "12/48 Kent Street, Sydney NSW 2000"],
    "repayment_schedule": ["Repayment schedule", "31 Mar 2026", "1,000,000.00", "$95,000.04"],
}
_LIMIT_MS = 500


def _text(pdf):
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return pages, " ".join(" ".join(pages).split())


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_prints_the_data(template):
    pages, words = _text(render(template, full()))
    for expected in [*_SAYS[template], "Nguyễn Thị Ánh", "APP-2025-000042", "ABN 53 004 085 616"]:
        assert expected in words
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_bytes_are_the_same_in_another_process_on_another_day(template):
    here = hashlib.sha256(render(template, full())).hexdigest()
    code = (
        "import hashlib; from apps.documents.rendering import render;"
        "from apps.documents.tests.samples import full;"
        f"print(hashlib.sha256(render({template!r}, full())).hexdigest())"
    )
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=elsewhere, capture_output=True, check=True)
    assert done.stdout.decode().strip() == here


@pytest.mark.parametrize("template", TEMPLATES)
def test_fonts_are_in_the_file(template):
    reader = pypdf.PdfReader(io.BytesIO(render(template, full())))
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


@pytest.mark.parametrize("template", TEMPLATES)
def test_another_datum_gives_another_document(template):
    data = full()
    data["application"]["reference"] = "APP-2025-000043"
    assert render(template, data) != render(template, full())


def test_what_somebody_types_is_never_markup():
    data, typed = full(), '#strong[a] $x$ \\ @foo `raw` <b> #read("letter.typ") *b* _i_'
    data["borrowers"][0]["name"] = typed
    assert typed in _text(render("guarantee_deed", data))[1]


@pytest.mark.parametrize(
    "name", ["W" * 160, "\x01\x07\u202e\U0001f600 漢字 العربية", "a\nb\tc", "\ufffe\uffff"]
)
def test_any_name_can_be_printed(name):
    data = full()
    data["borrowers"][0]["name"] = data["application"]["purpose"] = name
    for template in TEMPLATES:
        assert render(template, data).startswith(b"%PDF-")


def test_a_long_word_is_broken_and_stays_on_the_page():
    data = full()
    data["application"]["purpose"] = "P" * 2000
    assert "P" * 100 not in _text(render("discharge_letter", data))[1]


def test_the_longest_schedule_has_all_its_rows():
    data = full()
    data["repayment_schedule"] = plan(
        term_months=480,
        repayment_frequency="weekly",
        repayment_type="principal_and_interest",
        prepaid_interest_periods=0,
    )
    started = time.perf_counter()
    pdf = render("repayment_schedule", data)
    took = (time.perf_counter() - started) * 1000
    pages, words = _text(pdf)
    assert "2080" in pages[-1]
    assert "09 Feb 2065" in pages[-1]
    assert "Prepaid" not in words
    # The budget is for a quiet machine; ten times that finds what grows with the square of the rows.
    assert took < 10 * _LIMIT_MS


def _places(page):
    """Return where each text of a page begins, in points."""
    found = {}
    page.extract_text(visitor_text=lambda text, at, *rest: found.setdefault(text.strip(), tuple(at[4:6])))
    return found


def test_each_page_of_a_schedule_has_the_same_letterhead():
    data = full()
    data["repayment_schedule"] = plan(term_months=120)
    first, *others = [
        _places(page) for page in pypdf.PdfReader(io.BytesIO(render("repayment_schedule", data))).pages
    ]
    assert others
    for name in (data["lender"]["name"], data["lender"]["address"]):
        assert {page[name] for page in others} == {first[name]}


def test_the_certificate_names_signers_times_and_hash():
    _, words = _text(render_certificate(certificate()))
    for expected in [
        "Nguyễn Thị Ánh",
        "Łukasz Nowak",
        "12 March 2025, 23:14:05 UTC",
        "Certificate of signing",
    ]:
        assert expected in words
    # As it is copied from the page: whole, and with nothing in it that nobody sees.
    assert certificate()["sha256"] in words
    assert certificate()["request_id"] in words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0.00", "0.00"),
        ("999.99", "999.99"),
        ("1000.00", "1,000.00"),
        ("999999999999.99", "999,999,999,999.99"),
        ("-0.50", "\N{MINUS SIGN}0.50"),
        ("-1234567.80", "\N{MINUS SIGN}1,234,567.80"),
    ],
)
def test_amounts_keep_sign_and_cents(value, shown):
    assert printed.money(value) == shown


@pytest.mark.parametrize(
    ("digits", "shown"),
    [("53004085616", "53 004 085 616"), ("004085616", "004 085 616"), (None, "")],
)
def test_business_numbers_are_grouped(digits, shown):
    assert printed.grouped(digits) == shown
