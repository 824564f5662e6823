"""What a file is called: metadata, never a path. Source: domain.md, section 8, "Upload" """

import unicodedata

from apps.documents.sniffing import EXTENSIONS
from apps.kernel import text

MAX_LENGTH = 255
NAMELESS = "document"
_EXTENSION_MAX_LENGTH = 16
# Controls; formats, with which a name can be shown in another order than it is written; separators of lines.
_HIDDEN = ("Cc", "Cf", "Zl", "Zp")


def cleaned(filename: str) -> str:
    """Return what is kept of the name that a sender gives: its last path part, of what can be seen.

    A longer name is cut to 255 characters before its extension; without a name, it is "document".
    """
    last = filename.replace("\\", "/").rpartition("/")[2]
    name = text.clean("".join(each for each in last if unicodedata.category(each) not in _HIDDEN))
    if len(name) > MAX_LENGTH:
        stem, dot, extension = name.rpartition(".")
        kept = dot + extension if 0 < len(extension) <= _EXTENSION_MAX_LENGTH else ""
        name = (stem if kept else name)[: MAX_LENGTH - len(kept)] + kept
    return NAMELESS if name in ("", ".", "..") else name


def for_download(filename: str, content_type: str) -> str:
    """Return a name that ends as the content does, whatever it was called: programs go by the ending."""
    endings = EXTENSIONS[content_type]
    return filename if filename.lower().endswith(endings) else filename + endings[0]
