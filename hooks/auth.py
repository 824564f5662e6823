"""Every credential, good and bad, minted without a request and without a query.

A test case never carries a secret: it carries a placeholder such as `{{access:admin}}` or
`{{access:admin:expired}}`, and the transport puts the real value in while it sends. So cases are constants,
stored failures replay for ever, and nothing that is printed or written can leak.
"""

import base64
import json
import re
import time
import warnings
from collections.abc import Callable
from typing import Any
from uuid import uuid5

import jwt
from django.conf import settings

from hooks.names import NAMESPACE, PASSWORD, email, identifier, reset_token, signing_token

PLACEHOLDER = re.compile(r"\{\{(access|refresh|password|reset|basic|signing):([a-z_]+)(?::([a-z_]+))?\}\}")
GOOD = "good"
_MINUTE = 60
_KEPT_SECONDS = 4 * _MINUTE  # well below the lifetime of an access token
_minted: dict[tuple[str, str, str], tuple[float, str]] = {}


def placeholder(kind: str, actor: str, variant: str = GOOD) -> str:
    """Return what a test case carries in place of a secret.

    Args:
        kind: access, refresh, password, reset, basic or signing.
        actor: of a signing token the signer, such as `pending_first`.
        variant: GOOD or a name of BAD.
    """
    return f"{{{{{kind}:{actor}}}}}" if variant == GOOD else f"{{{{{kind}:{actor}:{variant}}}}}"


def authorization(actor: str, variant: str = GOOD) -> str | None:
    """Return the Authorization header of `actor`, with placeholders; None when there is to be none."""
    if variant == "missing":
        return None
    if variant == "empty":
        return "Bearer"
    if variant == "basic":
        return f"Basic {placeholder('basic', actor)}"
    return f"Bearer {placeholder('access', actor, variant)}"


def variant_of(header: str | None) -> str:
    """Return which credential variant an Authorization header with placeholders carries."""
    if header is None:
        return "missing"
    if header.startswith("Basic"):
        return "basic"
    found = PLACEHOLDER.search(header)
    if found is None:
        return "empty" if header.strip() == "Bearer" else "foreign"
    return found.group(3) or GOOD


def actor_of(header: str | None) -> str:
    """Return whose credential an Authorization header with placeholders carries; empty for nobody's."""
    found = PLACEHOLDER.search(header or "")
    return found.group(2) if found else ""


def resolve(text: str) -> str:
    """Replace every placeholder in `text` by its secret. Only the transport calls this."""
    return PLACEHOLDER.sub(
        lambda found: _secret(found.group(1), found.group(2), found.group(3) or GOOD), text
    )


def claims(kind: str, actor: str) -> dict[str, Any]:
    """Return the claims of a valid token of `actor`.

    Args:
        kind: access or refresh.
    """
    config, now = settings.SIMPLE_JWT, int(time.time())
    lifetime = config["ACCESS_TOKEN_LIFETIME" if kind == "access" else "REFRESH_TOKEN_LIFETIME"]
    jti = identifier(f"jti/{actor}") if kind == "refresh" else uuid5(NAMESPACE, f"access/{actor}")
    return {
        config["USER_ID_CLAIM"]: str(identifier(f"user/{actor}")),
        "fam": str(identifier(f"family/{actor}")),
        config["JTI_CLAIM"]: jti.hex,
        config["TOKEN_TYPE_CLAIM"]: kind,
        "iat": now,
        "nbf": now,
        "exp": now + int(lifetime.total_seconds()),
        "iss": config["ISSUER"],
        "aud": config["AUDIENCE"],
    }


def sign(payload: dict[str, Any], *, key: str | None = None, algorithm: str | None = None) -> str:
    """Return `payload` as a token, signed with the deployment's key unless told otherwise."""
    config = settings.SIMPLE_JWT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a bad credential may well have a short key
        return jwt.encode(payload, key or config["SIGNING_KEY"], algorithm=algorithm or config["ALGORITHM"])


