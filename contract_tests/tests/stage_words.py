"""For each word about stages and meetings: an argument, answers that are right, answers that are not."""

import json

from schemathesis import Response

from hooks import transport


def answered(document):
    """Return an answer as the transport gives it."""
    request = transport.prepared("GET", "http://localhost/", {}, None)
    return Response(200, {}, json.dumps(document).encode(), request, 0.0, verify=False)


def told(status, code=None, replayed=False):
    """Return an answer of a meeting."""
    request = transport.prepared("POST", "http://localhost/", {}, None)
    headers = {"idempotent-replayed": ["true"]} if replayed else {}
    content = json.dumps({"code": code} if code else {"id": "x"}).encode()
    return Response(status, headers, content, request, 0.0, verify=False)


def refused(*guards, pointer=""):
    """Return a refusal that names guards."""
    return answered({"errors": [{"pointer": pointer, "code": guard, "message": "x"} for guard in guards]})


def event(seq, come_from, to, at="2026-01-01T00:00:00Z"):
    """Return one line of a history."""
    return {"seq": seq, "from_stage": come_from, "to_stage": to, "at": at}


def history(*events):
    """Return a history."""
    return answered({"results": list(events)})


FIRST, SECOND = event(1, None, "inquiry"), event(2, "inquiry", "withdrawn", "2026-01-02T00:00:00Z")
NODE = {"stage": "inquiry", "stale_after_days": 14}
EDGE = {"from_stage": None, "to_stage": "inquiry", "roles": ["A", "K"]}
PAIRS = {
    "outcomes": (
        {"of": [0, 1], "accepted": [1], "refused": [[412, "request.stale"], [404, None]]},
        [told(200), told(412, "request.stale")],
        [told(200), told(200)],
    ),
    "one_effect": (
        {"of": [0, 1, 2]},
        [told(201, replayed=True), told(201), told(409, "request.in_progress")],
        [told(201), told(201), told(201, replayed=True)],
    ),
    "unmet": (["a", "b"], [refused("b", "a")], [refused("a")]),
    "targets": (
        {"withdrawn": [], "closed": ["a"]},
        [answered([{"to": "closed", "unmet_guards": ["a"]}, {"to": "withdrawn", "unmet_guards": []}])],
        [answered([{"to": "closed", "unmet_guards": []}, {"to": "withdrawn", "unmet_guards": []}])],
    ),
    "path_is": (
        [[None, "inquiry"], ["inquiry", "withdrawn"]],
        [history(FIRST, SECOND)],
        [history(FIRST, {**SECOND, "seq": 3})],
    ),
    "grown": (
        {"answer": 0, "events": [1]},
        [history(FIRST), answered(SECOND), history(FIRST, SECOND)],
        [history(FIRST), answered(SECOND), history({**FIRST, "at": SECOND["at"]}, SECOND)],
    ),
    "stands": (
        {"answer": 0, "events": [1]},
        [history(FIRST), answered(SECOND), answered({"stage": "withdrawn", "stage_since": SECOND["at"]})],
        [history(FIRST), answered(SECOND), answered({"stage": "withdrawn", "stage_since": FIRST["at"]})],
    ),
    "above": ({"/version": 1}, [answered({"version": 2})], [answered({"version": 1})]),
    "graph": (
        {"nodes": [NODE], "edges": [EDGE]},
        [answered({"nodes": [NODE], "edges": [{**EDGE, "roles": ["K", "A"]}]})],
        [answered({"nodes": [NODE], "edges": [EDGE, {**EDGE, "to_stage": "closed"}]})],
    ),
}
