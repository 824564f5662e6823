"""The state machine of documents: uploaded, generated, put up for signature, signed, refused, by anybody.

Each scenario is one transaction, rolled back at its end, when every version that it knows was downloaded.
"""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from contract_tests import actors, profiles
from contract_tests.actors import ADMIN, BDM, BORROWER, BROKER, Actor
from contract_tests.model import registrar
from contract_tests.model.audience import AUDIENCES
from contract_tests.model.documents import TYPES
from contract_tests.workloads import drawing
from contract_tests.workloads.money_scenarios import LATER
from contract_tests.workloads.moves import (
    AddVersion,
    AskToSign,
    Cancel,
    Decline,
    Describe,
    Discard,
    EditNote,
    Fund,
    Generate,
    Open,
    Review,
    SetTerms,
    SignPaper,
    Sweep,
    TearUp,
    Transition,
    Upload,
    Wait,
    WriteNote,
)
from contract_tests.workloads.moves.signing import DAY, HOUR, LATEST
from contract_tests.workloads.stages import Playing

PEOPLE = st.sampled_from((*(ADMIN,) * 4, BDM, BDM, BROKER, BORROWER, *actors.EVERYBODY))
MAKERS = st.sampled_from((ADMIN, ADMIN, BDM, BDM, ADMIN, BDM, actors.BDM_STRANGER, BROKER))
OWNERS = st.sampled_from(
    (
        "application/iloo_issued",
        "application/iloo_issued",
        "application/funding_table_issued",
        "application/commitment_fee_paid",
        "application/formal_approval",
        "application/stranger",
        "borrower/borrower",
        "borrower/borrower_stranger",
    )
)
# Where something can be generated.
FILES = st.sampled_from(
    ("application/iloo_issued", "application/funding_table_issued", "application/commitment_fee_paid")
)
KINDS = st.sampled_from((*("pdf",) * 6, "txt", "docx", "broken", "empty", "active"))
OF_TYPE = st.sampled_from(TYPES)
TEMPLATES = st.sampled_from(("indicative_letter", "application_form", "guarantee_deed", "loan_contract"))
EXPIRIES = st.sampled_from((HOUR, HOUR, DAY, LATEST, LATEST + 60, 0))
SIGNERS = st.sampled_from((0, 0, 1, 2))


