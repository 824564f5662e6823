"""Paths of operations 39-48."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
