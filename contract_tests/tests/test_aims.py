"""Aims keep a valid body valid: what they change for the rules' sake must not break the schema."""

import pytest

from contract_tests.enumeration import bodies, valid
from contract_tests.enumeration.operations import operations
from hooks import aims

pytestmark = pytest.mark.proof
LOTS = range(48)


@pytest.mark.parametrize("name", sorted(aims.BODIES))
@pytest.mark.parametrize("fields", ["required", "all"])
def test_an_aimed_body_is_still_valid(name, fields):
    """Whatever the lot, a fitted body MUST satisfy the schema of its operation, for each caller."""
    operation = operations()[name]
    for caller in valid.callers_of(operation):
        for lot in LOTS:
            body = valid.value_of(operation.body, "", lot, fields)
            path = valid.path_parameters(operation, caller)
            aims.Fitting(name, caller.name, path, lambda _, lot=lot: lot, lambda _, lot=lot: lot).fit(body)
            assert bodies.is_valid(operation, body), body


@pytest.mark.parametrize("count", [2, 3, 20])
def test_an_aimed_journal_entry_balances(count):
    """Entries of any number of lines MUST balance, each line on one side, on accounts that are free."""
    operation = operations()["ledger_entry_create"]
    (admin,) = valid.callers_of(operation)
    for lot in LOTS:
        amounts = [f"{lot * number}.{number:02d}" for number in range(count)]
        lines = [{"account": "loan_receivable", "debit": amount, "credit": amount} for amount in amounts]
        body = {"effective_on": "2024-01-02", "description": "Aimed", "lines": lines}
        aims.Fitting(operation.name, admin.name, {}, lambda _: 0, lambda _, lot=lot: lot).fit(body)
        sides = [(float(line["debit"]), float(line["credit"])) for line in body["lines"]]
        assert len(sides) == count
        assert all((debit == 0) != (credit == 0) for debit, credit in sides)
        assert round(sum(debit - credit for debit, credit in sides), 2) == 0
        assert "loan_receivable" not in {line["account"] for line in body["lines"]}
