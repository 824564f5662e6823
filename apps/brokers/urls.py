"""Paths of operations 23-37."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
