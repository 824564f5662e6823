"""The database itself keeps who wrote a note, when, and about what."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER notes_note_keeps AFTER UPDATE ON notes_note
    FOR EACH ROW EXECUTE FUNCTION audit_keeps_columns('body', 'audience', 'remind_on', 'version', 'updated_at');
"""
BACKWARDS = "DROP TRIGGER notes_note_keeps ON notes_note;"


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_initial"), ("audit", "0003_kept_columns")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
