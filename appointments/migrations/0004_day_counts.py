"""People who are there, called or being served, take their desk's time: lists count them too."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION appointments_appointment_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    occupying CONSTANT text[] := ARRAY[{states}];
    counted CONSTANT boolean := TG_OP <> 'INSERT' AND OLD.status = ANY (occupying);
BEGIN
    IF counted THEN
        PERFORM appointments_count_agency_day(OLD.agency_id, OLD.starts_at);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.status = ANY (occupying) THEN
        IF NOT counted OR (OLD.agency_id, OLD.starts_at) <> (NEW.agency_id, NEW.starts_at) THEN
            PERFORM appointments_count_agency_day(NEW.agency_id, NEW.starts_at);
        END IF;
    END IF;
    RETURN NULL;
END
$$;
"""


def function(*states: str) -> str:
    return FUNCTION.replace("{states}", ", ".join(f"'{state}'" for state in states))


BEFORE = function("held", "requested", "confirmed", "checked_in")
AFTER = function("held", "requested", "confirmed", "checked_in", "called", "started")


class Migration(migrations.Migration):
    dependencies = [("appointments", "0003_the_day")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
