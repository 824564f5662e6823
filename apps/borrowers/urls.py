"""Paths of operations 39-48."""

from django.urls import path

from apps.borrowers import views

urlpatterns = [
    path("borrowers/", views.BorrowersView.as_view()),
    path("borrowers/<id:borrower_id>/", views.BorrowerView.as_view()),
    path("guarantors/", views.GuarantorsView.as_view()),
    path("guarantors/<id:guarantor_id>/", views.GuarantorView.as_view()),
]
