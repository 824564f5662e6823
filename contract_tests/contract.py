"""The contract under test: the exported schema, bound to the application in process."""

import copy
from functools import cache
from typing import Any

import schemathesis
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

import hooks  # noqa: F401 - registers everything we teach Schemathesis
from contract_tests.exported import document, operation_ids
from contract_tests.profiles import DATABASE, OPERATION, PART, SEED, is_mine
from contract_tests.shortening import shorten
from crm.wsgi import application
from hooks.identifiers import operation_id

__all__ = ["document", "load", "operation_ids", "operations", "schema", "takes_input"]


def load(phase: str | None = None, modes: tuple[GenerationMode, ...] = tuple(GenerationMode)) -> Any:
    """Return the schema with one phase switched on.

    One phase per test function: a failing coverage case would otherwise keep its operation from being fuzzed.

    Args:
        phase: coverage, fuzzing or stateful; None for requests that a test writes itself.
        modes: generate valid data, invalid data, or both.
    """
    config = SchemathesisConfig.discover()
    config.update(seed=SEED, max_failures=None)
    project = config.projects.default
    project.phases.update(phases=[phase] if phase else [])
    # Not by assignment: what is not marked as configured is lost when Schemathesis merges its settings.
    project.generation.update(modes=list(modes), database=DATABASE)
    described = copy.deepcopy(document())
    schema = schemathesis.openapi.from_dict(
        shorten(described) if phase == "coverage" else described, config=config
    )
    schema.app = application
    if phase in (None, "stateful"):
        return schema  # links need every operation
    # Cases are generated when tests are collected; for operations that are not asked for that would be waste.
    if OPERATION:
        return schema.include(operation_id=OPERATION)
    if PART:
        return schema.include(operation_id=[n for i, n in enumerate(operation_ids()) if is_mine(i)])
    return schema


@cache
def schema() -> Any:
    """Return the schema for requests that a test writes itself."""
    return load()


@cache
def operations() -> dict[str, Any]:
    """Return each operation by its operationId."""
    return {operation_id(result.ok()): result.ok() for result in schema().get_all_operations()}


def takes_input(operation: Any) -> bool:
    """Whether a caller can get anything wrong: there is a body or a parameter."""
    return bool(operation.body or any(True for _ in operation.iter_parameters()))
