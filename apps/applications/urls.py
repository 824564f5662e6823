"""Paths of operations 38, 49-66 and 118."""

from django.urls import path

from apps.applications.views import applications, lifecycle, relationships, security

_ONE = "applications/<id:application_id>/"
_PROPERTY = "security-properties/<id:security_property_id>/"

urlpatterns = [
    path("brokers/<id:broker_id>/applications/", applications.BrokerApplicationsView.as_view()),
    path("applications/", applications.ApplicationsView.as_view()),
    path(_ONE, applications.ApplicationView.as_view()),
    path(f"{_ONE}transitions/", lifecycle.ApplicationTransitionsView.as_view()),
    path(f"{_ONE}stage-history/", lifecycle.ApplicationStageHistoryView.as_view()),
    path(f"{_ONE}events/", lifecycle.ApplicationEventsView.as_view()),
    path(f"{_ONE}signature/", lifecycle.ApplicationSignatureView.as_view()),
    path(f"{_ONE}borrowers/", relationships.ApplicationBorrowersView.as_view()),
    path(f"{_ONE}borrowers/<id:borrower_id>/", relationships.ApplicationBorrowerView.as_view()),
    path(f"{_ONE}guarantors/", relationships.ApplicationGuarantorsView.as_view()),
    path(f"{_ONE}guarantors/<id:guarantor_id>/", relationships.ApplicationGuarantorView.as_view()),
    path(f"{_ONE}security-properties/", security.ApplicationSecurityPropertiesView.as_view()),
    path(_PROPERTY, security.SecurityPropertyView.as_view()),
    path(f"{_PROPERTY}valuations/", security.SecurityPropertyValuationsView.as_view()),
    path("meta/stage-graph/", lifecycle.StageGraphView.as_view()),
]
