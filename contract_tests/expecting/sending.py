"""Words about files beside other answers, and about those that a request has left in the storage."""

from contract_tests.expecting.files import file_is
from contract_tests.expecting.reading import Answers, Expected, at, parsed
from hooks import storage


def sends_again(answer: int, answers: Answers) -> str | None:
    """The answer is the very file that an earlier answer has sent."""
    earlier, now = answers[answer], answers[-1]
    if earlier.content and earlier.content == now.content:
        return None
    return f"{len(now.content)} bytes, other than the {len(earlier.content)} of answer {answer}"


def told(expected: Expected, answers: Answers) -> str | None:
    """The file is what an earlier answer has told of it: `answer`, and the pointer `at` of its version."""
    version = at(parsed(answers[expected["answer"]]), expected["at"])
    return file_is({name: version[name] for name in ("size", "sha256", "content_type")}, answers)


def stores(count: int, answers: Answers) -> str | None:
    """So many files were stored in this case and are still there."""
    kept = storage.kept()
    return None if len(kept) == count else f"{len(kept)} files were stored, not {count}"
