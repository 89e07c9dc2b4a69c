"""Dead rows of what tests filled and took back are swept before another file reads there."""

from django.db import connection

MANY = 5_000

DEAD = """
    SELECT relid::regclass::text FROM pg_stat_user_tables WHERE n_dead_tup > %s
"""


def sweep() -> list[str]:
    """Take the dead rows out of tables with many of them, and count anew; the names of the tables.

    A hundred thousand rows that were rolled back are read over by whoever reads a table as a
    whole, until the server sweeps by itself: pages that take milliseconds took two seconds.
    """
    if not is_of_tests() or connection.in_atomic_block:
        return []
    with connection.cursor() as cursor:
        cursor.execute(DEAD, [MANY])
        tables = [table for (table,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
    return tables


def is_of_tests() -> bool:
    """Whether there is a database of tests yet."""
    return str(connection.settings_dict["NAME"]).startswith("test_")
