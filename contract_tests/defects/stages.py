"""Applications that move where they must not, and requests at once of which too many win."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, ClassVar

from django.apps import apps
from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, Requests, body_of, change, parsed, put_body, room, spoilt

_MOVED = ("move_is_answered_as_the_graph_says",)
_STAGES = "application_transition"


def _transitions() -> Any:
    return room("apps.applications.services.transitions")


class _Moves(Defect):
    """A move is answered as it must not be.

    Attributes:
        steps: operations of the smallest sequence that shows it.
    """

    operation = _STAGES
    checks: ClassVar[tuple[str, ...]] = _MOVED
    steps: ClassVar[tuple[str, ...]] = (_STAGES,)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Nothing but what leads there."""
        return tuple(request["operation"] for request in requests) == cls.steps


# --- the graph ------------------------------------------------------------------------------------------
class EdgeAdded(_Moves):
    """A submitted application can be approved without a valuation."""

    test = "stage_graph::what_is_no_edge_is_refused_and_changes_nothing"

    def alter(self, view: Any) -> None:
        """Add the edge."""
        module = _transitions()
        graph = module.lifecycle

        def edge_between(stage: Any, to: Any, **others: Any) -> Any:
            if (stage.value, to.value) != ("app_submitted", "formal_approval"):
                return graph.edge_between(stage, to, **others)
            like = graph.edge_between(stage, type(to)("valuation_ordered"), **others)
            return replace(like, to_stage=to)

        module.lifecycle = spoilt(graph, edge_between=edge_between)


class ResumesAnywhere(_Moves):
    """Who was asked for more information comes back to another stage than the one that asked."""

    test = "stages,stage_graph::every_edge_is_taken_by_whoever_may"

    def alter(self, view: Any) -> None:
        """Take every way back for the right one."""
        module = _transitions()
        graph = module.lifecycle

        def edge_between(stage: Any, to: Any, **others: Any) -> Any:
            return graph.edge_between(stage, to, **{**others, "resume_stage": to})

        module.lifecycle = spoilt(graph, edge_between=edge_between)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The wrong way back, in a file that stands aside or has just been put there."""
        return {request["operation"] for request in requests} == {_STAGES} and len(requests) <= 2


class GuardDropped(_Moves):
    """An application without security is sent to the lender."""

    test = "stage_graph::each_guard_is_named_when_it_alone_is_unmet"
    steps = ("security_property_delete", _STAGES)

    def alter(self, view: Any) -> None:
        """Forget the guard, where moves are made."""
        module = _transitions()
        real = module.guards

        def assess(*arguments: Any) -> Any:
            return [guard for guard in real.assess(*arguments) if guard.value != "has_security_property"]

        module.guards = spoilt(real, assess=assess)


class OneSignatureIsEnough(_Moves):
    """An application counts as signed as soon as one of several borrowers has."""

    test = "stage_graph::each_guard_is_named_when_it_alone_is_unmet"
    steps = ("application_borrower_link", "application_sign", _STAGES)

    def alter(self, view: Any) -> None:
        """Ask for any signature."""
        module = _transitions()
        real, signatures = module.guards, apps.get_model("applications", "ApplicationSignature")

        def assess(application: Any, *others: Any) -> Any:
            signed = signatures.objects.filter(link__application=application).exists()
            unmet = real.assess(application, *others)
            return [guard for guard in unmet if guard.value != "application_signed" or not signed]

        module.guards = spoilt(real, assess=assess)


class LimitRaised(_Moves):
    """A loan of 80.01 percent of what secures it is small enough."""

    operation = "valuation_create"
    others = ("application_transition_list",)
    whole = True
    test = "stage_graph::each_guard_is_named_when_it_alone_is_unmet"
    checks = ("offered_moves_are_those_that_the_model_allows",)
    steps = ("application_update", "valuation_create", "application_transition_list")

    def alter(self, view: Any) -> None:
        """Raise the limit by the smallest step there is."""
        room("apps.applications.conditions").settings = SimpleNamespace(LVR_LIMIT=Decimal("80.01"))


# --- what a move leaves ---------------------------------------------------------------------------------
class HistoryRewritten(_Moves):
    """The first line of a history takes over the comment of the last."""

    others = ("application_stage_history",)
    test = "stages"
    checks = ("history_is_a_path_of_the_graph_that_only_grows",)
    steps = ("application_stage_history", _STAGES, "application_stage_history")

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Rewrite it."""
        document: Any = parsed(response)
        if request.method != "GET" or response.status_code != 200 or "results" not in document:
            return response
        first, *others = document["results"]
        rewritten = [{**first, "comment": [first, *others][-1]["comment"]}, *others]
        return change(response, {**document, "results": rewritten})


class MoveLeavesNoTrace(_Moves):
    """A move is made, and nobody can see afterwards in the timeline who made it."""

    test = "stage_graph::every_edge_is_taken_by_whoever_may"
    checks = ("accepted_move_is_in_the_audit_timeline",)
    steps = (_STAGES, "application_event_list")

    def alter(self, view: Any) -> None:
        """Record nothing."""
        _transitions().record = lambda *arguments: None


