"""Which notification types exist, and the preferences a new user starts with."""

from collections.abc import Mapping
from enum import StrEnum


class NotificationType(StrEnum):
    """The ten types of domain.md, section 9."""

    APPLICATION_ASSIGNED = "application_assigned"
    APPLICATION_STAGE_CHANGED = "application_stage_changed"
    DOCUMENT_UPLOADED = "document_uploaded"
    SIGNATURE_REQUESTED = "signature_requested"
    SIGNATURE_COMPLETED = "signature_completed"
    FEE_DUE = "fee_due"
    REPAYMENT_UPCOMING = "repayment_upcoming"
    REPAYMENT_OVERDUE = "repayment_overdue"
    NOTE_REMINDER = "note_reminder"
    SYSTEM = "system"


class Digest(StrEnum):
    """How often e-mails are bundled."""

    NONE = "none"
    DAILY = "daily"
    WEEKLY = "weekly"


CHANNELS = ("in_app", "email")
Matrix = dict[str, dict[str, bool]]


def default_matrix() -> Matrix:
    """Return the matrix of a new user: everything on both channels."""
    return {kind.value: dict.fromkeys(CHANNELS, True) for kind in NotificationType}


def wants(matrix: Mapping[str, Mapping[str, bool]], kind: NotificationType, channel: str) -> bool:
    """Tell whether notifications of this type are to come by this channel."""
    return matrix[kind.value][channel]


def merged(matrix: Matrix, cells: Mapping[str, Mapping[str, bool]]) -> Matrix:
    """Return `matrix` with some cells changed; every type stays present."""
    return {kind: {**channels, **cells.get(kind, {})} for kind, channels in matrix.items()}
