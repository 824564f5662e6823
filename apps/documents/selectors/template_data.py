"""What a template prints of an application: the same facts give the same data, whoever asks and when.

No section holds the day on which it is asked for. Source: domain.md, section 8, "Generate"
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings

from apps.applications import selectors as applications
from apps.applications.lifecycle import Stage
from apps.fees import selectors as fees
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict
from apps.repayments import selectors as repayments

Data = dict[str, Any]
_PRIMARY = "primary"
_TERMS = (
    "loan_amount",
    "annual_rate",
    "term_months",
    "repayment_type",
    "repayment_frequency",
    "day_count",
    "interest_only_periods",
    "prepaid_interest_periods",
    "instalment_amount",
)
_ROW = (
    "number",
    "due_on",
    "days",
    "opening_balance",
    "interest",
    "prepaid",
    "principal",
    "amount",
    "closing_balance",
)
_NOT_CHARGED = ("waived", "refunded")


class TemplateDataMissing(Conflict):
    """The application does not have yet what the template prints; `errors` names each part."""

    code = "documents.template_data_missing"

    def __init__(self, missing: Iterable[str] = ()) -> None:
        missing = list(missing)
        super().__init__(f"The template needs: {', '.join(missing)}." if missing else "")
        self.errors = [("", name, f"{name} is missing.") for name in missing]


def template_data(*, viewer: Actor, application_id: UUID, template: str) -> Data:
    """Return what the template prints.

    Raises:
        ApplicationNotFound: not visible to `viewer`.
        TemplateDataMissing: with one error for each section that the application does not have.
    """
    application = applications.application_get(viewer=viewer, application_id=application_id)
    found = {
        name: _SECTIONS[name](application, viewer)
        for name in (*REQUIRED[template], *_OPTIONAL.get(template, ()))
    }
    if missing := [name for name in REQUIRED[template] if not found[name]]:
        raise TemplateDataMissing(missing)
    if settled_on := application.settled_on:
        found["settled_on"] = settled_on.isoformat()
    return {
        "lender": lender(),
        "application": _application(application, whole=template == "application_form"),
        "broker": {"name": application.broker.name, "company": application.broker.company},
        **found,
    }


def lender() -> dict[str, str]:
    """Return who lends, for the letterhead."""
    return {
        "name": settings.LENDER_NAME,
        "abn": settings.LENDER_ABN,
        "address": settings.LENDER_ADDRESS,
        "contact": settings.LENDER_CONTACT,
    }


def sha256_of(data: Mapping[str, Any]) -> str:
    """Return the hash of the data in its one canonical form: sorted names, no spaces, UTF-8."""
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _application(application: Any, *, whole: bool) -> Data:
    found = {
        "reference": application.reference,
        "purpose": application.purpose,
        "terms_version": application.terms_version,
    }
    if whole:
        found |= {
            "application_type": application.application_type,
            "application_type_other": application.application_type_other,
            "exit_strategy": application.exit_strategy,
            "estimated_settlement_on": _text(application.estimated_settlement_on),
        }
    return found


def _borrowers(application: Any, viewer: Actor) -> list[Data]:
    """Return the borrowers, the primary one first; none as long as nobody is primary."""
    links = list(application.borrower_links.all())
    if not any(link.role == _PRIMARY for link in links):
        return []
    return [{"role": link.role, **_party(link.borrower)} for link in links]


def _people(application: Any, viewer: Actor) -> list[Data]:
    """Return the borrowers with all that the application form asks."""
    return [
        {
            **basic,
            "kind": each.kind,
            "trustee": each.trustee,
            "directors": each.directors,
            "date_of_birth": _text(each.date_of_birth),
            "residency": each.residency,
            "marital_status": each.marital_status,
            "email": each.email,
            "phone": each.phone,
            "mailing_address": each.mailing_address,
            "position": {"assets": each.assets, "liabilities": each.liabilities},
            "net_position": f"{each.net_position:.2f}",
        }
        for basic, each in zip(
            _borrowers(application, viewer),
            (link.borrower for link in application.borrower_links.all()),
            strict=False,
        )
    ]


def _party(party: Any) -> Data:
    address = party.residential_address or party.mailing_address
    return {"name": party.name, "acn": party.acn, "abn": party.abn, "address": address}


def _guarantors(application: Any, viewer: Actor) -> list[Data]:
    parties = [link.guarantor for link in application.guarantor_links.all()]
    return [
        {
            "name": each.name,
            "relationship": each.relationship,
            "address": each.address,
            "acn": each.acn,
            "abn": each.abn,
        }
        for each in parties
    ]


def _terms(application: Any, viewer: Actor) -> Data | None:
    if application.terms is None:
        return None
    return {name: _text(getattr(application, name)) for name in _TERMS}


def _properties(application: Any, viewer: Actor) -> list[Data]:
    return [
        {
            "address": each.address,
            "property_type": each.property_type,
            "value": _text(each.latest_valuation.amount) if each.latest_valuation else None,
        }
        for each in application.security_properties.all()
    ]


def _funding_table(application: Any, viewer: Actor) -> Data | None:
    table = fees.newest_funding_table(application_id=application.id)
    if table is None or table.terms_version != application.terms_version:
        return None
    return {
        "number": table.number,
        "starts_on": _text(table.starts_on),
        "computed_on": _text(clock.business_day(table.created_at)),
        "gross_loan": _text(table.gross_loan),
        "deducted_fees": [
            {"description": fee["description"], "gross": fee["gross"]} for fee in table.deducted_fees
        ],
        "prepaid_interest": _text(table.prepaid_interest),
        "payouts": table.payouts,
        "net_funds": _text(table.net_funds),
        "lvr": _text(table.lvr),
    }


def _fees(application: Any, viewer: Actor) -> list[Data]:
    rows = fees.fee_list(viewer=viewer).filter(application_id=application.id)
    charged = rows.exclude(status__in=_NOT_CHARGED).order_by("created_at", "id")
    return [
        {
            "description": fee.description,
            "net": _text(fee.net),
            "gst": _text(fee.gst),
            "gross": _text(fee.gross),
        }
        for fee in charged
    ]


def _schedule(application: Any, viewer: Actor) -> Data | None:
    versions = repayments.application_schedule_list(viewer=viewer, application_id=application.id)
    plan = versions.filter(is_active=True, terms_version=application.terms_version).first()
    if plan is None:
        return None
    totals = plan.totals
    return {
        "number": plan.number,
        "starts_on": _text(plan.starts_on),
        "maturity_on": _text(plan.maturity_on),
        "level_instalment": _text(plan.level_instalment),
        "final_instalment": _text(plan.final_instalment),
        "totals": {
            name: _text(getattr(totals, name)) for name in ("principal", "interest", "prepaid", "amount")
        },
        "rows": [{name: _text(getattr(row, name)) for name in _ROW} for row in plan.rows.all()],
    }


def _solvency(application: Any, viewer: Actor) -> Data:
    answers: Data = application.solvency
    return answers


def _reached(stage: Stage) -> Callable[[Any, Actor], str | None]:
    """Return a section that tells on which business day the application last came to a stage."""

    def section(application: Any, viewer: Actor) -> str | None:
        history = applications.stage_event_list(viewer=viewer, application_id=application.id)
        event = history.filter(to_stage=stage).order_by("-seq").first()
        return clock.business_day(event.at).isoformat() if event else None

    return section


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date) else value


_SECTIONS: Mapping[str, Callable[[Any, Actor], Any]] = {
    "borrowers": _borrowers,
    "people": _people,
    "guarantors": _guarantors,
    "terms": _terms,
    "security_properties": _properties,
    "funding_table": _funding_table,
    "fees": _fees,
    "repayment_schedule": _schedule,
    "solvency": _solvency,
    "formal_approval": _reached(Stage.FORMAL_APPROVAL),
    "discharge": _reached(Stage.DISCHARGED),
}
# What each template cannot do without.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "application_form": ("borrowers", "terms", "security_properties"),
    "indicative_letter": ("borrowers", "terms", "security_properties", "funding_table"),
    "formal_approval_letter": (
        "borrowers",
        "terms",
        "security_properties",
        "funding_table",
        "formal_approval",
    ),
    "loan_contract": (
        "borrowers",
        "terms",
        "security_properties",
        "funding_table",
        "repayment_schedule",
        "formal_approval",
    ),
    "guarantee_deed": ("borrowers", "guarantors", "terms"),
    "discharge_letter": ("borrowers", "terms", "security_properties", "discharge"),
    "repayment_schedule": ("borrowers", "terms", "repayment_schedule"),
}
_OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "application_form": ("people", "guarantors", "solvency"),
    "loan_contract": ("guarantors", "fees"),
}
