"""Tables. Rules are said twice: in the services for people, here and in migration 0002 for the truth."""

from apps.repayments.models.payment import METHODS, Payment, PaymentAllocation
from apps.repayments.models.schedule import STATUSES, Repayment, RepaymentSchedule

__all__ = ["METHODS", "STATUSES", "Payment", "PaymentAllocation", "Repayment", "RepaymentSchedule"]
