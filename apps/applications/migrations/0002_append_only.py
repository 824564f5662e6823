"""The database itself refuses to change history, and to forget it while what it tells of exists."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER applications_stageevent_append_only BEFORE UPDATE ON applications_stageevent
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER applications_valuation_append_only BEFORE UPDATE ON applications_valuation
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();

CREATE FUNCTION applications_outlives_parent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parent_exists boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE id = ($1).%I)', TG_ARGV[0], TG_ARGV[1])
        INTO parent_exists USING OLD;
    IF parent_exists THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER applications_stageevent_kept BEFORE DELETE ON applications_stageevent
    FOR EACH ROW EXECUTE FUNCTION applications_outlives_parent('applications_application', 'application_id');
CREATE TRIGGER applications_valuation_kept BEFORE DELETE ON applications_valuation
    FOR EACH ROW EXECUTE FUNCTION
        applications_outlives_parent('applications_securityproperty', 'security_property_id');
"""
BACKWARDS = """
DROP TRIGGER applications_valuation_kept ON applications_valuation;
DROP TRIGGER applications_stageevent_kept ON applications_stageevent;
DROP FUNCTION applications_outlives_parent();
DROP TRIGGER applications_valuation_append_only ON applications_valuation;
DROP TRIGGER applications_stageevent_append_only ON applications_stageevent;
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial"), ("audit", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
