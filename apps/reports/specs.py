"""What a custom report's specification may say: for each entity one closed shape, made from the catalogue."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from rest_framework import serializers

from apps.kernel import money, text
from apps.kernel.fields import (
    BooleanField,
    ChoiceField,
    DateField,
    DescribedField,
    IntegerField,
    ListField,
    MoneyField,
    RateField,
    TextField,
    UUIDField,
)
from apps.kernel.serializers import Input, OneOf
from apps.kernel.text import pointer_segment
from apps.reports.catalogue import COUNT, FUNCTIONS, Entity, Field, Kind, entities
from apps.reports.exports import FORMATS

_MOST_FILTERS, _MOST_VALUES, _MOST_GROUPS, _MOST_MEASURES, _MOST_ORDER, MOST_ROWS = 10, 100, 2, 10, 3, 1000
_MOST_LETTERS, _GREATEST_INTEGER = 200, 32_767
_SCHEMAS: Mapping[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string", "minLength": 1, "maxLength": _MOST_LETTERS, "pattern": text.NOT_BLANK},
    Kind.ID: {"type": "string", "format": "uuid"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.MONEY: {"type": "string", "pattern": money.pattern()},
    Kind.RATE: {"type": "string", "pattern": money.pattern(digits=2, places=4)},
    Kind.INTEGER: {"type": "integer", "minimum": 0, "maximum": _GREATEST_INTEGER},
    Kind.DATE: {"type": "string", "format": "date", "pattern": text.A_YEAR},
}


class NameField(DescribedField):
    """One of some names."""

    def __init__(self, names: list[str], **options: Any) -> None:
        super().__init__(**options)
        self.names = frozenset(names)
        self.schema = {"type": "string", "enum": names}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or data not in self.names:
            raise serializers.ValidationError("Not one of the possible names.", code="invalid_choice")
        return data


class EntityField(DescribedField):
    """The entity, which has chosen the shape."""

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(**options)
        self.schema = {"type": "string", "const": name}

    def to_internal_value(self, data: Any) -> str:
        return str(data)


class _ObjectField(DescribedField):
    """A closed object; which properties it has depends on what some of them say."""

    def _held(self, data: Any, names: tuple[str, ...]) -> None:
        if not isinstance(data, dict):
            raise serializers.ValidationError("Must be an object.", code="invalid")
        required = serializers.ErrorDetail("This field is required.", code="required")
        unknown = serializers.ErrorDetail("Unknown field.", code="unknown_field")
        problems = {name: [required] for name in names if name not in data}
        problems |= {pointer_segment(str(name)): [unknown] for name in data if name not in names}
        if problems:
            raise serializers.ValidationError(problems)


class FilterField(_ObjectField):
    """`{field, op, value}`: what the value is depends on both others. A clean one is as the wire shows it."""

    def __init__(self, entity: Entity, **options: Any) -> None:
        super().__init__(**options)
        self.entity = entity
        self.schema = {"oneOf": _filter_schemas(entity)}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        self._held(data, ("field", "op", "value"))
        name, operator = data["field"], data["op"]
        field = self.entity.fields.get(name) if isinstance(name, str) else None
        if field is None:
            _refuse("field", "The entity has no such field.")
        takes = _value_field(field, operator if isinstance(operator, str) else "")
        if takes is None:
            _refuse("op", "The field has no such operator.")
        try:
            value = takes.to_representation(takes.run_validation(data["value"]))
        except serializers.ValidationError as refusal:
            raise serializers.ValidationError({"value": refusal.detail}) from None
        return {"field": name, "op": operator, "value": value}


class MeasureField(_ObjectField):
    """`{fn, field}`, or `{fn}` to count."""

    def __init__(self, entity: Entity, **options: Any) -> None:
        super().__init__(**options)
        self.entity = entity
        shapes = [_closed({"fn": {"type": "string", "enum": [COUNT]}})]
        shapes += [
            _closed(
                {
                    "fn": {"type": "string", "enum": [function]},
                    "field": {"type": "string", "enum": entity.summed(function)},
                }
            )
            for function in FUNCTIONS
        ]
        self.schema = {"oneOf": shapes}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        function = data.get("fn") if isinstance(data, dict) else None
        self._held(data, ("fn",) if function == COUNT else ("fn", "field"))
        if function == COUNT:
            return {"fn": COUNT}
        if not isinstance(function, str) or function not in FUNCTIONS:
            _refuse("fn", f"Possible: {', '.join((COUNT, *FUNCTIONS))}.")
        if data["field"] not in self.entity.summed(str(function)):
            _refuse("field", "The function does not take this field.")
        return {"fn": function, "field": data["field"]}


def _refuse(name: str, message: str) -> Any:
    raise serializers.ValidationError({name: [serializers.ErrorDetail(message, code="invalid_choice")]})


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _filter_schemas(entity: Entity) -> list[dict[str, Any]]:
    """Return one closed object for each sort of value; fields that take the same share it."""
    alike: dict[tuple[Kind, tuple[str, ...]], list[str]] = {}
    for name, field in entity.fields.items():
        alike.setdefault((field.kind, field.choices), []).append(name)
    shapes = []
    for names in alike.values():
        field = entity.fields[names[0]]
        one = _SCHEMAS.get(field.kind) or {"type": "string", "enum": list(field.choices)}
        bounds = (
            {"minItems": 1, "maxItems": _MOST_VALUES, "uniqueItems": True},
            {"minItems": 2, "maxItems": 2},
        )
        values = [one, *({"type": "array", "items": one, **bound} for bound in bounds)]
        shapes += [
            _filter_schema(names, operators, value)
            for operators, value in zip(field.operators, values, strict=True)
            if operators
        ]
    if nullable := [name for name, field in entity.fields.items() if field.nullable]:
        shapes.append(_filter_schema(nullable, ("isnull",), {"type": "boolean"}))
    return shapes


def _filter_schema(names: list[str], operators: tuple[str, ...], value: dict[str, Any]) -> dict[str, Any]:
    return _closed(
        {
            "field": {"type": "string", "enum": names},
            "op": {"type": "string", "enum": list(operators)},
            "value": value,
        }
    )


@cache
def _value_field(field: Field, operator: str) -> Any:
    """Return what cleans the value of a filter; None when the field has no such operator."""
    single, many, pair = field.operators
    if operator == "isnull":
        return BooleanField() if field.nullable else None
    if operator in single:
        return _one(field)
    if operator in many:
        return ListField(child=_one(field), min_length=1, max_length=_MOST_VALUES, unique=True)
    return ListField(child=_one(field), min_length=2, max_length=2) if operator in pair else None


def _one(field: Field) -> Any:
    """Return what cleans one value."""
    makers: Mapping[Kind, Callable[[], Any]] = {
        Kind.CHOICE: lambda: ChoiceField(choices=list(field.choices)),
        Kind.TEXT: lambda: TextField(max_length=_MOST_LETTERS),
        Kind.ID: UUIDField,
        Kind.BOOLEAN: BooleanField,
        Kind.MONEY: MoneyField,
        Kind.RATE: RateField,
        Kind.INTEGER: lambda: IntegerField(min_value=0, max_value=_GREATEST_INTEGER),
        Kind.DATE: DateField,
    }
    return makers[field.kind]()


def _shape(entity: Entity) -> type[Input]:
    """Return the specification of a report about one entity."""
    title = f"{entity.name.capitalize()}Report"
    directions = [sign + name for name in entity.columns for sign in ("", "-")]
    fields = {
        "entity": EntityField(entity.name),
        "filters": ListField(
            child=FilterField(entity),
            max_length=_MOST_FILTERS,
            required=False,
            component=f"{title}Filters",
        ),
        "group_by": ListField(
            child=NameField(list(entity.fields)),
            max_length=_MOST_GROUPS,
            unique=True,
            required=False,
            component=f"{title}Groups",
        ),
        "measures": ListField(
            child=MeasureField(entity),
            min_length=1,
            max_length=_MOST_MEASURES,
            unique=True,
            component=f"{title}Measures",
        ),
        "order_by": ListField(
            child=NameField(directions),
            max_length=_MOST_ORDER,
            unique=True,
            required=False,
            component=f"{title}Order",
        ),
        "limit": IntegerField(min_value=1, max_value=MOST_ROWS, default=MOST_ROWS),
    }
    return type(f"{title}Spec", (Input,), fields)


def _body(spec: type[Input], name: str) -> type[Input]:
    """Return the specification with the form that the answer is to have."""
    title = f"{name.capitalize()}ReportInput"
    return type(title, (spec,), {"format": ChoiceField(choices=FORMATS, default="json")})


class ReportSpec(OneOf):
    told_by = "entity"
    shapes = {name: _shape(entity) for name, entity in entities().items()}


class CustomReportInput(OneOf):
    told_by = "entity"
    shapes = {name: _body(spec, name) for name, spec in ReportSpec.shapes.items()}
