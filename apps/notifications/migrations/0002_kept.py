"""The database itself keeps what was told: only whether it is read changes, and nothing goes."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER notifications_notification_keeps AFTER UPDATE ON notifications_notification
    FOR EACH ROW EXECUTE FUNCTION audit_keeps_columns('is_read', 'read_at', 'version', 'updated_at');
CREATE TRIGGER notifications_notification_kept BEFORE DELETE ON notifications_notification
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
"""
BACKWARDS = """
DROP TRIGGER notifications_notification_kept ON notifications_notification;
DROP TRIGGER notifications_notification_keeps ON notifications_notification;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        ("audit", "0002_append_only"),
        ("audit", "0003_kept_columns"),
    ]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
