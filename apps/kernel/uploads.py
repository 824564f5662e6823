"""A file as it was received: spooled, measured, and nothing of it believed."""

from dataclasses import dataclass
from typing import BinaryIO

MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Upload:
    """One part of a multipart body that carries a filename; gone from the disk when it is closed.

    Args:
        file: seekable.
        filename: as the sender says; path parts, control characters and all.
        size: bytes.
        sha256: 64 hexadecimal digits.
    """

    file: BinaryIO
    filename: str
    size: int
    sha256: str

    def close(self) -> None:
        """Forget the bytes."""
        self.file.close()
