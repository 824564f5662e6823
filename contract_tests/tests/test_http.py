"""HTTP as a whole: foreign origins, forged addresses, too many requests. Security.md, rows 20 and 21."""

import pytest
from django.test import override_settings

from contract_tests import wire
from contract_tests.actors import ADMIN, BDM, BROKER, NOBODY
from contract_tests.enumeration import valid
from contract_tests.enumeration.operations import every, operations
from contract_tests.enumeration.playing import play
from contract_tests.enumeration.valid import ask
from contract_tests.judging import failures_of
from contract_tests.tests.test_laws import about
from hooks import isolation

pytestmark = pytest.mark.contract
FRONT_END = "https://app.example.com"
FOREIGN = (
    "null",
    "https://evil.example",
    "https://app.example.com.evil.example",
    "https://evilapp.example.com",
    "https://sub.app.example.com",
    "http://app.example.com",
    "https://app.example.com:8443",
    "https://app.example.com@evil.example",
    "https://APP.example.com/",
)
SHARED = ("access-control-allow-origin", "access-control-allow-credentials")


@every()
def test_no_origin_is_let_in_by_default(operation):
    """Without an allow-list no answer MUST let another origin read it. Source: security.md, row 20."""
    step = valid.request(operations()[operation]).header("Origin", "https://evil.example")
    play([[step.must("foreign_origin_is_not_let_in", headers=dict.fromkeys(SHARED))]])


@about("profile_retrieve", "auth_login")
def test_only_listed_origins_are_let_in(operation):
    """A listed origin MUST be let in, without credentials; prefixes and suffixes of it MUST NOT. Row 20."""
    base = valid.request(operations()[operation])
    law = "only_listed_origins_are_let_in"
    asking = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    preflight = base.no_body().by(NOBODY).sent_as("OPTIONS")
    for name, value in asking.items():
        preflight = preflight.header(name, value)
    kept = {
        "access-control-allow-origin": FRONT_END.replace(".", "\\."),
        "access-control-allow-credentials": None,
    }
    with override_settings(CORS_ALLOWED_ORIGINS=[FRONT_END]):
        play([[base.header("Origin", FRONT_END).must(law, headers=kept)]])
        play(
            [[preflight.header("Origin", FRONT_END).must(law, outside=True, status=[200, 204], headers=kept)]]
        )
        for origin in FOREIGN:
            nothing = dict.fromkeys(SHARED)
            play([[base.header("Origin", origin).must(law, headers=nothing)]])
            play([[preflight.header("Origin", origin).must(law, outside=True, headers=nothing)]])


@about("user_list")
def test_links_do_not_follow_a_forged_host(operation):
    """X-Forwarded headers MUST NOT change links; a foreign Host MUST be refused. Security.md, row 21."""
    law = "forged_host_is_not_believed"
    plain = valid.request(operations()[operation]).with_query({"page_size": 1})
    forged = plain
    for name, value in (
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Port", "8443"),
        ("X-Forwarded-Prefix", "/evil"),
        ("Forwarded", "host=evil.example;proto=https"),
        ("X-Original-URL", "/api/v1/users/me/"),
        ("X-Rewrite-URL", "/api/v1/users/me/"),
        ("X-HTTP-Method-Override", "DELETE"),
    ):
        forged = forged.header(name, value)
        play([[plain, plain.header(name, value).must(law, status=[200], same_as={"answer": 0})]])
    play([[plain, forged.must(law, status=[200], same_as={"answer": 0})]])
    for host in ("evil.example", "localhost.evil.example", "localhost:x", "localhost@evil.example", ""):
        play(
            [[plain.header("Host", host).must(law, outside=True, status=[400], codes_in=["request.invalid"])]]
        )


@about("profile_permissions")
def test_a_caller_is_limited(operation):
    """The 601st request of a minute MUST be a 429 with Retry-After; another caller MUST go on."""
    step = ask(operation, BROKER)
    many = step.sent_as("OPTIONS").stored()
    with isolation.rollback_case():
        answers = [wire.send(many)[1].status_code for _ in range(600)]
        assert answers == [204] * 600
        for refused in (step, step.header("X-Forwarded-For", "203.0.113.7")):
            case, answer = wire.send(refused.stored())
            assert (answer.status_code, failures_of(case, answer)) == (429, [])
            assert 0 < int(answer.headers["retry-after"][0]) <= 60
        for other in (BDM, ADMIN):
            _, answer = wire.send(ask(operation, other).stored())
            assert answer.status_code == 200
