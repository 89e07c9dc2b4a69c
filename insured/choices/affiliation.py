"""The words of affiliation: who insures, as what, and what the Centre commun declares."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Fund(TextChoices):
    CNS = "cns", _("CNS (Caisse nationale de santé)")
    CMFEP = "cmfep", _("CMFEP (civil servants and public employees)")


class Cover(TextChoices):
    """As what somebody is affiliated."""

    COMPULSORY = "compulsory", _("Compulsory insurance through work")
    PENSION = "pension", _("Insurance as a pensioner")
    VOLUNTARY_CONTINUED = "voluntary_continued", _("Continued voluntary insurance")
    VOLUNTARY_OPTIONAL = "voluntary_optional", _("Optional voluntary insurance")
    CO_INSURED = "co_insured", _("Co-insured through somebody")


DECLARED = [
    Cover.COMPULSORY,
    Cover.PENSION,
    Cover.VOLUNTARY_CONTINUED,
    Cover.VOLUNTARY_OPTIONAL,
]
"""What the Centre commun declares; co-insurance follows from the family."""


class Movement(TextChoices):
    ENTRY = "entry", _("Entry")
    EXIT = "exit", _("Exit")


class Standing(TextChoices):
    """What became of a declaration when the timeline was computed."""

    COUNTED = "counted", _("Counted")
    CONTRADICTING = "contradicting", _("Contradicts another declaration")
    SET_ASIDE = "set_aside", _("Set aside by an agent")


class ImportState(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Could not be read")
