"""The state machine: its links come from the contract, published ones and those Schemathesis infers."""

import json
from contextlib import ExitStack
from typing import Any

import schemathesis

from contract_tests import contract, profiles, replaying, wire
from contract_tests.judging import count, failures_of, report
from hooks import identifiers, isolation

STATEFUL = contract.load("stateful")
_Linked: Any = STATEFUL.as_state_machine()


class Scenario(_Linked):  # made at run time
    """One sequence of requests in one transaction, rolled back at its end."""

    _hypothesis_internal_use_seed = profiles.SEED

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
        identifiers.linked.update(replaying.values(answer))

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
