"""What is known of the declarations of the Centre commun."""

from collections.abc import Collection

from insured.models import Declaration


def known_numbers(numbers: Collection[str]) -> set[str]:
    """Those of `numbers` under which something was declared."""
    rows = Declaration.objects.filter(number__in=numbers).order_by()
    return set(rows.values_list("number", flat=True))
