"""How many rows there are is kept as they come and go, for who sees all of them. See ADR 26."""

from django.db import migrations

FORWARDS = "SELECT audit_tally_watch('borrowers_borrower');"
BACKWARDS = "SELECT audit_tally_unwatch('borrowers_borrower');"


class Migration(migrations.Migration):
    dependencies = [("borrowers", "0002_search"), ("audit", "0005_tallies")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
