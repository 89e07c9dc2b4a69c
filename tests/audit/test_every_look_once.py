"""Every view of the staff that shows a person leaves exactly one record of it: all are walked.

Pages, lists with each of their filters, searches, forms that come back with errors, files, printed
papers. What shows nobody leaves none.
"""

import re
from itertools import chain

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import NoReverseMatch

from cns_portal.audit.models import AuditEntry
from cns_portal.procedures.models import Procedure
from reimbursements.models import Payment, PaymentBatch
from tests.accounts.agents import search
from tests.appointments.agents import window_of
from tests.architecture.addresses import Address, Belongings, addresses, url
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db

NOT_WALKED = {"admin:logout", "admin:view_on_site", "admin:app_list", "admin:"}
# What stands there by itself: what was typed into the box, and what is said about a search.
TYPED = re.compile(
    r'<input[^>]*name="search_text"[^>]*>|<title>.*?</title>|<h1>.*?</h1>', re.DOTALL
)
LISTS = (".list", ".search")


class Staff:
    """Somebody with every right, and what each look of theirs leaves."""

    def __init__(self) -> None:
        self.belongings = Belongings()
        self.person = self.belongings.person
        self.account = AccountFactory(supervisor=True)
        self.belongings.agency.agents.add(self.account)
        self.client = window_of(self.account)
        person = self.person
        references = Procedure.objects.filter(dossier=person.dossier).values_list("reference")
        self.names = [person.last_name, person.matricule, person.email]
        self.references = list(chain(*references))
        self.wrong: list[str] = []
        self.shown: set[str] = set()

    def told(self) -> str:
        return "\n".join(self.wrong)

    def looks(self, what: str, ask) -> None:
        """One answer, and whether it leaves what it should."""
        newest = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        answer = ask()
        if answer.status_code != 200:
            return
        mine = AuditEntry.objects.filter(pk__gt=newest, kind="view", actor=self.account)
        about = list(mine.filter(dossier=self.person.dossier))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        is_text = answer["Content-Type"].startswith(("text/", "application/json"))
        text = TYPED.sub("", body.decode(errors="replace")) if is_text else ""
        refers = any(word in text for word in self.references) or not is_text
        if any(word in text for word in self.names) or (refers and about):
            self.shown.add(what)
            self._must_be_once(what, about)
        elif about:
            self.wrong.append(f"{what}: shows nobody and leaves {len(about)}")

    def _must_be_once(self, what: str, about: list[AuditEntry]) -> None:
        lines = {(entry.subject_type, entry.subject_id) for entry in about}
        is_list = bool(about) and all(entry.purpose.endswith(LISTS) for entry in about)
        expected = len(lines) if is_list else 1
        if len(about) != expected or not about:
            purposes = [entry.purpose for entry in about]
            self.wrong.append(f"{what}: leaves {purposes}")

    def address(self, one: Address) -> str | None:
        if one.name in NOT_WALKED or not one.way.startswith(("admin/", "documents/")):
            return None
        try:
            return url(one, self.belongings.identifiers(one))
        except (KeyError, NoReverseMatch):
            return None  # no row of this person, or an address without a name


@pytest.fixture
def staff(settings, tmp_path, monkeypatch):
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)
    return Staff()


def test_every_page_and_every_file(staff):
    for one in addresses():
        if where := staff.address(one):
            staff.looks(one.name, lambda where=where: staff.client.get(where))
    assert not staff.wrong, staff.told()
    assert len(staff.shown) > 40
    assert {"documents:show", "admin:reimbursements_payment_statement"} <= staff.shown
    assert {"admin:incapacity_certificate_diagnosis", "admin:inbox_email_changelist"} <= staff.shown


def test_every_form_that_comes_back_with_what_is_missing(staff):
    """Nothing is typed: pages that ask for something show the person once more."""
    for one in addresses():
        if where := staff.address(one):
            point = transaction.savepoint()
            staff.looks(f"POST {one.name}", lambda where=where: staff.client.post(where, {}))
            transaction.savepoint_rollback(point)
    assert not staff.wrong, staff.told()
    assert len(staff.shown) > 5


def test_every_list_with_each_of_its_filters(staff):
    for model, window in admin.site._registry.items():
        the_list = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        page = staff.client.get(the_list)
        if page.status_code != 200 or window.list_filter is None:
            continue
        choices = set(re.findall(r'href="(\?[^"]*)"', page.content.decode()))
        for choice in sorted(choice.replace("&amp;", "&") for choice in choices):
            staff.looks(the_list + choice, lambda: staff.client.get(the_list + choice))  # noqa: B023
    assert not staff.wrong, staff.told()
    assert len(staff.shown) > 10


def test_every_search(staff):
    found = set()
    for model, window in admin.site._registry.items():
        if window.search_fields:
            the_list = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
            for word in (staff.person.matricule, staff.person.last_name, "nobody at all"):
                before = len(staff.shown)
                staff.looks(
                    f"{the_list} {word}",
                    lambda: search(staff.client, the_list, word),  # noqa: B023
                )
                if len(staff.shown) > before:
                    found.add(model)
    assert not staff.wrong, staff.told()
    assert len(found) > 5


def test_the_file_for_the_bank_names_people_too(staff):
    payment = staff.belongings.payment
    batch = PaymentBatch.objects.get(pk=payment.batch_id)
    assert Payment.objects.filter(batch=batch).exists()
    where = f"/admin/reimbursements/paymentbatch/{batch.pk}/file/"
    staff.looks("the file", lambda: staff.client.post(where))
    assert not staff.wrong, staff.told()
