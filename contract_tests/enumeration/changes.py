"""Read-back: what a write shows afterwards, everywhere, and what a repeated, stale or empty one must not."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from contract_tests import actors
from contract_tests.actors import Actor
from contract_tests.enumeration import bodies, due, inbox, valid, views
from contract_tests.enumeration.operations import Operation, Schema, operations, tried
from contract_tests.enumeration.steps import Case, Step
from contract_tests.enumeration.values import types_of
from contract_tests.expecting import reading
from contract_tests.model import access, effects, writing
from contract_tests.model.access_world import WORLD, names, row_id
from contract_tests.model.effect import Effect

ONLY = "accepted_request_changes_only_what_was_asked"
_BOOKKEEPING = ["version", "updated_at"]
KEY = "enumerated-key-1"


def effect_cases(operation: Operation) -> Iterator[tuple[Step, list[Step]]]:
    """Return accepted writes, each with what every view of its objects must show afterwards."""
    callers = valid.callers_of(operation)
    writes = [valid.request(operation, caller, "all", seed=1) for caller in tried(operation, callers, 2)]
    if operation.body is not None:
        writes.append(valid.request(operation, callers[0], "required", seed=1))
    for name, body in effects.TELLING.get(operation.name, ()):
        path = {operation.path_parameters[0].name: row_id(name) if name in WORLD else name}
        writes.append(valid.ask(operation.name, callers[0], body or None, None, **path))
    for write in writes:
        caller = next(one for one in callers if one.headers.items() <= write.headers.items())
        sent = write.value
        own = str(caller.id) if caller.name else ""
        effect = effects.effect(
            operation.name, operation.method, sent, write.path_parameters, own, views.addresses()
        )
        if operation.name == "reminders_create":
            effect = replace(effect, tells=due.notices(sent["as_of"]))
        looks = [_look_again(look, write, effect, own) for look in views.visible(views.around(write))]
        values = inbox.answered(write, caller, effect)
        yield write.must(ONLY, status=[operation.success], **({"values": values} if values else {})), looks


def _look_again(look: Step, write: Step, effect: Effect, caller: str) -> Step:
    reader = next(actor for actor in views.people_of(look) if look.headers == actor.headers)
    if str(reader.id) in effect.ended:
        return look.must(ONLY, status=[401])
    if any(gone and gone in unquote(look.path) for gone in (effect.deleted, effect.dead)):
        return look.must(ONLY, status=[404])
    if reader.role in effect.sight:
        return look.must(ONLY, status=[200, 404])
    if look.operation in effect.follows:
        return look.must(ONLY, status=[200])
    objects = {name: sorted(fields) for name, fields in effect.objects.items()}
    objects["self"] = [*objects.get("self", ()), *objects.get(str(reader.id), ())]
    expected = {
        "look": 0,
        "write": 1,
        "objects": objects,
        "becomes": {name: dict(values) for name, values in effect.becomes.items()},
        "creates": effect.creates,
        "gone": effect.deleted or None,
        "anywhere": sorted(effect.elsewhere.get(operations()[look.operation].area, ())),
        "grows": _growth(look, reader, effect),
        "told_once": [*writing.TOLD_ONCE.get(write.operation, ())],
        "own_eyes": look.headers["Authorization"] == write.headers.get("Authorization"),
    }
    told = inbox.words(look, reader, effect, caller)
    for name in ("objects", "becomes"):
        expected[name] |= told.pop(name, {})
    return look.must(ONLY, status=[200], only_changed=expected | told)


def _growth(look: Step, reader: Actor, effect: Effect) -> dict[str, Any] | None:
    """Return how the rows of a list become others, as far as the reader sees what they belong to."""
    growth = effect.grows.get(look.operation)
    if growth is None:
        return None
    application = growth.of.get("application_id")
    seen = application is None or access.sees(reader, names().get(application, ""))
    return {
        "count": growth.count if seen else 0,
        "of": dict(growth.of),
        "leaves": sorted(growth.leaves) if seen else [],
    }


# --- what was created ---------------------------------------------------------------------------------
def creation_cases(operation: Operation) -> Iterator[Case]:
    """Return a creation and the reading of what it created. Source: law H5."""
    for fields in ("required", "all"):
        write = valid.request(operation, None, fields)
        check = "created_object_can_be_retrieved"
        case = [write.must(check, status=[201], locates=_location(operation, write))]
        read = bodies.read_back(operation, write)
        if read is not None:
            but = [*writing.TOLD_ONCE.get(operation.name, ())]
            same = {"same_as": {"answer": 0, "but": but}, "same_headers": {"answer": 0, "names": ["etag"]}}
            case.append(read.must(check, status=[200], **same))
        elif (lister := _lister(operation)) is not None:
            shown = bodies.reading_of(lister, write)
            case.append(shown.must(check, status=[200], listed={"answer": 0}))
        yield case


def _location(operation: Operation, write: Step) -> str:
    """Return what `Location` must be, with `{id}` for the id of what was created."""
    template = writing.LOCATIONS.get(operation.name)
    if template is None:
        item = bodies.item_of(operation)
        assert item is not None, (
            f"where is what {operation.name} creates? Please say so in {writing.__name__}"
        )
        return f"{item}{{id}}/" if item != operation.path else f"{write.path}{{id}}/"
    known = {**(write.value or {}), **write.path_parameters, "id": "{id}"}
    return "/api/v1" + re.sub(r"\{(\w+)\}", lambda found: str(known[found.group(1)]), template)


def _lister(operation: Operation) -> Operation | None:
    """Return the list, below the object that was written to, whose rows are what the write answers."""
    for other in operations().values():
        names = {one.name for one in other.path_parameters}
        if (
            other.is_list
            and bodies.row_of(other) == operation.answer
            and names == {one.name for one in operation.path_parameters}
        ):
            return other
    return None


# --- PATCH --------------------------------------------------------------------------------------------
def repetition_cases(operation: Operation) -> Iterator[Case]:
    """Return a PATCH sent twice, an empty one, and one that writes back what was read. Laws H3 and H9."""
    for caller in valid.callers_of(operation):
        look = reading_of(operation, caller)
        kept = _same_version(look)
        write = valid.request(operation, caller, "all", seed=1)
        same = {"answer": 0, "but": _BOOKKEEPING}
        yield [
            write.must("patch_is_idempotent", status=[200]),
            write.must("patch_is_idempotent", status=[200], same_as=same),
        ]
        unchanged: dict[str, Any] = {"status": [200], "same_as": {"answer": 0}}
        for check, body in (
            ("empty_patch_changes_nothing", {}),
            ("round_trip_changes_nothing", written_back(look, operation, caller)),
        ):
            yield [
                look,
                write.saying(body).must(check, **unchanged, **kept),
                look.must(check, **unchanged, **kept),
            ]


def reading_of(operation: Operation, caller: Actor) -> Step:
    """Return the GET request that shows the version that a conditional write is held against."""
    found = bodies.shown_by(operation)
    assert found is not None, (
        f"what shows what {operation.name} changes? If a list does, please say so in {writing.__name__}"
    )
    return bodies.reading_of(found, valid.request(operation, caller))


def _same_version(look: Step) -> dict[str, Any]:
    """Return the words about the entity tag of what was read: a list has none, its rows show the version."""
    if operations()[look.operation].is_list:
        return {}
    return {"same_headers": {"answer": 0, "names": ["etag"]}}


def written_back(look: Step, operation: Operation, caller: Actor) -> Any:
    """Return the part of what `look` shows that the operation's body may hold."""
    assert operation.body is not None
    shown = views.shown(look)
    if operations()[look.operation].is_list:
        row = {"id": next(iter(valid.request(operation, caller).path_parameters.values()))}
        shown, _ = reading.counterparts(shown, row)
    part = _part(shown, operation.body)
    kept = writing.KEPT_FROM.get((operation.name, caller.role), frozenset())
    return {name: value for name, value in part.items() if name not in kept}


