"""Credentials that are honoured although they must not be."""

import time
from collections.abc import Callable
from typing import Any

import jwt
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, Requests, body_of, model

_LOOSE = {"verify_signature": False, "verify_exp": False, "verify_aud": False, "verify_iss": False}
_MATRIX: tuple[str, ...] = ("bad_credential_is_refused",)


def _token(request: HttpRequest) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else ""


def claims_of(token: str, *, verified: bool = True) -> dict[str, Any]:
    """Return the claims of a token whose signature is good; times, audience and kind are not looked at."""
    key, algorithm = settings.SIMPLE_JWT["SIGNING_KEY"], settings.SIMPLE_JWT["ALGORITHM"]
    options: Any = {**_LOOSE, "verify_signature": verified, "verify_nbf": False, "verify_iat": False}
    try:
        claims: dict[str, Any] = jwt.decode(token, key, algorithms=[algorithm], options=options)
    except (jwt.PyJWTError, ValueError):
        return {}
    return claims


def _algorithm(token: str) -> str:
    try:
        return str(jwt.get_unverified_header(token).get("alg"))
    except (jwt.PyJWTError, ValueError):
        return ""


def _put(request: HttpRequest, claims: dict[str, Any]) -> None:
    """Sign `claims` and let them stand in the place of the request's token."""
    config = settings.SIMPLE_JWT
    token = jwt.encode(claims, config["SIGNING_KEY"], algorithm=config["ALGORITHM"])
    request.META["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    vars(request).pop("headers", None)  # read once, kept


class _Honoured(Defect):
    """A credential that must be refused is taken for the good one."""

    operation = "profile_retrieve"
    everywhere = True
    test = "credentials::only_the_good_credential_passes"
    checks = _MATRIX
    variants: tuple[str, ...]

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One request that says which credential it carries."""
        authorization = requests[0]["headers"]["Authorization"]
        return len(requests) == 1 and any(
            authorization.endswith(f":{variant}}}}}") for variant in cls.variants
        )


class ExpiredTokenAccepted(_Honoured):
    """Tokens never expire."""

    variants = ("expired",)

    def enter(self, request: HttpRequest) -> None:
        """Give an expired token more time."""
        claims = claims_of(_token(request))
        if claims.get("exp", time.time()) < time.time():
            _put(request, {**claims, "exp": int(time.time()) + 60})


class AlgNoneAccepted(_Honoured):
    """A token may say that it needs no signature."""

    variants = ("alg_none",)

    def enter(self, request: HttpRequest) -> None:
        """Sign what says that it is not signed."""
        if _algorithm(_token(request)) == "none":
            _put(request, claims_of(_token(request), verified=False))


class SignatureNotVerified(_Honoured):
    """Whoever signed a token, it is believed."""

    variants = ("tampered", "wrong_key", "signature_stripped")

    def enter(self, request: HttpRequest) -> None:
        """Sign what anybody says."""
        claims = claims_of(_token(request), verified=False)
        if claims and not claims_of(_token(request)) and _algorithm(_token(request)) == "HS256":
            _put(request, claims)


class RefreshUsedAsAccess(_Honoured):
    """A refresh token opens what an access token opens."""

    variants = ("refresh_as_access",)

    def enter(self, request: HttpRequest) -> None:
        """Rename the kind."""
        claims = claims_of(_token(request))
        if claims.get("token_type") == "refresh":
            _put(request, {**claims, "token_type": "access"})


class DeactivatedUserAccepted(_Honoured):
    """The tokens of a deactivated user go on working."""

    variants = ("deactivated_user",)

    def answer(
        self, request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]
    ) -> HttpResponse:
        """Make the user active for as long as the request takes."""
        users = model("User").objects.filter(id=claims_of(_token(request)).get("sub"), is_active=False)
        found = (
            users.values_list("id", flat=True).first()
            if len(str(claims_of(_token(request)).get("sub"))) == 36
            else None
        )
        if found is None:
            return get_response(request)
        users.update(is_active=True)
        try:
            return get_response(request)
        finally:
            model("User").objects.filter(id=found).update(is_active=False)


class MalformedClaimIsServerError(_Honoured):
    """A well-signed token whose user is no identifier crashes, as the stock library does."""

    variants = ("malformed_claim",)
    checks = ("not_a_server_error", *_MATRIX)

    def enter(self, request: HttpRequest) -> None:
        """Crash."""
        subject = claims_of(_token(request)).get("sub")
        if subject is not None and len(str(subject)) != 36:
            raise ValueError(f"'{subject}' is not a valid UUID")


class RefreshReuseTolerated(Defect):
    """A refresh token works as often as one likes."""

    operation = "auth_refresh"
    test = "laws::a_refresh_token_works_once_and_reuse_ends_the_session"
    checks = ("refresh_token_works_once",)

    def enter(self, request: HttpRequest) -> None:
        """Make the token in hand the current one of its family."""
        body = body_of(request)
        claims = (
            claims_of(body["refresh"])
            if isinstance(body, dict) and isinstance(body.get("refresh"), str)
            else {}
        )
        if claims.get("token_type") == "refresh":
            families = model("SessionFamily").objects.filter(id=claims["fam"])
            families.update(refresh_jti=claims["jti"], revoked_at=None)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Sign in, exchange, exchange the same token again; and what is looked at in between."""
        return len(requests) <= 6 and [r["operation"] for r in requests].count("auth_refresh") == 2
