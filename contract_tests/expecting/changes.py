"""Words about what a write may change, and about what a deletion leaves."""

from collections.abc import Mapping

from contract_tests.expecting.reading import (
    Answers,
    Expected,
    first_difference,
    is_file,
    objects_in,
    parsed,
    rows_in,
    without,
)


def only_changed(expected: Expected, answers: Answers) -> str | None:
    """Against an earlier look, only these fields of these objects differ, and they are as the write answered.

    `look` is the earlier look, `write` the answer of the write; an object id of "" stands for what it shows.
    `becomes` are values that they must show, `anywhere` fields that may change on every object, `gone` is the
    id of the one that is no longer there, `grows` says which rows were not there and which no longer are;
    `own_eyes` that whoever wrote is looking; `told_once` names fields that only the write answers. A file is
    the same to the byte.
    """
    written = without(parsed(answers[expected["write"]]), expected.get("told_once", ()))
    own = str(written.get("id")) if isinstance(written, dict) and "id" in written else None
    allowed = {own if name == "" else name: set(fields) for name, fields in expected["objects"].items()}
    anywhere = set(expected.get("anywhere", ()))
    if is_file(answers[-1]) or is_file(answers[expected["look"]]):
        return first_difference(parsed(answers[expected["look"]]), parsed(answers[-1]))
    before, after = objects_in(parsed(answers[expected["look"]])), objects_in(parsed(answers[-1]))
    new = set(after) - set(before)
    gone = set(before) - set(after) - {expected.get("gone")}
    if (growth := expected.get("grows")) is not None:
        if (fault := _grown(growth, {name: after[name] for name in new}, gone)) is not None:
            return fault
        new = gone = set()
    if expected.get("creates") and new == {own}:
        new = set()
    if gone or new or expected.get("gone") in after:
        return (
            f"objects appeared: {sorted(new)}, are gone: {sorted(gone)}, of {expected.get('gone') or 'none'}"
        )
    for name, values in expected.get("becomes", {}).items():
        if (fault := _other(values, name or str(own), after.get(name or str(own), {}))) is not None:
            return fault
    for name, fields in after.items():
        if name == own and expected.get("own_eyes", True) and (fault := _told(name, fields, written or {})):
            return fault
        if name not in before:
            continue
        for field in set(fields) | set(before[name]):
            was, now = before[name].get(field), fields.get(field)
            if was != now and field not in allowed.get(name, ()) and field not in anywhere:
                return f"{field} of {name} was {was!r} and is {now!r}"
    return None


def _grown(growth: Expected, new: Mapping[str, Mapping[str, object]], gone: set[str]) -> str | None:
    """Return what is wrong with the rows that have appeared and gone."""
    if growth["count"] not in (None, len(new)):
        return f"{len(new)} objects appeared: {sorted(new)}, not {growth['count']}"
    if gone != set(growth["leaves"]):
        return f"are gone: {sorted(gone)}; should be: {growth['leaves']}"
    faults = (_other(growth["of"], name, fields) for name, fields in new.items())
    return next((fault for fault in faults if fault is not None), None)


def _other(values: Mapping[str, object], name: str, shown: Mapping[str, object]) -> str | None:
    """Return the field that shows another value than it must; one that is not shown is right."""
    for field, value in values.items():
        if shown.get(field, value) != value:
            return f"{field} of {name} is {shown[field]!r}; it must be {value!r}"
    return None


def _told(name: str, fields: Mapping[str, object], written: Mapping[str, object]) -> str | None:
    """Return the field that the write answered otherwise."""
    for field, value in fields.items():
        if field in written and value != written[field]:
            return f"{field} of {name} is {value!r}; the write answered {written[field]!r}"
    return None


def gone_or_same(expected: Expected, answers: Answers) -> str | None:
    """After an accepted deletion (`write`) there is nothing, after a refused one what was there (`like`)."""
    status, earlier = answers[-1].status_code, answers[expected["like"]]
    if answers[expected["write"]].status_code < 300:
        return None if status == 404 else f"deleted, and answered {status}"
    if status != earlier.status_code:
        return f"not deleted, and answered {status} instead of {earlier.status_code}"
    ignored = ["request_id"]
    return first_difference(without(parsed(earlier), ignored), without(parsed(answers[-1]), ignored))


def listed(expected: Expected, answers: Answers) -> str | None:
    """The list holds the object that an earlier answer has shown, as it was shown there."""
    shown = parsed(answers[expected["answer"]])
    row = next((row for row in rows_in(answers[-1]) if row.get("id") == shown["id"]), None)
    return f"no row {shown['id']}" if row is None else first_difference(shown, row)
