"""The WSGI entry point: HTTP, in process for the contract tests and behind any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
application = get_wsgi_application()

from crm.static_files import beside_wsgi  # noqa: E402 - reads the settings, which are ready only now

application = beside_wsgi(application)
