"""Laws that span several requests, written by hand. Domain.md, laws A1 to A5; security.md, rows 2 to 8."""

import base64
import json

import pytest

from contract_tests import world
from contract_tests.actors import BDM, BORROWER, BROKER, NOBODY, Actor
from contract_tests.enumeration.steps import scene
from contract_tests.enumeration.valid import ask

pytestmark = pytest.mark.contract
TARGET, RESETTING, DEACTIVATED = Actor("target", "K"), Actor("resetting", "K"), Actor("deactivated", "K")
NEW_PASSWORD = "an unlikely phrase 71"
INVALID_TOKEN = ["accounts.invalid_token"]
NOT_SIGNED_IN = {"status": [401], "codes_in": ["request.not_authenticated"]}


def about(*names):
    """Say which operations a law is about, so that a run of one of them plays it."""
    return pytest.mark.parametrize("operation", names)


def login(actor, password=None):
    secret = actor.secret("password") if password is None else password
    return ask("auth_login", NOBODY, {"email": world.email(actor.name), "password": secret})


def refresh(token):
    return ask("auth_refresh", NOBODY, {"refresh": token})


def verify(token):
    return ask("auth_verify", NOBODY, {"token": token})


def profile(token):
    return ask("profile_retrieve", NOBODY).header("Authorization", f"Bearer {token}")


# --- sessions -----------------------------------------------------------------------------------------
@about("auth_refresh")
def test_a_refresh_token_works_once_and_reuse_ends_the_session(operation):
    """A second use of a refresh token MUST be a 401 and end every token of that sign-in, no other. Law A2."""
    law = "refresh_token_works_once"
    with scene() as played:
        other = played.send(login(BROKER).must(law, status=[200]))
        first = played.send(login(BROKER).must(law, status=[200]))
        second = played.send(refresh(first["refresh"]).must(law, status=[200]))
        played.send(profile(second["access"]).must(law, status=[200]))
        played.send(profile(first["access"]).must(law, status=[200]))
        played.send(refresh(first["refresh"]).must(law, status=[401], codes_in=INVALID_TOKEN))
        played.send(refresh(second["refresh"]).must(law, status=[401], codes_in=INVALID_TOKEN))
        for token in (first["access"], second["access"]):
            played.send(profile(token).must(law, **NOT_SIGNED_IN))
        played.send(profile(other["access"]).must(law, status=[200]))
        played.send(refresh(other["refresh"]).must(law, status=[200]))


@about("auth_logout")
def test_signing_out_ends_one_session(operation):
    """Logout MUST end the tokens of its sign-in, and those only. Law A1."""
    law = "logout_ends_the_session"
    with scene() as played:
        mine = played.send(login(BROKER).must(law, status=[200]))
        kept = played.send(login(BROKER).must(law, status=[200]))
        out = ask("auth_logout", NOBODY, {"refresh": mine["refresh"]})
        played.send(out.header("Authorization", f"Bearer {mine['access']}").must(law, status=[204]))
        played.send(profile(mine["access"]).must(law, **NOT_SIGNED_IN))
        played.send(refresh(mine["refresh"]).must(law, status=[401], codes_in=INVALID_TOKEN))
        for token in (mine["access"], mine["refresh"]):
            played.send(verify(token).must(law, status=[401], codes_in=INVALID_TOKEN))
        played.send(profile(kept["access"]).must(law, status=[200]))
        played.send(refresh(kept["refresh"]).must(law, status=[200]))


@about("auth_logout")
def test_nobody_signs_somebody_else_out(operation):
    """Another user's refresh token MUST be refused by logout, and go on working."""
    law = "logout_takes_own_tokens_only"
    with scene() as played:
        victim = played.send(login(BORROWER).must(law, status=[200]))
        step = ask("auth_logout", BROKER, {"refresh": victim["refresh"]})
        played.send(
            step.must(law, status=[400], codes_in=["accounts.invalid_refresh_token"], pointer="/body/refresh")
        )
        played.send(profile(victim["access"]).must(law, status=[200]))
        played.send(refresh(victim["refresh"]).must(law, status=[200]))


