"""The charts of the figures page: what each says, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from appointments.choices import CancelledBefore, CancelledBy
from appointments.presenters.figures_words import (
    NONE,
    in_days,
    minutes,
    name_of,
    or_none,
    parts_in_words,
    spread_cells,
    took,
)
from appointments.selectors.figures import Figures, Report, Row, Spread
from cns_portal.web.bars import Bar, Chart, Table, segments


def outcomes(figures: Figures) -> list[tuple[str, str, int]]:
    """Pattern, word and number of everything that a booking can have come to; together `booked`."""
    return [
        ("kept", _("Kept"), figures.kept),
        ("missed", _("Missed"), figures.missed),
        ("cancelled", _("Cancelled"), figures.given_up),
        ("moved", _("Moved"), figures.moved),
        ("refused", _("Refused"), figures.refused),
        ("open", _("No outcome yet"), figures.unsettled),
    ]


def charts(report: Report) -> list[Chart]:
    """All charts, in the order of the page. One agency alone is shown by topic and channel."""
    lines = report.of_agencies if len(report.of_agencies) > 1 else report.of_topics
    return [
        _what_became(report, lines),
        _offered_and_booked(report),
        _given_up(report),
        _next_free(report),
        _how_long(
            "waiting",
            _("Waiting time"),
            _("From arriving to being called: {times}."),
            [(row, row.figures.waited) for row in lines],
            report.total.figures.waited,
        ),
        _how_long(
            "service",
            _("Service time"),
            _("From the beginning to the end: {times}."),
            [(row, row.figures.served) for row in lines],
            report.total.figures.served,
        ),
    ]


def _what_became(report: Report, lines: Sequence[Row]) -> Chart:
    total = report.total.figures
    longest = max((row.figures.booked for row in lines), default=0)
    words = [word for _look, word, _count in outcomes(total)]
    return Chart(
        code="outcome",
        title=_("What became of the appointments"),
        caption=_(
            "{booked} booked, of which {kept} kept, {missed} missed and {cancelled} cancelled."
        ).format(
            booked=total.booked, kept=total.kept, missed=total.missed, cancelled=total.given_up
        ),
        legend=[(look, word) for look, word, _count in outcomes(total)],
        bars=[
            Bar(
                name_of(row),
                parts_in_words(outcomes(row.figures)),
                segments([(look, n) for look, _word, n in outcomes(row.figures)], longest),
            )
            for row in lines
        ],
        table=Table(
            [_("Booked"), *words],
            [
                (
                    name_of(row),
                    [str(row.figures.booked), *(str(n) for *_words, n in outcomes(row.figures))],
                )
                for row in _with_total(lines, report.total)
            ],
        ),
    )


def _offered_and_booked(report: Report) -> Chart:
    longest = max(
        (max(row.figures.offered or 0, row.figures.booked) for row in report.of_topics), default=0
    )
    bars = []
    for row in report.of_topics:
        offered, booked = row.figures.offered or 0, row.figures.booked
        bars.append(
            Bar(
                name_of(row),
                _("{booked} booked, {offered} offered").format(booked=booked, offered=offered),
                [
                    *segments([("offered", offered)], longest),
                    *segments([("booked", booked)], longest),
                ],
            )
        )
    return Chart(
        code="offered",
        title=_("Offered and booked"),
        caption=_(
            "Offered is how many appointments of this kind would fit if nothing else were booked. "
            "Topics share desks, so their places cannot be added up; a place that was given back "
            "may have been booked twice."
        ),
        legend=[("offered", _("Offered")), ("booked", _("Booked"))],
        bars=bars,
        table=Table(
            [_("Offered"), _("Booked")],
            [
                (name_of(row), [str(row.figures.offered or 0), str(row.figures.booked)])
                for row in report.of_topics
            ],
        ),
    )


BEFORE_LOOKS = dict(zip(CancelledBefore, ("b1", "b2", "b3", "b4", "b5"), strict=True))


def _given_up(report: Report) -> Chart:
    cancelled = report.total.figures.cancelled
    sums = {by: sum(cancelled[by, before] for before in CancelledBefore) for by in CancelledBy}
    longest = max(sums.values())
    return Chart(
        code="cancelled",
        title=_("Who cancelled, and how long before"),
        caption=_("{person} by the person, {staff} by staff, {portal} by the portal.").format(
            person=sums[CancelledBy.PERSON],
            staff=sums[CancelledBy.STAFF],
            portal=sums[CancelledBy.PORTAL],
        ),
        legend=[(BEFORE_LOOKS[before], str(before.label)) for before in CancelledBefore],
        bars=[
            Bar(
                str(by.label),
                parts_in_words(
                    [("", str(before.label), cancelled[by, before]) for before in CancelledBefore]
                ),
                segments(
                    [(BEFORE_LOOKS[before], cancelled[by, before]) for before in CancelledBefore],
                    longest,
                ),
            )
            for by in CancelledBy
        ],
        table=Table(
            [*(str(before.label) for before in CancelledBefore), _("Together")],
            [
                (
                    str(by.label),
                    [*(str(cancelled[by, before]) for before in CancelledBefore), str(sums[by])],
                )
                for by in CancelledBy
            ],
        ),
    )


def _next_free(report: Report) -> Chart:
    """The soonest and the latest of the agencies: those with a time at all."""
    by_topic = {
        (row.topic, row.channel): [
            one.figures.days_to_next_free
            for one in report.rows
            if (one.topic, one.channel) == (row.topic, row.channel)
            and one.figures.days_to_next_free is not None
        ]
        for row in report.of_topics
    }
    longest = max((max(days) for days in by_topic.values() if days), default=0)
    several = len(report.agencies) > 1
    bars = []
    for row in report.of_topics:
        days = by_topic[row.topic, row.channel]
        if not days:
            text = _("No free time that can be booked now")
        elif several:
            text = _("{soonest} at the soonest agency, {latest} at the latest one").format(
                soonest=in_days(min(days)), latest=in_days(max(days))
            )
        else:
            text = in_days(min(days))
        parts = [("median", min(days)), ("upto", max(days) - min(days))] if days else []
        bars.append(Bar(name_of(row), text, segments(parts, longest)))
    return Chart(
        code="next",
        title=_("Days to the next free time"),
        caption=_("As of now, whatever the days above are: counted from today, which is 0."),
        legend=[
            ("median", _("At the soonest agency")),
            ("upto", _("Further, at the latest agency")),
        ]
        if several
        else [],
        bars=bars,
        table=Table(
            [name_of(row) for row in report.of_topics],
            [
                (
                    agency.name,
                    [
                        next(
                            (
                                or_none(one.figures.days_to_next_free)
                                for one in report.rows
                                if one.agency == agency
                                and (one.topic, one.channel) == (row.topic, row.channel)
                            ),
                            NONE,
                        )
                        for row in report.of_topics
                    ],
                )
                for agency in report.agencies
            ],
        ),
    )


def _how_long(
    code: str,
    title: str,
    caption: str,
    lines: list[tuple[Row, Spread | None]],
    total: Spread | None,
) -> Chart:
    longest = max((minutes(spread.ninetieth) for _row, spread in lines if spread), default=0)
    bars = []
    for row, spread in lines:
        parts = []
        if spread:
            half, most = minutes(spread.median), minutes(spread.ninetieth)
            parts = [("median", half), ("upto", most - half)]
        bars.append(Bar(name_of(row), took(spread), segments(parts, longest)))
    return Chart(
        code=code,
        title=title,
        caption=caption.format(times=took(total)),
        legend=[("median", _("Half of the people")), ("upto", _("Nine in ten"))],
        bars=bars,
        table=Table(
            [_("People"), _("Half: minutes at most"), _("Nine in ten: minutes at most")],
            [(name_of(row), spread_cells(spread)) for row, spread in lines],
        ),
    )


def _with_total(lines: Sequence[Row], total: Row) -> list[Row]:
    return [*lines, total] if len(lines) > 1 else list(lines)
