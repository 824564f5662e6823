"""How a run ends: the reports, the last lines, the exit status."""

import logging

from contract_tests import profiles, stakeholders, summary
from contract_tests.environment import CLEAN, ENGINE, FINDINGS, INTERRUPTED
from hooks.redaction import redact

log = logging.getLogger("contract_tests")


def close(*, complete: bool, errors: list[str]) -> tuple[int, str]:
    """Write the reports of what RECORDER and JOURNAL hold; return the exit status and the last lines."""
    result = summary.document(profiles.OPERATION, complete=complete, errors=errors)
    summary.write(result)
    stakeholders.write(result)
    text = redact(summary.for_a_person(result))
    log.info("%s", text)
    if not complete:
        return INTERRUPTED, text
    if errors:
        return ENGINE, text
    return FINDINGS if result["failures"] else CLEAN, text
