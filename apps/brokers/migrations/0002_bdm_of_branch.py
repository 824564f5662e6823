"""A broker's default BDM is of the broker's branch; the database says so too, when the transaction ends."""

from django.db import migrations

_ADD = """
    ALTER TABLE brokers_broker ADD CONSTRAINT brokers_broker_bdm_of_branch
    FOREIGN KEY (default_bdm_id, branch_id) REFERENCES brokers_bdm (id, branch_id)
    DEFERRABLE INITIALLY DEFERRED
"""
_DROP = "ALTER TABLE brokers_broker DROP CONSTRAINT brokers_broker_bdm_of_branch"


class Migration(migrations.Migration):
    """One foreign key of two columns, which Django cannot declare."""

    dependencies = [("brokers", "0001_initial")]

    operations = [migrations.RunSQL(_ADD, _DROP)]
