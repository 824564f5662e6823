"""The ASGI entry point: HTTP today, and the place where the WebSocket routes join."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
application = ProtocolTypeRouter({"http": get_asgi_application()})
