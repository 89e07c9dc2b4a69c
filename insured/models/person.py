"""The insured persons."""

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from insured.querysets import InsuredPersonQuerySet


class InsuredPerson(models.Model):
    """A person with a file at the CNS or the CMFEP, whether or not they ever signed in."""

    dossier = models.OneToOneField(
        "accounts.Dossier",
        on_delete=models.PROTECT,
        related_name="insured_person",
        verbose_name=_("dossier"),
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="insured_person",
        verbose_name=_("account"),
    )
    matricule = models.CharField(
        _("national identification number"), max_length=13, null=True, blank=True, unique=True
    )
    person_identifier = models.CharField(
        _("eIDAS person identifier"), max_length=128, null=True, blank=True, unique=True
    )
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_place = models.CharField(_("place of birth"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    locality = models.CharField(_("locality"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, default="LU")
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    tell_by_email = models.BooleanField(
        _("tell by e-mail"),
        default=True,
        help_text=_("An e-mail says that there is a message, and nothing else."),
    )
    created_at = models.DateTimeField(_("known since"), auto_now_add=True)

    objects = InsuredPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("insured person")
        verbose_name_plural = _("insured persons")
        ordering = ["last_name", "first_name", "pk"]
        permissions = [
            ("change_matricule", _("Can replace a national identification number")),
            ("register_newborn", _("Can register a newborn child")),
        ]
        indexes = [
            models.Index(
                OpClass(Upper("last_name"), name="text_pattern_ops"), name="insured_by_last_name"
            ),
            models.Index(
                OpClass(Upper("first_name"), name="text_pattern_ops"), name="insured_by_first_name"
            ),
            # Every night those are looked for who turn 18 or 30.
            models.Index(fields=["birth_date"], name="insured_by_birth_date"),
        ]
        constraints = [
            models.CheckConstraint(
                name="insured_matricule_is_thirteen_digits",
                condition=Q(matricule__isnull=True) | Q(matricule__regex=r"^[0-9]{13}$"),
            ),
            models.CheckConstraint(
                name="insured_person_can_be_recognised",
                condition=Q(matricule__isnull=False) | Q(person_identifier__isnull=False),
            ),
            models.CheckConstraint(
                name="insured_person_identifier_is_not_blank",
                condition=Q(person_identifier__isnull=True) | ~Q(person_identifier=""),
            ),
            models.CheckConstraint(
                name="insured_language_is_known",
                condition=Q(language__in=["fr", "de", "lb", "en"]),
            ),
            models.CheckConstraint(
                name="insured_country_has_two_letters",
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class FormerMatricule(models.Model):
    """A number that the person had before: papers with it still lead to the same file."""

    person = models.ForeignKey(
        InsuredPerson,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="former_matricules",
    )
    matricule = models.CharField(_("former number"), max_length=13, unique=True)
    replaced_at = models.DateTimeField(_("replaced"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("former national identification number")
        verbose_name_plural = _("former national identification numbers")
        ordering = ["-replaced_at"]
        constraints = [
            models.CheckConstraint(
                name="former_matricule_is_thirteen_digits",
                condition=Q(matricule__regex=r"^[0-9]{13}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.matricule
