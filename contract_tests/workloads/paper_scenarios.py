"""Documents and signatures step by step: each rule, each refusal, each role.

A scenario is a list of moves, so what fails is made smaller and replayed like a drawn one.
"""

from collections.abc import Iterator, Sequence

from contract_tests.actors import (
    ADMIN,
    BDM,
    BDM_STRANGER,
    BORROWER,
    BROKER,
    BY_ROLE,
    EVERYBODY,
)
from contract_tests.model.audience import AUDIENCES
from contract_tests.model.documents import TEMPLATES
from contract_tests.workloads import drawing
from contract_tests.workloads.money_scenarios import LATER, NEW
from contract_tests.workloads.moves import (
    AddVersion,
    AskToSign,
    Cancel,
    Create,
    Decline,
    Delete,
    Describe,
    Discard,
    EditNote,
    Fund,
    Generate,
    Move,
    Open,
    Review,
    Schedule,
    SetTerms,
    SignPaper,
    Sweep,
    TearUp,
    Transition,
    Upload,
    Wait,
    WriteNote,
)
from contract_tests.workloads.moves.papers import Kind
from contract_tests.workloads.moves.signing import DAY, HOUR, LATEST

Scenario = Sequence[Move]
FILE = "application/valuation_ordered"
FUNDED = "application/sent_to_lender"
D1, D2, R1, R2, R3 = ("document/new_1", "document/new_2", *(f"request/new_{n}" for n in (1, 2, 3)))
_UP = Upload(ADMIN, D1, FILE)
_KINDS: tuple[Kind, ...] = ("pdf", "png", "docx", "csv", "txt", "broken")
OWNERS = (FILE, "application/stranger", "application/colleague", "borrower/borrower", "borrower/spare")


# --- documents ------------------------------------------------------------------------------------------
def uploads() -> Iterator[Scenario]:
    """Yield uploads of every type, on every owner, by everybody. Laws DOC1 and DOC3."""
    for number, owner in enumerate(OWNERS[1:]):
        kind = _KINDS[number]
        yield [*(Upload(actor, f"document/{actor.name}", owner, kind) for actor in EVERYBODY), Review()]
    yield [
        *(Upload(BROKER, f"document/{kind}", FILE, kind) for kind in (*_KINDS, "empty", "active")),
        Review(),
    ]
    yield [
        *(
            Upload(actor, f"document/{actor.name}_{audience}", FILE, "txt", audience)
            for actor in BY_ROLE.values()
            for audience in AUDIENCES
        ),
        Sweep(),
    ]
    yield [
        *(Upload(BDM, f"document/{audience}", FILE, audience=audience) for audience in AUDIENCES),
        *(AskToSign(BDM, f"document/{audience}", f"request/{audience}") for audience in AUDIENCES),
        Sweep(),
        Review(),
    ]


def versions() -> Iterator[Scenario]:
    """Yield versions by everybody, of any type; words and deletions by everybody. Laws DOC1 and DOC2."""
    for author in (ADMIN, BORROWER, BDM_STRANGER):
        owner = FILE if author is not BDM_STRANGER else "application/stranger"
        yield [
            Upload(author, D1, owner),
            *(AddVersion(actor, D1, f"file/{actor.name}", "txt") for actor in EVERYBODY),
            *(AddVersion(author, D1, "file/wrong", kind) for kind in ("empty", "active")),
            AddVersion(author, D1, "file/same"),
            AddVersion(author, D1, "file/same"),
            *(Describe(actor, D1, title=f"walkpaper by {actor.name}") for actor in EVERYBODY),
            *(Describe(ADMIN, D1, title="walkpaper again", condition=each) for each in ("current", "stale")),
            Review(),
            *(Discard(actor, D1) for actor in EVERYBODY if actor.role != "A" and actor is not author),
            Discard(author, D1),
        ]
    yield [
        Upload(BDM, D1, FILE, audience="private"),
        *(Describe(actor, D1, audience="internal") for actor in (ADMIN, BROKER, BDM)),
        *(Describe(actor, D1, audience="private") for actor in (ADMIN, BDM)),
        Discard(ADMIN, D1),
        Describe(BDM, D1, audience="broker"),
        Describe(BROKER, D1, audience="internal"),
        Describe(BROKER, D1, audience="private"),
        Describe(BROKER, D1, audience="shared"),
        Sweep(alone=False),
        Discard(BROKER, D1),
        Discard(ADMIN, D1),
    ]


