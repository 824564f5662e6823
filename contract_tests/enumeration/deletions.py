"""Deletions: what is deleted is gone for everybody, what may not be deleted is kept. Source: law H6."""

from collections.abc import Iterator

from contract_tests.actors import Actor
from contract_tests.enumeration import bodies, valid
from contract_tests.enumeration.operations import Operation, operations
from contract_tests.enumeration.steps import Case, Step
from hooks import aims

_LOTS = 48  # so many draws meet every row that an aim knows
CHECK = "deleted_object_is_gone_and_any_other_is_kept"


def cases(operation: Operation) -> Iterator[Case]:
    """Return a deletion of each row that the world offers, looked at before and after, and repeated."""
    for caller in valid.callers_of(operation):
        for path in _paths(operation, caller):
            delete = Step(
                operation.name, "DELETE", valid.filled(operation.path, path), path, headers=caller.headers
            )
            accepted = {"status": operation.success, "codes": sorted(operation.rule_codes)}
            delete = delete.must(CHECK, accepted_or_refused_by=accepted)
            look = _look(operation, delete)
            if look is None:
                again = delete.must(CHECK, gone_or_same={"write": 0, "like": 0})
                yield [delete, again]
                continue
            yield [
                look.must(CHECK, status=[200]),
                delete,
                look.must(CHECK, gone_or_same={"write": 1, "like": 0}),
                delete.must(CHECK, gone_or_same={"write": 1, "like": 1}),
            ]


def _paths(operation: Operation, caller: Actor) -> list[dict[str, str]]:
    """Return the parameters of the path for each row that the aims know."""
    found: dict[str, dict[str, str]] = {}
    for lot in range(_LOTS):
        path = {}
        for parameter in operation.path_parameters:
            aim = aims.aim_at(aims.PATH, operation.name, parameter.name)
            assert aim is not None, f"nobody has said which rows {operation.name} may delete: hooks/aims"
            path[parameter.name] = str(aim(lot, caller.name))
        found.setdefault(str(path), path)
    return list(found.values())


def _look(operation: Operation, delete: Step) -> Step | None:
    """Return the GET of what is deleted; None when nothing shows it alone."""
    shown = bodies.shown_by(operation)
    if shown is None or shown.path != operation.path:
        return None
    return valid.beside(operations()[shown.name], delete)
