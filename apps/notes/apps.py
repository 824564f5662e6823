"""The notes app."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """Notes with audiences and reminders."""

    name = "apps.notes"