def _part(value: Any, schema: Schema) -> Any:
    if isinstance(value, dict) and "object" in types_of(schema):
        inner = schema.get("properties", {})
        return {name: _part(item, inner[name]) for name, item in value.items() if name in inner}
    if isinstance(value, list) and "array" in types_of(schema):
        return [_part(item, schema.get("items", {})) for item in value]
    return value


def version_cases(operation: Operation) -> Iterator[Case]:
    """Return writes against the current, any and an old version; two against the same. Law C3."""
    for caller in valid.callers_of(operation):
        look = reading_of(operation, caller)
        first = valid.request(operation, caller, "all", seed=1)
        second = valid.request(operation, caller, "all", seed=2)
        check = "nobody_overwrites_what_they_have_not_read"
        current, old = '"1"', '"0"'  # of a row that nobody has changed
        for version in (current, "*"):
            yield [look, first.header("If-Match", version).must(check, status=[operation.success])]
        stale = {"status": [412], "codes_in": ["request.stale"]}
        yield [
            look,
            second.header("If-Match", old).must(check, **stale),
            look.must(check, status=[200], same_as={"answer": 0}),
        ]
        if operation.method == "DELETE":
            continue  # whether the second finds anything is asked in `deletions`
        shows = operation.method == "PATCH"
        differs = {"differs_from": {"answer": 0, "at": "/version"}} if shows else {}
        yield [
            look,
            first.header("If-Match", current).must(check, status=[operation.success], **differs),
            second.header("If-Match", current).must(check, **stale),
            look.must(check, status=[200], **({"same_as": {"answer": 1}} if shows else {})),
        ]


