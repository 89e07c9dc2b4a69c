"""A person's whole file on one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cns_portal import audit, clock
from cns_portal.kernel import matricule
from insured.admin import file_offered, showing
from insured.admin.finding import find
from insured.models import InsuredPerson
from insured.rules.acting import is_of_age
from insured.selectors import whole_file
from insured.selectors.whole_file import WholeFile


@require_safe
def show(request: HttpRequest, model_admin, *, object_id: str) -> HttpResponse:
    """Reading only; recorded once, before anything is sent."""
    person = find(object_id)
    audit.record_view(request.user, person, purpose="insured.page", dossier=person.dossier)
    file = whole_file.of(person, day=clock.today())
    context = {
        **model_admin.admin_site.each_context(request),
        "title": person.full_name,
        "opts": InsuredPerson._meta,
        "person": person,
        "facts": _facts(person),
        "former": [
            {
                "number": matricule.grouped(row.matricule),
                "at": row.replaced_at,
                "reason": row.reason,
            }
            for row in person.former_matricules.all()
        ],
        "deeds": _deeds(request, person),
        **_insurance(file),
        **_family(file),
        "cards": file.cards,
        "papers": file.papers,
        "accounts": file.accounts,
        "cases": [_case(request, file, case) for case in file.cases],
        "messages_sent": file.messages,
        "looks": file.looks,
    }
    return TemplateResponse(request, "admin/insured/person/page.html", context)


def _facts(person: InsuredPerson) -> list[tuple[str, Any]]:
    """Who somebody is and how they are reached, as labels and values."""
    town = " ".join(filter(None, [person.postcode, person.locality, person.country]))
    told = [
        (_("Name"), person.full_name),
        (_("Matricule"), showing.number(person)),
        (_("eIDAS identifier"), person.person_identifier),
        (_("Date of birth"), person.birth_date and showing.day(person.birth_date)),
        (_("Place of birth"), person.birth_place),
        (_("Address"), ", ".join(filter(None, [person.street, town]))),
        (_("E-mail"), person.email),
        (_("Phone"), person.phone),
        (_("Language"), person.get_language_display()),
        (_("Signs in"), _("yes") if person.account_id else _("never has")),
    ]
    return [(label, value) for label, value in told if value]


def _insurance(file: WholeFile) -> dict[str, Any]:
    today = clock.today()
    return {
        "coverage": showing.coverage_words(file.coverage),
        "periods": [showing.period_line(row, today=today) for row in file.periods],
        "declarations": [showing.declaration_line(row) for row in file.declarations],
    }


def _family(file: WholeFile) -> dict[str, Any]:
    today, person = clock.today(), file.person
    return {
        "ties": [
            {
                **showing.tie_line(tie, person, today=today),
                "address": showing.address_of_person(
                    tie.principal_id if tie.member_id == person.pk else tie.member_id
                ),
            }
            for tie in file.ties
        ],
        "guardianships": [
            {
                "other": row.child if row.holder_id == person.pk else row.holder,
                "address": showing.address_of_person(
                    row.child_id if row.holder_id == person.pk else row.holder_id
                ),
                "role": _("parent of") if row.holder_id == person.pk else _("child of"),
                "source": row.get_source_display(),
                "first": row.first_day,
                "last": row.last_day,
                "of_age": bool(row.child.birth_date) and is_of_age(row.child.birth_date, on=today),
            }
            for row in file.guardianships
        ],
        "mandates": [
            {
                "other": row.holder_name if row.grantor_id == person.pk else row.grantor,
                "role": _("given to") if row.grantor_id == person.pk else _("held for"),
                "scopes": showing.scopes(row),
                "state": showing.mandate_state(row, today=today),
                "evidence": row.get_evidence_display(),
                "first": row.first_day,
                "last": row.last_day,
            }
            for row in file.mandates
        ],
    }


def _case(request: HttpRequest, file: WholeFile, case) -> dict[str, Any]:
    """A procedure of any room; a link where this admin has its page."""
    key = file.requests.get(case.pk)
    may = key is not None and request.user.has_perm("insured.view_request")
    return {
        "case": case,
        "address": showing.address_of_request(key) if may else "",
    }


def _deeds(request: HttpRequest, person: InsuredPerson) -> list[dict[str, Any]]:
    """What this agent may do with the file."""
    return [
        {"label": deed.label, "address": reverse(deed.address_name, args=[person.pk])}
        for deed in file_offered.ALL
        if request.user.has_perm(deed.permission)
    ]
