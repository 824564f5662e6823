"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Standard reports, custom reports and their definitions."""

    name = "apps.reports"
