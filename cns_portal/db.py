"""Small helpers around the database: promises, spans of time, locks."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import IntegrityError, connection, models, transaction


class TimeSpan(models.Func):
    """`tstzrange(start, end)`: the start belongs to it, the end does not."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Only(models.Func):
    """A range holding one number, so that an exclusion constraint can compare it for equality.

    The embedded PostgreSQL has no `btree_gist`; core range types do the same.
    """

    function = "INT8RANGE"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"
    output_field = models.Field()

    def as_sql(self, compiler, connection, **extra):
        sql, params = super().as_sql(compiler, connection, **extra)
        return sql, (*params, *params)


@contextmanager
def promise(constraint: str, *, broken: Exception) -> Iterator[None]:
    """Raise `broken` when the block violates the named constraint, and only then."""
    try:
        with transaction.atomic():  # a savepoint, so the caller's transaction survives
            yield
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != constraint:
            raise
        raise broken from error


def lock_in_turn(keys: Iterable[tuple[int, int]], *, patience: str = "3s") -> None:
    """Hold the advisory locks named by `keys` until the transaction ends.

    Always in ascending order, so that two transactions that need the same two never wait for
    each other. Raises `OperationalError` when a lock is not had within `patience`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [patience])
        for first, second in sorted(set(keys)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [first, second])
