"""Drawn requests to the calculators, and what their answers owe to the laws."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import given
from hypothesis.strategies import SearchStrategy

from contract_tests import profiles
from contract_tests.actors import ADMIN, Actor
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask
from contract_tests.laws import OF_A_PRICE, OF_A_SCHEDULE

_QUICK = profiles.PROFILES["quick"].positive
SCHEDULE_LAWS = "schedule_follows_from_its_terms"
FEE_LAWS = "fee_follows_from_its_rule"


def drawn(count: int, **strategies: SearchStrategy[Any]) -> Callable[[Callable[..., None]], Any]:
    """Let Hypothesis draw arguments of a test, from the seed of the run.

    Args:
        count: how often in the quick profile; the others try as much harder as they do elsewhere.
    """

    def of(test: Callable[..., None]) -> Any:
        wrapped: Any = given(**strategies)(test)
        # Not by `hypothesis.seed`: it drops the database.
        wrapped._hypothesis_internal_use_seed = profiles.SEED
        return profiles.PROFILE.hypothesis(count * profiles.PROFILE.positive // _QUICK)(wrapped)

    return of


def schedule_of(
    terms: Mapping[str, Any], *laws: str, actor: Actor = ADMIN, after_writes: bool = False
) -> Step:
    """Return the question for the schedule of terms; its answer obeys the laws of one answer, and these.

    Args:
        after_writes: the scene has written something before, so whether this does cannot be told.
    """
    step = ask("calculator_repayment_schedule", actor, dict(terms))
    return _judged(step, SCHEDULE_LAWS, [*laws, *OF_A_SCHEDULE], after_writes=after_writes)


def price_of(
    rule: Mapping[str, Any],
    bases: Sequence[str],
    *laws: str,
    actor: Actor = ADMIN,
    after_writes: bool = False,
) -> Step:
    """Return the question for what a fee comes to; its answer obeys the laws of one answer, and these."""
    step = ask("calculator_fees", actor, {"definition": dict(rule), "bases": list(bases)})
    return _judged(step, FEE_LAWS, [*OF_A_PRICE, *laws], after_writes=after_writes)


def _judged(step: Step, check: str, laws: list[str], *, after_writes: bool) -> Step:
    pure = {} if after_writes else {"writes_nothing": True}
    return step.must(check, status=[200, 400], **pure, laws=laws)
