"""Everything we teach Schemathesis. Importing this package registers it; order is meaning."""

from hooks import transport, uploads

transport.install()
uploads.install()
from hooks import formats, identifiers  # noqa: E402, F401
from hooks.checks import data, exposure, methods, refusals, secrets  # noqa: E402, F401
