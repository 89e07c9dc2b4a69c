"""A question to the CNS, and what is written to and fro with somebody who did not sign in."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.contact.choices.questions import QuestionState, Topic
from cns_portal.contact.querysets import LetterQuerySet, QuestionQuerySet
from cns_portal.sealing.fields import SealedJSON, SealedText

WITH_AN_AGENT = ["being_checked", "needs_you", "answered"]


class Question(models.Model):
    """What somebody asked, and how far it has come.

    Whoever signed in has sent it from a file (`person`); what is written afterwards is the thread
    of the procedure. A visitor has `sender` instead, an e-mail address in the procedure, and
    letters of this room. `state` repeats that of the procedure.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    procedure = models.OneToOneField(
        "procedures.Procedure",
        verbose_name=_("procedure"),
        on_delete=models.PROTECT,
        related_name="question",
    )
    person = models.ForeignKey(
        "insured.InsuredPerson",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="questions",
        null=True,
        blank=True,
    )
    sender = SealedJSON(
        _("person who did not sign in"),
        null=True,
        blank=True,
        help_text=_("Name and telephone number as they were given."),
    )
    sent_key = models.UUIDField(
        _("key of the form"), help_text=_("So that a form sent twice asks once.")
    )
    topic = models.CharField(_("topic"), max_length=20, choices=Topic)
    text = SealedText(_("question"))
    state = models.CharField(_("state"), max_length=20, choices=QuestionState)
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agent"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    answer_until = models.DateField(_("please answer until"), null=True, blank=True)
    changed_at = models.DateTimeField(_("last step"))

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        permissions = [("answer_question", _("Can answer questions"))]
        indexes = [
            models.Index(
                name="question_waiting",
                fields=["sent_at"],
                condition=Q(state__in=["sent", "being_checked", "needs_you"]),
            ),
            models.Index(
                name="question_of_visitors", fields=["sent_at"], condition=Q(person__isnull=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="question_is_sent_once", fields=["sent_key"]),
            models.CheckConstraint(
                name="question_topic_is_known", condition=Q(topic__in=Topic.values)
            ),
            models.CheckConstraint(
                name="question_state_is_known", condition=Q(state__in=QuestionState.values)
            ),
            models.CheckConstraint(
                name="question_is_a_persons_or_a_visitors",
                condition=Q(person__isnull=False, sent_by__isnull=False, sender__isnull=True)
                | Q(person__isnull=True, sent_by__isnull=True, sender__isnull=False),
            ),
            models.CheckConstraint(
                name="question_with_an_agent_was_taken",
                condition=Q(agent__isnull=False, taken_at__isnull=False)
                | Q(agent__isnull=True, taken_at__isnull=True),
            ),
            models.CheckConstraint(
                name="question_being_worked_on_has_an_agent",
                condition=~Q(state__in=WITH_AN_AGENT) | Q(agent__isnull=False),
            ),
            models.CheckConstraint(
                name="question_waits_for_an_answer_until_a_day",
                condition=Q(state="needs_you", answer_until__isnull=False)
                | (~Q(state="needs_you") & Q(answer_until__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"

    @property
    def is_visitors(self) -> bool:
        return self.person_id is None

    @property
    def from_whom(self) -> str:
        """The name of whoever asked: as on file, or as it was given."""
        return str(self.sender["name"]) if self.sender else str(self.person)

    def concerns(self, account_id: int) -> bool:
        """Whether this account has asked it, or it is about whoever signs in with it."""
        owner = self.person.account_id if self.person_id else None
        return account_id in {self.sent_by_id, owner}


class Letter(models.Model):
    """What an agent wrote to a visitor (`by`), or the visitor to the CNS. It is never changed."""

    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="letters"
    )
    sent_key = models.UUIDField(_("key of the form"))
    written_at = models.DateTimeField(_("written"))
    text = SealedText(_("text"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agent"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    is_question = models.BooleanField(_("asks for something"), default=False)
    read_at = models.DateTimeField(_("first read by an agent"), null=True, blank=True)
    dealt_with_at = models.DateTimeField(_("dealt with"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter about a question")
        verbose_name_plural = _("letters about questions")
        indexes = [
            models.Index(
                name="letter_waiting",
                fields=["question"],
                condition=Q(by__isnull=True, dealt_with_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="letter_is_sent_once", fields=["question", "sent_key"]),
            models.CheckConstraint(
                name="letter_that_asks_is_an_agents",
                condition=Q(is_question=False) | Q(by__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_of_an_agent_waits_for_nobody",
                condition=Q(by__isnull=True)
                | Q(by__isnull=False, read_at__isnull=True, dealt_with_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"
