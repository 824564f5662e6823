"""The state machines: their links come from the contract, published ones and those Schemathesis infers.

One takes every operation; one for each creation takes what the contract says may follow it, because among
many operations a sequence rarely begins where it should, and then goes where the creation leads.
"""

import json
from contextlib import ExitStack
from typing import Any

import schemathesis

from contract_tests import contract, exported, profiles, replaying, wire
from contract_tests.judging import count, failures_of, report
from hooks import auth, identifiers, isolation


def creations() -> dict[str, list[str]]:
    """Return each operation that publishes links, with the operations that they lead to."""
    found: dict[str, list[str]] = {}
    for item in exported.document()["paths"].values():
        for method, operation in item.items():
            if method in exported.METHODS:
                links = [
                    link for answer in operation["responses"].values() for link in answer.get("links", ())
                ]
                if links:
                    found[operation["operationId"]] = links
    return found


def machine(creation: str | None = None) -> Any:
    """Return the state machine of the whole contract, or of what follows one creation."""
    schema = contract.load("stateful")
    if creation is not None:
        schema = schema.include(operation_id=[creation, *creations()[creation]])
    name = f"Scenario_{creation}" if creation else "Scenario"
    # Hypothesis stores what it learns under the name.
    made: Any = type(name, (_Sequence, schema.as_state_machine()), {"__qualname__": name})
    return made


class _Sequence:
    """One sequence of requests in one transaction, rolled back at its end; Schemathesis adds the links."""

    _hypothesis_internal_use_seed = profiles.SEED
    recorder: Any

    def setup(self) -> None:
        """Begin the transaction; nothing is linked yet."""
        self._transaction = ExitStack()
        self._transaction.enter_context(isolation.rollback_case())
        self._requests: list[dict[str, Any]] = []
        self._numbers: dict[str, int] = {}
        self._answers: list[Any] = []
        identifiers.linked.clear()

    def teardown(self) -> None:
        """Undo the scenario."""
        identifiers.linked.clear()
        self._transaction.close()

    def validate_response(
        self, response: schemathesis.Response, case: schemathesis.Case[Any], *args: Any, **kwargs: Any
    ) -> None:
        """Judge one step, and remember what it brought for the next."""
        count(case, response)
        request = {**wire.stored_request(case, response.request), **self._origin(case)}
        self._numbers[case.id] = len(self._requests)
        self._requests.append(replaying.link(request, self._answers))
        failures = failures_of(case, response, self.recorder)
        if failures:
            report(failures, list(self._requests), response)
        answer = _parsed(response.content)
        self._answers.append(answer)
        received = dict.fromkeys(
            replaying.values(answer), auth.actor_of(request["headers"].get("Authorization"))
        )
        identifiers.linked.update({**received, **identifiers.linked})  # who was the first keeps it

    def _origin(self, case: schemathesis.Case[Any]) -> dict[str, Any]:
        """Return which earlier request a step follows, and the parameters that its link has brought."""
        parent = self.recorder.find_parent(case_id=case.id)
        if parent is None or parent.id not in self._numbers:
            return {}
        linked = {location.container_name: sorted(values) for location, values in case._override.items()}
        return {"parent": self._numbers[parent.id], "linked": linked}


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
