"""Words about requests that were sent at once: none is special, so all their answers are held together."""

from contract_tests.expecting.reading import Answers, Expected, codes_of, first_difference, parsed

IN_PROGRESS = "request.in_progress"


def outcomes(expected: Expected, answers: Answers) -> str | None:
    """So many of these answers are accepted, and each other is one of these refusals.

    `of` numbers the answers, `accepted` lists the allowed counts, `refused` pairs of status and code; a code
    of None stands for any.
    """
    those = [answers[number] for number in expected["of"]]
    told = [f"{answer.status_code} {', '.join(codes_of(answer))}".strip() for answer in those]
    accepted = [answer for answer in those if answer.status_code < 300]
    if len(accepted) not in expected["accepted"]:
        return f"{len(accepted)} accepted, not {' or '.join(map(str, expected['accepted']))}: {told}"
    allowed = [tuple(pair) for pair in expected["refused"]]
    for answer, text in zip(those, told, strict=True):
        status, code = answer.status_code, next(iter(codes_of(answer)), None)
        if status >= 300 and (status, code) not in allowed and (status, None) not in allowed:
            return f"{text} is none of the refusals that there may be: {told}"
    return None


def one_effect(expected: Expected, answers: Answers) -> str | None:
    """One of these answers is new; each other repeats it, or says that it is not there yet. Law C1."""
    those = [answers[number] for number in expected["of"]]
    replays = [answer for answer in those if answer.headers.get("idempotent-replayed") == ["true"]]
    new = [answer for answer in those if answer.status_code < 300 and answer not in replays]
    waiting = [answer for answer in those if answer.status_code == 409 and codes_of(answer) == {IN_PROGRESS}]
    told = [f"{answer.status_code} {', '.join(codes_of(answer))}".strip() for answer in those]
    if len(new) != 1:
        return f"{len(new)} of these took effect: {told}"
    if len(new) + len(replays) + len(waiting) != len(those):
        return f"neither the effect, nor its repetition, nor still in progress: {told}"
    faults = (first_difference(parsed(new[0]), parsed(answer)) for answer in replays)
    return next((f"the repetition differs: {fault}" for fault in faults if fault is not None), None)
