"""The signers of the world, by what a path says of them: a placeholder that stands for their token."""

import re

_PLACEHOLDER = re.compile(r"\{\{signing:([a-z_]+)_[a-z]+\}\}")


def request_of(token: str) -> str:
    """Return the name of the signature request that a token belongs to.

    Raises:
        LookupError: it is no token of the world.
    """
    found = _PLACEHOLDER.fullmatch(token)
    if found is None:
        raise LookupError(f"{token} is no placeholder of a signer's token")
    return f"signature_request/{found.group(1)}"
