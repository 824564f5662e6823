"""Custom reports: each filter, group, measure and order of the allow-list, and what is none of them.

What is expected is decided by the schema of the body; what a report shows, by the lists of the same caller.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from contract_tests import actors, world
from contract_tests.actors import Actor
from contract_tests.enumeration import access_requests, bodies, lists, valid, views
from contract_tests.enumeration.beside import Beside
from contract_tests.enumeration.operations import Operation, Schema
from contract_tests.enumeration.steps import Case, Step
from contract_tests.enumeration.values import types_of, values
from contract_tests.expecting import reading
from contract_tests.model.access_world import WORLD, row_id, rows
from contract_tests.model.reports import columns
from contract_tests.model.reports.book import Book

CHECK = "custom_report_is_what_the_lists_come_to"
OUTSIDE = "specification_outside_the_schema_is_refused"
_NAMES = ("broker_list", "bdm_list", "branch_list")
_LISTS: Mapping[str, tuple[str, ...]] = {
    "applications": ("application_list", *_NAMES),
    "repayments": ("application_list", "repayment_list", *_NAMES),
    "payments": ("application_list", "payment_list", *_NAMES),
    "fees": ("application_list", "fee_list", *_NAMES),
    "documents": ("application_list", "document_list", *_NAMES),
}
_COUNT = {"fn": "count"}
# Texts that would be understood where a name becomes SQL, a path of the ORM, or a template.
INJECTIONS = (
    "stage; DROP TABLE applications_application",
    "stage' OR '1'='1",
    'stage" FROM accounts_user --',
    "broker__user__password",
    "created_by__email",
    "pk",
    "id",
    "*",
    "count(*)",
    "stage__icontains",
    "raw",
    "{0.__class__}",
    "%s",
    "\\",
    "__class__",
)
_ENTITIES = 5
Spec = dict[str, Any]


def takes_a_spec(operation: Operation) -> bool:
    """Whether an operation takes the specification of a report."""
    return operation.name in ("report_custom", "report_definition_create")


def entity_of(variant: Operation) -> str:
    """Return the entity of one form of a body."""
    return str(_shape(variant)["properties"]["entity"]["const"])


def _shape(variant: Operation) -> Schema:
    schema = variant.body or {}
    return dict(schema["properties"].get("spec", schema))


def part(variant: Operation, name: str) -> Schema:
    """Return the schema of one field of a specification."""
    return dict(_shape(variant)["properties"][name])


def sources(entity: str, actor: Actor) -> list[Step]:
    """Return the requests of the lists that a custom report is made of."""
    return [views.whole_of(name, actor) for name in _LISTS[entity]]


def judged(operation: Operation, actor: Actor, spec: Spec) -> Step:
    """Return the request for a custom report with what it must be."""
    made_of = sources(spec["entity"], actor)
    about = {"spec": spec, "lists": {step.operation: number for number, step in enumerate(made_of)}}
    step = access_requests.request(operation, actor).json(spec)
    return step.must(CHECK, status=[200], tabulates=about)


# --- what is asked --------------------------------------------------------------------------------------
def spec_looks(operation: Operation) -> Iterator[Beside]:
    """Return, for each entity and caller, reports with every field, operator and function."""
    for number, variant in enumerate(operation.variants()):
        entity = entity_of(variant)
        for turn, actor in enumerate(access_requests.callers(operation)):
            shown = shown_to(entity, actor)
            specs = [*_grouped(variant), *_measured(variant), *_filtered(variant, shown), *_named(variant)]
            turns = {actors.ADMIN: 1, actors.BROKER: 8}.get(actor, 24)  # the others take turns
            specs = specs[(number + turn) % turns :: turns]
            yield Beside(sources(entity, actor), [judged(operation, actor, spec) for spec in specs])


def shown_to(entity: str, actor: Actor) -> list[Mapping[str, Any]]:
    """Return the rows of an entity, as fields of reports, in the world as it was seeded."""
    found = {step.operation: reading.rows_in(answer) for step, answer in _answered(entity, actor)}
    book = Book(
        found["application_list"],
        found.get("repayment_list", ()),
        found.get("payment_list", ()),
        found.get("fee_list", ()),
        found.get("document_list", ()),
        names={row["id"]: row["name"] for name in _NAMES for row in found[name]},
    )
    return columns.fields(entity, book)


def _answered(entity: str, actor: Actor) -> Iterator[tuple[Step, Any]]:
    steps = sources(entity, actor)
    return zip(steps, views.untouched(steps), strict=True)


def _base(variant: Operation, **others: Any) -> Spec:
    return {"entity": entity_of(variant), "measures": [_COUNT], **others}


def _grouped(variant: Operation) -> Iterator[Spec]:
    """Return reports grouped by each field, some in each order, some cut off."""
    names = part(variant, "group_by")["items"]["enum"]
    for number, name in enumerate(names):
        beside = names[(number + 3) % len(names)]
        yield _base(variant, group_by=[name], order_by=[name if number % 2 else f"-{name}"])
        order = ["-count", f"-{beside}", name]
        yield _base(variant, group_by=[name, beside], order_by=order[number % 3 :], limit=1 + number)
    yield _base(variant, group_by=names[:2], limit=1)
    yield _base(variant)


def _measured(variant: Operation) -> Iterator[Spec]:
    """Return reports with each function of each field, of all rows and of groups."""
    group = part(variant, "group_by")["items"]["enum"][1]
    every = [
        {"fn": shape["properties"]["fn"]["enum"][0], "field": field}
        for shape in part(variant, "measures")["items"]["oneOf"]
        for field in shape["properties"].get("field", {}).get("enum", ())
    ]
    for start in range(0, len(every), 5):
        some = every[start : start + 5]
        last = f"{some[-1]['fn']}_{some[-1]['field']}"
        yield _base(variant, measures=[*some, _COUNT])
        yield _base(variant, measures=some, group_by=[group], order_by=[f"-{last}", group])
        yield _base(variant, measures=some, group_by=[group], order_by=[last], limit=2)


def _filtered(variant: Operation, shown: list[Mapping[str, Any]]) -> Iterator[Spec]:
    """Return reports filtered by each field and operator, by values that occur and by others."""
    for shape in part(variant, "filters")["items"]["oneOf"]:
        value = shape["properties"]["value"]
        for field in shape["properties"]["field"]["enum"]:
            known = sorted({row[field] for row in shown if row[field] is not None}, key=str)
            for operator in shape["properties"]["op"]["enum"]:
                for wanted in _wanted(value, operator, known):
                    condition = {"field": field, "op": operator, "value": wanted}
                    yield _base(variant, filters=[condition], group_by=[field])


def _wanted(schema: Schema, operator: str, known: list[Any]) -> list[Any]:
    """Return values for a filter."""
    if operator == "isnull":
        return [True, False]
    some = lists.spread(known, 2) or [_sample(schema)]
    match operator:
        case "in":
            return [[*dict.fromkeys([*some, _sample(schema)])]]
        case "between":
            return [[some[0], some[-1]], [some[-1], some[0]]]
    return some[-1:] if operator in ("ne", "lt", "gte") else some[:1]


def _sample(schema: Schema) -> Any:
    one = schema["items"] if "array" in types_of(schema) else schema
    return valid.value_of(one)


def _named(variant: Operation) -> Iterator[Spec]:
    """Return reports about what some callers do not see, and about what nobody does: none of it."""
    fields = {
        field: field.removesuffix("_id")
        for shape in part(variant, "filters")["items"]["oneOf"]
        for field in shape["properties"]["field"]["enum"]
        if field.endswith("_id")
    }
    for field, kind in dict.fromkeys(fields.items()):
        ids = [row_id(name) for name in rows(WORLD, kind)]
        for wanted in (ids[0], ids[-1], str(world.NOBODY)):
            yield _base(variant, filters=[{"field": field, "op": "eq", "value": wanted}], group_by=[field])
    if "broker_id" in fields:
        away = row_id("broker/broker_stranger")
        yield _base(
            variant, filters=[{"field": "broker_id", "op": "ne", "value": away}], group_by=["broker_id"]
        )


# --- what is none ---------------------------------------------------------------------------------------
def outside_cases(operation: Operation) -> Iterator[Case]:
    """Return specifications with something that no schema names, and values that a filter does not take."""
    if not takes_a_spec(operation):
        return
    base = valid.request(operation)
    seen: list[Schema] = []
    is_plain = operation.name == "report_custom"
    for variant in list(operation.variants())[:: 1 if is_plain else 4]:  # what is saved goes by the same door
        for place, spec in [*_strange(variant), *_wrong_values(variant, seen, thorough=is_plain)]:
            body = spec if is_plain else {**base.value, "spec": spec}
            pointer = f"/body{'' if is_plain else '/spec'}/{place}"
            if bodies.is_valid(operation, body):
                continue  # asked for with what it comes to
            step = base.json(body).at_the_edge()
            yield [step.must(OUTSIDE, status=[400], codes_in=bodies.SHAPE, pointer=pointer)]


def _strange(variant: Operation) -> Iterator[tuple[str, Spec]]:
    """Return where a specification names what there is not, and the specification."""
    fields = part(variant, "group_by")["items"]["enum"]
    turn = len(entity_of(variant)) % _ENTITIES  # each entity has some of the injections, one of them all
    injections = INJECTIONS if entity_of(variant) == "applications" else INJECTIONS[turn::_ENTITIES]
    for text in (*injections, fields[0].upper(), f"{fields[0]} ", ""):
        yield "group_by/0", _base(variant, group_by=[text])
        yield "order_by/0", _base(variant, order_by=[text])
        yield "measures/0", _base(variant, measures=[{"fn": text}])
        yield "measures/0", _base(variant, measures=[{"fn": "min", "field": text}])
        yield "filters/0", _base(variant, filters=[{"field": text, "op": "eq", "value": "x"}])
        yield "filters/0", _base(variant, filters=[{"field": fields[0], "op": text, "value": "x"}])
    wrongs: tuple[Any, ...] = (None, 1, True, {}, [])
    for wrong in wrongs:
        yield "group_by/0", _base(variant, group_by=[wrong])
        yield "order_by/0", _base(variant, order_by=[wrong])
        yield "measures/0", _base(variant, measures=[wrong])
        yield "measures/0", _base(variant, measures=[{"fn": wrong}])
        yield "filters/0", _base(variant, filters=[wrong])
        yield "filters/0", _base(variant, filters=[{"field": wrong, "op": "eq", "value": "x"}])
        yield "filters/0", _base(variant, filters=[{"field": fields[0], "op": wrong, "value": "x"}])
    first = {"field": fields[0], "op": "eq", "value": "x"}
    for missing in first:
        yield "filters/0", _base(variant, filters=[{name: first[name] for name in first if name != missing}])
    yield "filters/0", _base(variant, filters=[{**first, "sql": "1=1"}])
    yield "measures/0", _base(variant, measures=[{"fn": "count", "field": fields[0]}])
    yield "measures/0", _base(variant, measures=[{"fn": "sum", "field": fields[0]}])  # no figure
    yield "sql", _base(variant, sql="SELECT 1")
    yield "having", _base(variant, having=[first])


_FEW = 3  # wrong values of a sort of value that another filter has had in full


def _wrong_values(variant: Operation, seen: list[Schema], *, thorough: bool) -> Iterator[tuple[str, Spec]]:
    """Return filters with every boundary and bad value, each sort of value in full once."""
    for shape in part(variant, "filters")["items"]["oneOf"]:
        schema = shape["properties"]["value"]
        full = thorough and schema not in seen and "array" not in types_of(schema)
        seen.append(schema)
        field, operator = (shape["properties"][name]["enum"][0] for name in ("field", "op"))
        for value in islice(values(schema, field, thorough=full), None if full else _FEW):
            condition = {"field": field, "op": operator, "value": value}
            yield "filters/0/value", _base(variant, filters=[condition])


def column_cases(operation: Operation) -> Iterator[Case]:
    """Return reports ordered by columns that they do not have: refused by the one rule there is."""
    if not takes_a_spec(operation):
        return
    base = valid.request(operation)
    for variant in operation.variants():
        fields = part(variant, "group_by")["items"]["enum"]
        is_plain = operation.name == "report_custom"
        for spec in (
            _base(variant, order_by=[fields[0]]),
            _base(variant, order_by=[f"-{fields[1]}"], group_by=[fields[0]]),
            _base(variant, order_by=["count"], measures=[{"fn": "min", "field": "created_on"}])
            if "created_on" in fields
            else _base(variant, order_by=[fields[2]], group_by=fields[:2]),
        ):
            wrong = {
                "codes_in": ["reports.unknown_column"],
                "pointer": f"/body{'' if is_plain else '/spec'}/order_by",
            }
            step = base.json(spec if is_plain else {**base.value, "spec": spec})
            yield [step.must("report_is_ordered_by_its_own_columns", status=[400], **wrong)]
