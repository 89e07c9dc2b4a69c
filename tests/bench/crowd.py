"""Many appointments without waiting for them: written once, then copied by the database."""

from datetime import timedelta

from django.db import connection, models

from appointments.models import Appointment
from cns_portal.procedures.models import Procedure, ProcedureEvent

APART = 100_000_000
"""Between the keys of two copies."""


def copy_all(appointments: models.QuerySet, copies: int, *, shifted: timedelta, first: int) -> None:
    """These appointments with their cases and histories, `copies` times more.

    The n-th copy lies n times `shifted` away: nobody is in two places at a time, as long as the
    originals do not stretch further. `first` numbers the copies, another one for each call.
    """
    cases = Procedure.objects.filter(pk__in=appointments.order_by().values("procedure"))
    lines = ProcedureEvent.objects.filter(procedure__in=cases)
    with connection.cursor() as cursor:
        for number in range(copies):
            for rows in (cases, lines, appointments.order_by()):
                cursor.execute(*_copy(rows, first + number, (number + 1) * shifted))
        cursor.execute("VACUUM ANALYZE")


def _copy(rows: models.QuerySet, number: int, shift: timedelta) -> tuple[str, list]:
    model, columns, values, params = rows.model, [], [], []
    for field in model._meta.concrete_fields:
        column = f'"{field.column}"'
        columns.append(column)
        if field.primary_key or field.related_model in {Procedure, Appointment}:
            values.append(f"{column} + {number * APART}")
        elif isinstance(field, models.UUIDField):
            values.append("gen_random_uuid()")
        elif isinstance(field, models.DateTimeField):
            values.append(f"{column} + %s")
            params.append(shift)
        elif field.name == "reference":
            values.append(f"chr({64 + number}) || lpad(id::text, 8, '0')")
        elif field.name == "check_in_code":
            values.append("upper(substr(md5(random()::text || id::text), 1, 16))")
        elif field.name == "person_key":
            values.append(f"{column} # {number * APART}")
        else:
            values.append(column)
    table = f'"{model._meta.db_table}"'
    keys, of_keys = rows.filter(pk__lt=APART).values("pk").query.sql_with_params()
    sql = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table}"
    return f"{sql} WHERE id IN ({keys})", [*params, *of_keys]
