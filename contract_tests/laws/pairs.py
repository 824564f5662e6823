"""What two or more answers of the schedule calculator owe to one another. Source: laws S13 and S16 to S19."""

from collections.abc import Sequence

from contract_tests.laws.reading import LEVEL, Asked, Loan, shown

AMOUNTS = ("opening_balance", "interest", "prepaid", "principal", "amount", "closing_balance")


def equal_requests_get_equal_answers(asked: Sequence[Asked]) -> str | None:
    """S19: the same body gets the same answer, whoever asks and whenever."""
    now = asked[-1]
    for number, earlier in enumerate(asked[:-1]):
        if (earlier.path, earlier.body) == (now.path, now.body) and _answer(earlier) != _answer(now):
            return f"the answer differs from that to request {number + 1}, which is the same"
    return None


def flat_interest_is_the_dearest(asked: Sequence[Asked]) -> str | None:
    """S13: flat total interest is at least that of the other methods for the same terms, within n cents."""
    if not all(each.accepted for each in asked[-2:]):
        return None
    other, flat = asked[-2], asked[-1]
    cheaper = other.schedule.totals.interest - flat.schedule.totals.interest
    if cheaper <= flat.loan.periods:
        return None
    return f"flat interest is {shown(cheaper)} below that of {other.loan.kind}"


def dearer_terms_never_lower_the_interest(asked: Sequence[Asked]) -> str | None:
    """S16: a higher rate or a larger loan never lowers total interest by more than rounding explains."""
    before, now = asked[-2], asked[-1]
    if not before.accepted or not now.accepted:
        return None
    lower = before.schedule.totals.interest - now.schedule.totals.interest
    if lower <= 0 or _is_rounding(lower, now.loan):
        return None
    return f"total interest falls by {shown(lower)}"


def _is_rounding(lower: int, loan: Loan) -> bool:
    """Whether the bound of S16 allows total interest to fall by so many cents."""
    (rate, whole), n, m = loan.period_rate, loan.periods, loan.amortising
    if loan.kind == LEVEL:
        if rate == 0:
            return lower <= 2 * (m + 1)
        growth, unit = (whole + rate) ** m, whole**m
        return bool((lower - 2) * rate * unit <= 2 * (growth - unit) * whole)
    if loan.kind == "equal_principal":
        return (lower - n) * whole <= rate * n * (n + 1)
    return lower <= (n if loan.kind in ("interest_only", "flat") else 0)


def the_start_moves_no_money(asked: Sequence[Asked]) -> str | None:
    """S17: under `periodic` another start changes due dates and annual totals, and no other amount."""
    before, now = asked[-2], asked[-1]
    if not before.accepted or not now.accepted:
        return None
    for earlier, later in zip(before.document["rows"], now.document["rows"], strict=True):
        for name in ("number", *AMOUNTS):
            if earlier[name] != later[name]:
                return f"row {earlier['number']}: {name} was {earlier[name]} and is {later[name]}"
    for name in ("totals", "level_instalment", "final_instalment"):
        if before.document[name] != now.document[name]:
            return f"{name} was {before.document[name]} and is {now.document[name]}"
    return None


def the_level_instalment_given_back_changes_nothing(asked: Sequence[Asked]) -> str | None:
    """S18: the returned level instalment, given, gives the identical schedule, or is refused by its rule."""
    before, now = asked[-2], asked[-1]
    if not before.accepted or before.document["level_instalment"] != now.body["instalment_amount"]:
        return None
    if now.accepted:
        return None if now.document == before.document else "the schedule is another"
    code = now.document["code"]
    if code in ("application.does_not_amortise", "application.repays_early"):
        return None
    return f"refused with {code}"


def _answer(asked: Asked) -> object:
    if asked.accepted:
        return asked.document
    return asked.status, asked.document["code"], asked.document["errors"]


LAWS = (
    equal_requests_get_equal_answers,
    flat_interest_is_the_dearest,
    dearer_terms_never_lower_the_interest,
    the_start_moves_no_money,
    the_level_instalment_given_back_changes_nothing,
)
