"""Reports after writes, as days go by, and of drawn specifications and ranges. Laws R3 to R8, V9."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from schemathesis.generation.jsonschema.builder import build

from contract_tests import actors
from contract_tests.actors import ADMIN, BDM, BROKER, BROKER_STRANGER, Actor
from contract_tests.enumeration import access_requests, figures, finding, specs, views
from contract_tests.enumeration.access_fans import Fan
from contract_tests.enumeration.operations import Operation, Schema, operations
from contract_tests.enumeration.steps import Case, Step
from contract_tests.enumeration.valid import ask
from contract_tests.model.access_world import row_id
from contract_tests.model.collections import today
from contract_tests.model.reports.custom import column

_DRAFT = 20  # 2020-12, as jsonschema_rs calls it
_DAY_SECONDS = 86_400
_SETTLED, _DISCHARGED = row_id("application/settled"), row_id("application/discharged")
_CALLERS = (ADMIN, BDM, BROKER, BROKER_STRANGER)
_ALL_CLASSES = "2024-12-15"  # five instalments of the settled loan have fallen due, seven have not
_FORMATS: Mapping[str, SearchStrategy[Any]] = {
    "uuid": st.uuids().map(str),
    "date": st.dates().map(date.isoformat),
}
Spec = dict[str, Any]


# --- instalments of every class: R3, R7 -----------------------------------------------------------------
def _paid(number: int, share: int, received_on: str, key: str) -> Step:
    """Return a payment of a share of an instalment, in percent, when those before it are paid."""
    shown = views.shown(views.whole_of("repayment_list", ADMIN))["results"]
    row = next(row for row in shown if row["application_id"] == _SETTLED and row["number"] == number)
    cents = int(row["amount"].replace(".", "")) * share // 100
    body = {
        "application_id": _SETTLED,
        "amount": f"{cents // 100}.{cents % 100:02d}",
        "received_on": received_on,
        "reference": f"Share of {number}",
        "method": "eft",
    }
    return ask("payment_create", ADMIN, body).header("Idempotency-Key", key)


def _every_class() -> list[Step]:
    """Return writes after which some instalment is paid late and another in part, under two brokers."""
    moved = {"broker_id": row_id("broker/broker_stranger")}
    return [
        ask("application_update", ADMIN, moved, application_id=_DISCHARGED),
        _paid(2, 60, "2024-08-28", "report-payment-1"),
        _paid(2, 100, "2024-09-03", "report-payment-2"),
    ]


def class_fans(operation: Operation) -> Iterator[Fan]:
    """Return the report of instalments of every class, of two brokers, as each caller sees them."""
    writes = [step.must("payment_is_taken", status=[step_status(step)]) for step in _every_class()]
    counts = {"paid_on_time": 1, "paid_late": 1, "partial_overdue": 1, "missed": 2, "not_due": 7}
    for actor in _CALLERS:
        made_of = figures.sources(operation, actor)
        looks = [
            figures.judged(operation, actor, query, made_of, len(writes))
            for query in (
                {},
                {"group_by": "broker"},
                {"group_by": "branch", "as_of": _ALL_CLASSES},
                {"group_by": "month", "as_of": "2024-09-02"},
                {"group_by": "month", "date_from": "2024-08-28", "date_to": "2024-09-28"},
                {"as_of": "2024-08-29", "date_to": "2024-08-28"},
                {"broker_id": row_id("broker/broker_stranger")},
                {"broker_id": row_id("broker/broker"), "as_of": _ALL_CLASSES},
            )
        ]
        if actor == ADMIN:
            one = access_requests.request(operation, actor).with_query(
                {"application_id": _SETTLED, "as_of": _ALL_CLASSES}
            )
            values = {f"/totals/{name}": count for name, count in counts.items()}
            looks.append(one.must("every_class_is_shown", status=[200], values=values))
        yield Fan([*writes, *made_of], looks, harmless=False)


def step_status(step: Step) -> int:
    """Return the status with which a request is accepted."""
    return operations()[step.operation].success


def reversal_cases(operation: Operation) -> Iterator[Case]:
    """Return a payment and its reversal between reports: the last is the first again. Law R7."""
    check = "a_reversal_restores_the_report"
    paid = _paid(2, 100, "2024-09-03", "report-payment-3").must(check, status=[201])
    back = ask("payment_reverse", ADMIN, None, None, payment_id="paid")
    back = replace(back, path=back.path.replace("/paid/", "/{{answer:1:/id}}/"))
    back = replace(back, path_parameters={"payment_id": "{{answer:1:/id}}"})
    for actor, query in ((ADMIN, {"group_by": "month"}), (BROKER, {}), (BDM, {"as_of": _ALL_CLASSES})):
        look = access_requests.request(operation, actor).with_query(query)
        at = "/totals/amount_collected"
        yield [
            look,
            paid,
            look.must(check, status=[200], differs_from={"answer": 0, "at": at}),
            back.must(check, status=[201]),
            look.must(check, status=[200], same_as={"answer": 0}),
        ]


# --- applications that come, go and wait: R4, R6, V9 -----------------------------------------------------
def moved_fans(operation: Operation) -> Iterator[Fan]:
    """Return reports after an application was created, moved on as days went by, and another handed over."""
    made = {"broker_id": row_id("broker/broker"), "application_type": "caveat"}
    file = row_id("application/sent_to_lender")
    why = {"comment": "Because days go by"}
    moves = [
        ("more_info_required", 5 * _DAY_SECONDS // 2),
        ("sent_to_lender", 6 * _DAY_SECONDS),
        ("declined", 7 * _DAY_SECONDS + 4_000),
    ]
    writes = [
        ask("application_create", ADMIN, made),
        ask(
            "application_update",
            ADMIN,
            {"broker_id": row_id("broker/broker_stranger")},
            application_id=row_id("application/inquiry"),
        ),
        *(
            replace(ask("application_transition", ADMIN, {"to": to, **why}, application_id=file), later=when)
            for to, when in moves
        ),
    ]
    writes = [step.must("application_moves_on", status=[step_status(step)]) for step in writes]
    far = "2033-03-03"
    queries: list[dict[str, str]] = [
        {"date_to": today()},
        {"date_from": "2025-03-01", "broker_id": row_id("broker/broker")},
    ]
    if any(one.name == "as_of" for one in operation.query):
        queries = [{**query, "as_of": far} for query in queries]
    else:
        queries += [{"group_by": name} for name in ("month", "broker", "branch", "bdm", "stage")]
    for actor in _CALLERS:
        made_of = _lists_after(operation, actor)
        looks = [figures.judged(operation, actor, query, made_of, len(writes)) for query in queries]
        yield Fan([*writes, *made_of], looks, harmless=False)


def _lists_after(operation: Operation, actor: Actor) -> list[Step]:
    """Return the lists of a report when one application was created and one handed over."""
    found = figures.sources(operation, actor)
    if figures.REPORTS[operation.name] != "status":
        return found
    new, handed = "{{answer:0:/id}}", row_id("application/inquiry")
    if actor == BROKER_STRANGER:
        return [*found, _history(actor, handed)]
    lost = handed if actor in (BROKER, BDM) else ""
    return [
        *(step for step in found if step.path_parameters.get("application_id") != lost),
        _history(actor, new),
    ]


def _history(actor: Actor, application: str) -> Step:
    step = ask("application_stage_history", actor, None, {"page_size": 100}, application_id="one")
    named = {"application_id": application}
    return replace(step, path=step.path.replace("/one/", f"/{application}/"), path_parameters=named)


def found_fans(operation: Operation) -> Iterator[Fan]:
    """Return searches after something was written, renamed and handed over: what the caller sees is found."""
    writes = [
        ask(
            "note_create",
            BROKER,
            {
                "application_id": row_id("application/inquiry"),
                "body": "Quokka by night",
                "audience": "private",
            },
        ),
        ask(
            "note_create",
            BDM,
            {
                "application_id": row_id("application/inquiry"),
                "body": "Quokka by day",
                "audience": "internal",
            },
        ),
        ask("document_update", ADMIN, {"title": "QUOKKA shelter"}, document_id=row_id("document/broker")),
        ask(
            "borrower_update",
            ADMIN,
            {"company_name": "Quokka Holdings"},
            borrower_id=row_id("borrower/company"),
        ),
        ask(
            "application_update",
            ADMIN,
            {"broker_id": row_id("broker/broker_stranger")},
            application_id=row_id("application/settled"),
        ),
    ]
    writes = [step.must("what_is_written_is_found", status=[step_status(step)]) for step in writes]
    for actor in (*actors.BY_ROLE.values(), BROKER_STRANGER, actors.BORROWER_STRANGER):
        made_of = finding.sources(actor)
        looks = [
            finding.searched(operation, actor, words, made_of, first=len(writes))
            for words in (
                ["quokka"],
                ["Quokka", "night"],
                ["QUOKKA", "holdings"],
                ["harrowgate"],
                ["receipt"],
            )
        ]
        yield Fan([*writes, *made_of], looks, harmless=False)


# --- drawn specifications and ranges --------------------------------------------------------------------
@cache
def _variants() -> list[Operation]:
    return list(operations()["report_custom"].variants())


@cache
def _known(entity: str) -> dict[str, list[Any]]:
    """Return the values that occur in each field."""
    shown = specs.shown_to(entity, ADMIN)
    return {name: sorted({row[name] for row in shown if row[name] is not None}, key=str) for name in shown[0]}


@st.composite
def drawn_specs(draw: DrawFn) -> Spec:
    """Draw specifications from the published schema, their values among those that occur, mostly."""
    variant = draw(st.sampled_from(_variants()))
    entity = specs.entity_of(variant)
    names = specs.part(variant, "group_by")["items"]["enum"]
    measures = draw(st.lists(_measures(variant), min_size=1, max_size=3, unique_by=str))
    by = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
    spec = {"entity": entity, "measures": measures, "group_by": by}
    spec["filters"] = draw(st.lists(_filters(variant, entity), max_size=3))
    columns = st.sampled_from([*by, *map(column, measures)])
    ordering = draw(st.lists(columns, max_size=3, unique=True))
    spec["order_by"] = [draw(st.sampled_from(("", "-"))) + name for name in ordering]
    limit = draw(st.sampled_from((None, 1, 2, 3, 5, 999, 1000)))
    return spec if limit is None else {**spec, "limit": limit}


def _measures(variant: Operation) -> SearchStrategy[dict[str, str]]:
    shapes = specs.part(variant, "measures")["items"]["oneOf"]
    every = [
        {"fn": shape["properties"]["fn"]["enum"][0], **({} if field is None else {"field": field})}
        for shape in shapes
        for field in shape["properties"].get("field", {}).get("enum", [None])
    ]
    return st.sampled_from(every)


def _filters(variant: Operation, entity: str) -> SearchStrategy[dict[str, Any]]:
    shapes = specs.part(variant, "filters")["items"]["oneOf"]
    return st.sampled_from(shapes).flatmap(lambda shape: _filter(shape, entity))


def _filter(shape: Schema, entity: str) -> SearchStrategy[dict[str, Any]]:
    inner = shape["properties"]
    fields, operators = (st.sampled_from(inner[name]["enum"]) for name in ("field", "op"))
    return fields.flatmap(
        lambda field: st.fixed_dictionaries(
            {
                "field": st.just(field),
                "op": operators,
                "value": _values(inner["value"], _known(entity)[field]),
            }
        )
    )


def _values(schema: Schema, known: list[Any]) -> SearchStrategy[Any]:
    """Draw values of a filter: those that occur, any of the schema, and text that looks like code."""
    if schema.get("type") != "array":
        known_form = schema.get("format")
        drawn = _FORMATS[known_form] if known_form else build(schema, draft=_DRAFT, formats={})
        if "maxLength" in schema:
            drawn = st.one_of(drawn, st.sampled_from(specs.INJECTIONS))
        same = [value for value in known if isinstance(value, bool) == (schema.get("type") == "boolean")]
        return st.one_of(st.sampled_from(same), st.sampled_from(same), drawn) if same else drawn
    least, most = schema.get("minItems", 1), min(schema.get("maxItems", 3), 3)
    one = _values(schema["items"], known)
    return st.lists(one, min_size=least, max_size=most, unique_by=str if schema.get("uniqueItems") else None)


@st.composite
def drawn_ranges(draw: DrawFn) -> tuple[str, str, str]:
    """Draw the first day, one between and the last of a range, dense where rows are."""
    busy = st.one_of(
        st.dates(date(2025, 2, 26), date(2025, 4, 3)),
        st.dates(date(2024, 7, 1), date(2025, 7, 1)),
        st.builds(lambda month: date(2024 + month // 12, month % 12 + 1, 28), st.integers(6, 40)),
        st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    )
    first, middle, last = sorted(draw(st.tuples(busy, busy, busy)))
    return first.isoformat(), middle.isoformat(), max(last, middle + timedelta(days=1)).isoformat()


def split_range(operation: Operation, actor: Actor, ends: tuple[str, str, str], grouped: str) -> Case:
    """Return reports over both parts of a range and over all of it. Law R5."""
    first, middle, last = ends
    after = (date.fromisoformat(middle) + timedelta(days=1)).isoformat()
    by = {"group_by": grouped} if grouped else {}
    base = access_requests.request(operation, actor)
    parts = [
        base.with_query({**by, "date_from": one, "date_to": other})
        for one, other in ((first, middle), (after, last), (first, last))
    ]
    whole = parts.pop()
    return [
        *parts,
        whole.must("parts_of_a_range_add_up", status=[200], adds_up=[0, 1], agrees_with_itself=True),
    ]
