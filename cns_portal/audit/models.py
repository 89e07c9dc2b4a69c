"""What was done, and the chain over it. The database itself refuses to change or delete a row."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.audit.choices import ActorKind, Kind


class AuditEntry(models.Model):
    """Who did what to which record, when.

    Triggers refuse UPDATE, DELETE and TRUNCATE (the last is allowed in a test database, which
    is emptied between tests). The keys therefore protect what they point at: an account or a
    dossier with a trail can lose its personal data, not its row.
    """

    at = models.DateTimeField(_("at"), db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    actor_kind = models.CharField(_("kind of actor"), max_length=10, choices=ActorKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("actor"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    action = models.CharField(_("action"), max_length=100)
    subject_type = models.CharField(_("type of record"), max_length=100)
    subject_id = models.CharField(_("record"), max_length=64)
    dossier = models.ForeignKey(
        "accounts.Dossier",
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    purpose = models.CharField(_("purpose of the consultation"), max_length=100, blank=True)
    details = models.JSONField(_("details without personal data"), default=dict, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(name="audit_entry_by_subject", fields=["subject_type", "subject_id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_entry_kind_is_known", condition=Q(kind__in=Kind.values)
            ),
            models.CheckConstraint(
                name="audit_entry_actor_kind_is_known",
                condition=Q(actor_kind__in=ActorKind.values),
            ),
            models.CheckConstraint(
                name="audit_entry_has_an_account_iff_one_acted",
                condition=Q(actor_kind=ActorKind.ACCOUNT, actor__isnull=False)
                | (~Q(actor_kind=ActorKind.ACCOUNT) & Q(actor__isnull=True)),
            ),
            models.CheckConstraint(
                name="audit_entry_says_what_was_done",
                condition=~Q(action="") & ~Q(subject_type="") & ~Q(subject_id=""),
            ),
            models.CheckConstraint(
                name="audit_entry_has_a_purpose_iff_it_is_a_view",
                condition=(Q(kind=Kind.VIEW) & ~Q(purpose=""))
                | (~Q(kind=Kind.VIEW) & Q(purpose="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"


class AuditLink(models.Model):
    """One entry under the chain: its hash together with all that came before.

    Written by the worker in batches (`audit.sealing`). Append-only like the entries.
    """

    position = models.BigIntegerField(_("position"), primary_key=True)
    entry = models.OneToOneField(
        AuditEntry, verbose_name=_("entry"), on_delete=models.PROTECT, related_name="link"
    )
    hash = models.BinaryField(_("hash"), max_length=32)

    class Meta:
        verbose_name = _("link of the chain")
        verbose_name_plural = _("links of the chain")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="audit_link_positions_begin_with_one", condition=Q(position__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.entry_id}"


class AuditSeal(models.Model):
    """A batch of entries that were put under the chain together. Append-only."""

    position = models.BigIntegerField(_("position of the last entry"), primary_key=True)
    entries = models.PositiveIntegerField(_("entries"))
    highest_entry = models.BigIntegerField(_("highest number of an entry so far"))
    sealed_at = models.DateTimeField(_("sealed at"), db_index=True)
    head = models.BinaryField(_("head of the chain"), max_length=32)

    class Meta:
        verbose_name = _("seal of the chain")
        verbose_name_plural = _("seals of the chain")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="audit_seal_is_over_something",
                condition=Q(entries__gte=1, position__gte=models.F("entries")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}"


class AuditCheck(models.Model):
    """What came of checking a part of the chain at night; the next night goes on from there."""

    class Walk(models.TextChoices):
        """What is new since the last time, or everything, a part each night."""

        NEW = "new", _("new entries")
        ROUND = "round", _("everything, a part each night")

    walk = models.CharField(_("walk"), max_length=10, choices=Walk)
    checked_at = models.DateTimeField(_("checked at"), db_index=True)
    after_position = models.BigIntegerField(_("after position"))
    until_position = models.BigIntegerField(_("until position"))
    head = models.BinaryField(_("head of the chain"), max_length=32)
    entries = models.PositiveIntegerField(_("entries"))
    broken = models.PositiveIntegerField(_("breaks"))
    places = models.JSONField(_("the first breaks"), default=list, blank=True)

    class Meta:
        verbose_name = _("check of the audit trail")
        verbose_name_plural = _("checks of the audit trail")
        default_permissions = ("view",)
        indexes = [
            models.Index(name="audit_check_by_walk", fields=["walk", "-id"]),
            models.Index(
                name="audit_check_broken", fields=["checked_at"], condition=Q(broken__gt=0)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_check_walk_is_known", condition=Q(walk__in=["new", "round"])
            ),
            models.CheckConstraint(
                name="audit_check_positions_are_not_negative",
                condition=Q(after_position__gte=0, until_position__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.walk} {self.after_position}–{self.until_position}"
