"""HTTP in, one service call, HTTP out: operations 84-87."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.kernel.views import APIView
from apps.notes import filters, selectors, serializers, services


class NotesView(APIView):
    tag = "Notes"
    needs = {"GET": "note.read", "POST": "note.create"}
    accepts = {"POST": serializers.NoteCreateInput}
    lists = filters.NoteFilter
    raises = {
        "POST": (
            services.OneSubject,
            services.UnknownApplication,
            services.UnknownBorrower,
            services.AudienceWithoutYou,
        )
    }

    @extend_schema(operation_id="note_list", responses=serializers.NoteOutput(many=True))
    def get(self, request: Request) -> Response:
        """List the notes that you may see."""
        return self.answer_page(
            serializers.NoteOutput, selectors.note_list(viewer=self.actor), tally=selectors.note_tally
        )

    @extend_schema(operation_id="note_create", responses={201: serializers.NoteOutput})
    def post(self, request: Request) -> Response:
        """Write a note about an application or a borrower."""
        note = services.note_create(actor=self.actor, **self.data)
        return self.answer(serializers.NoteOutput, note, status=201, location=f"/api/v1/notes/{note.id}/")


class NoteView(APIView):
    tag = "Notes"
    needs = {
        "GET": "note.read",
        "PATCH": "note.update_own",
        "DELETE": ("note.delete_own", "note.delete"),
    }
    accepts = {"PATCH": serializers.NoteUpdateInput}
    finds = {
        "GET": selectors.note_get,
        "PATCH": selectors.note_get_for_update,
        "DELETE": selectors.note_get_for_delete,
    }
    raises = {
        "GET": (selectors.NoteNotFound,),
        "PATCH": (selectors.NoteNotFound, services.NotAuthor, services.AudienceWithoutYou),
        "DELETE": (selectors.NoteNotFound, services.NotAuthor),
    }

    @extend_schema(operation_id="note_retrieve", responses=serializers.NoteOutput)
    def get(self, request: Request, note_id: UUID) -> Response:
        """Retrieve a note."""
        return self.answer(serializers.NoteOutput, self.found)

    @extend_schema(operation_id="note_update", responses=serializers.NoteOutput)
    def patch(self, request: Request, note_id: UUID) -> Response:
        """Change a note that you have written."""
        note = services.note_update(note_id=note_id, actor=self.actor, **self.data)
        return self.answer(serializers.NoteOutput, note)

    @extend_schema(operation_id="note_delete", responses={204: None})
    def delete(self, request: Request, note_id: UUID) -> Response:
        """Delete a note: your own, or as an admin any that you may see."""
        services.note_delete(note_id=note_id, actor=self.actor)
        return Response(status=204)
