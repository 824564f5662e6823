"""Path of operation 117."""

from typing import Any

urlpatterns: list[Any] = []
