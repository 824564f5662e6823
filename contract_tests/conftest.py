"""Options, the database with the world in it, and a database key of its own for each operation."""

import gc
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from contract_tests import environment

environment.prepare()

from contract_tests import contract, profiles, world  # noqa: E402 - the settings read the environment

settings.register_profile("contract", profiles.PROFILE.hypothesis(profiles.PROFILE.positive))
settings.load_profile("contract")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`-k` and node ids cannot name one operation of a generated test; this can."""
    parser.addoption("--operation", default=profiles.OPERATION, help="run the tests of one operationId only")


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks of the contract tests."""
    config.addinivalue_line("markers", "negative: sends invalid data; operations without input have none")
    config.addinivalue_line("markers", "every_operation: runs whatever --operation says")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Store each operation's failures under a key of its own.

    Hypothesis keys its database by the source of the test, which all operations share: they would replay each
    other's failures, find them uninteresting, and delete them.
    """
    test = getattr(getattr(item, "obj", None), "hypothesis", None)
    if test is not None:
        test.inner_test._hypothesis_internal_add_digest = item.nodeid.encode()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what the run asks for. Nothing is skipped: an item that makes no sense is no item."""
    wanted = config.getoption("operation")
    kept = [
        item
        for item in items
        if _is_wanted(item, wanted) and _is_mine(item) and _has_something_to_negate(item)
    ]
    dropped = [item for item in items if item not in set(kept)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def operation_of(item: pytest.Item) -> str | None:
    """Return the operationId that a generated or parametrized item is about, or None."""
    label = getattr(item, "operation_label", None)
    if label is not None:
        return _by_label().get(label)
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    named = parameters.get("operation") or parameters.get("operation_id")
    return str(named) if isinstance(named, str) else None


def _by_label() -> dict[str, str]:
    return {operation.label: name for name, operation in contract.operations().items()}


def _is_wanted(item: pytest.Item, wanted: str | None) -> bool:
    if not wanted or not item.get_closest_marker("contract"):
        return True
    return operation_of(item) == wanted or item.get_closest_marker("every_operation") is not None


def _is_mine(item: pytest.Item) -> bool:
    """Whether an item belongs to this process.

    Generated tests are shared out by operation, when the contract is loaded; all others by their names,
    because operations differ too much in what they cost.
    """
    return hasattr(item, "operation_label") or profiles.is_mine(zlib.crc32(item.nodeid.encode()))


def _has_something_to_negate(item: pytest.Item) -> bool:
    """Whether invalid data exists for an operation; one without body and parameters takes none."""
    if not item.get_closest_marker("negative"):
        return True
    name = operation_of(item)
    return name is None or contract.takes_input(contract.operations()[name])


@pytest.fixture(scope="session", autouse=True)
def seeded_world(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database, committed, with the world in it. Each test case rolls itself back."""
    with django_db_blocker.unblock(), world.seeded():
        _collect_rarely()
        yield


def _collect_rarely() -> None:
    """Let the garbage collector look at what test cases make, and not at what the modules have made.

    Drawing makes many small objects: with the default thresholds the collector is an eighth of the run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