class PaperWalk(Playing, RuleBasedStateMachine):
    """One scenario."""

    _hypothesis_internal_use_seed = profiles.SEED

    def teardown(self) -> None:
        """Review everything, unless something is broken already; undo the scenario."""
        try:
            if self.broken is None:
                self.play(Review())
                self.play(Sweep(alone=False))
        finally:
            super().teardown()

    # --- documents --------------------------------------------------------------------------------------
    @rule(
        actor=PEOPLE, owner=OWNERS, kind=KINDS, of=st.sampled_from(TYPES), audience=st.sampled_from(AUDIENCES)
    )
    def upload(self, actor: Actor, owner: str, kind: Any, of: str, audience: str) -> None:
        """Upload a file."""
        self.play(Upload(actor, self.new("document"), owner, kind, audience, of))

    @rule(data=st.data(), actor=PEOPLE, kind=KINDS, again=st.booleans())
    def add_version(self, data: Any, actor: Actor, kind: Any, again: bool) -> None:
        """Add a version, sometimes of the same bytes as before."""
        self.play(
            AddVersion(actor, self._document(data, actor), "file/same" if again else self.new("file"), kind)
        )

    @rule(data=st.data(), actor=PEOPLE, audience=st.sampled_from((None, *AUDIENCES)))
    def describe(self, data: Any, actor: Actor, audience: str | None) -> None:
        """Change words, or who reads it."""
        condition = data.draw(st.sampled_from(("", "", "current", "stale")), label="If-Match")
        title = f"walkpaper {len(self.played)}"
        self.play(Describe(actor, self._document(data, actor), title, audience, condition))

    @rule(data=st.data(), actor=PEOPLE)
    def discard(self, data: Any, actor: Actor) -> None:
        """Delete one."""
        self.play(Discard(actor, self._document(data, actor)))

    @rule(data=st.data(), actor=MAKERS, file=FILES, template=TEMPLATES, funded=st.booleans())
    def generate(self, data: Any, actor: Actor, file: str, template: str, funded: bool) -> None:
        """Render a template, sometimes twice."""
        if funded:
            self.play(Fund(ADMIN, file, LATER))
        audience = data.draw(st.sampled_from((None, None, "shared", "private")), label="audience")
        for _ in range(data.draw(st.integers(1, 2), label="times")):
            self.play(Generate(actor, file, self.new("document"), template, audience))

    # --- signing ----------------------------------------------------------------------------------------
    @rule(data=st.data(), owner=OWNERS, signers=st.integers(1, 3), sequential=st.booleans())
    def put_up(self, data: Any, owner: str, signers: int, sequential: bool) -> None:
        """Have something signed: what is there and can be, or a new upload."""
        now, book = self.walk.book.now, self.walk.book
        free = [
            name
            for name, each in book.documents()
            if each.signable.get(each.current.number)
            and not (each.is_signed or each.pending(now))
            and registrar.sees(book, ADMIN, each)
        ]
        if free and data.draw(st.booleans(), label="what is there"):
            document = data.draw(st.sampled_from(free), label="document")
        else:
            document = self.new("document")
            self.play(Upload(ADMIN, document, owner, "pdf", data.draw(st.sampled_from(AUDIENCES))))
        self.play(AskToSign(ADMIN, document, self.new("request"), signers, sequential, HOUR))

    @rule(data=st.data(), left=st.integers(0, 2))
    def sign_in_turn(self, data: Any, left: int) -> None:
        """Sign one after the other; some are left."""
        document, request = self._request(data)
        signers = self._signers(document, request)
        for signer in range(signers - left if left < signers else signers):
            self.play(SignPaper(document, request, signer))

    @rule(data=st.data(), actor=MAKERS, signers=st.integers(1, 3), sequential=st.booleans(), seconds=EXPIRIES)
    def ask(self, data: Any, actor: Actor, signers: int, sequential: bool, seconds: int) -> None:
        """Ask people to sign."""
        document = self._document(data, actor)
        self.play(AskToSign(actor, document, self.new("request"), signers, sequential, seconds))

    @rule(data=st.data(), often=st.integers(1, 3), seen=st.sampled_from(("right", "right", "newest", "none")))
    def sign(self, data: Any, often: int, seen: Any) -> None:
        """Sign, one after the other or whoever comes."""
        document, request = self._request(data)
        for number in range(often):
            signer = data.draw(st.one_of(st.just(number), SIGNERS), label="signer")
            self.play(SignPaper(document, request, signer, seen))

    @rule(data=st.data(), signer=SIGNERS)
    def decline(self, data: Any, signer: int) -> None:
        """Refuse."""
        self.play(Decline(*self._request(data), signer))

    @rule(data=st.data(), signer=SIGNERS)
    def open(self, data: Any, signer: int) -> None:
        """Look at what is to be signed."""
        self.play(Open(*self._request(data), signer))

    @rule(data=st.data(), actor=MAKERS)
    def cancel(self, data: Any, actor: Actor) -> None:
        """Take a request back."""
        self.play(Cancel(*self._request(data), actor))

    @rule(seconds=st.sampled_from((HOUR // 2, HOUR, DAY)))
    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.play(Wait(seconds))

    # --- what it is about -------------------------------------------------------------------------------
    @rule(data=st.data(), file=FILES, to=st.sampled_from(("iloo_issued", "iloo_signed", "back", "declined")))
    def move(self, data: Any, file: str, to: str) -> None:
        """Move the application: its guards ask for documents, and what is pending may be taken back."""
        self.play(Transition(ADMIN, file, "funding_table_issued" if to == "back" else to, brief=True))

    @rule(file=FILES, terms=drawing.TERMS)
    def set_terms(self, file: str, terms: Any) -> None:
        """Change what letters say."""
        self.play(SetTerms(ADMIN, file, terms, brief=True))

    # --- notes ------------------------------------------------------------------------------------------
    @rule(actor=PEOPLE, owner=OWNERS, audience=st.sampled_from(AUDIENCES))
    def write(self, actor: Actor, owner: str, audience: str) -> None:
        """Write a note."""
        self.play(WriteNote(actor, self.new("note"), owner, audience))

    @rule(data=st.data(), actor=PEOPLE, audience=st.sampled_from(AUDIENCES))
    def edit(self, data: Any, actor: Actor, audience: str) -> None:
        """Change a note; mostly one's own."""
        name = self._note(data, actor)
        self.play(EditNote(actor, name, f"number {len(self.played)}", audience))

    @rule(data=st.data(), actor=PEOPLE)
    def tear_up(self, data: Any, actor: Actor) -> None:
        """Delete a note."""
        self.play(TearUp(actor, self._note(data, actor)))

    def _note(self, data: Any, actor: Actor) -> str:
        names = list(self.walk.notes)
        own = [name for name in names if self.walk.notes[name].author == actor.name]
        return str(data.draw(st.sampled_from(own or names or ["note/none"]), label="note"))

    def _document(self, data: Any, actor: Actor) -> str:
        """Draw a document: one that the actor may see, or any; mostly one that the scenario has made."""
        names = [name for name, _ in self.walk.book.documents()]
        made = [name for name in names if name in self.walk.made]
        seen = [name for name in made if registrar.sees(self.walk.book, actor, self.walk.book.document(name))]
        anywhere = made or names or ["document/none"]
        which = st.one_of(st.sampled_from(seen or anywhere), st.sampled_from(anywhere))
        return str(data.draw(which, label="document"))

    def _request(self, data: Any) -> tuple[str, str]:
        asked = [(name, each) for name, document in self.walk.book.documents() for each in document.requests]
        made = [pair for pair in asked if pair[1] in self.walk.made]
        now = self.walk.book.now
        requests = {pair: self.walk.book.document(pair[0]).requests[pair[1]] for pair in made}
        live = [pair for pair, request in requests.items() if request.status(now) == "pending"]
        some = made[-2:] or asked or [("document/none", "request/none")]
        found: tuple[str, str] = data.draw(
            st.one_of(st.sampled_from(live or some), st.sampled_from(some)), label="request"
        )
        return found

    def _signers(self, document: str, request: str) -> int:
        known = dict(self.walk.book.documents()).get(document)
        return len(known.requests[request].signers) if known is not None else 1
