"""What is written to and fro about a case: the person's replies, the agents' answers, the files.

What the CNS tells is a message of the inbox; the answer beside it is the row that can wait until
its files have been checked.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.procedures.models.case import Procedure
from cns_portal.procedures.querysets import AnswerQuerySet, EnclosureQuerySet, ReplyQuerySet
from cns_portal.sealing.fields import SealedText


class Reply(models.Model):
    """What a person wrote about their case. It is never changed."""

    procedure = models.ForeignKey(
        Procedure, verbose_name=_("procedure"), on_delete=models.CASCADE, related_name="replies"
    )
    sent_key = models.UUIDField(
        _("key of the form"), help_text=_("So that a form sent twice writes once.")
    )
    written_at = models.DateTimeField(_("written"))
    text = SealedText(_("text"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    on_behalf_of = models.CharField(_("on behalf of"), max_length=200, blank=True)
    read_at = models.DateTimeField(_("first read by an agent"), null=True, blank=True)
    dealt_with_at = models.DateTimeField(
        _("dealt with"),
        null=True,
        blank=True,
        help_text=_("When an agent answered, or noted that no answer is needed."),
    )

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply of a person")
        verbose_name_plural = _("replies of people")
        indexes = [
            models.Index(
                name="reply_waiting", fields=["procedure"], condition=Q(dealt_with_at__isnull=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="reply_is_sent_once", fields=["procedure", "sent_key"]),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk}"


class Answer(models.Model):
    """What an agent writes to the person: a question, or an answer to theirs.

    `message` is what the person gets, as soon as the files are checked. Empty until then.
    """

    procedure = models.ForeignKey(
        Procedure, verbose_name=_("procedure"), on_delete=models.CASCADE, related_name="answers"
    )
    sent_key = models.UUIDField(_("key of the form"))
    written_at = models.DateTimeField(_("written"))
    text = SealedText(_("text"))
    is_question = models.BooleanField(_("asks for something"), default=False)
    until = models.DateField(
        _("please answer until"),
        null=True,
        blank=True,
        help_text=_("The day until which the answer is needed, if there is one."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    message = models.OneToOneField(
        "inbox.Message",
        verbose_name=_("message"),
        on_delete=models.CASCADE,
        related_name="answer",
        null=True,
        blank=True,
    )
    answered_at = models.DateTimeField(_("answered by the person"), null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer of an agent")
        verbose_name_plural = _("answers of agents")
        indexes = [
            models.Index(
                name="answer_open_question",
                fields=["procedure"],
                condition=Q(is_question=True, answered_at__isnull=True),
            ),
            models.Index(
                name="answer_waiting", fields=["written_at"], condition=Q(message__isnull=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="answer_is_sent_once", fields=["procedure", "sent_key"]),
            models.CheckConstraint(
                name="answer_to_a_question_needs_one",
                condition=Q(answered_at__isnull=True) | Q(is_question=True),
            ),
            models.CheckConstraint(
                name="answer_with_a_last_day_is_a_question",
                condition=Q(until__isnull=True) | Q(is_question=True),
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Enclosure(models.Model):
    """A file that goes with a reply or an answer."""

    reply = models.ForeignKey(
        Reply, on_delete=models.CASCADE, related_name="enclosures", null=True, blank=True
    )
    answer = models.ForeignKey(
        Answer, on_delete=models.CASCADE, related_name="enclosures", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField(_("position"))
    document = models.OneToOneField(
        "documents.Document",
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="enclosure",
    )
    told_at = models.DateTimeField(
        _("told that it was not accepted"),
        null=True,
        blank=True,
    )

    objects = EnclosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("enclosed file")
        verbose_name_plural = _("enclosed files")
        constraints = [
            models.CheckConstraint(
                name="enclosure_goes_with_a_reply_or_an_answer",
                condition=Q(reply__isnull=False, answer__isnull=True)
                | Q(reply__isnull=True, answer__isnull=False),
            ),
            models.UniqueConstraint(
                name="enclosure_has_its_own_place",
                fields=["reply", "answer", "position"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"enclosure {self.position}"
