"""Bank accounts to which money for a person goes."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cns_portal.sealing.fields import SealedText
from insured.choices import AccountState
from insured.models.person import InsuredPerson
from insured.querysets import BankAccountQuerySet


class BankAccount(models.Model):
    """One account of a person, kept with its history.

    The number is sealed; pages show `country` and `last_four`. What an agent changes needs a second
    agent.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    person = models.ForeignKey(
        InsuredPerson,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="bank_accounts",
    )
    iban = SealedText(_("IBAN"))
    country = models.CharField(_("country"), max_length=2)
    last_four = models.CharField(_("last four characters"), max_length=4)
    bank_name = models.CharField(_("bank"), max_length=150, blank=True)
    holder = SealedText(_("account holder"))
    state = models.CharField(_("state"), max_length=10, choices=AccountState)
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    by_an_agent = models.BooleanField(_("changed by an agent"), default=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    objects = BankAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["-proposed_at", "-pk"]
        permissions = [
            ("propose_bank_account", _("Can propose a change of bank account")),
            ("confirm_bank_account", _("Can confirm a change of bank account")),
        ]
        constraints = [
            models.CheckConstraint(
                name="bank_account_state_is_known", condition=Q(state__in=AccountState.values)
            ),
            models.CheckConstraint(
                name="bank_account_country_has_two_letters",
                condition=Q(country__regex=r"^[A-Z]{2}$"),
            ),
            models.CheckConstraint(
                name="bank_account_shows_four_characters",
                condition=Q(last_four__regex=r"^[A-Z0-9]{4}$"),
            ),
            models.CheckConstraint(
                name="bank_account_by_an_agent_has_four_eyes",
                condition=Q(by_an_agent=False)
                | Q(decided_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="bank_account_decided_iff_dated",
                condition=Q(
                    state=AccountState.PROPOSED, decided_at__isnull=True, decided_by__isnull=True
                )
                | (
                    ~Q(state=AccountState.PROPOSED)
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="bank_account_replaced_iff_dated",
                condition=Q(state=AccountState.REPLACED, replaced_at__isnull=False)
                | (~Q(state=AccountState.REPLACED) & Q(replaced_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="bank_account_rejected_says_why",
                condition=~Q(state=AccountState.REJECTED) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                name="bank_account_one_in_force_per_person",
                fields=["person"],
                condition=Q(state="in_force"),
            ),
            models.UniqueConstraint(
                name="bank_account_one_proposed_per_person",
                fields=["person"],
                condition=Q(state="proposed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} … {self.last_four}"
