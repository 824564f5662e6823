"""The database itself keeps what was charged and computed, and lets a fee move along its arrows only."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER fees_definition_keeps AFTER UPDATE ON fees_feedefinition
    FOR EACH ROW EXECUTE FUNCTION audit_keeps_columns('is_active', 'version', 'updated_at');
CREATE TRIGGER fees_fee_keeps AFTER UPDATE ON fees_fee
    FOR EACH ROW EXECUTE FUNCTION audit_keeps_columns('status', 'paid_on', 'version', 'updated_at');
CREATE TRIGGER fees_fee_kept BEFORE DELETE ON fees_fee
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE FUNCTION fees_status_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a fee does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER fees_fee_moves BEFORE UPDATE ON fees_fee
    FOR EACH ROW WHEN (
        OLD.status <> NEW.status
        AND NOT (OLD.status = 'pending' AND NEW.status IN ('paid', 'waived', 'deducted'))
        AND NOT (OLD.status = 'paid' AND NEW.status = 'refunded')
    ) EXECUTE FUNCTION fees_status_moves();
CREATE TRIGGER fees_funding_append_only BEFORE UPDATE ON fees_fundingtable
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER fees_funding_kept BEFORE DELETE ON fees_fundingtable
    FOR EACH ROW EXECUTE FUNCTION applications_outlives_parent('applications_application', 'application_id');
"""
BACKWARDS = """
DROP TRIGGER fees_funding_kept ON fees_fundingtable;
DROP TRIGGER fees_funding_append_only ON fees_fundingtable;
DROP TRIGGER fees_fee_moves ON fees_fee;
DROP FUNCTION fees_status_moves();
DROP TRIGGER fees_fee_kept ON fees_fee;
DROP TRIGGER fees_fee_keeps ON fees_fee;
DROP TRIGGER fees_definition_keeps ON fees_feedefinition;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("fees", "0001_initial"),
        ("applications", "0002_append_only"),
        ("audit", "0003_kept_columns"),
    ]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
