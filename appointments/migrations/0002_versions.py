"""Numbers that change with every appointment and every edit of hours, for lists kept in memory.

Every change draws a new number from a sequence: a number is never used twice, also when a
transaction is rolled back, so what was computed under it is never mistaken for something else.
(Numbers made from the row's own, or from the transaction's, would come back after a rollback.)
They are drawn under the row's lock, so that each row's only ever rises.
"""

from django.db import migrations

CREATE = """
CREATE SEQUENCE appointments_version;

CREATE FUNCTION appointments_count_agency_day(agency bigint, moment timestamptz)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO appointments_agencyday (agency_id, day, version)
    VALUES (
        agency,
        (moment AT TIME ZONE 'Europe/Luxembourg')::date,
        nextval('appointments_version')
    )
    ON CONFLICT ON CONSTRAINT agency_day_is_counted_once
    DO UPDATE SET version = nextval('appointments_version');
$$;

CREATE FUNCTION appointments_appointment_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    occupying CONSTANT text[] := ARRAY['held', 'requested', 'confirmed', 'checked_in'];
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

CREATE TRIGGER appointment_counts_its_day
    AFTER INSERT OR DELETE
    OR UPDATE OF status, agency_id, desk_id, channel, starts_at, occupied_until, hold_expires_at
    ON appointments_appointment
    FOR EACH ROW EXECUTE FUNCTION appointments_appointment_changed();

CREATE FUNCTION appointments_calendar_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO appointments_calendarversion (id, version)
    VALUES (1, nextval('appointments_version'))
    ON CONFLICT (id) DO UPDATE SET version = nextval('appointments_version');
    RETURN NULL;
END
$$;
"""

DROP = """
DROP TRIGGER appointment_counts_its_day ON appointments_appointment;
DROP FUNCTION appointments_appointment_changed();
DROP FUNCTION appointments_count_agency_day(bigint, timestamptz);
DROP FUNCTION appointments_calendar_changed();
DROP SEQUENCE appointments_version;
"""

CALENDAR_TABLES = ("openinghours", "specialopening", "closure", "desk", "agency", "topicoffer")


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_appointments")]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {table}_changes_the_calendar"
                f" AFTER INSERT OR UPDATE OR DELETE ON appointments_{table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION appointments_calendar_changed();",
                f"DROP TRIGGER {table}_changes_the_calendar ON appointments_{table};",
            )
            for table in CALENDAR_TABLES
        ),
    ]
