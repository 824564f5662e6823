"""The database itself keeps what was computed and what was paid."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER repayments_schedule_keeps AFTER UPDATE ON repayments_repaymentschedule
    FOR EACH ROW EXECUTE FUNCTION audit_keeps_columns('is_active');
CREATE TRIGGER repayments_schedule_kept BEFORE DELETE ON repayments_repaymentschedule
    FOR EACH ROW EXECUTE FUNCTION applications_outlives_parent('applications_application', 'application_id');
CREATE TRIGGER repayments_row_keeps AFTER UPDATE ON repayments_repayment
    FOR EACH ROW EXECUTE FUNCTION
        audit_keeps_columns('due_on', 'paid_interest', 'paid_principal', 'status', 'version', 'updated_at');
CREATE TRIGGER repayments_row_kept BEFORE DELETE ON repayments_repayment
    FOR EACH ROW EXECUTE FUNCTION applications_outlives_parent('repayments_repaymentschedule', 'schedule_id');

CREATE TRIGGER repayments_payment_keeps AFTER UPDATE ON repayments_payment
    FOR EACH ROW EXECUTE FUNCTION audit_keeps_columns('reversed_by_id', 'version', 'updated_at');
CREATE TRIGGER repayments_payment_reversed_once BEFORE UPDATE ON repayments_payment
    FOR EACH ROW WHEN (OLD.reversed_by_id IS NOT NULL AND NEW.reversed_by_id IS DISTINCT FROM OLD.reversed_by_id)
    EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER repayments_payment_kept BEFORE DELETE ON repayments_payment
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER repayments_allocation_append_only BEFORE UPDATE OR DELETE ON repayments_paymentallocation
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();

-- All of a payment goes to rows; it can be told when all its allocations are there, so at the commit. More than
-- all of it is refused at once, so that nothing is added later.
CREATE FUNCTION repayments_payment_is_allocated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount IS DISTINCT FROM
       (SELECT sum(interest + principal) FROM repayments_paymentallocation WHERE payment_id = NEW.id) THEN
        RAISE EXCEPTION 'payment % is not what its rows got', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repayments_payment_allocated AFTER INSERT ON repayments_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION repayments_payment_is_allocated();
CREATE FUNCTION repayments_allocations_fit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM repayments_payment AS payment
               JOIN repayments_paymentallocation AS given ON given.payment_id = payment.id
               WHERE payment.id IN (SELECT payment_id FROM added)
               GROUP BY payment.id HAVING sum(given.interest + given.principal) > payment.amount) THEN
        RAISE EXCEPTION 'rows got more than was paid' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER repayments_allocations_fit AFTER INSERT ON repayments_paymentallocation
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION repayments_allocations_fit();
"""
BACKWARDS = """
DROP TRIGGER repayments_allocations_fit ON repayments_paymentallocation;
DROP FUNCTION repayments_allocations_fit();
DROP TRIGGER repayments_payment_allocated ON repayments_payment;
DROP FUNCTION repayments_payment_is_allocated();
DROP TRIGGER repayments_allocation_append_only ON repayments_paymentallocation;
DROP TRIGGER repayments_payment_kept ON repayments_payment;
DROP TRIGGER repayments_payment_reversed_once ON repayments_payment;
DROP TRIGGER repayments_payment_keeps ON repayments_payment;
DROP TRIGGER repayments_row_kept ON repayments_repayment;
DROP TRIGGER repayments_row_keeps ON repayments_repayment;
DROP TRIGGER repayments_schedule_kept ON repayments_repaymentschedule;
DROP TRIGGER repayments_schedule_keeps ON repayments_repaymentschedule;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("repayments", "0001_initial"),
        ("applications", "0002_append_only"),
        ("audit", "0003_kept_columns"),
    ]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
