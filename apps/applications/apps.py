"""The applications app: what it tells the apps below it, and what it wants to hear of them."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Loan applications."""

    name = "apps.applications"
