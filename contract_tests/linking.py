"""Values that an earlier answer has brought and a later request carries: stored as where they came from."""

import json
from collections.abc import Sequence
from typing import Any


def link(request: dict[str, Any], answers: Sequence[Any]) -> dict[str, Any]:
    """Replace values that came from earlier answers by where they came from: ids differ in every run."""
    origins: dict[str, str] = {}
    for number, answer in enumerate(answers):
        for pointer, value in _leaves(answer):
            if len(value) >= 16:
                origins.setdefault(value, f"{{{{answer:{number}:{pointer}}}}}")
    if not origins:
        return request
    text = json.dumps(request)
    for value, origin in sorted(origins.items(), key=lambda item: -len(item[0])):
        text = text.replace(value, origin)
    linked: dict[str, Any] = json.loads(text)
    return linked


def resolve(request: dict[str, Any], answers: Sequence[Any]) -> dict[str, Any]:
    """Put the values of earlier answers in."""
    text = json.dumps(request)
    if "{{answer:" not in text:
        return request
    for number, answer in enumerate(answers):
        for pointer, value in _leaves(answer):
            text = text.replace(f"{{{{answer:{number}:{pointer}}}}}", value)
    resolved: dict[str, Any] = json.loads(text)
    return resolved


def values(answer: Any) -> set[str]:
    """Return the texts in an answer that a later request may carry."""
    return {value for _, value in _leaves(answer) if len(value) >= 16}


def _leaves(value: Any, pointer: str = "") -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(pointer, value)] if value.isascii() and '"' not in value and "\\" not in value else []
    if isinstance(value, dict):
        return [leaf for name, item in value.items() for leaf in _leaves(item, f"{pointer}/{name}")]
    if isinstance(value, list):
        return [leaf for number, item in enumerate(value) for leaf in _leaves(item, f"{pointer}/{number}")]
    return []
