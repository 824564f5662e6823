"""Reports held against the lists they are made of, for each caller, range and group. Laws R1 to R9, V5."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from contract_tests import actors
from contract_tests.actors import Actor
from contract_tests.enumeration import access_requests, lists, views
from contract_tests.enumeration.beside import Beside
from contract_tests.enumeration.operations import Operation, operations
from contract_tests.enumeration.steps import Case, Step
from contract_tests.enumeration.valid import ask
from contract_tests.model import access
from contract_tests.model.access_world import WORLD, row_id, rows
from contract_tests.model.collections import day, today

REPORTS: Mapping[str, str] = {
    "report_application_volume": "volume",
    "report_repayment_compliance": "compliance",
    "report_application_status": "status",
}
_NAMES = ("broker_list", "bdm_list", "branch_list")
_LISTS: Mapping[str, tuple[str, ...]] = {
    "volume": ("application_list", *_NAMES),
    "compliance": ("application_list", "repayment_list", "payment_list", *_NAMES),
    "status": ("application_list",),
}
CHECK = "report_is_what_the_lists_come_to"
_DAY = timedelta(days=1)
_FIRST, _LAST = "0001-01-01", "9999-12-31"
Query = dict[str, str]


def is_report(operation: Operation) -> bool:
    """Whether an operation is one of the three reports."""
    return operation.name in REPORTS


# --- what a report is made of ---------------------------------------------------------------------------
def sources(operation: Operation, actor: Actor) -> list[Step]:
    """Return the requests of the lists that a report is made of; histories of applications come last."""
    kind = REPORTS[operation.name]
    found = [views.whole_of(name, actor) for name in _LISTS[kind]]
    if kind == "status":
        seen = access.ids(access.visible(actor, "application"))
        query = {"page_size": lists.LARGEST}
        found += [ask("application_stage_history", actor, None, query, application_id=each) for each in seen]
    return found


def words(operation: Operation, made_of: list[Step], first: int = 0) -> dict[str, Any]:
    """Return the words about a report, but for what was asked.

    Args:
        first: number of the answer of the first list.
    """
    numbered = list(enumerate(made_of, start=first))
    histories = {
        step.path_parameters["application_id"]: number for number, step in numbered if step.path_parameters
    }
    return {
        "of": REPORTS[operation.name],
        "lists": {step.operation: number for number, step in numbered if not step.path_parameters},
        **({"histories": histories} if histories else {}),
    }


def judged(operation: Operation, actor: Actor, asked: Query, made_of: list[Step], first: int = 0) -> Step:
    """Return the request for a report with what it must be."""
    step = access_requests.request(operation, actor).with_query(asked)
    about = {**words(operation, made_of, first), "asked": asked}
    return step.must(CHECK, status=[200], report_is=about, agrees_with_itself=True)


# --- what is asked --------------------------------------------------------------------------------------
def report_looks(operation: Operation) -> Iterator[Beside]:
    """Return, for each caller, the report of many ranges, groups, days and filters beside its lists."""
    for actor in access_requests.callers(operation):
        made_of = sources(operation, actor)
        turns = {actors.ADMIN: 1, actors.BROKER: 2, actors.BDM: 3}.get(actor, 4)  # the others take turns
        asked = [*_asked(operation, actor)][::turns]
        yield Beside(made_of, [judged(operation, actor, query, made_of) for query in asked])


def _asked(operation: Operation, actor: Actor) -> Iterator[Query]:
    """Return queries: all of them for one of each role, some for the others."""
    days = _days(operation, actor)
    known = {one.name: one.schema for one in operation.query}
    yield {}
    leads = actor in actors.BY_ROLE.values()
    first, last = min(days, default=date(2025, 1, 1)), max(days, default=date(2025, 1, 1))
    around: Query = {"date_from": first.isoformat(), "date_to": last.isoformat()}
    for group in known.get("group_by", {}).get("enum", ()):
        yield {"group_by": group, **(around if group == "day" else {})}
        if leads:
            wide = {"date_from": (first - 40 * _DAY).isoformat(), "date_to": (last + 40 * _DAY).isoformat()}
            yield {"group_by": group, **wide}
    for name in known:
        if name.endswith("_id"):
            kind = access.kind_named(operation.name, name)
            for row in access_requests.sampled(operation, actor, access.visible(actor, kind), 2, 3):
                yield {name: row_id(row), **({"group_by": "month"} if "group_by" in known else {})}
    yield from _ranges(days if leads else days[:1])
    if "as_of" in known:
        yield from _as_of(operation, actor, days if leads else days[-1:])
    if leads:
        yield {"date_from": _FIRST, "date_to": _LAST}


def _ranges(days: list[date]) -> Iterator[Query]:
    """Return ranges that begin and end on days that occur, and a day beside them."""
    for when in lists.spread(days, 3):
        for step in (-_DAY, timedelta(), _DAY):
            text = (when + step).isoformat()
            yield {"date_from": text}
            yield {"date_to": text}
        yield {"date_from": when.isoformat(), "date_to": when.isoformat()}


def _as_of(operation: Operation, actor: Actor, days: list[date]) -> Iterator[Query]:
    grouped = {"group_by": "broker"} if any(one.name == "group_by" for one in operation.query) else {}
    for when in lists.spread(days, 3):
        for step in (-_DAY, timedelta(), _DAY):
            yield {"as_of": (when + step).isoformat(), **grouped}
    for text in (_FIRST, today(), "2030-01-01", _LAST):
        yield {"as_of": text}


def _days(operation: Operation, actor: Actor) -> list[date]:
    """Return the days that decide about the rows of a report, in their order."""
    name, fields = {
        "volume": ("application_list", ("created_at",)),
        "status": ("application_list", ("created_at",)),
        "compliance": ("repayment_list", ("due_on",)),
    }[REPORTS[operation.name]]
    shown = views.shown(views.whole_of(name, actor))["results"]
    settled = {
        row["id"]
        for row in views.shown(views.whole_of("application_list", actor))["results"]
        if row["settled_on"]
    }
    mine = [row for row in shown if row.get("application_id", "") in ("", *settled)]
    return sorted({day(row[field]) for row in mine for field in fields})


# --- two reports beside each other ----------------------------------------------------------------------
def split_cases(operation: Operation) -> Iterator[Case]:
    """Return reports over the parts of a range, and over all of it: counts and amounts add up. Law R5."""
    if REPORTS.get(operation.name, "status") == "status":
        return  # its means and rates do not add up; its counts are asked beside the lists
    for actor in actors.BY_ROLE.values():
        if actor.role not in operation.roles:
            continue
        days = _days(operation, actor)
        first, last = days[0].isoformat(), days[-1].isoformat()
        for when in lists.spread(days[:-1], 4):
            before, after = when.isoformat(), (when + _DAY).isoformat()
            parts = [{"date_from": first, "date_to": before}, {"date_from": after, "date_to": last}]
            steps = [access_requests.request(operation, actor).with_query(query) for query in parts]
            whole = access_requests.request(operation, actor).with_query(
                {"date_from": first, "date_to": last}
            )
            yield [*steps, whole.must("parts_of_a_range_add_up", status=[200], adds_up=[0, 1])]


def alike_cases(operation: Operation) -> Iterator[Case]:
    """Return a broker's and a BDM's report beside an admin's, filtered by who they are: the same. Law V5."""
    if not is_report(operation):
        return
    queries: list[Query] = [{}, {"date_from": "2024-09-01", "date_to": "2026-03-31"}]
    queries += [{"group_by": "month"}] if any(one.name == "group_by" for one in operation.query) else []
    for actor in (actors.BROKER, actors.BDM, actors.BROKER_STRANGER, actors.BDM_STRANGER):
        name = {"K": "broker", "M": "branch"}[actor.role]
        own = next(row for row in rows(WORLD, name) if access.sees(actor, row))
        for query in queries:
            theirs = access_requests.request(operation, actors.ADMIN).with_query(
                {**query, f"{name}_id": row_id(own)}
            )
            yield [
                theirs,
                access_requests.request(operation, actor)
                .with_query(query)
                .must("own_report_is_the_admins_filtered", status=[200], same_as={"answer": 0}),
            ]


