"""Paths of operations 88-97 and 109."""

from django.urls import path

from apps.fees.views import definitions, fees, funding

_FEE = "fees/<id:fee_id>/"

urlpatterns = [
    path("calculators/fees/", definitions.FeeCalculatorView.as_view()),
    path("fee-definitions/", definitions.FeeDefinitionsView.as_view()),
    path("fee-definitions/<id:fee_definition_id>/", definitions.FeeDefinitionView.as_view()),
    path("fees/", fees.FeesView.as_view()),
    path(_FEE, fees.FeeView.as_view()),
    path(f"{_FEE}pay/", fees.FeePayView.as_view()),
    path(f"{_FEE}waive/", fees.FeeWaiveView.as_view()),
    path(f"{_FEE}refund/", fees.FeeRefundView.as_view()),
    path("applications/<id:application_id>/funding-tables/", funding.ApplicationFundingTablesView.as_view()),
]
