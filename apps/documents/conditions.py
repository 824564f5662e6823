"""Answers to the guards that this app knows. Source: domain.md, section 6"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from apps.applications.guards import Answer
from apps.applications.lifecycle import Guard
from apps.documents import selectors

LETTER, CONTRACT, FORM = "indicative_letter", "loan_contract", "application_form"


def indicative_letter_generated(application: Any, effective_on: date) -> bool:
    """Tell whether the newest letter was made from the present terms."""
    return selectors.is_generated(
        application_id=application.id, template=LETTER, terms_version=application.terms_version
    )


def indicative_letter_signed(application: Any, effective_on: date) -> bool:
    """Tell whether that letter is signed."""
    return selectors.is_generated_signed(
        application_id=application.id, template=LETTER, terms_version=application.terms_version
    )


def loan_contract_generated(application: Any, effective_on: date) -> bool:
    """Tell whether there is a contract; the terms are fixed before there can be one."""
    return selectors.is_generated(application_id=application.id, template=CONTRACT)


def loan_contract_signed(application: Any, effective_on: date) -> bool:
    """Tell whether the newest contract is signed."""
    return selectors.is_generated_signed(application_id=application.id, template=CONTRACT)


def application_form_signed(application: Any, effective_on: date) -> bool:
    """Tell whether an application form is signed as a document."""
    return selectors.is_type_signed(application_id=application.id, document_type=FORM)


ANSWERS: Mapping[Guard, Answer] = {
    Guard.INDICATIVE_LETTER_GENERATED: indicative_letter_generated,
    Guard.INDICATIVE_LETTER_SIGNED: indicative_letter_signed,
    Guard.LOAN_CONTRACT_GENERATED: loan_contract_generated,
    Guard.LOAN_CONTRACT_SIGNED: loan_contract_signed,
}
# Beside the answer that an app below gives: either is enough.
ALTERNATIVES: Mapping[Guard, Answer] = {Guard.APPLICATION_SIGNED: application_form_signed}
