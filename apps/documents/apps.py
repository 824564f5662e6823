"""The documents app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents, their versions and their signatures."""

    name = "apps.documents"
