"""Aim valid values at rows that exist, so that test cases pass the first 404 and reach business logic.

Only components generated as valid are touched: a malformed identifier is the point of its test case.
`map_case` acts in every phase, coverage included; the other hooks do not.
"""

import json
import zlib
from collections.abc import Mapping, MutableMapping
from typing import Any

import schemathesis
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CaseMetadata, TestPhase
from schemathesis.transport.serialization import Binary

from hooks import aims, auth

# Which actor speaks for a role letter. Relative roles (self, author, ...) are spoken for by
# `_relative_caller`.
SPEAKERS = {"A": "admin", "M": "bdm", "K": "broker", "B": "borrower"}
PUBLIC = frozenset({"P", "T"})
OWNING = frozenset({"author", "uploader", "owner"})
# Values that a step of the scenario in hand has received, and who received them: a link brought them, so they
# are aimed already.
linked: dict[str, str] = {}


def operation_id(operation: Any) -> str:
    """Return the operationId, the one name that runs through everything."""
    return str(operation.definition.raw.get("operationId", operation.label))


def roles_of(operation: Any) -> tuple[str, ...]:
    """Return the role letters that may call `operation`."""
    return tuple(operation.definition.raw.get("x-roles", ()))


def lot_of(value: Any) -> int:
    """Return a number that depends on nothing but `value`, and not on ids that differ in every run."""
    text = json.dumps(_without_linked(value) if linked else value, sort_keys=True, default=str)
    return zlib.crc32(text.encode())


def _without_linked(value: Any) -> Any:
    if isinstance(value, str):
        return "linked" if value in linked else value
    if isinstance(value, dict):
        return {name: _without_linked(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_linked(item) for item in value]
    return value


def caller_of(operation: Any, lot: int) -> str | None:
    """Return the actor who calls `operation`; None when it is public."""
    letters = _allowed(operation)
    if not letters or PUBLIC & set(roles_of(operation)):
        return None
    return letters[lot % len(letters)]


def _allowed(operation: Any) -> list[str]:
    """Return the actors who may call, last those who may for what is their own."""
    allowed = [SPEAKERS[letter] for letter in roles_of(operation) if letter in SPEAKERS]
    if OWNING & set(roles_of(operation)):
        without = aims.WITHOUT.get(operation_id(operation), "")
        others = (actor for letter, actor in SPEAKERS.items() if letter not in without)
        allowed += [actor for actor in others if actor not in allowed]
    return allowed


def _follower(case: schemathesis.Case[Any]) -> str | None:
    """Return who received the id that a link brought, else the admin, who sees all; None when neither may."""
    body = case.body if isinstance(case.body, dict) else {}
    values = [*case.path_parameters.values(), *case.query.values(), *body.values()]
    brought = [linked[value] for value in map(str, values) if value in linked]
    allowed = _allowed(case.operation)
    return next((actor for actor in (*brought, "admin") if actor in allowed), None) if brought else None


@schemathesis.hook
def map_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> schemathesis.Case[Any]:
    """Give the test case a caller who may call it, and aim its valid identifiers at rows of the world."""
    meta = case.meta
    if meta is None:
        return case
    name = operation_id(case.operation)
    body = case.body if isinstance(case.body, dict) else None
    # No body is written out: its name holds an address in memory, which differs in every process.
    rest = "" if case.body is NOT_SET else str(case.body)
    lot = lot_of([case.path_parameters, case.query, rest if body is None else body])
    caller = _follower(case) or caller_of(case.operation, lot)
    valid = {location for location, component in meta.components.items() if component.mode.is_positive}
    stateful = meta.phase.name == TestPhase.STATEFUL
    if ParameterLocation.PATH in valid:
        # The coverage phase has one identifier in all its cases: they would all be about one row.
        salt = lot if meta.phase.name == TestPhase.COVERAGE else 0
        _aim(case.path_parameters, aims.PATH, name, caller, stateful, salt)
        caller = _relative_caller(case, lot, caller)
    if ParameterLocation.QUERY in valid:
        _aim(case.query, aims.QUERY, name, caller, stateful, lot)
    if ParameterLocation.HEADER in valid or not _is_about_headers(meta):
        _aim_headers(case.headers, name, caller or "", lot)
    if ParameterLocation.BODY in valid and body is not None:
        _aim_body(body, name, caller, case.path_parameters, stateful)
    if caller is not None and "Authorization" not in case.headers:
        case.headers["Authorization"] = auth.authorization(caller)
    return case


def _relative_caller(case: schemathesis.Case[Any], lot: int, caller: str | None) -> str | None:
    """Now and then let the person an object belongs to call, where the operation allows it."""
    if (
        "self" not in roles_of(case.operation)
        or lot % 4
        or str(case.path_parameters.get("user_id")) in linked
    ):
        return caller
    own = aims.LIVING[lot % len(aims.LIVING)]
    case.path_parameters["user_id"] = aims.user_id(own)
    return own


def _aim(
    container: MutableMapping[str, Any],
    table: dict[aims.Place, aims.Aim],
    operation: str,
    caller: str | None,
    stateful: bool,
    salt: int,
) -> None:
    """Replace values in place.

    Args:
        salt: makes equal values of different cases differ, for parameters whose value says little; 0 for
        identifiers that are drawn.
    """
    for name in list(container):
        aim = aims.aim_at(table, operation, name)
        if aim is None and table is aims.QUERY:
            aim = aims.aim_at(aims.FIELDS, operation, name)
        if aim is not None and not (stateful and str(container[name]) in linked):
            _replace(container, name, aim, caller, salt)


def _is_about_headers(meta: CaseMetadata) -> bool:
    """Whether a wrong header is the point of the test case.

    The coverage phase fills the headers of its other cases with "0", whatever their pattern says.
    """
    return (
        meta.phase.name != TestPhase.COVERAGE
        or meta.phase.data.parameter_location == ParameterLocation.HEADER
    )


def _aim_headers(headers: MutableMapping[str, Any], operation: str, caller: str, lot: int) -> None:
    for name in list(headers):
        aim = aims.aim_at(aims.HEADERS, operation, name)
        value = aim(lot_of([lot, headers[name]]), caller) if aim else aims.KEEP
        if value is aims.DROP:
            del headers[name]
        elif value is not aims.KEEP:
            headers[name] = value


def _replace(
    container: MutableMapping[str, Any], name: str, aim: aims.Aim, caller: str | None, salt: int = 0
) -> None:
    lot = lot_of([container[name], salt])
    if lot % aims.UNAIMED_SHARE == 0:
        return
    value = aim(lot, caller or "")
    if value is aims.DROP:
        del container[name]
    elif value is not aims.KEEP:
        container[name] = value


def _aim_body(
    body: dict[str, Any], operation: str, caller: str | None, path: Mapping[str, Any], stateful: bool
) -> None:
    """Aim the identifiers of the body, and make the rest of it fit the rules, in place."""

    def drawn(value: Any) -> int | None:
        lot = lot_of(value)
        return None if lot % aims.UNAIMED_SHARE == 0 else lot

    def identifier(value: Any) -> int | None:
        return None if stateful and value in linked else drawn([value, 0])

    parameters = {name: str(value) for name, value in path.items()}
    aims.Fitting(operation, caller or "", parameters, identifier, drawn).fit(body)
    for name in body.keys() & aims.FILES.keys():
        value = body[name]
        if isinstance(value, Binary):
            lot = zlib.crc32(b"file" + value.data)
            if lot % aims.UNAIMED_SHARE:
                body[name] = Binary(aims.FILES[name](lot // aims.UNAIMED_SHARE, caller or "").content)
