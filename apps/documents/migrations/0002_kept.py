"""The database itself keeps versions, what is locked, and who signed."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION documents_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % stays as it is', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER documents_document_keeps AFTER UPDATE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION audit_keeps_columns(
        'title', 'description', 'audience', 'current_version', 'is_locked', 'version', 'updated_at');
CREATE TRIGGER documents_document_locked BEFORE UPDATE ON documents_document
    FOR EACH ROW WHEN (OLD.is_locked AND OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION documents_kept();
CREATE TRIGGER documents_document_locked_kept BEFORE DELETE ON documents_document
    FOR EACH ROW WHEN (OLD.is_locked) EXECUTE FUNCTION documents_kept();

CREATE FUNCTION documents_version_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    locked boolean;
    newest integer;
BEGIN
    SELECT is_locked INTO locked FROM documents_document WHERE id = NEW.document_id;
    IF locked THEN
        RAISE EXCEPTION 'a locked document takes no version' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT coalesce(max(number), 0) INTO newest FROM documents_documentversion
        WHERE document_id = NEW.document_id;
    IF NEW.number <> newest + 1 THEN
        RAISE EXCEPTION 'version % does not follow %', NEW.number, newest USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_version_follows BEFORE INSERT ON documents_documentversion
    FOR EACH ROW EXECUTE FUNCTION documents_version_follows();
CREATE TRIGGER documents_version_append_only BEFORE UPDATE ON documents_documentversion
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER documents_version_kept BEFORE DELETE ON documents_documentversion
    FOR EACH ROW EXECUTE FUNCTION applications_outlives_parent('documents_document', 'document_id');

CREATE TRIGGER documents_request_keeps AFTER UPDATE ON documents_signaturerequest
    FOR EACH ROW EXECUTE FUNCTION audit_keeps_columns('status', 'version', 'updated_at');
CREATE TRIGGER documents_request_final BEFORE UPDATE ON documents_signaturerequest
    FOR EACH ROW WHEN (OLD.status <> 'pending') EXECUTE FUNCTION documents_kept();
CREATE TRIGGER documents_request_kept BEFORE DELETE ON documents_signaturerequest
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();

CREATE TRIGGER documents_signer_keeps AFTER UPDATE ON documents_signer
    FOR EACH ROW EXECUTE FUNCTION audit_keeps_columns(
        'status', 'acted_at', 'signed_name', 'sha256_seen', 'decline_reason');
CREATE TRIGGER documents_signer_final BEFORE UPDATE ON documents_signer
    FOR EACH ROW WHEN (OLD.status <> 'pending') EXECUTE FUNCTION documents_kept();
CREATE TRIGGER documents_signer_kept BEFORE DELETE ON documents_signer
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
"""
BACKWARDS = """
DROP TRIGGER documents_signer_kept ON documents_signer;
DROP TRIGGER documents_signer_final ON documents_signer;
DROP TRIGGER documents_signer_keeps ON documents_signer;
DROP TRIGGER documents_request_kept ON documents_signaturerequest;
DROP TRIGGER documents_request_final ON documents_signaturerequest;
DROP TRIGGER documents_request_keeps ON documents_signaturerequest;
DROP TRIGGER documents_version_kept ON documents_documentversion;
DROP TRIGGER documents_version_append_only ON documents_documentversion;
DROP TRIGGER documents_version_follows ON documents_documentversion;
DROP FUNCTION documents_version_follows();
DROP TRIGGER documents_document_locked_kept ON documents_document;
DROP TRIGGER documents_document_locked ON documents_document;
DROP TRIGGER documents_document_keeps ON documents_document;
DROP FUNCTION documents_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("applications", "0002_append_only"),
        ("audit", "0003_kept_columns"),
    ]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
