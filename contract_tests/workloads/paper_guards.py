"""What documents do to the stages: each guard about them, and what a move takes back. Law DOC10."""

from collections.abc import Iterator, Sequence

from contract_tests.actors import ADMIN, BDM, BORROWER, BY_ROLE
from contract_tests.workloads import drawing
from contract_tests.workloads.money_scenarios import LATER
from contract_tests.workloads.moves import (
    AddVersion,
    AskToSign,
    Cancel,
    Decline,
    Fund,
    Generate,
    Move,
    Open,
    Review,
    Schedule,
    SetTerms,
    Sign,
    SignPaper,
    Transition,
    Upload,
    Wait,
)
from contract_tests.workloads.moves.signing import HOUR

Scenario = Sequence[Move]
PAPER, OTHER = "document/new_1", "document/new_2"
ASKED, AGAIN = "request/new_1", "request/new_2"
DEARER = {**drawing.PLAIN, "loan_amount": "500000.02"}


def letter(stage: str) -> list[Move]:
    """Return what makes a letter of the present terms, in the application in a stage."""
    file = f"application/{stage}"
    return [Fund(ADMIN, file, LATER), Generate(ADMIN, file, PAPER, "indicative_letter")]


def contract(stage: str) -> list[Move]:
    """Return what makes a loan contract."""
    file = f"application/{stage}"
    return [
        Fund(ADMIN, file, LATER),
        Schedule(ADMIN, file, LATER),
        Generate(ADMIN, file, PAPER, "loan_contract"),
    ]


def signed(made: list[Move]) -> list[Move]:
    """Return what makes a document, and what signs it."""
    return [*made, AskToSign(ADMIN, PAPER, ASKED), SignPaper(PAPER, ASKED)]


def guards() -> Iterator[Scenario]:
    """Yield each guard about documents, unmet on its own, and what mends it."""
    yield from _of_the_letter()
    yield from _of_the_contract()
    yield from _of_the_form()
    yield from taken_back()


def _uploaded(file: str, kind: str) -> list[Move]:
    """Return an upload of a type that is signed: nobody has generated it."""
    return [Upload(ADMIN, OTHER, file, type=kind), AskToSign(ADMIN, OTHER, AGAIN), SignPaper(OTHER, AGAIN)]


def _of_the_letter() -> Iterator[Scenario]:
    early, late = "application/funding_table_issued", "application/iloo_issued"
    issue, sign = Transition(ADMIN, early, "iloo_issued", False), Transition(BDM, late, "iloo_signed", False)
    made, here = letter("funding_table_issued"), letter("iloo_issued")
    dearer = SetTerms(ADMIN, early, DEARER, brief=True)
    yield [issue, *_uploaded(early, "indicative_letter"), issue, *made, issue]
    # New terms make the letter old, and the table it is made of.
    yield [*made, dearer, issue, made[1], made[0], issue, made[1], issue]
    yield [sign, *here, sign, AskToSign(ADMIN, PAPER, ASKED, 2), SignPaper(PAPER, ASKED), sign]
    ended: tuple[list[Move], ...] = (
        [Decline(PAPER, ASKED)],
        [Cancel(PAPER, ASKED, BDM)],
        [Wait(HOUR), SignPaper(PAPER, ASKED)],
    )
    for number, end in enumerate(ended):
        again: list[Move] = [AskToSign(ADMIN, PAPER, AGAIN), SignPaper(PAPER, AGAIN), sign]
        yield [*here, AskToSign(ADMIN, PAPER, ASKED), *end, sign, *(again if not number else ())]
    # What was signed is locked: the next letter is another document, and that one counts.
    next_one = Generate(ADMIN, late, OTHER, "indicative_letter")
    yield [
        *signed(here),
        next_one,
        sign,
        AskToSign(BDM, OTHER, AGAIN),
        SignPaper(OTHER, AGAIN),
        sign,
        Review(),
    ]
    yield [*signed(here), SetTerms(ADMIN, late, DEARER, brief=True), sign]


def _of_the_contract() -> Iterator[Scenario]:
    early, late = "application/loan_docs_instructed", "application/loan_docs_issued"
    issue, sign = Transition(ADMIN, early, "loan_docs_issued"), Transition(ADMIN, late, "loan_docs_signed")
    yield [issue, *_uploaded(early, "loan_contract"), issue, *contract("loan_docs_instructed"), issue]
    here = contract("loan_docs_issued")
    yield [sign, *here, sign, AskToSign(ADMIN, PAPER, ASKED), sign, SignPaper(PAPER, ASKED), sign]
    yield [*here, AskToSign(ADMIN, PAPER, ASKED), Decline(PAPER, ASKED), sign]


def _of_the_form() -> Iterator[Scenario]:
    """The application form signed as a document, where nobody has signed by typing a name."""
    file = "application/commitment_fee_paid"
    go = [Transition(actor, file, "app_submitted", False) for actor in BY_ROLE.values() if actor.role != "B"]
    made = Generate(ADMIN, file, PAPER, "application_form")
    yield [made, go[0], AskToSign(ADMIN, PAPER, ASKED), *go, SignPaper(PAPER, ASKED), go[2]]
    yield [*_uploaded(file, "loan_contract"), go[0], *_uploaded_form(file), go[1]]
    yield [made, AskToSign(ADMIN, PAPER, ASKED), Decline(PAPER, ASKED), go[0], Sign(BORROWER, file), go[0]]


def _uploaded_form(file: str) -> list[Move]:
    return signed([Upload(BORROWER, PAPER, file, type="application_form")])


def taken_back() -> Iterator[Scenario]:
    """Yield moves that take requests back: of the letter or the contract, or all of them."""
    ways = {
        "iloo_issued": (letter("iloo_issued"), ("funding_table_issued", "declined")),
        "loan_docs_issued": (contract("loan_docs_issued"), ("loan_docs_instructed", "withdrawn")),
    }
    for stage, (made, targets) in ways.items():
        file = f"application/{stage}"
        for to in targets:
            yield [
                *made,
                AskToSign(ADMIN, PAPER, ASKED, 2),
                SignPaper(PAPER, ASKED),
                Upload(BDM, OTHER, file),
                AskToSign(BDM, OTHER, AGAIN),
                Upload(ADMIN, "document/new_3", "borrower/borrower"),
                AskToSign(ADMIN, "document/new_3", "request/new_3"),
                Transition(ADMIN, file, to),
                *(Open(paper, request) for paper, request in ((PAPER, ASKED), (OTHER, AGAIN))),
                SignPaper(PAPER, ASKED, 1),
                AddVersion(ADMIN, PAPER, "file/new_1"),
                Review(),
            ]
