"""What a write leaves behind, read back through every view. Source: laws H3 to H9, C1 to C3."""

import pytest

from contract_tests.enumeration import changes, deletions, valid
from contract_tests.enumeration.operations import every, operations
from contract_tests.enumeration.playing import UNSAFE, each, play, play_effects, play_replay

pytestmark = pytest.mark.contract


@every(lambda operation: operation.method in UNSAFE)
def test_an_accepted_write_changes_only_what_was_asked(operation):
    """After an accepted write every view MUST show what was asked for, and nothing else changed."""
    each(changes.effect_cases(operations()[operation]), lambda case: play_effects(*case))


@every(lambda operation: operation.method == "GET")
def test_reading_changes_nothing(operation):
    """GET and HEAD MUST NOT change anything that can be seen. Source: law H4."""
    one = operations()[operation]
    play(
        [valid.request(one, caller).sent_as(method)]
        for caller in valid.callers_of(one)
        for method in ("GET", "HEAD")
    )


@every(lambda operation: operation.method == "POST" and operation.success == 201)
def test_what_was_created_can_be_retrieved(operation):
    """`Location` and ETag of a creation MUST be right, and its answer the one a GET gives. Law H5."""
    play(changes.creation_cases(operations()[operation]))


@every(lambda operation: operation.method == "PATCH")
def test_a_repeated_patch_changes_nothing_more(operation):
    """A PATCH MUST be idempotent; an empty one and a round trip MUST change nothing. Laws H3 and H9."""
    play(changes.repetition_cases(operations()[operation]))


@every(lambda operation: operation.method == "DELETE")
def test_what_is_deleted_is_gone_and_what_is_not_is_kept(operation):
    """After a deletion a GET and a repetition MUST be a 404; after a refused one nothing changed. Law H6."""
    play(deletions.cases(operations()[operation]))


@every(lambda operation: operation.header("If-Match"))
def test_nobody_overwrites_what_they_have_not_read(operation):
    """Of two writes against one version the second MUST be a 412, and change nothing. Source: law C3."""
    play(changes.version_cases(operations()[operation]))


@every(lambda operation: operation.header("Idempotency-Key"))
def test_a_key_gives_one_effect(operation):
    """The same key and request MUST have one effect and one answer; another request a 422. Laws C1, C2."""
    one = operations()[operation]
    play(changes.key_cases(one))
    each([changes.replay_case(one)], lambda case: play_replay(*case))


@every(lambda operation: operation.method == "POST" and not operation.header("Idempotency-Key"))
def test_a_key_that_is_not_offered_is_not_kept(operation):
    """An operation that offers no key MUST NOT answer from a store: its answers carry secrets."""
    play(changes.unkept_cases(operations()[operation]))
