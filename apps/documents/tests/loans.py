"""A loan that has everything a template prints."""

from datetime import date
from decimal import Decimal

from apps.applications.models import Application, ApplicationBorrower, ApplicationGuarantor
from apps.applications.tests.factories import ADDRESS, borrower_of, put
from apps.borrowers.tests.factories import GuarantorFactory
from apps.fees.services.funding import funding_table_create
from apps.fees.tests.factories import SETTLED_ON, charge, worked_loan
from apps.repayments.services.schedules import repayment_schedule_create


def loan(admin, *, stage="loan_docs_instructed"):
    """Return the loan of domain.md, section 5, with a borrower and a guarantor, approved on the way."""
    made = worked_loan(admin)
    borrower = borrower_of(made.broker, residential_address=ADDRESS, email="bea@mail.example")
    ApplicationBorrower.objects.create(application=made, borrower=borrower, role="primary")
    ApplicationGuarantor.objects.create(application=made, guarantor=GuarantorFactory(borrower=borrower))
    charge(
        made,
        admin,
        description="Establishment fee",
        net=Decimal("20000.00"),
        gst_treatment="input_taxed",
        collect="at_settlement",
    )
    payouts = [{"payee": "First Mortgage Bank", "amount": Decimal("350000.00")}]
    funding_table_create(application_id=made.id, actor=admin, starts_on=SETTLED_ON, payouts=payouts)
    repayment_schedule_create(application_id=made.id, actor=admin, starts_on=SETTLED_ON)
    put(made, "formal_approval", approved=True)
    return put(made, stage, approved=True)


def discharged(admin):
    """Return the same loan, repaid."""
    made = loan(admin)
    made = put(made, "settled", approved=True, settled_on=date(2025, 3, 31))
    put(made, "discharged", approved=True, settled_on=date(2025, 3, 31))
    return Application.objects.get(id=made.id)