def day_cases(operation: Operation) -> Iterator[Case]:
    """Return reports of a later and a later day: no fewer instalments are due. Law R7."""
    if REPORTS.get(operation.name) != "compliance":
        return
    days = [
        "2024-07-27",
        "2024-07-28",
        "2024-07-29",
        "2025-01-15",
        "2025-06-28",
        "2025-06-29",
        today(),
        _LAST,
    ]
    for actor in (actors.ADMIN, actors.BROKER):
        steps = [access_requests.request(operation, actor).with_query({"as_of": text}) for text in days]
        check = "a_later_day_counts_no_less_as_due"
        later = [step.must(check, status=[200], never_falls=number) for number, step in enumerate(steps[1:])]
        yield [steps[0], *later]


def refused_cases(operation: Operation) -> Iterator[Case]:
    """Return ranges that end before they begin, and ranges of more groups than anybody reads."""
    if not is_report(operation):
        return
    base = access_requests.request(operation, actors.ADMIN)
    wrong = {"status": [400], "codes_in": ["reports.wrong_range"], "pointer": "/query/date_from"}
    for ends in (("2026-02-02", "2026-02-01"), (_LAST, _FIRST)):
        query = dict(zip(("date_from", "date_to"), ends, strict=True))
        yield [base.with_query(query).must("range_that_ends_before_it_begins_is_refused", **wrong)]
    groups = next((one.schema["enum"] for one in operation.query if one.name == "group_by"), ())
    many = {"status": [400], "codes_in": ["reports.too_many_periods"]}
    check = "an_answer_has_an_end"
    for group, days in (("day", 1), ("week", 7)):
        if group in groups:
            first = date(2020, 1, 6)  # a Monday
            for count, expected in ((1200, {"status": [200]}), (1201, many)):
                last = first + (count * days - 1) * _DAY
                query = {"group_by": group, "date_from": first.isoformat(), "date_to": last.isoformat()}
                yield [base.with_query(query).must(check, **expected)]
    for group in groups:
        if group == "month":
            query = {"group_by": group, "date_from": _FIRST, "date_to": _LAST}
            yield [base.with_query(query).must(check, **many)]


