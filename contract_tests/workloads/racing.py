"""Which requests meet: of every operation with If-Match or Idempotency-Key, generated from the schema."""

from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.enumeration import changes, valid
from contract_tests.enumeration.operations import Operation
from contract_tests.enumeration.steps import Step
from contract_tests.tallies import ONE_DELETES, ONE_EFFECT, ONE_READER_WRITES
from contract_tests.workloads.meetings import Meeting

CURRENT = '"1"'  # of a row that nobody has changed
STALE, GONE = [412, "request.stale"], [404, None]


def outcome(accepted: Sequence[int], *refused: Sequence[Any]) -> dict[str, Mapping[str, Any]]:
    """Return how many may be accepted, and how each other may be refused."""
    return {"outcomes": {"accepted": list(accepted), "refused": [list(pair) for pair in refused]}}


def conditional(operation: Operation) -> Meeting:
    """Return writes that were all made against the same version. Source: laws C3 and C4."""
    caller = valid.caller_of(operation)
    # All the same: a write that changes nothing would leave the version as it was.
    write = valid.request(operation, caller, "all", seed=1).header("If-Match", CURRENT)
    look = changes.reading_of(operation, caller).must(ONE_READER_WRITES, status=[200])
    return Meeting(ONE_READER_WRITES, [write] * 3, outcome([1], STALE), after=[look])


def deletion(operation: Operation) -> Meeting:
    """Return deletions of one thing, one of them against a version. Source: laws C3 and H6.

    What has been deleted is not found, which is said before that the version is another.
    """
    delete = valid.request(operation)
    three = [delete.header("If-Match", CURRENT), delete, delete]
    return Meeting(ONE_DELETES, three, outcome([1], STALE, GONE))


def keyed(operation: Operation) -> Meeting:
    """Return one request three times under one key, and then the key again. Source: laws C1 and C2."""
    write = _with_key(valid.request(operation), operation)
    if operation.header("If-Match"):
        write = write.header("If-Match", CURRENT)  # stale when the key comes again: a replay comes first
    again = write.must(ONE_EFFECT, status=[operation.success], headers={"Idempotent-Replayed": "true"})
    others = [
        _with_key(other, operation).must(ONE_EFFECT, status=[422], codes_in=["request.key_reused"])
        for other in changes.other_requests(operation, write)
    ]
    return Meeting(ONE_EFFECT, [write] * 3, {"one_effect": {}}, after=[again, *others])


def _with_key(step: Step, operation: Operation) -> Step:
    """Return a request under a key that no other meeting uses."""
    return step.header("Idempotency-Key", f"at-once-{operation.name}"[:64])
