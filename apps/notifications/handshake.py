"""What a socket says when it opens: from which page, and by which token. Neither is ever logged."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.http.request import validate_host

BEARER = "bearer"


def is_secure(scope: dict[str, Any]) -> bool:
    """Tell whether nobody on the way can read the token; asked where plain HTTP is redirected."""
    if not settings.SECURE_SSL_REDIRECT or scope.get("scheme") == "wss":
        return True
    header = getattr(settings, "SECURE_PROXY_SSL_HEADER", None)
    if header is None:
        return False
    name = header[0].removeprefix("HTTP_").replace("_", "-").lower().encode()
    said = [value for given, value in scope["headers"] if given.lower() == name]
    return len(said) == 1 and said[0].split(b",")[0].strip() in (header[1].encode(), b"wss")


def is_origin_allowed(scope: dict[str, Any]) -> bool:
    """Tell whether the page that connects is ours; what is no browser names none.

    Ours are the pages of this server's own hosts, and those that may call the API (CORS_ALLOWED_ORIGINS).
    """
    origins = [value for name, value in scope["headers"] if name.lower() == b"origin"]
    if not origins:
        return True
    try:
        (origin,) = (value.decode("ascii") for value in origins)
        parts = urlsplit(origin)
        host, _ = parts.hostname, parts.port
    except ValueError:  # several, not ASCII, or no port
        return False
    if origin in settings.CORS_ALLOWED_ORIGINS:
        return True
    whole = f"{parts.scheme}://{parts.netloc}" == origin and "@" not in parts.netloc
    # ALLOWED_HOSTS may say that every host is; a foreign page is foreign all the same.
    hosts = [allowed for allowed in settings.ALLOWED_HOSTS if allowed != "*"]
    return bool(whole and host and parts.scheme in ("http", "https") and validate_host(host, hosts))


def is_bearer_offered(scope: dict[str, Any]) -> bool:
    """Tell whether the client offers the sub-protocol that carries a token: then it must be chosen."""
    return BEARER in scope.get("subprotocols", ())


def token_of(scope: dict[str, Any]) -> str | None:
    """Return the token, given once: as `?token=`, or as the sub-protocols `bearer, <token>`."""
    try:
        query = parse_qsl(scope.get("query_string", b"").decode("ascii"), keep_blank_values=True)
    except (UnicodeDecodeError, ValueError):
        return None
    tokens = [value for name, value in query if name == "token"]
    offered = list(scope.get("subprotocols", ()))
    if BEARER in offered:
        if len(offered) != 2 or offered[0] != BEARER:
            return None
        tokens.append(offered[1])
    return tokens[0] if len(tokens) == 1 else None
