"""Where signing can race: signers, those who ask and take back, and who changes what is to be signed."""

from collections.abc import Iterator, Sequence

from contract_tests.actors import ADMIN, BDM
from contract_tests.enumeration.steps import Step
from contract_tests.workloads.meetings import NEW, Meeting
from contract_tests.workloads.paper_rivalry import BEFORE, FILE, FIRST, LOCKED, PAPER, PENDING, update
from contract_tests.workloads.paper_steps import (
    add_version,
    agreeing,
    ask_to_sign,
    cancel,
    decline,
    letter,
    open_link,
    sign,
)
from contract_tests.workloads.racing import outcome
from contract_tests.workloads.rivalry import move

_DEAD = [404, "documents.signing_not_found"]
_ACTED = [409, "documents.already_acted"]
_TURN = [409, "documents.not_your_turn"]
_OVER = [409, "documents.not_pending"]
_REQUEST, _ASKED = NEW[2], len(BEFORE)  # which answer brings the tokens


def _sign(signer: int = 0) -> Step:
    return sign(_ASKED, FIRST, signer)


def _decline(signer: int = 0) -> Step:
    return decline(_ASKED, signer)


def _asked(signers: int = 1, *, sequential: bool = False) -> list[Step]:
    return [*BEFORE, ask_to_sign(PAPER, signers, sequential=sequential)]


def _left(check: str, states: Sequence[str], versions: Sequence[int] = (1,), tokens: int = 0) -> list[Step]:
    """Return looks at what is left; with `tokens`, the links of so many signers must be dead."""
    dead = [
        open_link(_ASKED, signer).must(check, status=[404], codes_in=[_DEAD[1]]) for signer in range(tokens)
    ]
    return [*dead, *agreeing(FILE, PAPER, check, versions=versions, states=states)]


def requests() -> Iterator[Meeting]:
    """Yield requests to sign one document, and changes of it. Sources: section 8, "create"; law DOC4."""
    check = "of_signature_requests_at_once_one_is_made"
    same = [ask_to_sign(PAPER, 2), ask_to_sign(PAPER, 1, BDM), ask_to_sign(PAPER, 3)]
    yield Meeting(check, same, outcome([1], PENDING), BEFORE, _left(check, ["pending"]))
    check = "what_is_to_be_signed_is_the_newest_version"
    file = letter("second")
    looks = agreeing(FILE, PAPER, check, versions=[1, 2], states=["pending"], of=[FIRST, file])
    both = [ask_to_sign(PAPER), add_version(PAPER, file, BDM)]
    for at_once in (both, both[::-1]):
        yield Meeting(check, at_once, outcome([1, 2], PENDING), BEFORE, looks)
    check = "what_is_to_be_signed_keeps_its_words"
    looks = _left(check, ["pending"])
    yield Meeting(check, [ask_to_sign(PAPER), update()], outcome([1, 2], PENDING), BEFORE, looks)


def signers() -> Iterator[Meeting]:
    """Yield signers who sign at once, each by one token. Sources: laws DOC6 to DOC8."""
    check = "of_signers_at_once_the_last_one_completes"
    for number in (2, 5):
        each = [_sign(signer) for signer in range(number)]
        looks = _left(check, ["completed"], [2], tokens=number)
        yield Meeting(check, each, outcome([number]), _asked(number), looks)
    check = "a_token_at_once_signs_once"
    looks = _left(check, ["pending"])
    yield Meeting(check, [_sign()] * 3, outcome([1], _ACTED), _asked(2), looks)
    looks = _left(check, ["completed"], [2], tokens=1)
    yield Meeting(check, [_sign()] * 3, outcome([1], _DEAD), _asked(), looks)
    check = "signers_at_once_wait_for_their_turn"
    three = [_sign(signer) for signer in range(3)]
    looks = agreeing(FILE, PAPER, check, versions=[1, 2], states=["pending", "completed"])
    for at_once in (three, three[::-1]):
        yield Meeting(check, at_once, outcome([1, 2, 3], _TURN), _asked(3, sequential=True), looks)


def ends() -> Iterator[Meeting]:
    """Yield requests that come to several ends at once: they have one. Source: law DOC6."""
    check = "a_signature_request_at_once_has_one_end"
    withdrawn = move(ADMIN, FILE, "withdrawn")
    for at_once, states, versions in (
        ([_sign(), _decline()], ["completed", "declined"], [1, 2]),
        ([_sign(), cancel(_REQUEST, BDM)], ["completed", "cancelled"], [1, 2]),
        ([_decline(), cancel(_REQUEST, BDM)], ["declined", "cancelled"], [1]),
        ([cancel(_REQUEST), cancel(_REQUEST, BDM)], ["cancelled"], [1]),
        ([_decline(), _decline()], ["declined"], [1]),
    ):
        looks = _left(check, states, versions, tokens=1)
        yield Meeting(check, at_once, outcome([1], _DEAD, _OVER), _asked(), looks)
        yield Meeting(check, at_once[::-1], outcome([1], _DEAD, _OVER), _asked(), looks)
    for one, states, versions in (
        (_sign(), ["completed", "cancelled"], [1, 2]),
        (_decline(), ["declined", "cancelled"], [1]),
        (cancel(_REQUEST), ["cancelled"], [1]),
    ):
        looks = _left(check, states, versions, tokens=1)
        yield Meeting(check, [one, withdrawn], outcome([1, 2], _DEAD, _OVER), _asked(), looks)
    # Of two signers one signs, and the other does not.
    looks = _left(check, ["declined"], tokens=2)
    yield Meeting(check, [_sign(0), _decline(1)], outcome([1, 2], _DEAD), _asked(2), looks)


def changes() -> Iterator[Meeting]:
    """Yield changes of a document while it is signed, or not signed after all. Source: law DOC4."""
    check = "what_is_signed_at_once_takes_no_version"
    file = letter("second")
    looks = _left(check, ["completed"], [2], tokens=1)
    for change in (add_version(PAPER, file), update(), ask_to_sign(PAPER)):
        for at_once in ([_sign(), change], [change, _sign()]):
            yield Meeting(check, at_once, outcome([1], PENDING, LOCKED), _asked(), looks)
    check = "what_is_not_signed_after_all_takes_a_version"
    for end, state in ((cancel(_REQUEST), "cancelled"), (_decline(), "declined")):
        looks = _left(check, [state], [1, 2], tokens=1)
        both = [end, add_version(PAPER, file, BDM)]
        yield Meeting(check, both, outcome([1, 2], PENDING), _asked(), looks)


def signing_crowd() -> Iterator[Meeting]:
    """Yield everybody who may touch a document that is to be signed, at once: what is left agrees."""
    check = "a_request_in_a_crowd_has_one_end"
    crowd = [
        *(_sign(signer) for signer in range(3)),
        _sign(0),
        _decline(2),
        cancel(_REQUEST, BDM),
        update(),
        add_version(PAPER, letter("second")),
        ask_to_sign(PAPER, 1, BDM),
        move(BDM, FILE, "declined"),
        open_link(_ASKED, 1),
    ]
    states = ["completed", "declined", "cancelled", "pending"]
    refused = [[status, None] for status in (404, 409)]
    for crowded in (crowd, crowd[::-1]):
        any_number = list(range(1, len(crowded) + 1))
        looks = agreeing(FILE, PAPER, check, versions=[1, 2], states=states)
        yield Meeting(check, crowded, outcome(any_number, *refused), _asked(3), looks)
