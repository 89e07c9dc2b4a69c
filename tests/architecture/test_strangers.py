"""Whose page is it? Every address with an identifier, asked by everybody whose it is not."""

import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch

from appointments.models import Appointment, EarlierOffer, EarlierWish, Participant, Reminder
from cns_portal.contact.models import Letter, Question
from cns_portal.inbox.models import Attachment, Email, Message
from cns_portal.privacy.models import ErasureOrder
from cns_portal.procedures.models import Answer, Enclosure, Procedure, ProcedureEvent, Reply
from cns_portal.rights.models import (
    Export,
    ExportDownload,
    RightsDocument,
    RightsLetter,
    RightsRequest,
)
from insured.models import BankAccount, Card, EmailChange, Paper, Request, RequestDocument
from tests.appointments.agents import agent_of, window_of
from tests.architecture.addresses import (
    NOBODYS,
    Belongings,
    addresses,
    somebodys,
    unknown,
    url,
)
from tests.factories import AgencyFactory, InsuredPersonFactory
from tests.incapacity import belonging as certificates
from tests.reimbursements import belonging

pytestmark = pytest.mark.django_db

ALL = addresses()
WITH_AN_OWNER = [address for address in ALL if somebodys(address)]
BY_LINK = {
    "appointment_links:link",
    "appointment_links:video",
    "appointment_links:call_exchange",
    "appointment_links:calendar",
    *(f"appointment_links:{name}" for name in ("move", "phone", "bills")),
    "appointment_links:earlier",
    "rights_links:link",
}
TABLES = (
    Appointment,
    Participant,
    Procedure,
    ProcedureEvent,
    Reply,
    Answer,
    Enclosure,
    Message,
    Email,
    Attachment,
    EarlierWish,
    EarlierOffer,
    Reminder,
    BankAccount,
    Card,
    EmailChange,
    Paper,
    Request,
    RequestDocument,
    Question,
    Letter,
    RightsRequest,
    RightsDocument,
    RightsLetter,
    Export,
    ExportDownload,
    ErasureOrder,
    *belonging.TABLES,
    *certificates.TABLES,
)
# Opening a message takes the mark "New" away, for the reader alone.
MARKS = {"read_at"}
# What differs between two answers to the same question: the form's token and the address itself.
CHANGING = re.compile(r'csrfmiddlewaretoken" value="[^"]*"|(?:href|value|action)="[^"]*"')


@pytest.fixture
def theirs(settings, tmp_path, monkeypatch):
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)
    return Belongings()


def a_visitor() -> Client:
    return Client()


def another_person() -> Client:
    client = Client()
    client.force_login(InsuredPersonFactory(signs_in=True).account)
    return client


def another_agencys_agent() -> Client:
    return window_of(agent_of(AgencyFactory(open=True, slug="mine")))


STRANGERS = [a_visitor, another_person, another_agencys_agent]


def rows(*, without: set[str] = frozenset()) -> dict[str, list[dict]]:
    """Everything in the tables that pages could change."""
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in without}
            for row in model.objects.order_by("pk").values()
        ]
        for model in TABLES
    }


def refuses(answer, address) -> bool:
    """Not found, or asked to sign in."""
    if answer.status_code != 302:
        return answer.status_code in {403, 404, 405}
    if answer["Location"] == "/admin/":  # what the stock admin says: "perhaps it was deleted?"
        return address.way.startswith("admin/") and "appointments" not in address.way
    return answer["Location"].startswith(("/accounts/", "/admin/login/"))


def test_every_identifier_in_an_address_is_somebodys_or_known_to_be_nobodys(theirs):
    """A new address with an identifier is asked by strangers below, or stands in NOBODYS."""
    for address in WITH_AN_OWNER:
        assert None not in theirs.identifiers(address).values(), address
    assert NOBODYS.keys() <= {address.name for address in ALL}


