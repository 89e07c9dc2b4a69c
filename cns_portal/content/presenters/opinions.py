"""Where readers are asked for their opinion, and what editors see of the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cns_portal.content.choices.opinions import Rating, asks_for_opinions
from cns_portal.content.forms.opinions import OpinionForm
from cns_portal.web.bars import Bar, Chart, Table, segments
from cns_portal.web.spreadsheet import BYTE_ORDER_MARK, csv_line

if TYPE_CHECKING:
    from cns_portal.content.models import PageOpinion
    from cns_portal.content.selectors.opinions import Judged

LOOK = "kept"
"""The pattern of the bars."""


def opinion(request: HttpRequest) -> dict:
    """For base.html: the form at the foot of a page that asks for opinions, else nothing."""
    match = getattr(request, "resolver_match", None)
    asks = match is not None and asks_for_opinions(match.view_name)
    form = SimpleLazyObject(lambda: OpinionForm(initial={"page": request.path})) if asks else None
    return {"opinion_form": form}


def without_language(path: str) -> str:
    """The page in whichever language: "/en/contact/" and "/fr/contact/" are one."""
    return "/" + path.split("/", 2)[2]


def chart(judged: Judged) -> Chart:
    """How often each rating was given, as bars with a table."""
    longest = max(judged.ratings.values(), default=0)
    return Chart(
        code="ratings",
        title=_("How the page was rated"),
        caption=_said(judged),
        bars=[
            Bar(
                label=str(Rating(value).label),
                text=_counted(count, judged.count),
                segments=segments([(LOOK, count)], longest),
            )
            for value, count in judged.ratings.items()
        ],
        table=Table(
            heads=[_("Opinions"), _("Share")],
            rows=[
                (str(Rating(value).label), [str(count), share(count, judged.count)])
                for value, count in judged.ratings.items()
            ],
        ),
    )


def share(count: int, of: int) -> str:
    """A share in per cent; a dash of nothing."""
    return _("%(share)s %%") % {"share": number_format(round(100 * count / of), 0)} if of else "–"


def average(judged: Judged) -> str:
    """The mean of the ratings, from 1 to 5."""
    return "–" if judged.average is None else number_format(round(judged.average, 1), 1)


def as_csv(opinions: Iterable[PageOpinion]) -> Iterator[str]:
    """The opinions for a spreadsheet, line by line; what readers wrote is never a formula."""
    yield BYTE_ORDER_MARK + csv_line(["day", "page", "language", "found", "rating", "comment"])
    for one in opinions:
        found = "yes" if one.found else "no"
        yield csv_line([one.given_on, one.page, one.language, found, one.rating, one.comment])


def _said(judged: Judged) -> str:
    opinions = ngettext("%(count)d opinion", "%(count)d opinions", judged.count) % {
        "count": judged.count
    }
    return _("%(opinions)s; %(found)s found what they were looking for; on average %(mean)s.") % {
        "opinions": opinions,
        "found": share(judged.found, judged.count),
        "mean": average(judged),
    }


def _counted(count: int, of: int) -> str:
    return f"{count} ({share(count, of)})"
