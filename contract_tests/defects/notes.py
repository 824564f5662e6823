"""Notes that are read by others than those they are for, or changed by others than those who wrote them."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import InTheBook, change, parsed, room

_TEST = "papers::the_audience_decides_who_reads"
_AUDIENCE = ("audience_decides_who_lists_finds_and_reads_it",)
_EDITING = ("only_the_author_changes_a_note",)


def _notes() -> Any:
    return room("apps.notes.models").Note.objects


def _on_what_is_seen(viewer: Any) -> Any:
    """Return all notes on what somebody sees, for whomever they are."""
    return _notes().filter(room("apps.documents.selectors").owner_visible(viewer))


class NoteAudienceIgnoredInSearch(InTheBook):
    """Whoever searches finds notes for whomever they are."""

    operation = "note_create"
    others = ("note_list",)
    test = _TEST
    checks = _AUDIENCE
    writes = ("note_create",)

    def alter(self, view: Any) -> None:
        """Search all of them."""
        listed, output = view.get, room("apps.notes.serializers").NoteOutput

        def get(view: Any, request: Any) -> Any:
            if "search" not in request.query_params:
                return listed(view, request)
            return view.answer_page(output, _on_what_is_seen(view.actor))

        view.get = get


class PrivateNoteShownToAdmin(InTheBook):
    """An admin who knows the id of a private note reads it."""

    operation = "note_create"
    others = ("note_retrieve",)
    test = _TEST
    checks = _AUDIENCE
    writes = ("note_create",)

    def alter(self, view: Any) -> None:
        """Find it."""
        if "GET" not in view.finds:
            return
        real = view.finds["GET"]

        def note_get(*, viewer: Any, note_id: Any) -> Any:
            found = _notes().filter(id=note_id, audience="private").first()
            return found if found and viewer.role.value == "admin" else real(viewer=viewer, note_id=note_id)

        view.finds = {**view.finds, "GET": note_get}


class NoteChangedByAnybody(InTheBook):
    """Whoever sees a note may change it."""

    operation = "note_update"
    test = _TEST
    checks = _EDITING
    writes = ("note_create", "note_update")

    def alter(self, view: Any) -> None:
        """Take all for the author."""
        module = room("apps.notes.services")
        real = module.note_update

        def note_update(*, note_id: Any, actor: Any, **values: Any) -> Any:
            author = _notes().get(id=note_id).author_id
            return real(note_id=note_id, actor=replace(actor, user_id=author), **values)

        module.note_update = note_update


class NoteWrittenAgain(InTheBook):
    """A note that is changed counts as written at that time."""

    operation = "note_update"
    test = _TEST
    checks = _EDITING
    writes = ("note_create", "note_update")

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Show it so."""
        document: Any = parsed(response)
        if request.method != "PATCH" or response.status_code != 200:
            return response
        return change(response, {**document, "created_at": document["updated_at"]})
