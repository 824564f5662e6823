"""One JSON object a line: what a value holds cannot forge a second line (security.md, row 25)."""

import json
import logging
import re
from datetime import UTC, datetime

from apps.audit import tracing

# The path of a signing link is the secret itself; sockets hand in their token in the query, and servers of
# HTTP write queries into their logs. Whatever looks like a JSON web token is none of a log's business.
_SECRETS = re.compile(
    r"(/signing/)[A-Za-z0-9_-]+"
    r"|([?&]token=)[^&\s\"\\]*"
    r"|()eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"
)
_FIELDS = ("code", "status", "method", "view", "user_id", "action", "object_id", "address")


class JsonFormatter(logging.Formatter):
    """Write a record as one line of JSON, with the id of the request it belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": tracing.request_id(),
            **{name: getattr(record, name) for name in _FIELDS if hasattr(record, name)},
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return _SECRETS.sub(r"\1\2\3***", json.dumps(entry, default=str))
