"""Nobody without the medical right reaches the diagnosis, or the picture on which it stands.

A code is planted in the diagnosis, words in everything that is written about it, and a picture.
Then everybody walks: agents with every other right, agents of another room, the person, somebody
who acts for them, a visitor; through every page, search, list and file. The last test walks with
the right and finds all of it: so the others would have found it, too.
"""

import logging
import re
import uuid

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cns_portal import documents, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.documents import services as stored
from incapacity.models import Certificate, Diagnosis
from incapacity.services import board, correcting, deciding, working
from insured.services.staff import ensure_agent_group
from tests.accounts.agents import search
from tests.appointments.visitors import photo
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.incapacity.agents import QUEUE, a_doctor, an_agent, page_of, seen
from tests.incapacity.factories import CertificateFactory, CertificatePageFactory
from tests.incapacity.walking import Walk
from tests.insured.acting import a_mandate, browser_of
from tests.insured.agents import window_of

pytestmark = pytest.mark.django_db

CODE = "Q87.654"
"""The diagnosis."""

NOTE = "wisteria in my note"
LATE = "wisteria made me late"
QUESTION = "wisteria, so long?"
OPINION = "wisteria, indeed"
ASKED = "wisteria, which doctor?"
ANSWER = "wisteria, Doctor Muster"
REASON = "wisteria is no reason"
OWN_COPY = "/en/espace/incapacity/copy.json"
MEDICAL = (CODE, "wisteria")
"""What only the medical side of the staff may read."""


class Planted:
    """A certificate with everything about it that is medical, decided and sent on its way."""

    def __init__(self) -> None:
        self.agent, self.doctor = an_agent(), a_doctor()
        self.mandate = a_mandate("incapacity", "messages", "insurance")
        self.person, self.proxy = self.mandate.grantor, self.mandate.holder
        self.sheet = self._file("sheet.jpg", "certificate_page", self.person.account)
        self.another_photo = self._file("better.jpg", "reply", self.person.account)
        self.certificate = CertificateFactory(person=self.person, note=NOTE, late_because=LATE)
        CertificatePageFactory(certificate=self.certificate, document=self.sheet)
        self.working = CertificateFactory(person=self.person, note=NOTE)
        for certificate in (self.certificate, self.working):
            self._work_on(certificate)
        self._decide()

    @property
    def pictures(self) -> list[str]:
        """The addresses of the files, in every shape."""
        shown = [
            reverse("documents:show", args=[file.public_id])
            for file in (self.sheet, self.another_photo)
        ]
        return [
            f"{address}{query}" for address in shown for query in ("", "?picture=1", "?small=1")
        ]

    @property
    def medical(self) -> tuple[str, ...]:
        """Words and addresses that only the medical side of the staff meets."""
        files = (str(file.public_id) for file in (self.sheet, self.another_photo))
        return (*MEDICAL, *files)

    def _file(self, name: str, purpose: str, by):
        file = stored.store(photo(name=name), dossier=self.person.dossier, by=by, purpose=purpose)
        documents.check_now(file.pk)
        file.refresh_from_db()
        assert file.is_readable
        return file

    def _work_on(self, certificate) -> None:
        working.take(certificate.pk, agent=self.agent)
        correcting.correct(
            certificate.pk,
            agent=self.agent,
            seen=seen(certificate),
            values={"doctor_name": "Dr Weber"},
            diagnosis=CODE,
        )
        board.to_board(certificate.pk, agent=self.agent, seen=seen(certificate), question=QUESTION)

    def _decide(self) -> None:
        certificate = self.certificate
        board.give_opinion(
            certificate.pk, doctor=self.doctor, seen=seen(certificate), opinion=OPINION
        )
        key = uuid.uuid4()
        procedures.ask(certificate.procedure, text=ASKED, by=self.agent, sent_key=key)
        procedures.reply(
            certificate.procedure,
            text=ANSWER,
            by=self.person.account,
            sent_key=uuid.uuid4(),
            documents=[self.another_photo],
        )
        mark = seen(certificate)
        deciding.refuse(certificate.pk, agent=self.agent, seen=mark, reason=REASON)


