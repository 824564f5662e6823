"""Who sees what after a row has changed hands: at the next request, in every view. Law V9."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contract_tests import actors
from contract_tests.actors import Actor
from contract_tests.enumeration import access_marks, access_requests, access_sets, valid
from contract_tests.enumeration.access_fans import Fan, split
from contract_tests.enumeration.operations import Operation, operations
from contract_tests.enumeration.steps import Case, Step
from contract_tests.model import access as model
from contract_tests.model.access_world import WORLD, World, changed, kind_of, row_id, rows, without

CHECK = "who_sees_what_follows_at_once"
_LOOKERS = tuple(actor for actor in actors.EVERYBODY if actor.role != "A")
_ROWS_EACH = 1  # of one type whose visibility an actor has gained or lost


@dataclass(frozen=True, slots=True)
class Move:
    """One or more accepted writes, and the world after them.

    Args:
        steps: operation, caller, names of the rows in the path, and a body that names rows after an `@`.
        after: what the last of them has made of the world.
    """

    steps: Sequence[tuple[str, Actor, Mapping[str, str], Mapping[str, Any] | None]]
    after: World

    @property
    def operation(self) -> str:
        """The operation that the move is about: the last one."""
        return self.steps[-1][0]


def _move(operation: str, caller: Actor, path: Mapping[str, str], body: Any, after: World) -> Move:
    return Move([(operation, caller, path, body)], after)


_A, _M, _K = actors.ADMIN, actors.BDM, actors.BROKER
_INQUIRY, _BARE = "application/inquiry", "application/bare"
_LINKED = ("borrower/borrower", "borrower/company")
_BORROWER_LINK = (
    "application_borrower_link",
    _A,
    {"application_id": _BARE},
    {"borrower_id": "@borrower/borrower_stranger", "role": "co_borrower"},
)
_GUARANTOR_LINK = (
    "application_guarantor_link",
    _A,
    {"application_id": _BARE},
    {"guarantor_id": "@guarantor/stranger"},
)


def _application(caller: Actor, broker: str) -> Move:
    after = changed(WORLD, _INQUIRY, broker=broker)
    return _move(
        "application_update", caller, {"application_id": _INQUIRY}, {"broker_id": f"@{broker}"}, after
    )


def _update(kind: str, name: str, body: Mapping[str, Any], **links: Any) -> Move:
    return _move(f"{kind}_update", _A, {f"{kind}_id": name}, body, changed(WORLD, name, **links))


MOVES: tuple[Move, ...] = (
    _application(_A, "broker/colleague"),
    _application(_A, "broker/broker_stranger"),
    _application(_M, "broker/colleague"),
    _update("broker", "broker/broker", {"branch_id": "@branch/away"}, branch="branch/away"),
    _update("broker", "broker/colleague", {"branch_id": "@branch/away"}, branch="branch/away"),
    _update("broker", "broker/broker", {"is_active": False}, is_active=False),
    _update("broker", "broker/broker", {"user_id": None}, user=""),
    _update("bdm", "bdm/bdm", {"branch_id": "@branch/away"}, branch="branch/away"),
    _update(
        "borrower",
        "borrower/spare",
        {"broker_id": "@broker/broker_stranger"},
        broker="broker/broker_stranger",
    ),
    _update("borrower", "borrower/spare", {"broker_id": None}, broker=""),
    _update(
        "borrower",
        "borrower/company",
        {"broker_id": "@broker/broker_stranger"},
        broker="broker/broker_stranger",
    ),
    _update("borrower", "borrower/borrower", {"user_id": None}, user=""),
    Move([_BORROWER_LINK], changed(WORLD, _BARE, borrowers=("borrower/borrower_stranger",))),
    Move(
        [
            _BORROWER_LINK,
            (
                "application_borrower_unlink",
                _A,
                {"application_id": _BARE, "borrower_id": "borrower/borrower_stranger"},
                None,
            ),
        ],
        WORLD,
    ),
    _move(
        "application_borrower_unlink",
        _K,
        {"application_id": _INQUIRY, "borrower_id": _LINKED[0]},
        None,
        changed(WORLD, _INQUIRY, borrowers=_LINKED[1:]),
    ),
    Move([_GUARANTOR_LINK], changed(WORLD, _BARE, guarantors=("guarantor/stranger",))),
    Move(
        [
            _GUARANTOR_LINK,
            (
                "application_guarantor_unlink",
                _A,
                {"application_id": _BARE, "guarantor_id": "guarantor/stranger"},
                None,
            ),
        ],
        WORLD,
    ),
    _move("application_delete", _K, {"application_id": _BARE}, None, without(WORLD, _BARE)),
)


def moving(operation: Operation) -> list[Move]:
    """Return the moves that an operation makes."""
    return [move for move in MOVES if move.operation == operation.name]


def fans(operation: Operation) -> Iterator[Fan]:
    """Return, for each move, what every list and every view of what has moved must show afterwards."""
    for move in moving(operation):
        before = [_sent(*step).must(CHECK, status=[operations()[step[0]].success]) for step in move.steps]
        yield Fan(before, [*_lists(move), *_views(move), *_filters(move)], harmless=False)


def _sent(name: str, caller: Actor, path: Mapping[str, str], body: Mapping[str, Any] | None) -> Step:
    named = {key: row_id(row) for key, row in path.items()}
    return valid.ask(name, caller, None if body is None else _resolved(body), None, **named)


def _resolved(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: row_id(value[1:]) if isinstance(value, str) and value.startswith("@") else value
        for name, value in body.items()
    }


def _lists(move: Move) -> Iterator[Step]:
    """Return the lists that have changed, and the most telling ones of those that have not."""
    for one in operations().values():
        if not one.is_list or one.path_parameters or one.name in model.MIXED:
            continue
        kind = access_marks.kind_listed(one)
        for actor in _LOOKERS:
            if actor.role not in one.roles:
                continue
            ids = access_sets.of(one, actor, move.after)
            if kind in ("application", "borrower") or set(ids) != set(access_sets.of(one, actor)):
                whole = access_sets.whole(one, actor, **model.TOLD_BEFORE.get(one.name, {}))
                yield whole.must(CHECK, status=[200], lists_exactly=ids)


def _views(move: Move) -> Iterator[Step]:
    """Return every GET about the rows that somebody has begun or ceased to see."""
    for one in operations().values():
        identified = access_requests.in_(one, "path")
        if one.method != "GET" or len(identified) != 1 or len(one.path_parameters) != 1:
            continue
        for actor in _LOOKERS:
            if actor.role in one.roles:
                for name in _moved(move, actor, identified[0].kind):
                    step = access_requests.at(
                        one, access_requests.request(one, actor), identified[0], row_id(name)
                    )
                    yield step.must(CHECK, status=[200 if model.sees(actor, name, move.after) else 404])


def _filters(move: Move) -> Iterator[Step]:
    """Return the lists filtered by what somebody has ceased to see: empty, whatever else they still see."""
    for one in operations().values():
        if not one.is_list or one.path_parameters:
            continue
        for identifier in access_requests.in_(one, "query"):
            for actor in _LOOKERS:
                if actor.role in one.roles:
                    lost = [
                        name
                        for name in _moved(move, actor, identifier.kind)
                        if not model.sees(actor, name, move.after)
                    ]
                    for name in lost:
                        step = access_requests.at(
                            one, access_requests.request(one, actor), identifier, row_id(name)
                        )
                        yield step.must(CHECK, status=[200], lists_exactly=[])


def _moved(move: Move, actor: Actor, kind: str) -> list[str]:
    every = list(dict.fromkeys([*rows(WORLD, kind), *rows(move.after, kind)]))
    moved = [name for name in every if model.sees(actor, name) != model.sees(actor, name, move.after)]
    return moved[:_ROWS_EACH] or _touched(move, kind)


def _touched(move: Move, kind: str) -> list[str]:
    """Return the rows that the move itself names: nothing has changed for this actor, and it must stay so."""
    named = {row for _, _, path, _ in move.steps for row in path.values()}
    return sorted(name for name in named if kind_of(name) == kind)[:1]


def move_cases(operation: Operation) -> Iterator[Case]:
    """Return the moves as cases of their own."""
    yield from split(fans(operation))
