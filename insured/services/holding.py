"""Holding people while something is decided that depends on what was decided about them before."""

from __future__ import annotations

from collections.abc import Iterable

from insured.models import InsuredPerson


def hold(people: Iterable[int]) -> None:
    """Of two decisions about the same people (keys), the second waits until the first is made.

    In the order of their keys, so that nobody waits in a circle; before cases and their rows are
    held. Others may go on naming these people in rows of their own. Within a transaction.
    """
    wanted = {key for key in people if key is not None}
    rows = InsuredPerson.objects.select_for_update(of=("self",), no_key=True)
    list(rows.filter(pk__in=wanted).order_by("pk").values_list("pk"))
