"""Operations 63-66: what secures a loan."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.applications import selectors, serializers
from apps.applications.models import SecurityProperty
from apps.applications.services import security
from apps.kernel.views import APIView


def _location(found: SecurityProperty) -> str:
    return f"/api/v1/security-properties/{found.id}/"


class ApplicationSecurityPropertiesView(APIView):
    tag = "Security"
    needs = {"POST": "security.write"}
    accepts = {"POST": serializers.SecurityPropertyCreateInput}
    finds = {"POST": selectors.application_get_for_update}
    raises = {"POST": (selectors.ApplicationNotFound, security.SecurityLocked)}

    @extend_schema(
        operation_id="security_property_create", responses={201: serializers.SecurityPropertyOutput}
    )
    def post(self, request: Request, application_id: UUID) -> Response:
        """Add a property to what secures a loan."""
        added = security.security_property_create(
            application_id=application_id, actor=self.actor, **self.data
        )
        return self.answer(serializers.SecurityPropertyOutput, added, status=201, location=_location(added))


class SecurityPropertyView(APIView):
    tag = "Security"
    needs = {"GET": "security.read", "PATCH": "security.write", "DELETE": "security.write"}
    accepts = {"PATCH": serializers.SecurityPropertyUpdateInput}
    finds = {
        "GET": selectors.security_property_get,
        "PATCH": selectors.security_property_get_for_update,
        "DELETE": selectors.security_property_get_for_update,
    }
    raises = {
        "GET": (selectors.SecurityPropertyNotFound,),
        "PATCH": (selectors.SecurityPropertyNotFound, security.SecurityLocked),
        "DELETE": (selectors.SecurityPropertyNotFound, security.SecurityLocked),
    }

    @extend_schema(operation_id="security_property_retrieve", responses=serializers.SecurityPropertyOutput)
    def get(self, request: Request, security_property_id: UUID) -> Response:
        """Retrieve a property with all its valuations, the newest first."""
        return self.answer(serializers.SecurityPropertyOutput, self.found)

    @extend_schema(operation_id="security_property_update", responses=serializers.SecurityPropertyOutput)
    def patch(self, request: Request, security_property_id: UUID) -> Response:
        """Change a property; its address is given whole."""
        changed = security.security_property_update(
            security_property_id=security_property_id, actor=self.actor, **self.data
        )
        return self.answer(serializers.SecurityPropertyOutput, changed)

    @extend_schema(operation_id="security_property_delete", responses={204: None})
    def delete(self, request: Request, security_property_id: UUID) -> Response:
        """Remove a property and its valuations, while the terms may still change."""
        security.security_property_delete(security_property_id=security_property_id, actor=self.actor)
        return Response(status=204)


class SecurityPropertyValuationsView(APIView):
    tag = "Security"
    needs = {"POST": "valuation.create"}
    accepts = {"POST": serializers.ValuationInput}
    finds = {"POST": selectors.security_property_get_for_update}
    raises = {
        "POST": (
            selectors.SecurityPropertyNotFound,
            security.ValuedInFuture,
            security.SecurityLocked,
        )
    }

    @extend_schema(operation_id="valuation_create", responses={201: serializers.SecurityPropertyOutput})
    def post(self, request: Request, security_property_id: UUID) -> Response:
        """Record a valuation; it stays for ever, and the latest by day counts."""
        valued = security.valuation_create(
            security_property_id=security_property_id, actor=self.actor, **self.data
        )
        return self.answer(serializers.SecurityPropertyOutput, valued, status=201, location=_location(valued))
