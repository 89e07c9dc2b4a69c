"""The fictional people of the demonstration. Any likeness to a living person is chance.

Birth dates are fixed, so that a second start finds the same people; "about to be 30" is therefore
true in the winter of 2026.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cns_portal import audit
from cns_portal.accounts.models import Account
from cns_portal.demo import second_factor
from cns_portal.kernel.matricule import with_check_digits
from insured.selectors import people as selectors
from insured.services import files as services

SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial"
HIGH = "http://eidas.europa.eu/LoA/high"
LOW = "http://eidas.europa.eu/LoA/low"


@dataclass(frozen=True)
class Person:
    """Somebody to sign in as. `born` is YYYYMMDD with 00 for an unknown month or day."""

    key: str
    first_name: str
    last_name: str
    born: str
    sequence: str
    situation: str
    language: str = "fr"
    street: str = ""
    postcode: str = ""
    locality: str = ""
    country: str = "LU"
    person_identifier: str | None = None
    level: str = HIGH
    has_matricule: bool = True
    can_sign_in: bool = True
    known: bool = True

    @property
    def matricule(self) -> str | None:
        return with_check_digits(self.born + self.sequence) if self.has_matricule else None

    @property
    def birth_date(self) -> date | None:
        if self.born.endswith("00"):
            return None
        return date.fromisoformat(f"{self.born[:4]}-{self.born[4:6]}-{self.born[6:]}")

    @property
    def email(self) -> str:
        return f"{self.key}@people.example"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


PEOPLE = (
    Person(
        "marie",
        "Marie",
        "Beispill",
        "19850412",
        "031",
        _("Employee who lives in Esch-sur-Alzette, married, two children"),
        street="12, rue de la Démonstration",
        postcode="L-4001",
        locality="Esch-sur-Alzette",
    ),
    Person(
        "tom",
        "Tom",
        "Beispill-Modell",
        "19830930",
        "118",
        _("Her husband, co-insured with her"),
        language="lb",
        street="12, rue de la Démonstration",
        postcode="L-4001",
        locality="Esch-sur-Alzette",
    ),
    Person(
        "lena",
        "Lena",
        "Beispill",
        "20100506",
        "045",
        _("Their daughter, 16, co-insured, with an identity card of her own"),
        language="lb",
        street="12, rue de la Démonstration",
        postcode="L-4001",
        locality="Esch-sur-Alzette",
    ),
    Person(
        "max",
        "Max",
        "Beispill",
        "20170321",
        "207",
        _("Their son, 9, co-insured, too young to sign in"),
        language="lb",
        street="12, rue de la Démonstration",
        postcode="L-4001",
        locality="Esch-sur-Alzette",
        can_sign_in=False,
    ),
    Person(
        "luc",
        "Luc",
        "Exemple",
        "19790214",
        "064",
        _("Cross-border worker who lives in Arlon, Belgium"),
        street="3, rue Imaginaire",
        postcode="6700",
        locality="Arlon",
        country="BE",
        person_identifier="BE/LU/demo-0000-exemple",
    ),
    Person(
        "hans",
        "Hans",
        "Erfunden",
        "19881103",
        "152",
        _("Cross-border worker who lives in Trier, Germany"),
        language="de",
        street="Beispielstraße 7",
        postcode="54290",
        locality="Trier",
        country="DE",
        person_identifier="DE/LU/demo-0000-erfunden",
        level=SUBSTANTIAL,
    ),
    Person(
        "josette",
        "Josette",
        "Fiktiv",
        "19510627",
        "009",
        _("Pensioner in Diekirch"),
        language="lb",
        street="1, um Beispill",
        postcode="L-9201",
        locality="Diekirch",
    ),
    Person(
        "paul",
        "Paul",
        "Modell",
        "19760808",
        "083",
        _("Civil servant, insured with the CMFEP"),
        language="de",
        street="44, avenue Inventée",
        postcode="L-1001",
        locality="Luxembourg",
    ),
    Person(
        "sophie",
        "Sophie",
        "Prouf",
        "19961220",
        "176",
        _("Student, 30 in December 2026, co-insured until then"),
        street="2, avenue de l’Exemple",
        postcode="L-4362",
        locality="Belval",
    ),
    Person(
        "nuno",
        "Nuno",
        "Inventado",
        "19920517",
        "098",
        _("Lost his job, and his affiliation with it, last month"),
        street="9, rue Fictive",
        postcode="L-4501",
        locality="Differdange",
        level=SUBSTANTIAL,
    ),
    Person(
        "claire",
        "Claire",
        "Fantasie",
        "19810119",
        "021",
        _("Self-employed, in Clervaux"),
        street="5, montée du Modèle",
        postcode="L-9701",
        locality="Clervaux",
    ),
    Person(
        "elise",
        "Élise",
        "Inventaire",
        "19930711",
        "134",
        _("Cross-border worker who lives in Thionville, France, and expects a child"),
        street="14, rue Fictive",
        postcode="57100",
        locality="Thionville",
        country="FR",
        person_identifier="FR/LU/demo-0000-inventaire",
    ),
    Person(
        "greta",
        "Greta",
        "Niemand",
        "19940228",
        "000",
        _("German identity card (eIDAS), no Luxembourg matricule"),
        language="de",
        locality="Saarbrücken",
        country="DE",
        person_identifier="DE/LU/demo-0000-niemand",
        has_matricule=False,
        known=False,
    ),
    Person(
        "amina",
        "Amina",
        "Nouvelle",
        "20260000",
        "013",
        _("Arrived this year, date of birth unknown, not on file yet"),
        language="en",
        level=SUBSTANTIAL,
        known=False,
    ),
    Person(
        "loris",
        "Loris",
        "Niveaubas",
        "19990909",
        "140",
        _("A means of level “low”: the portal refuses it"),
        level=LOW,
        known=False,
    ),
)


@dataclass(frozen=True)
class Agent:
    """Somebody who works in the admin. `totp_secret` belongs into an authenticator app."""

    username: str
    password: str
    totp_secret: str
    first_name: str
    last_name: str
    # "agent" sees the appointments of `agencies`; "supervisor" sees and sets everything; "board" is
    # a doctor of the medical board and sees certificates of incapacity only; "dpo" answers requests
    # about personal data; "editor" writes the public pages.
    role: str
    agencies: tuple[str, ...] = ()
    language: str = "fr"

    @property
    def email(self) -> str:
        return f"{self.username}@agents.example"


AGENTS = (
    Agent(
        "agent.esch",
        "demo-agent-esch",
        "JBSWY3DPEHPK3PXPESCHALZETTEDEMO2",
        "Danielle",
        "Guichet",
        "agent",
        ("esch-sur-alzette",),
    ),
    Agent(
        "agent.luxembourg",
        "demo-agent-luxembourg",
        "JBSWY3DPEHPK3PXPLUXEMBOURGDEMO22",
        "Fernand",
        "Comptoir",
        "agent",
        ("luxembourg-hollerich", "luxembourg-centre"),
    ),
    Agent(
        "supervisor",
        "demo-supervisor",
        "JBSWY3DPEHPK3PXPSUPERVISORDEMO22",
        "Simone",
        "Regard",
        "supervisor",
    ),
    Agent(
        "board",
        "demo-medical-board",
        "JBSWY3DPEHPK3PXPMEDICALBOARD2222",
        "Béatrice",
        "Contrôle",
        "board",
    ),
    Agent(
        "dpo",
        "demo-data-protection",
        "JBSWY3DPEHPK3PXPDATAPROTECTION22",
        "Delphine",
        "Discrète",
        "dpo",
    ),
    Agent(
        "editor",
        "demo-editor-of-texts",
        "JBSWY3DPEHPK3PXPEDITORTEXTSDEMO2",
        "Edith",
        "Rédaction",
        "editor",
    ),
)
AGENT_GROUP = "Agents"


@transaction.atomic
def seed_people() -> int:
    """Files for the people who have one. Returns how many are new; may run again."""
    new = 0
    for person in PEOPLE:
        if not person.known or selectors.by_matricule(person.matricule):
            continue
        services.open_file(
            actor=audit.SYSTEM,
            matricule=person.matricule,
            person_identifier=person.person_identifier,
            first_name=person.first_name,
            last_name=person.last_name,
            birth_date=person.birth_date,
            email=person.email if person.can_sign_in else "",
            phone=f"+352621000{person.sequence}" if person.can_sign_in else "",
            street=person.street,
            postcode=person.postcode,
            locality=person.locality,
            country=person.country,
            language=person.language,
        )
        new += 1
    return new


@transaction.atomic
def seed_agents() -> dict[str, Account]:
    """The agents with password and second factor, by user name; may run again.

    What an agent may do is the group's business, which agencies they see is the appointments'.
    """
    group, _created = Group.objects.get_or_create(name=AGENT_GROUP)
    accounts = {}
    for agent in AGENTS:
        account, created = Account.objects.get_or_create(
            username=agent.username,
            defaults={
                "first_name": agent.first_name,
                "last_name": agent.last_name,
                "email": agent.email,
                "language": agent.language,
                "is_staff": True,
                "is_superuser": agent.role == "supervisor",
            },
        )
        if created:
            account.set_password(agent.password)
            account.save(update_fields=["password"])
        if agent.role == "agent":
            account.groups.add(group)
        second_factor.set_up(account, secret=agent.totp_secret)
        accounts[agent.username] = account
    return accounts


def at_the_desk(accounts: dict[str, Account]) -> list[Account]:
    """Those of the accounts who do an agent's work; supervisors may do everything anyway."""
    names = {agent.username for agent in AGENTS if agent.role == "agent"}
    return [account for name, account in accounts.items() if name in names]


def agent_named(username: str) -> Agent | None:
    return next((agent for agent in AGENTS if agent.username == username), None)
