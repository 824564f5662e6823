"""Words about what people are told: by sockets, by mail, in their lists. Laws U1 to U10."""

from typing import Any

from contract_tests import line
from contract_tests.expecting.reading import Answers, Expected, first_difference, parsed


def hears(expected: Expected, answers: Answers) -> str | None:
    """Each open socket has received exactly this by the end of the step, in this order.

    Of each: `frames` as `["hello", seq]`, `["notification", seq, type, application id]`,
    `["unread_count", seq]`, `["error", code]`, `["pong"]`, `["replay_done"]`; the `unread` count that any of
    them tells; the `code` of its end.
    """
    heard = line.heard_with(answers[-1])
    if set(heard) != set(expected):
        return f"the open sockets are {sorted(heard)}, not {sorted(expected)}"
    for name, wanted in expected.items():
        frames = heard[name]["frames"]
        shown = [_short(frame) for frame in frames]
        if shown != wanted["frames"]:
            return f"the socket {name} received {shown}, not {wanted['frames']}"
        counts = {frame["unread_count"] for frame in frames if "unread_count" in frame}
        if counts - {wanted["unread"]}:
            return f"the socket {name} was told of {sorted(counts)} unread, not {wanted['unread']}"
        if heard[name]["code"] != wanted["code"]:
            return f"the socket {name} was closed with {heard[name]['code']}, not {wanted['code']}"
    return None


def _short(frame: Any) -> list[Any]:
    match frame:
        case {"type": "notification", "seq": seq, "notification": body}:
            about = [body["type"], body["application_id"]]
            return ["notification", seq, *about] if body["seq"] == seq else ["two numbers", seq, body["seq"]]
        case {"type": "hello" | "unread_count" as kind, "seq": seq}:
            return [kind, seq]
        case {"type": "error", "code": code}:
            return ["error", code]
        case {"type": kind}:
            return [kind]
    return ["no frame", frame]


def mailed(expected: Expected, answers: Answers) -> str | None:
    """So many mails left by the end of the request, by address; nobody else got any."""
    sent: dict[str, int] = {}
    for address in vars(answers[-1].request).get("mailed", []):
        sent[address] = sent.get(address, 0) + 1
    return None if sent == dict(expected) else f"mails went to {sent}, not to {dict(expected)}"


def inbox(expected: list[list[Any]], answers: Answers) -> str | None:
    """The list holds exactly these: seq, type, application id, whether read; newest first."""
    rows = [
        [row["seq"], row["type"], row["application_id"], row["is_read"]]
        for row in parsed(answers[-1])["results"]
    ]
    difference = first_difference(expected, rows)
    return None if difference is None else f"the list is not what was told: {difference}"


def as_heard(expected: Expected, answers: Answers) -> str | None:
    """What these sockets received in a step is what the list shows now, to the letter. Law U8.

    `answer`: of the step; `sockets`: those of whoever asks.
    """
    rows = {row["seq"]: row for row in parsed(answers[-1])["results"]}
    for name in expected["sockets"]:
        for frame in line.heard_with(answers[expected["answer"]])[name]["frames"]:
            if frame["type"] == "notification":
                difference = first_difference(rows.get(frame["seq"]), frame["notification"])
                if difference is not None:
                    return (
                        f"the socket {name} heard of {frame['seq']} what the list does not say: {difference}"
                    )
    return None


def counts(expected: Expected, answers: Answers) -> str | None:
    """So many are unread: in all, and by type. Law U1."""
    shown = parsed(answers[-1])
    wanted = {"unread_count": sum(expected.values()), "by_type": dict(expected)}
    difference = first_difference(wanted, shown)
    return None if difference is None else f"the unread count is not that of the list: {difference}"
