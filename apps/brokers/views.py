"""HTTP in, one service call, HTTP out."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import roles
from apps.brokers import filters, selectors, serializers
from apps.brokers.services import bdms, branches, brokers, references
from apps.kernel.actor import Actor
from apps.kernel.views import APIView

_USER_REFUSALS = (references.UnknownUser, references.UserRole, references.UserTaken)
_BROKER_REFUSALS = (
    references.UnknownBranch,
    references.UnknownBdm,
    *_USER_REFUSALS,
    brokers.BdmOfAnotherBranch,
)


class BranchesView(APIView):
    tag = "Branches"
    needs = {"GET": "branch.read", "POST": "branch.create"}
    accepts = {"POST": serializers.BranchCreateInput}
    lists = filters.BranchFilter
    raises = {"POST": (branches.BranchNameTaken,)}

    @extend_schema(operation_id="branch_list", responses=serializers.BranchOutput(many=True))
    def get(self, request: Request) -> Response:
        """List branches; all but admins see their own."""
        return self.answer_page(serializers.BranchOutput, selectors.branch_list(viewer=self.actor))

    @extend_schema(operation_id="branch_create", responses={201: serializers.BranchOutput})
    def post(self, request: Request) -> Response:
        """Open a branch."""
        branch = branches.branch_create(actor=self.actor, **self.data)
        return self.answer(
            serializers.BranchOutput, branch, status=201, location=f"/api/v1/branches/{branch.id}/"
        )


class BranchView(APIView):
    tag = "Branches"
    needs = {"GET": "branch.read", "PATCH": "branch.update", "DELETE": "branch.delete"}
    accepts = {"PATCH": serializers.BranchUpdateInput}
    finds = {
        "GET": selectors.branch_get,
        "PATCH": selectors.branch_get_for_update,
        "DELETE": selectors.branch_get_for_delete,
    }
    raises = {
        "GET": (selectors.BranchNotFound,),
        "PATCH": (selectors.BranchNotFound, branches.BranchNameTaken),
        "DELETE": (selectors.BranchNotFound, branches.BranchInUse),
    }

    @extend_schema(operation_id="branch_retrieve", responses=serializers.BranchOutput)
    def get(self, request: Request, branch_id: UUID) -> Response:
        """Retrieve a branch."""
        return self.answer(serializers.BranchOutput, self.found)

    @extend_schema(operation_id="branch_update", responses=serializers.BranchOutput)
    def patch(self, request: Request, branch_id: UUID) -> Response:
        """Rename a branch, or say whether it is active."""
        branch = branches.branch_update(branch_id=branch_id, actor=self.actor, **self.data)
        return self.answer(serializers.BranchOutput, branch)

    @extend_schema(operation_id="branch_delete", responses={204: None})
    def delete(self, request: Request, branch_id: UUID) -> Response:
        """Close a branch that nobody works for."""
        branches.branch_delete(branch_id=branch_id, actor=self.actor)
        return Response(status=204)


class BdmsView(APIView):
    tag = "BDMs"
    needs = {"GET": "bdm.read", "POST": "bdm.create"}
    accepts = {"POST": serializers.BdmCreateInput}
    lists = filters.BdmFilter
    raises = {"POST": (references.UnknownBranch, *_USER_REFUSALS)}

    @extend_schema(operation_id="bdm_list", responses=serializers.BdmOutput(many=True))
    def get(self, request: Request) -> Response:
        """List BDMs; all but admins see those of their branch."""
        return self.answer_page(serializers.BdmOutput, selectors.bdm_list(viewer=self.actor))

    @extend_schema(operation_id="bdm_create", responses={201: serializers.BdmOutput})
    def post(self, request: Request) -> Response:
        """Give a user of role bdm the profile of one."""
        bdm = bdms.bdm_create(actor=self.actor, **self.data)
        return self.answer(serializers.BdmOutput, bdm, status=201, location=f"/api/v1/bdms/{bdm.id}/")


class BdmView(APIView):
    tag = "BDMs"
    needs = {"GET": "bdm.read", "PATCH": "bdm.update", "DELETE": "bdm.delete"}
    accepts = {"PATCH": serializers.BdmUpdateInput}
    finds = {
        "GET": selectors.bdm_get,
        "PATCH": selectors.bdm_get_for_update,
        "DELETE": selectors.bdm_get_for_delete,
    }
    raises = {
        "GET": (selectors.BdmNotFound,),
        "PATCH": (selectors.BdmNotFound, references.UnknownBranch),
        "DELETE": (selectors.BdmNotFound, bdms.BdmInUse),
    }

    @extend_schema(operation_id="bdm_retrieve", responses=serializers.BdmOutput)
    def get(self, request: Request, bdm_id: UUID) -> Response:
        """Retrieve a BDM."""
        return self.answer(serializers.BdmOutput, self.found)

    @extend_schema(operation_id="bdm_update", responses=serializers.BdmOutput)
    def patch(self, request: Request, bdm_id: UUID) -> Response:
        """Change a BDM.

        One who moves to another branch sees its book from the next request on, and is unset as the BDM of
        brokers and applications of the old branch.
        """
        return self.answer(
            serializers.BdmOutput, bdms.bdm_update(bdm_id=bdm_id, actor=self.actor, **self.data)
        )

    @extend_schema(operation_id="bdm_delete", responses={204: None})
    def delete(self, request: Request, bdm_id: UUID) -> Response:
        """Take a BDM's profile away; the user stays."""
        bdms.bdm_delete(bdm_id=bdm_id, actor=self.actor)
        return Response(status=204)


