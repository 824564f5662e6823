"""How many applications there are in each stage is kept as they come, move and go. See ADR 26."""

from django.db import migrations

FORWARDS = "SELECT audit_tally_watch('applications_application', 'stage');"
BACKWARDS = "SELECT audit_tally_unwatch('applications_application');"


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_search"), ("audit", "0005_tallies")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