@pytest.mark.parametrize("stranger", STRANGERS, ids=lambda stranger: stranger.__name__)
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_a_stranger_finds_nothing_and_changes_nothing(theirs, stranger, method):
    """Not found, or asked to sign in; and the same answer as for what does not exist at all."""
    client, before = stranger(), rows()
    sent = {"reason": "Mine", "confirm": "yes"} if method == "post" else {}
    for address in WITH_AN_OWNER:
        identifiers = theirs.identifiers(address)
        if address.name in BY_LINK:
            identifiers["token"] = identifiers["token"][:-2] + "xx"
        answer = getattr(client, method)(url(address, identifiers), sent)
        client.cookies.pop("messages", None)  # what the stock admin would say on the next page
        nowhere = getattr(client, method)(url(address, unknown(identifiers)), sent)
        client.cookies.pop("messages", None)
        where = answer.headers.get("Location")
        assert refuses(answer, address), (address, answer.status_code, where)
        if stranger is another_agencys_agent and "admin/appointments/" in address.way:
            assert answer.status_code in {404, 405}, address
        if answer.status_code == 403 and address.way.startswith("admin/"):
            continue  # a table that agents do not open at all
        assert answer.status_code == nowhere.status_code, address
        if answer.status_code != 302:
            assert shape_of(answer) == shape_of(nowhere), address
        if stranger is another_person and not address.way.startswith("admin/"):
            assert answer.status_code in {404, 405}, address
    assert rows() == before


def has_a_strict_policy(answer) -> bool:
    """Nothing inline, nothing from elsewhere: on every page, the admin included."""
    policy = dict(rule.split(maxsplit=1) for rule in answer["Content-Security-Policy"].split("; "))
    own = ("script-src", "style-src", "connect-src")
    none = ("default-src", "object-src", "base-uri", "frame-ancestors")
    return all(policy[name] == "'self'" for name in own) and all(
        policy[name] == "'none'" for name in none
    )


def shape_of(answer) -> str:
    return CHANGING.sub("", answer.content.decode())


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_no_row_whoever_looks(theirs, method):
    """Every address there is, by those who may open it: the owner, the agent, the visitor."""
    owner, agent = Client(), window_of(theirs.agent)
    owner.force_login(theirs.person.account)
    before = rows(without=MARKS)
    seen = 0
    for address in ALL:
        if address.name.startswith("admin:logout"):
            continue
        try:
            where = url(address, theirs.identifiers(address))
        except (NoReverseMatch, KeyError):
            assert address.name in NOBODYS, address
            continue
        for client in (Client(), owner, agent):
            answer = getattr(client, method)(where)
            assert answer.status_code < 500 or address.name == "readyz", address
            seen += answer.status_code == 200
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                assert has_a_strict_policy(answer), address
    assert seen > 60
    assert rows(without=MARKS) == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_identifiers_of_any_shape_are_not_found(theirs, method):
    """Numbers no column can hold, and letters no text can hold."""
    owner, agent = Client(), window_of(theirs.agent)
    owner.force_login(theirs.person.account)
    huge, nul = 10**30, "a%00b"
    for way in (
        f"/admin/appointments/appointment/{huge}/change/",
        f"/admin/appointments/appointment/{huge}/cancel/",
        f"/admin/appointments/appointment/{theirs.appointment.pk}/emails/{huge}/resend/",
        f"/admin/appointments/agency/{huge}/change/",
        f"/admin/appointments/agency/{nul}/change/",
        f"/admin/appointments/closure/{nul}/change/",
    ):
        assert getattr(agent, method)(way).status_code in {302, 403, 404, 405}, way
    for way in (
        f"/en/espace/messages/{theirs.message.public_id}/attachments/{huge}/",
        f"/en/espace/procedures/{nul}/",
        f"/en/espace/procedures/{'x' * 3000}/",
        f"/en/espace/procedures/{theirs.appointment.procedure.reference.lower()}x/",
        f"/a/{nul}/",
        f"/a/{'x' * 3000}/",
    ):
        assert getattr(owner, method)(way).status_code in {404, 405}, way
