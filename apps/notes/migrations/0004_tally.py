"""How many rows there are is kept as they come and go, for who sees all of them. See ADR 26."""

from django.db import migrations

FORWARDS = "SELECT audit_tally_watch('notes_note', 'audience');"
BACKWARDS = "SELECT audit_tally_unwatch('notes_note');"


class Migration(migrations.Migration):
    dependencies = [("notes", "0003_search"), ("audit", "0005_tallies")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
