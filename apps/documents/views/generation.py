"""Operation 75: documents that are made from an application."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.applications import selectors as applications
from apps.documents import selectors, serializers
from apps.documents.services import documents, generation, references
from apps.documents.views.documents import location_of
from apps.kernel.views import APIView


class ApplicationGeneratedDocumentsView(APIView):
    tag = "Documents"
    needs = {"POST": "document.generate"}
    accepts = {"POST": serializers.GeneratedDocumentCreateInput}
    finds = {"POST": applications.application_get_for_update}
    raises = {
        "POST": (
            applications.ApplicationNotFound,
            references.AudienceWithoutYou,
            selectors.TemplateDataMissing,
            documents.SignaturePending,
        )
    }

    @extend_schema(operation_id="generated_document_create", responses={201: serializers.DocumentOutput})
    def post(self, request: Request, application_id: UUID) -> Response:
        """Render a template as a PDF: the next version of its document, or version 1 of a new one.

        The same data gives the same bytes. A template needs parts of the application, and `errors` of the
        refusal names those that are not there: `borrowers` with a primary one and `terms` always;
        `security_properties` but for `guarantee_deed` and `repayment_schedule`; a `funding_table` of the
        present terms for the two letters of offer and approval and the contract; a `repayment_schedule` of
        the present terms for the contract and itself; `formal_approval` for its letter and the contract;
        `guarantors` for their deed; the `discharge` for its letter.
        """
        document = generation.generated_document_create(
            application_id=application_id, actor=self.actor, **self.data
        )
        return self.answer(serializers.DocumentOutput, document, status=201, location=location_of(document))
