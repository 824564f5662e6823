"""Paths of operations 18-22 and 119."""

from django.urls import path

from apps.notifications import views

urlpatterns = [
    path("notifications/", views.NotificationsView.as_view()),
    path("notifications/mark-read/", views.NotificationsMarkReadView.as_view()),
    path("notifications/unread-count/", views.NotificationsUnreadCountView.as_view()),
    path("maintenance/reminders/", views.RemindersView.as_view()),
    path("notifications/<id:notification_id>/", views.NotificationView.as_view()),
]
