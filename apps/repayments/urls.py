"""Paths of operations 98-104 and 108."""

from django.urls import path

from apps.repayments.views import payments, schedules

urlpatterns = [
    path("calculators/repayment-schedule/", schedules.RepaymentScheduleCalculatorView.as_view()),
    path(
        "applications/<id:application_id>/repayment-schedules/",
        schedules.ApplicationRepaymentSchedulesView.as_view(),
    ),
    path("repayments/", schedules.RepaymentsView.as_view()),
    path("repayments/<id:repayment_id>/", schedules.RepaymentView.as_view()),
    path("payments/", payments.PaymentsView.as_view()),
    path("payments/<id:payment_id>/", payments.PaymentView.as_view()),
    path("payments/<id:payment_id>/reverse/", payments.PaymentReverseView.as_view()),
]
