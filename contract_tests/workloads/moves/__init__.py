"""What may happen in a scenario, as data: a failing scenario is made smaller by leaving moves out.

A move asks the model what the API must answer, sends the request, and looks at what has become of the
application. It names rows; which id a row has is the walk's affair.
"""

from contract_tests.workloads.moves.books import Adjust, PayAndReverse, Reckon, ReckonBook
from contract_tests.workloads.moves.fees import ChargeFee, Define, PayFee, RefundFee, WaiveFee
from contract_tests.workloads.moves.loans import Fund, MoveDue, Pay, ReversePayment, Schedule
from contract_tests.workloads.moves.parties import AddProperty, Link, RemoveProperty, Sign, Unlink, Value
from contract_tests.workloads.moves.sending import DAYS, WHY, Day, Move
from contract_tests.workloads.moves.stages import Create, Delete, SetStage, SetTerms, Transition

__all__ = [
    "DAYS",
    "WHY",
    "AddProperty",
    "Adjust",
    "ChargeFee",
    "Create",
    "Day",
    "Define",
    "Delete",
    "Fund",
    "Link",
    "Move",
    "MoveDue",
    "Pay",
    "PayAndReverse",
    "PayFee",
    "Reckon",
    "ReckonBook",
    "RefundFee",
    "RemoveProperty",
    "ReversePayment",
    "Schedule",
    "SetStage",
    "SetTerms",
    "Sign",
    "Transition",
    "Unlink",
    "Value",
    "WaiveFee",
]
