"""Paths of operations 1-17."""

from django.urls import path

from apps.accounts import views

urlpatterns = [
    path("auth/login/", views.LoginView.as_view()),
    path("auth/refresh/", views.RefreshView.as_view()),
    path("auth/verify/", views.VerifyView.as_view()),
    path("auth/logout/", views.LogoutView.as_view()),
    path("auth/password/change/", views.PasswordChangeView.as_view()),
    path("auth/password/reset/", views.PasswordResetView.as_view()),
    path("auth/password/reset/confirm/", views.PasswordResetConfirmView.as_view()),
    path("users/", views.UsersView.as_view()),
    path("users/me/", views.ProfileView.as_view()),
    path("users/me/permissions/", views.ProfilePermissionsView.as_view()),
    path("users/me/notification-preferences/", views.NotificationPreferencesView.as_view()),
    path("users/<id:user_id>/", views.UserView.as_view()),
    path("users/<id:user_id>/deactivate/", views.UserDeactivateView.as_view()),
]