@about("auth_verify")
def test_verify_tells_what_a_token_is_worth(operation):
    """Verify MUST tell kind and owner of a live token, and refuse a refresh token that was used."""
    law = "verify_tells_what_a_token_is_worth"
    with scene() as played:
        pair = played.send(login(BDM).must(law, status=[200]))
        for kind in ("access", "refresh"):
            values = {"/token_type": kind, "/user_id": str(BDM.id)}
            played.send(verify(pair[kind]).must(law, status=[200], values=values))
        played.send(refresh(pair["refresh"]).must(law, status=[200]))
        played.send(verify(pair["refresh"]).must(law, status=[401], codes_in=INVALID_TOKEN))


@about("auth_login", "auth_refresh")
def test_tokens_live_as_long_as_they_may(operation):
    """An access token MUST live 15 minutes at most, a refresh token 7 days. Source: security.md, row 3."""
    with scene() as played:
        pair = played.send(login(BROKER).must("login_gives_tokens", status=[200]))
        if operation == "auth_refresh":
            pair = played.send(refresh(pair["refresh"]).must("refresh_gives_tokens", status=[200]))
    for kind, seconds in (("access", 15 * 60), ("refresh", 7 * 24 * 3600)):
        payload = pair[kind].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        assert 0 < claims["exp"] - claims["iat"] <= seconds, (
            f"{kind} token lives {claims['exp'] - claims['iat']} s"
        )


# --- passwords ----------------------------------------------------------------------------------------
@about("auth_password_change")
def test_a_new_password_ends_every_session(operation):
    """After a change every token of the user MUST be refused, the old password too; nobody else's. Law A1."""
    law = "password_change_ends_every_session"
    with scene() as played:
        pairs = [played.send(login(BROKER).must(law, status=[200])) for _ in range(2)]
        body = {"old_password": BROKER.secret("password"), "new_password": NEW_PASSWORD}
        played.send(ask("auth_password_change", BROKER, body).must(law, status=[204]))
        for pair in pairs:
            played.send(profile(pair["access"]).must(law, **NOT_SIGNED_IN))
            played.send(refresh(pair["refresh"]).must(law, status=[401], codes_in=INVALID_TOKEN))
        played.send(ask("profile_retrieve", BROKER).must(law, **NOT_SIGNED_IN))
        played.send(ask("profile_retrieve", BDM).must(law, status=[200]))
        played.send(login(BROKER).must(law, status=[401], codes_in=["accounts.invalid_credentials"]))
        played.send(login(BROKER, NEW_PASSWORD).must(law, status=[200]))


@about("auth_password_change")
def test_a_password_needs_the_old_one_and_some_strength(operation):
    """A wrong old password and a weak new one MUST be refused, and the old password go on working."""
    law = "weak_or_unproven_password_is_refused"
    right, wrong = BROKER.secret("password"), "not the old password"
    with scene() as played:
        step = ask("auth_password_change", BROKER, {"old_password": wrong, "new_password": NEW_PASSWORD})
        wanted = {"codes_in": ["accounts.wrong_password"], "pointer": "/body/old_password"}
        played.send(step.must(law, status=[400], **wanted))
        for weak in ("123456789012", world.email("broker")):
            step = ask("auth_password_change", BROKER, {"old_password": right, "new_password": weak})
            wanted = {"codes_in": ["accounts.weak_password"], "pointer": "/body/new_password"}
            played.send(step.must(law, status=[400], **wanted))
        played.send(login(BROKER).must(law, status=[200]))


@about("auth_password_reset")
def test_a_reset_answers_alike_for_known_and_unknown(operation):
    """Whether an address belongs to an account MUST NOT show. Law A3; security.md, row 5."""
    law = "reset_answers_alike"
    with scene() as played:
        played.send(
            ask("auth_password_reset", NOBODY, {"email": world.email("broker")}).must(law, status=[202])
        )
        for address in ("nobody@world.example", world.email("deactivated"), world.email("broker").upper()):
            step = ask("auth_password_reset", NOBODY, {"email": address})
            played.send(step.must(law, status=[202], same_as={"answer": 0}, same_headers={"answer": 0}))


@about("auth_password_reset")
def test_resets_are_limited_alike_for_known_and_unknown(operation):
    """The sixth reset of an hour for one address MUST be a 429, whether or not anybody has it."""
    law = "resets_are_limited"
    for address in (world.email("broker"), "nobody@world.example"):
        with scene() as played:
            for _ in range(5):
                step = ask("auth_password_reset", NOBODY, {"email": address})
                played.send(step.must(law, status=[202]))
            limited = {
                "status": [429],
                "codes_in": ["accounts.too_many_resets"],
                "headers": {"Retry-After": "[1-9][0-9]*"},
            }
            played.send(step.must(law, **limited))
            other = ask("auth_password_reset", NOBODY, {"email": world.email("bdm")})
            played.send(other.must(law, status=[202]))


