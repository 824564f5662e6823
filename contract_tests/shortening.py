"""Bodies with long lists of alternatives, cut short for Schemathesis' boundary cases.

It draws a case for each boundary of each alternative of each alternative: of the allow-list of custom reports
that is four thousand requests, a minute of CPU. Each of these alternatives is enumerated in
`enumeration.specs`; what is left here are the shapes.
"""

import copy
from typing import Any

_METHODS = ("post", "patch")
_MOST_ALTERNATIVES, _MOST_CHOICES = 4, 20  # what is longer is an allow-list
_KEPT_ALTERNATIVES, _KEPT_CHOICES = 1, 2


def shorten(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with its bodies cut short, in place; answers are judged by all there is."""
    for item in document["paths"].values():
        for method in _METHODS:
            content = item.get(method, {}).get("requestBody", {}).get("content", {})
            for media_type in content.values():
                whole = _resolved(media_type["schema"], document)
                short = _cut(whole)
                if short != whole:
                    media_type["schema"] = short
    return document


def _resolved(schema: Any, document: dict[str, Any]) -> Any:
    if isinstance(schema, dict):
        if "$ref" in schema:
            target: Any = document
            for segment in schema["$ref"].removeprefix("#/").split("/"):
                target = target[segment]
            return _resolved(copy.deepcopy(target), document)
        kept = {name: value for name, value in schema.items() if name != "discriminator"}
        return {name: _resolved(value, document) for name, value in kept.items()}
    if isinstance(schema, list):
        return [_resolved(item, document) for item in schema]
    return schema


def _cut(schema: Any) -> Any:
    """Return a schema whose allow-lists hold some of what they allow; whatever fits it fits the whole."""
    if isinstance(schema, list):
        return [_cut(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _cut(value) for name, value in schema.items()}
    lists = (("oneOf", _MOST_ALTERNATIVES, _KEPT_ALTERNATIVES), ("enum", _MOST_CHOICES, _KEPT_CHOICES))
    for name, most, kept in lists:
        if len(found.get(name, ())) > most:
            found[name] = found[name][:kept]
    return found
