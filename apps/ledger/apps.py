"""The ledger app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The journal and its balances."""

    name = "apps.ledger"
