"""Reports as files and saved ones: the same cells, over what the caller sees, whoever saved them. Law R8."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from contract_tests import actors
from contract_tests.actors import Actor
from contract_tests.enumeration import access_requests, specs, views
from contract_tests.enumeration.operations import Operation, operations
from contract_tests.enumeration.steps import Case, Step
from contract_tests.enumeration.valid import ask
from contract_tests.model.access_world import row_id

RUNS, RUNS_SAVED = "report_custom", "report_definition_results"
FILES = ("csv", "xlsx")
SAME = "file_has_the_cells_of_the_answer"
EYES = "saved_report_is_run_with_the_callers_eyes"
# What a spreadsheet would run, or hide, at the beginning of a cell; and what must stay as it is.
TITLES = ("=1+1", "+61 2 5550 0000", "-1", "@SUM(A1)", "'quoted", 'a "quoted", word', "1.50", "Zu\u0308rich")
_PAPERS = ("document/admin", "document/bdm", "document/broker", "document/borrower")
Spec = dict[str, Any]


def form_cases(operation: Operation) -> Iterator[Case]:
    """Return reports of every entity as JSON and as files: the same cells, of every kind."""
    if operation.name != RUNS:
        return
    for variant in operation.variants():
        for actor in (actors.ADMIN, actors.BROKER):
            for spec in _telling(variant):
                yield _in_every_form(access_requests.request(operation, actor), spec)


def _in_every_form(base: Step, spec: Spec, before: list[Step] | None = None) -> Case:
    """Return a report as JSON, then as each file beside it."""
    first = [*(before or ()), base.json(spec)]
    of = {"answer": len(first) - 1}
    return [
        *first,
        *(
            base.json({**spec, "format": form}).must(
                SAME,
                status=[200],
                cells_of={**of, "format": form},
                headers=_headers(f"{spec['entity']}.{form}"),
            )
            for form in FILES
        ),
    ]


def _headers(filename: str) -> dict[str, str]:
    """Return the headers under which no browser shows a file instead of saving it."""
    return {
        "Content-Disposition": rf"attachment; filename\*=UTF-8''{filename.replace('.', '[.]')}",
        "X-Content-Type-Options": "nosniff",
    }


def _telling(variant: Operation) -> Iterator[Spec]:
    """Return reports that show cells of every kind: text, days, amounts, rates, figures, nothing."""
    entity = specs.entity_of(variant)
    form = specs.part(variant, "measures")["items"]["oneOf"]
    measures = [
        {"fn": shape["properties"]["fn"]["enum"][0], "field": field}
        for shape in form
        for field in shape["properties"].get("field", {}).get("enum", ())[:2]
    ]
    for names in (
        ["created_on"],
        ["title", "is_locked"],
        ["reference"],
        ["application_reference", "bdm_name"],
    ):
        if set(names) <= set(specs.part(variant, "group_by")["items"]["enum"]):
            yield {"entity": entity, "group_by": names, "measures": measures, "order_by": names}
    yield {"entity": entity, "measures": [{"fn": "count"}], "filters": [_never(variant)], "group_by": []}


def _never(variant: Operation) -> dict[str, Any]:
    """Return a filter that no row passes."""
    for shape in specs.part(variant, "filters")["items"]["oneOf"]:
        names, operators = (shape["properties"][name]["enum"] for name in ("field", "op"))
        if "lt" in operators and shape["properties"]["value"].get("format") == "date":
            return {"field": names[0], "op": "lt", "value": "1900-01-01"}
    raise LookupError(f"no day of {specs.entity_of(variant)} can be filtered by")


def formula_cases(operation: Operation) -> Iterator[Case]:
    """Return reports in which text begins like a formula, as files: shown, and run by no spreadsheet."""
    if operation.name != RUNS:
        return
    spec = {
        "entity": "documents",
        "group_by": ["title"],
        "measures": [{"fn": "count"}, {"fn": "avg", "field": "current_version"}],
        "order_by": ["title"],
    }
    for start in range(0, len(TITLES), len(_PAPERS)):
        writes = [
            ask("document_update", actors.ADMIN, {"title": title}, document_id=row_id(paper)).must(
                SAME, status=[200]
            )
            for paper, title in zip(_PAPERS, TITLES[start:], strict=False)
        ]
        for each in writes:
            yield _in_every_form(access_requests.request(operation, actors.ADMIN), spec, [each])
        yield _in_every_form(access_requests.request(operation, actors.ADMIN), spec, writes)


# --- saved reports --------------------------------------------------------------------------------------
def saved_cases(operation: Operation) -> Iterator[Case]:
    """Return saved reports, run by some who may: what the same report shows them when run at once."""
    if operation.name != RUNS_SAVED:
        return
    saving = operations()["report_definition_create"]
    for number, variant in enumerate(operations()[RUNS].variants()):
        spec = next(_telling(variant))
        for owner in (actors.BROKER, actors.BDM, actors.BROKER_STRANGER):
            saved = access_requests.request(saving, owner).json({"name": f"Saved {number}", "spec": spec})
            for runner in (owner, actors.ADMIN):
                yield [saved.must(EYES, status=[201]), *_run(spec, runner, "{{answer:0:/id}}")]


def _run(spec: Spec, runner: Actor, definition: str) -> Case:
    """Return a report run at once, and the saved one run by the same caller: the same, in each form."""
    now = access_requests.request(operations()[RUNS], runner).json(spec)
    plain, *files = [
        _placed(ask(RUNS_SAVED, runner, None, query, report_definition_id=definition))
        for query in ({}, *({"format": form} for form in FILES))
    ]
    return [
        now.must(EYES, status=[200]),
        plain.must(EYES, status=[200], same_as={"answer": 1}),
        *(
            step.must(SAME, status=[200], cells_of={"answer": 1, "format": form})
            for step, form in zip(files, FILES, strict=True)
        ),
    ]


def _placed(step: Step) -> Step:
    """Return the same request with what an earlier answer will have brought in its path, not quoted."""
    return replace(step, path=unquote(step.path))


def seeded_cases(operation: Operation) -> Iterator[Case]:
    """Return the saved reports of the world, run by all who see them, beside the same report run at once."""
    if operation.name != RUNS_SAVED:
        return
    custom = operations()[RUNS]
    for actor in access_requests.callers(operation):
        for row in views.shown(views.whole_of("report_definition_list", actor))["results"]:
            saved = ask(operation.name, actor, None, None, report_definition_id=row["id"])
            now = access_requests.request(custom, actor).json(row["spec"])
            yield [now, saved.must(EYES, status=[200], same_as={"answer": 0})]
