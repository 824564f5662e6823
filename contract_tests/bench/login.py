"""Does the time of a refused login tell whether the account exists?

Medians of paired requests must lie within 20 %. Argon2 runs at the cost that a deployment pays.
"""

import json
import os
import statistics
import time
from pathlib import Path

PAIRS = 200


def main() -> None:
    """Send pairs of wrong logins, one for a known and one for an unknown address, and write the medians."""
    import django

    django.setup()
    from django.test import Client
    from django.test.utils import setup_test_environment

    from contract_tests import world
    from hooks.isolation import rollback_case

    setup_test_environment()
    client = Client()

    def refused(address: str) -> float:
        with rollback_case():
            began = time.perf_counter()
            answer = client.post(
                "/api/v1/auth/login/",
                {"email": address, "password": "not the password of anybody"},
                content_type="application/json",
            )
            spent = time.perf_counter() - began
        if answer.status_code != 401:
            raise SystemExit(f"a wrong login was answered {answer.status_code}")
        return spent

    with world.seeded():
        refused(world.email("broker"))
        pairs = [(refused(world.email("broker")), refused(world.email("walker"))) for _ in range(PAIRS)]
    known, unknown = (1000 * statistics.median(times) for times in zip(*pairs, strict=True))
    result = {
        "pairs": PAIRS,
        "known_ms": round(known, 2),
        "unknown_ms": round(unknown, 2),
        "ratio": round(known / unknown, 3),
    }
    Path(os.environ["BENCH_RESULT"]).write_text(json.dumps(result))


if __name__ == "__main__":
    main()
