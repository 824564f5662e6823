"""What happens here when something happens below: brokers and BDMs that move leave each other's files."""

from apps.applications import selectors
from apps.applications.events import ViewersChanged
from apps.applications.services.assignments import assignments_release
from apps.brokers.events import BdmMoved, BrokerMoved
from apps.kernel import events


def broker_moved(event: BrokerMoved) -> None:
    """The book moves along; BDMs of the old branch do not."""
    assignments_release(broker_id=event.broker_id, actor_id=event.actor_id)
    events.publish(ViewersChanged(selectors.book_of(broker_id=event.broker_id)))


def bdm_moved(event: BdmMoved) -> None:
    """The BDM leaves the files of the old branch."""
    assignments_release(bdm_id=event.bdm_id, actor_id=event.actor_id)
