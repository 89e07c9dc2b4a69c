"""Who gives care and sends bills."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reimbursements.choices.care import Profession


class Provider(models.Model):
    """A doctor, a pharmacy, a hospital, … with the code that stands on its bills."""

    code = models.CharField(_("provider code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=150)
    profession = models.CharField(_("profession"), max_length=20, choices=Profession)
    place = models.CharField(_("place"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="LU")

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        ordering = ["name", "code"]
        indexes = [
            models.Index(models.functions.Upper("name"), name="provider_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                name="provider_code_has_digits_and_letters",
                condition=Q(code__regex=r"^[A-Z0-9]{3,12}$"),
            ),
            models.CheckConstraint(
                name="provider_profession_is_known", condition=Q(profession__in=Profession.values)
            ),
            models.CheckConstraint(
                name="provider_country_has_two_letters", condition=Q(country__regex=r"^[A-Z]{2}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
