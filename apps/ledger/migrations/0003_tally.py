"""How many rows there are is kept as they come and go, for who sees all of them. See ADR 26."""

from django.db import migrations

FORWARDS = "SELECT audit_tally_watch('ledger_journalentry');"
BACKWARDS = "SELECT audit_tally_unwatch('ledger_journalentry');"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only"), ("audit", "0005_tallies")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
