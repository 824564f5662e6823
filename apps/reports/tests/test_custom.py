"""Custom reports against sums over the rows themselves, and what a specification may not say."""

import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from rest_framework.exceptions import ValidationError

from apps.applications.models import Application
from apps.documents.tests.conftest import stored  # noqa: F401 - documents need a folder
from apps.documents.tests.factories import document
from apps.kernel import clock
from apps.kernel.serializers import cleaned
from apps.repayments.models import Payment, Repayment
from apps.reports.catalogue import FUNCTIONS, Kind, entities
from apps.reports.custom import UnknownColumn, custom_report
from apps.reports.specs import CustomReportInput, ReportSpec

pytestmark = pytest.mark.django_db
_PLACES = {Kind.MONEY: "0.01", Kind.RATE: "0.0001", Kind.INTEGER: "0.01"}
COUNTED = [{"fn": "count"}]


def _run(viewer, **spec):
    return custom_report(viewer=viewer, spec=cleaned(ReportSpec, {"measures": COUNTED, **spec}))


def _measures(entity):
    return [{"fn": function, "field": name} for function in FUNCTIONS for name in entity.summed(function)]


def _value(kind, raw):
    if raw is None or kind not in (Kind.MONEY, Kind.RATE, Kind.INTEGER, Kind.DATE):
        return raw
    return date.fromisoformat(raw) if kind is Kind.DATE else Decimal(raw)


def _expected(function, kind, values):
    """Return a measure of cells as the answer shows it."""
    values = [each for each in values if each is not None]
    if function == "sum":
        total = sum(values, Decimal(0))
        return int(total) if kind is Kind.INTEGER else str(total.quantize(Decimal(_PLACES[kind])))
    if not values:
        return None
    if function == "avg":
        mean = sum(values, Decimal(0)) / len(values)
        return str(mean.quantize(Decimal(_PLACES[kind]), rounding=ROUND_HALF_UP))
    found = min(values) if function == "min" else max(values)
    return found.isoformat() if kind is Kind.DATE else int(found) if kind is Kind.INTEGER else str(found)


@pytest.mark.parametrize("name", ["applications", "repayments", "payments", "fees", "documents"])
def test_every_field_groups_filters_and_measures(book, name):
    """Each field MUST give groups that share out the rows, and filters that agree with the groups."""
    for made in book.loans[:2]:
        document(book.admin, application_id=made.id, title="=SUM(1)")
    entity = entities()[name]
    everything = _run(book.admin, entity=name).rows[0][0]
    for field_name, field in entity.fields.items():
        grouped = _run(book.admin, entity=name, group_by=[field_name])
        assert sum(count for _, count in grouped.rows) == grouped.totals[1] == everything
        keys = [key for key, _ in grouped.rows]
        assert len(set(keys)) == len(keys)
        assert grouped.columns[0].kind is field.kind
        for key, count in grouped.rows:
            if key is None:
                assert field.nullable
                only = {"field": field_name, "op": "isnull", "value": True}
            else:
                only = {"field": field_name, "op": "eq", "value": key}
                other = {**only, "op": "ne"}
                assert _run(book.admin, entity=name, filters=[other]).rows == [[everything - count]]
            assert _run(book.admin, entity=name, filters=[only]).rows == [[count]]


@pytest.mark.parametrize("name", ["applications", "repayments", "payments"])
def test_measures_are_what_the_cells_say(book, name):
    entity = entities()[name]
    for viewer in book.viewers.values():
        for measure in _measures(entity):
            kind = entity.fields[measure["field"]].kind
            cells = _run(
                viewer, entity=name, group_by=["broker_name", measure["field"]], measures=COUNTED
            ).rows
            values = defaultdict(list)
            for broker, value, count in cells:
                values[broker] += [_value(kind, value)] * count
            found = _run(viewer, entity=name, group_by=["broker_name"], measures=[measure])
            expected = {broker: _expected(measure["fn"], kind, each) for broker, each in values.items()}
            assert dict(found.rows) == expected
            together = [value for each in values.values() for value in each]
            assert found.totals == [None, _expected(measure["fn"], kind, together)]
            assert _run(viewer, entity=name, measures=[measure]).rows == [found.totals[1:]]


def test_it_is_the_same_as_a_sum_over_the_rows(book):
    rows = Repayment.objects.filter(schedule__is_active=True)
    spec = {"entity": "repayments", "measures": [{"fn": "sum", "field": "amount"}]}
    assert _run(book.admin, **spec).rows == [[str(sum(row.amount for row in rows))]]
    paid = Payment.objects.filter(reversed_by=None)
    only = [{"field": "is_reversed", "op": "eq", "value": False}]
    found = _run(book.admin, entity="payments", measures=spec["measures"], filters=only)
    assert found.rows == [[str(sum(each.amount for each in paid))]]


