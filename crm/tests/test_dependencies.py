"""When a dependency fails, access stays closed."""

import logging

import pytest

pytestmark = pytest.mark.django_db


def test_without_the_throttle_store_nobody_is_let_through(client, settings, caplog):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    client.raise_request_exception = False
    with caplog.at_level(logging.CRITICAL, "django.request"):
        refused = client.post("/api/v1/auth/login/", {}, content_type="application/json")
    assert refused.status_code == 503
    assert refused.json()["code"] == "request.unavailable"
    assert client.get("/health/").status_code == 200
    not_ready = client.get("/ready/")
    assert not_ready.status_code == 503
    assert not_ready.json() == {"status": "unavailable", "database": "ok", "cache": "unavailable"}


def test_the_six_hundred_and_first_request_of_a_minute_is_told_to_wait(client):
    answers = [client.get("/api/v1/users/me/") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {401}  # refused before it is counted
    codes = [
        client.post("/api/v1/auth/verify/", {}, content_type="application/json").status_code
        for _ in range(601)
    ]
    assert codes == [400] * 600 + [429]
    last = client.post("/api/v1/auth/verify/", {}, content_type="application/json")
    assert int(last.headers["Retry-After"]) > 0
    assert last.json()["code"] == "request.throttled"
