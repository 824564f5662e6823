"""Write docs/reference/operations.md and problem-codes.md from the exported schema."""

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contract_tests.exported import document

_ROOT = Path(__file__).resolve().parent.parent
_FOLDER = _ROOT / "docs" / "reference"
_SETTINGS = _ROOT / "crm" / "settings.py"
_NOTE = "<!-- Written by `make docs` from openapi/schema.yaml. Please do not edit. -->"
_ROLES = (
    "Roles: A admin, M business development manager, K broker, B borrower, P public (no token), "
    "T holder of a signing token. `self`, `author`, `uploader` and `owner` are relative to the object."
)
# What the schema says in one sentence for all four.
_SHAPES = {
    "request.invalid": "A field, parameter or header has a value that its schema refuses: see `errors`.",
    "request.parse_error": "The body is not JSON.",
    "request.unknown_field": "The body has a field that the operation does not know: see `errors`.",
    "request.unknown_parameter": "The query has a parameter that the operation does not know: see `errors`.",
}
_OUTSIDE = """
## Outside of the contract

| code | status | meaning |
| --- | --- | --- |
| `request.internal_error` | 500 | Something went wrong on the server. The `request_id` finds it in the log. |
| `request.csrf_failed` | 403 | A form of the admin site has expired. |
"""
_EVERYWHERE = 8  # a code of more operations than this is given as a number
_VARIABLE = re.compile(r'\benv\.\w+\(\s*"([A-Z0-9_]+)"')
_CODE_AND_MEANING = re.compile(r"^`([a-z_]+\.[a-z_]+)`: (.+)$", re.MULTILINE)

Operation = dict[str, Any]


def main() -> int:
    """Write the files; with `--check` only compare them, and say what to run."""
    parser = argparse.ArgumentParser(prog="python -m contract_tests.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is stale")
    schema = document()
    pages = {"operations.md": _operations_page(schema), "problem-codes.md": _codes_page(schema)}
    if parser.parse_args().check:
        faults = list(_faults(pages))
        sys.stderr.write("".join(f"{fault}\n" for fault in faults))
        return 1 if faults else 0
    for name, text in pages.items():
        (_FOLDER / name).write_text(text)
    return 0


def _faults(pages: dict[str, str]) -> Iterator[str]:
    stale = [name for name, text in pages.items() if _read(_FOLDER / name) != text]
    if stale:
        yield f"docs/reference/ is out of date ({', '.join(stale)}). Please run: make docs"
    described = _read(_FOLDER / "settings.md")
    for name in sorted(set(_VARIABLE.findall(_read(_SETTINGS)))):
        if f"`{name}`" not in described:
            yield f"docs/reference/settings.md does not explain {name}. Please add it."


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


# --- operations.md ------------------------------------------------------------------------------------
def _operations_page(schema: dict[str, Any]) -> str:
    lines = [_NOTE, "# Operations", "", _ROLES, ""]
    for tag in schema["tags"]:
        found = [each for each in _operations(schema) if tag["name"] in each[2]["tags"]]
        lines += [f"## {tag['name']}", "", tag["description"], ""]
        lines += ["| operation | request | roles | what it does |", "| --- | --- | --- | --- |"]
        lines += [
            f"| [`{operation['operationId']}`](#{operation['operationId']}) | `{method} {path}` "
            f"| {' '.join(operation['x-roles'])} | {operation['summary']} |"
            for method, path, operation in found
        ]
        lines.append("")
        for method, path, operation in found:
            lines += [*_operation_lines(schema, method, path, operation), ""]
    return "\n".join(lines).rstrip() + "\n"


def _operation_lines(schema: dict[str, Any], method: str, path: str, operation: Operation) -> Iterator[str]:
    yield f"### {operation['operationId']}"
    yield f"`{method} {path}`"
    yield ""
    yield operation["description"]
    yield ""
    yield f"- roles: {' '.join(operation['x-roles'])}"
    parameters = [
        f"`{each['name']}` ({each['in']}{', required' if each.get('required') else ''})"
        for each in operation.get("parameters", ())
    ]
    if parameters:
        yield f"- parameters: {', '.join(parameters)}"
    body = _schema_name(operation.get("requestBody", {}))
    if body:
        yield f"- body: {body}"
    yield f"- answers: {', '.join(_answers(schema, operation))}"
    if operation["x-rule-codes"]:
        codes = ", ".join(f"`{code}`" for code in operation["x-rule-codes"])
        yield f"- rules that refuse valid data: {codes}"


def _answers(schema: dict[str, Any], operation: Operation) -> Iterator[str]:
    for status, response in sorted(operation["responses"].items()):
        name = _schema_name(_resolved(schema, response)) if status < "400" else ""
        yield f"{status} {name}".rstrip()


def _schema_name(container: dict[str, Any]) -> str:
    for media in container.get("content", {}).values():
        found = media.get("schema", {}).get("$ref", "")
        if found:
            return f"`{found.rsplit('/', 1)[1]}`"
    return ""


def _resolved(schema: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in response:
        return response
    found: dict[str, Any] = schema["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    return found


# --- problem-codes.md ---------------------------------------------------------------------------------
def _codes_page(schema: dict[str, Any]) -> str:
    meanings: dict[tuple[str, str], str] = {}
    raised_by: dict[tuple[str, str], list[str]] = defaultdict(list)
    count = 0
    for _, _, operation in _operations(schema):
        count += 1
        for status, response in operation["responses"].items():
            resolved = _resolved(schema, response)
            own = dict(_CODE_AND_MEANING.findall(resolved["description"]))
            for code in _codes(resolved):
                raised_by[code, status].append(operation["operationId"])
                meaning = own.get(code) or _SHAPES.get(code) or _shared_meaning(schema, code)
                meanings[code, status] = meaning
    lines = [
        _NOTE,
        "# Problem codes",
        "",
        "Every refusal is an `application/problem+json` document (RFC 9457). Programs decide by its `code`: "
        "it never changes its meaning, while `title` and `detail` are for people.",
        "",
        "| code | status | meaning | operations |",
        "| --- | --- | --- | --- |",
    ]
    for (code, status), operations in sorted(raised_by.items()):
        many = len(operations) > _EVERYWHERE
        where = (
            f"{len(operations)} of {count}" if many else ", ".join(f"`{name}`" for name in sorted(operations))
        )
        lines.append(f"| `{code}` | {status} | {meanings[code, status]} | {where} |")
    return "\n".join(lines) + "\n" + _OUTSIDE


def _codes(response: dict[str, Any]) -> list[str]:
    """Return the codes that a response's schema admits."""
    for media in response.get("content", {}).values():
        for part in media.get("schema", {}).get("allOf", ()):
            codes = part.get("properties", {}).get("code", {}).get("enum")
            if codes:
                return list(codes)
    return []


def _shared_meaning(schema: dict[str, Any], code: str) -> str:
    """Return what the responses that all operations share say about a code."""
    for response in schema["components"]["responses"].values():
        if _codes(response) == [code]:
            return str(response["description"])
    return ""


if __name__ == "__main__":
    sys.exit(main())
