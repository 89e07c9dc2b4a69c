"""What agents may do: the group that holds their permissions."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

AGENT_GROUP = "Agents"

# Which agencies' rows these are good for is the agency's list of agents, not a permission.
MAY: dict[str, tuple[str, ...]] = {
    "appointments.appointment": ("view", "add", "change"),
    "appointments.agency": ("view",),
    "appointments.desk": ("view", "add", "change"),
    "appointments.openinghours": ("view", "add", "change", "delete"),
    "appointments.specialopening": ("view", "add", "change", "delete"),
    "appointments.closure": ("view", "add", "change", "delete"),
    "appointments.topicoffer": ("view",),
    "appointments.bookingpolicy": ("view",),
    "appointments.device": ("view",),
    "procedures.procedure": ("view",),
}
AND_ALSO = (
    ("inbox", "resend_email"),
    ("inbox", "retry_message"),
    ("procedures", "answer_procedure"),
)


@transaction.atomic
def ensure_agent_group() -> Group:
    """The group of the agents with exactly the permissions they need. Twice is as good as once."""
    group, _created = Group.objects.get_or_create(name=AGENT_GROUP)
    wanted = Q()
    for model, verbs in MAY.items():
        app, name = model.split(".")
        for verb in verbs:
            wanted |= Q(content_type__app_label=app, codename=f"{verb}_{name}")
    for app, codename in AND_ALSO:
        wanted |= Q(content_type__app_label=app, codename=codename)
    group.permissions.set(Permission.objects.filter(wanted))
    return group
