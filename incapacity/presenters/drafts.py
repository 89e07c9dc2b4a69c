"""A certificate before it is sent: what it means while one fills it in, and the last look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cns_portal.kernel import matricule
from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import (
    Cause,
    MatriculeOnSheet,
    Outings,
    PageKind,
    Sequel,
    SheetLanguage,
)
from incapacity.choices.contradictions import Contradiction
from incapacity.choices.sending import MAY_STAY_EMPTY
from incapacity.choices.which_sheet import advice_for, has_three_sheets
from incapacity.presenters.causes import between, cause_name, number
from incapacity.presenters.contradictions import Said, said
from incapacity.presenters.deadlines import Due
from incapacity.presenters.outing_calendar import OutingCalendar, shows
from incapacity.rules.contradictions import is_too_long
from incapacity.rules.sending import HOME
from insured.choices.countries import Country

if TYPE_CHECKING:
    from incapacity.models import Certificate
    from incapacity.selectors.checking import Checked


@dataclass(frozen=True)
class DraftView:
    """A draft on a day, as the page that fills it in and the one that checks it show it."""

    checked: Checked
    today: date

    @property
    def certificate(self) -> Certificate:
        return self.checked.certificate

    @property
    def title(self) -> str:
        """What it is called as long as it has no reference."""
        days = self.checked.days
        what = cause_name(self.certificate.cause) or _("Certificate")
        return f"{what}, {between(days.first, days.end)}" if days else what

    @cached_property
    def due(self) -> Due | None:
        """Until when it is sent to the CNS; None as long as that is not known."""
        deadline = self.checked.deadline
        if deadline is None:
            return None
        return Due(
            deadline,
            self.today,
            country=self.certificate.country,
            explained=bool(self.certificate.late_because),
        )

    @property
    def no_due(self) -> str:
        """What is said in place of a last day: for a birth none is known, else it is not yet."""
        if self.certificate.cause == Cause.MATERNITY:
            return _(
                "Send the certificate of the expected date of birth when you have it. No text that "
                "we know sets a day; an agent decides."
            )
        return _("Enter the reason and the first day: then you see until when it has to be sent.")

    @cached_property
    def doubts(self) -> list[Said]:
        """What does not fit, in words; lateness not any more once the person has explained it."""
        answered = {Contradiction.LATE} if self.certificate.late_because else set()
        return said(one for one in self.checked.concerns if one.what not in answered)

    @property
    def for_employer(self) -> str:
        """What the employer gets, and from whom."""
        if has_three_sheets(self.certificate.country):
            return _("Your employer gets nothing from the CNS: give them sheet 2 yourself.")
        return _("Your employer gets nothing from the CNS: give them their sheet yourself.")

    @property
    def needed(self) -> list[str]:
        """What nobody but the person can add: without it nothing is sent."""
        return [str(one.label) for one in self.checked.missing if one not in MAY_STAY_EMPTY]

    @property
    def empty(self) -> list[str]:
        """What an agent reads on the sheet, or asks."""
        return [str(one.label) for one in self.checked.missing if one in MAY_STAY_EMPTY]

    @property
    def advice(self) -> str:
        """Which sheet is sent to whom, for a doctor abroad; empty for one in Luxembourg."""
        country = self.certificate.country
        return "" if country == HOME else str(advice_for(country).label)

    @property
    def leave(self) -> str:
        """How much leave is left for the child; empty where that is not asked or not known."""
        if self.checked.left is None:
            return ""
        return _("Before this certificate, {days} days of leave are left at this age.").format(
            days=number(self.checked.left)
        )

    @cached_property
    def calendar(self) -> OutingCalendar | None:
        """When one may leave the house on these days; None where nothing can be said yet."""
        days = self.checked.days
        if days is None or is_too_long(days) or not shows(self.certificate.cause):
            return None
        return OutingCalendar.of(
            days,
            cause=Cause(self.certificate.cause),
            today=self.today,
            period_began=self.checked.period_began,
            said=Outings(self.certificate.outings),
        )

    @property
    def summary(self) -> str:
        """What is said aloud after every change: the deadline, and how much does not fit."""
        parts = [self.due.sentence] if self.due else []
        if self.doubts:
            parts.append(
                ngettext(
                    "{count} thing does not fit.", "{count} things do not fit.", len(self.doubts)
                ).format(count=len(self.doubts))
            )
        return " ".join(parts)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Everything that was filled in, for the last look."""
        return rows_of(facts_of(self.certificate, self.checked.days))

    @property
    def files(self) -> str:
        """The names of the files, one on each line."""
        pages = self.certificate.pages.all()
        return "\n".join(_file(page.document.original_name, page.kind) for page in pages)

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due.is_late


