"""For each word about reports and searches: an argument, answers that are right, answers that are not."""

import io

import openpyxl

from contract_tests.tests.file_words import sent
from contract_tests.tests.stage_words import answered

FILE, BROKER, AWAY, ROW, PAYMENT = "file-1", "broker-1", "broker-2", "row-1", "payment-1"


def page(*rows):
    """Return a page."""
    return answered({"count": len(rows), "results": list(rows)})


def file(**others):
    """Return an application."""
    terms = {"loan_amount": "100.00", "annual_rate": "9.5000", "term_months": 12}
    known = {
        **dict.fromkeys(("bdm_id", "exit_strategy", "settled_on", "estimated_settlement_on")),
        **{"id": FILE, "reference": "APP-1", "stage": "inquiry", "application_type": "caveat"},
        **{"broker_id": BROKER, "branch_id": "branch-1", "created_at": "2025-03-01T13:00:00Z"},
        **{"is_stale": False, "purpose": "Quokka farm", "borrowers": [], "settled_on": "2024-06-28"},
        "terms": {**terms, "repayment_type": "flat", "repayment_frequency": "monthly"},
    }
    return {**known, **others}


APPLICATIONS = page(file())
NAMES = page({"id": BROKER, "name": "Kincaid"}, {"id": "branch-1", "name": "Homebush"})
LISTS = {"application_list": 0, "broker_list": 1}


def volume(count=1, total="100.00", average="100.00", day="2025-03-02", name=None):
    """Return the volume by day, or by broker when that has a name."""
    figures = {"count": count, "total_amount": total, "average_amount": average}
    group = {"key": BROKER if name else day, "name": name or day, **figures}
    by = "broker" if name else "day"
    return answered(
        {"date_from": None, "date_to": None, "group_by": by, "totals": figures, "groups": [group]}
    )


def asked(of, **query):
    """Return the argument of `report_is`."""
    return {"of": of, "lists": LISTS, "asked": query}


REPAYMENTS = page({"id": ROW, "application_id": FILE, "due_on": "2024-07-28", "amount": "10.00"})


def payments(received_on="2024-07-28", *, is_reversed=False, interest="4.00"):
    """Return a page of one payment of the one instalment."""
    share = {"repayment_id": ROW, "interest": interest, "principal": "6.00"}
    paid = {"id": PAYMENT, "received_on": received_on, "is_reversed": is_reversed, "allocations": [share]}
    return page(paid)


CLASSES = ("paid_on_time", "paid_late", "partial_overdue", "missed", "not_due")


def compliance(verdict="paid_on_time", collected="10.00", rate="100.00", collection="100.00", late=None):
    """Return the compliance of one instalment."""
    due = int(verdict != "not_due")
    totals = {
        **{name: int(name == verdict) for name in CLASSES},
        "due_count": due,
        "amount_due": "10.00" if due else "0.00",
        "amount_collected": collected,
        "compliance_rate": rate,
        "collection_rate": collection,
        "average_days_late": late,
    }
    known = {"as_of": "2024-08-01", "date_from": None, "date_to": None, "group_by": None, "groups": []}
    return answered({**known, "totals": totals})


OF_COMPLIANCE = {
    "of": "compliance",
    "lists": {"application_list": 0, "repayment_list": 1, "payment_list": 2},
    "asked": {"as_of": "2024-08-01"},
}


def paid(report, **how):
    """Return the lists and the report beside them."""
    return [APPLICATIONS, REPAYMENTS, payments(**how), report]


SPEC = {"entity": "applications", "group_by": ["stage"], "measures": [{"fn": "count"}]}
COLUMNS = [{"name": "stage", "kind": "choice"}, {"name": "count", "kind": "integer"}]


def custom(*rows, truncated=False, totals=(None, 2), columns=COLUMNS):
    """Return a custom report."""
    return answered(
        {"columns": columns, "rows": list(map(list, rows)), "totals": list(totals), "truncated": truncated}
    )


BOTH = page(file(), file(id="file-2", stage="settled"))


def tabulated(report):
    """Return the lists and the report beside them."""
    return [BOTH, NAMES, report]


