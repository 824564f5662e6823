"""ETag and If-Match: nobody overwrites what they have not read (RFC 9110, section 13)."""

import re

from apps.kernel.errors import StalePrecondition

# Strong tags of ours, `*`, or any quoted tag of somebody else's (which never matches).
IF_MATCH = r'^(\*|"[!#-~]{0,64}")$'
_IF_MATCH = re.compile(IF_MATCH)


def etag(version: int) -> str:
    """Return the entity tag of an object at `version`."""
    return f'"{version}"'


def is_well_formed(header: str) -> bool:
    """Tell whether `header` is an If-Match value that this API understands."""
    return _IF_MATCH.fullmatch(header) is not None


def check(header: str | None, *, version: int) -> None:
    """Refuse a change that was made against another version.

    Raises:
        StalePrecondition: `header` names another version than the object's.
    """
    if header is not None and header not in ("*", etag(version)):
        raise StalePrecondition(f"The object is at version {version}. Read it again and repeat the change.")
