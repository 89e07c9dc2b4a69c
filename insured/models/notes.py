"""What people were told once about a day in their lives."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from insured.choices import LifeNoteKind
from insured.models.person import InsuredPerson


class LifeNote(models.Model):
    """That somebody was told about a day to come: once for each kind and day."""

    person = models.ForeignKey(
        InsuredPerson, verbose_name=_("person"), on_delete=models.PROTECT, related_name="notes"
    )
    kind = models.CharField(_("kind"), max_length=15, choices=LifeNoteKind)
    day = models.DateField(_("about the day"))
    told_at = models.DateTimeField(_("told"))

    class Meta:
        verbose_name = _("note about a day")
        verbose_name_plural = _("notes about days")
        constraints = [
            models.UniqueConstraint(
                name="life_note_once_per_kind_and_day", fields=["person", "kind", "day"]
            ),
            models.CheckConstraint(
                name="life_note_kind_is_known", condition=Q(kind__in=LifeNoteKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