def standard_cases(operation: Operation) -> Iterator[Case]:
    """Return custom reports that ask for what a standard one shows: the same figures. Law R8."""
    if not is_report(operation):
        return
    custom = operations()["report_custom"]
    for actor in (actors.ADMIN, actors.BDM, actors.BROKER):
        for query, spec, where in _equal(operation):
            step = access_requests.request(custom, actor).json(spec)
            shown = access_requests.request(operation, actor).with_query(query)
            check = "custom_report_is_the_standard_one"
            yield [shown, step.must(check, status=[200], tells_as={"answer": 0, "columns": where})]


_COUNTED: list[dict[str, str]] = [{"fn": "count"}]
_ENDS: Query = {"date_from": "2025-03-05", "date_to": "2025-03-20"}


def _equal(operation: Operation) -> Iterator[tuple[Query, dict[str, Any], dict[str, str]]]:
    """Return a query, the custom report that means the same, and the columns that stand for its figures."""
    match REPORTS[operation.name]:
        case "volume":
            measures = [*_COUNTED, *({"fn": fn, "field": "loan_amount"} for fn in ("sum", "avg"))]
            where = {"count": "count", "sum_loan_amount": "total_amount", "avg_loan_amount": "average_amount"}
            ranged = [{"field": "created_on", "op": "between", "value": [*_ENDS.values()]}]
            for group, field in {
                **{name: f"{name}_id" for name in ("broker", "bdm", "branch")},
                **{name: name for name in ("stage", "application_type")},
                "month": "created_month",
                "day": "created_on",
            }.items():
                spec = {
                    "entity": "applications",
                    "group_by": [field],
                    "measures": measures,
                    "filters": ranged,
                }
                yield {"group_by": group, **_ENDS}, spec, {field: "key", **where}
        case "compliance":
            # Before the first payment, what is due and was never paid is all there is.
            ranged = [
                {"field": "due_on", "op": "lt", "value": "2026-06-01"},
                {"field": "application_stage", "op": "in", "value": ["settled", "discharged"]},
                {"field": "amount", "op": "gt", "value": "0.00"},
            ]
            measures = [*_COUNTED, *({"fn": "sum", "field": field} for field in ("amount",))]
            for group, field in {"broker": "broker_id", "branch": "branch_id", "month": "due_month"}.items():
                spec = {"entity": "repayments", "group_by": [field], "measures": measures, "filters": ranged}
                asked = {"group_by": group, "date_to": "2026-05-31", "as_of": "2026-06-01"}
                yield asked, spec, {field: "key", "count": "due_count", "sum_amount": "amount_due"}
