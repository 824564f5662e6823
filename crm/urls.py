"""Every route. What is not under /api/v1/ is named in docs/reference/routes.md."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerView

from apps.kernel import converters
from crm.api import health, published

converters.register()

urlpatterns = [
    path("api/v1/", include("apps.accounts.urls")),
    path("api/v1/", include("apps.brokers.urls")),
    path("api/v1/", include("apps.borrowers.urls")),
    path("api/v1/", include("apps.ledger.urls")),
    path("api/v1/", include("apps.applications.urls")),
    path("api/v1/", include("apps.repayments.urls")),
    path("api/v1/", include("apps.fees.urls")),
    path("api/v1/", include("apps.documents.urls")),
    path("api/v1/", include("apps.notes.urls")),
    path("api/v1/", include("apps.notifications.urls")),
    path("api/v1/", include("apps.reports.urls")),
    path("api/v1/", include("apps.search.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/asyncapi.json", published.asyncapi),
    path("health/", health.health),
    path("ready/", health.ready),
]
if settings.API_DOCS:
    urlpatterns += [
        path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
        path("api/redoc/", SpectacularRedocView.as_view(url_name="schema"), name="redoc"),
    ]
if settings.ADMIN_SITE:
    urlpatterns += [path("admin/", admin.site.urls)]

handler400 = "crm.api.problems.bad_request"
handler403 = "crm.api.problems.permission_denied"
handler404 = "crm.api.problems.not_found"
handler500 = "crm.api.problems.server_error"
