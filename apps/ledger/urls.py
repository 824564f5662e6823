"""Paths of operations 105-107."""

from django.urls import path

from apps.ledger import views

urlpatterns = [
    path("ledger/entries/", views.LedgerEntriesView.as_view()),
    path("ledger/balances/", views.LedgerBalancesView.as_view()),
]
