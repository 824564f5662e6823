"""Paths of operations 84-87."""

from django.urls import path

from apps.notes import views

urlpatterns = [
    path("notes/", views.NotesView.as_view()),
    path("notes/<id:note_id>/", views.NoteView.as_view()),
]
