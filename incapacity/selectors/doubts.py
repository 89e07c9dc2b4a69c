"""Which certificates contradict something, asked of the table: for a list, not for one page.

What does not fit in a certificate says `rules.contradictions`; a list of thousands cannot ask it
for each. The contradictions here are those that the columns tell by themselves; a test holds the
two against each other.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from cns_portal.kernel import civil_time
from incapacity.choices.certificates import CertificateState, MatriculeOnSheet, Sequel
from incapacity.choices.contradictions import Contradiction as C
from incapacity.models import Certificate
from incapacity.parameters.deadlines import DRAWN_UP_BY_DAY
from incapacity.rules.contradictions import BODILY

TOLD_BY_THE_TABLE = frozenset(
    {
        *(C.LONGER_THAN_A_YEAR, C.ISSUED_IN_FUTURE, C.ISSUED_TOO_LATE, C.SAME_CERTIFICATE),
        *(C.OVERLAPS, C.PROLONGS_NOTHING, C.OTHER_MATRICULE, C.NO_MATRICULE),
    }
)
"""What a list knows of; the page of a certificate knows all.

That it was late is said by a tag and a filter of its own.
"""


def marked(certificates: QuerySet[Certificate], *, today: date) -> QuerySet[Certificate]:
    """The same certificates, each with `contradicts`."""
    is_true = Case(
        When(condition(today=today), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return certificates.annotate(contradicts=is_true)


def contradicting(certificates: QuerySet[Certificate], *, today: date) -> QuerySet[Certificate]:
    """Those of which the table tells that something does not fit."""
    return certificates.filter(condition(today=today))


def condition(*, today: date) -> Q:
    """One of `TOLD_BY_THE_TABLE` holds, by the rules of `today`.

    Nobody has to look at what was withdrawn: nothing is said of it.
    """
    doubtful = (
        Q(matricule_on_sheet=MatriculeOnSheet.MISSING)
        | Q(sequel=Sequel.PROLONGATION, earlier__isnull=True)
        | Q(last_day__gte=_A_YEAR_LATER)
        | Q(issued_on__gt=TruncDate("sent_at", tzinfo=civil_time.LUXEMBOURG))
        | _drawn_up_late(today)
        | _anothers_number()
        | _shares_days()
    )
    return doubtful & ~Q(state=CertificateState.WITHDRAWN)


_A_YEAR_LATER = Func(
    F("first_day"),
    template="(%(expressions)s + interval '1 year')",
    output_field=DateTimeField(),
)


def _drawn_up_late(today: date) -> Q:
    """Own incapacity, and not what prolongs one: see `rules.deadlines.drawn_up_by`."""
    days = timedelta(days=DRAWN_UP_BY_DAY.on(today).value - 1)
    own = Q(cause__in=sorted(BODILY)) & ~Q(sequel=Sequel.PROLONGATION)
    return own & Q(issued_on__gt=F("first_day") + days)


def _anothers_number() -> Q:
    """A number was read on the sheet that neither is nor was the person's."""
    former = Certificate.objects.filter(
        pk=OuterRef("pk"), person__former_matricules__matricule=OuterRef("sheet_matricule")
    )
    known = Q(person__matricule__isnull=False) & ~Q(person__matricule="")
    other = ~Q(sheet_matricule="") & ~Q(sheet_matricule=F("person__matricule"))
    return known & other & ~Exists(former)


def _shares_days() -> Q:
    """With another one that counts; what prolongs one may begin before that one ends.

    That is said of neither of the two.
    """
    others = (
        Certificate.objects.counted()
        .filter(person=OuterRef("person"))
        .exclude(pk=OuterRef("pk"))
        .filter(first_day__lte=OuterRef("last_day"), last_day__gte=OuterRef("first_day"))
        .exclude(
            sequel=Sequel.PROLONGATION,
            earlier=OuterRef("pk"),
            first_day__gte=OuterRef("first_day"),
            last_day__gt=OuterRef("last_day"),
        )
    )
    not_the_continued = others.exclude(
        pk=Coalesce(OuterRef("earlier"), 0),
        first_day__lte=OuterRef("first_day"),
        last_day__lt=OuterRef("last_day"),
    )
    prolongs = Q(sequel=Sequel.PROLONGATION)
    return (prolongs & Exists(not_the_continued)) | (~prolongs & Exists(others))
