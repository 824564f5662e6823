"""Laws of domain.md, sections 4, 5 and 13, judged from requests and answers alone, in whole cents.

A law takes the requests of one scene, the one to judge last, and returns what is wrong, if anything. Its name
is the sentence that must be true.
"""

from collections.abc import Callable, Mapping, Sequence

from contract_tests.laws import fees, pairs, refusals, schedules, stored
from contract_tests.laws.reading import Asked

Law = Callable[[Sequence[Asked]], str | None]
LAWS: Mapping[str, Law] = {
    law.__name__: law
    for law in (*refusals.LAWS, *schedules.LAWS, *pairs.LAWS, *fees.LAWS, *fees.OF_PAIRS, *stored.LAWS)
}
# What one answer of a calculator owes by itself, the causes before their consequences.
OF_A_SCHEDULE = [law.__name__ for law in (*refusals.LAWS, *schedules.LAWS)]
OF_A_PRICE = [law.__name__ for law in fees.LAWS]
