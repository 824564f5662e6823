"""Operations 54-58 and 118: moves, what they leave behind, and the graph they follow."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.applications import filters, lifecycle, selectors, serializers
from apps.applications.services import signature, transitions
from apps.kernel.views import APIView


class ApplicationTransitionsView(APIView):
    tag = "Applications"
    needs = {"GET": "application.read", "POST": "application.transition"}
    accepts = {"POST": serializers.TransitionInput}
    finds = {"GET": selectors.application_find, "POST": selectors.application_get_for_update}
    conditional = ("POST",)
    raises = {
        "GET": (selectors.ApplicationNotFound,),
        "POST": (
            selectors.ApplicationNotFound,
            transitions.NotAnEdge,
            transitions.EdgeForbidden,
            transitions.CommentRequired,
            transitions.EffectiveOnRequired,
            transitions.EffectiveOnInFuture,
            transitions.EffectiveOnUnexpected,
            transitions.GuardFailed,
        ),
    }

    @extend_schema(
        operation_id="application_transition_list", responses=serializers.TransitionOutput(many=True)
    )
    def get(self, request: Request, application_id: UUID) -> Response:
        """List the moves that your role may make now, each with what must still hold before it."""
        moves = selectors.transition_list(viewer=self.actor, application=self.found)
        return Response(serializers.TransitionOutput(moves, many=True).data)

    @extend_schema(operation_id="application_transition", responses={201: serializers.StageEventOutput})
    def post(self, request: Request, application_id: UUID) -> Response:
        """Move an application to another stage."""
        event = transitions.application_transition(
            application_id=application_id, actor=self.actor, **self.data
        )
        return self.answer(
            serializers.StageEventOutput,
            event,
            status=201,
            location=f"/api/v1/applications/{application_id}/stage-history/",
        )


class ApplicationStageHistoryView(APIView):
    tag = "Applications"
    needs = {"GET": "application.read"}
    lists = filters.StageEventFilter
    finds = {"GET": selectors.application_find}
    raises = {"GET": (selectors.ApplicationNotFound,)}

    @extend_schema(
        operation_id="application_stage_history", responses=serializers.StageEventOutput(many=True)
    )
    def get(self, request: Request, application_id: UUID) -> Response:
        """List the stages that an application has come through; the list only grows."""
        events = selectors.stage_event_list(viewer=self.actor, application_id=application_id)
        return self.answer_page(serializers.StageEventOutput, events)


class ApplicationEventsView(APIView):
    tag = "Applications"
    needs = {"GET": "application.audit"}
    lists = filters.ApplicationEventFilter
    finds = {"GET": selectors.application_find}
    raises = {"GET": (selectors.ApplicationNotFound,)}

    @extend_schema(
        operation_id="application_event_list", responses=serializers.ApplicationEventOutput(many=True)
    )
    def get(self, request: Request, application_id: UUID) -> Response:
        """List who did what on the file of an application."""
        events = selectors.application_event_list(viewer=self.actor, application_id=application_id)
        return self.answer_page(serializers.ApplicationEventOutput, events)


class ApplicationSignatureView(APIView):
    tag = "Applications"
    needs = {"POST": "application.sign"}
    accepts = {"POST": serializers.SignatureInput}
    finds = {"POST": selectors.application_get_for_update}
    raises = {
        "POST": (selectors.ApplicationNotFound, signature.SigningClosed, signature.AlreadySigned),
    }

    @extend_schema(operation_id="application_sign", responses={201: serializers.SignatureOutput})
    def post(self, request: Request, application_id: UUID) -> Response:
        """Sign your own application form by typing your name."""
        signed = signature.application_sign(
            application_id=application_id, actor=self.actor, full_name=self.data["full_name"]
        )
        return self.answer(
            serializers.SignatureOutput,
            signed,
            status=201,
            location=f"/api/v1/applications/{application_id}/",
        )


class StageGraphView(APIView):
    tag = "System"
    needs = {"GET": "stage_graph.read"}

    @extend_schema(operation_id="stage_graph_retrieve", responses=serializers.StageGraphOutput)
    def get(self, request: Request) -> Response:
        """Retrieve the stages, every move between them, who may make it and what must hold."""
        graph = {"nodes": list(lifecycle.NODES.values()), "edges": lifecycle.EDGES}
        return Response(serializers.StageGraphOutput(graph).data)
