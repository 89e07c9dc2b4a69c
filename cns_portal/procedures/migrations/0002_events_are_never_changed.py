"""A line of a history is never edited. It may be deleted, together with its procedure."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION procedure_event_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history of a procedure is append-only.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'procedure_event_is_never_changed';
END
$$;

CREATE TRIGGER procedure_event_is_never_changed
    BEFORE UPDATE ON procedures_procedureevent
    FOR EACH ROW EXECUTE FUNCTION procedure_event_refuse_change();
"""

ALLOW = """
DROP TRIGGER procedure_event_is_never_changed ON procedures_procedureevent;
DROP FUNCTION procedure_event_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
