"""The database itself keeps the journal: nothing is changed, everything balances, no number is missing.

Whether an entry is whole can be told when all of it is there, so it is judged at the commit.
"""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON ledger_journalentry
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER ledger_line_append_only BEFORE UPDATE OR DELETE ON ledger_journalline
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();

CREATE FUNCTION ledger_entry_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry ledger_journalentry;
    lines record;
    follows boolean;
BEGIN
    IF TG_TABLE_NAME = 'ledger_journalentry' THEN
        SELECT * INTO entry FROM ledger_journalentry WHERE id = NEW.id;
    ELSE
        SELECT * INTO entry FROM ledger_journalentry WHERE id = NEW.entry_id;
    END IF;
    SELECT count(*) AS number, sum(debit) AS debit, sum(credit) AS credit,
           bool_and(application_id IS NOT DISTINCT FROM entry.application_id) AS of_one_application,
           bool_or(account IN ('loan_receivable', 'fees_receivable')) AS touches_control
        INTO lines FROM ledger_journalline WHERE entry_id = entry.id;
    IF lines.number < 2 OR lines.debit <> lines.credit THEN
        RAISE EXCEPTION 'entry % does not balance', entry.id USING ERRCODE = 'check_violation';
    END IF;
    IF NOT lines.of_one_application THEN
        RAISE EXCEPTION 'entry % has lines of another application', entry.id USING ERRCODE = 'check_violation';
    END IF;
    IF entry.kind = 'adjustment' AND lines.touches_control THEN
        RAISE EXCEPTION 'entry % adjusts a control account', entry.id USING ERRCODE = 'check_violation';
    END IF;
    -- two questions, because no index answers IS NOT DISTINCT FROM
    IF entry.seq = 1 THEN
        follows := true;
    ELSIF entry.application_id IS NULL THEN
        SELECT EXISTS (SELECT FROM ledger_journalentry
                       WHERE application_id IS NULL AND seq = entry.seq - 1) INTO follows;
    ELSE
        SELECT EXISTS (SELECT FROM ledger_journalentry
                       WHERE application_id = entry.application_id AND seq = entry.seq - 1) INTO follows;
    END IF;
    IF NOT follows THEN
        RAISE EXCEPTION 'entry % follows no entry', entry.id USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM ledger_journalentry AS reversed WHERE reversed.id = entry.reverses_id
               AND (reversed.reverses_id IS NOT NULL
                    OR reversed.application_id IS DISTINCT FROM entry.application_id)) THEN
        RAISE EXCEPTION 'entry % reverses what cannot be reversed', entry.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_whole AFTER INSERT ON ledger_journalentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_is_whole();
CREATE CONSTRAINT TRIGGER ledger_line_whole AFTER INSERT ON ledger_journalline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_is_whole();
"""
BACKWARDS = """
DROP TRIGGER ledger_line_whole ON ledger_journalline;
DROP TRIGGER ledger_entry_whole ON ledger_journalentry;
DROP FUNCTION ledger_entry_is_whole();
DROP TRIGGER ledger_line_append_only ON ledger_journalline;
DROP TRIGGER ledger_entry_append_only ON ledger_journalentry;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("audit", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
