"""Tables. Rules are said twice: in the services for people, here in constraints for the truth."""

from apps.applications.models.application import Application, ReferenceCounter
from apps.applications.models.history import StageEvent
from apps.applications.models.parties import ApplicationBorrower, ApplicationGuarantor, ApplicationSignature
from apps.applications.models.security import SecurityProperty, Valuation

__all__ = [
    "Application",
    "ApplicationBorrower",
    "ApplicationGuarantor",
    "ApplicationSignature",
    "ReferenceCounter",
    "SecurityProperty",
    "StageEvent",
    "Valuation",
]
