"""Words about what a caller may see: which rows, which texts, which answer for what is not there for them."""

from collections.abc import Sequence

from contract_tests.expecting.reading import Answers, Expected, at, codes_of, parsed, rows_in


def lists_exactly(ids: Sequence[str], answers: Answers) -> str | None:
    """The list holds exactly the rows with these ids, in any order, and counts them."""
    shown = [str(row["id"]) for row in rows_in(answers[-1])]
    document = parsed(answers[-1])
    missing, extra = sorted(set(ids) - set(shown)), sorted(set(shown) - set(ids))
    if missing or extra or len(shown) != len(ids):
        return f"missing: {missing}, not wanted: {extra}, {len(shown)} rows"
    return None if document["count"] == len(ids) else f"count {document['count']}; there are {len(ids)}"


def subset_of(expected: Expected, answers: Answers) -> str | None:
    """Each row of the list is one of an earlier answer's, but for those whose ids are in `but`."""
    more = {row["id"] for row in rows_in(answers[expected["answer"]])} | set(expected["but"])
    extra = sorted(str(row["id"]) for row in rows_in(answers[-1]) if row["id"] not in more)
    return f"not in the larger list: {extra}" if extra else None


def never_shows(texts: Sequence[str], answers: Answers) -> str | None:
    """None of these texts stands anywhere in the answer, its headers included."""
    answer = answers[-1]
    shown = answer.content.decode("utf-8", errors="replace")
    shown += "\n".join(value for values in answer.headers.values() for value in values)
    leaks = [text for text in texts if text in shown]
    return f"shows {', '.join(leaks)}" if leaks else None


def not_as(answer: int, answers: Answers) -> str | None:
    """The answer differs from an earlier one in status or code."""
    earlier, now = answers[answer], answers[-1]
    if (earlier.status_code, codes_of(earlier)) != (now.status_code, codes_of(now)):
        return None
    return f"{now.status_code} {', '.join(codes_of(now))}, the same as for what does not exist"


def belongs(fields: Expected, answers: Answers) -> str | None:
    """Each row that has these fields has these values there."""
    for row in rows_in(answers[-1]):
        for name, value in fields.items():
            if row.get(name, value) != value:
                return f"{name} of {row.get('id')} is {row[name]!r}, not {value!r}"
    return None


def masked(expected: Expected, answers: Answers) -> str | None:
    """Of these parties only `own` may carry an id; each other has exactly the fields `keys`.

    `parties` names the lists of parties in one object, or in each row of a page.
    """
    document = parsed(answers[-1])
    shown = document["results"] if isinstance(document.get("results"), list) else [document]
    for row in shown:
        for pointer in expected["parties"]:
            for party in at(row, pointer):
                if set(party) != set(expected["keys"]) and not set(map(str, party.values())) & set(
                    expected["own"]
                ):
                    return f"{pointer} shows a party with {sorted(party)}, not {sorted(expected['keys'])}"
    return None