@pytest.fixture
def planted(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    with django_capture_on_commit_callbacks(execute=True):
        return Planted()


def with_every_right_but_the_medical_one():
    """Somebody of the staff who may do everything but see what is medical."""
    account = AccountFactory(agent=True, first_name="Rita")
    account.user_permissions.set(Permission.objects.exclude(codename="view_medical"))
    return account


def every_admin_page(planted: Planted) -> list[str]:
    """The lists and pages of every table, for every row that is about the certificate."""
    found = ["/admin/"]
    for pattern in _names():
        try:
            found.append(reverse(f"admin:{pattern}"))
        except NoReverseMatch:
            found += _about_rows(pattern)
    return found


def _names() -> list[str]:
    named = (pattern.name for pattern in _patterns(admin.site.get_urls()) if pattern.name)
    return sorted(set(named) - {"logout", "view_on_site", "jsi18n"})


def _patterns(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def _about_rows(name: str) -> list[str]:
    """A page of one row, for each of the first rows of its table."""
    model = next(
        (
            model
            for model in admin.site._registry
            if name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_")
        ),
        None,
    )
    keys = [] if model is None else model._default_manager.order_by("-pk").values_list("pk")[:3]
    found = []
    for (key,) in keys:
        try:
            found.append(reverse(f"admin:{name}", args=[key]))
        except NoReverseMatch:
            return found
    return found


def searches(planted: Planted) -> list[str]:
    """What somebody would type to find it."""
    certificate = planted.certificate
    return [CODE, "wisteria", certificate.procedure.reference, certificate.person.matricule]


def walked_through_the_admin(account, planted: Planted) -> Walk:
    walk = Walk(window_of(account), within=("/admin/", "/documents/"))
    walk.from_(*every_admin_page(planted))
    for model, its_admin in admin.site._registry.items():
        if not its_admin.search_fields:
            continue
        the_list = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for text in searches(planted):
            answer = search(walk.client, the_list, text)
            # What was typed stands in the box; everything else was found.
            page = re.sub(r'<input[^>]*name="search_text"[^>]*>', "", answer.content.decode())
            page = re.sub(r"<title>.*?</title>|<h1>.*?</h1>", "", page)
            said = page.replace(text, "") if text in MEDICAL else page
            walk.seen[f"{the_list}, searched for {text}"] = said
    return walk


@pytest.mark.parametrize("who", ["every right but one", "another room", "no right"])
def test_no_page_search_or_file_of_the_agents_shows_it(planted, who):
    account = {
        "every right but one": with_every_right_but_the_medical_one,
        "another room": _an_agent_of_the_hall,
        "no right": lambda: AccountFactory(agent=True),
    }[who]()
    walk = walked_through_the_admin(account, planted)
    assert walk.where(*planted.medical) == []
    for address in planted.pictures:
        assert walk.client.get(address).status_code == 404, address
    for certificate in (planted.certificate, planted.working):
        assert walk.client.get(page_of(certificate, "diagnosis")).status_code == 404
    if who == "every right but one":  # they were really there
        assert page_of(planted.certificate) in walk.seen
        assert "Dr Weber" in walk.seen[page_of(planted.certificate)]
        assert any("figures.csv" in address for address in walk.seen)


def _an_agent_of_the_hall():
    account = AccountFactory(agent=True)
    account.groups.add(ensure_agent_group())
    return account


def walked_through_the_portal(client: Client) -> Walk:
    walk = Walk(client, within=("/en/", "/documents/"))
    return walk.from_("/en/espace/", "/en/espace/incapacity/", "/en/espace/data/", "/en/")


@pytest.mark.parametrize("who", ["the person", "who acts for them", "somebody else", "a visitor"])
def test_no_page_or_file_of_the_portal_shows_the_code(planted, who):
    client = {
        "the person": lambda: browser_of(planted.person),
        "who acts for them": lambda: browser_of(planted.proxy, opened=planted.person),
        "somebody else": lambda: browser_of(InsuredPersonFactory(signs_in=True)),
        "a visitor": Client,
    }[who]()
    walk = walked_through_the_portal(client)
    # Whose diagnosis it is may take a copy of everything along, and nobody else.
    own_copy = [OWN_COPY] if who == "the person" else []
    assert walk.where(CODE) == own_copy
    reference = planted.certificate.procedure.reference
    if who in ("the person", "who acts for them"):
        own = f"/en/espace/incapacity/{planted.certificate.public_id}/"
        assert "Dr Weber" in walk.seen[own]
        assert "only the medical side" in walk.seen[own].lower()
        assert any(address.endswith(".pdf") and walk.seen[address] for address in walk.seen)
        assert any(address.endswith(".csv") for address in walk.seen)
    else:
        assert walk.where("wisteria", reference) == []


def test_who_acts_for_the_person_opens_neither_the_sheet_nor_the_copy_of_everything(planted):
    client = browser_of(planted.proxy, opened=planted.person)
    sheet = planted.sheet.public_id
    reference = planted.certificate.procedure.reference
    assert client.get(OWN_COPY).status_code == 403
    addresses = [
        reverse("documents:show", args=[sheet]),
        f"/en/espace/incapacity/{planted.certificate.public_id}/pages/{sheet}/",
        f"/en/espace/incapacity/{planted.certificate.public_id}/pages/{sheet}/?large=1",
        f"/en/espace/procedures/{reference}/files/{sheet}/",
    ]
    for address in addresses:
        assert client.get(address).status_code == 404, address
    walk = walked_through_the_portal(client)
    assert walk.where(str(sheet)) == []


def test_no_log_line_and_no_mail_tells_it(
    settings, tmp_path, caplog, django_capture_on_commit_callbacks
):
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    caplog.set_level(logging.INFO)
    for name in ("cns_portal", "insured", "incapacity", "django.request", "django.db.backends"):
        caplog.set_level(logging.DEBUG, logger=name)
    with django_capture_on_commit_callbacks(execute=True):
        planted = Planted()
    window = window_of(planted.agent)
    for name in ("change", "diagnosis", "correct", "write"):
        assert window.get(page_of(planted.certificate, name)).status_code in (200, 302)
    search(window, QUEUE, CODE)
    assert window.get(planted.pictures[1]).status_code == 200
    said = "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records)
    for word in MEDICAL:
        # The statements of the database are among them: they carry what is sealed.
        assert word not in said
    for message in mail.outbox:
        assert not any(word in f"{message.subject}{message.body}" for word in MEDICAL)


def test_nothing_in_the_database_says_it_in_the_clear(planted):
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            for word in MEDICAL:
                cursor.execute(
                    f"SELECT count(*) FROM {table} AS row WHERE row::text LIKE %s",
                    [f"%{word}%"],
                )
                if cursor.fetchone()[0]:
                    found.append((model.__name__, word))
    assert found == []
    assert Diagnosis.objects.get(certificate=planted.certificate).code == CODE


def test_with_the_medical_right_all_of_it_is_found_and_each_look_is_written_down(planted):
    walk = walked_through_the_admin(planted.agent, planted)
    page = page_of(planted.certificate)
    assert page_of(planted.certificate, "diagnosis") in walk.where(CODE)
    # Also with the right: no list, no form, no other page brings the code along.
    shown = {address.rstrip("/").rpartition("/")[2] for address in walk.where(CODE)}
    assert shown == {"diagnosis"}
    for word in (NOTE, LATE, QUESTION, OPINION, ASKED, ANSWER, REASON):
        assert page in walk.where(word), word
    for file in (planted.sheet, planted.another_photo):
        assert page in walk.where(str(file.public_id))
    for address in planted.pictures:
        assert walk.client.get(address).status_code == 200, address
    looks = AuditEntry.objects.filter(actor=planted.agent)
    key = str(planted.certificate.pk)
    assert looks.filter(purpose="incapacity.diagnosis", subject_id=key).exists()
    assert looks.filter(purpose="incapacity.certificate", subject_id=key).exists()
    pictures = looks.filter(purpose="certificate_page", subject_id=str(planted.sheet.pk))
    assert pictures.count() >= 3


def test_a_table_of_diagnoses_is_in_no_list_of_the_admin():
    assert Diagnosis not in admin.site._registry
    assert not Permission.objects.filter(content_type__model="diagnosis").exists()


def test_no_query_for_certificates_brings_the_diagnosis_along(planted, django_assert_num_queries):
    certificate = Certificate.objects.select_related("procedure", "person").get(
        pk=planted.certificate.pk
    )
    assert CODE not in str(vars(certificate))
    with django_assert_num_queries(1):
        assert certificate.diagnosis.code == CODE