def _secret(kind: str, actor: str, variant: str) -> str:
    """Return a secret, minted at most once every few minutes."""
    if kind == "password":
        return PASSWORD
    if kind == "reset":
        return reset_token(actor)
    if kind == "signing":
        return signing_token(actor)
    if kind == "basic":
        return base64.b64encode(f"{email(actor)}:{PASSWORD}".encode()).decode()
    wanted, now = (kind, actor, variant), time.monotonic()
    kept = _minted.get(wanted)
    if kept is None or now - kept[0] > _KEPT_SECONDS:
        token = sign(claims(kind, actor)) if variant == GOOD else BAD[variant](kind, actor)
        _minted[wanted] = kept = (now, token)
    return kept[1]


def _changed(kind: str, actor: str, **changes: Any) -> str:
    return sign({**claims(kind, actor), **changes})


def _expired(kind: str, actor: str) -> str:
    past = int(time.time()) - 60 * _MINUTE
    return _changed(kind, actor, iat=past, nbf=past, exp=past + 15 * _MINUTE)


def _tampered(kind: str, actor: str) -> str:
    """Give `actor`'s token to somebody else and keep the signature."""
    head, _, signature = sign(claims(kind, actor)).split(".")
    other = {
        **claims(kind, actor),
        settings.SIMPLE_JWT["USER_ID_CLAIM"]: str(identifier("user/admin_stranger")),
    }
    return f"{head}.{_segment(other)}.{signature}"


def _segment(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _alg_none(kind: str, actor: str) -> str:
    return f"{_segment({'alg': 'none', 'typ': 'JWT'})}.{_segment(claims(kind, actor))}."


def _stripped(kind: str, actor: str) -> str:
    return sign(claims(kind, actor)).rsplit(".", 1)[0] + "."


def _malformed_claim(kind: str, actor: str) -> str:
    return _changed(kind, actor, **{settings.SIMPLE_JWT["USER_ID_CLAIM"]: "abc"})


def _claim_missing(kind: str, actor: str) -> str:
    payload = claims(kind, actor)
    del payload[settings.SIMPLE_JWT["USER_ID_CLAIM"]]
    return sign(payload)


def _as_user(user: str) -> Callable[[str, str], str]:
    def mint(kind: str, actor: str) -> str:
        claim = settings.SIMPLE_JWT["USER_ID_CLAIM"]
        return _changed(
            kind, actor, **{claim: str(identifier(f"user/{user}")), "fam": str(identifier(f"family/{user}"))}
        )

    return mint


def _other_type(kind: str, actor: str) -> str:
    return sign(claims("refresh" if kind == "access" else "access", actor))


def _in_an_hour(kind: str, actor: str) -> str:
    later = int(time.time()) + 60 * _MINUTE
    return _changed(kind, actor, iat=later, nbf=later, exp=later + 15 * _MINUTE)


# A token that each of these makes is refused by every operation that asks for one. `missing`, `empty` and
# `basic` are variants of the header, not of the token: see `authorization`.
BAD: dict[str, Callable[[str, str], str]] = {
    "expired": _expired,
    "tampered": _tampered,
    "alg_none": _alg_none,
    "signature_stripped": _stripped,
    "wrong_key": lambda kind, actor: sign(
        claims(kind, actor), key="not-the-key-of-this-deployment-0123456789"
    ),
    "wrong_algorithm": lambda kind, actor: sign(claims(kind, actor), algorithm="HS384"),
    "refresh_as_access": _other_type,
    "unknown_user": _as_user("nobody"),
    "deactivated_user": _as_user("deactivated"),
    "unknown_family": lambda kind, actor: _changed(kind, actor, fam=str(identifier("family/nobody"))),
    "foreign_family": lambda kind, actor: _changed(kind, actor, fam=str(identifier("family/target"))),
    "malformed_claim": _malformed_claim,
    "claim_missing": _claim_missing,
    "malformed_family": lambda kind, actor: _changed(kind, actor, fam="abc"),
    "not_yet_valid": _in_an_hour,
    "wrong_audience": lambda kind, actor: _changed(kind, actor, aud="somebody-else"),
    "wrong_issuer": lambda kind, actor: _changed(kind, actor, iss="somebody-else"),
    "garbage": lambda kind, actor: "not-a-token",
}
VARIANTS = (GOOD, "missing", "empty", "basic", *BAD)
