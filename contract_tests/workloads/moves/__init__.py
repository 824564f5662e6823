"""What may happen in a scenario, as data: a failing scenario is made smaller by leaving moves out.

A move asks the model what the API must answer, sends the request, and looks at what has become of the
application. It names rows; which id a row has is the walk's affair.
"""

from contract_tests.workloads.moves.books import Adjust, PayAndReverse, Reckon, ReckonBook
from contract_tests.workloads.moves.fees import ChargeFee, Define, PayFee, RefundFee, WaiveFee
from contract_tests.workloads.moves.loans import Fund, MoveDue, Pay, ReversePayment, Schedule
from contract_tests.workloads.moves.notes import EditNote, Sweep, TearUp, WriteNote
from contract_tests.workloads.moves.papers import AddVersion, Describe, Discard, Generate, Review, Upload
from contract_tests.workloads.moves.parties import AddProperty, Link, RemoveProperty, Sign, Unlink, Value
from contract_tests.workloads.moves.sending import DAYS, WHY, Day, Move
from contract_tests.workloads.moves.signing import AskToSign, Cancel, Decline, Open, SignPaper, Wait
from contract_tests.workloads.moves.stages import Create, Delete, SetStage, SetTerms, Transition

__all__ = [
    "DAYS",
    "WHY",
    "AddProperty",
    "AddVersion",
    "Adjust",
    "AskToSign",
    "Cancel",
    "ChargeFee",
    "Create",
    "Day",
    "Decline",
    "Define",
    "Delete",
    "Describe",
    "Discard",
    "EditNote",
    "Fund",
    "Generate",
    "Link",
    "Move",
    "MoveDue",
    "Open",
    "Pay",
    "PayAndReverse",
    "PayFee",
    "Reckon",
    "ReckonBook",
    "RefundFee",
    "RemoveProperty",
    "ReversePayment",
    "Review",
    "Schedule",
    "SetStage",
    "SetTerms",
    "Sign",
    "SignPaper",
    "Sweep",
    "TearUp",
    "Transition",
    "Unlink",
    "Upload",
    "Value",
    "Wait",
    "WaiveFee",
    "WriteNote",
]
