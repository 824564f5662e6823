"""The ASGI entry point: HTTP today, and the place where the WebSocket routes join."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
http = get_asgi_application()

from crm.static_files import beside_asgi  # noqa: E402 - reads the settings, which are ready only now

application = ProtocolTypeRouter({"http": beside_asgi(http)})
