import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _

from cns_portal import documents, procedures
from cns_portal.accounts.models import Account, Dossier
from cns_portal.procedures import kinds, people
from cns_portal.procedures.purposes import ANSWER, REPLY
from tests.documents import samples


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    """A kind of case that only these tests know."""
    monkeypatch.setattr(kinds, "_kinds", {})
    procedures.declare_kind(
        "trial",
        label=_("Trial"),
        states={"requested": "Requested by you"},
        happenings={"trial.received": "We have received it"},
    )


@pytest.fixture
def dossier(db):
    return Dossier.objects.create()


@pytest.fixture
def agent(db):
    return Account.objects.create_user("agent")


@pytest.fixture
def opened(dossier):
    return procedures.open_procedure(
        kind="trial",
        dossier=dossier,
        created_by=None,
        contact_email="",
        language="en",
        state="requested",
        actor_kind="person",
    )


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path, monkeypatch):
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    settings.CLAMAV_URL = ""
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture(autouse=True)
def known_people(monkeypatch):
    """Everybody behind a dossier is called Claire Weber and has an address."""
    monkeypatch.setattr(
        people,
        "_people",
        people.People(
            addresses=lambda dossier: ["claire@people.example"],
            names=lambda ids: dict.fromkeys(ids, "Claire Weber"),
        ),
    )


@pytest.fixture
def person(db):
    return Account.objects.create_user("claire", first_name="Claire", last_name="Weber")


@pytest.fixture
def write(opened, person):
    """The person writes about the case, a new letter each time."""

    def write(text="Moien", *, procedure=None, **columns):
        given = {"by": person, "sent_key": uuid.uuid4(), **columns}
        return procedures.reply(procedure or opened, text=text, **given)

    return write


@pytest.fixture
def ask(opened, agent):
    """An agent asks, a new letter each time."""

    def ask(text="Which day was it?", *, procedure=None, **columns):
        given = {"by": agent, "sent_key": uuid.uuid4(), **columns}
        return procedures.ask(procedure or opened, text=text, **given)

    return ask


@pytest.fixture
def answer(opened, agent):
    """An agent answers, a new letter each time."""

    def answer(text="It is done.", *, procedure=None, **columns):
        given = {"by": agent, "sent_key": uuid.uuid4(), **columns}
        return procedures.answer(procedure or opened, text=text, **given)

    return answer


@pytest.fixture
def upload(dossier, person):
    """A file of the person in quarantine; `checked=True` has it checked."""

    def upload(content=samples.JPEG, name="photo.jpg", *, checked=False, **columns):
        file = SimpleUploadedFile(name, content, content_type="image/jpeg")
        given = {"dossier": dossier, "by": person, "purpose": REPLY, **columns}
        document = documents.store(file, **given)
        if checked:
            documents.check_now(document.pk)
        return document

    return upload


@pytest.fixture
def agents_file(upload, agent):
    """A file of the agent in quarantine."""

    def agents_file(*args, **columns):
        return upload(*args, **{"dossier": None, "by": agent, "purpose": ANSWER, **columns})

    return agents_file
