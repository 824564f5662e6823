"""Applications of a book: where each stands, how it came there, who is on it, and what secures it."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from apps.applications.models.application import APPLICATION_TYPES, EXIT_STRATEGIES, unanswered
from crm.management.book.drawing import Draw, instant
from crm.management.book.loans import HABIT_WEIGHTS, HABITS, PUNCTUAL, Loan
from crm.management.book.parties import FIRST, LAST, STREETS, SUBURBS, TRADES, Desk
from crm.management.book.plans import Plan
from crm.management.book.sheets import Sheets
from crm.management.world.applications import PATHS

# How many of a hundred stand where.
_STAGES = {
    **{"inquiry": 8, "sent_to_lender": 6, "funding_table_issued": 4, "iloo_issued": 4, "iloo_signed": 3},
    **{"commitment_fee_paid": 2, "app_submitted": 3, "valuation_ordered": 2, "valuation_received": 3},
    **{"more_info_required": 2, "formal_approval": 3, "loan_docs_instructed": 1, "loan_docs_issued": 2},
    **{"loan_docs_signed": 1, "settlement_conditions": 2, "settled": 34, "discharged": 10},
    **{"declined": 5, "withdrawn": 3, "closed": 2},
}
_COMMENTS = {
    "declined": "Exit not credible",
    "withdrawn": "Found another lender",
    "more_info_required": "Please send the latest statements",
}
_NOTES = (
    "Borrower called about the rate.",
    "Waiting for the valuer.",
    "Sent the statements.",
    "All in order.",
)
_SOLVENCY = json.dumps(unanswered())


class Files:
    """Writes applications, one after the other."""

    def __init__(self, draw: Draw, sheets: Sheets, desks: list[Desk], plans: list[Plan], by: str) -> None:
        self.draw, self.sheets, self.desks, self.plans, self.by = draw, sheets, desks, plans, by
        self._borrowers: list[str] = []

    def write(self, reference: str, today: date, fee: tuple[str, str], stage: str, created: date) -> None:
        """Write one application with all that belongs to it."""
        draw = self.draw
        desk, plan = draw.one(self.desks), draw.one(self.plans)
        path = PATHS[stage]
        moves = list(self._moves(created, path, today, plan))
        at, since = moves[0], moves[-1]
        made = draw.id(at)
        settled_on = moves[path.index("settled")].date() if "settled" in path else None
        has_terms = stage != "inquiry" or draw.share() < 0.5
        self.sheets.add(
            "applications.Application",
            *(made, at, since, self.by, len(path)),
            *(reference, stage, since, "sent_to_lender" if stage == "more_info_required" else None),
            *(
                draw.one(APPLICATION_TYPES[:-1]),
                f"Purchase in {draw.one(SUBURBS)[0]}",
                draw.one(EXIT_STRATEGIES),
            ),
            *(plan.columns if has_terms else (None,) * 9),
            *(1 if has_terms else 0, "formal_approval" in path, desk.broker, desk.bdm, _SOLVENCY, settled_on),
        )
        for number, (moment, name) in enumerate(zip(moves, path, strict=True)):
            self.sheets.add(
                "applications.StageEvent",
                *(draw.id(moment), made, number + 1, path[number - 1] if number else None, name, self.by),
                *(moment, _COMMENTS.get(name), settled_on if name == "settled" else None),
            )
        self._parties(made, at, desk)
        self._security(made, at, plan, moves, path)
        if draw.share() < 0.5:
            note = (draw.id(since), since, since, self.by, 1, made, draw.one(_NOTES), "broker")
            self.sheets.add("notes.Note", *note)
        self._money(Loan(made, plan, self.by, draw, self.sheets, fee), path, moves, today)

    def placed(self, today: date) -> tuple[str, date]:
        """Draw where an application stands, and since when it exists: loans that run are older."""
        stage = self.draw.weighted(list(_STAGES), list(_STAGES.values()))
        if stage == "discharged":
            age = 900 + self.draw.number(700)
        elif stage == "settled":
            age = 75 + self.draw.number(500)
        else:
            age = 70 + self.draw.number(300 if stage in _COMMENTS or stage == "closed" else 40)
        return stage, today - timedelta(days=age)

    def _moves(self, created: date, path: tuple[str, ...], today: date, plan: Plan) -> Iterator[datetime]:
        """Return when each stage was reached: a few days for each, about noon."""
        day = created
        for number, stage in enumerate(path):
            if stage == "discharged":
                # After the last instalment, however late it was paid.
                day = max(day, plan.due_dates(day)[-1] + timedelta(days=30))
            elif number:
                day += timedelta(days=self.draw.number(1, 5))
            yield instant(min(day, today - timedelta(days=1))) + timedelta(minutes=10 * number)

    def _parties(self, made: str, at: datetime, desk: Desk) -> None:
        for place in range(2 if self.draw.share() < 0.3 else 1):
            borrower = self._borrower(at, desk)
            role = "co_borrower" if place else "primary"
            link = (self.draw.id(at), at, made, borrower, role)
            self.sheets.add("applications.ApplicationBorrower", *link)

    def _borrower(self, at: datetime, desk: Desk) -> str:
        draw, made = self.draw, self.draw.id(at)
        first, last = draw.one(FIRST), draw.one(LAST)
        kind = draw.weighted(("individual", "company", "trust"), (75, 17, 8))
        company = f"{last} {draw.one(TRADES)} Pty Ltd"
        names = {
            "individual": (first, last, None, None, None),
            "company": (None, None, company, None, None),
            "trust": (None, None, None, f"{last} Family Trust", f"{first} {last}"),
        }[kind]
        email = f"{first}.{last}.{made[-6:]}@mail.example".lower()
        empty = ("[]",) * 6
        self.sheets.add(
            "borrowers.Borrower", made, at, at, self.by, 1, kind, *names, email, desk.broker, *empty
        )
        return made

    def _security(
        self, made: str, at: datetime, plan: Plan, moves: list[datetime], path: tuple[str, ...]
    ) -> None:
        draw, (suburb, state, postcode) = self.draw, self.draw.one(SUBURBS)
        address = {"unit": None, "street_no": str(draw.number(1, 200)), "street": draw.one(STREETS)}
        where = json.dumps({**address, "suburb": suburb, "state": state, "postcode": postcode})
        security, value = draw.id(at), plan.loan_amount * draw.number(14, 22) / 10
        self.sheets.add(
            "applications.SecurityProperty", security, at, at, self.by, 1, made, where, "residential", value
        )
        if "valuation_received" in path:
            moment = moves[path.index("valuation_received")]
            valuation = (draw.id(moment), moment, security, "Harris & Cole Valuers", moment.date(), value)
            self.sheets.add("applications.Valuation", *valuation)

    def _money(self, loan: Loan, path: tuple[str, ...], moves: list[datetime], today: date) -> None:
        if "iloo_signed" in path:
            paid = "commitment_fee_paid" in path
            fee_at = moves[path.index("iloo_signed")]
            loan.charge(fee_at, paid_on=moves[path.index("commitment_fee_paid")].date() if paid else None)
        if "funding_table_issued" not in path:
            return
        settled = moves[path.index("settled")] if "settled" in path else None
        issued = moves[path.index("funding_table_issued")]
        # At the settlement both were computed again; the book keeps the version that counts.
        starts_on = settled.date() if settled else today + timedelta(days=30)
        loan.fund(settled or issued, starts_on)
        if settled:
            loan.settle(settled)
        habit = PUNCTUAL if "discharged" in path else self.draw.weighted(HABITS, HABIT_WEIGHTS)
        loan.repay(habit, today if settled else starts_on)
