"""JSON web tokens that carry the family they belong to."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from rest_framework_simplejwt import tokens
from rest_framework_simplejwt.exceptions import TokenError

from apps.kernel.errors import Unauthenticated

ACCESS, REFRESH = "access", "refresh"


class InvalidToken(Unauthenticated):
    """The token is malformed, expired, revoked or was used before. Sign in again."""

    code = "accounts.invalid_token"
    keeps_writes = True  # a reused refresh token revokes its family


class _Access(tokens.Token):
    token_type = ACCESS
    lifetime = tokens.AccessToken.lifetime


class _Refresh(tokens.Token):
    token_type = REFRESH
    lifetime = tokens.RefreshToken.lifetime


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says."""

    token_type: str
    user_id: UUID
    family_id: UUID
    jti: str
    expires_at: int


def access_token(*, user_id: UUID, family_id: UUID) -> str:
    """Mint an access token."""
    return _minted(_Access(), user_id, family_id)


def refresh_token(*, user_id: UUID, family_id: UUID, jti: str) -> str:
    """Mint the refresh token whose `jti` the family remembers."""
    token = _Refresh()
    token["jti"] = jti
    return _minted(token, user_id, family_id)


def _minted(token: Any, user_id: UUID, family_id: UUID) -> str:
    token["sub"], token["fam"], token["nbf"] = str(user_id), str(family_id), token["iat"]
    return str(token)


def read(raw: str, *kinds: str) -> Claims:
    """Return the claims of a token whose signature, issuer, audience, times and kind are right.

    Args:
        kinds: ACCESS, REFRESH or both.

    Raises:
        InvalidToken: it is anything else; a claim of the wrong shape included.
    """
    for kind in (_Access, _Refresh):
        if kind.token_type not in kinds:
            continue
        try:
            token = kind(cast(Any, raw.encode()))  # annotated as a Token, documented as encoded
            return Claims(
                token_type=kind.token_type,
                user_id=UUID(str(token["sub"])),
                family_id=UUID(str(token["fam"])),
                jti=str(token["jti"]),
                expires_at=int(token["exp"]),
            )
        except (TokenError, KeyError, ValueError, TypeError, OverflowError):
            continue
    raise InvalidToken
