"""The borrowers app, and how a user turns out to be a borrower."""

from django.apps import AppConfig


class BorrowersConfig(AppConfig):
    """Borrowers and guarantors."""

    name = "apps.borrowers"

    def ready(self) -> None:
        """Tell accounts how to ask for profiles."""
        from apps.accounts import profiles
        from apps.borrowers import selectors
        from apps.kernel.actor import Role

        profiles.register(Role.BORROWER, selectors.borrower_has_user)
