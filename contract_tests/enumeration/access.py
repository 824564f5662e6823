"""Object access: every identifier in path, query and body x every actor x rows seen and unseen.

What is invisible must be answered like a random id in every respect; what is visible must not.
"""

from collections.abc import Iterator
from typing import Any

from contract_tests import actors
from contract_tests.actors import Actor
from contract_tests.enumeration import access_marks, bodies, valid
from contract_tests.enumeration.access_fans import Fan, split
from contract_tests.enumeration.access_requests import (
    NOBODY,
    Identifier,
    at,
    callers,
    in_,
    in_body,
    is_reachable,
    linked,
    links_of,
    request,
    sampled,
)
from contract_tests.enumeration.operations import Operation
from contract_tests.enumeration.steps import Case, Step
from contract_tests.model import access, collections
from contract_tests.model.access_world import WORLD, names, row_id, rows

_AS_MISSING: dict[str, Any] = {"same_status": 0, "same_as": {"answer": 0}, "same_headers": {"answer": 0}}


# --- path -----------------------------------------------------------------------------------------------
def path_fans(operation: Operation) -> Iterator[Fan]:
    """Return, for each identifier in the path and each actor, the invisible beside a random id."""
    for one in in_(operation, "path"):
        for actor in callers(operation):
            yield _path_fan(operation, one, actor)
        yield from _refused_fans(operation, one)


def _path_fan(operation: Operation, one: Identifier, actor: Actor) -> Fan:
    base = request(operation, actor)
    missing = at(operation, base, one, NOBODY).must("missing_object_is_not_found", status=[404])
    reads = operation.method == "GET"
    names = rows(WORLD, one.kind)
    hidden = [name for name in names if not access.sees(actor, name)]
    shown = [name for name in names if access.sees(actor, name)]
    few, most = (3, 12) if _is_retrieval(operation) else (1, 6)
    hidden = sampled(operation, actor, hidden, few, most)
    # What a list shows can be retrieved, whatever state it is in: one actor of each role asks for every row.
    if not (_is_retrieval(operation) and actor in (actors.BDM, actors.BROKER, actors.BORROWER)):
        shown = sampled(operation, actor, shown, few, most)
    looks = [
        at(operation, base, one, row_id(name)).must(
            "invisible_object_is_as_if_missing", status=[404], **_AS_MISSING
        )
        for name in hidden
    ]
    if looks:
        looks += _with_conditions(operation, looks[0])
    if reads:
        looks += [_shown(operation, actor, at(operation, base, one, row_id(name)), name) for name in shown]
    return Fan([missing], looks)


def _with_conditions(operation: Operation, look: Step) -> Iterator[Step]:
    """Return the same request with headers that are judged once the object is found: it is not."""
    if operation.header("If-Match"):
        yield look.header("If-Match", '"9"')
    if operation.header("Idempotency-Key"):
        yield look.header("Idempotency-Key", "an-invisible-object")


def _is_retrieval(operation: Operation) -> bool:
    """Whether the operation reads one object, and nothing below it."""
    return (
        operation.method == "GET"
        and operation.path.endswith("}/")
        and len(operation.path_parameters) == 1
        and operation.path_parameters[0].name != "user_id"
    )


def _shown(operation: Operation, actor: Actor, step: Step, name: str) -> Step:
    expected: dict[str, Any] = {"status": [200], "not_as": 0, **access_marks.secrets(operation, actor)}
    if _is_retrieval(operation):
        expected["values"] = {"/id": row_id(name), **access_marks.masks(actor, name)}
    return step.must("visible_object_is_shown", **expected)


def _refused_fans(operation: Operation, one: Identifier) -> Iterator[Fan]:
    """Return, for each role that may not call, objects they see and do not see: the same 403 for all."""
    for actor in actors.BY_ROLE.values():
        if not operation.secured or actor.role in operation.roles:
            continue
        if operation.relative and valid.may_own(operation, actor):
            continue
        base = valid.request(operation).by(actor)
        refused = {"status": [403], "codes_in": ["request.permission_denied"]}
        names = sampled(operation, actor, rows(WORLD, one.kind), 1, 3)
        yield Fan(
            [at(operation, base, one, NOBODY).must("role_is_refused", **refused)],
            [
                at(operation, base, one, row_id(name)).must("role_is_refused_alike", **refused, **_AS_MISSING)
                for name in names
            ],
        )


def path_cases(operation: Operation) -> Iterator[Case]:
    """Return the fans about paths as cases of their own."""
    yield from split(path_fans(operation))


def reached_fans(operation: Operation) -> Iterator[Fan]:
    """Return writes to objects that the caller sees: never a 404, never a refusal but by a declared rule."""
    if operation.method == "GET":
        return
    accepted = {"status": operation.success, "codes": sorted(operation.rule_codes)}
    for number, one in enumerate(in_(operation, "path")):
        for actor in callers(operation):
            base = request(operation, actor)
            secrets = access_marks.secrets(operation, actor)
            looks = []
            for name in sampled(operation, actor, access.visible(actor, one.kind), 1, 2):
                step = at(operation, base, one, row_id(name))
                if number == 0:
                    step = linked(operation, step)
                elif name not in links_of(_first(operation, base), one.kind):
                    continue  # an object that is not linked is not found there
                looks.append(
                    step.must(
                        "visible_object_is_reached", not_as=0, accepted_or_refused_by=accepted, **secrets
                    )
                )
            missing = at(operation, base, one, NOBODY).must("missing_object_is_not_found", status=[404])
            yield Fan([missing], looks, apart=True)


