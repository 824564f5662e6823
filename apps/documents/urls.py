"""Paths of operations 67-83."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