def test_months_are_those_of_business_days(book):
    made = book.loans[0]
    instant = datetime.fromisoformat("2026-03-31T13:00:00+00:00")
    Application.objects.filter(id=made.id).update(created_at=instant)
    found = _run(
        book.admin,
        entity="applications",
        group_by=["created_month", "created_on"],
        filters=[{"field": "reference", "op": "eq", "value": made.reference}],
    )
    assert found.rows == [["2026-04-01", "2026-04-01", 1]]


def test_order_limit_and_nulls(book):
    spec = {"entity": "applications", "group_by": ["loan_amount", "reference"]}
    up = _run(book.admin, **spec, order_by=["loan_amount"])
    down = _run(book.admin, **spec, order_by=["-loan_amount", "-reference"])
    assert (up.rows[-1][0], down.rows[-1][0]) == (None, None)
    amounts = [Decimal(row[0]) for row in down.rows if row[0] is not None]
    assert amounts == sorted(amounts, reverse=True)
    cut = _run(book.admin, **spec, order_by=["-loan_amount", "-reference"], limit=2)
    assert (cut.rows, cut.truncated, cut.totals) == (down.rows[:2], True, down.totals)
    whole = _run(book.admin, **spec, limit=len(book.loans))
    assert (whole.truncated, len(whole.rows)) == (False, len(book.loans))
    by_count = _run(book.admin, entity="applications", group_by=["stage"], order_by=["-count", "stage"])
    assert by_count.rows == sorted(by_count.rows, key=lambda row: (-row[1], row[0]))


def test_nothing_found_still_has_totals(book):
    nobody = book.viewers["empty bdm"]
    measures = [*COUNTED, {"fn": "sum", "field": "amount"}, {"fn": "avg", "field": "amount"}]
    grouped = _run(nobody, entity="payments", group_by=["method"], measures=measures)
    assert (grouped.rows, grouped.totals, grouped.truncated) == ([], [None, 0, "0.00", None], False)
    assert _run(nobody, entity="payments", measures=measures).rows == [[0, "0.00", None]]


def test_each_sees_its_own(book, seen_by):
    for viewer in book.viewers.values():
        found = _run(viewer, entity="applications", group_by=["reference"])
        assert [row[0] for row in found.rows] == sorted(made.reference for made in seen_by(viewer))
        of_others = {"field": "broker_id", "op": "ne", "value": str(book.brokers[0].id)}
        rows = _run(viewer, entity="repayments", group_by=["application_reference"], filters=[of_others])
        assert {row[0] for row in rows.rows} <= {made.reference for made in seen_by(viewer)}


def test_it_takes_one_query(book, django_assert_num_queries):
    for group_by in ([], ["stage"], ["broker_name", "created_month"]):
        with django_assert_num_queries(1):
            _run(
                book.admin,
                entity="applications",
                group_by=group_by,
                measures=[*COUNTED, {"fn": "avg", "field": "loan_amount"}],
                filters=[{"field": "created_on", "op": "lte", "value": clock.today().isoformat()}],
            )


INJECTIONS = (
    "'; DROP TABLE applications_application; --",
    '" OR 1=1 --',
    "%s",
    "{0}",
    "a' || pg_sleep(9) --",
)


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_is_text(book, text):
    found = _run(
        book.admin, entity="applications", filters=[{"field": "reference", "op": "ne", "value": text}]
    )
    assert found.rows == [[len(book.loans)]]
    found = _run(
        book.admin, entity="applications", filters=[{"field": "reference", "op": "in", "value": [text]}]
    )
    assert found.rows == [[0]]


# What no amount is, and what no two amounts are.
NO_AMOUNTS: list[Any] = [
    1,
    1.0,
    "NaN",
    "Infinity",
    "1e5",
    "-1.00",
    "1.000",
    "9" * 40 + ".00",
    None,
    [],
    {},
    True,
]
NO_PAIRS: list[Any] = [[], ["1.00"], ["1.00"] * 3, "1.00", {"0": "1.00"}, ["1.00", "x"]]


def _filter(**changes):
    return {"filters": [{"field": "loan_amount", "op": "eq", "value": "1.00", **changes}]}