def reached_cases(operation: Operation) -> Iterator[Case]:
    """Return the writes as cases of their own."""
    yield from split(reached_fans(operation))


def _first(operation: Operation, step: Step) -> str:
    return names().get(step.path_parameters[in_(operation, "path")[0].name], "")


# --- query ----------------------------------------------------------------------------------------------
def query_fans(operation: Operation) -> Iterator[Fan]:
    """Return, for each identifier that filters and each actor, ids of what they do not see: nothing."""
    check = "filter_by_what_is_invisible_shows_nothing"
    nothing = {"status": [200], "values": dict(collections.nothing(operation.name))}
    for one in in_(operation, "query"):
        for actor in callers(operation):
            base = request(operation, actor)
            if not is_reachable(operation, actor) or (operation.name, one.name) in access.SHOWN_BY_ROWS:
                continue
            hidden = [name for name in rows(WORLD, one.kind) if not access.sees(actor, name)]
            looks = [
                at(operation, base, one, row_id(name)).must(check, **nothing, **_as_missing(operation, one))
                for name in sampled(operation, actor, hidden, 1, 4)
            ]
            yield Fan([at(operation, base, one, NOBODY).must(check, **nothing)], looks)


def _as_missing(operation: Operation, one: Identifier) -> dict[str, Any]:
    """Return the words about an answer like that for a random id; one that is no page says what was asked."""
    if operation.is_list:
        return _AS_MISSING
    return {**_AS_MISSING, "same_as": {"answer": 0, "but": [one.name]}}


def query_cases(operation: Operation) -> Iterator[Case]:
    """Return the fans about filters as cases of their own."""
    yield from split(query_fans(operation))


# --- body -----------------------------------------------------------------------------------------------
def body_fans(operation: Operation) -> Iterator[Fan]:
    """Return, for each reference in the body and each actor, what is invisible beside a random id. Law V7."""
    for one in in_(operation, "body"):
        for actor in callers(operation):
            if not is_reachable(operation, actor):
                continue
            base = request(operation, actor)
            known = {*access.visible(actor, one.kind), *_current(operation, base)}
            hidden = [name for name in rows(WORLD, one.kind) if name not in known]
            if not operation.secured:
                hidden = [name for name in hidden if row_id(name) != in_body(base, one.path)]
            looks = [
                at(operation, base, one, row_id(name)).must(
                    "unknown_reference_does_not_tell_whether_it_exists",
                    **_refusal(operation, one, actor),
                    **_AS_MISSING,
                )
                for name in sampled(operation, actor, hidden, 1, 4)
            ]
            yield Fan([_unknown(operation, base, one, actor)], looks)


def _current(operation: Operation, step: Step) -> set[str]:
    """Return what the object of a PATCH refers to already: to say it again is no change, and no question."""
    if operation.method != "PATCH":
        return set()
    row = WORLD[names()[next(iter(step.path_parameters.values()))]]
    return {row.branch, row.broker, row.bdm, row.borrower, f"user/{row.user}"}


def _unknown(operation: Operation, base: Step, one: Identifier, actor: Actor) -> Step:
    """Return the request with a reference to nothing."""
    return at(operation, base, one, NOBODY).must(
        "unknown_reference_is_refused", **_refusal(operation, one, actor)
    )


def _refusal(operation: Operation, one: Identifier, actor: Actor) -> dict[str, Any]:
    """Return what a reference to nothing is answered."""
    if actor.role in access.RESERVED.get((operation.name, one.name), ""):
        return {"status": [403], "codes_in": sorted(operation.rule_codes)}
    if not operation.secured:
        return {"status": [400], "codes_in": sorted(operation.rule_codes)}
    called = (f".unknown_{one.kind}", f".unknown_{one.name.removesuffix('_id')}")
    known = [code for code in operation.rule_codes if code.endswith(called)]
    assert len(known) == 1, f"how does {operation.name} refuse an unknown {one.name}? One code says so"
    return {"status": [400], "codes_in": known, "pointer": bodies.pointer(one.path)}


def body_cases(operation: Operation) -> Iterator[Case]:
    """Return the fans about references as cases of their own."""
    yield from split(body_fans(operation))


def known_fans(operation: Operation) -> Iterator[Fan]:
    """Return references to what the caller sees: not the answer of an unknown one."""
    accepted = {"status": operation.success, "codes": sorted(operation.rule_codes)}
    for one in in_(operation, "body"):
        for actor in callers(operation):
            if not operation.secured or not is_reachable(operation, actor):
                continue
            if actor.role in access.RESERVED.get((operation.name, one.name), ""):
                continue
            base = request(operation, actor)
            looks = [
                at(operation, base, one, row_id(name)).must(
                    "visible_reference_is_known", not_as=0, accepted_or_refused_by=accepted
                )
                for name in sampled(operation, actor, access.visible(actor, one.kind), 1, 3)
            ]
            if looks:
                yield Fan([_unknown(operation, base, one, actor)], looks, apart=True)


def known_cases(operation: Operation) -> Iterator[Case]:
    """Return the references as cases of their own."""
    yield from split(known_fans(operation))
