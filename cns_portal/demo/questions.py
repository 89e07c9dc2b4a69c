"""Questions of the demonstration: one that waits, one that was answered, one of a visitor; and what
readers think of two pages."""

import uuid
from datetime import timedelta

from cns_portal import clock
from cns_portal.accounts.models import Account
from cns_portal.contact.models import Question
from cns_portal.contact.services import sending, staff, working
from cns_portal.content.models import PageOpinion
from cns_portal.demo.families import account_for
from cns_portal.demo.people import PEOPLE, at_the_desk
from insured.selectors import people

_BY_KEY = {person.key: person for person in PEOPLE}
_SAID_ON = timedelta(days=3)


def seed_questions(accounts: dict[str, Account]) -> int:
    """Agents who answer, and three questions in different states. Returns how many are new."""
    group = staff.ensure_agent_group()
    for account in at_the_desk(accounts):
        account.groups.add(group)
    if Question.objects.exists():
        return 0
    agent = accounts["agent.esch"]
    _waits("tom", "insurance", "Moien, si meng Kanner och am Ausland mat mir matversécher?")
    answered = _waits("marie", "reimbursement", "Bonjour, où voir l’avancement de mes factures ?")
    working.take(answered.pk, agent=agent)
    working.answer(
        answered.pk,
        text="Bonjour, vous le voyez sous « Mes remboursements », facture par facture.",
        agent=agent,
        sent_key=uuid.uuid4(),
    )
    asked = sending.send_as_visitor(
        name="Vera Besuch",
        email="vera@visitors.example",
        phone="",
        topic="abroad",
        text="I shall move to Luxembourg in spring. How do I get insured?",
        language="en",
        sent_key=uuid.uuid4(),
    )
    working.take(asked.pk, agent=agent)
    working.ask(
        asked.pk,
        text="Thank you for your question. Will you work here, or live with somebody who does?",
        agent=agent,
        sent_key=uuid.uuid4(),
    )
    return Question.objects.count()


OPINIONS = (
    ("/contact/", "en", True, 5, "Everything on one page, thank you."),
    ("/contact/", "fr", True, 4, ""),
    ("/contact/", "de", False, 2, "Wo finde ich die Öffnungszeiten meiner Agentur?"),
    ("/contact/", "lb", True, 5, ""),
    ("/contact/", "fr", True, 3, ""),
    ("/when-i-am-ill/", "fr", True, 5, "Le calendrier est très clair."),
    ("/when-i-am-ill/", "en", False, 2, "I looked for the rules for my child."),
)


def seed_opinions() -> int:
    """What readers think of two pages. Returns how many are new."""
    if PageOpinion.objects.exists():
        return 0
    rows = PageOpinion.objects.bulk_create(
        PageOpinion(
            sent_key=uuid.uuid4(),
            page=page,
            language=language,
            found=found,
            rating=rating,
            comment=comment,
            has_comment=bool(comment),
            given_on=clock.today() - _SAID_ON * number,
        )
        for number, (page, language, found, rating, comment) in enumerate(OPINIONS)
    )
    return len(rows)


def _waits(key: str, topic: str, text: str) -> Question:
    person = people.by_matricule(_BY_KEY[key].matricule)
    actor = person.account or account_for(person)
    return sending.send(person=person, actor=actor, topic=topic, text=text, sent_key=uuid.uuid4())
