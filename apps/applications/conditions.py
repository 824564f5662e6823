"""Answers to the guards that this app knows itself."""

from collections.abc import Mapping
from datetime import date

from django.conf import settings

from apps.applications import selectors, valuing
from apps.applications.guards import Answer
from apps.applications.lifecycle import Guard
from apps.applications.models import Application
from apps.applications.models.parties import PRIMARY


def terms_complete(application: Application, effective_on: date) -> bool:
    """Tell whether the loan has terms; they are whole, or not there."""
    return application.terms is not None


def one_primary_borrower(application: Application, effective_on: date) -> bool:
    """Tell whether somebody stands on the application as its primary borrower."""
    return application.borrower_links.filter(role=PRIMARY).exists()


def has_security_property(application: Application, effective_on: date) -> bool:
    """Tell whether anything secures the loan."""
    return application.security_properties.exists()


def application_signed(application: Application, effective_on: date) -> bool:
    """Tell whether the borrowers have signed the application form."""
    return selectors.is_signed(application)


def every_property_valued(application: Application, effective_on: date) -> bool:
    """Tell whether there is security, all of it valued."""
    values = selectors.values_of(application)
    return bool(values) and None not in values


def lvr_within_limit(application: Application, effective_on: date) -> bool:
    """Tell whether the loan is known, and small enough against what secures it."""
    lvr = valuing.lvr(application.loan_amount, selectors.values_of(application))
    return lvr is not None and lvr <= settings.LVR_LIMIT


ANSWERS: Mapping[Guard, Answer] = {
    Guard.TERMS_COMPLETE: terms_complete,
    Guard.ONE_PRIMARY_BORROWER: one_primary_borrower,
    Guard.HAS_SECURITY_PROPERTY: has_security_property,
    Guard.APPLICATION_SIGNED: application_signed,
    Guard.EVERY_PROPERTY_VALUED: every_property_valued,
    Guard.LVR_WITHIN_LIMIT: lvr_within_limit,
}
