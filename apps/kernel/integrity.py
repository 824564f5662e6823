"""Foreign keys are checked here and not at the commit, where it would be too late to refuse."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction

from apps.kernel.errors import DomainError


@contextmanager
def references(refusal: DomainError) -> Iterator[None]:
    """Run writes in a savepoint and check every constraint at its end, deferred ones too.

    A row that was there when we looked may have been deleted since; and the other way round.

    Raises:
        DomainError: `refusal`, when a constraint does not hold; what the block wrote is taken back.
    """
    try:
        with transaction.atomic():
            yield
            connection.check_constraints()
    except IntegrityError:
        raise refusal from None
