"""Signing in to the admin site, under the same throttle and audit as the API."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from apps.accounts.models import User
from apps.accounts.services import sessions


class ThrottledBackend(ModelBackend):
    """Django's sign-in with our rules; anything that is refused is None to Django."""

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """Return the active user to whom address and password belong."""
        if username is None or password is None:
            return None
        try:
            return sessions.credentials_check(email=username.lower(), password=password)
        except (sessions.InvalidCredentials, sessions.TooManyFailures):
            return None
