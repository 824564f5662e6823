"""Paths of operations 110-116a."""

from django.urls import path

from apps.reports import views

urlpatterns = [
    path("reports/repayment-compliance/", views.ComplianceView.as_view()),
    path("reports/application-volume/", views.VolumeView.as_view()),
    path("reports/application-status/", views.StatusView.as_view()),
    path("reports/custom/", views.CustomReportView.as_view()),
    path("report-definitions/", views.ReportDefinitionsView.as_view()),
    path("report-definitions/<id:report_definition_id>/", views.ReportDefinitionView.as_view()),
    path("report-definitions/<id:report_definition_id>/results/", views.ReportResultsView.as_view()),
]