class RefusedMoveCounts(_Moves):
    """A move that is refused changes the version all the same."""

    test = "stage_graph::what_is_no_edge_is_refused_and_changes_nothing"
    checks = ("refused_request_changes_nothing",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Count it."""
        if response.status_code == 409:
            rows = apps.get_model("applications", "Application")._default_manager
            row = rows.get(id=request.path_info.split("/")[4])
            rows.filter(id=row.id).update(version=row.version + 1)
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The refused move between two looks: at what was, and at what is."""
        return len(requests) == 3 and requests[1]["operation"] == _STAGES


# --- PATCH ----------------------------------------------------------------------------------------------
class StageWritable(_Moves):
    """A PATCH moves the application, past every guard."""

    operation = "application_update"
    test = "stage_graph::patch_changes_terms_while_it_may_and_the_stage_never"
    checks = ("stage_is_no_field",)
    steps = ("application_update",)

    def answer(self, request: HttpRequest, get_response: Any) -> HttpResponse:
        """Write it."""
        body = body_of(request)
        stage = body.pop("stage", None) if isinstance(body, dict) else None
        if stage is not None:
            put_body(request, body)
        response: HttpResponse = get_response(request)
        if stage is not None and response.status_code == 200:
            row = apps.get_model("applications", "Application")._default_manager
            row.filter(id=parsed(response)["id"]).update(stage=stage, terms_locked=True)
        return response


class TermsEditableAfterApproval(_Moves):
    """The terms of a loan that was formally approved can change."""

    operation = "application_update"
    test = "stage_graph::patch_changes_terms_while_it_may_and_the_stage_never"
    checks = ("terms_are_answered_as_the_stage_allows",)
    steps = ("application_update",)

    def alter(self, view: Any) -> None:
        """Let everything change."""
        room("apps.applications.services.applications").terms_editable = lambda application: True


class ReopeningUnlocksTerms(_Moves):
    """Whoever declines an approved file and opens it again may write new terms."""

    operation = "application_update"
    test = "stage_graph::an_approval_locks_the_terms_for_ever"
    checks = ("terms_are_answered_as_the_stage_allows",)
    steps = (_STAGES, _STAGES, "application_update")

    def alter(self, view: Any) -> None:
        """Judge by the stage alone."""
        module = room("apps.applications.services.applications")

        def terms_editable(application: Any) -> bool:
            stage = module.Stage(application.stage)
            return bool(module.lifecycle.terms_editable(stage, was_approved=False))

        module.terms_editable = terms_editable


# --- requests at once -----------------------------------------------------------------------------------
class _AtOnce(Defect):
    """Of requests at once too many win."""

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Those that were sent at once, and nothing else."""
        return all(request.get("at_once") for request in requests) and len(requests) == 2


class TransitionLostUpdate(_AtOnce):
    """If-Match is ignored on transitions: whoever comes second moves what they have not read."""

    operation = _STAGES
    test = "concurrency::of_writers_who_have_read_the_same_one_writes"
    checks = ("of_writers_who_have_read_the_same_one_writes",)

    def enter(self, request: HttpRequest) -> None:
        """Forget the condition."""
        request.META.pop("HTTP_IF_MATCH", None)
        vars(request).pop("headers", None)


class VersionReadBeforeTheLock(_AtOnce):
    """If-Match is held against a row that is not locked: right for one request, wrong for two at once."""

    operation = "borrower_update"
    test = "concurrency::of_writers_who_have_read_the_same_one_writes"
    checks = ("of_writers_who_have_read_the_same_one_writes",)

    def alter(self, view: Any) -> None:
        """Find without a lock."""
        view.finds = {**view.finds, "PATCH": view.finds["GET"]}


class LastAdminsDeactivateOneAnother(_AtOnce):
    """Two admins deactivate one another at once, and nobody is left."""

    operation = "user_deactivate"
    test = "concurrency::the_last_active_admin_stays_at_once"
    checks = ("last_active_admin_stays_at_once",)

    def alter(self, view: Any) -> None:
        """Hold no lock while counting the others."""
        module = room("apps.accounts.services.users")
        module.locks = SimpleNamespace(hold=lambda name: None)


class LastAdminsDemoteOneAnother(LastAdminsDeactivateOneAnother):
    """Two admins give one another another role at once, and nobody is left."""

    operation = "user_update"


class KeyNotHeld(_AtOnce):
    """An Idempotency-Key is not held while its first request runs: a retry that comes early runs too."""

    operation = "borrower_create"
    test = "concurrency::one_key_has_one_effect_at_once"
    checks = ("one_key_has_one_effect_at_once", "not_a_server_error")

    def alter(self, view: Any) -> None:
        """Hold nothing."""
        module = room("apps.audit.services")
        module.locks = SimpleNamespace(try_hold=lambda name: True)


class GuaranteesForItself(_AtOnce):
    """Who becomes primary borrower while somebody guarantees for them is both: the file is not locked."""

    operation = "application_guarantor_link"
    others = ("application_borrower_link",)
    whole = True
    test = "concurrency::links_at_once_keep_the_rules_of_a_file"
    checks = ("nobody_guarantees_for_themselves",)

    def alter(self, view: Any) -> None:
        """Find without a lock, and write without one."""
        module = room("apps.applications.services.links")
        unlocked = module.selectors.application_get
        module.selectors = spoilt(module.selectors, application_get_for_update=unlocked)
        view.finds = {**view.finds, "POST": unlocked}

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The file and the guarantor are made, then the two links at once."""
        return [bool(request.get("at_once")) for request in requests] == [False, False, True, True]