def confirm(secret, user=RESETTING, password=NEW_PASSWORD):
    return ask(
        "auth_password_reset_confirm",
        NOBODY,
        {"uid": str(user.id), "token": secret, "new_password": password},
    )


@about("auth_password_reset_confirm")
def test_a_reset_token_works_once(operation):
    """A reset token MUST set one user's password, once; then the old one and all tokens fail. Law A3."""
    law = "reset_token_works_once"
    token, used = RESETTING.secret("reset"), {"status": [400], "codes_in": ["accounts.invalid_reset_token"]}
    with scene() as played:
        pair = played.send(login(RESETTING).must(law, status=[200]))
        played.send(confirm(token, BROKER).must(law, **used))
        played.send(confirm(token[:2] + "x" * 62, RESETTING).must(law, **used))
        played.send(
            confirm(token, password="123456789012").must(
                law, status=[400], codes_in=["accounts.weak_password"]
            )
        )
        played.send(confirm(token).must(law, status=[204]))
        played.send(confirm(token).must(law, **used))
        played.send(profile(pair["access"]).must(law, **NOT_SIGNED_IN))
        played.send(refresh(pair["refresh"]).must(law, status=[401], codes_in=INVALID_TOKEN))
        played.send(login(RESETTING).must(law, status=[401], codes_in=["accounts.invalid_credentials"]))
        played.send(login(RESETTING, NEW_PASSWORD).must(law, status=[200]))
        played.send(login(BROKER).must(law, status=[200]))


# --- signing in ---------------------------------------------------------------------------------------
@about("auth_login")
def test_a_refused_login_tells_nothing(operation):
    """Wrong password, unknown and inactive account MUST be answered alike. Security.md, row 5."""
    law = "refused_login_tells_nothing"
    with scene() as played:
        wrong = {"status": [401], "codes_in": ["accounts.invalid_credentials"]}
        played.send(login(BROKER, "wrong").must(law, **wrong))
        unknown = ask(
            "auth_login", NOBODY, {"email": "nobody@world.example", "password": BROKER.secret("password")}
        )
        for step in (unknown, login(DEACTIVATED), login(DEACTIVATED, "wrong")):
            played.send(step.must(law, **wrong, same_as={"answer": 0}, same_headers={"answer": 0}))
        shouted = ask(
            "auth_login", NOBODY, {"email": "Broker@World.EXAMPLE", "password": BROKER.secret("password")}
        )
        played.send(shouted.must(law, status=[200], values={"/user/id": str(BROKER.id)}))


@about("auth_login")
def test_logins_are_limited_by_account(operation):
    """After 10 failures a sign-in MUST be a 429 with Retry-After; that of others not. Rows 4 and 21."""
    law = "failed_logins_are_limited"
    limited = {
        "status": [429],
        "codes_in": ["accounts.too_many_failures"],
        "headers": {"Retry-After": "[1-9][0-9]{0,2}"},
    }
    with scene() as played:
        for number in range(10):
            # Who could forge an address could try for ever: it must not count as another one.
            step = login(BROKER, "wrong").header("X-Forwarded-For", f"203.0.113.{number}")
            played.send(step.header("X-Real-IP", f"203.0.113.{number}").must(law, status=[401]))
        for step in (
            login(BROKER),
            login(BROKER, "wrong"),
            login(BROKER).header("X-Forwarded-For", "203.0.113.99"),
        ):
            played.send(step.must(law, **limited))
        played.send(login(BDM).must(law, status=[200]))
        played.send(ask("profile_retrieve", BROKER).must(law, status=[200]))


@about("auth_password_change")
def test_guesses_of_the_old_password_are_limited(operation):
    """After 10 wrong old passwords the next MUST be a 429: a stolen token must not guess for ever."""
    law = "guessed_passwords_are_limited"
    with scene() as played:
        body = {"old_password": "wrong", "new_password": NEW_PASSWORD}
        for _ in range(10):
            played.send(ask("auth_password_change", BROKER, body).must(law, status=[400]))
        body["old_password"] = BROKER.secret("password")
        limited = {
            "status": [429],
            "codes_in": ["accounts.too_many_failures"],
            "headers": {"Retry-After": "[1-9][0-9]*"},
        }
        played.send(ask("auth_password_change", BROKER, body).must(law, **limited))
