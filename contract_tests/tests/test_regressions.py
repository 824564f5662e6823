"""What has failed once: the corpus in the repository, and the failures of earlier runs."""

import pytest

from contract_tests import replaying
from contract_tests.findings import JOURNAL, Finding
from contract_tests.recorder import RECORDER

FILES = replaying.stored_files()


@pytest.mark.contract
@pytest.mark.every_operation
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_failed_once_is_fixed(path):
    """A stored request MUST NOT fail again."""
    stored = Finding.read(path)
    if not replaying.is_corpus(path):
        JOURNAL.forget(path)  # written again below when it still fails
    if not stored.requests or not replaying.is_current(stored):
        return
    outcome = replaying.replay(stored.requests)
    RECORDER.by_test[RECORDER.test] += 1
    if not outcome.has(stored.check) and stored.flaky is None:
        assert not outcome.failures, [failure.title for failure in outcome.failures]
        return
    stored.response, stored.traceback = outcome.response, outcome.traceback
    stored = replaying.confirm(stored)
    if stored.flaky and " 0 of " in stored.flaky:
        return
    JOURNAL.keep(stored)
    raise AssertionError(f"{stored.operation} still fails: {stored.title} [{stored.check}]\n{stored.message}")
