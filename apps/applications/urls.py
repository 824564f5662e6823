"""Paths of operations 38, 49-66 and 118."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
