"""Credential x operation: in the header of every secured operation, in every body that carries a token."""

from collections.abc import Iterator

from contract_tests import actors
from contract_tests.enumeration import valid
from contract_tests.enumeration.operations import Operation, tried
from contract_tests.enumeration.steps import Case
from contract_tests.model import credentials as model
from hooks import auth

REFUSED = "bad_credential_is_refused"
_CHALLENGE = {"WWW-Authenticate": "Bearer.*", "Content-Type": "application/problem\\+json.*"}


def header_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each credential: only the good one passes, each other is exactly 401."""
    caller = valid.caller_of(operation)
    base = valid.request(operation, caller)
    for variant in auth.VARIANTS:
        step = base.header("Authorization", auth.authorization(caller.name, variant))
        if variant == auth.GOOD:
            yield [step.must("good_credential_is_accepted", status=[operation.success])]
        else:
            yield [
                step.must(REFUSED, status=[401], codes_in=["request.not_authenticated"], headers=_CHALLENGE)
            ]
    good = auth.authorization(caller.name)
    yield [
        base.header("Authorization", f"bearer{str(good)[6:]}").must(
            "scheme_has_no_case", status=[operation.success]
        )
    ]
    token = auth.placeholder("access", caller.name)
    odd = ["", token, f"Bearer {token} {token}", "Bearer \u00e9", f"Token {token}", f"Bearer {token},", " "]
    for header in tried(operation, odd, 2):
        step = base.header("Authorization", header)
        yield [step.must(REFUSED, status=[401], codes_in=["request.not_authenticated"], headers=_CHALLENGE)]
    for name in tried(operation, ("Cookie", "X-Authorization", "Proxy-Authorization"), 1):
        elsewhere = f"access={token}" if name == "Cookie" else f"Bearer {token}"
        step = base.header("Authorization", None).header(name, elsewhere)
        yield [step.must(REFUSED, status=[401], codes_in=["request.not_authenticated"], headers=_CHALLENGE)]


def public_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each bad credential where none is needed: a stale header must not spoil a sign-in."""
    base = valid.request(operation)
    useless = ("expired", "malformed_claim", "basic", "garbage", "alg_none", "deactivated_user", "empty")
    for variant in tried(operation, useless, 3):
        step = base.header("Authorization", auth.authorization(actors.ADMIN.name, variant))
        yield [step.must("public_operation_asks_for_no_credential", status=[operation.success])]


def token_fields(operation: Operation) -> list[tuple[str, str, str]]:
    """Return name, kind and owner of each token in the operation's body."""
    body = valid.body_of(operation, valid.caller_of(operation)) if operation.body else {}
    found = []
    for name, value in body.items():
        match = auth.PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
        if match and match.group(1) in ("access", "refresh"):
            found.append((name, match.group(1), match.group(2)))
    return found


def body_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each token in the body of an operation that takes one."""
    base = valid.request(operation)
    assert base.body is not None
    for name, kind, owner in token_fields(operation):
        for variant in auth.BAD:
            if variant == model.EITHER_KIND and operation.name in model.TAKE_ANY_KIND:
                continue
            body = {**base.value, name: auth.placeholder(kind, owner, variant)}
            step = base.saying(body)
            yield [
                step.must("bad_token_is_refused", status=[400, 401], codes_in=sorted(operation.rule_codes))
            ]
