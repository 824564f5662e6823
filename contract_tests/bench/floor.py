"""Part a, the floor: Django's own test client sends the recorded requests: `python -m contract_tests.bench.floor`."""

import argparse
import base64
import json
from pathlib import Path
from typing import Any

from contract_tests import environment

environment.prepare()

from contract_tests.bench.cost import Cost, cpu_of, own_cpu, own_peak_rss_mib, since  # noqa: E402

_WARM_UP = 50  # imports and caches of the first requests are start, not floor


def main() -> None:
    """Send each request in a transaction that is rolled back, and write what that costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("requests", type=Path)
    parser.add_argument("result", type=Path)
    arguments = parser.parse_args()
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    from contract_tests import world
    from contract_tests.bench.recording import recorded
    from hooks.isolation import rollback_case

    setup_test_environment()
    client = Client(raise_request_exception=False)
    requests = recorded(arguments.requests)
    ready = [_ready(request) for request in requests]  # secrets put in beforehand: no part of the floor
    statuses = []
    with world.seeded():
        for request in ready[:_WARM_UP]:
            with rollback_case():
                client.generic(**request)
        backends = [connection.connection.info.backend_pid]
        database, began = cpu_of(backends), own_cpu()
        for request in ready:
            with rollback_case():
                statuses.append(client.generic(**request).status_code)
        spent, database = own_cpu() - began, since(database, cpu_of(backends))
    cost = Cost(
        cases=len(requests),
        requests=len(requests),
        client=spent,
        server=0.0,
        database=database,
        start=own_cpu() - spent,
        peak_rss_mib=own_peak_rss_mib(),
    )
    same = sum(status == request.status for status, request in zip(statuses, requests, strict=True))
    arguments.result.write_text(json.dumps({**cost.document(), "same_answers": round(same / len(requests), 4)}))


def _ready(request: Any) -> dict[str, Any]:
    """Return the arguments of `Client.generic`, secrets included."""
    from hooks import auth

    content = b"" if request.content is None else base64.b64decode(request.content)
    if b"{{" in content:
        content = auth.resolve(content.decode(errors="surrogateescape")).encode(errors="surrogateescape")
    headers = {name.lower(): auth.resolve(value) for name, value in request.headers.items()}
    return {
        "method": request.method,
        "path": request.path,
        "data": content,
        "content_type": headers.pop("content-type", "application/octet-stream"),
        "headers": headers,
        "QUERY_STRING": auth.resolve(request.query),
    }


if __name__ == "__main__":
    main()