def generated() -> Iterator[Scenario]:
    """Yield every template: without its facts, with them, twice, later, after other facts. Law DOC5."""
    for stage in ("inquiry", "formal_approval", "discharged"):
        file = f"application/{stage}"
        yield [Generate(BDM, file, f"document/{template}", template) for template in TEMPLATES]
    yield [SetTerms(ADMIN, FUNDED, None, brief=True), Generate(ADMIN, FUNDED, D1, "application_form")]
    again = [Generate(actor, FUNDED, D1, "indicative_letter") for actor in (ADMIN, BDM)]
    other = SetTerms(ADMIN, FUNDED, {**drawing.PLAIN, "loan_amount": "500000.02"}, brief=True)
    yield [
        *(Generate(actor, FUNDED, "document/form", "application_form") for actor in EVERYBODY),
        *again,
        Wait(3 * DAY),
        *again,
        other,
        *again,
        Fund(ADMIN, FUNDED, LATER),
        *again,
        Review(),
    ]
    yield [
        Schedule(ADMIN, FUNDED, LATER),
        *(
            Generate(ADMIN, FUNDED, D1, "repayment_schedule", audience)
            for audience in (None, "shared", "private")
        ),
        Generate(BDM, FUNDED, D2, "repayment_schedule"),
        Generate(BDM, FUNDED, D2, "repayment_schedule", "private"),
        Upload(ADMIN, "document/new_3", FUNDED, type="indicative_letter"),
        Transition(ADMIN, FUNDED, "funding_table_issued", brief=True),
        Transition(ADMIN, FUNDED, "iloo_issued", brief=True),
        Sweep(),
        Review(),
    ]


def kept() -> Iterator[Scenario]:
    """Yield an application that is kept while a document is on it, whoever sees that; its notes go along."""
    yield [
        Create(ADMIN, NEW, "broker/broker"),
        WriteNote(BROKER, "note/new_1", NEW, "private"),
        WriteNote(ADMIN, "note/new_2", NEW),
        Upload(BDM, D1, NEW, audience="private"),
        *(Delete(actor, NEW) for actor in (ADMIN, BROKER)),
        Discard(BDM, D1),
        Delete(ADMIN, NEW),
        Sweep(),
    ]


# --- signing --------------------------------------------------------------------------------------------
def asked() -> Iterator[Scenario]:
    """Yield signature requests: by everybody, on what can be signed and what cannot, at their bounds."""
    yield [
        _UP,
        *(AskToSign(actor, D1, f"request/{actor.name}") for actor in EVERYBODY if actor.role not in "AM"),
        AskToSign(BDM_STRANGER, D1, R1),
        *(AskToSign(ADMIN, D1, R1, seconds=seconds) for seconds in (-1, 0, LATEST + 60)),
        AskToSign(ADMIN, D1, R1, 3, twice=True),
        AskToSign(BDM, D1, R1, 10, seconds=LATEST),
        Review(),
    ]
    for kind in _KINDS[1:]:
        yield [
            Upload(ADMIN, D1, FILE, kind),
            AskToSign(ADMIN, D1, R1),
            AddVersion(ADMIN, D1, "file/1"),
            Review(),
        ]
    yield [Upload(BROKER, D1, "borrower/borrower"), AskToSign(ADMIN, D1, R1), SignPaper(D1, R1), Review()]


