"""For each word about what people are told: an argument, answers that are right, answers that are not."""

from contract_tests.tests.stage_words import answered

BODY = {
    "seq": 4,
    "type": "system",
    "application_id": None,
    "is_read": False,
    "title": "As heard",
}
HELLO = {"type": "hello", "user": "u", "seq": 3, "unread_count": 2}
NEWS = {"type": "notification", "seq": 4, "notification": BODY, "unread_count": 2}
COUNT = {"type": "unread_count", "seq": 4, "unread_count": 2}


def heard(*frames, code=None, socket="phone", mailed=()):
    """Return an answer that comes with what sockets have received, and with mails."""
    answer = answered({})
    vars(answer.request).update(heard={socket: {"frames": list(frames), "code": code}}, mailed=list(mailed))
    return answer


def listed(*rows):
    """Return a list of notifications."""
    return answered({"results": list(rows)})


def hears(*frames, unread=2, code=None):
    """Return what a socket must hear."""
    return {"phone": {"frames": list(frames), "unread": unread, "code": code}}


_ALL = hears(
    ["hello", 3],
    ["notification", 4, "system", None],
    ["unread_count", 4],
    ["error", "invalid"],
    ["pong"],
)
_RIGHT = (HELLO, NEWS, COUNT, {"type": "error", "code": "invalid"}, {"type": "pong"})
_TOLD = {"answer": 0, "sockets": ["phone"]}
WRONGS = {
    "hears": (
        _ALL,
        [heard(*_RIGHT)],
        [heard(*_RIGHT, socket="desk")],
        [heard(*_RIGHT, NEWS)],
        [heard(*_RIGHT[1:])],
        [heard(*_RIGHT[:1], *_RIGHT[2:])],
        [heard(HELLO, {**NEWS, "seq": 5}, *_RIGHT[2:])],
        [heard({**HELLO, "unread_count": 1}, *_RIGHT[1:])],
        [heard(*_RIGHT, code=1011)],
        [heard(*_RIGHT[:-1], "no JSON")],
    ),
}
PAIRS = {
    "mailed": (
        {"a@example.org": 1},
        [heard(mailed=["a@example.org"])],
        [heard(mailed=["a@example.org", "a@example.org"])],
    ),
    "inbox": (
        [[4, "system", None, False]],
        [listed(BODY)],
        [listed({**BODY, "is_read": True})],
    ),
    "as_heard": (
        _TOLD,
        [heard(NEWS), listed(BODY)],
        [heard(NEWS), listed({**BODY, "title": "Otherwise"})],
    ),
    "counts": (
        {"system": 2, "fee_due": 0},
        [answered({"unread_count": 2, "by_type": {"system": 2, "fee_due": 0}})],
        [answered({"unread_count": 1, "by_type": {"system": 2, "fee_due": 0}})],
    ),
    "hears": WRONGS["hears"][:3],
}