def facts_of(certificate: Certificate, days: Days | None) -> dict[str, Any]:
    """What a draft says, in the shape in which it is kept when it is sent."""
    earlier, child = certificate.earlier, certificate.child
    plain = (
        *("cause", "sequel", "country", "sheet_language", "doctor_name", "doctor_code"),
        *("outings", "in_hospital", "stay", "matricule_on_sheet", "sheet_matricule"),
        *("child_matricule", "child_in_hospital", "child_doubled", "late_because", "note"),
    )
    return {
        **{name: getattr(certificate, name) for name in plain},
        "first_day": _iso(days.first if days else certificate.first_day),
        "last_day": _iso(days.end if days else certificate.last_day),
        "issued_on": _iso(certificate.issued_on),
        "expected_on": _iso(certificate.expected_on),
        "leave_days": "" if certificate.leave_days is None else number(certificate.leave_days),
        "child": child.full_name if child else "",
        "earlier": earlier.procedure.reference if earlier and earlier.procedure else "",
    }


def rows_of(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Question and answer, those that were answered. The diagnosis is not among them."""
    follows = facts["sequel"] != Sequel.INITIAL
    rows = [
        (_("Reason"), cause_name(facts["cause"])),
        (_("Which certificate"), _label(Sequel, facts["sequel"]) if facts["cause"] else ""),
        (_("It belongs to"), facts["earlier"] if follows else ""),
        (_("Child"), facts["child"] or matricule.grouped(facts["child_matricule"])),
        (_("The child is in hospital"), _ticked(facts["child_in_hospital"])),
        (_("Special supplementary allowance"), _ticked(facts["child_doubled"])),
        (_("Days of leave"), facts["leave_days"]),
        (_("Expected date of birth"), _day(facts["expected_on"])),
        (_("First day"), _day(facts["first_day"])),
        (_("Last day"), _day(facts["last_day"])),
        (_("Issued on"), _day(facts["issued_on"])),
        (_("Doctor"), " ".join(filter(None, [facts["doctor_name"], facts["doctor_code"]]))),
        (_("Country"), "" if facts["country"] == HOME else _label(Country, facts["country"])),
        (_("Language of the sheet"), _label(SheetLanguage, facts["sheet_language"])),
        (_("Your matricule on the sheet"), _label(MatriculeOnSheet, facts["matricule_on_sheet"])),
        (_("As you read it there"), matricule.grouped(facts["sheet_matricule"])),
        (_("Leaving the house"), _outings(facts["outings"])),
        (_("Emergency stay in hospital"), _ticked(facts["in_hospital"])),
        (_("Where you stay"), stay_in_words(facts["stay"])),
        (_("Why it is late"), facts["late_because"]),
        (_("Note for the agent"), facts["note"]),
    ]
    return [(str(label), str(value).strip()) for label, value in rows if str(value).strip()]


def stay_in_words(stay: Mapping[str, str] | None) -> str:
    """An address of stay, a part on each line; empty at home."""
    if not stay:
        return ""
    parts = {name: str(value or "") for name, value in stay.items()}
    get = lambda name: parts.get(name, "")  # noqa: E731
    country = _label(Country, get("country"))
    lines = [
        f"{get('number')} {get('street')}".strip(),
        _("floor {floor}").format(floor=get("floor")) if get("floor") else "",
        _("bell: {name}").format(name=get("bell")) if get("bell") else "",
        f"{get('postcode')} {get('place')}".strip(),
        country,
        get("telephone"),
    ]
    return "\n".join(line for line in lines if line) or _("Not at home")


def files_of_picture(pages: list[Mapping[str, Any]]) -> list[str]:
    """The files of what was sent, each with what it shows."""
    return [_file(page["name"], page["kind"]) for page in pages]


def _file(name: str, kind: str) -> str:
    if kind == PageKind.SHEET:
        return name
    return _("{name} ({kind})").format(name=name, kind=_label(PageKind, kind))


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


def _outings(value: str) -> str:
    return "" if value == Outings.NOT_SAID else _label(Outings, value)


def _ticked(value: bool) -> str:
    return _("Yes") if value else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT") if text else ""
