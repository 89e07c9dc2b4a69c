"""A line of a history is never edited; its sealed reason may be put under a new key of the portal.

Nothing else of the row may change then, and of the reason only the wrapping of its own key.
"""

from django.db import migrations

REFUSE_CONTENT = """
CREATE OR REPLACE FUNCTION procedure_event_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rest procedures_procedureevent := NEW;
BEGIN
    rest.reason := OLD.reason;
    -- *= compares the bytes: no other writing of the same number or text passes.
    IF rest *= OLD AND sealing_is_rewrapped(OLD.reason, NEW.reason) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The history of a procedure is append-only.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'procedure_event_is_never_changed';
END
$$;
"""

REFUSE_EVERYTHING = """
CREATE OR REPLACE FUNCTION procedure_event_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history of a procedure is append-only.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'procedure_event_is_never_changed';
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0005_reasons_are_sealed"),
        ("sealing", "0002_only_the_wrapping_changes"),
    ]

    operations = [migrations.RunSQL(REFUSE_CONTENT, REFUSE_EVERYTHING)]
