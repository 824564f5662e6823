"""Cells as a file: CSV (RFC 4180) and workbooks. Nothing that somebody wrote may run as a formula."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

FORMATS = ("json", "csv", "xlsx")
CONTENT_TYPES: Mapping[str, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TEXT_KINDS = frozenset({"text", "choice", "id"})
_NUMBERS: Mapping[str, str] = {"money": "0.00", "rate": "0.0000", "decimal": "0.00", "integer": "0"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_EXACT_DIGITS = 15  # a spreadsheet keeps binary floating point


def written(format_: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a table as a file whose first line names the columns.

    Args:
        format_: `csv` or `xlsx`.
        columns: (name, kind) of each.
        rows: cells as JSON shows them.
    """
    return {"csv": _csv, "xlsx": _xlsx}[format_](columns, rows)


def _csv(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([name for name, _ in columns])
    kinds = [kind for _, kind in columns]
    writer.writerows([[_plain(kind, cell) for kind, cell in zip(kinds, row, strict=True)] for row in rows])
    return file.getvalue().encode()


def _plain(kind: str, cell: Any) -> str:
    """Return a cell as text; what reads like a formula follows an apostrophe, but figures are ours."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = str(cell)
    return f"'{text}" if kind in TEXT_KINDS and text.startswith(_FORMULA) else text


def _xlsx(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        numbers = {kind: book.add_format({"num_format": shown}) for kind, shown in _NUMBERS.items()}
        for place, (name, _) in enumerate(columns):
            sheet.write_string(0, place, name)
        for line, row in enumerate(rows, start=1):
            for place, ((_, kind), cell) in enumerate(zip(columns, row, strict=True)):
                if cell is None:
                    continue
                if kind == "boolean":
                    sheet.write_boolean(line, place, cell)
                elif kind == "date" and date.fromisoformat(cell).year >= 1900:
                    sheet.write_datetime(line, place, date.fromisoformat(cell), day)
                elif kind in numbers and len(str(cell).strip("-").replace(".", "")) <= _EXACT_DIGITS:
                    sheet.write_number(line, place, float(cell), numbers[kind])
                else:
                    sheet.write_string(line, place, str(cell))
    return file.getvalue()
