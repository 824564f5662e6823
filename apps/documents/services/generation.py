"""Documents that are made from an application: rendered from a template, kept as versions."""

from uuid import UUID

from django.db import transaction

from apps.applications import selectors as applications
from apps.applications.services.timeline import created
from apps.documents import rendering, selectors, storage
from apps.documents.audience import Audience
from apps.documents.models import Document
from apps.documents.models.document import GENERATED, TYPES
from apps.documents.services.documents import check_changeable
from apps.documents.services.references import audience_chosen
from apps.documents.services.timeline import record
from apps.documents.services.versions import version_add, version_add_first
from apps.documents.storage import Content
from apps.kernel.actor import Actor
from apps.kernel.models import change

_TITLES = {
    "application_form": "Loan application form",
    "indicative_letter": "Indicative letter of offer",
    "formal_approval_letter": "Letter of formal approval",
    "loan_contract": "Loan contract",
    "guarantee_deed": "Deed of guarantee",
    "discharge_letter": "Discharge letter",
    "repayment_schedule": "Repayment schedule",
}
_OTHER = "other"


@transaction.atomic
def generated_document_create(
    *,
    application_id: UUID,
    actor: Actor,
    template: str,
    title: str | None = None,
    audience: str | None = None,
) -> Document:
    """Render a template from what the application has now.

    The next version of the newest document of the template that `actor` may see; version 1 of a new document
    when there is none, or it is signed.

    Args:
        title: by default what the template is called, or the document already.
        audience: by default `internal`, or what the document has already.

    Raises:
        ApplicationNotFound: not visible to `actor`.
        AudienceWithoutYou: the audience does not include `actor`.
        TemplateDataMissing: with one error for each section that is not there yet.
        SignaturePending: somebody is asked to sign the present version.

    Source: domain.md, section 8, "Generate"
    """
    application = applications.application_get_for_update(viewer=actor, application_id=application_id)
    document = selectors.generated_for(viewer=actor, application_id=application_id, template=template)
    if document is not None and document.is_locked:
        document = None
    if audience is not None and (document is None or audience != document.audience):
        is_author = document is None or document.created_by == actor.user_id
        audience_chosen(audience, actor=actor, is_author=is_author)
    data = selectors.template_data(viewer=actor, application_id=application_id, template=template)
    if document is not None:
        check_changeable(document)
    pdf = rendering.render(template, data)
    content = Content.of(pdf, filename=f"{template.replace('_', '-')}-{application.reference}.pdf")
    stamps = {
        "template": template,
        "terms_version": application.terms_version,
        "data_sha256": selectors.sha256_of(data),
    }
    words = {"title": title, "audience": audience}
    given = {name: value for name, value in words.items() if value is not None}
    with storage.written(content.file) as version_id:
        if document is None:
            values = {
                "type": template if template in TYPES else _OTHER,
                "title": _TITLES[template],
                "audience": Audience.INTERNAL.value,
                **given,
            }
            document = Document.objects.create(application=application, created_by=actor.user_id, **values)
            version_add_first(
                document, content, version_id=version_id, kind=GENERATED, actor_id=actor.user_id, **stamps
            )
            changes = created({**values, **stamps})
        else:
            added = version_add(
                document, content, version_id=version_id, kind=GENERATED, actor_id=actor.user_id, **stamps
            )
            changes = {
                "current_version": [added.number - 1, added.number],
                **created(stamps),
                **change(document, given),
            }
        record(actor.user_id, "generated_document_create", document, changes)
    return selectors.document_get(viewer=actor, document_id=document.id)
