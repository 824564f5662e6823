"""Paths of operations 23-37."""

from django.urls import path

from apps.brokers import views

urlpatterns = [
    path("branches/", views.BranchesView.as_view()),
    path("branches/<id:branch_id>/", views.BranchView.as_view()),
    path("bdms/", views.BdmsView.as_view()),
    path("bdms/<id:bdm_id>/", views.BdmView.as_view()),
    path("brokers/", views.BrokersView.as_view()),
    path("brokers/<id:broker_id>/", views.BrokerView.as_view()),
]
