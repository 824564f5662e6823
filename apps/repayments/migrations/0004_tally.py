"""How many payments there are, and how many rows of active schedules, for who sees all of them. See ADR 26."""

from django.db import migrations

# A row counts while its schedule is active. Schedules come before their rows and go before them (migration 0002),
# so the rows of a schedule are all there when it changes or goes.
FORWARDS = """
SELECT audit_tally_watch('repayments_payment');

CREATE FUNCTION repayments_tally_active() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM audit_tally WHERE name = 'repayments_repayment:active';
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM audit_tally_add('repayments_repayment:active', count(*))
        FROM added JOIN repayments_repaymentschedule AS plan ON plan.id = added.schedule_id
        WHERE plan.is_active;
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM audit_tally_add(
            'repayments_repayment:active', coalesce(sum(CASE WHEN added.is_active THEN 1 ELSE -1 END), 0))
        FROM added JOIN removed USING (id) JOIN repayments_repayment AS line ON line.schedule_id = added.id
        WHERE added.is_active <> removed.is_active;
    ELSE
        PERFORM audit_tally_add('repayments_repayment:active', -count(*))
        FROM removed JOIN repayments_repayment AS line ON line.schedule_id = removed.id
        WHERE removed.is_active;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER repayments_tally_added AFTER INSERT ON repayments_repayment
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION repayments_tally_active();
CREATE TRIGGER repayments_tally_emptied AFTER TRUNCATE ON repayments_repayment
    FOR EACH STATEMENT EXECUTE FUNCTION repayments_tally_active();
CREATE TRIGGER repayments_tally_changed AFTER UPDATE ON repayments_repaymentschedule
    REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION repayments_tally_active();
CREATE TRIGGER repayments_tally_removed AFTER DELETE ON repayments_repaymentschedule
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION repayments_tally_active();
SELECT audit_tally_add('repayments_repayment:active', count(*))
FROM repayments_repayment AS line JOIN repayments_repaymentschedule AS plan ON plan.id = line.schedule_id
WHERE plan.is_active;
"""
BACKWARDS = """
DROP TRIGGER repayments_tally_removed ON repayments_repaymentschedule;
DROP TRIGGER repayments_tally_changed ON repayments_repaymentschedule;
DROP TRIGGER repayments_tally_emptied ON repayments_repayment;
DROP TRIGGER repayments_tally_added ON repayments_repayment;
DROP FUNCTION repayments_tally_active();
DELETE FROM audit_tally WHERE name = 'repayments_repayment:active';
SELECT audit_tally_unwatch('repayments_payment');
"""


class Migration(migrations.Migration):
    dependencies = [("repayments", "0003_search"), ("audit", "0005_tallies")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
