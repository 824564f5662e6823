"""HTTP in, one service call, HTTP out: operations 18-22 and 119."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.kernel.serializers import rendered
from apps.kernel.views import APIView
from apps.notifications import filters, selectors, serializers
from apps.notifications.services import notifications, reminders


class NotificationsView(APIView):
    tag = "Notifications"
    needs = {"GET": "notification.read"}
    lists = filters.NotificationFilter

    @extend_schema(operation_id="notification_list", responses=serializers.NotificationOutput(many=True))
    def get(self, request: Request) -> Response:
        """List your notifications."""
        return self.answer_page(
            serializers.NotificationOutput, selectors.notification_list(viewer=self.actor)
        )


class NotificationView(APIView):
    tag = "Notifications"
    needs = {"GET": "notification.read", "PATCH": "notification.update"}
    accepts = {"PATCH": serializers.NotificationUpdateInput}
    finds = {"GET": selectors.notification_get, "PATCH": selectors.notification_get_for_update}
    raises = {
        "GET": (selectors.NotificationNotFound,),
        "PATCH": (selectors.NotificationNotFound,),
    }

    @extend_schema(operation_id="notification_retrieve", responses=serializers.NotificationOutput)
    def get(self, request: Request, notification_id: UUID) -> Response:
        """Retrieve one of your notifications."""
        return self.answer(serializers.NotificationOutput, self.found)

    @extend_schema(operation_id="notification_update", responses=serializers.NotificationOutput)
    def patch(self, request: Request, notification_id: UUID) -> Response:
        """Say that you have read one of your notifications, or have not."""
        notification = notifications.notification_update(
            notification_id=notification_id, actor=self.actor, **self.data
        )
        return self.answer(serializers.NotificationOutput, notification)


class NotificationsMarkReadView(APIView):
    tag = "Notifications"
    needs = {"POST": "notification.update"}
    accepts = {"POST": serializers.NotificationMarkReadInput}
    raises = {"POST": (notifications.IdsOrAll, notifications.UnknownNotification)}

    @extend_schema(operation_id="notification_mark_read", responses=serializers.NotificationMarkReadOutput)
    def post(self, request: Request) -> Response:
        """Say that you have read some of your notifications, or all of them."""
        marked = notifications.notification_mark_read(actor=self.actor, **self.data)
        return Response(rendered(serializers.NotificationMarkReadOutput, marked))


class RemindersView(APIView):
    tag = "System"
    needs = {"POST": "reminders.create"}
    accepts = {"POST": serializers.RemindersCreateInput}

    @extend_schema(operation_id="reminders_create", responses=serializers.RemindersCreatedOutput)
    def post(self, request: Request) -> Response:
        """Remind of what is due on a day, and send the digests; again for the same day, it does nothing."""
        created = reminders.reminders_create(**self.data)
        return Response(rendered(serializers.RemindersCreatedOutput, {"created": created}))


class NotificationsUnreadCountView(APIView):
    tag = "Notifications"
    needs = {"GET": "notification.read"}

    @extend_schema(operation_id="notification_unread_count", responses=serializers.UnreadCountOutput)
    def get(self, request: Request) -> Response:
        """Count your unread notifications, in all and by type."""
        return Response(rendered(serializers.UnreadCountOutput, selectors.unread(viewer=self.actor)))
