"""The word about what a write may change."""

from contract_tests.expecting.reading import Answers, Expected, objects_in, parsed


def only_changed(expected: Expected, answers: Answers) -> str | None:
    """Against an earlier look, only these fields of these objects differ, and they are as the write answered.

    `look` is the earlier look, `write` the answer of the write; an object id of "" stands for what it shows.
    """
    written = parsed(answers[expected["write"]])
    own = str(written.get("id")) if isinstance(written, dict) and "id" in written else None
    allowed = {own if name == "" else name: set(fields) for name, fields in expected["objects"].items()}
    before, after = objects_in(parsed(answers[expected["look"]])), objects_in(parsed(answers[-1]))
    appeared, gone = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    if gone or (appeared and not (expected.get("creates") and appeared == [own])):
        return f"objects appeared: {appeared}, are gone: {gone}"
    for name, fields in after.items():
        for field, value in fields.items():
            if name == own and field in (written or {}) and value != written[field]:
                return f"{field} of {name} is {value!r}; the write answered {written[field]!r}"
            unchanged = name in before and before[name].get(field) == value
            if (
                not unchanged
                and field not in allowed.get(name, ())
                and name != (own if expected.get("creates") else "")
            ):
                return f"{field} of {name} was {before.get(name, {}).get(field)!r} and is {value!r}"
    return None
