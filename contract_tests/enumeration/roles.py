"""Role x operation, and which refusal comes first when there are several reasons."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from contract_tests import actors
from contract_tests.actors import Actor
from contract_tests.enumeration import methods, valid
from contract_tests.enumeration.malformed import BODY_LIMIT
from contract_tests.enumeration.operations import Operation
from contract_tests.enumeration.steps import Case, Step


def role_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each role: let in by `x-roles`, or exactly 403; 404 for what it may not see."""
    for actor in actors.BY_ROLE.values():
        step = valid.request(operation, actor)
        if not operation.secured:
            yield [step.must("public_operation_serves_every_role", status=[operation.success])]
        elif actor.role in operation.roles:
            yield [step.must("role_is_let_in", status=[operation.success])]
        elif operation.relative:
            yield [step.must("relative_role_is_let_in", status=[operation.success])]
            for other in (actors.STRANGERS[actor.role], actors.ADMIN):
                yield [_about(operation, step, other)]
        else:
            yield [step.must("role_is_refused", status=[403], codes_in=["request.permission_denied"])]


def _about(operation: Operation, step: Step, other: Actor) -> Step:
    path = {**step.path_parameters, "user_id": str(other.id)}
    about = replace(step, path=valid.filled(operation.path, path), path_parameters=path)
    return about.must("invisible_object_is_not_found", status=[404])


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
        found.append(Fault(413, "body", lambda step: replace(step, body={"text": " " * (BODY_LIMIT + 1)})))
        found.append(Fault(400, "body", lambda step: step.json({"unknown": 1})))
    found.append(Fault(400, "query", lambda step: step.with_query("unknown=1")))
    if operation.path_parameters:
        found.append(Fault(404, "path", lambda step: methods.nowhere(operation, step)))
    if operation.header("If-Match"):
        found.append(Fault(412, "version", lambda step: step.header("If-Match", '"stale"')))
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
