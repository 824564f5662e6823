"""Role x operation, and which refusal comes first when there are several reasons."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from contract_tests import actors
from contract_tests.actors import Actor
from contract_tests.enumeration import access_requests, methods, valid
from contract_tests.enumeration.malformed import BODY_LIMIT, UPLOAD_LIMIT
from contract_tests.enumeration.operations import OWNING, Operation
from contract_tests.enumeration.steps import Case, Step
from contract_tests.model import access
from contract_tests.model.access_world import WORLD, row_id, rows
from hooks import files


def role_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each role: let in by `x-roles`, or exactly 403; 404 for what it may not see."""
    for actor in actors.BY_ROLE.values():
        step = valid.request(operation, actor)
        if not operation.secured:
            yield [step.must("public_operation_serves_every_role", status=[operation.success])]
        elif actor.role in operation.roles:
            yield [step.must("role_is_let_in", status=[operation.success])]
        elif operation.relative & OWNING and valid.may_own(operation, actor):
            yield [step.must("relative_role_is_let_in", status=[operation.success])]
            yield from _of_others(operation, actor)
        elif operation.relative and not operation.relative & OWNING:
            yield [step.must("relative_role_is_let_in", status=[operation.success])]
            for other in (actors.STRANGERS[actor.role], actors.ADMIN):
                yield [_about(operation, step, other)]
        else:
            yield [step.must("role_is_refused", status=[403], codes_in=["request.permission_denied"])]


def _of_others(operation: Operation, actor: Actor) -> Iterator[Case]:
    """Return what is somebody else's: refused when the actor sees it, and not found when not."""
    (one,) = access_requests.in_(operation, "path")
    others = [name for name in rows(WORLD, one.kind) if WORLD[name].author != actor.name]
    step = valid.request(operation, actor)
    for name in [name for name in others if access.sees(actor, name)][:2]:
        refused = {"status": [403], "codes_in": sorted(operation.rule_codes)}
        step = access_requests.at(operation, step, one, row_id(name))
        yield [step.must("what_is_of_others_is_refused", **refused)]
    for name in [name for name in others if not access.sees(actor, name)][:2]:
        step = access_requests.at(operation, step, one, row_id(name))
        yield [step.must("invisible_object_is_not_found", status=[404])]


def _of_another(operation: Operation, actor: Actor) -> list[str]:
    """Return what somebody else has made, and the actor sees: of what is for owners alone, nothing."""
    (one,) = access_requests.in_(operation, "path")
    return [name for name in access.visible(actor, one.kind) if WORLD[name].author != actor.name]


def _by_another(operation: Operation, step: Step, actor: Actor) -> Step:
    """Return the same request about what somebody else has made, and the actor sees."""
    (one,) = access_requests.in_(operation, "path")
    name = _of_another(operation, actor)[0]
    return access_requests.at(operation, step.by(actor), one, row_id(name))


def _about(operation: Operation, step: Step, other: Actor) -> Step:
    path = {**step.path_parameters, "user_id": str(other.id)}
    about = replace(step, path=valid.filled(operation.path, path), path_parameters=path)
    return about.must("invisible_object_is_not_found", status=[404])


_LARGE = files.File(b"x" * (UPLOAD_LIMIT + 1), "large.txt", "text/plain")


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason to refuse a request.

    Args:
        part: of the request that it needs; two faults of one part exclude each other.
    """

    status: int
    part: str
    apply: Callable[[Step], Step]


def faults(operation: Operation) -> list[Fault]:
    """Return the reasons for which the operation may refuse, first the one that must be told first.

    Source: domain.md, section 12, "Order of refusals".
    """
    found = [Fault(404, "path", lambda step: step.on(step.path.removesuffix("/")))]
    found.append(Fault(406, "accept", lambda step: step.header("Accept", "text/html")))
    foreign = [actor for actor in actors.BY_ROLE.values() if actor.role not in operation.roles]
    if operation.secured:
        found.append(Fault(401, "caller", lambda step: step.by(actors.NOBODY)))
        if foreign and not operation.relative:
            found.append(Fault(403, "caller", lambda step: step.by(foreign[0])))
    undeclared = next((name for name in ("PUT", "PATCH", "POST") if name not in operation.methods), None)
    if undeclared:
        found.append(Fault(405, "method", lambda step: step.sent_as(str(undeclared))))
    if operation.body is not None:
        found.append(Fault(415, "media", lambda step: step.header("Content-Type", "text/plain")))
        if operation.takes_form:
            found.append(Fault(413, "body", lambda step: step.form({"file": _LARGE})))
            found.append(Fault(400, "body", lambda step: step.form({"unknown": "1"})))
        else:
            found.append(
                Fault(413, "body", lambda step: replace(step, body={"text": " " * (BODY_LIMIT + 1)}))
            )
            found.append(Fault(400, "body", lambda step: step.json({"unknown": 1})))
    found.append(Fault(400, "query", lambda step: step.with_query("unknown=1")))
    if operation.path_parameters:
        found.append(Fault(404, "path", lambda step: methods.nowhere(operation, step)))
    if operation.header("If-Match"):
        found.append(Fault(412, "version", lambda step: step.header("If-Match", '"stale"')))
    owners = [actor for actor in valid.callers_of(operation) if actor.role not in operation.roles]
    if operation.relative & OWNING and _of_another(operation, owners[0]):
        found.append(Fault(403, "path", lambda step: _by_another(operation, step, owners[0])))
    return found


def order_cases(operation: Operation) -> Iterator[Case]:
    """Return requests with two faults: the first in the order of refusals must be the one that is told."""
    base = valid.request(operation)
    ordered = faults(operation)
    for place, first in enumerate(ordered):
        later = [
            fault for fault in ordered[place + 1 :] if fault.part != first.part and _together(first, fault)
        ]
        for second in later[:2]:
            step = first.apply(second.apply(base))
            outside = first.part in ("path", "method") and first.status in (404, 405)
            yield [
                step.must(
                    "refusals_come_in_order", status=[first.status], **({"outside": True} if outside else {})
                )
            ]


def _together(first: Fault, second: Fault) -> bool:
    """A method that the path does not have needs no role."""
    return not (first.status == 403 and second.status == 405)