@pytest.mark.parametrize(
    "change",
    [
        *({"group_by": [name]} for name in (*INJECTIONS, "id", "broker__user__password", "purpose", None, 1)),
        {"group_by": ["stage", "stage"]},
        {"group_by": ["stage", "reference", "broker_id"]},
        {"measures": []},
        {"measures": [{"fn": "sum", "field": "annual_rate"}]},
        {"measures": [{"fn": "count", "field": "loan_amount"}]},
        {"measures": [{"fn": "pg_sleep", "field": "loan_amount"}]},
        {"measures": [{"fn": ["sum"], "field": "loan_amount"}]},
        {"measures": [{"fn": "sum", "field": ["loan_amount"]}]},
        {"measures": [{"fn": "sum"}]},
        {"measures": [*COUNTED, *COUNTED]},
        {"measures": ["count"]},
        {"order_by": ["loan_amount; DROP TABLE x"]},
        {"order_by": ["count", "count"]},
        {"limit": 0},
        {"limit": 1001},
        {"limit": "10"},
        {"limit": True},
        {"entity": "users"},
        {"entity": ["applications"]},
        {"sql": "SELECT 1"},
        {"filters": {}},
        {"filters": [None]},
        {"filters": [[]]},
        {"filters": _filter()["filters"] * 11},
        _filter(field="purpose"),
        _filter(field={"a": 1}),
        _filter(op="regex"),
        _filter(op=["eq"]),
        _filter(op="isnull", value="true"),
        _filter(field="reference", op="isnull", value=True),
        _filter(extra=1),
        *(_filter(value=value) for value in NO_AMOUNTS),
        *(_filter(op="between", value=value) for value in NO_PAIRS),
        *(_filter(op="in", value=value) for value in ([], ["1.00", "1.00"], [f"{n}.00" for n in range(101)])),
        *(
            _filter(field="reference", value=value)
            for value in ("", " ", "a\x00b", "\ud800", "x" * 201, 1, None, ["a"])
        ),
        *(
            _filter(field="created_on", value=value)
            for value in ("0000-01-01", "2026-02-30", "20260101", "10000-01-01", "2026-01-01T00:00:00Z", 1)
        ),
        *(_filter(field="term_months", value=value) for value in (-1, 32_768, 10**30, 1.5, "1", True, None)),
        *(_filter(field="broker_id", value=value) for value in ("1", 1, "{}", None)),
        *(_filter(field="stage", value=value) for value in ("x", 1, None, ["settled"])),
    ],
    ids=lambda change: json.dumps(change, default=str)[:60],
)
def test_whatever_is_not_published_is_refused(change):
    spec = {"entity": "applications", "measures": COUNTED, **change}
    for kind in (ReportSpec, CustomReportInput):
        with pytest.raises(ValidationError):
            cleaned(kind, spec)


def test_values_at_the_edges_run(book):
    for each in (
        _filter(value="999999999999.99"),
        _filter(op="between", value=["5.00", "1.00"]),
        _filter(field="created_on", value="0001-01-01"),
        _filter(field="created_on", op="gt", value="9999-12-31"),
        _filter(field="created_month", op="between", value=["0001-01-01", "9999-12-31"]),
        _filter(field="settled_month", op="lte", value="9999-12-31"),
        _filter(field="annual_rate", op="in", value=["99.9999", "0.0000"]),
        _filter(field="term_months", op="in", value=list(range(100))),
        _filter(field="reference", value="\U0001f998" * 200),
        {"filters": _filter()["filters"] * 10},
    ):
        assert len(_run(book.admin, entity="applications", **each).rows) == 1


def test_a_column_that_the_report_has_not_is_refused(book):
    for order in (["stage"], ["-sum_loan_amount"], ["count", "reference"]):
        with pytest.raises(UnknownColumn) as refusal:
            _run(book.admin, entity="applications", order_by=order)
        assert refusal.value.pointer == "/body/order_by"


def test_what_is_clean_says_the_same_when_it_is_cleaned_again():
    spec = {
        "entity": "applications",
        "measures": [{"fn": "avg", "field": "annual_rate"}, *COUNTED],
        "group_by": ["settled_month"],
        "filters": [
            {"field": "loan_amount", "op": "between", "value": ["1.00", "2.50"]},
            {"field": "settled_on", "op": "gte", "value": (clock.today() - timedelta(days=1)).isoformat()},
            {"field": "broker_id", "op": "in", "value": ["01a20622-a1ad-730b-923c-1956ff6bf420"]},
            {"field": "reference", "op": "ne", "value": " caf\u0065\u0301 "},
        ],
        "order_by": ["-count"],
        "limit": 5,
    }
    clean = json.loads(json.dumps(cleaned(ReportSpec, spec)))
    assert cleaned(ReportSpec, clean) == clean
    assert clean["filters"][3]["value"] == "caf\u00e9"
