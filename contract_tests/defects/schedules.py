"""Figures that are computed almost right: schedules, prices, and what is left of a loan."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from django.apps import apps

from contract_tests.defects.planting import Defect, InTheBook, Requests, room

_SCHEDULE, _PRICING = "apps.repayments.schedule", "apps.fees.pricing"
_HALF_CENTS = "schedule_laws::half_a_cent_of_interest_goes_up"
_EVERY_SCHEDULE = "schedule_laws::every_schedule_obeys_its_laws"
_CENT = Decimal("0.01")


class _OfTerms(Defect):
    """A schedule that does not follow from its terms."""

    operation = "calculator_repayment_schedule"
    test = _EVERY_SCHEDULE
    checks: ClassVar[tuple[str, ...]] = ("interest_is_multiplied_first_and_rounded_once",)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The terms, and nothing before them."""
        return len(requests) == 1


def _interest_of(of_one_row: Any) -> Any:
    """Return another way to find the interest of a row of a loan that is not flat."""
    module = room(_SCHEDULE)
    real = module._interest

    def interest(terms: Any) -> Any:
        if terms.repayment_type.value == "flat" or terms.day_count.value != "periodic":
            return real(terms)
        per_year = module.PER_YEAR[terms.repayment_frequency]
        return lambda number, days, opening: of_one_row(opening, terms.annual_rate, per_year)

    return interest


class HalfCentsToEven(_OfTerms):
    """Half a cent goes to the even neighbour, as Python rounds by itself."""

    test = _HALF_CENTS

    def alter(self, view: Any) -> None:
        """Round so."""
        room(_SCHEDULE).ROUND_HALF_UP = "ROUND_HALF_EVEN"


class RateDividedFirst(_OfTerms):
    """The rate of a period is computed, with all the digits there are, and multiplied afterwards."""

    test = _HALF_CENTS

    def alter(self, view: Any) -> None:
        """Divide first."""
        room(_SCHEDULE)._interest = _interest_of(
            lambda opening, rate, per_year: (rate / (100 * per_year) * opening).quantize(_CENT)
        )


class RateRoundedToSixPlaces(_OfTerms):
    """The rate of a period is rounded to six places before it is used."""

    def alter(self, view: Any) -> None:
        """Round it."""
        places = Decimal("0.000001")
        room(_SCHEDULE)._interest = _interest_of(
            lambda opening, rate, per_year: ((rate / (100 * per_year)).quantize(places) * opening).quantize(
                _CENT
            )
        )


class MoneyInFloats(_OfTerms):
    """Interest is computed in binary, where most cents do not exist."""

    test = _HALF_CENTS

    def alter(self, view: Any) -> None:
        """Compute so."""
        room(_SCHEDULE)._interest = _interest_of(
            lambda opening, rate, per_year: Decimal(f"{float(opening) * float(rate) / (100 * per_year):.2f}")
        )


class LastRowNotAdjusted(_OfTerms):
    """The last level instalment is as large as all others, and leaves some cents that nobody pays."""

    checks = ("principal_follows_its_method",)

    def alter(self, view: Any) -> None:
        """Leave them."""
        module = room(_SCHEDULE)
        real = module._rows

        def rows(terms: Any, starts_on: Any, due_dates: Any, level: Any) -> Iterator[Any]:
            for row in real(terms, starts_on, due_dates, level):
                if level is None or row.number < terms.periods or level < row.interest:
                    yield row
                    continue
                left = row.opening_balance + row.interest - level
                yield row._replace(principal=level - row.interest, amount=level, closing_balance=left)

        module._rows = rows


class DaysDriftAfterFebruary(_OfTerms):
    """Each row falls due a month after the one before: what was clipped once stays clipped."""

    checks = ("due_dates_count_from_the_start",)

    def alter(self, view: Any) -> None:
        """Count from row to row."""
        module = room(_SCHEDULE)
        real = module._due_dates

        def due_dates(terms: Any, starts_on: Any) -> Any:
            found = real(terms, starts_on)
            if terms.repayment_frequency.value in ("weekly", "fortnightly"):
                return found
            step = 12 // module.PER_YEAR[terms.repayment_frequency]
            drifted = [starts_on]
            for _ in found:
                drifted.append(module.rules.months_after(drifted[-1], step))
            return drifted[1:]

        module._due_dates = due_dates


# --- prices ---------------------------------------------------------------------------------------------
class _OfARule(Defect):
    """A fee that does not follow from its rule."""

    operation = "calculator_fees"
    test = "fee_laws::every_price_obeys_its_laws"
    checks: ClassVar[tuple[str, ...]] = ("each_base_has_its_net",)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The rule, and nothing before it."""
        return len(requests) == 1


class TieredAsSlab(_OfARule):
    """All of the base is charged at the rate of the band in which it ends."""

    def alter(self, view: Any) -> None:
        """Take one band."""
        module = room(_PRICING)
        real = module._parts

        def parts(bands: Any, base: Any) -> Any:
            reached = list(real(bands, base))
            return [(base, reached[-1][1])] if reached else []

        module._parts = parts


class InputTaxedFeeTaxed(_OfARule):
    """GST is charged on financial supplies too."""

    checks = ("gst_is_a_tenth_of_a_taxable_fee", "each_base_has_its_net")

    def alter(self, view: Any) -> None:
        """Tax whatever it is."""
        module = room(_PRICING)
        real = module.gst
        module.gst = lambda net, treatment: real(net, module.Gst.TAXABLE)


class HalfCentOfFeeLost(_OfARule):
    """Half a cent of a fee, or of its GST, is dropped."""

    checks = ("gst_is_a_tenth_of_a_taxable_fee", "each_base_has_its_net")

    def alter(self, view: Any) -> None:
        """Round down."""
        room("apps.kernel.money").ROUND_HALF_UP = "ROUND_HALF_DOWN"


# --- what is left of a loan -----------------------------------------------------------------------------
class PrepaidInterestPaidOut(InTheBook):
    """Interest that is paid before stays in what the borrower gets."""

    operation = "funding_table_create"
    test = "money::plans_are_what_the_terms_make_them"
    checks = ("funding_table_is_computed_and_never_negative",)
    unguarded = ("fees_fundingtable", "fees_funding_net")
    writes = ("application_update", "funding_table_create")

    def alter(self, view: Any) -> None:
        """Withhold nothing."""
        module = room("apps.fees.selectors")
        real = module.net_funds
        module.net_funds = lambda loan, **others: real(loan, **{**others, "prepaid_interest": Decimal(0)})


class ScheduleKeepsItsPlannedDay(InTheBook):
    """A loan runs from the day for which it was planned, whenever it is paid out."""

    operation = "application_transition"
    test = "money::a_settlement_posts_what_was_computed"
    checks = ("settlement_posts_once_what_was_computed_from_its_day",)
    writes = ("application_transition",)

    def alter(self, view: Any) -> None:
        """Compute the schedule from the day of the one before."""
        module, handlers = room("apps.repayments.services.schedules"), room("apps.repayments.handlers")
        schedules = apps.get_model("repayments", "RepaymentSchedule")._default_manager
        settle, store = handlers.schedule_settle, module._store

        def settled(*, application_id: Any, **others: Any) -> None:
            planned = schedules.filter(application_id=application_id).latest("number").starts_on
            module._store = lambda application, terms, _, actor: store(application, terms, planned, actor)
            try:
                settle(application_id=application_id, **others)
            finally:
                module._store = store

        handlers.schedule_settle = settled
