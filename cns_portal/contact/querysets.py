"""The questions asked about questions to the CNS."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from cns_portal.contact.rules import questions as rules

if TYPE_CHECKING:
    from insured.models import InsuredPerson


class QuestionQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        return self.filter(person=person)

    def of_visitors(self) -> Self:
        """Those of people who did not sign in."""
        return self.filter(person=None)

    def waiting(self) -> Self:
        """Those that are not answered."""
        return self.filter(state__in=rules.WAITING)

    def sent_since(self, moment: datetime) -> Self:
        return self.filter(sent_at__gt=moment)

    def quiet_since(self, moment: datetime) -> Self:
        """Those that would close by themselves: nobody has written after `moment`."""
        return self.filter(state__in=["needs_you", "answered"], changed_at__lt=moment)

    def with_a_letter_waiting(self) -> Self:
        """Those of visitors who wrote something that no agent has dealt with."""
        letters = apps.get_model("contact.Letter").objects.waiting()
        return self.filter(pk__in=letters.order_by().values("question"))


class LetterQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        return self.filter(question__person=person)

    def waiting(self) -> Self:
        """What visitors wrote and no agent has dealt with."""
        return self.filter(by=None, dealt_with_at=None)

    def unread(self) -> Self:
        return self.filter(Q(by=None) & Q(read_at=None))
