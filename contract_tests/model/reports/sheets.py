"""Reports as files: the cells of the same report in JSON, no more, no less. Source: domain.md, section 10."""

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_WRITTEN = ("text", "choice", "id")  # kinds of cells that hold what somebody may have written
_ESCAPE = "'"


def differs(document: Mapping[str, Any], content: bytes, form: str) -> str | None:
    """Return how a file differs from the report in JSON.

    Args:
        form: csv or xlsx.

    Raises:
        ValueError: the file is none of its kind.
    """
    wanted = [[column["name"] for column in document["columns"]], *document["rows"]]
    kinds = [column["kind"] for column in document["columns"]]
    found = _lines(content) if form == "csv" else _sheet(content)
    if len(found) != len(wanted):
        return f"{len(found)} lines, not {len(wanted)}"
    is_same = _is_csv if form == "csv" else _is_cell
    for number, (line, cells) in enumerate(zip(found, wanted, strict=True), start=1):
        if len(line) != len(cells):
            return f"line {number} has {len(line)} cells, not {len(cells)}"
        for cell, value, kind in zip(line, cells, kinds, strict=True):
            if not is_same(cell, value, kind):
                return f"line {number} shows {cell!r}, which is not {value!r}"
    return None


def _lines(content: bytes) -> list[list[str]]:
    """Return the cells of a CSV file: UTF-8, each line ended by CR and LF. Source: RFC 4180."""
    text = content.decode("utf-8")
    if text and not text.endswith("\r\n"):
        raise ValueError("the last line has no end")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def csv_cell(value: Any, kind: str) -> str:
    """Return how a value is written into a CSV file: text like a formula follows an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return _ESCAPE + text if kind in _WRITTEN and text.startswith(_FORMULA) else text


def _is_csv(cell: Any, value: Any, kind: str) -> bool:
    return bool(cell == csv_cell(value, kind))


def _sheet(content: bytes) -> list[list[Any]]:
    """Return the cells of the one sheet of a workbook.

    Raises:
        ValueError: a cell holds a formula.
    """
    book = openpyxl.load_workbook(io.BytesIO(content))
    if len(book.worksheets) != 1:
        raise ValueError(f"{len(book.worksheets)} sheets")
    found = list(book.worksheets[0].iter_rows())
    if any(cell.data_type == "f" for row in found for cell in row):
        raise ValueError("a cell holds a formula")
    return [[cell.value for cell in row] for row in found]


def _is_cell(cell: Any, value: Any, kind: str) -> bool:
    """Whether a typed cell is a value that JSON shows as text."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return bool(cell.isoformat() == value)
    if isinstance(cell, bool) or value is None or isinstance(value, bool):
        return cell is value
    if isinstance(cell, int | float):
        return kind not in _WRITTEN and Decimal(repr(cell)) == Decimal(str(value))
    return bool(cell == str(value))
