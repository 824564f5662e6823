"""Export the AsyncAPI document of the socket."""

import json
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.notifications import asyncapi

_SCHEMA = settings.BASE_DIR / "openapi" / "vendor" / f"asyncapi-{asyncapi.VERSION}.json"


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as it is."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


class Command(BaseCommand):
    """`manage.py asyncapi`: the messages of `/ws/notifications/`."""

    help = "Write the AsyncAPI document of the socket as YAML."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say where to write, and whether to hold the document against AsyncAPI's own schema."""
        parser.add_argument("--file", type=Path, help="by default standard output")
        parser.add_argument("--validate", action="store_true", help="fail when the document is not valid")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the document.

        Raises:
            CommandError: it is not valid, with every reason.
        """
        document = asyncapi.document()
        if options["validate"]:
            _validate(document)
        text = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
        if options["file"]:
            options["file"].write_text(text)
        else:
            self.stdout.write(text, ending="")


def _validate(document: dict[str, Any]) -> None:
    import jsonschema_rs  # a tool of development

    schema = json.loads(_SCHEMA.read_text())
    problems = [
        f"/{'/'.join(map(str, problem.instance_path))}: {problem.message[:300]}"
        for problem in jsonschema_rs.Draft7Validator(schema).iter_errors(document)
    ]
    for name, payload in document["components"]["schemas"].items():
        try:
            jsonschema_rs.meta.validate(payload)
        except jsonschema_rs.ValidationError as problem:
            problems.append(f"/components/schemas/{name}: {problem.message[:300]}")
    if problems:
        raise CommandError("The document is not valid AsyncAPI:\n" + "\n".join(problems))
