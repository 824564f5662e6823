"""Every planted defect by its name."""

from types import ModuleType

from contract_tests.defects import (
    access,
    answers,
    books,
    channel,
    credentials,
    document_meetings,
    documents,
    headers,
    inputs,
    leftovers,
    lists,
    money,
    money_meetings,
    notes,
    notifications,
    reports,
    rights,
    robustness,
    schedules,
    servers,
    sessions,
    signing,
    stages,
    state,
    wholes,
)
from contract_tests.defects.planting import Defect, name_of

_MODULES: tuple[ModuleType, ...] = (
    answers,
    headers,
    robustness,
    inputs,
    credentials,
    sessions,
    rights,
    lists,
    state,
    access,
    books,
    stages,
    wholes,
    leftovers,
    schedules,
    money,
    money_meetings,
    documents,
    signing,
    notes,
    document_meetings,
    channel,
    notifications,
    reports,
)


def _defects(*modules: ModuleType) -> dict[str, type[Defect]]:
    found = (kind for module in modules for kind in vars(module).values() if isinstance(kind, type))
    planted = [kind for kind in found if issubclass(kind, Defect) and hasattr(kind, "operation")]
    return {name_of(kind): kind for kind in planted if not kind.__name__.startswith("_")}


DEFECTS = _defects(*_MODULES)
# Which only real servers show; what such a finding has sent cannot be replayed in process.
OF_SERVERS = _defects(servers)
ALL = {**DEFECTS, **OF_SERVERS}
