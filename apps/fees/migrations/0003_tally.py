"""How many rows there are is kept as they come and go, for who sees all of them. See ADR 26."""

from django.db import migrations

FORWARDS = "SELECT audit_tally_watch('fees_fee');"
BACKWARDS = "SELECT audit_tally_unwatch('fees_fee');"


class Migration(migrations.Migration):
    dependencies = [("fees", "0002_kept"), ("audit", "0005_tallies")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
