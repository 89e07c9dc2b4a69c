"""The weeks of figures as charts with tables behind them, and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from cns_portal.web.bars import Bar, Chart, Table, segments
from cns_portal.web.spreadsheet import BYTE_ORDER_MARK, csv_line
from incapacity.choices.certificates import Cause
from incapacity.presenters.causes import cause_name

if TYPE_CHECKING:
    from incapacity.rules.weekly import Week

LOOKS = {
    Cause.ILLNESS: "b1",
    Cause.ACCIDENT: "b2",
    Cause.FAMILY: "b3",
    Cause.MATERNITY: "b4",
}
NONE = "–"


def charts(weeks: Sequence[Week]) -> list[Chart]:
    """What came, and what became of it; the latest week first."""
    latest_first = list(reversed(weeks))
    return [_came(latest_first), _decided(latest_first)]


def _came(weeks: Sequence[Week]) -> Chart:
    longest = max((week.came for week in weeks), default=0)
    return Chart(
        code="came",
        title=_("Received"),
        caption=_("{count} certificates in {weeks} weeks, {late} of them late.").format(
            count=sum(week.came for week in weeks),
            weeks=len(weeks),
            late=sum(week.late for week in weeks),
        ),
        legend=[(LOOKS[cause], cause_name(cause)) for cause in Cause],
        bars=[
            Bar(
                name_of(week),
                _("{count} received, {late} late").format(count=week.came, late=week.late),
                segments([(LOOKS[cause], week.received.get(cause, 0)) for cause in Cause], longest),
            )
            for week in weeks
        ],
        table=Table(
            [*(cause_name(cause) for cause in Cause), _("Together"), _("Late")],
            [
                (
                    name_of(week),
                    [
                        *(str(week.received.get(cause, 0)) for cause in Cause),
                        str(week.came),
                        str(week.late),
                    ],
                )
                for week in weeks
            ],
        ),
    )


def _decided(weeks: Sequence[Week]) -> Chart:
    longest = max((week.gone for week in weeks), default=0)
    looks = [
        ("kept", _("Accepted")), ("refused", _("Not accepted")), ("moved", _("Withdrawn")),
    ]  # fmt: skip
    return Chart(
        code="decided",
        title=_("Decided"),
        caption=_("{accepted} accepted, {refused} not accepted, {withdrawn} withdrawn.").format(
            accepted=sum(week.accepted for week in weeks),
            refused=sum(week.refused for week in weeks),
            withdrawn=sum(week.withdrawn for week in weeks),
        ),
        legend=looks,
        bars=[
            Bar(
                name_of(week),
                _became(week),
                segments(
                    [
                        ("kept", week.accepted),
                        ("refused", week.refused),
                        ("moved", week.withdrawn),
                    ],
                    longest,
                ),
            )
            for week in weeks
        ],
        table=Table(
            [*(word for _look, word in looks), _("Half within, days"), _("Waiting at the end")],
            [
                (
                    name_of(week),
                    [
                        *(str(n) for n in (week.accepted, week.refused, week.withdrawn)),
                        in_days(week.half_told),
                        str(week.waiting),
                    ],
                )
                for week in weeks
            ],
        ),
    )


def _became(week: Week) -> str:
    if week.half_told is None:
        said = _("{decided} decided; {waiting} waited")
    else:
        said = _("{decided} decided, half of them within {half} days; {waiting} waited")
    return said.format(decided=week.decided, half=in_days(week.half_told), waiting=week.waiting)


def as_csv(weeks: Sequence[Week]) -> str:
    """The same numbers for a spreadsheet, a line for each week, the earliest first."""
    heads = [
        _("Week from"),
        _("Until"),
        *(cause_name(cause) for cause in Cause),
        *(_("Received"), _("Late"), _("Accepted"), _("Not accepted"), _("Withdrawn")),
        *(_("Half within, days"), _("Waiting at the end")),
    ]
    lines = [
        [
            week.first.isoformat(),
            week.days.end.isoformat(),
            *(week.received.get(cause, 0) for cause in Cause),
            *(week.came, week.late, week.accepted, week.refused, week.withdrawn),
            in_days(week.half_told),
            week.waiting,
        ]
        for week in weeks
    ]
    return BYTE_ORDER_MARK + "".join(csv_line(cells) for cells in (heads, *lines))


def file_name(weeks: Sequence[Week]) -> str:
    """What the file is called."""
    return f"certificates-{weeks[0].first.isoformat()}-{weeks[-1].days.end.isoformat()}.csv"


def name_of(week: Week) -> str:
    """ "16/11/2026 – 22/11/2026"."""
    first, last = (date_format(day, "SHORT_DATE_FORMAT") for day in (week.first, week.days.end))
    return f"{first} – {last}"


def in_days(time: timedelta | None) -> str:
    """Days with one decimal; a dash where none is told."""
    return NONE if time is None else number_format(time / timedelta(days=1), 1, use_l10n=True)
