"""What one socket reads and writes in the database, each time as the user is at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.accounts import authentication
from apps.accounts import selectors as accounts
from apps.kernel.actor import Actor
from apps.kernel.serializers import rendered
from apps.notifications import selectors
from apps.notifications.frames import REPLAYED_AT_ONCE, NotificationBody
from apps.notifications.selectors import Standing
from apps.notifications.serializers import NotificationOutput
from apps.notifications.services import notifications


@dataclass(frozen=True, slots=True)
class News:
    """What stands, and notifications within a range.

    Args:
        until_seq: everything up to here is in `bodies`, as far as it is visible.
    """

    standing: Standing
    bodies: Sequence[NotificationBody]
    until_seq: int


class Inbox:
    """A session's view of its user's notifications.

    Every method asks first whether the session still stands, and as whom, so that nothing is told to somebody
    who has been signed out, and nothing by a role that the user has no more.

    Raises:
        InvalidToken: by each method, when the session has ended.
    """

    def __init__(self, token: str) -> None:
        user, self._claims = authentication.session_of(token)
        self.user_id: UUID = user.id
        self.expires_at = self._claims.expires_at

    def standing(self) -> Standing:
        """Return the last number and the unread count."""
        return selectors.standing(viewer=self._actor())

    def news(self, after_seq: int) -> News:
        """Return the notifications after a number, at most 100, and what stands."""
        viewer = self._actor()
        # What stands is read first: every number up to it is committed by then.
        standing = selectors.standing(viewer=viewer)
        rows = selectors.notification_range(viewer=viewer, after_seq=after_seq, until_seq=standing.seq)
        found = list(rows[:REPLAYED_AT_ONCE])
        bodies = [NotificationBody.model_validate(rendered(NotificationOutput, row)) for row in found]
        is_cut = len(found) == REPLAYED_AT_ONCE
        return News(standing, bodies, found[-1].seq if is_cut else standing.seq)

    def mark_read(self, ids: Sequence[UUID] | None) -> None:
        """Mark these as read, or all when there are none named.

        Raises:
            UnknownNotification: one of them is not visible.
        """
        notifications.notification_mark_read(actor=self._actor(), ids=ids, all=True if ids is None else None)

    def _actor(self) -> Actor:
        return accounts.session_user(claims=self._claims).actor