# --- Idempotency-Key ----------------------------------------------------------------------------------
def key_cases(operation: Operation) -> Iterator[Case]:
    """Return repetitions under one key: same request, other request, other user, after a refusal. C1, C2."""
    caller = valid.caller_of(operation)
    first = valid.request(operation, caller).header("Idempotency-Key", KEY)
    replayed = {"Idempotent-Replayed": "true"}
    fresh = {"Idempotent-Replayed": None}
    check = "same_key_and_request_has_one_effect"
    again: dict[str, Any] = {
        "status": [operation.success],
        "same_as": {"answer": 0},
        "same_headers": {"answer": 0, "but": ["idempotent-replayed"]},
        "headers": replayed,
    }
    yield [
        first.must(check, status=[operation.success], headers=fresh),
        first.must(check, **again),
        first.must(check, **again),
    ]
    for other in other_requests(operation, first):
        yield [
            first.must("same_key_and_other_request_is_refused", status=[operation.success]),
            other.must(
                "same_key_and_other_request_is_refused", status=[422], codes_in=["request.key_reused"]
            ),
        ]
    stranger = first.by(actors.STRANGERS[caller.role])
    codes = sorted(operation.rule_codes - {"request.key_reused", "request.in_progress"})
    accepted = {"status": operation.success, "codes": codes}
    yield [
        first,
        stranger.must(
            "same_key_of_another_user_is_independent", accepted_or_refused_by=accepted, headers=fresh
        ),
    ]
    yield [
        replace(first, query="unknown=1").must("refusal_is_not_kept_under_the_key", status=[400]),
        first.must("refusal_is_not_kept_under_the_key", status=[operation.success], headers=fresh),
    ]


def replay_case(operation: Operation) -> tuple[Step, list[Step], str]:
    """Return a request under a key, the views that its replay must leave as they are, and what that shows."""
    first = valid.request(operation, valid.caller_of(operation)).header("Idempotency-Key", KEY)
    return first, views.around(first), "same_key_and_request_has_one_effect"


def other_requests(operation: Operation, first: Step) -> Iterator[Step]:
    """Return other requests that the same caller may send under the same key."""
    if operation.body is not None and first.body is not None:
        other = valid.body_of(operation, valid.caller_of(operation), "all", seed=3)
        if other != first.value:
            yield first.saying(other)
    for each in operations().values():
        if (
            each is not operation
            and each.header("Idempotency-Key")
            and valid.caller_of(each) == valid.caller_of(operation)
        ):
            yield valid.request(each).header("Idempotency-Key", KEY)
            return


def unkept_cases(operation: Operation) -> Iterator[Case]:
    """Return a POST that offers no key, sent with one: nothing is kept, nothing replayed."""
    first = valid.request(operation).header("Idempotency-Key", KEY)
    yield [
        first.must("key_is_not_offered", status=[operation.success], headers={"Idempotent-Replayed": None})
    ]
