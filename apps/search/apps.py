"""The search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Search over all kinds of things; it has no tables of its own."""

    name = "apps.search"
