"""Callers who get what they have no right to."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, Requests


class RoleCheckDropped(Defect):
    """Whoever is signed in may create users."""

    operation = "user_create"
    test = "roles::each_role_is_let_in_or_refused_as_declared"
    checks = ("role_is_refused",)

    def alter(self, view: Any) -> None:
        """Ask for a permission that everybody holds."""
        view.needs = {**view.needs, "POST": "profile.update"}

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One request of somebody who is no admin."""
        return len(requests) == 1 and ":admin" not in requests[0]["headers"]["Authorization"]


class SelfVisibilityDropped(Defect):
    """Whoever is signed in may read every user, not only themselves."""

    operation = "user_retrieve"
    test = "roles::each_role_is_let_in_or_refused_as_declared"
    checks = ("invisible_object_is_not_found",)

    def alter(self, view: Any) -> None:
        """Look the user up as an admin would."""
        find = view.finds["GET"]

        def find_any(*, viewer: Any, **path: Any) -> Any:
            return find(viewer=replace(viewer, role=type(viewer.role)("admin")), **path)

        view.finds = {**view.finds, "GET": find_any}

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One GET of somebody else."""
        return len(requests) == 1 and requests[0]["method"] == "GET"


class LastAdminDeactivated(Defect):
    """The last active admin can be deactivated; nobody can let anybody in any more."""

    operation = "user_deactivate"
    test = "user_laws::the_last_active_admin_stays"
    checks = ("last_active_admin_stays",)

    def answer(self, request: HttpRequest, get_response: Any) -> HttpResponse:
        """Hide from the rule that there is no other admin."""
        from contract_tests.defects.planting import model

        users = model("User").objects
        spare = users.create(email="spare@defects.example", first_name="S", last_name="A", role="admin")
        try:
            response: HttpResponse = get_response(request)
        finally:
            spare.delete()
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The other admin goes by the API too, then the last one is deactivated."""
        return len(requests) <= 4 and requests[-1]["operation"] == "user_deactivate"


class LastAdminDemoted(LastAdminDeactivated):
    """The last active admin can be given another role."""

    operation = "user_update"

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The other admin goes, then the last one gets another role."""
        return len(requests) <= 4 and requests[-1]["operation"] == "user_update"
