"""What an admin's reports cost at the least: statements somebody would write by hand for the same answer.

They know that an admin sees everything, so they ask nobody's visibility, and they name their tables.
"""

from collections.abc import Mapping

ZONE = "Australia/Sydney"
# path of the report -> statement
STATEMENTS: Mapping[str, str] = {
    "/reports/repayment-compliance/?group_by=month&as_of={today}": """
        SELECT date_trunc('month', due_on), count(*) FILTER (WHERE due_on < %(today)s OR paid = amount),
               sum(amount) FILTER (WHERE due_on < %(today)s OR paid = amount),
               sum(paid) FILTER (WHERE due_on < %(today)s OR paid = amount),
               count(*) FILTER (WHERE paid = amount AND last_on <= due_on),
               count(*) FILTER (WHERE paid = amount AND last_on > due_on),
               count(*) FILTER (WHERE paid > 0 AND paid < amount AND due_on < %(today)s),
               avg(last_on - due_on) FILTER (WHERE paid = amount AND last_on > due_on)
        FROM (SELECT instalment.due_on, instalment.amount, coalesce(received.paid, 0) AS paid,
                     received.last_on
              FROM repayments_repayment AS instalment
              JOIN repayments_repaymentschedule AS plan ON plan.id = instalment.schedule_id AND plan.is_active
              JOIN applications_application AS file ON file.id = plan.application_id
              LEFT JOIN (SELECT given.repayment_id, sum(given.interest + given.principal) AS paid,
                                max(payment.received_on) AS last_on
                         FROM repayments_paymentallocation AS given
                         JOIN repayments_payment AS payment ON payment.id = given.payment_id
                         WHERE payment.reversed_by_id IS NULL AND payment.received_on <= %(today)s
                         GROUP BY given.repayment_id) AS received ON received.repayment_id = instalment.id
              WHERE file.settled_on IS NOT NULL AND instalment.amount > 0) AS judged
        GROUP BY 1 ORDER BY 1
    """,
    "/reports/application-volume/?group_by=month": """
        SELECT date_trunc('month', created_at AT TIME ZONE %(zone)s), count(*), sum(loan_amount),
               avg(loan_amount)
        FROM applications_application GROUP BY 1 ORDER BY 1
    """,
    "/reports/application-status/?as_of={today}": """
        SELECT to_stage, count(*) FILTER (WHERE until IS NULL), avg(until - at)
        FROM (SELECT application_id, to_stage, at, lead(at) OVER (PARTITION BY application_id ORDER BY seq)
                     AS until
              FROM applications_stageevent
              WHERE at < (%(today)s::date + 1)::timestamp AT TIME ZONE %(zone)s) AS visit
        GROUP BY 1
    """,
}
REACHED = """
    SELECT to_stage, count(DISTINCT application_id) FROM applications_stageevent
    WHERE at < (%(today)s::date + 1)::timestamp AT TIME ZONE %(zone)s
      AND to_stage IN ('sent_to_lender', 'iloo_signed', 'formal_approval', 'settled')
    GROUP BY 1
"""
CUSTOM = {
    "entity": "repayments",
    "group_by": ["status"],
    "measures": [{"fn": "count"}, {"fn": "sum", "field": "amount"}],
    "filters": [{"field": "due_on", "op": "lte", "value": "{today}"}],
}
CUSTOM_BY_HAND = """
    SELECT instalment.status, count(*), sum(instalment.amount)
    FROM repayments_repayment AS instalment
    JOIN repayments_repaymentschedule AS plan ON plan.id = instalment.schedule_id AND plan.is_active
    WHERE instalment.due_on <= %(today)s
    GROUP BY GROUPING SETS ((1), ())
"""
LISTS = (
    *("applications", "applications?archived=all", "borrowers", "guarantors", "brokers?page_size=10"),
    *("bdms?page_size=4", "branches?page_size=4"),  # the small book has no more: pages of the same length
    *("repayments", "payments", "fees", "fee-definitions", "ledger/entries", "documents", "notes"),
    *("signature-requests", "report-definitions", "users"),
)
BROKER_LISTS = tuple(
    f"{name} of a broker"
    for name in LISTS
    if name not in ("ledger/entries", "users")  # which are not a broker's to see
)
SEARCHES = ("/search/?search=nguyen+holdings", "/search/?search=app-2025-000123", "/search/?search=ng")
