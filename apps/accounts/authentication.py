"""Bearer tokens, checked against the session and the user's state on every request."""

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from apps.accounts import selectors, tokens
from apps.accounts.models import User

_REFUSED = "The access token is not valid."


def session_of(raw: str) -> tuple[User, tokens.Claims]:
    """Return the user and the claims of an access token, wherever it was handed in.

    Raises:
        InvalidToken: it is anything but a valid access token of an open session of an active user.
    """
    claims = tokens.read(raw, tokens.ACCESS)
    return selectors.session_user(claims=claims), claims


class SessionFamilyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access token>`; one query."""

    def authenticate(self, request: Request) -> tuple[User, tokens.Claims] | None:
        """Return the user and the token's claims; None when no credentials were sent.

        Raises:
            AuthenticationFailed: the credentials are anything but one valid access token.
        """
        header = get_authorization_header(request)
        if not header:
            return None
        scheme, _, raw = header.partition(b" ")
        if scheme.lower() != b"bearer":
            raise AuthenticationFailed(_REFUSED)
        try:
            return session_of(raw.decode("ascii"))
        except (tokens.InvalidToken, UnicodeDecodeError):
            raise AuthenticationFailed(_REFUSED) from None

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge of a 401."""
        return 'Bearer realm="api"'
