"""The brokers app, and how a user turns out to be a BDM or a broker."""

from django.apps import AppConfig


class BrokersConfig(AppConfig):
    """Branches, business development managers and brokers."""

    name = "apps.brokers"

    def ready(self) -> None:
        """Tell accounts how to ask for profiles."""
        from apps.accounts import profiles
        from apps.brokers import selectors
        from apps.kernel.actor import Role

        profiles.register(Role.BDM, selectors.bdm_has_user)
        profiles.register(Role.BROKER, selectors.broker_has_user)
