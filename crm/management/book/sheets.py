"""Rows on their way into the database, table by table, by COPY."""

from typing import Any

from django.apps import apps
from django.db import connection

_ENTITY = ("id", "created_at", "updated_at", "created_by", "version")
# In the order of their foreign keys. A column that is left out is null, or has a default of the database.
COLUMNS: dict[str, tuple[str, ...]] = {
    "borrowers.Borrower": (
        *_ENTITY,
        *("kind", "first_name", "last_name", "company_name", "trust_name", "trustee", "email", "broker_id"),
        *("directors", "income", "expenses", "assets", "liabilities", "tags"),
    ),
    "applications.Application": (
        *_ENTITY,
        *(
            "reference",
            "stage",
            "stage_since",
            "resume_stage",
            "application_type",
            "purpose",
            "exit_strategy",
        ),
        *("loan_amount", "annual_rate", "term_months", "repayment_type", "repayment_frequency", "day_count"),
        *("interest_only_periods", "prepaid_interest_periods", "instalment_amount"),
        *("terms_version", "terms_locked", "broker_id", "bdm_id", "solvency", "settled_on"),
    ),
    "applications.StageEvent": (
        *("id", "application_id", "seq", "from_stage", "to_stage", "by", "at", "comment", "effective_on"),
    ),
    "applications.ApplicationBorrower": ("id", "created_at", "application_id", "borrower_id", "role"),
    "applications.SecurityProperty": (
        *_ENTITY,
        *("application_id", "address", "property_type", "estimated_value"),
    ),
    "applications.Valuation": ("id", "created_at", "security_property_id", "valuer", "valued_on", "amount"),
    "ledger.JournalEntry": (
        *("id", "application_id", "seq", "kind", "posted_at", "effective_on", "description"),
        *("source_type", "source_id"),
    ),
    "ledger.JournalLine": ("id", "entry_id", "application_id", "account", "debit", "credit"),
    "repayments.RepaymentSchedule": (
        *("id", "created_at", "application_id", "number", "terms_version", "starts_on", "level_instalment"),
        "is_active",
    ),
    "repayments.Repayment": (
        *_ENTITY,
        *("schedule_id", "number", "due_on", "days", "opening_balance", "interest", "prepaid", "principal"),
        *("amount", "closing_balance", "paid_interest", "paid_principal"),
    ),
    "repayments.Payment": (
        *_ENTITY,
        *("application_id", "amount", "received_on", "reference", "method", "entry_id"),
    ),
    "repayments.PaymentAllocation": ("id", "payment_id", "repayment_id", "interest", "principal"),
    "fees.FundingTable": (
        *("id", "created_at", "application_id", "number", "terms_version", "starts_on", "gross_loan"),
        *("deducted_fees", "deducted_total", "prepaid_interest", "payouts", "payouts_total", "net_funds"),
    ),
    "fees.Fee": (
        *_ENTITY,
        *("application_id", "definition_id", "kind", "description", "net", "gst", "gross", "gst_treatment"),
        *("collect", "due_on", "status", "paid_on", "terms_version", "trace", "charge_id"),
    ),
    "notes.Note": (*_ENTITY, "application_id", "body", "audience"),
}


class Sheets:
    """What is still to be written."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}
        self.written = dict.fromkeys(COLUMNS, 0)

    def add(self, table: str, *values: Any) -> None:
        """Append a row; its values are in the order of COLUMNS."""
        self._rows[table].append(values)

    def write(self) -> None:
        """Write all of it."""
        for name, rows in self._rows.items():
            table = apps.get_model(name)._meta.db_table
            columns = ", ".join(f'"{column}"' for column in COLUMNS[name])
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            self.written[name] += len(rows)
            rows.clear()