class BrokersView(APIView):
    tag = "Brokers"
    needs = {"GET": "broker.read", "POST": "broker.create"}
    accepts = {"POST": serializers.BrokerCreateInput}
    lists = filters.BrokerFilter
    raises = {"POST": _BROKER_REFUSALS}

    @extend_schema(operation_id="broker_list", responses=serializers.BrokerOutput(many=True))
    def get(self, request: Request) -> Response:
        """List brokers; a BDM sees those of the own branch, a broker the own record."""
        return self.answer_page(_output(self.actor), selectors.broker_list(viewer=self.actor))

    @extend_schema(operation_id="broker_create", responses={201: serializers.BrokerOutput})
    def post(self, request: Request) -> Response:
        """Take on a broker, with or without a login."""
        broker = brokers.broker_create(actor=self.actor, **self.data)
        return self.answer(_output(self.actor), broker, status=201, location=f"/api/v1/brokers/{broker.id}/")


class BrokerView(APIView):
    tag = "Brokers"
    needs = {"GET": "broker.read", "PATCH": "broker.update", "DELETE": "broker.delete"}
    accepts = {"PATCH": serializers.BrokerUpdateInput}
    finds = {
        "GET": selectors.broker_get,
        "PATCH": selectors.broker_get_for_update,
        "DELETE": selectors.broker_get_for_delete,
    }
    raises = {
        "GET": (selectors.BrokerNotFound,),
        "PATCH": (
            selectors.BrokerNotFound,
            references.UserLinkForbidden,
            brokers.CommissionAccountLocked,
            *_BROKER_REFUSALS,
        ),
        "DELETE": (selectors.BrokerNotFound, brokers.BrokerInUse),
    }

    @extend_schema(operation_id="broker_retrieve", responses=serializers.BrokerOutput)
    def get(self, request: Request, broker_id: UUID) -> Response:
        """Retrieve a broker; the number of the commission account is masked to all but admins."""
        return self.answer(_output(self.actor), self.found)

    @extend_schema(operation_id="broker_update", responses=serializers.BrokerOutput)
    def patch(self, request: Request, broker_id: UUID) -> Response:
        """Change a broker.

        One who moves to another branch takes the book along; BDMs of the old branch are unset. A commission
        account that is set changes only by an admin.
        """
        broker = brokers.broker_update(broker_id=broker_id, actor=self.actor, **self.data)
        return self.answer(_output(self.actor), broker)

    @extend_schema(operation_id="broker_delete", responses={204: None})
    def delete(self, request: Request, broker_id: UUID) -> Response:
        """Remove a broker who brought nothing; the user, if any, stays."""
        brokers.broker_delete(broker_id=broker_id, actor=self.actor)
        return Response(status=204)


def _output(viewer: Actor) -> type[serializers.BrokerOutput]:
    sees_numbers = roles.holds(viewer.role, ("commission_account.unlock",))
    return serializers.BrokerOutput if sees_numbers else serializers.BrokerMaskedOutput
