"""The families of the demonstration: who acts for whom, who is insured through whom.

Only ties and papers: the declarations of the main insured people are in `insurance`.
"""

from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.text import slugify
from PIL import Image, ImageDraw, ImageFont
from text_unidecode import unidecode

from cns_portal import audit, documents
from cns_portal.accounts.identity import Identity, LevelOfAssurance
from cns_portal.accounts.models import Account
from cns_portal.demo.people import PEOPLE
from cns_portal.kernel.matricule import with_check_digits
from insured.choices import (
    GuardianshipSource,
    Relation,
    RequestDocumentKind,
    TieBasis,
)
from insured.choices.co_insurance import PreviousCover
from insured.selectors import families as known
from insured.selectors import people as selectors
from insured.services import ages, co_insurance, families, files, ties

PEOPLE_BY_KEY = {person.key: person for person in PEOPLE}
SOPHIES_MOTHER = with_check_digits("19680711" + "122")
WEDDING = date(2011, 9, 3)
"""Of Marie and Tom, who has been at home with the children since."""

DEMONSTRATION = "Demonstration - Vorführung - démonstration"


@transaction.atomic
def seed_families() -> int:
    """Guardianships, co-insurances and one open request. Returns how many ties are new.

    Needs the people; may run again. Timelines follow the declarations, whichever comes first.
    """
    if known.ties_on(_file("tom"), day=WEDDING).exists():
        return 0
    marie, tom = _file("marie"), _file("tom")
    children = [_file("lena"), _file("max")]
    _tie(marie, tom, Relation.SPOUSE, WEDDING)
    for child in children:
        for parent in (marie, tom):
            families.note_guardianship(
                holder=parent,
                child=child,
                first_day=child.birth_date,
                source=GuardianshipSource.REGISTER,
                actor=audit.SYSTEM,
            )
        ties.register_automatic(
            principal=marie,
            member=child,
            relation=Relation.OWN_CHILD,
            first_day=child.birth_date,
            actor=audit.SYSTEM,
        )
    sophie = _file("sophie")
    _tie(sophies_mother(), sophie, Relation.OWN_CHILD, date(2014, 12, 20))
    return 4


def sophies_mother():
    """An employee through whom Sophie is insured; she has no means of signing in."""
    found = selectors.by_matricule(SOPHIES_MOTHER)
    sophie = PEOPLE_BY_KEY["sophie"]
    return found or files.open_file(
        actor=audit.SYSTEM,
        matricule=SOPHIES_MOTHER,
        first_name="Odile",
        last_name="Prouf",
        birth_date=date(1968, 7, 11),
        street=sophie.street,
        postcode=sophie.postcode,
        locality=sophie.locality,
        country=sophie.country,
        language=sophie.language,
    )


@transaction.atomic
def seed_waiting_request() -> bool:
    """Claire has married and asks to add her husband, who came from Lisbon; an agent decides.

    Needs Claire's declarations. Whether the request is new.
    """
    claire = _file("claire")
    if claire.requests.exists():
        return False
    actor = claire.account or account_for(claire)
    papers = [
        (scan(claire, actor, title), kind)
        for title, kind in (
            ("Certidão de casamento", RequestDocumentKind.CIVIL_STATUS),
            ("Certificat de résidence élargi", RequestDocumentKind.RESIDENCE),
        )
    ]
    co_insurance.send(principal=claire, statement=HUSBAND, actor=actor, attached=papers)
    return True


def seed_notices() -> int:
    """What the nightly look finds, at once: Sophie's notice before her 30th birthday."""
    return ages.look_at_ages().before_thirty


HUSBAND = co_insurance.Statement(
    relation=Relation.SPOUSE,
    first_name="Emílio",
    last_name="Imaginado",
    birth_date=date(1983, 2, 28),
    birth_place="Lisboa, Portugal",
    matricule=with_check_digits("19830228" + "055"),
    facts={
        "union_lasts": True,
        "lives_here": True,
        "insured_here": False,
        "insured_abroad": False,
    },
    previous_cover=PreviousCover.ABROAD,
    previous_country="PT",
    previous_fund="Segurança Social, Lisboa",
    first_day=date(2026, 10, 17),
)


def _file(key: str):
    return selectors.by_matricule(PEOPLE_BY_KEY[key].matricule)


def _tie(principal, member, relation: str, first_day: date) -> None:
    ties.register(
        principal=principal,
        member=member,
        relation=relation,
        basis=TieBasis.DECISION,
        first_day=first_day,
        actor=audit.SYSTEM,
    )


def account_for(person) -> Account:
    """The account of somebody who has signed in before; the next sign-in finds it again."""
    account = Account.objects.create_user(
        f"demo-{person.matricule}", email=person.email, language=person.language
    )
    files.recognise(
        account=account,
        identity=Identity(
            provider="demo",
            subject=person.matricule,
            matricule=person.matricule,
            person_identifier=None,
            first_name=person.first_name,
            last_name=person.last_name,
            birth_date=person.birth_date,
            level_of_assurance=LevelOfAssurance.HIGH,
            email=person.email,
        ),
    )
    person.refresh_from_db()
    return account


def scan(person, actor: Account, title: str, *, purpose: str = "co_insurance"):
    """A picture that could be the scan of a paper; it says what it is."""
    picture = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((80, 80, 1160, 1674), outline="black", width=4)
    pen.text((140, 160), unidecode(title), fill="black", font=ImageFont.load_default(54))
    pen.text((140, 260), unidecode(DEMONSTRATION), fill="black", font=ImageFont.load_default(36))
    content = BytesIO()
    picture.save(content, "PNG")
    name = f"{slugify(title)}.png"
    return documents.store(
        SimpleUploadedFile(name, content.getvalue(), "image/png"),
        dossier=person.dossier,
        by=actor,
        purpose=purpose,
    )
