"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, sessions, passwords, permissions and preferences."""

    name = "apps.accounts"
