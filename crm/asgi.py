"""The ASGI entry point: HTTP, and the socket of notifications."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
http = get_asgi_application()

from apps.notifications.routing import websocket_urlpatterns  # noqa: E402 - its models are ready only now
from crm.static_files import beside_asgi  # noqa: E402 - reads the settings, which are ready only now

application = ProtocolTypeRouter({"http": beside_asgi(http), "websocket": URLRouter(websocket_urlpatterns)})
