"""Files: the same cells as in JSON, and nothing in them that runs."""

import csv
import io
import zipfile
from xml.etree import ElementTree

import pytest

from apps.reports.exports import CONTENT_TYPES, written

COLUMNS = [("title", "text"), ("kind", "choice"), ("amount", "money"), ("count", "integer"), ("on", "date")]
_CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _rows(content):
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=", "-"])
def test_text_that_starts_like_a_formula_follows_an_apostrophe(text):
    content = written("csv", [("title", "text"), ("id", "id")], [[text, text]])
    assert _rows(content)[1] == [f"'{text}", f"'{text}"]


@pytest.mark.parametrize("text", ["a=1", "'=1", " =1", "caf\u00e9", "a,b", 'say "so"', "two\r\nlines", "1-2"])
def test_other_text_stays_as_it_is(text):
    assert _rows(written("csv", [("title", "text")], [[text]]))[1] == [text]


def test_figures_are_figures_and_nothing_is_empty():
    content = written("csv", COLUMNS, [["x", "paid", "-12.50", -3, "2026-03-31"], [None] * 5])
    assert content.decode().splitlines()[1:] == ["x,paid,-12.50,-3,2026-03-31", ",,,,"]
    assert content.endswith(b"\r\n")
    flags = written("csv", [("flag", "boolean"), ("count", "integer")], [[True, 1], [False, 0]])
    assert _rows(flags)[1:] == [["true", "1"], ["false", "0"]]
    assert _rows(written("csv", COLUMNS, []))[0] == [name for name, _ in COLUMNS]


def _sheet(columns, rows):
    """Return (type, content) of every cell of the first sheet, and the shared texts."""
    file = zipfile.ZipFile(io.BytesIO(written("xlsx", columns, rows)))
    sheet = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
    texts = []
    if "xl/sharedStrings.xml" in file.namelist():
        shared = ElementTree.fromstring(file.read("xl/sharedStrings.xml"))
        texts = ["".join(part.text or "" for part in each.iter(f"{_CELL}t")) for each in shared]
    assert not list(sheet.iter(f"{_CELL}f")), "a formula"
    assert not list(sheet.iter(f"{_CELL}hyperlink")), "a link"
    found = []
    for cell in sheet.iter(f"{_CELL}c"):
        value = cell.find(f"{_CELL}v")
        raw = value.text if value is not None else None
        found.append(texts[int(raw)] if cell.get("t") == "s" else float(raw))
    return found


def test_a_workbook_has_typed_cells_and_no_formulas():
    rows = [["=1+1", "https://example.com", "-12.50", 3, "2026-03-31"]]
    assert _sheet(COLUMNS, rows)[5:] == ["=1+1", "https://example.com", -12.5, 3.0, 46112.0]


def test_a_workbook_rounds_nothing_away():
    """A spreadsheet keeps 15 digits, and knows no day before 1900: what does not fit is text."""
    columns = [("amount", "money"), ("amount", "money"), ("on", "date"), ("on", "date")]
    rows = [["9999999999999.99", "99999999999999.99", "1899-12-31", "9999-12-31"]]
    assert _sheet(columns, rows)[4:] == [9999999999999.99, "99999999999999.99", "1899-12-31", 2958465.0]


def test_cells_that_no_sheet_can_hold_whole_do_not_break_it():
    text = "x" * 5000 + "\x01\x0b\ufffe" + "=1"
    assert _sheet([("title", "text")], [[text]])[1].startswith("x" * 5000)
    assert _rows(written("csv", [("title", "text")], [[text]]))[1] == [text]


def test_a_thousand_rows_of_every_kind():
    rows = [[f"=row {number}", "paid", f"{number}.00", number, None] for number in range(1000)]
    for format_ in CONTENT_TYPES:
        assert written(format_, COLUMNS, rows)
    assert len(_rows(written("csv", COLUMNS, rows))) == 1001
