"""The answers of the booking journey as rows to check."""

from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from appointments.choices import Channel, TopicCode
from appointments.forms.people import COUNTRIES
from appointments.models import Appointment
from appointments.presenters.places import moment
from cns_portal.kernel import matricule

if TYPE_CHECKING:
    from cns_portal.documents.models import Document


class Row(NamedTuple):
    """A question, its answer, and where to change it ("Change …")."""

    label: str
    value: str
    change_url: str = ""
    change_what: str = ""


class Answers:
    """What was answered, in the order of the journey. `draft` holds the answers as typed."""

    def __init__(
        self, draft: Any, held: Appointment | None, person: Any, identity_copy: "Document | None"
    ) -> None:
        self.draft, self.held, self.person = draft, held, person
        self.identity_copy = identity_copy

    def appointment(self) -> list[Row]:
        """What, how, where, when."""
        rows = [
            Row(
                _("Topic"),
                str(TopicCode(self.draft.get("topic")).label),
                reverse("appointments:topic"),
                _("the topic"),
            ),
            Row(
                _("How"),
                str(Channel(self.draft.get("channel")).label),
                reverse("appointments:channel"),
                _("how to meet"),
            ),
        ]
        if self.held and not self.draft.is_video:
            agency = self.held.agency
            rows.append(
                Row(
                    _("Where"),
                    f"{agency.name}, {agency.address}",
                    reverse("appointments:agency"),
                    _("the agency"),
                )
            )
        rows.append(
            Row(
                _("When"),
                moment(self.held.starts_at) if self.held else _("No longer kept for you"),
                reverse("appointments:time"),
                _("the time"),
            )
        )
        return rows

    def people(self) -> list[Row]:
        """Who, and how to reach them."""
        details, change = self.draft.details, reverse("appointments:details")
        if self.person:
            rows = [Row(_("Name"), self.person.full_name)]
            if self.person.matricule:
                rows.append(Row(_("Matricule"), matricule.grouped(self.person.matricule)))
        else:
            rows = [
                Row(
                    _("Name"),
                    f"{details.get('first_name')} {details.get('last_name')}",
                    change,
                    _("the name"),
                ),
                *self._identified(details, change),
            ]
        rows.append(
            Row(_("E-mail address"), details.get("email", ""), change, _("the e-mail address"))
        )
        if details.get("phone"):
            rows.append(Row(_("Telephone number"), details["phone"], change, _("the number")))
        if not self.person:
            country = dict(COUNTRIES).get(details.get("country"), "")
            address = (
                f"{details.get('street')}, {details.get('postcode')} {details.get('locality')}, "
                f"{country}"
            )
            rows.append(Row(_("Address"), address, change, _("the address")))
            copy = self.identity_copy.original_name if self.identity_copy else _("Not attached")
            rows.append(Row(_("Copy of your identity card"), copy, change, _("the copy")))
        if details.get("question"):
            rows.append(
                Row(
                    _("What you would like to discuss"), details["question"], change, _("this text")
                )
            )
        return rows

    def concerned(self) -> list[Row]:
        """The other person, if it is for somebody else."""
        if not self.draft.for_another:
            return []
        details, change = self.draft.concerned, reverse("appointments:concerned")
        name = f"{details.get('first_name')} {details.get('last_name')}"
        return [
            Row(_("Name"), name, change, _("the other person's name")),
            *self._identified(details, change),
        ]

    @staticmethod
    def _identified(details: dict[str, str], change: str) -> list[Row]:
        if number := matricule.normalised(details.get("matricule", "")):
            return [Row(_("Matricule"), matricule.grouped(number), change, _("the matricule"))]
        born = f"{details.get('birth_date')}, {details.get('birth_place')}"
        return [Row(_("Born"), born, change, _("date and place of birth"))]
