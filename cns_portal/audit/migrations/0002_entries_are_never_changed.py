"""The trail is append-only for everybody, the portal's own code included.

TRUNCATE is let through in a test database, whose name Django begins with `test_`: the tests empty
all tables between one another.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION audit_entry_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND left(current_database(), 5) = 'test_' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The audit trail is append-only: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'audit_entry_is_never_changed';
END
$$;

CREATE TRIGGER audit_entry_is_never_changed
    BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse_change();

CREATE TRIGGER audit_entry_is_never_emptied
    BEFORE TRUNCATE ON audit_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse_change();
"""

ALLOW = """
DROP TRIGGER audit_entry_is_never_emptied ON audit_auditentry;
DROP TRIGGER audit_entry_is_never_changed ON audit_auditentry;
DROP FUNCTION audit_entry_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
