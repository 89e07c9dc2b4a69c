"""What the trail cannot know: which case an appointment belongs to, and where agents work."""

from collections.abc import Collection

from appointments.models import Agency, Appointment


def references(keys: Collection[str]) -> dict[str, str]:
    """The references of these appointments' cases, by key as text; one query."""
    rows = Appointment.objects.filter(pk__in=[key for key in keys if key.isdigit()])
    return {
        str(key): reference for key, reference in rows.values_list("pk", "procedure__reference")
    }


def offices(accounts: Collection[int]) -> dict[int, str]:
    """The names of the agencies of these agents, by key of the account; one query."""
    if not accounts:
        return {}
    found: dict[int, list[str]] = {}
    rows = Agency.objects.filter(agents__in=accounts).values_list("agents", "name")
    for account, name in rows.order_by("position", "name"):
        found.setdefault(account, []).append(name)
    return {account: ", ".join(names) for account, names in found.items()}
