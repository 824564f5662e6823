"""The ways a business rule can say no. HTTP is not known here; `crm.api.errors` maps kinds to statuses."""

from typing import ClassVar


class DomainError(Exception):
    """A rule of the business refused the request.

    Subclasses fix `code`, which is part of the public contract: never reused, never reworded. The first line
    of their docstring documents the code in the schema.

    Args:
        detail: what happened and what to do next, for a person.
        pointer: the input at fault, `/body/<field>`; empty when it is not one field.
    """

    code: ClassVar[str]
    # True: what was written before the refusal is kept (a counted failure, a revoked family).
    keeps_writes: ClassVar[bool] = False

    def __init__(self, detail: str = "", *, pointer: str = "") -> None:
        super().__init__(detail)
        self.detail = detail or self.summary()
        self.pointer = pointer
        # (pointer, code, message) of each reason; a subclass with several reasons lists them.
        self.errors: list[tuple[str, str, str]] = [(pointer, self.code, self.detail)] if pointer else []

    @classmethod
    def summary(cls) -> str:
        """Return the first line of the docstring: the code in words."""
        return (cls.__doc__ or "").strip().splitlines()[0]


class Invalid(DomainError):
    """The request is well formed, but a rule refuses its values."""


class Unauthenticated(DomainError):
    """The credentials are not valid."""


class Forbidden(DomainError):
    """The object is visible, but this caller may not do this to it."""


class NotFound(DomainError):
    """No such thing, or not visible to this user; callers must not be able to tell which."""


class Conflict(DomainError):
    """The request is well formed, but not in this state."""


class Unsupported(DomainError):
    """What was sent is of a kind that is not taken."""


class TooManyAttempts(DomainError):
    """Too many attempts; the caller has to wait.

    Args:
        retry_after: seconds until the next attempt can succeed.
    """

    def __init__(self, detail: str = "", *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


# Refusals of the base view; every operation that offers the mechanism may raise them.
class StalePrecondition(DomainError):
    """The object has changed since you read it. Read it again and repeat the change."""

    code = "request.stale"


class IdempotencyInProgress(Conflict):
    """A request with this Idempotency-Key is still running. Wait, then send it again."""

    code = "request.in_progress"


class IdempotencyKeyReused(DomainError):
    """This Idempotency-Key was used for another request. Use a new key."""

    code = "request.key_reused"


class TooLarge(DomainError):
    """The request body is larger than this server accepts."""

    code = "request.too_large"