def frozen() -> Iterator[Scenario]:
    """Yield what may be done to a document while people sign, and when it is signed. Law DOC4."""
    tries: list[Move] = [
        AddVersion(ADMIN, D1, "file/new_1"),
        Describe(ADMIN, D1, title="walkpaper other"),
        Describe(ADMIN, D1, audience="internal"),
        AskToSign(ADMIN, D1, R3),
        Discard(ADMIN, D1),
    ]
    ends: dict[str, list[Move]] = {
        "pending": [],
        "completed": [SignPaper(D1, R1), SignPaper(D1, R1, 1)],
        "declined": [SignPaper(D1, R1), Decline(D1, R1, 1)],
        "cancelled": [SignPaper(D1, R1), Cancel(D1, R1, BDM)],
        "expired": [SignPaper(D1, R1), Wait(HOUR)],
    }
    for end in ends.values():
        yield [
            _UP,
            AskToSign(BDM, D1, R1, 2),
            *end,
            *tries,
            *(act(D1, R1, signer) for act in (Open, SignPaper, Decline) for signer in (0, 1)),
            *(Cancel(D1, R1, actor) for actor in EVERYBODY),
            Review(),
        ]


def acts() -> Iterator[Scenario]:
    """Yield what signers do: in turn and out of turn, twice, with a wrong hash, at the edge of time."""
    for sequential in (True, False):
        yield [
            _UP,
            AddVersion(BDM, D1, "file/new_1"),
            AskToSign(ADMIN, D1, R1, 3, sequential),
            *(Open(D1, R1, signer) for signer in range(3)),
            SignPaper(D1, R1, 2),
            SignPaper(D1, R1, 1, "newest"),
            SignPaper(D1, R1, 0, "none"),
            SignPaper(D1, R1, 0, "newest"),
            SignPaper(D1, R1, 0),
            SignPaper(D1, R1, 0),
            Decline(D1, R1, 0),
            SignPaper(D1, R1, 1),
            Wait(HOUR - 60),
            SignPaper(D1, R1, 2),
            Open(D1, R1, 0),
            Review(),
        ]
        yield [
            _UP,
            AskToSign(ADMIN, D1, R1, 3, sequential),
            Decline(D1, R1, 1),
            SignPaper(D1, R1),
            Decline(D1, R1, 1),
            *(Open(D1, R1, signer) for signer in range(3)),
            AskToSign(ADMIN, D1, R2),
            AddVersion(ADMIN, D1, "file/new_2"),
            Cancel(D1, R2, ADMIN),
            AddVersion(ADMIN, D1, "file/new_2"),
            AskToSign(ADMIN, D1, R3, 2, sequential, 2 * HOUR),
            SignPaper(D1, R3, 0, "newest"),
            SignPaper(D1, R3, 0),
            Wait(2 * HOUR),
            SignPaper(D1, R3, 1),
            Review(),
        ]


# --- audiences ------------------------------------------------------------------------------------------
def notes() -> Iterator[Scenario]:
    """Yield notes of every audience by everybody; changed and deleted by everybody. Laws V8 and DOC11."""
    for number, owner in enumerate(OWNERS):
        chosen = AUDIENCES if owner == FILE else AUDIENCES[number % 2 :: 2]
        yield [
            *(
                WriteNote(actor, f"note/{actor.name}_{audience}", owner, audience)
                for actor in EVERYBODY
                for audience in chosen
            ),
            Sweep(alone=owner == FILE),
        ]
    for author, audience in ((ADMIN, "private"), (BDM, "internal"), (BROKER, "broker"), (BORROWER, "shared")):
        others = [actor for actor in EVERYBODY if actor is not author]
        yield [
            WriteNote(author, "note/new_1", FILE, audience),
            *(EditNote(actor, "note/new_1", f"by {actor.name}", "shared") for actor in others),
            *(EditNote(author, "note/new_1", f"for {each}", each) for each in (*AUDIENCES, audience)),
            *(TearUp(actor, "note/new_1") for actor in others if actor.role != "A"),
            Sweep(alone=False),
            TearUp(ADMIN, "note/new_1"),
            TearUp(author, "note/new_1"),
        ]
