"""Operations 38 and 49-53."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.applications import filters, selectors, serializers, terms
from apps.applications.services import applications, assignments
from apps.brokers import selectors as brokers
from apps.kernel.errors import DomainError
from apps.kernel.views import APIView

_RULES: tuple[type[DomainError], ...] = (
    assignments.UnknownBroker,
    assignments.UnknownBdm,
    assignments.BrokerInactive,
    assignments.BdmOfAnotherBranch,
    applications.TypeOtherUnexpected,
    *terms.REFUSALS,
)


class ApplicationsView(APIView):
    tag = "Applications"
    needs = {"GET": "application.read", "POST": "application.create"}
    accepts = {"POST": serializers.ApplicationCreateInput}
    lists = filters.ApplicationFilter
    raises = {"POST": (assignments.BrokerRequired, *_RULES)}

    @extend_schema(operation_id="application_list", responses=serializers.ApplicationOutput(many=True))
    def get(self, request: Request) -> Response:
        """List the applications that you may see; closed ones when asked for."""
        found = selectors.application_list(viewer=self.actor)
        stages = filters.stages_shown(self.listing.value("archived"))
        tally = partial(selectors.application_tally, stages=stages)
        return self.answer_page(serializers.ApplicationOutput, found, tally=tally)

    @extend_schema(operation_id="application_create", responses={201: serializers.ApplicationOutput})
    def post(self, request: Request) -> Response:
        """Create an application at stage inquiry.

        A broker's own need not name the broker. Without a BDM it gets the broker's default one.
        """
        application = applications.application_create(actor=self.actor, **self.data)
        return self.answer(
            serializers.ApplicationOutput,
            application,
            status=201,
            location=f"/api/v1/applications/{application.id}/",
        )


class ApplicationView(APIView):
    tag = "Applications"
    needs = {"GET": "application.read", "PATCH": "application.update", "DELETE": "application.delete"}
    accepts = {"PATCH": serializers.ApplicationUpdateInput}
    finds = {
        "GET": selectors.application_get,
        "PATCH": selectors.application_get_for_handover,
        "DELETE": selectors.application_get_for_delete,
    }
    raises = {
        "GET": (selectors.ApplicationNotFound,),
        "PATCH": (
            selectors.ApplicationNotFound,
            assignments.AssignmentForbidden,
            *_RULES,
            applications.TermsLocked,
        ),
        "DELETE": (selectors.ApplicationNotFound, applications.ApplicationInUse),
    }

    @extend_schema(operation_id="application_retrieve", responses=serializers.ApplicationOutput)
    def get(self, request: Request, application_id: UUID) -> Response:
        """Retrieve an application with who stands on it and what secures it."""
        return self.answer(serializers.ApplicationOutput, self.found)

    @extend_schema(operation_id="application_update", responses=serializers.ApplicationOutput)
    def patch(self, request: Request, application_id: UUID) -> Response:
        """Change an application; its stage moves only by `application_transition`.

        Terms are given whole, or as null. Brokers do not hand applications to others.
        """
        application = applications.application_update(
            application_id=application_id, actor=self.actor, **self.data
        )
        return self.answer(serializers.ApplicationOutput, application)

    @extend_schema(operation_id="application_delete", responses={204: None})
    def delete(self, request: Request, application_id: UUID) -> Response:
        """Delete an application that never moved and has neither valuation nor journal."""
        applications.application_delete(application_id=application_id, actor=self.actor)
        return Response(status=204)


class BrokerApplicationsView(APIView):
    tag = "Brokers"
    needs = {"GET": "broker.read"}
    lists = filters.BrokerApplicationFilter
    finds = {"GET": brokers.broker_get}
    raises = {"GET": (brokers.BrokerNotFound,)}

    @extend_schema(operation_id="broker_application_list", responses=serializers.ApplicationOutput(many=True))
    def get(self, request: Request, broker_id: UUID) -> Response:
        """List the applications that a broker has brought."""
        found = selectors.broker_application_list(viewer=self.actor, broker_id=broker_id)
        return self.answer_page(serializers.ApplicationOutput, found)