ORDERED = {"spec": {**SPEC, "order_by": ["-stage"]}, "lists": LISTS}
TEXT = answered(
    {
        "columns": [{"name": "title", "kind": "text"}, {"name": "sum_gst", "kind": "money"}],
        "rows": [["=1+1", "-5.00"], [None, "7.00"]],
    }
)
PLAIN = answered(
    {
        "columns": [{"name": "title", "kind": "text"}, {"name": "sum_gst", "kind": "money"}],
        "rows": [["a", "-5.00"], [None, "7.00"]],
    }
)
CSV = b"title,sum_gst\r\n'=1+1,-5.00\r\n,7.00\r\n"


def book(*rows):
    """Return an answer that sends a workbook."""
    written = openpyxl.Workbook()
    for row in rows:
        written.worksheets[0].append(row)
    file_ = io.BytesIO()
    written.save(file_)
    return sent(file_.getvalue())


def found(*names):
    """Return a page of applications that were found."""
    things = [
        {"type": "application", "id": name, "title": "APP-1", "application_id": name, "borrower_id": None}
        for name in names
    ]
    return page(*({**thing, "created_at": "2025-03-01T13:00:00Z"} for thing in things))


SEARCH = {"words": ["QUOKKA", "farm"], "types": None, "lists": {"application_list": 0}}
PAIRS = {
    "report_is": (
        asked("volume", group_by="day"),
        [APPLICATIONS, NAMES, volume()],
        [APPLICATIONS, NAMES, volume(day="2025-03-01")],  # UTC
    ),
    "agrees_with_itself": (True, [compliance()], [compliance(rate=None)]),
    "adds_up": ([0, 1], [volume(), volume(), volume(2, "200.00")], [volume(), volume(), volume(2)]),
    "never_falls": (0, [compliance("not_due"), compliance()], [compliance(), compliance("not_due")]),
    "tabulates": (
        {"spec": SPEC, "lists": LISTS},
        tabulated(custom(("settled", 1), ("inquiry", 1))),
        tabulated(custom(("settled", 2), ("inquiry", 1))),
    ),
    "tells_as": (
        {"answer": 0, "columns": {"stage": "key", "count": "count"}},
        [volume(), custom(("2025-03-02", 1))],
        [volume(), custom(("2025-03-02", 2))],
    ),
    "cells_of": (
        {"answer": 0, "format": "csv"},
        [TEXT, sent(CSV)],
        [TEXT, sent(CSV.replace(b"'=", b"="))],
    ),
    "searched": (SEARCH, [APPLICATIONS, found(FILE)], [APPLICATIONS, found()]),
}
WRONGS = {
    "report_is by broker": (
        asked("volume", group_by="broker"),
        [APPLICATIONS, NAMES, volume(name="Kincaid")],
        [APPLICATIONS, NAMES, volume(name="Homebush")],
        [APPLICATIONS, NAMES, volume(2, name="Kincaid")],
        [page(file(broker_id=AWAY)), NAMES, volume(name="Kincaid")],
    ),
    "report_is of classes": (
        OF_COMPLIANCE,
        paid(compliance()),
        paid(compliance("paid_late", rate="0.00", late="1.0")),
        paid(compliance(), is_reversed=True),
        paid(compliance(), received_on="2024-08-02"),
        paid(compliance(collected="9.00")),
    ),
    "tabulates in order": (
        ORDERED,
        tabulated(custom(("settled", 1), ("inquiry", 1))),
        tabulated(custom(("inquiry", 1), ("settled", 1))),
        tabulated(custom(("settled", 1), ("inquiry", 1), truncated=True)),
        tabulated(custom(("settled", 1))),
        tabulated(custom(("settled", 1), ("inquiry", 1), totals=(None, 3))),
        tabulated(custom(("settled", 1), ("settled", 1))),
    ),
    "cells_of a workbook": (
        {"answer": 0, "format": "xlsx"},
        [PLAIN, book(["title", "sum_gst"], ["a", -5.0], [None, 7])],
        [PLAIN, book(["title", "sum_gst"], ["a", 5.0], [None, 7])],
        [PLAIN, book(["title", "sum_gst"], ["a", -5.0])],
        [PLAIN, book(["title", "sum_gst"], ["=1+1", -5.0], [None, 7])],
        [PLAIN, book(["title"], ["a"], [None])],
    ),
    "agrees_with_itself in its classes": (
        True,
        [compliance()],
        [compliance(collection=None)],
        [compliance(late="2.0")],
    ),
}
