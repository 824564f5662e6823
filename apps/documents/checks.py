"""What must be there at start-up: nobody finds out from the last signature that there is no key."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from apps.documents import keys


def signing_key(**options: Any) -> list[CheckMessage]:
    """Return why the key that the settings name cannot be used; one for development makes itself."""
    if not settings.SIGNING_KEY_FILE:
        return []
    try:
        keys.signer()
    except ImproperlyConfigured as problem:
        return [
            Error(
                str(problem),
                hint="manage.py signing_key_create writes a key with a certificate of its own.",
                id="documents.E001",
            )
        ]
    return []
