"""Questions to test with, and the people around them."""

import uuid

from django.test import Client
from django.urls import reverse

from cns_portal.contact.models import Question
from cns_portal.contact.services import sending, working
from cns_portal.contact.services.staff import ensure_agent_group
from insured.services.staff import ensure_agent_group as ensure_group_of_the_hall
from tests.factories import AccountFactory, InsuredPersonFactory

SECRET = "Is the thyroid examination of May covered?"
EMAIL = "vera@visitors.example"


def an_agent(**names):
    """Somebody who answers questions."""
    account = AccountFactory(agent=True, **{"first_name": "Anne", **names})
    account.groups.add(ensure_agent_group(), ensure_group_of_the_hall())
    return account


def of_a_visitor(**said) -> Question:
    """A question that was asked without signing in."""
    said = {
        "name": "Vera Visitor",
        "email": EMAIL,
        "phone": "+352621999888",
        "topic": "reimbursement",
        "text": SECRET,
        "language": "en",
        "sent_key": uuid.uuid4(),
        **said,
    }
    return sending.send_as_visitor(**said)


def of_a_person(person=None, **said) -> Question:
    """A question from a file."""
    person = person or InsuredPersonFactory(signs_in=True)
    said = {"topic": "insurance", "text": SECRET, "sent_key": uuid.uuid4(), **said}
    return sending.send(person=person, actor=said.pop("actor", person.account), **said)


def taken(question: Question, agent=None) -> Question:
    """The same, in the hands of an agent."""
    return working.take(question.pk, agent=agent or an_agent())


def answered(question: Question, agent=None, text: str = "Yes, it is.") -> Question:
    """The same, answered by an agent."""
    agent = agent or an_agent()
    working.take(question.pk, agent=agent)
    return working.answer(question.pk, text=text, agent=agent, sent_key=uuid.uuid4())


def typed(**said) -> dict:
    """What a visitor sends with the form."""
    return {
        "topic": "reimbursement",
        "text": SECRET,
        "name": "Vera Visitor",
        "email": EMAIL,
        "phone": "",
        "website": "",
        "sent_key": str(uuid.uuid4()),
        **said,
    }


def looking_at(question: Question, *, client: Client | None = None) -> Client:
    """The browser of somebody who knows reference and address, with the question open."""
    client = client or Client()
    answer = client.post(
        reverse("contact:status"),
        {"reference": question.procedure.reference, "email": question.procedure.contact_email},
    )
    assert answer.status_code == 302, answer.content.decode()
    return client
