"""What borrowers and guarantors have in common when they are written."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from apps.borrowers import kinds
from apps.kernel.errors import Invalid


class NamesOfKind(Invalid):
    """A field that the kind needs is missing, or one of another kind is given."""

    code = "borrowers.names_of_kind"


def check_names(table: Mapping[str, kinds.Fields], kind: str, values: Mapping[str, Any]) -> None:
    """Refuse values that do not fit the kind.

    Raises:
        NamesOfKind: at the first field that is missing or is another kind's.
    """
    name = kinds.misfit(table, kind, values)
    if name is not None:
        raise NamesOfKind(f"{name} does not fit the kind {kind}.", pointer=f"/body/{name}")


def as_stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` as the database gives them back, so that what stays the same compares equal.

    Amounts and dates inside lists and objects are strings there.
    """
    return {
        name: json.loads(json.dumps(value, cls=DjangoJSONEncoder))
        if isinstance(value, dict | list)
        else value
        for name, value in values.items()
    }
